//! What a search came to, for a terminal: a table of calls and faults, then what failed and how to have it again.

use std::fmt::Write as _;

use crate::torture::describe;
use crate::torture::injection::{Injection, name};
use crate::torture::progress::rate;
use crate::torture::run::Survival;
use crate::torture::search::{CellResult, Failure, SearchResult};
use crate::torture::site::CallSite;

/// The width of a column of calls.
const COLUMN: usize = 6;
/// How many failures are shown.
const SHOWN: usize = 20;
/// How much of a line of output is shown, in characters.
const LINE: usize = 160;

/// How a survival is shown in a cell, and in which colour.
const CELLS: [(Survival, &str, &str); 5] = [
    (Survival::Survived, "ok", "32"),
    (Survival::Failed, "FAIL", "1;31"),
    (Survival::Hung, "HUNG", "1;31"),
    (Survival::NotReached, "-", "2"),
    (Survival::Flaky, "FLAKY", "1;33"),
];

/// What a search came to.
#[derive(Debug, Clone, Copy)]
pub struct Terminal {
    /// Whether colours are shown.
    pub colour: bool,
    /// How many columns there are.
    pub width: usize,
}

impl Terminal {
    /// The whole text.
    #[must_use]
    pub fn text(self, result: &SearchResult, command: &str) -> String {
        let mut out = self.table(result) + &several(result);
        for (index, failure) in result.failures.iter().take(SHOWN).enumerate() {
            out += &self.failure(index, failure, command);
        }
        if let Some(more) = result.failures.len().checked_sub(SHOWN).filter(|more| *more > 0) {
            let _ = writeln!(out, "and {more} more failures; each has its file.\n");
        }
        for note in &result.baseline.notes {
            let _ = writeln!(out, "note: {note}");
        }
        out + &summary(result)
    }

    /// The cells of one fault: a row for each fault, a column for each call. Sets of several faults are no part of it.
    fn table(self, result: &SearchResult) -> String {
        let single: Vec<(&Injection, &CellResult)> = result
            .cells
            .iter()
            .filter_map(|cell| Some((cell.injections.first().filter(|_| cell.injections.len() == 1)?, cell)))
            .collect();
        let sites = sites(result);
        let mut kinds: Vec<&str> = Vec::new();
        for (one, _) in &single {
            if !kinds.contains(&one.kind.name.as_str()) {
                kinds.push(&one.kind.name);
            }
        }
        let names = kinds.iter().map(|kind| kind.len()).max().unwrap_or_default().max("fault".len());
        let fit = (self.width.saturating_sub(names + 1) / COLUMN).max(1);
        let mut out = String::new();
        for block in sites.chunks(fit) {
            let _ = write!(out, "{:names$}", "fault");
            for site in block {
                let _ = write!(out, " {:<width$}", short(site), width = COLUMN - 1);
            }
            out += "\n";
            for kind in &kinds {
                let _ = write!(out, "{kind:names$}");
                for site in block {
                    let fits =
                        |(one, _): &&(&Injection, &CellResult)| one.site == **site && one.kind.name == *kind;
                    let cell = single.iter().find(fits).map(|(_, cell)| *cell);
                    let _ = write!(out, " {}", self.cell(result, cell));
                }
                out.truncate(out.trim_end().len());
                out += "\n";
            }
            out += "\n";
        }
        out + &legend(&sites)
    }

    fn cell(self, result: &SearchResult, cell: Option<&CellResult>) -> String {
        let width = COLUMN - 1;
        let Some(cell) = cell else { return " ".repeat(width) };
        let accepted =
            cell.failure.and_then(|index| result.failures.get(index)).is_some_and(|one| one.accepted);
        let shown = CELLS.iter().find(|(survival, ..)| Some(*survival) == cell.survival);
        let (word, code) = match shown {
            _ if accepted => ("known", "33"),
            Some((_, word, code)) => (*word, *code),
            None => ("", "2"),
        };
        self.paint(&format!("{word:width$}"), code)
    }

    fn failure(self, index: usize, failure: &Failure, command: &str) -> String {
        let mut out = self.paint(&format!("{}. {}", index + 1, name(&failure.injections)), "1");
        out += if failure.accepted { " (known)\n" } else { "\n" };
        for line in describe::faults(&failure.injections) {
            let _ = writeln!(out, "   {line}");
        }
        let _ = writeln!(out, "   {}", failure.verdict());
        if failure.found_as != name(&failure.injections) {
            let _ = writeln!(out, "   found as {}", failure.found_as);
        }
        let output = describe::last_lines(&failure.record.command.output);
        let lines: Vec<&str> = output.lines().collect();
        for line in &lines[lines.len().saturating_sub(3)..] {
            let _ = writeln!(out, "   | {}", line.chars().take(LINE).collect::<String>());
        }
        if let Some(file) = &failure.file {
            let _ = writeln!(out, "   {}", describe::replay(file, command));
        }
        out + "\n"
    }

    fn paint(self, text: &str, code: &str) -> String {
        if self.colour { format!("\x1b[{code}m{text}\x1b[0m") } else { text.to_owned() }
    }
}

/// The calls of the sets of one fault, in the order of the runs without faults; that of all calls is the last.
#[must_use]
pub fn sites(result: &SearchResult) -> Vec<&CallSite> {
    let mut sites: Vec<&CallSite> = Vec::new();
    for one in result.cells.iter().filter(|cell| cell.injections.len() == 1).flat_map(|cell| &cell.injections)
    {
        if !sites.contains(&&one.site) {
            sites.push(&one.site);
        }
    }
    sites.sort_by_key(|site| (**site == CallSite::Every, place(result, site)));
    sites
}

/// Where a call stands among those of the runs without a fault.
fn place(result: &SearchResult, site: &CallSite) -> usize {
    let traffic = &result.baseline.traffic;
    let several = traffic.has_several_keys();
    let calls = traffic.calls.iter();
    calls.map(|call| traffic.site(call, several)).position(|own| own == *site).unwrap_or(usize::MAX)
}

/// A call in few characters: `I2` for `Initialize#2`.
fn short(site: &CallSite) -> String {
    match site {
        CallSite::Every => "all".to_owned(),
        CallSite::Nth { operation, number, .. } => format!("{}{number}", initials(operation)),
    }
}

/// The capital letters of an operation's name: `CR` for `CheckResult`.
fn initials(operation: &str) -> String {
    operation.chars().filter(char::is_ascii_uppercase).collect()
}

fn legend(sites: &[&CallSite]) -> String {
    let mut operations: Vec<&str> = Vec::new();
    for site in sites {
        if let CallSite::Nth { operation, .. } = site
            && !operations.contains(operation)
        {
            operations.push(operation);
        }
    }
    let words = operations.iter().map(|operation| format!("{}1 {operation}#1", initials(operation)));
    let words: Vec<String> = words.chain(["- not reached".to_owned()]).collect();
    format!("{}\n\n", words.join(", "))
}

/// One line about the sets of several faults.
fn several(result: &SearchResult) -> String {
    let sets = result.cells.iter().filter(|cell| cell.injections.len() > 1);
    let counts = counts(&sets.collect::<Vec<_>>());
    if counts.is_empty() { String::new() } else { format!("Sets of several faults: {counts}\n\n") }
}

/// How many sets of faults ended in which way.
fn counts(cells: &[&CellResult]) -> String {
    let ends = CELLS.iter().map(|(survival, ..)| Some(*survival)).chain([None]);
    let counted = ends.map(|end| {
        let count = cells.iter().filter(|cell| cell.survival == end).count();
        (count, end.map_or("not run", Survival::word))
    });
    let words = counted.filter(|(count, _)| *count > 0).map(|(count, word)| format!("{count} {word}"));
    words.collect::<Vec<_>>().join(", ")
}

/// One line with all counts.
#[must_use]
pub fn summary(result: &SearchResult) -> String {
    let totals = result.totals;
    let failures = result.failures.len();
    let distinct = if failures == 1 { "1 failure" } else { &format!("{failures} failures") };
    format!(
        "{} runs in {:.1} s ({:.1} a second, {:.1} ms overhead a run): {}; {distinct}\n",
        totals.runs,
        totals.elapsed.as_secs_f64(),
        rate(totals.runs, totals.elapsed),
        totals.overhead.as_secs_f64() * 1000.0,
        counts(&result.cells.iter().collect::<Vec<_>>())
    )
}
