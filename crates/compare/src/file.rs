//! Files that are written whole or not at all.

use std::fs::{self, OpenOptions};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use tempfile::NamedTempFile;

/// A file that will be written.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Output {
    path: PathBuf,
}

impl Output {
    /// Makes sure that there can be such a file, and leaves what is there as it is.
    ///
    /// # Errors
    ///
    /// What the operating system says.
    pub(crate) fn check(path: &Path) -> io::Result<Self> {
        // A link stays one, and what it points to is written.
        let path = path.canonicalize().unwrap_or_else(|_| path.into());
        if path.is_dir() {
            return Err(io::ErrorKind::IsADirectory.into());
        }
        let output = Self { path };
        if output.is_special() {
            OpenOptions::new().write(true).open(&output.path)?;
        } else {
            output.temporary()?;
        }
        Ok(output)
    }

    pub(crate) fn path(&self) -> &Path {
        &self.path
    }

    /// Writes it: into a temporary file beside it, which then takes its place.
    ///
    /// # Errors
    ///
    /// What the operating system says. What was there before is unharmed then.
    pub(crate) fn write(&self, text: &str) -> io::Result<()> {
        if self.is_special() {
            return OpenOptions::new().write(true).open(&self.path)?.write_all(text.as_bytes());
        }
        let mut file = self.temporary()?;
        file.write_all(text.as_bytes())?;
        file.persist(&self.path)?;
        Ok(())
    }

    /// A device or a pipe, whose place no file can take: `/dev/null`.
    fn is_special(&self) -> bool {
        fs::metadata(&self.path).is_ok_and(|data| !data.is_file())
    }

    fn temporary(&self) -> io::Result<NamedTempFile> {
        let folder = self.path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
        let mut builder = tempfile::Builder::new();
        // As any other file that is created: the umask decides.
        #[cfg(unix)]
        builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666));
        builder.prefix(".compare-").tempfile_in(folder)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(folder: &Path) -> Vec<String> {
        let names = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap());
        names.collect()
    }

    #[test]
    fn a_file_is_replaced_as_a_whole() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("report.json");
        fs::write(&path, "old").unwrap();
        let output = Output::check(&path).unwrap();
        assert_eq!(fs::read_to_string(&path).unwrap(), "old");
        output.write("new").unwrap();
        assert_eq!(fs::read_to_string(&path).unwrap(), "new");
        assert_eq!(names(folder.path()), ["report.json"]);
    }

    #[test]
    fn a_check_leaves_nothing_behind() {
        let folder = tempfile::tempdir().unwrap();
        Output::check(&folder.path().join("report.json")).unwrap();
        assert_eq!(names(folder.path()), [""; 0]);
    }

    #[test]
    fn what_cannot_be_written_is_known_beforehand() {
        let folder = tempfile::tempdir().unwrap();
        assert_eq!(Output::check(folder.path()).unwrap_err().kind(), io::ErrorKind::IsADirectory);
        let nowhere = folder.path().join("nowhere/report.json");
        assert_eq!(Output::check(&nowhere).unwrap_err().kind(), io::ErrorKind::NotFound);
    }

    #[test]
    #[cfg(unix)]
    fn a_device_is_written_to_and_not_replaced() {
        Output::check(Path::new("/dev/null")).unwrap().write("text").unwrap();
        assert!(!fs::metadata("/dev/null").unwrap().is_file());
    }
}
