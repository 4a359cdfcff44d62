//! Nothing is early, lost or left behind: after any steps, a queue does the same as a sorted list.

use std::sync::Arc;
use std::task::{Wake, Waker};
use std::time::Duration;

use exact_timer_queue::{Key, TimerQueue};
use proptest::prelude::*;

const ORIGIN: Duration = Duration::ZERO;
const MILLISECOND: Duration = Duration::from_millis(1);
const YEAR: Duration = Duration::from_secs(365 * 24 * 60 * 60);

struct Sleeper;

impl Wake for Sleeper {
    fn wake(self: Arc<Self>) {}
}

// Every timer has a sleeper of its own. (`will_wake` may say no to equal wakers, and does under Miri.)
fn is_same(one: &Waker, other: &Waker) -> bool {
    one.data() == other.data()
}

/// A queue, and the list that it must agree with. The list has the due time, the key and the waker of each waiting
/// timer.
#[derive(Default)]
struct Pair {
    queue: TimerQueue,
    list: Vec<(Duration, Key, Waker)>,
    gone: Vec<Key>,
}

impl Pair {
    fn insert(&mut self, due: Duration) {
        let waker = Waker::from(Arc::new(Sleeper));
        let key = self.queue.insert(due, waker.clone());
        let after = self.list.partition_point(|&(other, ..)| other <= due);
        self.list.insert(after, (due, key, waker));
    }

    fn cancel(&mut self, which: prop::sample::Index) {
        if !self.list.is_empty() {
            let (_, key, waker) = self.list.remove(which.index(self.list.len()));
            let cancelled = self.queue.cancel(key).expect("it waits");
            assert!(is_same(&cancelled, &waker), "a cancelled timer hands back its own waker");
            self.gone.push(key);
        }
    }

    fn set_waker(&mut self, which: prop::sample::Index) {
        if !self.list.is_empty() {
            let (_, key, waker) = which.get_mut(&mut self.list);
            *waker = Waker::from(Arc::new(Sleeper));
            *self.queue.waker_mut(*key).expect("it waits") = waker.clone();
        }
    }

    fn cancel_one_that_is_gone(&mut self, which: prop::sample::Index) {
        if !self.gone.is_empty() {
            let key = self.gone[which.index(self.gone.len())];
            assert!(!self.queue.is_waiting(key));
            assert!(self.queue.waker_mut(key).is_none());
            assert!(self.queue.cancel(key).is_none(), "a key is used once");
        }
    }

    fn fire(&mut self, now: Duration) {
        while self.fire_one(now) {}
    }

    fn fire_one(&mut self, now: Duration) -> bool {
        let fired = self.queue.pop_due(now);
        let is_due = self.list.first().is_some_and(|&(due, ..)| due <= now);
        assert_eq!(fired.is_some(), is_due);
        if let Some((due, waker)) = fired {
            let (expected, key, sleeper) = self.list.remove(0);
            assert_eq!(due, expected);
            assert!(is_same(&waker, &sleeper), "timers fire in the order in which they are due, then registered");
            self.gone.push(key);
        }
        is_due
    }

    fn check(&self) {
        assert_eq!(self.queue.next_due(), self.list.first().map(|&(due, ..)| due));
        assert_eq!(self.queue.len(), self.list.len());
        assert_eq!(self.queue.is_empty(), self.list.is_empty());
        assert!(self.list.iter().all(|&(_, key, _)| self.queue.is_waiting(key)));
        assert!(self.queue.in_order().into_iter().eq(self.list.iter().map(|&(due, key, _)| (key, due))));
    }
}

#[derive(Clone, Debug)]
enum Step {
    Insert(Duration),
    Cancel(prop::sample::Index),
    SetWaker(prop::sample::Index),
    CancelOneThatIsGone(prop::sample::Index),
    FireOne,
    Pass(Duration),
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    use Step::{Cancel, CancelOneThatIsGone, FireOne, Insert, Pass, SetWaker};

    // Often the same instant, often the same millisecond, sometimes far away.
    let durations = || {
        prop_oneof![
            (0..4_u32).prop_map(|halves| MILLISECOND * halves / 2),
            (0..5_000_000_u64).prop_map(Duration::from_nanos),
            (0..5_000_u64).prop_map(Duration::from_millis),
        ]
    };
    let step = prop_oneof![
        8 => durations().prop_map(Insert),
        1 => Just(Insert(Duration::MAX)),
        5 => any::<prop::sample::Index>().prop_map(Cancel),
        2 => any::<prop::sample::Index>().prop_map(SetWaker),
        1 => any::<prop::sample::Index>().prop_map(CancelOneThatIsGone),
        2 => Just(FireOne),
        2 => durations().prop_map(Pass),
        1 => (0..1000_u32).prop_map(|years| Pass(YEAR * years / 100)),
    ];
    prop::collection::vec(step, 0..if cfg!(miri) { 30 } else { 200 })
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: if cfg!(miri) { 3 } else { 128 },
        failure_persistence: None,
        ..ProptestConfig::default()
    })]

    // Due times count from a clock that may be behind the last `fire`. So many timers are past when they are inserted.
    #[test]
    fn a_queue_does_what_a_sorted_list_does(steps in steps()) {
        let mut pair = Pair::default();
        let mut clock = ORIGIN;
        for step in steps {
            match step {
                Step::Insert(duration) => pair.insert(clock.saturating_add(duration)),
                Step::Cancel(which) => pair.cancel(which),
                Step::SetWaker(which) => pair.set_waker(which),
                Step::CancelOneThatIsGone(which) => pair.cancel_one_that_is_gone(which),
                Step::FireOne => _ = pair.fire_one(clock + MILLISECOND),
                Step::Pass(duration) => {
                    clock += duration;
                    pair.fire(clock);
                }
            }
            pair.check();
        }
        pair.fire(Duration::MAX);
        pair.check();
    }
}

#[test]
fn equal_deadlines_are_served_in_the_order_of_registration() {
    let mut pair = Pair::default();
    for _ in 0..100 {
        pair.insert(10 * MILLISECOND);
    }
    pair.fire(10 * MILLISECOND);
    pair.check();
}

#[test]
fn not_a_nanosecond_early() {
    let mut pair = Pair::default();
    let due = Duration::from_nanos(1_000_000_007);
    pair.insert(due);

    assert!(!pair.fire_one(due - Duration::from_nanos(1)));
    assert!(pair.fire_one(due));
}

#[test]
fn a_timer_that_is_past_when_registered_fires_at_once_and_before_later_ones() {
    let mut pair = Pair::default();
    pair.insert(2 * YEAR);
    pair.fire(YEAR);
    pair.insert(YEAR);
    pair.insert(MILLISECOND);
    pair.insert(ORIGIN);

    pair.fire(YEAR);
    pair.check();
    assert_eq!(pair.queue.len(), 1);
}

#[test]
fn time_may_jump_by_any_length_at_once() {
    let mut pair = Pair::default();
    for exponent in 0..40 {
        pair.insert(MILLISECOND * 2_u32.saturating_pow(exponent));
    }
    pair.fire(1_000_000_000 * YEAR);
    assert!(pair.queue.is_empty());
}

#[test]
fn a_timer_that_is_due_at_never_does_not_fire() {
    let mut pair = Pair::default();
    pair.insert(Duration::MAX);
    pair.insert(Duration::MAX);
    pair.insert(MILLISECOND);

    pair.fire(Duration::MAX - Duration::from_nanos(1));
    pair.check();
    assert_eq!(pair.queue.len(), 2);
    assert_eq!(pair.queue.next_due(), Some(Duration::MAX));
    pair.fire(Duration::MAX);
}

#[test]
fn beyond_the_last_millisecond_that_the_queue_can_count_nothing_is_early_or_lost() {
    let mut queue = TimerQueue::new();
    let last = Duration::from_millis(u64::MAX);
    let dues = [Duration::MAX, last + YEAR, last, last - MILLISECOND];
    for due in dues {
        queue.insert(due, Waker::noop().clone());
    }

    let mut fired = Vec::new();
    while let Some((due, _)) = queue.pop_due(Duration::MAX - MILLISECOND) {
        fired.push(due);
    }
    assert_eq!(fired, [last - MILLISECOND, last]);
    while let Some((due, _)) = queue.pop_due(Duration::MAX) {
        fired.push(due);
    }
    assert_eq!(fired, [last - MILLISECOND, last, Duration::MAX, last + YEAR]);
}
