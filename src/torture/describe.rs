//! The describe of one failure, for people: what was injected, how often it failed, how to have it again, what was called
//! and what the command wrote.

use std::fmt::Write as _;
use std::path::Path;

use crate::torture::injection::{Injection, name};
use crate::torture::search::Failure;
use crate::torture::traffic::Traffic;

/// How the description of every written scenario begins.
pub const MARK: &str = "cloudauth-local torture: ";
/// How many lines of the output are shown.
const LINES: usize = 20;

/// The command that replays a scenario file.
#[must_use]
pub fn replay(file: &Path, command: &str) -> String {
    format!("cloudauth-local torture replay {} -- {command}", file.display())
}

/// The description that goes into the scenario file.
#[must_use]
pub fn description(failure: &Failure, command: &str) -> String {
    let again = failure.file.as_deref().map(|file| replay(file, command)).unwrap_or_default();
    format!("{MARK}{} {}. Replay: {again}", name(&failure.injections), failure.verdict())
}

/// What each fault does, one line each; with several, each with its name.
#[must_use]
pub fn faults(injections: &[Injection]) -> Vec<String> {
    match injections {
        [one] => vec![one.kind.sentence()],
        several => several.iter().map(|one| format!("{one}: {}", one.kind.sentence())).collect(),
    }
}

/// The calls that came, one line each: `Initialize#1 200 Success (scenario rule …)`.
#[must_use]
pub fn calls(traffic: &Traffic) -> Vec<String> {
    let line = |call: &super::traffic::SeenCall| {
        let site = traffic.site(call, traffic.has_several_keys());
        let rules =
            if call.rules.is_empty() { String::new() } else { format!("  [{}]", call.rules.join("; ")) };
        format!("{:>9.3} s  {site}  {} {}{rules}", call.at.as_secs_f64(), call.status, call.code)
    };
    traffic
        .calls
        .iter()
        .map(line)
        .chain(traffic.callbacks.iter().map(|line| format!("             {line}")))
        .collect()
}

/// The last lines of the output.
#[must_use]
pub fn last_lines(output: &str) -> String {
    let lines: Vec<&str> = output.lines().collect();
    lines[lines.len().saturating_sub(LINES)..].join("\n")
}

/// The whole describe.
#[must_use]
pub fn text(failure: &Failure, command: &str) -> String {
    let mut out = format!("{}\n{}\n", name(&failure.injections), failure.verdict());
    if let Some(file) = &failure.file {
        let _ = writeln!(out, "\nReplay:\n  {}", replay(file, command));
    }
    let mut part = |title: &str, lines: Vec<String>| {
        let _ = writeln!(out, "\n{title}:");
        let none = lines.is_empty().then(|| "none".to_owned());
        for line in lines.into_iter().chain(none) {
            let _ = writeln!(out, "  {line}");
        }
    };
    part("Faults", faults(&failure.injections));
    part("Calls and callbacks", calls(&failure.record.traffic));
    part("Conduct (what will fail in production)", failure.record.traffic.conduct.clone());
    part(
        "The last lines of the output",
        last_lines(&failure.record.command.output).lines().map(str::to_owned).collect(),
    );
    out
}
