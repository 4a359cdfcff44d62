//! You are the executor of a coroutine of your own. Type one move a line: `poll 0`, `fire 1` or `wait`.

use std::io::{self, BufRead};
use std::time::Duration;

use anatomy::steps::{Language, time};
use anatomy::{Steps, Traced};
use any_runtime::Runtime;
use keep_printing::{Clock, Timer};
use run_simulated::Simulated;

const SECOND: Duration = Duration::from_secs(1);

/// Your coroutine: a task boils water, while this lays the table.
async fn breakfast(rt: &impl Runtime) -> &'static str {
    let timer = rt.timer();
    let kettle = rt.spawn(async move {
        timer.sleep(SECOND).await;
        "tea"
    });
    rt.timer().sleep(SECOND / 2).await;
    kettle.await
}

fn main() -> io::Result<()> {
    let rt = Traced::new(Simulated::new());
    let mut hand = rt.runtime().by_hand(rt.watch_main(breakfast(&rt)));
    let mut told = 0;
    while hand.output().is_none() {
        println!("{}, woken: {:?}, timers: {:?}", time(rt.clock().now()), hand.ready(), hand.timers());
        let mut line = String::new();
        if io::stdin().lock().read_line(&mut line)? == 0 {
            break;
        }
        let done = match *line.split_whitespace().collect::<Vec<_>>() {
            ["poll", task] => task.parse().is_ok_and(|task| hand.poll(task)),
            ["fire", timer] => timer.parse().is_ok_and(|timer| hand.fire(timer)),
            ["wait"] => hand.let_time_pass(),
            _ => false,
        };
        if !done {
            println!("Nothing happens. A move is `poll TASK`, `fire TIMER` or `wait`.");
        }
        let steps = Steps::new(rt.record(None));
        for step in told..steps.len() {
            println!("{}", steps.sentence(step, Language::English));
        }
        told = steps.len();
    }
    println!("{:?}", hand.output());
    Ok(())
}
