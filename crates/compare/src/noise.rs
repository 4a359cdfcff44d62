//! How much the machine was disturbed while it was measured.

use std::fs;
use std::time::Duration;

use crate::machine::cores;
use crate::measure::Usage;
use crate::number::float;
use crate::report::{Disturbance, Noise};

/// The state of the machine when measuring began.
#[derive(Debug)]
pub(crate) struct Listening {
    load: Option<f64>,
    stat: Option<Stat>,
    own: Option<Duration>,
}

impl Listening {
    /// Starts to watch the machine. Read `load` earlier, before the lanes are built.
    pub(crate) fn begin(load: Option<f64>) -> Self {
        Self { load, stat: stat(), own: own() }
    }

    /// The noise since then. `disturbances` are those that the measurement itself noticed.
    pub(crate) fn end(self, disturbances: Vec<Disturbance>) -> Noise {
        let stat = stat().zip(self.stat).and_then(|(after, before)| after.since(before));
        let own = own().zip(self.own).map(|(after, before)| after.saturating_sub(before));
        noise(self.load, stat, own, cores(), disturbances)
    }
}

/// The load average of the last minute: how many threads were running or waiting for a processor.
pub(crate) fn load() -> Option<f64> {
    fs::read_to_string("/proc/loadavg").ok()?.split_whitespace().next()?.parse().ok()
}

fn noise(
    load: Option<f64>,
    stat: Option<Stat>,
    own: Option<Duration>,
    cores: usize,
    mut reasons: Vec<Disturbance>,
) -> Noise {
    const OTHERS: f64 = 0.10;
    const STOLEN: f64 = 0.01;
    let others = stat.zip(own).map(|(stat, own)| {
        let busy = TICK.saturating_mul(u32::try_from(stat.busy).unwrap_or(u32::MAX));
        busy.saturating_sub(own).as_secs_f64() / (TICK.as_secs_f64() * float(stat.total))
    });
    let stolen = stat.map(|stat| float(stat.stolen) / float(stat.total));
    // The share of other programs says more, because it covers the measurement. The load covers the time before, and
    // may come from building this program.
    if let Some(load) = load.filter(|load| others.is_none() && *load > float(cores as u64) / 2.0) {
        reasons.insert(0, Disturbance::Load { load, cores });
    }
    if let Some(share) = others.filter(|others| *others > OTHERS) {
        reasons.push(Disturbance::Others { share });
    }
    if let Some(share) = stolen.filter(|stolen| *stolen > STOLEN) {
        reasons.push(Disturbance::Stolen { share });
    }
    Noise { load, others, stolen, reasons }
}

/// The unit of `/proc/stat`, called `USER_HZ`. In practice it is always 100 per second.
const TICK: Duration = Duration::from_millis(10);

/// The first line of `/proc/stat`: the time of all processors since the machine started.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Stat {
    /// The time in which this machine ran something.
    busy: u64,
    /// The time in which this machine wanted to run, but the hypervisor did not let it.
    stolen: u64,
    total: u64,
}

impl Stat {
    /// The time since `before`. `None` if no time has passed.
    fn since(self, before: Self) -> Option<Self> {
        let total = self.total.saturating_sub(before.total);
        let (busy, stolen) = (self.busy.saturating_sub(before.busy), self.stolen.saturating_sub(before.stolen));
        (total > 0).then_some(Self { busy, stolen, total })
    }
}

fn stat() -> Option<Stat> {
    parse(&fs::read_to_string("/proc/stat").ok()?)
}

/// user, nice, system, idle, iowait, irq, softirq, steal. The time of guests is already part of user and nice.
fn parse(text: &str) -> Option<Stat> {
    let fields = text.lines().next()?.strip_prefix("cpu ")?;
    let fields = fields.split_whitespace().map(|field| field.parse().ok()).collect::<Option<Vec<u64>>>()?;
    let [user, nice, system, idle, iowait, irq, softirq, stolen] = *fields.first_chunk()?;
    let busy = user + nice + system + irq + softirq;
    Some(Stat { busy, stolen, total: busy + idle + iowait + stolen })
}

/// The processor time of this process and its children.
fn own() -> Option<Duration> {
    Some(Usage::of_self()?.cpu + Usage::of_children()?.cpu)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn processors_are_busy_idle_or_stolen() {
        let stat = parse("cpu  10 1 5 100 20 2 3 7 4 0\ncpu0 1 2 3\n").unwrap();
        assert_eq!(stat, Stat { busy: 21, stolen: 7, total: 148 });
        assert_eq!(parse("cpu  10 1 5"), None);
    }

    #[test]
    fn others_took_what_was_not_ours() {
        // Ten seconds on two cores.
        let stat = Some(Stat { busy: 700, stolen: 40, total: 2000 });
        let heard = noise(Some(0.3), stat, Some(Duration::from_secs(4)), 2, vec![]);
        assert_eq!((heard.others, heard.stolen), (Some(0.15), Some(0.02)));
        assert_eq!(heard.reasons, [Disturbance::Others { share: 0.15 }, Disturbance::Stolen { share: 0.02 }]);
    }

    #[test]
    fn a_quiet_machine_is_no_reason_and_neither_is_one_that_does_not_tell() {
        let stat = Some(Stat { busy: 500, stolen: 0, total: 2000 });
        assert!(noise(Some(1.0), stat, Some(Duration::from_secs(4)), 2, vec![]).reasons.is_empty());
        let silent = noise(None, None, None, 2, vec![]);
        assert_eq!((silent.others, silent.stolen, silent.reasons), (None, None, vec![]));
    }

    #[test]
    fn a_load_beyond_half_the_cores_is_a_reason_and_comes_first() {
        let clock = Disturbance::ClockSet { lanes: vec!["tokio".into(), "smol".into()] };
        let reasons = noise(Some(1.1), None, None, 2, vec![clock.clone()]).reasons;
        assert_eq!(reasons, [Disturbance::Load { load: 1.1, cores: 2 }, clock]);
    }

    #[test]
    fn every_reason_is_a_sentence_without_placeholders() {
        let lane = || "floor".to_owned();
        let reasons = [
            Disturbance::Load { load: 1.12, cores: 2 },
            Disturbance::Others { share: 0.15 },
            Disturbance::Stolen { share: 0.02 },
            Disturbance::ClockSet { lanes: vec!["tokio".into(), "smol".into()] },
            Disturbance::RunAgain { lane: lane() },
            Disturbance::Unsteady { lane: lane(), low_ns: 60_000.0, high_ns: 1.1e6 },
        ];
        let sentences = reasons.map(|reason| reason.to_string());
        assert_eq!(sentences[0], "The machine was busy before: its load was 1.1, with 2 cores.");
        assert!(sentences[3].contains("while tokio, smol ran"), "{sentences:?}");
        assert!(sentences.iter().all(|sentence| !sentence.contains('{') && sentence.ends_with('.')), "{sentences:?}");
    }
}
