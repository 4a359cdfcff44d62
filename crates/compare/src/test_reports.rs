//! Invented reports for tests.

use crate::report::{
    Crowd, Distribution, FORMAT, Figures, Kind, LaneReport, Machine, Noise, Outcome, Report, Rhythm, Settings, Spread,
    VERSION,
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
    let floor = Figures { rhythm: None, crowds: vec![], polls_per_tick: None, crates: None, ..figures(60_000.0) };
    let tokio = Figures { timer: Some("a wheel in steps of 1 ms, rounded up".into()), ..figures(1_100_000.0) };
    let by_hand = Figures { crates: None, polls_per_tick: None, rhythm: None, ..figures(1_090_000.0) };
    let asyncio = Figures {
        crowds: vec![],
        crates: None,
        binary_bytes: None,
        polls_per_tick: None,
        rhythm: None,
        cpu_ns: Spread::of(vec![30e6, 31e6]),
        ..figures(110_000.0)
    };
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

/// The figures of a lane with this lateness.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "they are small and positive")]
pub(crate) fn figures(late: f64) -> Figures {
    let spread = |low: f64, high: f64| Spread::of(vec![low, high]).expect("these are two");
    let whole = late as u64;
    Figures {
        tick_lateness: Distribution {
            count: 78,
            p50_ns: whole,
            p90_ns: whole * 2,
            p99_ns: whole * 3,
            max_ns: whole * 4,
            early: 0,
            p50_by_round_ns: spread(late, late + 2_000.0),
            histogram: vec![(whole, 70), (whole * 4, 8)],
        },
        drift_ns: vec![0, whole.cast_signed()],
        drift_at_end_ns: spread(late * 39.0, late * 40.0),
        deadline_lateness_ns: spread(late, late + 20_000.0),
        start_ns: spread(1e6, 1.1e6),
        cpu_ns: Some(spread(5e6, 6e6)),
        peak_memory_bytes: Some(spread(2e6, 3e6)),
        threads: Some(spread(2.0, 2.0)),
        voluntary_switches: Some(spread(81.0, 83.0)),
        lines: spread(37.0, 37.0),
        polls_per_tick: Some(2.5),
        wakes_per_tick: Some(1.5),
        rhythm: Some(Rhythm { ticks: 37, waiting_ns: 40_000_000, schedule_ns: 1_200_000 }),
        crowds: vec![Crowd {
            tasks: 1000,
            ticks: spread(5000.0, 5000.0),
            ticks_due: 5000,
            bytes_each: Some(spread(290.0, 300.0)),
            cpu_per_tick_ns: Some(spread(400.0, 420.0)),
            last_deadline_ns: spread(1.2e6, 1.3e6),
        }],
        binary_bytes: Some(1_200_000),
        crates: Some(60),
        timer: None,
        build_ns: None,
    }
}
