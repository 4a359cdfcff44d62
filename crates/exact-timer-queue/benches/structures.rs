//! Four structures for a timer queue, measured at a million coroutines: the crate's, and the three it was chosen over.
//!
//! Each coroutine holds two timers: one that fires and is registered again, and a deadline that is cancelled and
//! registered again. Two workloads:
//!
//! - `crowd`: half a second, and a deadline of five, as in the workshop. Every millisecond has thousands of timers.
//! - `scattered`: both anywhere within an hour. Hardly a millisecond has more than one.
//!
//! Wakers do nothing, so that only the structure is measured, and each run is a process of its own, so that memory is
//! counted from the start. The runs are interleaved, so that what disturbs the machine disturbs all of them, and the
//! table shows medians:
//!
//! ```sh
//! cargo bench -p exact-timer-queue
//! ```

use std::cmp::Reverse;
use std::collections::{BTreeMap, BinaryHeap};
use std::env;
use std::hint::black_box;
use std::process::Command;
use std::task::Waker;
use std::time::{Duration, Instant};

use exact_timer_queue::TimerQueue;
use slab::Slab;

type Run = fn(u32) -> [f64; 4];

const RUNS: [(&str, &str, Run); 8] = [
    ("crowd", "tree of heaps", crowd::<TimerQueue>),
    ("crowd", "heap", crowd::<Heap>),
    ("crowd", "tree", crowd::<Tree>),
    ("crowd", "wheel", crowd::<Wheel>),
    ("scattered", "tree of heaps", scattered::<TimerQueue>),
    ("scattered", "heap", scattered::<Heap>),
    ("scattered", "tree", scattered::<Tree>),
    ("scattered", "wheel", scattered::<Wheel>),
];

const ROUNDS: usize = 3;

fn main() {
    let args: Vec<String> = env::args().collect();
    if let [_, run, tasks] = &args[..] {
        let (_, _, run) = RUNS[run.parse::<usize>().unwrap()];
        println!("{}", run(tasks.parse().unwrap()).map(|value| value.to_string()).join(" "));
        return;
    }

    // `cargo test --benches` only asks whether it runs.
    let tasks = if args.iter().any(|arg| arg == "--bench") { 1_000_000 } else { 1_000 };
    let mut measured = vec![Vec::new(); RUNS.len()];
    for _ in 0..ROUNDS {
        for (run, measured) in measured.iter_mut().enumerate() {
            measured.push(in_a_process_of_its_own(run, tasks));
        }
    }

    println!(
        "{:10} {:14} {:>12} {:>12} {:>12} {:>12}",
        "workload", "structure", "insert", "fire+insert", "cancel+insert", "memory"
    );
    for ((workload, structure, _), measured) in RUNS.iter().zip(&measured) {
        let [insert, fire, cancel, bytes] = [0, 1, 2, 3].map(|column| median(measured.iter().map(|row| row[column])));
        println!("{workload:10} {structure:14} {insert:9.0} ns {fire:9.0} ns {cancel:10.0} ns {bytes:10.0} B");
    }
}

fn in_a_process_of_its_own(run: usize, tasks: u32) -> Vec<f64> {
    let itself = env::current_exe().unwrap();
    let output = Command::new(itself).args([run.to_string(), tasks.to_string()]).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap().split_whitespace().map(|value| value.parse().unwrap()).collect()
}

fn median(values: impl Iterator<Item = f64>) -> f64 {
    let mut values: Vec<f64> = values.collect();
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}

fn crowd<Q: Queue>(tasks: u32) -> [f64; 4] {
    measure::<Q>(tasks, 8 * tasks, || Duration::from_millis(500), || Duration::from_secs(5))
}

fn scattered<Q: Queue>(tasks: u32) -> [f64; 4] {
    measure::<Q>(tasks, tasks / 10, within_an_hour(1), within_an_hour(2))
}

// Marsaglia's xorshift: the same durations in every run.
fn within_an_hour(mut state: u64) -> impl FnMut() -> Duration {
    move || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        Duration::from_nanos(state % 3_600_000_000_000)
    }
}

/// Returns nanoseconds per insert, per fire and insert, per cancel and insert, and the bytes that a timer takes.
fn measure<Q: Queue>(
    tasks: u32,
    fires: u32,
    mut period: impl FnMut() -> Duration,
    mut limit: impl FnMut() -> Duration,
) -> [f64; 4] {
    let waker = Waker::noop();
    let mut queue = Q::default();
    let mut now = Duration::ZERO;
    // The keys are the coroutines' own: their memory is touched before it is measured.
    let key = queue.insert(now, waker.clone());
    queue.cancel(key);
    let mut deadlines = vec![key; tasks as usize];
    black_box(&mut deadlines).fill(key);

    let memory = memory_in_use();
    let start = Instant::now();
    for deadline in &mut deadlines {
        now += Duration::from_nanos(500);
        *deadline = queue.insert(now + limit(), waker.clone());
        queue.insert(now + period(), waker.clone());
    }
    let insert = nanos_per(2 * tasks, start);
    let bytes = (memory_in_use() - memory) / f64::from(2 * tasks);

    // The executor wakes a little late, fires all that is due, and what it wakes takes a little time.
    let start = Instant::now();
    let mut done = 0;
    while done < fires {
        let late = queue.next_due().unwrap() + Duration::from_micros(50);
        now = now.max(late);
        let batch = now;
        while let Some((_, waker)) = queue.pop_due(batch) {
            now += Duration::from_nanos(200);
            queue.insert(now + period(), waker);
            done += 1;
        }
    }
    let fire = nanos_per(done, start);

    let start = Instant::now();
    for deadline in &mut deadlines {
        now += Duration::from_nanos(200);
        black_box(queue.cancel(*deadline));
        *deadline = queue.insert(now + limit(), waker.clone());
    }
    let cancel = nanos_per(tasks, start);

    [insert, fire, cancel, bytes]
}

fn nanos_per(operations: u32, start: Instant) -> f64 {
    start.elapsed().as_secs_f64() * 1e9 / f64::from(operations)
}

#[expect(clippy::cast_precision_loss, reason = "nobody has so much memory")]
fn memory_in_use() -> f64 {
    memory_stats::memory_stats().expect("this system tells how much memory a process uses").physical_mem as f64
}

trait Queue: Default {
    type Key: Copy;
    fn insert(&mut self, due: Duration, waker: Waker) -> Self::Key;
    fn cancel(&mut self, key: Self::Key) -> Option<Waker>;
    fn next_due(&self) -> Option<Duration>;
    fn pop_due(&mut self, now: Duration) -> Option<(Duration, Waker)>;
}

impl Queue for TimerQueue {
    type Key = exact_timer_queue::Key;

    fn insert(&mut self, due: Duration, waker: Waker) -> Self::Key {
        self.insert(due, waker)
    }

    fn cancel(&mut self, key: Self::Key) -> Option<Waker> {
        self.cancel(key)
    }

    fn next_due(&self) -> Option<Duration> {
        self.next_due()
    }

    fn pop_due(&mut self, now: Duration) -> Option<(Duration, Waker)> {
        self.pop_due(now)
    }
}

/// One heap; what is cancelled stays in it until it comes first or half of it is cancelled.
#[derive(Default)]
struct Heap {
    order: BinaryHeap<Reverse<(Duration, u64, usize)>>,
    timers: Slab<(u64, Waker)>,
    registered: u64,
}

impl Heap {
    fn settle(&mut self) {
        while let Some(&Reverse((_, sequence, index))) = self.order.peek() {
            if self.timers.get(index).is_some_and(|timer| timer.0 == sequence) {
                break;
            }
            self.order.pop();
        }
    }
}

impl Queue for Heap {
    type Key = (u64, usize);

    fn insert(&mut self, due: Duration, waker: Waker) -> Self::Key {
        self.registered += 1;
        let index = self.timers.insert((self.registered, waker));
        self.order.push(Reverse((due, self.registered, index)));
        (self.registered, index)
    }

    fn cancel(&mut self, (sequence, index): Self::Key) -> Option<Waker> {
        self.timers.get(index).filter(|timer| timer.0 == sequence)?;
        let (_, waker) = self.timers.remove(index);
        if self.order.len() > 2 * self.timers.len() {
            let waits = |index, sequence| self.timers.get(index).is_some_and(|timer| timer.0 == sequence);
            self.order.retain(|&Reverse((_, sequence, index))| waits(index, sequence));
        }
        self.settle();
        Some(waker)
    }

    fn next_due(&self) -> Option<Duration> {
        self.order.peek().map(|&Reverse((due, _, _))| due)
    }

    fn pop_due(&mut self, now: Duration) -> Option<(Duration, Waker)> {
        self.next_due().filter(|&due| due <= now)?;
        let Reverse((due, _, index)) = self.order.pop()?;
        let (_, waker) = self.timers.remove(index);
        self.settle();
        Some((due, waker))
    }
}

/// One tree, as async-io has it. The simplest by far.
#[derive(Default)]
struct Tree {
    timers: BTreeMap<(Duration, u64), Waker>,
    registered: u64,
}

impl Queue for Tree {
    type Key = (Duration, u64);

    fn insert(&mut self, due: Duration, waker: Waker) -> Self::Key {
        self.registered += 1;
        self.timers.insert((due, self.registered), waker);
        (due, self.registered)
    }

    fn cancel(&mut self, key: Self::Key) -> Option<Waker> {
        self.timers.remove(&key)
    }

    fn next_due(&self) -> Option<Duration> {
        self.timers.first_key_value().map(|(&(due, _), _)| due)
    }

    fn pop_due(&mut self, now: Duration) -> Option<(Duration, Waker)> {
        let first = self.timers.first_entry().filter(|first| first.key().0 <= now)?;
        let ((due, _), waker) = first.remove_entry();
        Some((due, waker))
    }
}

/// A hashed wheel: 8192 slots of one millisecond, and a tree to put the slot in order whose time has come.
struct Wheel {
    slots: Vec<Vec<usize>>,
    timers: Slab<OnWheel>,
    // What is due before the millisecond `next`.
    near: BTreeMap<(Duration, u64), usize>,
    next: u64,
    registered: u64,
}

struct OnWheel {
    due: Duration,
    sequence: u64,
    waker: Waker,
    position: usize,
}

impl Default for Wheel {
    fn default() -> Self {
        Self { slots: vec![Vec::new(); 8192], timers: Slab::new(), near: BTreeMap::new(), next: 0, registered: 0 }
    }
}

impl Wheel {
    fn take_until(&mut self, now: Duration) {
        let end = millisecond(now) + 1;
        for millisecond in self.next..end.min(self.next + 8192) {
            let slot = self.slot(millisecond);
            for index in std::mem::take(&mut self.slots[slot]) {
                let timer = &mut self.timers[index];
                if self::millisecond(timer.due) < end {
                    self.near.insert((timer.due, timer.sequence), index);
                } else {
                    timer.position = self.slots[slot].len();
                    self.slots[slot].push(index);
                }
            }
        }
        self.next = end;
    }

    #[expect(clippy::cast_possible_truncation, reason = "it is less than the number of slots")]
    fn slot(&self, millisecond: u64) -> usize {
        (millisecond % self.slots.len() as u64) as usize
    }
}

impl Queue for Wheel {
    type Key = (u64, usize);

    fn insert(&mut self, due: Duration, waker: Waker) -> Self::Key {
        self.registered += 1;
        let sequence = self.registered;
        let slot = self.slot(millisecond(due));
        let position = self.slots[slot].len();
        let index = self.timers.insert(OnWheel { due, sequence, waker, position });
        if millisecond(due) < self.next {
            self.near.insert((due, sequence), index);
        } else {
            self.slots[slot].push(index);
        }
        (sequence, index)
    }

    fn cancel(&mut self, (sequence, index): Self::Key) -> Option<Waker> {
        self.timers.get(index).filter(|timer| timer.sequence == sequence)?;
        let OnWheel { due, waker, position, .. } = self.timers.remove(index);
        if millisecond(due) < self.next {
            self.near.remove(&(due, sequence));
        } else {
            let slot = self.slot(millisecond(due));
            self.slots[slot].swap_remove(position);
            if let Some(&moved) = self.slots[slot].get(position) {
                self.timers[moved].position = position;
            }
        }
        Some(waker)
    }

    // Exact, but it looks no further than one turn of the wheel: enough for these workloads.
    fn next_due(&self) -> Option<Duration> {
        let near = self.near.first_key_value().map(|(&(due, _), _)| due);
        near.or_else(|| {
            (self.next..self.next + 8192).find_map(|now| {
                let dues = self.slots[self.slot(now)].iter().map(|&index| self.timers[index].due);
                dues.filter(|&due| millisecond(due) == now).min()
            })
        })
    }

    fn pop_due(&mut self, now: Duration) -> Option<(Duration, Waker)> {
        if self.next <= millisecond(now) {
            self.take_until(now);
        }
        let first = self.near.first_entry().filter(|first| first.key().0 <= now)?;
        let ((due, _), index) = first.remove_entry();
        Some((due, self.timers.remove(index).waker))
    }
}

fn millisecond(instant: Duration) -> u64 {
    u64::try_from(instant.as_millis()).expect("the workloads end within a day")
}
