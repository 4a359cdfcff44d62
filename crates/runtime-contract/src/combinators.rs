//! The combinators that the contract checks together with the runtime: the core's, or your own.

use std::fmt::Display;
use std::future::Future;
use std::io;

use futures_lite::{AsyncWrite, Stream};
use keep_printing::Elapsed;

/// The two combinators that the contract checks on every runtime.
///
/// Some promises need both the combinator and the runtime. One is "the future is dropped before `Elapsed` is seen".
/// Implement this trait to run the same tests on combinators of your own. [`Core`] uses those of `keep-printing`.
///
/// # Examples
///
/// ```
/// use keep_printing::Elapsed;
/// use runtime_contract::{Core, Combinators};
/// use std::future::{pending, ready};
///
/// let ended = Core::wait_for(pending::<()>(), ready(()));
/// assert_eq!(futures_lite::future::block_on(ended), Err(Elapsed));
/// ```
pub trait Combinators: 'static {
    /// Does the same as [`keep_printing::wait_for`].
    fn wait_for<F: Future, D: Future>(future: F, deadline: D) -> impl Future<Output = Result<F::Output, Elapsed>>;

    /// Does the same as [`keep_printing::keep_printing`].
    fn keep_printing<S, W>(lines: S, out: W) -> impl Future<Output = io::Result<()>>
    where
        S: Stream<Item: Display>,
        W: AsyncWrite;
}

/// The combinators of the crate `keep-printing`. The [`suite!`](crate::suite) uses these.
#[derive(Clone, Copy, Debug)]
pub enum Core {}

impl Combinators for Core {
    fn wait_for<F: Future, D: Future>(future: F, deadline: D) -> impl Future<Output = Result<F::Output, Elapsed>> {
        keep_printing::wait_for(future, deadline)
    }

    fn keep_printing<S, W>(lines: S, out: W) -> impl Future<Output = io::Result<()>>
    where
        S: Stream<Item: Display>,
        W: AsyncWrite,
    {
        keep_printing::keep_printing(lines, out)
    }
}
