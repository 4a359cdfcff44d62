//! The list of figures that the table and the CSV show.

use crate::number::float;
use crate::report::{Crowd, Figures, Spread};

/// Something that is measured for every lane. Less is better.
pub(crate) struct Figure<Of> {
    /// Its name in the CSV.
    pub(crate) key: &'static str,
    /// Its name in the table, over two lines.
    pub(crate) heading: [&'static str; 2],
    /// The names of the lowest and the highest, for a figure that helps to choose a runtime. The table always shows
    /// these figures. It shows the others with `--all`.
    pub(crate) extremes: Option<[&'static str; 2]>,
    /// Its unit in the report and in the CSV.
    pub(crate) unit: &'static str,
    /// Its unit in the table.
    pub(crate) shown: Shown,
    /// Whether the table shows only how much it exceeds the floor's.
    pub(crate) over_floor: bool,
    pub(crate) read: fn(&Of) -> Option<Reading>,
}

/// The value of a figure.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Reading {
    /// Measured in several rounds.
    Spread(Spread),
    /// Measured once, or over all rounds together. Its variation is not known.
    Once(f64),
    /// Counted. It is the same every time.
    Exact(f64),
}

/// A unit of the table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Shown {
    Nanoseconds,
    Milliseconds,
    Seconds,
    Bytes,
    Megabytes,
    Count,
    /// A count with fractions that matter.
    Rate,
}

impl Reading {
    /// The value, or the median if there are several.
    pub(crate) fn value(&self) -> f64 {
        match self {
            Self::Spread(spread) => spread.median,
            Self::Once(value) | Self::Exact(value) => *value,
        }
    }

    /// Whether it is clearly less than `other`: every round of this is below every round of that. A single round shows
    /// no spread, so it is never clear.
    pub(crate) fn is_clearly_less(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Exact(one), Self::Exact(other)) => one < other,
            (Self::Spread(one), Self::Spread(other)) => {
                one.values.len() > 1 && other.values.len() > 1 && one.median < other.median && !one.overlaps(other)
            }
            _ => false,
        }
    }
}

/// The figures of a lane that prints, and of its program.
pub(crate) const FIGURES: &[Figure<Figures>] = &[
    Figure {
        key: "tick_lateness_p50",
        heading: ["ticks", "late"],
        extremes: Some(["least late ticks", "latest ticks"]),
        unit: "ns",
        shown: Shown::Milliseconds,
        over_floor: true,
        read: |figures| Some(Reading::Spread(figures.tick_lateness.p50_by_round_ns.clone())),
    },
    Figure {
        key: "tick_lateness_p90",
        heading: ["late", "p90"],
        extremes: None,
        unit: "ns",
        shown: Shown::Milliseconds,
        over_floor: true,
        read: |figures| Some(Reading::Once(float(figures.tick_lateness.p90_ns))),
    },
    Figure {
        key: "tick_lateness_p99",
        heading: ["late", "p99"],
        extremes: None,
        unit: "ns",
        shown: Shown::Milliseconds,
        over_floor: true,
        read: |figures| Some(Reading::Once(float(figures.tick_lateness.p99_ns))),
    },
    Figure {
        key: "tick_lateness_max",
        heading: ["late", "max"],
        extremes: None,
        unit: "ns",
        shown: Shown::Milliseconds,
        over_floor: true,
        read: |figures| Some(Reading::Once(float(figures.tick_lateness.max_ns))),
    },
    Figure {
        key: "drift_at_end",
        heading: ["", "drift"],
        extremes: None,
        unit: "ns",
        shown: Shown::Milliseconds,
        over_floor: true,
        read: |figures| Some(Reading::Spread(figures.drift_at_end_ns.clone())),
    },
    Figure {
        key: "deadline_lateness",
        heading: ["deadline", "late"],
        extremes: Some(["earliest deadline message", "latest deadline message"]),
        unit: "ns",
        shown: Shown::Milliseconds,
        over_floor: true,
        read: |figures| Some(Reading::Spread(figures.deadline_lateness_ns.clone())),
    },
    Figure {
        key: "start",
        heading: ["", "start"],
        extremes: Some(["fastest start", "slowest start"]),
        unit: "ns",
        shown: Shown::Milliseconds,
        over_floor: false,
        read: |figures| Some(Reading::Spread(figures.start_ns.clone())),
    },
    Figure {
        key: "cpu",
        heading: ["CPU", "time"],
        extremes: Some(["least CPU time", "most CPU time"]),
        unit: "ns",
        shown: Shown::Milliseconds,
        over_floor: false,
        read: |figures| figures.cpu_ns.clone().map(Reading::Spread),
    },
    Figure {
        key: "peak_memory",
        heading: ["", "memory"],
        extremes: Some(["least memory", "most memory"]),
        unit: "bytes",
        shown: Shown::Megabytes,
        over_floor: false,
        read: |figures| figures.peak_memory_bytes.clone().map(Reading::Spread),
    },
    Figure {
        key: "threads",
        heading: ["", "threads"],
        extremes: Some(["fewest threads", "most threads"]),
        unit: "count",
        shown: Shown::Count,
        over_floor: false,
        read: |figures| figures.threads.clone().map(Reading::Spread),
    },
    Figure {
        key: "voluntary_switches",
        heading: ["thread", "switches"],
        extremes: None,
        unit: "count",
        shown: Shown::Count,
        over_floor: false,
        read: |figures| figures.voluntary_switches.clone().map(Reading::Spread),
    },
    Figure {
        key: "polls_per_tick",
        heading: ["polls", "per tick"],
        extremes: None,
        unit: "count",
        shown: Shown::Rate,
        over_floor: false,
        read: |figures| figures.polls_per_tick.map(Reading::Once),
    },
    Figure {
        key: "wakes_per_tick",
        heading: ["wakes", "per tick"],
        extremes: None,
        unit: "count",
        shown: Shown::Rate,
        over_floor: false,
        read: |figures| figures.wakes_per_tick.map(Reading::Once),
    },
    Figure {
        key: "binary",
        heading: ["program", "size"],
        extremes: None,
        unit: "bytes",
        shown: Shown::Megabytes,
        over_floor: false,
        read: |figures| figures.binary_bytes.map(|bytes| Reading::Exact(float(bytes))),
    },
    Figure {
        key: "crates",
        heading: ["", "crates"],
        extremes: None,
        unit: "count",
        shown: Shown::Count,
        over_floor: false,
        read: |figures| figures.crates.map(|crates| Reading::Exact(float(crates))),
    },
    Figure {
        key: "cold_build",
        heading: ["cold", "build"],
        extremes: None,
        unit: "ns",
        shown: Shown::Seconds,
        over_floor: false,
        read: |figures| figures.build_ns.map(|nanos| Reading::Once(float(nanos))),
    },
];

/// The figures of each crowd.
pub(crate) const CROWD_FIGURES: &[Figure<Crowd>] = &[
    Figure {
        key: "bytes_each",
        heading: ["one", "coroutine"],
        extremes: Some(["smallest coroutine", "largest coroutine"]),
        unit: "bytes",
        shown: Shown::Bytes,
        over_floor: false,
        read: |crowd| crowd.bytes_each.clone().map(Reading::Spread),
    },
    Figure {
        key: "cpu_per_tick",
        heading: ["crowd", "tick"],
        extremes: Some(["cheapest tick in a crowd", "dearest tick in a crowd"]),
        unit: "ns",
        shown: Shown::Nanoseconds,
        over_floor: false,
        read: |crowd| crowd.cpu_per_tick_ns.clone().map(Reading::Spread),
    },
    Figure {
        key: "last_deadline",
        heading: ["crowd", "last"],
        extremes: None,
        unit: "ns",
        shown: Shown::Milliseconds,
        over_floor: false,
        read: |crowd| Some(Reading::Spread(crowd.last_deadline_ns.clone())),
    },
];

impl Shown {
    /// The unit, for the heading.
    pub(crate) fn unit(self) -> &'static str {
        match self {
            Self::Nanoseconds => "ns",
            Self::Milliseconds => "ms",
            Self::Seconds => "s",
            Self::Bytes => "B",
            Self::Megabytes => "MB",
            Self::Count | Self::Rate => "",
        }
    }

    /// A value of the report in this unit, with about three digits.
    pub(crate) fn format(self, value: f64) -> String {
        match self {
            Self::Nanoseconds | Self::Bytes | Self::Count => whole(value),
            Self::Milliseconds | Self::Megabytes => three_digits(value / 1e6),
            Self::Seconds => three_digits(value / 1e9),
            Self::Rate => three_digits(value),
        }
    }
}

/// No fraction, and never `-0`.
fn whole(value: f64) -> String {
    format!("{:.0}", value.round() + 0.0)
}

fn three_digits(value: f64) -> String {
    let decimals = match value.abs() {
        small if small < 9.995 => 2,
        middle if middle < 99.95 => 1,
        _ => 0,
    };
    let text = format!("{value:.decimals$}");
    // A value that is rounded to zero has no sign.
    if text.trim_start_matches(['-', '0', '.']).is_empty() { text.trim_start_matches('-').into() } else { text }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_has_three_digits_and_no_sign_without_a_size() {
        let milliseconds = |value| Shown::Milliseconds.format(value);
        assert_eq!(milliseconds(61_234.0), "0.06");
        assert_eq!(milliseconds(9_996_000.0), "10.0");
        assert_eq!(milliseconds(-123_456_789.0), "-123");
        assert_eq!(milliseconds(-1_234.0), "0.00");
        assert_eq!(Shown::Bytes.format(-0.2), "0");
        assert_eq!(Shown::Megabytes.format(2_621_440.0), "2.62");
    }

    #[test]
    fn only_what_does_not_overlap_is_clearly_less() {
        let spread = |values: &[f64]| Reading::Spread(Spread::of(values.to_vec()).unwrap());
        assert!(spread(&[1.0, 2.0]).is_clearly_less(&spread(&[3.0, 4.0])));
        assert!(!spread(&[3.0, 4.0]).is_clearly_less(&spread(&[1.0, 2.0])));
        assert!(!spread(&[1.0, 3.0]).is_clearly_less(&spread(&[3.0, 4.0])), "they touch");
        assert!(!spread(&[1.0]).is_clearly_less(&spread(&[3.0, 4.0])), "one round has no spread");
        assert!(!Reading::Once(1.0).is_clearly_less(&Reading::Once(3.0)));
        assert!(Reading::Exact(1.0).is_clearly_less(&Reading::Exact(3.0)));
        assert!(!Reading::Exact(3.0).is_clearly_less(&Reading::Exact(3.0)));
    }

    #[test]
    fn at_most_eight_columns_help_to_choose() {
        let figures = FIGURES.iter().map(|figure| figure.extremes);
        let crowds = CROWD_FIGURES.iter().map(|figure| figure.extremes);
        assert!(figures.chain(crowds).flatten().count() <= 8);
    }

    #[test]
    fn keys_are_unique() {
        let mut keys = FIGURES.iter().map(|figure| figure.key).chain(CROWD_FIGURES.iter().map(|figure| figure.key));
        let mut seen = std::collections::HashSet::new();
        assert!(keys.all(|key| seen.insert(key)));
    }
}
