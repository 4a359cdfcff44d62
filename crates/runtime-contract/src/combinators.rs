//! What the contract checks besides the runtime: the core's forms, or someone's own in their place.

use std::fmt::Display;
use std::future::Future;
use std::io;

use futures_lite::{AsyncWrite, Stream};
use keep_printing::Elapsed;

/// The forms whose promises the contract checks, on every runtime.
///
/// A promise such as "the future is dropped before `Elapsed` is seen" is kept by the form and the runtime together. A
/// form of one's own can be held against the same tests.
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
    /// As [`keep_printing::wait_for`].
    fn wait_for<F: Future, D: Future>(future: F, deadline: D) -> impl Future<Output = Result<F::Output, Elapsed>>;

    /// As [`keep_printing::keep_printing`].
    fn keep_printing<S, W>(lines: S, out: W) -> impl Future<Output = io::Result<()>>
    where
        S: Stream<Item: Display>,
        W: AsyncWrite;
}

/// The forms of the core.
///
/// # Examples
///
/// See [`Combinators`].
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
