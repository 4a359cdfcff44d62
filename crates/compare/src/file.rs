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
        let path = path.canonicalize().or_else(|_| std::path::absolute(path))?;
        if path.is_dir() {
            return Err(io::ErrorKind::IsADirectory.into());
        }
        // To open it is to wait for who reads it, for ever perhaps; and to close it is to send them away.
        #[cfg(unix)]
        if fs::metadata(&path).is_ok_and(|data| std::os::unix::fs::FileTypeExt::is_fifo(&data.file_type())) {
            return Err(io::Error::other("it is a named pipe"));
        }
        let output = Self { path };
        if output.is_special() {
            OpenOptions::new().write(true).open(&output.path)?;
        } else {
            output.temporary()?;
        }
        Ok(output)
    }

    /// Whether to write both would leave only one of them.
    pub(crate) fn is_the_file_of(&self, other: &Self) -> bool {
        self == other && !self.is_special()
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
    fn two_names_of_one_file_are_found_out() {
        let folder = tempfile::tempdir().unwrap();
        let check = |name: &str| Output::check(&folder.path().join(name)).unwrap();
        for _new_and_old in 0..2 {
            assert!(check("a").is_the_file_of(&check("./a")));
            assert!(!check("a").is_the_file_of(&check("b")));
            fs::write(folder.path().join("a"), "").unwrap();
        }
    }

    #[test]
    #[cfg(unix)]
    fn a_device_is_written_to_and_not_replaced() {
        let null = Output::check(Path::new("/dev/null")).unwrap();
        null.write("text").unwrap();
        assert!(!fs::metadata("/dev/null").unwrap().is_file());
        assert!(!null.is_the_file_of(&null), "it takes any number of them");
    }
}
