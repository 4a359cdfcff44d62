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
/// A `wait_for` of your own, with the `keep_printing` of the core:
///
/// ```
/// use std::future::{Future, pending, ready};
///
/// use futures_lite::future;
/// use keep_printing::Elapsed;
/// use runtime_contract::Combinators;
///
/// enum Mine {}
///
/// impl Combinators for Mine {
///     async fn wait_for<F: Future, D: Future>(future: F, deadline: D) -> Result<F::Output, Elapsed> {
///         future::or(async { Ok(future.await) }, async { deadline.await; Err(Elapsed) }).await
///     }
/// }
///
/// let ended = Mine::wait_for(pending::<()>(), ready(()));
/// assert_eq!(future::block_on(ended), Err(Elapsed));
/// ```
pub trait Combinators: 'static {
    /// Does the same as [`keep_printing::wait_for`]. Default: that function.
    fn wait_for<F: Future, D: Future>(future: F, deadline: D) -> impl Future<Output = Result<F::Output, Elapsed>> {
        keep_printing::wait_for(future, deadline)
    }

    /// Does the same as [`keep_printing::keep_printing`]. Default: that function.
    fn keep_printing<S, W>(lines: S, out: W) -> impl Future<Output = io::Result<()>>
    where
        S: Stream<Item: Display>,
        W: AsyncWrite,
    {
        keep_printing::keep_printing(lines, out)
    }
}

/// The combinators of the crate `keep-printing`. The [`suite!`](crate::suite) uses these.
#[derive(Clone, Copy, Debug)]
pub enum Core {}

impl Combinators for Core {}
