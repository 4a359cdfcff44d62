//! Decides what to run, and in which order.

use std::time::Duration;

use lanes::Lane;
use lessons::Lesson;

use crate::report::Settings;

/// One run of one lane.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Step {
    /// The index of the lane among those that are measured.
    pub(crate) lane: usize,
    pub(crate) job: Job,
}

/// The purpose of a run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Job {
    /// `async-main`, not counted. It loads the program and its files into the caches.
    WarmUp,
    /// `async-main`.
    Print,
    /// `crowd` with this many coroutines. A crowd of [`ALONE`] shows what the program itself costs.
    Crowd(usize),
    /// `drift`.
    Drift,
    /// A lesson, with `--trace`.
    Trace(Lesson),
}

/// A crowd of one. It costs little more than the program's command line, threads and progress bar. Coroutines cause the
/// additional cost of a larger crowd.
pub(crate) const ALONE: usize = 1;

/// Returns every step, in order.
///
/// The lanes take turns. If the machine becomes slower or faster, it does so for all of them. Each round begins with
/// another lane, so no lane always comes first.
pub(crate) fn plan(lanes: &[Lane], settings: &Settings, anatomy: Lesson) -> Vec<Step> {
    let mut rounds = vec![Job::WarmUp];
    rounds.extend((0..settings.rounds).map(|_| Job::Print));
    for _ in 0..settings.crowd_rounds() {
        if !settings.crowd_sizes.is_empty() {
            rounds.push(Job::Crowd(ALONE));
        }
        let larger = settings.crowd_sizes.iter().copied().filter(|size| *size != ALONE);
        rounds.extend(larger.map(Job::Crowd));
    }
    rounds.push(Job::Drift);
    rounds.extend(traced(settings, anatomy).into_iter().map(Job::Trace));
    let mut steps = Vec::new();
    for (round, job) in rounds.into_iter().enumerate() {
        for turn in 0..lanes.len() {
            let lane = (turn + round) % lanes.len();
            if job.is_for(&lanes[lane]) {
                steps.push(Step { lane, job: job.clone() });
            }
        }
    }
    steps
}

/// The lessons that run once with `--trace`: `async-main` for its polls and wakes, the lesson of the `anatomy`, and all
/// others that end, for the steps on the page. A quick comparison does without the others.
fn traced(settings: &Settings, anatomy: Lesson) -> Vec<Lesson> {
    let mut lessons = vec![Lesson::AsyncMain];
    let others = if settings.quick { &[] } else { Lesson::ALL };
    for lesson in [&anatomy].into_iter().chain(others) {
        if *lesson != Lesson::Forever && !lessons.contains(lesson) {
            lessons.push(*lesson);
        }
    }
    lessons
}

impl Job {
    fn is_for(&self, lane: &Lane) -> bool {
        match self {
            Self::WarmUp | Self::Print => true,
            Self::Crowd(_) => lane.has_crowds(),
            Self::Drift | Self::Trace(_) => lane.has_lessons(),
        }
    }

    /// About how long it takes.
    pub(crate) fn expected(&self, settings: &Settings) -> Duration {
        /// Time to start, to end, and to look at the process.
        const AROUND: Duration = Duration::from_millis(25);
        /// Time to spawn a coroutine and to handle its deadline.
        const EACH: Duration = Duration::from_micros(2);
        AROUND
            + match self {
                Self::WarmUp | Self::Print | Self::Drift => settings.limit(),
                Self::Crowd(tasks) => {
                    settings.crowd_limit() + EACH.saturating_mul(u32::try_from(*tasks).unwrap_or(u32::MAX))
                }
                Self::Trace(_) => settings.anatomy_limit(),
            }
    }

    /// After this time the program counts as hung.
    pub(crate) fn patience(&self, settings: &Settings) -> Duration {
        /// Time for one coroutine on a machine that is busy with other things.
        const EACH: Duration = Duration::from_micros(100);
        let tasks = if let Self::Crowd(tasks) = self { u32::try_from(*tasks).unwrap_or(u32::MAX) } else { 0 };
        self.expected(settings) + Duration::from_secs(10) + EACH.saturating_mul(tasks)
    }
}

impl Settings {
    pub(crate) fn every(&self) -> Duration {
        Duration::from_nanos(self.every_ns)
    }

    pub(crate) fn limit(&self) -> Duration {
        Duration::from_nanos(self.limit_ns)
    }

    pub(crate) fn crowd_every(&self) -> Duration {
        Duration::from_nanos(self.crowd_every_ns)
    }

    pub(crate) fn crowd_limit(&self) -> Duration {
        Duration::from_nanos(self.crowd_limit_ns)
    }

    /// A crowd already has many coroutines, so half as many rounds are enough. Two are the least that show a spread.
    pub(crate) fn crowd_rounds(&self) -> usize {
        (self.rounds / 2).max(2)
    }

    /// The anatomy is for looking, not for measuring. So it has few ticks, far apart.
    pub(crate) fn anatomy_every(&self) -> Duration {
        self.anatomy_limit() / 5
    }

    pub(crate) fn anatomy_limit(&self) -> Duration {
        Duration::from_millis(if self.quick { 250 } else { 500 })
    }

    /// How many ticks are due within `limit`. A tick at the deadline loses to it and does not count.
    pub(crate) fn ticks_due(&self) -> u64 {
        self.limit_ns.div_ceil(self.every_ns.max(1))
    }

    /// Like [`ticks_due`](Self::ticks_due), for each coroutine of a crowd.
    pub(crate) fn crowd_ticks_due(&self) -> u64 {
        self.crowd_limit_ns.div_ceil(self.crowd_every_ns.max(1))
    }
}

#[cfg(test)]
mod tests {
    use lanes::LANES;

    use super::*;
    use crate::test_reports::settings;

    fn lane(id: &str) -> Lane {
        *LANES.iter().find(|lane| lane.id == id).unwrap()
    }

    #[test]
    fn lanes_take_turns_and_each_round_begins_with_another() {
        let lanes = ["tokio", "smol", "asyncio"].map(lane);
        let settings = Settings { rounds: 2, crowd_sizes: vec![1, 10], quick: true, ..settings() };
        let steps = plan(&lanes, &settings, Lesson::Cancel);
        let (cancel, main) = (Job::Trace(Lesson::Cancel), Job::Trace(Lesson::AsyncMain));
        let expected = [
            (&Job::WarmUp, [0, 1, 2].as_slice()),
            (&Job::Print, &[1, 2, 0]),
            (&Job::Print, &[2, 0, 1]),
            (&Job::Crowd(1), &[0, 1]),
            (&Job::Crowd(10), &[1, 0]),
            (&Job::Crowd(1), &[0, 1]),
            (&Job::Crowd(10), &[0, 1]),
            (&Job::Drift, &[1, 0]),
            (&main, &[0, 1]),
            (&cancel, &[0, 1]),
        ];
        let expected = expected.iter().flat_map(|(job, lanes)| lanes.iter().map(|lane| (*lane, (*job).clone())));
        let steps = steps.into_iter().map(|step| (step.lane, step.job)).collect::<Vec<_>>();
        assert_eq!(steps, expected.collect::<Vec<_>>());
    }

    #[test]
    fn every_lesson_that_ends_is_traced_once() {
        let traced = |quick| traced(&Settings { quick, ..settings() }, Lesson::Drift);
        assert_eq!(traced(true), [Lesson::AsyncMain, Lesson::Drift]);
        let all = traced(false);
        assert_eq!((&all[..2], all.len()), (&[Lesson::AsyncMain, Lesson::Drift][..], Lesson::ALL.len() - 1));
        assert!(!all.contains(&Lesson::Forever));
    }

    #[test]
    fn the_tick_at_the_deadline_is_not_due() {
        let ticks = |every_ns, limit_ns| Settings { every_ns, limit_ns, ..settings() }.ticks_due();
        assert_eq!((ticks(500, 10_000), ticks(300, 1_000), ticks(10, 5)), (20, 4, 1));
    }
}
