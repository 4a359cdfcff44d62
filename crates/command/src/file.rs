//! The file of a trace: the old one or the new one, never half of one.

use std::fs::{self, File, OpenOptions};
use std::io::{self, ErrorKind, Write as _};
use std::path::{Path, PathBuf};
use std::process;

use crate::interrupt::Interrupt;

/// A file that will be written when the run is over, and until then is left as it is.
pub(crate) struct TraceFile<'a> {
    path: PathBuf,
    interrupt: &'a Interrupt,
}

impl<'a> TraceFile<'a> {
    /// Makes sure that it can be written, as far as that can be known beforehand.
    ///
    /// # Errors
    ///
    /// The operating system's reason why not.
    pub(crate) fn at(path: &Path, interrupt: &'a Interrupt) -> io::Result<Self> {
        let path = match fs::canonicalize(path) {
            Ok(existing) => {
                // Not to be renamed over: a folder, a terminal, a device.
                if !fs::metadata(&existing)?.is_file() {
                    return Err(io::Error::other("there is something that is no file"));
                }
                OpenOptions::new().append(true).open(&existing)?;
                existing
            }
            Err(error) if error.kind() == ErrorKind::NotFound => path.components().collect(),
            Err(error) => return Err(error),
        };
        let file = Self { path, interrupt };
        file.interrupt.hold(|| file.create().and_then(|_| fs::remove_file(file.part())))?;
        Ok(file)
    }

    /// Writes it: beside its place first, and whole into its place then.
    ///
    /// # Errors
    ///
    /// The operating system's. What was there is there still.
    pub(crate) fn write(&self, text: &str) -> io::Result<()> {
        self.interrupt.hold(|| {
            let written = self.create()?.write_all(text.as_bytes()).and_then(|()| fs::rename(self.part(), &self.path));
            written.inspect_err(|_| {
                fs::remove_file(self.part()).ok();
            })
        })
    }

    fn create(&self) -> io::Result<File> {
        File::create_new(self.part())
    }

    fn part(&self) -> PathBuf {
        self.path.with_file_name(format!(".trace-{}", process::id()))
    }
}
