//! The output of a command: a complete file, or a stream.
//!
//! A command checks the output before it works for minutes, and writes when it is done:
//!
//! ```
//! use whole_file::Output;
//!
//! let folder = tempfile::tempdir()?;
//! let path = folder.path().join("report.json");
//! std::fs::write(&path, "the old report")?;
//!
//! let output = Output::check(&path)?;
//! assert_eq!(std::fs::read_to_string(&path)?, "the old report", "a check changes nothing");
//! output.write(b"the new report")?;
//! assert_eq!(std::fs::read_to_string(&path)?, "the new report");
//! # std::io::Result::Ok(())
//! ```
//!
//! The kind of the output decides how it is written:
//!
//! | the output is | what happens |
//! |---|---|
//! | a regular file, or missing | A temporary file is written beside it, then replaces it. |
//! | a link | The link is followed, even if its target does not exist yet. It stays a link. |
//! | `-`, or already stdout (`/dev/stdout`) | The result goes to stdout, after everything printed before. |
//! | a pipe, a terminal, a device such as `/dev/null` | It is opened, and the result is written into it. |
//! | an open file (`/dev/fd/3`) | The result is written at its end. |
//! | a folder, a socket, a disk, links in a circle | It is refused. |
//!
//! So only a regular file is ever replaced. The old file stays until the new one is complete.

use std::fmt::{self, Display};
use std::fs::{self, File, FileType, OpenOptions};
use std::io::{self, ErrorKind, Write};
use std::path::{Path, PathBuf};
use std::thread;
use std::time::Duration;

use tempfile::NamedTempFile;

/// More links than this in a row count as a circle. Linux has the same limit.
const MAX_LINKS: usize = 40;

/// An output that can be written to. The [crate's page](crate) shows how to use it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Output {
    place: Place,
    /// Whether several results may be written to it: only to a device.
    takes_many: bool,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Place {
    /// A regular file, or nothing yet. The path has no links.
    File(PathBuf),
    /// Something to open and to write into.
    Stream(PathBuf),
    Stdout,
}

impl Output {
    /// Finds out what is at `path`, and checks that it can be written to. A later write may still fail.
    ///
    /// The check changes nothing. For a regular file, it creates an empty temporary file beside it, and removes it at
    /// once. It does not open a pipe, because that would wait for a reader.
    ///
    /// # Errors
    ///
    /// This kind of output cannot be written to, or the operating system refuses it.
    pub fn check(path: &Path) -> io::Result<Self> {
        if path == Path::new("-") {
            return Ok(Self { place: Place::Stdout, takes_many: false });
        }
        let found = fs::metadata(path);
        if let Ok(found) = &found
            && is_stdout(found)
        {
            return Ok(Self { place: Place::Stdout, takes_many: false });
        }
        let (path, is_open_file) = follow_links(path)?;
        let kind = match found {
            Ok(found) => found.file_type(),
            // The file, or the target of the link, does not exist yet.
            Err(error) if error.kind() == ErrorKind::NotFound && !is_open_file => {
                temporary(&path)?;
                return Ok(Self { place: Place::File(path), takes_many: false });
            }
            Err(error) => return Err(error),
        };
        if kind.is_dir() {
            return Err(ErrorKind::IsADirectory.into());
        } else if kind.is_file() || is_device(kind) {
            // To replace a file, only its folder must be writable. We ask that the file is writable too.
            OpenOptions::new().append(true).open(&path)?;
        } else if !is_pipe(kind) {
            return Err(io::Error::other("it is neither a file nor a pipe"));
        }
        if kind.is_file() && !is_open_file {
            temporary(&path)?;
            return Ok(Self { place: Place::File(path), takes_many: false });
        }
        Ok(Self { place: Place::Stream(path), takes_many: is_device(kind) })
    }

    /// Returns whether the output is stdout. If so, print nothing else there.
    ///
    /// # Examples
    ///
    /// ```
    /// use std::path::Path;
    /// use whole_file::Output;
    ///
    /// assert!(Output::check(Path::new("-"))?.is_stdout());
    /// # std::io::Result::Ok(())
    /// ```
    pub fn is_stdout(&self) -> bool {
        self.place == Place::Stdout
    }

    /// Returns the path of the file that will be written. `None` for a stream.
    ///
    /// # Examples
    ///
    /// ```
    /// use std::path::Path;
    /// use whole_file::Output;
    ///
    /// assert_eq!(Output::check(Path::new("-"))?.file(), None);
    /// # std::io::Result::Ok(())
    /// ```
    pub fn file(&self) -> Option<&Path> {
        match &self.place {
            Place::File(path) => Some(path),
            Place::Stream(_) | Place::Stdout => None,
        }
    }

    /// Returns whether both are the same output. Then one result would replace the other, or follow it.
    ///
    /// Devices never collide: they take any number of results.
    ///
    /// # Examples
    ///
    /// ```
    /// use std::path::Path;
    /// use whole_file::Output;
    ///
    /// let folder = tempfile::tempdir()?;
    /// let check = |name: &str| Output::check(&folder.path().join(name));
    /// assert!(check("a")?.collides_with(&check("./a")?));
    /// assert!(!check("a")?.collides_with(&check("b")?));
    /// # std::io::Result::Ok(())
    /// ```
    pub fn collides_with(&self, other: &Self) -> bool {
        self == other && !self.takes_many
    }

    /// Writes the result.
    ///
    /// A stream may block: a named pipe blocks until somebody opens it for reading, and every pipe blocks while it is
    /// full. So let a signal end the process meanwhile. For a [file](Output::file), delay signals until the end: a
    /// process that is killed during the write leaves a temporary file behind.
    ///
    /// # Errors
    ///
    /// The error of the operating system. Then an older file is unchanged. If the reader has gone away, the error is
    /// [`BrokenPipe`](ErrorKind::BrokenPipe).
    pub fn write(&self, result: &[u8]) -> io::Result<()> {
        match &self.place {
            Place::File(path) => replace(path, result),
            Place::Stream(path) => stream(OpenOptions::new().append(true).open(path)?, result),
            Place::Stdout => stream(io::stdout(), result),
        }
    }
}

/// Writes the path without links, or `stdout`.
impl Display for Output {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.place {
            Place::File(path) | Place::Stream(path) => write!(f, "{}", path.display()),
            Place::Stdout => f.write_str("stdout"),
        }
    }
}

/// Follows all links of `path`. Returns the final path, and whether it is an open file, such as `/proc/self/fd/3`.
///
/// Nothing needs to exist at the final path. A link such as `/proc/self/fd/3` leads to an open file, not to a path. So
/// it is not followed.
fn follow_links(path: &Path) -> io::Result<(PathBuf, bool)> {
    // `components` drops the last slash: the operating system follows `link/` to the target of the link.
    let mut path: PathBuf = std::path::absolute(path)?.components().collect();
    for _ in 0..MAX_LINKS {
        let (Some(folder), Some(name)) = (path.parent(), path.file_name()) else {
            // `/` or `..`
            return Ok((path.canonicalize()?, false));
        };
        let folder = folder.canonicalize()?;
        if folder == Path::new("/dev/fd") || folder.starts_with("/proc") && folder.ends_with("fd") {
            return Ok((folder.join(name), true));
        }
        path = match fs::symlink_metadata(&path) {
            Ok(found) if found.is_symlink() => folder.join(fs::read_link(&path)?).components().collect(),
            Ok(_) => return Ok((folder.join(name), false)),
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok((folder.join(name), false)),
            Err(error) => return Err(error),
        };
    }
    Err(io::Error::other("its links lead in a circle"))
}

/// Returns whether this is the same file, pipe or terminal as stdout. Opening such a file again would write over its
/// beginning.
///
/// Other devices do not count: it makes no difference if they are opened twice.
#[cfg(unix)]
fn is_stdout(found: &fs::Metadata) -> bool {
    use std::io::IsTerminal as _;
    use std::os::fd::AsFd as _;
    use std::os::unix::fs::MetadataExt as _;

    let stdout = io::stdout();
    if is_device(found.file_type()) && !stdout.is_terminal() {
        return false;
    }
    let stdout = stdout.as_fd().try_clone_to_owned().and_then(|stdout| File::from(stdout).metadata());
    stdout.is_ok_and(|stdout| (stdout.dev(), stdout.ino()) == (found.dev(), found.ino()))
}

#[cfg(not(unix))]
fn is_stdout(_: &fs::Metadata) -> bool {
    false
}

#[cfg(unix)]
fn is_pipe(kind: FileType) -> bool {
    std::os::unix::fs::FileTypeExt::is_fifo(&kind)
}

#[cfg(not(unix))]
fn is_pipe(_: FileType) -> bool {
    false
}

/// Returns whether this is a terminal or a device such as `/dev/null`, but not a disk.
#[cfg(unix)]
fn is_device(kind: FileType) -> bool {
    std::os::unix::fs::FileTypeExt::is_char_device(&kind)
}

#[cfg(not(unix))]
fn is_device(_: FileType) -> bool {
    false
}

/// Writes a temporary file, then replaces `path` with it.
fn replace(path: &Path, text: &[u8]) -> io::Result<()> {
    let mut file = temporary(path)?;
    file.write_all(text)?;
    // The check may be minutes old. Look again.
    match fs::symlink_metadata(path) {
        Ok(old) if old.is_file() => fs::set_permissions(file.path(), old.permissions())?,
        Ok(_) => return Err(io::Error::other("it is no longer a file")),
        Err(error) if error.kind() == ErrorKind::NotFound => {}
        Err(error) => return Err(error),
    }
    file.persist(path)?;
    Ok(())
}

/// Creates a temporary file beside `path`. Dropping it removes it.
fn temporary(path: &Path) -> io::Result<NamedTempFile> {
    let mut builder = tempfile::Builder::new();
    // The same permissions as for any new file: the umask decides.
    #[cfg(unix)]
    builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666));
    builder.prefix(".whole-file-").tempfile_in(path.parent().unwrap_or(Path::new("/")))
}

/// Writes all of `text` into a stream.
fn stream(mut stream: impl Write, mut text: &[u8]) -> io::Result<()> {
    loop {
        let wrote = if text.is_empty() { stream.flush().map(|()| 0) } else { stream.write(text) };
        match wrote {
            Ok(_) if text.is_empty() => return Ok(()),
            Ok(0) => return Err(ErrorKind::WriteZero.into()),
            Ok(bytes) => text = &text[bytes..],
            Err(error) if error.kind() == ErrorKind::Interrupted => {}
            // The stream is full, and another process has made it non-blocking. Try again a little later.
            Err(error) if error.kind() == ErrorKind::WouldBlock => thread::sleep(Duration::from_millis(10)),
            Err(error) => return Err(error),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(folder: &Path) -> Vec<String> {
        let mut names: Vec<_> =
            fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
        names.sort();
        names
    }

    #[test]
    fn a_file_is_replaced_as_a_whole() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("report.json");
        let output = Output::check(&path).unwrap();
        assert_eq!(names(folder.path()), [""; 0], "a check leaves nothing behind");
        for text in ["new", "newer", ""] {
            output.write(text.as_bytes()).unwrap();
            assert_eq!(fs::read_to_string(&path).unwrap(), text);
            assert_eq!(names(folder.path()), ["report.json"]);
        }
    }

    #[test]
    fn what_cannot_be_written_is_known_beforehand() {
        let folder = tempfile::tempdir().unwrap();
        assert_eq!(Output::check(folder.path()).unwrap_err().kind(), ErrorKind::IsADirectory);
        for nowhere in ["nowhere/report.json", "nowhere/.."] {
            assert_eq!(Output::check(&folder.path().join(nowhere)).unwrap_err().kind(), ErrorKind::NotFound);
        }
        assert!(Output::check(Path::new("")).is_err());
    }

    #[test]
    fn two_names_of_one_place_collide() {
        let folder = tempfile::tempdir().unwrap();
        let check = |name: &str| Output::check(&folder.path().join(name)).unwrap();
        for _new_and_old in 0..2 {
            assert!(check("a").collides_with(&check("./a")));
            assert!(!check("a").collides_with(&check("b")));
            fs::write(folder.path().join("a"), "").unwrap();
        }
        let stdout = || Output::check(Path::new("-")).unwrap();
        assert!(stdout().is_stdout() && stdout().collides_with(&stdout()) && !stdout().collides_with(&check("a")));
        assert!(!check("-").is_stdout(), "a file may be called so, in a folder");
    }

    #[test]
    #[cfg(unix)]
    fn a_device_is_written_into_any_number_of_times() {
        let null = Output::check(Path::new("/dev/null")).unwrap();
        null.write(b"text").unwrap();
        assert!(!fs::metadata("/dev/null").unwrap().is_file());
        assert!(!null.collides_with(&null) && null.file().is_none());
    }

    #[test]
    #[cfg(unix)]
    fn links_are_followed_and_stay() {
        use std::os::unix::fs::symlink;

        let folder = tempfile::tempdir().unwrap();
        let path = |name: &str| folder.path().join(name);
        fs::create_dir(path("sub")).unwrap();
        symlink("sub/file", path("one")).unwrap();
        symlink("sub/../one", path("two")).unwrap();
        // The parent of a folder is found after the link, not by its name.
        symlink("sub", path("into")).unwrap();
        for link in ["one", "two", "two/", "into/file", "into/../two"] {
            let output = Output::check(&path(link)).unwrap();
            assert!(output.collides_with(&Output::check(&path("sub/file")).unwrap()), "{link}");
            output.write(link.as_bytes()).unwrap();
            assert_eq!(fs::read_to_string(path("sub/file")).unwrap(), link);
            fs::remove_file(path("sub/file")).unwrap();
        }
        assert_eq!(names(folder.path()), ["into", "one", "sub", "two"]);
        assert!(["into", "one", "two"].iter().all(|link| path(link).is_symlink()));

        symlink("circle", path("circle")).unwrap();
        assert!(Output::check(&path("circle")).is_err() && path("circle").is_symlink());
    }

    #[test]
    #[cfg(unix)]
    fn what_has_become_something_else_is_not_replaced() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("report.json");
        let output = Output::check(&path).unwrap();
        std::os::unix::fs::symlink("/dev/null", &path).unwrap();
        assert_eq!(output.write(b"text").unwrap_err().to_string(), "it is no longer a file");
        assert_eq!(names(folder.path()), ["report.json"]);
        assert!(path.is_symlink());
    }

    #[test]
    #[cfg(unix)]
    fn a_file_keeps_its_permissions() {
        use std::os::unix::fs::PermissionsExt as _;

        let folder = tempfile::tempdir().unwrap();
        let mode = |name: &str| fs::metadata(folder.path().join(name)).unwrap().permissions().mode() & 0o7777;
        let output = Output::check(&folder.path().join("a")).unwrap();
        output.write(b"").unwrap();
        fs::write(folder.path().join("usual"), "").unwrap();
        assert_eq!(mode("a"), mode("usual"));
        fs::set_permissions(folder.path().join("a"), fs::Permissions::from_mode(0o750)).unwrap();
        output.write(b"").unwrap();
        assert_eq!(mode("a"), 0o750);
    }

    #[test]
    fn a_stream_that_is_full_is_waited_for() {
        /// Takes a byte at a time, and only when it is asked again.
        #[derive(Default)]
        struct Slow(Vec<u8>, usize);

        impl Write for Slow {
            fn write(&mut self, text: &[u8]) -> io::Result<usize> {
                self.1 += 1;
                match self.1 % 3 {
                    0 => self.0.write(&text[..1]),
                    1 => Err(ErrorKind::WouldBlock.into()),
                    _ => Err(ErrorKind::Interrupted.into()),
                }
            }

            fn flush(&mut self) -> io::Result<()> {
                self.1 += 1;
                if self.1.is_multiple_of(2) { Ok(()) } else { Err(ErrorKind::WouldBlock.into()) }
            }
        }

        let mut slow = Slow::default();
        stream(&mut slow, b"text").unwrap();
        assert_eq!(slow.0, b"text");
        let full: &mut [u8] = &mut [0; 2];
        assert_eq!(stream(full, b"text").unwrap_err().kind(), ErrorKind::WriteZero);
    }
}
