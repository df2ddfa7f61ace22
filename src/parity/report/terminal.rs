//! The report for a terminal: what differs, probe by probe, then the two figures.

use std::fmt::Write as _;

use crate::parity::compare::Difference;
use crate::parity::record::ParityRecord;
use crate::parity::report::{Figures, groups};

/// The longest value that is shown, in characters.
const LONGEST: usize = 300;

/// The whole report.
#[must_use]
pub fn text(record: &ParityRecord, figures: Figures) -> String {
    let mut out = String::new();
    for group in groups(record) {
        for probe in &group.probes {
            let _ = writeln!(out, "{}  {}", probe.name, probe.asks);
        }
        for difference in group.differences {
            out.push_str(&lines(difference));
        }
    }
    if figures.divergent > 0 {
        out.push('\n');
    }
    out.push_str(&summary(record, figures));
    out
}

/// The figures and why it stopped.
fn summary(record: &ParityRecord, figures: Figures) -> String {
    let Figures { divergent, answered, settled, reachable, rows } = figures;
    let mut out = String::new();
    let asked = record.probes.len();
    let _ = writeln!(out, "divergence  {divergent} of {answered} probes differ");
    let _ = writeln!(
        out,
        "coverage    {settled} of {rows} rows of the contract were settled; probes can reach {reachable}"
    );
    if answered < asked {
        let _ = writeln!(out, "not asked   {} of {asked} probes", asked - answered);
    }
    if let Some(reason) = &record.stopped {
        let _ = writeln!(out, "stopped     {reason}");
    }
    out
}

fn lines(difference: &Difference) -> String {
    let Difference { aspect, name, emulator, endpoint } = difference;
    let name = if name.is_empty() { String::new() } else { format!(" {name}") };
    let (here, there) = (shown(emulator), shown(endpoint));
    format!("    {}{name}\n        emulator  {here}\n        endpoint  {there}\n", aspect.words())
}

fn shown(value: &str) -> String {
    let mut out: String = value.chars().take(LONGEST).map(|c| if c.is_control() { ' ' } else { c }).collect();
    if out.is_empty() {
        out.push_str("(empty)");
    } else if value.chars().count() > LONGEST {
        out.push('…');
    }
    out
}
