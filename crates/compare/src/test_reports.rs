//! Invented reports for tests.

use crate::figure::{FIGURES, Figure};
use crate::report::{
    Crowd, Distribution, FORMAT, Figures, Kind, LaneReport, Machine, Noise, Outcome, Report, Settings, Spread, VERSION,
    Values,
};

pub(crate) fn settings() -> Settings {
    Settings {
        rounds: 2,
        every_ns: 10_000_000,
        limit_ns: 400_000_000,
        crowd_sizes: vec![1000],
        crowd_every_ns: 100_000_000,
        crowd_limit_ns: 500_000_000,
        quick: false,
    }
}

/// A floor, tokio twice, asyncio, and a smol that crashed.
pub(crate) fn report() -> Report {
    const OF_THE_WORKSHOP: &[&str] =
        &["polls_per_tick", "wakes_per_tick", "rhythm_ticks", "rhythm_waiting", "rhythm_schedule", "crates"];
    let floor = Figures { crowds: vec![], ..lacking(figures(60_000.0), OF_THE_WORKSHOP) };
    let tokio = Figures { timer: Some("a wheel in steps of 1 ms, rounded up".into()), ..figures(1_100_000.0) };
    let by_hand = lacking(figures(1_090_000.0), OF_THE_WORKSHOP);
    let mut asyncio = Figures { crowds: vec![], ..lacking(figures(110_000.0), OF_THE_WORKSHOP) };
    asyncio.values.0.remove("binary");
    set(&mut asyncio.values, "cpu", 30.5e6);
    let lane = |id: &str, title: &str, kind, figures| LaneReport {
        id: id.into(),
        title: title.into(),
        kind,
        outcome: Outcome::Measured { figures: Box::new(figures) },
    };
    Report {
        format: FORMAT.into(),
        version: VERSION,
        name: "somebody".into(),
        created: "2026-11-22T06:48:50+09:00".into(),
        machine: Machine {
            os: "Linux".into(),
            kernel: Some("6.1".into()),
            arch: "x86_64".into(),
            cpu: Some("A CPU".into()),
            cores: 2,
            memory_bytes: Some(1 << 33),
            governor: None,
            timer_slack_ns: Some(50_000),
            rustc: Some("rustc 1.88.0".into()),
            python: None,
        },
        settings: settings(),
        noise: Noise { load: Some(0.1), others: Some(0.02), stolen: Some(0.0), reasons: vec![] },
        lanes: vec![
            lane("floor", "floor", Kind::Floor, floor),
            lane("tokio", "tokio", Kind::Workshop, tokio),
            lane("tokio-by-hand", "tokio by hand", Kind::ByHand, by_hand),
            LaneReport {
                id: "smol".into(),
                title: "smol".into(),
                kind: Kind::Workshop,
                outcome: Outcome::Failed { reason: "printing: it ended with signal 9".into() },
            },
            lane("asyncio", "asyncio", Kind::Original, asyncio),
        ],
        anatomy: None,
    }
}

/// The report without one of its lanes.
pub(crate) fn without(report: &Report, id: &str) -> Report {
    let mut report = report.clone();
    report.lanes.retain(|lane| lane.id != id);
    report
}

/// The figures of a lane, to change them.
pub(crate) fn figures_of<'a>(report: &'a mut Report, id: &str) -> &'a mut Figures {
    let lane = report.lanes.iter_mut().find(|lane| lane.id == id).expect("there is such a lane");
    let Outcome::Measured { figures } = &mut lane.outcome else { panic!("{id} was not measured") };
    figures
}

/// Changes a figure: it was this in both rounds.
pub(crate) fn set(values: &mut Values, key: &str, to: f64) {
    let value = Figure::named(key).expect("there is such a figure").value(vec![to, to]).expect("these are two rounds");
    values.0.insert(key.into(), value);
}

/// The figures without some of them.
fn lacking(mut figures: Figures, keys: &[&str]) -> Figures {
    figures.values.0.retain(|key, _| !keys.contains(&key.as_str()));
    figures
}

/// The figures of a lane with this lateness. A figure that is not named here is 10 to 11.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "they are small and positive")]
pub(crate) fn figures(late: f64) -> Figures {
    let whole = late as u64;
    let rounds = |figure: &Figure| match figure.key {
        "tick_lateness_p50" => [late, late + 2_000.0],
        "tick_lateness_p90" => [late * 2.0; 2],
        "tick_lateness_p99" => [late * 3.0; 2],
        "tick_lateness_max" => [late * 4.0; 2],
        "early_ticks" => [0.0; 2],
        "drift_at_end" => [late * 39.0, late * 40.0],
        "deadline_lateness" => [late, late + 20_000.0],
        "start" => [1e6, 1.1e6],
        "cpu" => [5e6, 6e6],
        "peak_memory" => [2e6, 3e6],
        "threads" => [2.0; 2],
        "voluntary_switches" => [81.0, 83.0],
        "lines" | "rhythm_ticks" => [37.0; 2],
        "polls_per_tick" => [2.5; 2],
        "wakes_per_tick" => [1.5; 2],
        "rhythm_waiting" => [40e6; 2],
        "rhythm_schedule" => [1.3e6; 2],
        "bytes_each" => [290.0, 300.0],
        "cpu_per_tick" => [400.0, 420.0],
        "last_deadline" => [1.2e6, 1.3e6],
        "binary" => [1_200_000.0; 2],
        "crates" => [60.0; 2],
        _ => [10.0, 11.0],
    };
    let values = |of_crowds| {
        let figures = FIGURES.iter().filter(move |figure| figure.is_of_crowds() == of_crowds);
        figures.filter_map(|figure| Some((figure.key, figure.value(rounds(figure).into())?))).collect()
    };
    let figures = Figures {
        values: values(false),
        lateness: Distribution { count: 78, p50_ns: whole, histogram: vec![(whole, 70), (whole * 4, 8)] },
        drift_ns: vec![0, whole.cast_signed()],
        crowds: vec![Crowd {
            tasks: 1000,
            ticks: Spread::of(vec![5000.0, 5000.0]).expect("these are two"),
            ticks_due: 5000,
            values: values(true),
        }],
        timer: None,
    };
    lacking(figures, &["cold_build"])
}
