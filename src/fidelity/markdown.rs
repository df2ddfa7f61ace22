//! `docs/fidelity.md`.

use std::fmt::Write as _;

use crate::contract::explain::markdown::cell;
use crate::fidelity::behaviours::UNKNOWN;
use crate::fidelity::{ContractRow, rows};
use crate::parity::all_probes;
use crate::parity::probe::Cost;

/// The longest list of probes that is written out.
const PROBES_SHOWN: usize = 3;

/// The whole page.
#[must_use]
pub fn page() -> String {
    let rows = rows();
    let reachable = rows.iter().filter(|row| !row.probes().is_empty()).count();
    let probes = all_probes();
    let free = probes.iter().filter(|probe| probe.cost == Cost::Nothing).count();
    let mut out = String::from(HEAD);
    let _ = writeln!(
        out,
        "The contract has {} rows. {reachable} of them can be settled by a probe; {} probes exist, and {free} of them cost\nnothing.\n",
        rows.len(),
        probes.len()
    );
    out.push_str(&marks(&rows));
    for (title, prefix) in [
        ("Behaviour", "behaviour "),
        ("Operations", "operation "),
        ("Parameters", "parameter "),
        ("Documents", "document "),
        ("SubCodes", "subCode "),
        ("Errors", "error "),
        ("How a check ends", "check."),
        ("What becomes of a callback", "callback."),
    ] {
        let _ = writeln!(
            out,
            "\n## {title}\n\n| row | what it says | mark | probe | test |\n|---|---|---|---|---|"
        );
        for row in rows.iter().filter(|row| row.name.starts_with(prefix)) {
            out.push_str(&line(row, prefix));
        }
    }
    out.push_str("\n## What is unknown\n\nNo public source says:\n\n");
    for unknown in UNKNOWN {
        let _ = writeln!(out, "- {}", cell(unknown));
    }
    out
}

const HEAD: &str = "\
# Fidelity

What the emulator claims to do as the real service does, how sure each claim is, and what holds it. This page is made
from the tables of the code (`UPDATE_EXPECT=1 cargo test --test emulator` writes it), and a test refuses a row that has
neither a probe nor a reason why there is none.

- **documented**: the vendor's documentation for this API says so. **sister API**: it says so for a sister API or in another version of the page.
- **observed**: seen in the service's traffic or in the behaviour of its SDKs.
- **seen live**: a recorded response of the real service, or the working code of an integrator in production.
- **our choice**: the real behaviour is not public.
- **counted here**: nothing that the service answers, but what the emulator counts for its user.

A probe is a request of `cloudauth-local parity`, which compares the emulator with the real service under your own
account; see [parity.md](parity.md). A test is a test of this repository, by its name.

";

fn marks(rows: &[ContractRow]) -> String {
    let mut words: Vec<&str> = Vec::new();
    for row in rows {
        if !words.contains(&row.mark_word()) {
            words.push(row.mark_word());
        }
    }
    let mut out = String::from("| mark | rows | with a probe |\n|---|---|---|\n");
    for word in words {
        let of: Vec<_> = rows.iter().filter(|row| row.mark_word() == word).collect();
        let probed = of.iter().filter(|row| !row.probes().is_empty()).count();
        let _ = writeln!(out, "| {word} | {} | {probed} |", of.len());
    }
    out
}

fn line(row: &ContractRow, prefix: &str) -> String {
    // The table's own name stands in the title already.
    let name =
        if prefix.ends_with(' ') { row.name.strip_prefix(prefix).unwrap_or(&row.name) } else { &row.name };
    let probes = match row.why_unprobed() {
        Some(reason) => reason.to_owned(),
        None => probe_list(row.probes()),
    };
    format!("| `{name}` | {} | {} | {probes} | `{}` |\n", cell(&row.statement), row.mark_word(), row.test)
}

/// Names of probes, and how many more there are.
#[must_use]
pub fn probe_list(probes: &[String]) -> String {
    let shown: Vec<_> = probes.iter().take(PROBES_SHOWN).map(|probe| format!("`{probe}`")).collect();
    let more = probes.len().saturating_sub(PROBES_SHOWN);
    let more = if more > 0 { format!(" and {more} more") } else { String::new() };
    shown.join(", ") + &more
}
