//! The stdout of the simulated runtime: the terminal, or a recording that can have write faults.

use std::cell::RefCell;
use std::io::{self, Write as _};
use std::pin::{Pin, pin};
use std::rc::Rc;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use futures_lite::AsyncWrite;

use crate::executor::{Executor, Sleep};

/// The printed text, for a test to read. Clones share it.
///
/// # Examples
///
/// ```
/// use any_runtime::{BlockOn, Runtime};
/// use futures_lite::AsyncWriteExt;
/// use run_simulated::{Simulated, WriteFaults};
///
/// let mut rt = Simulated::new();
/// let recording = rt.record(WriteFaults::None);
/// rt.block_on(async { rt.stdout().write_all(b"hello").await })??;
/// assert_eq!(recording.text(), "hello");
/// # std::io::Result::Ok(())
/// ```
#[derive(Clone, Debug, Default)]
pub struct Recording(Rc<RefCell<Vec<u8>>>);

impl Recording {
    /// The text printed so far. A short write may leave half a character, which shows as `\u{FFFD}`.
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.0.borrow()).into_owned()
    }
}

/// Whether some writes to a recorded stdout are short or late. On a real stdout this happens too.
///
/// # Examples
///
/// ```
/// use run_simulated::{Simulated, WriteFaults};
///
/// let recording = Simulated::new().seed(7).record(WriteFaults::Random);
/// assert_eq!(recording.text(), "");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WriteFaults {
    /// Every write takes all bytes at once.
    None,
    /// The seed decides. A write may take only a few bytes, or wait for up to two seconds. Rarely, it waits for ever.
    Random,
}

/// The stdout itself.
pub(crate) struct Stdout {
    executor: Rc<Executor>,
    to: To,
    /// The pause before the next write, if there is one.
    pause_left: Option<Sleep>,
}

enum To {
    Terminal,
    Recording(Recording, WriteFaults),
}

impl Stdout {
    pub(crate) fn terminal(executor: Rc<Executor>) -> Self {
        Self { executor, to: To::Terminal, pause_left: None }
    }

    pub(crate) fn recorded(executor: Rc<Executor>, recording: Recording, faults: WriteFaults) -> Self {
        Self { executor, to: To::Recording(recording, faults), pause_left: None }
    }

    /// Waits if there is a pause. Then returns how many of the `bytes` this write takes.
    fn poll_faults(&mut self, cx: &mut Context<'_>, bytes: usize) -> Poll<usize> {
        if let Some(pause_left) = &mut self.pause_left {
            ready!(pin!(pause_left).poll(cx));
            self.pause_left = None;
        } else {
            let choices = self.executor.choices();
            let pause = match choices.choose(256) {
                0..192 => Duration::ZERO,
                192..255 => Duration::from_millis(choices.choose(2000)),
                _ => Duration::MAX,
            };
            if !pause.is_zero() {
                self.pause_left = Some(self.executor.sleep(pause));
                return self.poll_faults(cx, bytes);
            }
        }
        // Choice 0 takes all bytes.
        let left = self.executor.choices().choose(bytes as u64);
        Poll::Ready(bytes - usize::try_from(left).unwrap_or(0))
    }
}

impl AsyncWrite for Stdout {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        let recording = match &self.to {
            // A write to the terminal takes no simulated time, even if it takes real time.
            To::Terminal => return Poll::Ready(io::stdout().write(bytes)),
            To::Recording(recording, _) => recording.clone(),
        };
        let taken = match self.to {
            To::Recording(_, WriteFaults::Random) => ready!(self.poll_faults(cx, bytes.len())),
            _ => bytes.len(),
        };
        recording.0.borrow_mut().extend_from_slice(&bytes[..taken]);
        Poll::Ready(Ok(taken))
    }

    fn poll_flush(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<io::Result<()>> {
        Poll::Ready(match self.to {
            To::Terminal => io::stdout().flush(),
            To::Recording(..) => Ok(()),
        })
    }

    fn poll_close(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        self.poll_flush(cx)
    }
}
