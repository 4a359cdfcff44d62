//! The type `Ending`: how the check of a promise ended.

use std::fmt::{self, Display};

/// How the check of a promise ended. If the promise is broken, the check has no ending: it panics.
///
/// A test prints its ending, except for [`Kept`](Self::Kept). `cargo test -- --show-output` shows it.
///
/// # Examples
///
/// ```
/// use runtime_contract::Ending;
///
/// let ending = Ending::Differs("the timer counts in steps of 1ms".into());
/// assert_eq!(ending.to_string(), "differs: the timer counts in steps of 1ms");
/// assert_eq!(Ending::from_line("differs: the timer counts in steps of 1ms"), Some(ending));
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Ending {
    /// The runtime keeps the promise, like all others.
    Kept,
    /// The runtime does what it declares. Runtimes differ here, and each way is fine. The text says how.
    Differs(String),
    /// The runtime does not offer what the promise is about. So there was nothing to check. The text says what is
    /// missing.
    NotOffered(String),
}

impl Ending {
    /// Reads a line that [`Display`] has written. Any other line is `None`.
    ///
    /// # Examples
    ///
    /// ```
    /// use runtime_contract::Ending;
    ///
    /// assert_eq!(Ending::from_line("kept"), Some(Ending::Kept));
    /// assert_eq!(Ending::from_line("a line of another kind"), None);
    /// ```
    pub fn from_line(line: &str) -> Option<Self> {
        match line.split_once(": ") {
            Some(("differs", how)) => Some(Self::Differs(how.into())),
            Some(("not offered", what)) => Some(Self::NotOffered(what.into())),
            _ => (line == "kept").then_some(Self::Kept),
        }
    }
}

impl Display for Ending {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Kept => write!(f, "kept"),
            Self::Differs(how) => write!(f, "differs: {how}"),
            Self::NotOffered(what) => write!(f, "not offered: {what}"),
        }
    }
}

/// Most promises end in one way only.
impl From<()> for Ending {
    fn from((): ()) -> Self {
        Self::Kept
    }
}
