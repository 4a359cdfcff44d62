//! The figures as comma-separated values, for a spreadsheet or a statistics program.

use std::fmt::Write as _;

use crate::figure::{FIGURES, Figure};
use crate::report::{Kind, Report, Value, Values};

/// One row for each lane, figure and round: `lane,kind,figure,unit,round,value`.
///
/// A figure that is not measured in rounds has an empty `round`. A figure of a crowd has the size in its name:
/// `crowd_1000_bytes_each`. Times are in nanoseconds. No value needs quotes, because no name contains a comma. So the
/// crate `csv` would make nothing shorter here.
pub(crate) fn csv(report: &Report) -> String {
    let mut text = String::from("lane,kind,figure,unit,round,value\n");
    for lane in &report.lanes {
        let Some(figures) = lane.outcome.figures() else { continue };
        let mut rows = |prefix: &str, values: &Values| {
            let known = |figure: &'static Figure| Some((figure, values.0.get(figure.key)?));
            for (figure, value) in FIGURES.iter().filter_map(known) {
                let start = format!("{},{},{prefix}{},{}", lane.id, kind(lane.kind), figure.key, figure.unit());
                match value {
                    Value::Rounds(spread) => {
                        for (round, value) in (1..).zip(&spread.values) {
                            let _ = writeln!(text, "{start},{round},{value}");
                        }
                    }
                    Value::Once(value) => {
                        let _ = writeln!(text, "{start},,{value}");
                    }
                }
            }
        };
        rows("", &figures.values);
        for crowd in &figures.crowds {
            rows(&format!("crowd_{}_", crowd.tasks), &crowd.values);
        }
    }
    text
}

/// The name of a kind, as in the JSON.
fn kind(kind: Kind) -> &'static str {
    match kind {
        Kind::Floor => "floor",
        Kind::Workshop => "workshop",
        Kind::ByHand => "by-hand",
        Kind::Original => "original",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::test_reports::report;

    #[test]
    fn there_is_a_row_for_each_lane_figure_and_round() {
        let csv = csv(&report());
        let rows = csv.lines().collect::<Vec<_>>();
        assert_eq!(rows[0], "lane,kind,figure,unit,round,value");
        assert!(rows[1..].iter().all(|row| row.split(',').count() == 6), "{csv}");
        for row in [
            "floor,floor,tick_lateness_p50,ns,1,60000",
            "tokio,workshop,start,ns,2,1100000",
            "tokio,workshop,polls_per_tick,count,,2.5",
            "tokio-by-hand,by-hand,crowd_1000_bytes_each,bytes,2,300",
            "asyncio,original,cpu,ns,1,30500000",
            "tokio,workshop,binary,bytes,,1200000",
        ] {
            assert_eq!(rows.iter().filter(|line| **line == row).count(), 1, "{row}\n{csv}");
        }
        assert!(!csv.contains("smol"), "what was not measured has no figures");
    }

    #[test]
    fn kinds_are_called_as_in_the_json() {
        for one in [Kind::Floor, Kind::Workshop, Kind::ByHand, Kind::Original] {
            assert_eq!(serde_json::to_value(one).unwrap(), kind(one));
        }
    }
}
