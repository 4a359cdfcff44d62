//! The coroutine and its executor, in small steps. Each step is a program in `src/bin`. Read it from top to bottom.
//!
//! | program | what it adds |
//! |---|---|
//! | `coroutine` | a coroutine, polled by hand |
//! | `states` | what the compiler makes of it: an enum with a `poll` |
//! | `block-on` | an executor for one future, with a waker |
//! | `queue` | an executor for several tasks |
//! | `timers` | an executor with timers, and a deadline |
//! | `tie` | who wins when two things are due at the same instant |
//! | `drift` | two streams of ticks, with a timer that is late |
//! | `why-a-struct` | what the obvious `async fn` lacks |
//!
//! Run one with `cargo run -p small-steps --bin coroutine`. The programs use `std`, the traits of `futures-lite`, and
//! `keep-printing`. The crate `run-mini` is where these steps end.
//!
//! The folder `refused` has programs that must not compile, because the error is the lesson. The first line of each is the
//! error. A test compiles them and compares.
