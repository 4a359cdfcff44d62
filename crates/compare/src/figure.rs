//! What a figure is: where it comes from, how it is written, and what it is called in both languages.
//!
//! # Add a figure
//!
//! Add one entry to [`FIGURES`], in `figures.rs`. The entry says how to take the figure from what was measured. If
//! nothing measures it yet, also read it where the others are read, in one file of `measure`. Then run
//!
//! ```text
//! UPDATE_SCHEMA=1 cargo test -p compare --lib
//! ```
//!
//! It writes the figure into `docs/compare.schema.json`. Everything else follows from the entry: the report, the CSV,
//! the table, the page in both languages, the page of a class, and the invented reports of the tests.

use serde_json::{Value as Json, json};

pub use crate::figures::FIGURES;
use crate::measure::lessons::CrowdRun;
use crate::measure::{Ended, Measured, Printing};
use crate::report::{Spread, Value};

/// Something that is measured for every lane, or for every crowd of a lane.
#[derive(Clone, Copy, Debug)]
pub struct Figure {
    /// Its name in the report, in the CSV and in the page's script.
    pub key: &'static str,
    /// How to take it from what was measured.
    pub(crate) take: Take,
    /// Its unit in the table. It also decides how the page writes it.
    pub(crate) shown: Shown,
    /// What it means if a value is lower than another.
    pub(crate) lower: Lower,
    /// Where the page's table of all figures shows it.
    pub(crate) group: Group,
    /// Its name in the table, over two lines.
    pub(crate) heading: [&'static str; 2],
    /// The names of the lowest and the highest, for a figure that helps to choose a runtime. The table always shows
    /// these figures. It shows the others with `--all`.
    pub(crate) extremes: Option<[&'static str; 2]>,
    /// Whether the table shows only how much it exceeds the floor's.
    pub(crate) over_floor: bool,
    /// The key of the figure that may explain it. If the same lanes stand out in both, the page says so.
    pub(crate) because: Option<&'static str>,
    /// Its words in English.
    pub(crate) en: Words,
    /// Its words in Korean.
    pub(crate) ko: Words,
}

/// How to take a figure from what was measured. `None` is "not measured".
#[derive(Clone, Copy, Debug)]
pub(crate) enum Take {
    /// From every round of printing.
    Round(fn(&Printing, &Ended) -> Option<f64>),
    /// From every round of a crowd. The second run is the crowd of one in the same round.
    Crowd(fn(&CrowdRun, &CrowdRun) -> Option<f64>),
    /// Measured once, or over all rounds together. Its variation is not known.
    Once(fn(&Measured) -> Option<f64>),
    /// Counted. It is the same every time.
    Counted(fn(&Measured) -> Option<f64>),
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

/// What a lower value means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Lower {
    /// Earlier, which is better.
    Earlier,
    Better,
    /// Nothing: no lane is best.
    Different,
}

/// A group of rows in the page's table of all figures.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Group {
    /// Is it on time?
    Time,
    /// The cost of running it.
    Cost,
    /// The cost of building and shipping it.
    Size,
    /// The work that was done.
    Work,
    /// A crowd of coroutines.
    Crowd,
}

/// The words for a figure, in one language.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Words {
    /// Its name.
    pub(crate) name: &'static str,
    /// What it shows, in one or two sentences.
    pub(crate) shows: &'static str,
    /// A name for narrow charts. A figure with such a name is compared between the workshop's program and that by hand.
    pub(crate) short: Option<&'static str>,
    /// What the choice of a runtime costs. A figure with a price is in the page's first answer. `{value}` stands for
    /// the difference between two runtimes.
    pub(crate) price: Option<&'static str>,
}

pub(crate) const fn words(name: &'static str, shows: &'static str) -> Words {
    Words { name, shows, short: None, price: None }
}

impl Words {
    pub(crate) const fn short(self, short: &'static str) -> Self {
        Self { short: Some(short), ..self }
    }

    pub(crate) const fn price(self, price: &'static str) -> Self {
        Self { price: Some(price), ..self }
    }

    fn json(self) -> Json {
        json!({ "name": self.name, "shows": self.shows, "short": self.short, "price": self.price })
    }
}

impl Figure {
    /// The figure with this key.
    ///
    /// # Examples
    ///
    /// ```
    /// use compare::figure::Figure;
    ///
    /// assert_eq!(Figure::named("start").unwrap().unit(), "ns");
    /// assert!(Figure::named("beauty").is_none());
    /// ```
    #[must_use]
    pub fn named(key: &str) -> Option<&'static Self> {
        FIGURES.iter().find(|figure| figure.key == key)
    }

    /// Its unit in the report and in the CSV: `ns`, `bytes` or `count`.
    #[must_use]
    pub fn unit(&self) -> &'static str {
        match self.shown {
            Shown::Nanoseconds | Shown::Milliseconds | Shown::Seconds => "ns",
            Shown::Bytes | Shown::Megabytes => "bytes",
            Shown::Count | Shown::Rate => "count",
        }
    }

    /// Whether it belongs to a crowd, and not to the lane.
    #[must_use]
    pub fn is_of_crowds(&self) -> bool {
        matches!(self.take, Take::Crowd(_))
    }

    /// The value of this figure, if it was this in each round. A figure without rounds takes the first. `None` if there
    /// is no round.
    #[must_use]
    pub fn value(&self, rounds: Vec<f64>) -> Option<Value> {
        match self.take {
            Take::Round(_) | Take::Crowd(_) => Spread::of(rounds).map(Value::Rounds),
            Take::Once(_) | Take::Counted(_) => rounds.first().copied().map(Value::Once),
        }
    }

    /// Takes this figure of a lane from what was measured.
    pub(crate) fn of_lane(&self, lane: &Measured) -> Option<Value> {
        match self.take {
            Take::Round(take) => {
                self.value(lane.prints.iter().map(|(print, ended)| take(print, ended)).collect::<Option<_>>()?)
            }
            Take::Once(take) | Take::Counted(take) => take(lane).map(Value::Once),
            Take::Crowd(_) => None,
        }
    }

    /// Takes this figure of a crowd from its runs, and from the runs of a crowd of one in the same rounds.
    pub(crate) fn of_crowd(&self, runs: &[CrowdRun], alone: &[CrowdRun]) -> Option<Value> {
        let Take::Crowd(take) = self.take else { return None };
        self.value(runs.iter().zip(alone).map(|(run, alone)| take(run, alone)).collect::<Option<_>>()?)
    }

    /// Whether `one` is clearly less than `other`: every round of this is below every round of that. A single round
    /// shows no spread, so it is never clear. What was counted is always clear.
    pub(crate) fn is_clearly_less(&self, one: &Value, other: &Value) -> bool {
        match (one, other) {
            (Value::Rounds(one), Value::Rounds(other)) => {
                one.values.len() > 1 && other.values.len() > 1 && one.median < other.median && !one.overlaps(other)
            }
            (Value::Once(one), Value::Once(other)) => matches!(self.take, Take::Counted(_)) && one < other,
            _ => false,
        }
    }

    /// What the page's script knows about it.
    pub(crate) fn json(&self) -> Json {
        json!({
            "key": self.key,
            "quantity": match self.shown {
                Shown::Nanoseconds | Shown::Milliseconds | Shown::Seconds => "time",
                Shown::Bytes | Shown::Megabytes => "bytes",
                Shown::Count => "count",
                Shown::Rate => "number",
            },
            "rounds": matches!(self.take, Take::Round(_) | Take::Crowd(_)),
            "fixed": matches!(self.take, Take::Counted(_)),
            "less": self.lower != Lower::Different,
            "late": self.lower == Lower::Earlier,
            "group": match self.group {
                Group::Time => "time",
                Group::Cost => "cost",
                Group::Size => "size",
                Group::Work => "work",
                Group::Crowd => "crowd",
            },
            "because": self.because,
            "words": { "en": self.en.json(), "ko": self.ko.json() },
        })
    }
}

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
    use std::collections::HashSet;
    use std::{env, fs};

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
        let less = |figure: &str, one: &[f64], other: &[f64]| {
            let figure = Figure::named(figure).unwrap();
            let [one, other] = [one, other].map(|rounds| figure.value(rounds.into()).unwrap());
            figure.is_clearly_less(&one, &other)
        };
        assert!(less("start", &[1.0, 2.0], &[3.0, 4.0]));
        assert!(!less("start", &[3.0, 4.0], &[1.0, 2.0]));
        assert!(!less("start", &[1.0, 3.0], &[3.0, 4.0]), "they touch");
        assert!(!less("start", &[1.0], &[3.0, 4.0]), "one round has no spread");
        assert!(!less("tick_lateness_max", &[1.0], &[3.0]), "measured once");
        assert!(less("crates", &[1.0], &[3.0]), "counted");
        assert!(!less("crates", &[3.0], &[3.0]));
    }

    #[test]
    fn at_most_eight_columns_help_to_choose() {
        assert!(FIGURES.iter().filter(|figure| figure.extremes.is_some()).count() <= 8);
    }

    #[test]
    fn keys_are_unique_and_reasons_are_figures() {
        let mut seen = HashSet::new();
        assert!(FIGURES.iter().all(|figure| seen.insert(figure.key)));
        assert!(FIGURES.iter().filter_map(|figure| figure.because).all(|because| seen.contains(because)));
    }

    #[test]
    fn both_languages_have_the_same_words() {
        for Figure { key, en, ko, .. } in FIGURES {
            assert_eq!((en.short.is_some(), en.price.is_some()), (ko.short.is_some(), ko.price.is_some()), "{key}");
            for price in [en.price, ko.price].into_iter().flatten() {
                assert_eq!(price.matches("{value}").count(), 1, "{key}");
            }
        }
    }

    /// The entries of `FIGURES` in the schema. A figure may be missing in a report: it was not measured, or this
    /// `compare` did not know it yet.
    fn in_schema(of_crowds: bool) -> String {
        let figures = FIGURES.iter().filter(|figure| figure.is_of_crowds() == of_crowds);
        let lines = figures.map(|figure| {
            let kind = match figure.take {
                Take::Round(_) | Take::Crowd(_) => "spread",
                Take::Once(_) | Take::Counted(_) => "once",
            };
            let description = Json::from(format!("{} Unit: {}.", figure.en.shows, figure.unit()));
            format!("        \"{}\": {{ \"description\": {description}, \"$ref\": \"#/$defs/{kind}\" }}", figure.key)
        });
        lines.collect::<Vec<_>>().join(",\n")
    }

    /// Replaces the properties of a definition.
    fn with_properties(schema: &str, definition: &str, properties: &str) -> String {
        let (before, after) = schema.split_once(&format!("\n    \"{definition}\": {{\n")).unwrap();
        let (head, after) = after.split_once("      \"properties\": {\n").unwrap();
        let (_, after) = after.split_once("\n      }").unwrap();
        format!("{before}\n    \"{definition}\": {{\n{head}      \"properties\": {{\n{properties}\n      }}{after}")
    }

    #[test]
    fn the_schema_has_every_figure() {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/compare.schema.json");
        let schema = fs::read_to_string(path).unwrap();
        let updated = with_properties(&schema, "values", &in_schema(false));
        let updated = with_properties(&updated, "crowd_values", &in_schema(true));
        if env::var_os("UPDATE_SCHEMA").is_some() {
            fs::write(path, &updated).unwrap();
        } else {
            assert!(schema == updated, "UPDATE_SCHEMA=1 cargo test -p compare --lib writes the schema anew");
        }
    }
}
