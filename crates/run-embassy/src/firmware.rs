//! What runs when the microcontroller starts.

use core::panic::PanicInfo;
use core::time::Duration;

use cortex_m_semihosting::{debug, hprintln};
use embassy_executor::Spawner;
use embassy_time::Instant;
use futures_lite::StreamExt;
use keep_printing::{Elapsed, ticks, until, wait_for};
use run_embassy::sleep;

use crate::systick;

const PERIOD: Duration = Duration::from_millis(500);
const LIMIT: Duration = Duration::from_secs(10);

/// Starts the clock, and then the program.
#[embassy_executor::main]
async fn main(spawner: Spawner) {
    let processor = cortex_m::Peripherals::take().expect("nobody has taken it before");
    systick::start(processor.SYST);
    spawner.spawn(program().expect("it is not running yet"));
}

/// The program: a line at once and after every period, and the message at the deadline.
///
/// There is no stdout here. A debugger, or QEMU in its place, prints for the microcontroller. This is called semihosting.
/// There is no `keep_printing` either: the README says why.
// ANCHOR: program
#[embassy_executor::task]
async fn program() {
    let timer = until(sleep, now, LIMIT);
    let deadline = timer.end();
    let printing = ticks(timer, PERIOD).for_each(|()| {
        let now = now();
        hprintln!("{:>3}.{:03} s since boot", now.as_secs(), now.subsec_millis());
    });
    if let Err(Elapsed) = wait_for(printing, deadline).await {
        hprintln!("시간 종료");
    }
    debug::exit(debug::EXIT_SUCCESS);
}
// ANCHOR_END: program

/// The runtime's clock: a function is a [`Clock`](keep_printing::Clock).
fn now() -> Duration {
    Duration::from_millis(Instant::now().as_millis())
}

#[panic_handler]
fn panic(info: &PanicInfo<'_>) -> ! {
    hprintln!("{}", info);
    debug::exit(debug::EXIT_FAILURE);
    loop {}
}
