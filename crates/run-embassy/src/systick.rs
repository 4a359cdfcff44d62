//! The clock: an interrupt every millisecond counts, and wakes whoever is due.

use core::cell::{Cell, RefCell};
use core::task::Waker;

use cortex_m::peripheral::syst::SystClkSource;
use cortex_m_rt::exception;
use critical_section::Mutex;
use embassy_time_driver::Driver;
use embassy_time_queue_utils::Queue;

/// The cycles of a millisecond: the processor runs at 12 MHz after a reset.
const CYCLES: u32 = 12_000;

struct SysTick {
    /// Milliseconds since the clock was started.
    now: Mutex<Cell<u64>>,
    sleepers: Mutex<RefCell<Queue>>,
}

embassy_time_driver::time_driver_impl!(static CLOCK: SysTick = SysTick {
    now: Mutex::new(Cell::new(0)),
    sleepers: Mutex::new(RefCell::new(Queue::new())),
});

impl Driver for SysTick {
    fn now(&self) -> u64 {
        critical_section::with(|token| self.now.borrow(token).get())
    }

    fn schedule_wake(&self, at: u64, waker: &Waker) {
        // Whether it is the first to be due makes no difference: the interrupt comes every millisecond.
        critical_section::with(|token| self.sleepers.borrow_ref_mut(token).schedule_wake(at, waker));
    }
}

/// Starts the clock.
pub(crate) fn start(mut systick: cortex_m::peripheral::SYST) {
    systick.set_clock_source(SystClkSource::Core);
    systick.set_reload(CYCLES - 1);
    systick.clear_current();
    systick.enable_counter();
    systick.enable_interrupt();
}

#[exception]
fn SysTick() {
    critical_section::with(|token| {
        let now = CLOCK.now.borrow(token);
        now.set(now.get() + 1);
        CLOCK.sleepers.borrow_ref_mut(token).next_expiration(now.get());
    });
}
