//! Writes reports and pages with invented figures into a folder: `cargo run -p compare --example sample FOLDER`.
//!
//! The page's tests and its authors use them: a full report, a report with much missing, a class of twelve, hostile
//! names and others. Every run writes the same files.

use std::path::Path;
use std::{env, fs, io};

use compare::figure::{FIGURES, Figure};
use compare::page::page;
use compare::report::{
    Anatomy, AnatomyRun, Crowd, Distribution, Disturbance, FORMAT, Figures, Kind, LaneReport, Machine, Noise, Outcome,
    Report, Settings, Spread, VERSION, Value, Values,
};
use fastrand::Rng;
use serde_json::{Value as Json, json};

fn main() -> io::Result<()> {
    let Some(folder) = env::args_os().nth(1) else {
        return Err(io::Error::other("which folder? Say: cargo run -p compare --example sample FOLDER"));
    };
    fs::create_dir_all(&folder)?;
    let samples = [
        ("full", vec![full("workshop-laptop", 1, 1.0)]),
        ("one-size", vec![one_size()]),
        ("one-round", vec![one_round()]),
        ("quick", vec![quick()]),
        ("missing", vec![missing()]),
        ("absent", vec![absent()]),
        ("class", class()),
        ("hostile", hostile()),
        ("empty", vec![]),
    ];
    for (name, reports) in samples {
        let folder = Path::new(&folder);
        fs::write(folder.join(name).with_extension("json"), serde_json::to_string_pretty(&reports)?)?;
        fs::write(folder.join(name).with_extension("html"), page(&reports, &others(name, &reports)))?;
    }
    Ok(())
}

/// The character of a lane. Times are in microseconds, memory in kibibytes.
struct Character {
    id: &'static str,
    title: &'static str,
    kind: Kind,
    late: f64,
    start: f64,
    memory: f64,
    threads: f64,
    binary: Option<u64>,
    crates: Option<u64>,
    each: f64,
}

#[rustfmt::skip]
const CHARACTERS: &[Character] = &[
    Character { id: "floor", title: "floor", kind: Kind::Floor, late: 74.0, start: 620.0, memory: 1900.0, threads: 1.0, binary: Some(412_000), crates: None, each: 0.0 },
    Character { id: "tokio", title: "tokio", kind: Kind::Workshop, late: 1140.0, start: 1010.0, memory: 2650.0, threads: 1.0, binary: Some(998_000), crates: Some(61), each: 620.0 },
    Character { id: "tokio-by-hand", title: "tokio by hand", kind: Kind::ByHand, late: 1135.0, start: 980.0, memory: 2520.0, threads: 1.0, binary: Some(702_000), crates: Some(31), each: 540.0 },
    Character { id: "async-std", title: "async-std", kind: Kind::Workshop, late: 131.0, start: 1490.0, memory: 3380.0, threads: 4.0, binary: Some(1_310_000), crates: Some(88), each: 810.0 },
    Character { id: "async-std-by-hand", title: "async-std by hand", kind: Kind::ByHand, late: 129.0, start: 1420.0, memory: 3290.0, threads: 4.0, binary: Some(905_000), crates: Some(58), each: 760.0 },
    Character { id: "smol", title: "smol", kind: Kind::Workshop, late: 118.0, start: 1180.0, memory: 2790.0, threads: 2.0, binary: Some(1_080_000), crates: Some(72), each: 570.0 },
    Character { id: "smol-by-hand", title: "smol by hand", kind: Kind::ByHand, late: 117.0, start: 1150.0, memory: 2700.0, threads: 2.0, binary: Some(760_000), crates: Some(44), each: 530.0 },
    Character { id: "mini", title: "mini", kind: Kind::Workshop, late: 92.0, start: 870.0, memory: 2310.0, threads: 1.0, binary: Some(842_000), crates: Some(49), each: 390.0 },
    Character { id: "asyncio", title: "asyncio", kind: Kind::Original, late: 480.0, start: 38_500.0, memory: 15_900.0, threads: 1.0, binary: None, crates: None, each: 0.0 },
];

const ROUNDS: usize = 5;
const TICKS: u32 = 20;
const CROWD_SIZES: &[usize] = &[1, 10, 100, 1_000, 10_000, 100_000, 1_000_000];

fn full(name: &str, seed: u64, slowness: f64) -> Report {
    let mut rng = Rng::with_seed(seed);
    let lanes = CHARACTERS.iter().map(|character| LaneReport {
        id: character.id.into(),
        title: character.title.into(),
        kind: character.kind,
        outcome: Outcome::Measured { figures: Box::new(figures(character, &mut rng, slowness)) },
    });
    Report {
        format: FORMAT.into(),
        version: VERSION,
        name: name.into(),
        created: "2026-11-22T13:20:07+09:00".into(),
        machine: Machine {
            os: "Linux".into(),
            kernel: Some("6.12.9".into()),
            arch: "x86_64".into(),
            cpu: Some("Example Processor 5000 @ 2.80GHz".into()),
            cores: 8,
            memory_bytes: Some(16 << 30),
            governor: Some("schedutil".into()),
            timer_slack_ns: Some(50_000),
            rustc: Some("rustc 1.88.0".into()),
            python: Some("Python 3.13.1".into()),
        },
        settings: Settings {
            rounds: ROUNDS,
            every_ns: 500_000_000,
            limit_ns: 10_000_000_000,
            crowd_sizes: CROWD_SIZES.to_vec(),
            crowd_every_ns: 500_000_000,
            crowd_limit_ns: 2_000_000_000,
            quick: false,
        },
        noise: Noise { load: Some(0.31), others: Some(0.024), stolen: Some(0.0), reasons: vec![] },
        lanes: lanes.collect(),
        anatomy: Some(anatomy(&mut rng)),
    }
}

fn figures(character: &Character, rng: &mut Rng, slowness: f64) -> Figures {
    let late = character.late * slowness * 1_000.0;
    let start = character.start * slowness * 1_000.0;
    let workshop = character.kind == Kind::Workshop;
    let ticks = ticks(late, rng);
    let end = ticks.drift_ns.last().copied().map_or(0.0, |end| float(end.unsigned_abs()));
    let counted = |count: Option<u64>| count.map(|count| always(float(count)));
    let rounds = |figure: &Figure, rng: &mut Rng| match figure.key {
        "tick_lateness_p50" => Some(ticks.medians.clone()),
        "tick_lateness_p90" => Some(always(ticks.rank(90))),
        "tick_lateness_p99" => Some(always(ticks.rank(99))),
        "tick_lateness_max" => Some(always(ticks.rank(100))),
        "early_ticks" => Some(always(0.0)),
        "drift_at_end" => Some(around(end, 0.06, rng)),
        "deadline_lateness" => Some(around(late * 0.9 + 40_000.0, 0.22, rng)),
        "start" => Some(around(start, 0.03, rng)),
        "cpu" => Some(around(start * 1.3 + 900_000.0, 0.05, rng)),
        "peak_memory" => Some(around(character.memory * 1_024.0, 0.01, rng)),
        "threads" => Some(always(character.threads)),
        "voluntary_switches" => Some(around(character.threads * 3.0 + 40.0, 0.02, rng)),
        "lines" => Some(always(f64::from(TICKS))),
        "polls_per_tick" => workshop.then(|| always(1.1)),
        "wakes_per_tick" => workshop.then(|| always(if character.id == "tokio" { 1.05 } else { 1.0 })),
        "rhythm_ticks" => workshop.then(|| always(100.0)),
        "rhythm_waiting" => workshop.then(|| always((late * 101.0 + 7_000_000.0).round())),
        "rhythm_schedule" => workshop.then(|| always((late * 1.1).round())),
        "binary" => counted(character.binary),
        "crates" => counted(character.crates),
        "cold_build" => None,
        _ => Some(typical(figure, character)),
    };
    Figures {
        values: values(false, |figure| rounds(figure, rng)),
        crowds: CROWD_SIZES.iter().filter(|_| character.each > 0.0).map(|size| crowd(character, *size, rng)).collect(),
        timer: workshop.then(|| {
            if character.id == "tokio" {
                "a wheel in steps of 1 ms, rounded up"
            } else {
                "an ordered map of nanoseconds"
            }
            .into()
        }),
        lateness: ticks.distribution,
        drift_ns: ticks.drift_ns,
    }
}

/// The values of all figures for which there are `rounds`.
fn values(of_crowds: bool, mut rounds: impl FnMut(&Figure) -> Option<Vec<f64>>) -> Values {
    let figures = FIGURES.iter().filter(|figure| figure.is_of_crowds() == of_crowds);
    figures.filter_map(|figure| Some((figure.key, figure.value(rounds(figure)?)?))).collect()
}

/// Something for a figure that this file does not know: a millisecond, a megabyte or ten.
/// It has random numbers of its own, so that a new figure changes no other.
fn typical(figure: &Figure, character: &Character) -> Vec<f64> {
    let seed =
        figure.key.bytes().chain(character.id.bytes()).fold(0, |seed, byte| seed * 31 % 65_521 + u64::from(byte));
    around(if figure.unit() == "count" { 10.0 } else { 1e6 }, 0.05, &mut Rng::with_seed(seed))
}

/// The ticks of all rounds, and their drift.
struct Ticks {
    sorted: Vec<u64>,
    medians: Vec<f64>,
    distribution: Distribution,
    drift_ns: Vec<i64>,
}

impl Ticks {
    fn rank(&self, percent: usize) -> f64 {
        float(self.sorted[(self.sorted.len() * percent).div_ceil(100).max(1) - 1])
    }
}

fn ticks(late: f64, rng: &mut Rng) -> Ticks {
    let mut medians = Vec::new();
    let mut sorted = Vec::new();
    for _ in 0..ROUNDS {
        let mut round: Vec<u64> = (1..TICKS).map(|_| three_digits(late * bell(0.12, rng))).collect();
        round.sort_unstable();
        medians.push(float(round[round.len() / 2]));
        sorted.append(&mut round);
    }
    // Sometimes other work delays a tick.
    sorted[7] = three_digits(late * 3.1 + 400_000.0);
    sorted.sort_unstable();
    let mut histogram: Vec<(u64, u64)> = Vec::new();
    for value in &sorted {
        match histogram.last_mut() {
            Some((last, times)) if last == value => *times += 1,
            _ => histogram.push((*value, 1)),
        }
    }
    let distribution =
        Distribution { count: sorted.len() as u64, p50_ns: sorted[sorted.len().div_ceil(2) - 1], histogram };
    let drift =
        (0..i64::from(TICKS)).map(|k| k * i64::try_from(whole(late)).unwrap_or(0) + i64::from(rng.i32(0..9_000)));
    let drift_ns = drift.enumerate().map(|(k, at)| if k == 0 { 0 } else { at }).collect();
    Ticks { sorted, medians, distribution, drift_ns }
}

fn crowd(character: &Character, tasks: usize, rng: &mut Rng) -> Crowd {
    let many = f64::from(u32::try_from(tasks).unwrap_or(u32::MAX));
    Crowd {
        tasks,
        ticks: spread(always(if tasks == 1_000_000 { many * 3.97 } else { many * 4.0 }.round())),
        ticks_due: tasks as u64 * 4,
        values: values(true, |figure| {
            Some(match figure.key {
                "bytes_each" => around(character.each + 90_000.0 / many, 0.02, rng),
                "cpu_per_tick" => around(character.each * 1.6 + 1_400_000.0 / many, 0.05, rng),
                "last_deadline" => around(character.late * 1_000.0 + many * character.each * 0.9, 0.15, rng),
                _ => typical(figure, character),
            })
        }),
    }
}

/// One crowd size, on a machine that was not quiet.
fn one_size() -> Report {
    let mut report = full("one-size", 2, 1.4);
    report.settings.crowd_sizes = vec![10_000];
    report.settings.quick = true;
    report.noise.others = Some(0.31);
    report.noise.stolen = Some(0.04);
    report.noise.reasons = vec![
        Disturbance::Others { share: 0.31 },
        Disturbance::Stolen { share: 0.04 },
        Disturbance::ClockSet { lanes: vec!["tokio".into(), "smol".into()] },
        Disturbance::RunAgain { lane: "mini".into() },
        Disturbance::Unsteady { lane: "floor".into(), low_ns: 70_000.0, high_ns: 1_100_000.0 },
    ];
    for figures in report.lanes.iter_mut().filter_map(measured) {
        figures.crowds.retain(|crowd| crowd.tasks == 10_000);
        figures.values.0.insert("cold_build".into(), Value::Once(31.7e9));
    }
    report
}

/// A single round. It proves nothing.
fn one_round() -> Report {
    let mut report = full("one-round", 4, 1.0);
    keep_one_round(&mut report);
    report
}

fn keep_one_round(report: &mut Report) {
    report.settings.rounds = 1;
    let first = |spread: &mut Spread| *spread = self::spread(spread.values[..1].to_vec());
    let first_of = |values: &mut Values| {
        for value in values.0.values_mut() {
            if let Value::Rounds(spread) = value {
                first(spread);
            }
        }
    };
    for figures in report.lanes.iter_mut().filter_map(measured) {
        first_of(&mut figures.values);
        for crowd in &mut figures.crowds {
            first(&mut crowd.ticks);
            first_of(&mut crowd.values);
        }
    }
}

/// A quick measurement on a busy machine: a single round, a crowd in two, few ticks, and a lane that is far off.
fn quick() -> Report {
    let mut report = full("quick", 7, 1.0);
    let crowds: Vec<_> =
        report.lanes.iter_mut().map(|lane| measured(lane).map(|figures| figures.crowds[..].to_vec())).collect();
    keep_one_round(&mut report);
    report.settings.quick = true;
    report.settings.crowd_sizes = vec![10_000];
    report.noise.others = Some(0.94);
    report.noise.reasons = vec![Disturbance::Others { share: 0.94 }];
    for (lane, mut crowds) in report.lanes.iter_mut().zip(crowds) {
        let (mini, late) = (lane.id == "mini", lane.id == "async-std-by-hand");
        let Some(figures) = measured(lane) else { continue };
        for crowd in crowds.iter_mut().flatten() {
            crowd.ticks = spread(vec![40_000.0, if mini { 20_000.0 } else { 40_000.0 }]);
            for value in crowd.values.0.values_mut() {
                if let Value::Rounds(rounds) = value {
                    *rounds = spread(rounds.values[..2].to_vec());
                }
            }
        }
        figures.crowds = crowds.unwrap_or_default();
        figures.crowds.retain(|crowd| crowd.tasks == 10_000);
        let ticks = if late { vec![(57_071_000, 3)] } else { figures.lateness.histogram[..3].to_vec() };
        few_ticks(figures, ticks);
    }
    report
}

/// These ticks, and no others.
fn few_ticks(figures: &mut Figures, histogram: Vec<(u64, u64)>) {
    let [middle, last] = [histogram.len() / 2, histogram.len() - 1].map(|at| histogram[at].0);
    for percentile in ["tick_lateness_p90", "tick_lateness_p99", "tick_lateness_max"] {
        figures.values.0.insert(percentile.into(), Value::Once(float(last)));
    }
    figures.values.0.insert("tick_lateness_p50".into(), Value::Rounds(spread(vec![float(middle)])));
    let count = histogram.iter().map(|(_, count)| count).sum();
    figures.lateness = Distribution { count, p50_ns: middle, histogram };
}

/// The page `full` has a second lesson, which is not in the report.
fn others(name: &str, reports: &[Report]) -> Vec<AnatomyRun> {
    let runs = reports.iter().filter(|_| name == "full").filter_map(|report| report.anatomy.as_ref());
    let mut others: Vec<_> = runs.flat_map(|anatomy| anatomy.runs.clone()).skip(1).collect();
    for run in &mut others {
        run.trace["otherData"]["lesson"] = "drift".into();
    }
    others
}

/// Everything that may be missing is missing: values that the system does not report, crowds, the anatomy, most lanes.
fn missing() -> Report {
    let mut report = full("missing", 3, 1.0);
    report.anatomy = None;
    report.machine = Machine {
        os: "macOS".into(),
        kernel: None,
        arch: "aarch64".into(),
        cpu: None,
        cores: 1,
        memory_bytes: None,
        governor: None,
        timer_slack_ns: None,
        rustc: None,
        python: None,
    };
    report.noise = Noise { load: None, others: None, stolen: None, reasons: vec![] };
    report.settings.crowd_sizes.clear();
    for figures in report.lanes.iter_mut().filter_map(measured) {
        // Every system reports these.
        let always =
            ["tick_lateness_p50", "tick_lateness_p90", "tick_lateness_p99", "tick_lateness_max", "early_ticks"];
        let also = ["drift_at_end", "start", "lines"];
        figures.values.0.retain(|key, _| always.iter().chain(&also).any(|known| known == key));
        let deadline = Value::Rounds(spread(vec![-42_000.0, 0.0, 61_000.0]));
        figures.values.0.insert("deadline_lateness".into(), deadline);
        figures.crowds.clear();
        figures.drift_ns.truncate(1);
    }
    report.lanes.retain(|lane| matches!(lane.id.as_str(), "tokio" | "mini" | "asyncio"));
    report.lanes[1].outcome = Outcome::Failed { reason: "It printed 19 lines instead of 20.".into() };
    report.lanes[2].outcome = Outcome::Absent { reason: "There is no Python on this machine.".into() };
    report
}

/// No lane could be measured.
fn absent() -> Report {
    let mut report = missing();
    for lane in &mut report.lanes {
        lane.outcome = Outcome::Absent { reason: "It is not here.".into() };
    }
    report.anatomy = Some(Anatomy { lesson: "async-main".into(), every_ns: 1, limit_ns: 1, runs: vec![] });
    report
}

/// Twelve participants. Some of them lack a lane.
fn class() -> Vec<Report> {
    let names =
        ["Ada", "지민", "Grace", "서연", "Edsger", "민준", "Barbara", "하은", "Dennis", "도윤", "Margaret", "Ada"];
    let reports = names.iter().zip(10_u32..).map(|(name, seed)| {
        let mut report = full(name, seed.into(), 0.6 + f64::from(seed % 7) * 0.22);
        report.anatomy = None;
        report.machine.cores = 4 + seed as usize % 3 * 4;
        if seed % 5 == 0 {
            report.noise.reasons = vec![Disturbance::Load { load: 3.2, cores: report.machine.cores }];
        }
        if seed % 4 == 0 {
            report.lanes.pop();
        }
        report
    });
    reports.collect()
}

/// Names that would be markup if the page did not show them as text.
fn hostile() -> Vec<Report> {
    let evil = "</script><script>alert(1)</script><img src=x onerror=alert(2)>{{style}}\u{2028}";
    let mut reports = vec![full(evil, 5, 1.0), full("__proto__", 6, 1.1)];
    reports[0].machine.cpu = Some(evil.into());
    reports[0].noise.reasons = vec![Disturbance::RunAgain { lane: evil.into() }];
    for report in &mut reports {
        report.lanes[1].title = evil.into();
        report.lanes[2].title = "a very long title that goes on and on, without an end in sight".into();
        report.lanes[4].outcome = Outcome::Failed { reason: evil.into() };
    }
    if let Some(anatomy) = &mut reports[0].anatomy {
        anatomy.lesson = evil.into();
    }
    reports
}

fn measured(lane: &mut LaneReport) -> Option<&mut Figures> {
    match &mut lane.outcome {
        Outcome::Measured { figures } => Some(figures),
        _ => None,
    }
}

/// A tick every 100 ms for a second, on every runtime of the workshop.
fn anatomy(rng: &mut Rng) -> Anatomy {
    let runs = CHARACTERS
        .iter()
        .filter(|character| character.kind == Kind::Workshop)
        .map(|character| AnatomyRun { id: character.id.into(), trace: trace(character, rng) });
    Anatomy { lesson: "async-main".into(), every_ns: 100_000_000, limit_ns: 1_000_000_000, runs: runs.collect() }
}

/// A trace that the page can draw and step through.
fn trace(character: &Character, rng: &mut Rng) -> Json {
    let metadata =
        |name: &str, thread: u32, args: Json| json!({"ph": "M", "name": name, "pid": 1, "tid": thread, "args": args});
    let mut events = vec![
        metadata("process_name", 1, json!({"name": format!("{}: async-main", character.title)})),
        metadata("thread_name", 1, json!({"name": "main"})),
    ];
    // Some runtimes drive their timers on a separate thread.
    let driver = if character.threads > 1.0 { 2 } else { 1 };
    if driver == 2 {
        events.push(metadata("thread_name", 2, json!({"name": "async-io"})));
    }
    let mut trace = Trace { events, numbers: 0 };

    let mut at = 31.0 + f64::from(rng.u32(0..40));
    let mut poll = 0;
    let mut sleep = 0;
    let mut bytes = 0;
    let end = 1_000_000.0;
    // The end of the sleep that comes next.
    let mut due = 0.0;
    loop {
        let last = at >= end;
        let took = character.late.sqrt() + 18.0 + f64::from(rng.u32(0..30));
        poll += 1;
        let polled = trace.number();
        if poll == 1 {
            trace.sleep(at, 0, 1_000_000_000);
        } else {
            trace.sleep_ends(at + 2.0, if last { 0 } else { sleep }, Some(at + 2.0 - due));
        }
        if last {
            trace.sleep_ends(at + 3.0, sleep, None);
        }
        let text = if last { "시간 종료\n".into() } else { format!("2026-11-22 06:48:50.{:06}\n", whole(at)) };
        bytes += text.len();
        let [write, written] = [trace.number(), trace.number()];
        let args = json!({"answer": "ready", "bytes": text.len(), "text": text, "file": FILE, "line": 17, "seq": write, "end": written});
        trace.complete("write", "write", at + took * 0.35, took * 0.3, &args);
        let [flush, flushed] = [trace.number(), trace.number()];
        let args = json!({"answer": "ready", "file": FILE, "line": 17, "seq": flush, "end": flushed});
        trace.complete("flush", "write", at + took * 0.7, took * 0.08, &args);
        let set = at + took * 0.85;
        let duration = 100_000.0_f64.min(end + 90.0 - set);
        if !last {
            sleep += 1;
            trace.sleep(set, sleep, whole(duration * 1_000.0));
            due = set + duration;
            for sleep in [sleep, 0] {
                trace.instant("awaits", "await", 1, set, json!({"for": "sleep", "sleep": sleep}));
            }
        }
        let answer = if last { "ready" } else { "pending" };
        let args = json!({"task": 0, "poll": poll, "answer": answer, "seq": polled, "end": trace.number()});
        trace.complete("poll main", "poll", at, took, &args);
        if last {
            break;
        }
        let wake = due + character.late * bell(0.1, rng);
        let fires = if wake >= end { 0 } else { sleep };
        trace.instant("calls the waker", "await", driver, wake, json!({"for": "sleep", "sleep": fires}));
        trace.instant("wake main", "wake", driver, wake, json!({"task": 0}));
        at = wake + 4.0 + f64::from(rng.u32(0..20)) * f64::from(driver);
    }
    let mut events = trace.events;
    events.sort_by(|a, b| a["ts"].as_f64().unwrap_or(0.0).total_cmp(&b["ts"].as_f64().unwrap_or(0.0)));
    let about = json!({
        "format": "keep-printing/trace", "version": 2, "runtime": character.title, "lesson": "async-main",
        "every_ns": 100_000_000, "for_ns": 1_000_000_000,
        "polls": poll, "wakes": poll - 1, "timers": sleep + 1, "timers_done": sleep, "timers_cancelled": 1, "writes": poll,
        "flushes": poll, "bytes": bytes, "threads": driver, "tasks": 0, "dropped_events": 0,
    });
    json!({"traceEvents": events, "displayTimeUnit": "ms", "otherData": about})
}

/// The file of the lesson `async-main`. Line 17 makes its stdout, and line 20 its timer.
const FILE: &str = "async_main.rs";

/// An invented trace.
struct Trace {
    events: Vec<Json>,
    /// How many events have a number.
    numbers: usize,
}

impl Trace {
    fn number(&mut self) -> usize {
        self.numbers += 1;
        self.numbers - 1
    }

    fn push(&mut self, phase: &str, name: &str, category: &str, thread: u32, micros: f64, more: Json) {
        let mut event =
            json!({"ph": phase, "name": name, "cat": category, "pid": 1, "tid": thread, "ts": rounded(micros)});
        if let (Json::Object(event), Json::Object(more)) = (&mut event, more) {
            event.extend(more);
        }
        self.events.push(event);
    }

    fn complete(&mut self, name: &str, category: &str, micros: f64, took: f64, args: &Json) {
        self.push("X", name, category, 1, micros, json!({"dur": rounded(took), "args": args}));
    }

    fn instant(&mut self, name: &str, category: &str, thread: u32, micros: f64, mut args: Json) {
        args["seq"] = self.number().into();
        self.push("i", name, category, thread, micros, json!({"s": "t", "args": args}));
    }

    fn sleep(&mut self, micros: f64, id: u32, duration_ns: u64) {
        let args = json!({"duration_ns": duration_ns, "file": FILE, "line": 20, "seq": self.number()});
        self.push("b", "sleep", "timer", 1, micros, json!({"id": id, "args": args}));
    }

    /// A sleep ends: done, and this `late`, or dropped.
    fn sleep_ends(&mut self, micros: f64, id: u32, late: Option<f64>) {
        let args = match late {
            Some(late) => json!({"answer": "done", "late_ns": whole(late * 1_000.0), "seq": self.number()}),
            None => json!({"answer": "cancelled", "seq": self.number()}),
        };
        self.push("e", "sleep", "timer", 1, micros, json!({"id": id, "args": args}));
    }
}

/// Times in a trace have three decimals.
fn rounded(micros: f64) -> f64 {
    (micros * 1_000.0).round() / 1_000.0
}

/// A random factor around one. Values near one are more frequent.
fn bell(width: f64, rng: &mut Rng) -> f64 {
    1.0 + width * (rng.f64() + rng.f64() + rng.f64() - 1.5)
}

fn around(value: f64, width: f64, rng: &mut Rng) -> Vec<f64> {
    (0..ROUNDS).map(|_| (value * bell(width, rng)).round()).collect()
}

fn always(value: f64) -> Vec<f64> {
    vec![value; ROUNDS]
}

fn spread(values: Vec<f64>) -> Spread {
    Spread::of(values).expect("there is a round")
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "the figures are small and not negative")]
fn whole(value: f64) -> u64 {
    value.round() as u64
}

#[expect(clippy::cast_precision_loss, reason = "the figures are small")]
fn float(value: u64) -> f64 {
    value as f64
}

/// Rounded down to three digits, like the values of a histogram.
fn three_digits(value: f64) -> u64 {
    let step = 10_u64.pow((whole(value).max(1).ilog10()).saturating_sub(2));
    whole(value) / step * step
}
