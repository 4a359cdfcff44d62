//! The list of figures, in the order of the table. A new figure is one entry here: see `figure.rs`.

use crate::figure::Group::{Cost, Crowd as Crowds, Size, Time, Work};
use crate::figure::Lower::{Better, Different, Earlier};
use crate::figure::Shown::{Bytes, Count, Megabytes, Milliseconds, Nanoseconds, Rate, Seconds};
use crate::figure::Take::{Counted, Crowd, Once, Round};
use crate::figure::{Figure, words};
use crate::number::{float, signed, unsigned_nanos};

/// Most figures are like this.
const PLAIN: Figure = Figure {
    key: "",
    take: Once(|_| None),
    shown: Count,
    lower: Different,
    group: Work,
    heading: ["", ""],
    extremes: None,
    over_floor: false,
    because: None,
    en: words("", ""),
    ko: words("", ""),
};

/// What one of `many` coroutines or ticks costs, if `cost` is the difference from a crowd of one. So the program's
/// command line, threads and progress bar do not count, even in a small crowd. A difference that is not positive is
/// lost in the noise, and then there is no figure.
fn each(cost: f64, many: u64, alone: u64) -> Option<f64> {
    let each = cost / (float(many) - float(alone));
    (each.is_finite() && each > 0.0).then_some(each)
}

/// Every figure, in the order of the table.
#[rustfmt::skip] // a sentence stays on its line
pub const FIGURES: &[Figure] = &[
    Figure {
        key: "tick_lateness_p50",
        take: Round(|print, _| print.median_lateness()),
        shown: Milliseconds,
        lower: Earlier,
        group: Time,
        heading: ["ticks", "late"],
        extremes: Some(["least late ticks", "latest ticks"]),
        over_floor: true,
        en: words("Tick lateness", "Half of the ticks of a round are at most this late: the time since the tick before, minus the period. The floor's ticks are compared with its schedule.")
            .short("Ticks").price("{value} per tick"),
        ko: words("틱 지연", "라운드마다 절반의 틱이 이 시간 이내로 늦습니다. 앞 틱부터 지난 시간에서 주기를 뺀 값입니다. floor의 틱은 일정과 비교합니다.")
            .short("틱").price("틱마다 {value}"),
        ..PLAIN
    },
    Figure {
        key: "tick_lateness_p90",
        take: Once(|lane| lane.lateness(90)),
        shown: Milliseconds,
        lower: Earlier,
        group: Time,
        heading: ["late", "p90"],
        over_floor: true,
        en: words("90 of 100 ticks within", "90 of 100 ticks of all rounds are at most this late."),
        ko: words("틱 100번 중 90번", "모든 라운드의 틱 100번 중 90번은 이 시간 이내로 늦습니다."),
        ..PLAIN
    },
    Figure {
        key: "tick_lateness_p99",
        take: Once(|lane| lane.lateness(99)),
        shown: Milliseconds,
        lower: Earlier,
        group: Time,
        heading: ["late", "p99"],
        over_floor: true,
        en: words("99 of 100 ticks within", "99 of 100 ticks of all rounds are at most this late."),
        ko: words("틱 100번 중 99번", "모든 라운드의 틱 100번 중 99번은 이 시간 이내로 늦습니다."),
        ..PLAIN
    },
    Figure {
        key: "tick_lateness_max",
        take: Once(|lane| lane.lateness(100)),
        shown: Milliseconds,
        lower: Earlier,
        group: Time,
        heading: ["late", "max"],
        over_floor: true,
        en: words("Latest tick", "How late the latest tick of all rounds was."),
        ko: words("가장 늦은 틱", "모든 라운드에서 가장 늦은 틱이 늦은 시간입니다."),
        ..PLAIN
    },
    Figure {
        key: "early_ticks",
        take: Once(|lane| Some(lane.prints.iter().map(|(print, _)| float(print.early)).sum())),
        group: Time,
        heading: ["early", "ticks"],
        en: words("Early ticks", "How many ticks came before they were due. No runtime may do that. A tick counts as early by more than 100 µs and by more than a two-thousandth of the period: a clock that is being adjusted may be that wrong."),
        ko: words("일찍 온 틱", "제때보다 일찍 온 틱의 수입니다. 어떤 런타임에서도 일찍 와서는 안 됩니다. 100 µs보다, 그리고 주기의 2000분의 1보다 더 이를 때만 셉니다. 시계를 조정하는 중에는 그만큼 틀릴 수 있기 때문입니다."),
        ..PLAIN
    },
    Figure {
        key: "drift_at_end",
        take: Round(|print, _| print.drift.last().copied().map(signed)),
        shown: Milliseconds,
        lower: Earlier,
        group: Time,
        heading: ["", "drift"],
        over_floor: true,
        en: words("Drift at the end", "How far the last tick is behind a schedule that starts at the first tick."),
        ko: words("끝에서의 누적 지연", "첫 틱에서 시작하는 일정보다 마지막 틱이 늦은 시간입니다."),
        ..PLAIN
    },
    Figure {
        key: "deadline_lateness",
        take: Round(|print, _| Some(signed(print.deadline))),
        shown: Milliseconds,
        lower: Earlier,
        group: Time,
        heading: ["deadline", "late"],
        extremes: Some(["earliest deadline message", "latest deadline message"]),
        over_floor: true,
        en: words("Deadline lateness", "How late the deadline message came. The limit is counted from the first line. A lane sets its deadline shortly before its first line, so it can be a little earlier than the floor.")
            .short("Deadline").price("{value} at the deadline"),
        ko: words("데드라인 지연", "데드라인 메시지가 얼마나 늦었는지입니다. 제한 시간은 첫 줄부터 셉니다. 데드라인은 첫 줄보다 조금 먼저 정해지므로, 어떤 레인은 floor보다 조금 이를 수 있습니다.")
            .short("데드라인").price("데드라인에서 {value}"),
        ..PLAIN
    },
    Figure {
        key: "start",
        take: Round(|print, _| Some(signed(print.start))),
        shown: Milliseconds,
        lower: Earlier,
        group: Time,
        heading: ["", "start"],
        extremes: Some(["fastest start", "slowest start"]),
        because: Some("threads"),
        en: words("Start-up", "The time from the start of the process to its first line.")
            .short("Start-up").price("{value} at start-up"),
        ko: words("시작 시간", "프로세스를 시작하고 첫 줄이 나올 때까지 걸린 시간입니다.")
            .short("시작").price("시작할 때 {value}"),
        ..PLAIN
    },
    Figure {
        key: "rhythm_waiting",
        take: Once(|lane| Some(float(lane.rhythm?.waiting_ns))),
        shown: Milliseconds,
        group: Time,
        heading: ["last tick", "waiting"],
        en: words("Last tick of “drift”, when waiting after the work", "How late the last tick of the lesson “drift” was, when it waits one period after the work."),
        ko: words("drift의 마지막 틱, 일한 뒤 기다릴 때", "일한 뒤 한 주기를 기다릴 때 레슨 ‘drift’의 마지막 틱이 늦은 시간입니다."),
        ..PLAIN
    },
    Figure {
        key: "rhythm_schedule",
        take: Once(|lane| Some(float(lane.rhythm?.schedule_ns))),
        shown: Milliseconds,
        group: Time,
        heading: ["last tick", "schedule"],
        en: words("Last tick of “drift”, on a schedule", "How late the last tick of the lesson “drift” was, when it keeps to a schedule."),
        ko: words("drift의 마지막 틱, 일정을 지킬 때", "일정을 지킬 때 레슨 ‘drift’의 마지막 틱이 늦은 시간입니다."),
        ..PLAIN
    },
    Figure {
        key: "cpu",
        take: Round(|_, ended| Some(float(unsigned_nanos(ended.usage?.cpu)))),
        shown: Milliseconds,
        lower: Better,
        group: Cost,
        heading: ["CPU", "time"],
        extremes: Some(["least CPU time", "most CPU time"]),
        because: Some("voluntary_switches"),
        en: words("Processor time", "The processor time of the whole process in one run.")
            .short("Processor").price("{value} of processor time"),
        ko: words("프로세서 시간", "한 번 실행하는 동안 프로세스 전체가 쓴 프로세서 시간입니다.")
            .short("프로세서").price("프로세서 시간 {value}"),
        ..PLAIN
    },
    Figure {
        key: "peak_memory",
        take: Round(|_, ended| ended.peak_memory.map(float)),
        shown: Megabytes,
        lower: Better,
        group: Cost,
        heading: ["", "memory"],
        extremes: Some(["least memory", "most memory"]),
        because: Some("threads"),
        en: words("Peak memory", "The most memory that the process used at any time.")
            .short("Memory").price("{value} of memory"),
        ko: words("최대 메모리", "프로세스가 가장 많이 썼을 때의 메모리입니다.")
            .short("메모리").price("메모리 {value}"),
        ..PLAIN
    },
    Figure {
        key: "threads",
        take: Round(|_, ended| ended.threads.map(float)),
        group: Cost,
        heading: ["", "threads"],
        extremes: Some(["fewest threads", "most threads"]),
        en: words("Threads", "The most threads that ran at any time. The coroutine stays on one of them. The others write to stdout or run the timers; some live for one line only."),
        ko: words("스레드", "동시에 실행된 스레드의 최대 수입니다. 코루틴은 그중 하나에만 머뭅니다. 나머지는 stdout에 쓰거나 타이머를 맡으며, 한 줄만 쓰고 사라지는 스레드도 있습니다."),
        ..PLAIN
    },
    Figure {
        key: "voluntary_switches",
        take: Round(|_, ended| Some(float(ended.usage?.switches))),
        lower: Better,
        group: Cost,
        heading: ["thread", "switches"],
        en: words("Voluntary switches", "How often a thread gave up the processor to wait.")
            .short("Switches"),
        ko: words("자발적 전환", "스레드가 기다리려고 프로세서를 내놓은 횟수입니다.")
            .short("전환"),
        ..PLAIN
    },
    Figure {
        key: "lines",
        take: Round(|print, _| Some(float(print.lines))),
        heading: ["", "lines"],
        en: words("Lines printed", "How many lines with a time it printed."),
        ko: words("출력한 줄", "시각이 든 줄을 몇 줄 출력했는지입니다."),
        ..PLAIN
    },
    Figure {
        key: "polls_per_tick",
        take: Once(|lane| lane.polls_and_wakes_per_tick.map(|(polls, _)| polls)),
        shown: Rate,
        heading: ["polls", "per tick"],
        en: words("Polls per tick", "How often its tasks were polled, for each line. Only the workshop's lanes have this figure."),
        ko: words("틱마다 폴링", "한 줄마다 태스크를 폴링한 횟수입니다. 워크숍의 레인에만 있습니다."),
        ..PLAIN
    },
    Figure {
        key: "wakes_per_tick",
        take: Once(|lane| lane.polls_and_wakes_per_tick.map(|(_, wakes)| wakes)),
        shown: Rate,
        heading: ["wakes", "per tick"],
        en: words("Wakes per tick", "How often its wakers were called, for each line. Only the workshop's lanes have this figure."),
        ko: words("틱마다 깨움", "한 줄마다 웨이커가 불린 횟수입니다. 워크숍의 레인에만 있습니다."),
        ..PLAIN
    },
    Figure {
        key: "rhythm_ticks",
        take: Once(|lane| Some(float(lane.rhythm?.ticks))),
        heading: ["ticks", "of drift"],
        en: words("Ticks of “drift”", "How many ticks the lesson “drift” had."),
        ko: words("drift의 틱 수", "레슨 ‘drift’의 틱 수입니다."),
        ..PLAIN
    },
    Figure {
        key: "bytes_each",
        take: Crowd(|run, alone| each(run.bytes()? - alone.bytes()?, run.tasks, alone.tasks)),
        shown: Bytes,
        lower: Better,
        group: Crowds,
        heading: ["one", "coroutine"],
        extremes: Some(["smallest coroutine", "largest coroutine"]),
        en: words("Memory for each coroutine", "The memory that one more coroutine takes, all on one thread. A flat line means that each coroutine costs the same, in a small crowd or a large one.")
            .short("Memory each"),
        ko: words("코루틴 하나의 메모리", "코루틴이 하나 늘 때 더 드는 메모리입니다. 모두 한 스레드에 있습니다. 선이 평평하면 코루틴이 적든 많든 하나의 비용이 같습니다.")
            .short("코루틴 메모리"),
        ..PLAIN
    },
    Figure {
        key: "last_deadline",
        take: Crowd(|run, _| Some(run.last_deadline_ns)),
        shown: Milliseconds,
        lower: Earlier,
        group: Crowds,
        heading: ["crowd", "last"],
        en: words("Lateness of the last deadline", "Every coroutine has its own deadline, all at the same instant. This is how late the last one came."),
        ko: words("마지막 데드라인의 지연", "코루틴마다 자기 데드라인이 있고, 모두 같은 순간입니다. 그 가운데 마지막 데드라인이 얼마나 늦었는지입니다."),
        ..PLAIN
    },
    Figure {
        key: "cpu_per_tick",
        take: Crowd(|run, alone| each(run.cpu_ns()? - alone.cpu_ns()?, run.ticks, alone.ticks)),
        shown: Nanoseconds,
        lower: Better,
        group: Crowds,
        heading: ["crowd", "tick"],
        extremes: Some(["cheapest tick in a crowd", "dearest tick in a crowd"]),
        en: words("Processor time per tick", "The processor time that one more tick of a coroutine takes, with its share of the coroutine's start and end. The program itself is not counted.")
            .short("Processor, crowd"),
        ko: words("틱마다 프로세서 시간", "코루틴의 틱 하나가 더 쓰는 프로세서 시간입니다. 코루틴을 시작하고 끝내는 시간도 나누어 들어 있습니다. 프로그램 자체의 시간은 세지 않습니다.")
            .short("많을 때 프로세서"),
        ..PLAIN
    },
    Figure {
        key: "binary",
        take: Counted(|lane| lane.footprint.binary_bytes.map(float)),
        shown: Megabytes,
        lower: Better,
        group: Size,
        heading: ["program", "size"],
        because: Some("crates"),
        en: words("Program on disk", "The size of the program file.")
            .short("On disk").price("{value} on disk"),
        ko: words("실행 파일 크기", "실행 파일의 크기입니다.")
            .short("파일 크기").price("디스크 {value}"),
        ..PLAIN
    },
    Figure {
        key: "crates",
        take: Counted(|lane| lane.footprint.crates.map(float)),
        lower: Better,
        group: Size,
        heading: ["", "crates"],
        en: words("Crates", "The number of crates from elsewhere that it is built from. The workshop's own do not count."),
        ko: words("크레이트", "빌드에 들어가는 외부 크레이트의 수입니다. 워크숍의 크레이트는 세지 않습니다."),
        ..PLAIN
    },
    Figure {
        key: "cold_build",
        take: Once(|lane| lane.footprint.build_ns.map(float)),
        shown: Seconds,
        lower: Better,
        group: Size,
        heading: ["cold", "build"],
        en: words("Build from nothing", "The time of the first build, from nothing. It is measured only with --build."),
        ko: words("처음부터 빌드", "첫 빌드에 걸리는 시간입니다. --build를 줄 때만 측정합니다."),
        ..PLAIN
    },
];

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;
    use crate::measure::Usage;
    use crate::measure::lessons::CrowdRun;

    /// A program that uses 6 ms and 90 kB before its first coroutine, then 500 ns a tick and 300 bytes a coroutine.
    fn once(tasks: u64) -> CrowdRun {
        let ticks = tasks * 3;
        let bytes_each = Some((90_000.0 + 300.0 * float(tasks)) / float(tasks));
        let usage = Some(Usage { cpu: Duration::from_nanos(6_000_000 + ticks * 500), ..Usage::default() });
        CrowdRun { tasks, ticks, bytes_each, last_deadline_ns: 0.0, usage }
    }

    fn of(key: &str, run: CrowdRun, alone: CrowdRun) -> Option<f64> {
        let value = Figure::named(key).unwrap().of_crowd(&[run], &[alone]);
        value.map(|value| value.number())
    }

    #[test]
    fn a_coroutine_costs_the_same_in_a_small_crowd_as_in_a_large_one() {
        for tasks in [10, 1_000, 100_000] {
            assert_eq!(of("cpu_per_tick", once(tasks), once(1)), Some(500.0), "{tasks}");
            assert!((of("bytes_each", once(tasks), once(1)).unwrap() - 300.0).abs() < 1e-6, "{tasks}");
        }
    }

    #[test]
    fn a_cost_that_is_lost_in_the_noise_is_no_figure() {
        let slow = CrowdRun { usage: Some(Usage { cpu: Duration::from_secs(1), ..Usage::default() }), ..once(1) };
        assert_eq!(of("cpu_per_tick", once(10), slow), None);
        assert_eq!(of("cpu_per_tick", once(1), once(1)), None, "a crowd of one, minus itself");
        assert_eq!(of("bytes_each", once(1), once(1)), None);
    }
}
