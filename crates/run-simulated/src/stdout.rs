//! Where the simulated runtime prints: the terminal, or a recording with a temper.

use std::cell::RefCell;
use std::io::{self, Write as _};
use std::pin::{Pin, pin};
use std::rc::Rc;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use futures_lite::AsyncWrite;

use crate::executor::{Executor, Sleep};

/// What was printed, for a test to read. Clones share it.
///
/// # Examples
///
/// See [`Simulated`](crate::Simulated).
#[derive(Clone, Debug, Default)]
pub struct Recording(Rc<RefCell<Vec<u8>>>);

impl Recording {
    /// What was printed until now. Half a character, as a moody stdout may take it, shows as `\u{FFFD}`.
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.0.borrow()).into_owned()
    }
}

/// How a recorded stdout treats whoever prints.
///
/// # Examples
///
/// ```
/// use run_simulated::{Simulated, Temper};
///
/// let recording = Simulated::new().seed(7).record(Temper::Moody);
/// assert_eq!(recording.text(), "");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Temper {
    /// It takes everything at once.
    Obliging,
    /// It takes what it likes when it likes, by the seed: a few bytes, or none for a second or two, or, rarely, none
    /// ever again.
    Moody,
}

/// The stdout itself.
pub(crate) struct Stdout {
    executor: Rc<Executor>,
    to: To,
    /// While it is out of temper, until when.
    sulking: Option<Sleep>,
}

enum To {
    Terminal,
    Recording(Recording, Temper),
}

impl Stdout {
    pub(crate) fn terminal(executor: Rc<Executor>) -> Self {
        Self { executor, to: To::Terminal, sulking: None }
    }

    pub(crate) fn recorded(executor: Rc<Executor>, recording: Recording, temper: Temper) -> Self {
        Self { executor, to: To::Recording(recording, temper), sulking: None }
    }

    /// How many bytes of so many it takes now.
    fn poll_mood(&mut self, cx: &mut Context<'_>, bytes: usize) -> Poll<usize> {
        if let Some(sulking) = &mut self.sulking {
            ready!(pin!(sulking).poll(cx));
            self.sulking = None;
        } else {
            let choices = self.executor.choices();
            let pause = match choices.choose(256) {
                0..192 => Duration::ZERO,
                192..255 => Duration::from_millis(choices.choose(2000)),
                _ => Duration::MAX,
            };
            if !pause.is_zero() {
                self.sulking = Some(self.executor.sleep(pause));
                return self.poll_mood(cx, bytes);
            }
        }
        // The first choice is to take all.
        let left = self.executor.choices().choose(bytes as u64);
        Poll::Ready(bytes - usize::try_from(left).unwrap_or(0))
    }
}

impl AsyncWrite for Stdout {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        let recording = match &self.to {
            // Simulated time does not pass while the terminal takes the line, however long that is.
            To::Terminal => return Poll::Ready(io::stdout().write(bytes)),
            To::Recording(recording, _) => recording.clone(),
        };
        let taken = match self.to {
            To::Recording(_, Temper::Moody) => ready!(self.poll_mood(cx, bytes.len())),
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
