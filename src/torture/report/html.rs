//! The result of a search as one page that needs nothing else: the table, where each cell opens what happened in its
//! run, and what fails. Links alone move on it, so that it works by keyboard and without a script.

use std::fmt::Write as _;

use crate::escape;
use crate::torture::describe;
use crate::torture::injection::{Injection, name};
use crate::torture::report::word;
use crate::torture::search::{CellResult, Failure, SearchResult};
use crate::torture::site::CallSite;
use crate::torture::table;

const STYLE: &str = include_str!("page.css");

/// The whole page.
#[must_use]
pub fn text(result: &SearchResult, command: &str) -> String {
    let failures = result.failures.iter().filter(|failure| !failure.accepted).count();
    let verdict = match failures {
        0 => "All faults were survived".to_owned(),
        1 => "1 failure".to_owned(),
        many => format!("{many} failures"),
    };
    let mut out = format!(
        "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <meta name=\"color-scheme\" content=\"light dark\">\n<title>{verdict}: torture of {command}</title>\n\
         <style>\n{STYLE}</style>\n</head>\n<body>\n<header>\n<h1>{verdict}</h1>\n\
         <p><code>{command}</code></p>\n<p>{summary}</p>\n<p>Without faults: {traffic}, {took:.1} s.</p>\n{notes}</header>\n<main>\n",
        command = escape::html(command),
        summary = escape::html(&table::summary(result)),
        traffic = escape::html(&result.baseline.traffic.summary()),
        took = result.baseline.took.as_secs_f64(),
        notes = result
            .baseline
            .notes
            .iter()
            .fold(String::new(), |all, note| all + &format!("<p>Note: {}.</p>\n", escape::html(note))),
    );
    out += &matrix(result);
    out += &several(result);
    out += &failures_part(result, command);
    out += &cells(result);
    out + "</main>\n</body>\n</html>\n"
}

/// What fails, one section each.
fn failures_part(result: &SearchResult, command: &str) -> String {
    if result.failures.is_empty() {
        return String::new();
    }
    let mut out = "<section aria-labelledby=\"failures\">\n<h2 id=\"failures\">What fails</h2>\n".to_owned();
    for (index, failure) in result.failures.iter().enumerate() {
        out += &failure_part(index, failure, command);
    }
    out + "</section>\n"
}

fn failure_part(index: usize, failure: &Failure, command: &str) -> String {
    let known = if failure.accepted { " (known)" } else { "" };
    let mut out = format!(
        "<article id=\"f{index}\" class=\"{class}\">\n<h3>{number}. {name}{known}</h3>\n",
        class = failure.survival.word(),
        number = index + 1,
        name = escape::html(&name(&failure.injections)),
    );
    for line in describe::faults(&failure.injections) {
        let _ = writeln!(out, "<p>{}</p>", escape::html(&line));
    }
    let _ = writeln!(out, "<p><strong>{}</strong></p>", escape::html(&failure.verdict()));
    if failure.found_as != name(&failure.injections) {
        let _ = writeln!(out, "<p>Found as {}.</p>", escape::html(&failure.found_as));
    }
    if let Some(file) = &failure.file {
        out += &block("How to have it again", &describe::replay(file, command));
    }
    out += &block("Calls and callbacks", &describe::calls(&failure.record.traffic).join("\n"));
    if !failure.record.traffic.conduct.is_empty() {
        out += &block("Conduct: what will fail in production", &failure.record.traffic.conduct.join("\n"));
    }
    out += &block("The last lines of the output", &describe::last_lines(&failure.record.command.output));
    out + "</article>\n"
}

/// A titled block of lines, which can be scrolled by keyboard.
fn block(title: &str, text: &str) -> String {
    let text = if text.is_empty() { "none" } else { text };
    format!(
        "<h4>{title}</h4>\n<pre tabindex=\"0\" role=\"group\" aria-label=\"{title}\">{}</pre>\n",
        escape::html(text)
    )
}

/// The table: a row for each fault, a column for each call.
fn matrix(result: &SearchResult) -> String {
    let single: Vec<(usize, &Injection, &CellResult)> = result
        .cells
        .iter()
        .enumerate()
        .filter_map(|(index, cell)| match &*cell.injections {
            [one] => Some((index, one, cell)),
            _ => None,
        })
        .collect();
    let sites = table::sites(result);
    let mut kinds: Vec<&Injection> = Vec::new();
    for (_, one, _) in &single {
        if kinds.iter().all(|known| known.kind.name != one.kind.name) {
            kinds.push(one);
        }
    }
    let mut out = "<section aria-labelledby=\"matrix\">\n<h2 id=\"matrix\">One fault at one call</h2>\n\
                   <p class=\"choice\"><label><input type=\"checkbox\" id=\"only\"> Only faults that were not survived</label></p>\n\
                   <div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"Table of faults and calls\">\n\
                   <table>\n<thead><tr><th scope=\"col\">Fault</th>"
        .to_owned();
    for site in &sites {
        let _ = write!(out, "<th scope=\"col\">{}</th>", heading(site));
    }
    out += "</tr></thead>\n<tbody>\n";
    for kind in kinds {
        let row: Vec<_> = single.iter().filter(|(_, one, _)| one.kind.name == kind.kind.name).collect();
        let survived = row.iter().all(|(_, _, cell)| word(result, cell) == "survived");
        let class = if survived { " class=\"all-survived\"" } else { "" };
        let _ = write!(out, "<tr{class}><th scope=\"row\">{}</th>", escape::html(&kind.kind.name));
        for site in &sites {
            match row.iter().find(|(_, one, _)| one.site == **site) {
                None => out += "<td></td>",
                Some((index, one, cell)) => {
                    let word = word(result, cell);
                    let class = word.replace(' ', "-");
                    let _ = write!(
                        out,
                        "<td class=\"{class}\"><a href=\"#c{index}\" aria-label=\"{}: {word}\">{word}</a></td>",
                        escape::html(&one.to_string())
                    );
                }
            }
        }
        out += "</tr>\n";
    }
    out + "</tbody>\n</table>\n</div>\n</section>\n"
}

fn heading(site: &CallSite) -> String {
    match site {
        CallSite::Every => "every call".to_owned(),
        CallSite::Nth { .. } => escape::html(&site.to_string()).replacen('#', "<wbr>#", 1),
    }
}

/// The sets of several faults.
fn several(result: &SearchResult) -> String {
    let sets: Vec<(usize, &CellResult)> =
        result.cells.iter().enumerate().filter(|(_, cell)| cell.injections.len() > 1).collect();
    if sets.is_empty() {
        return String::new();
    }
    let mut out = format!(
        "<section aria-labelledby=\"several\">\n<h2 id=\"several\">Several faults at once</h2>\n\
         <details><summary>{} sets</summary>\n<ul>\n",
        sets.len()
    );
    for (index, cell) in sets {
        let word = word(result, cell);
        let _ = writeln!(
            out,
            "<li class=\"{}\"><a href=\"#c{index}\">{}: {word}</a></li>",
            word.replace(' ', "-"),
            escape::html(&name(&cell.injections))
        );
    }
    out + "</ul>\n</details>\n</section>\n"
}

/// What happened in the run of each cell; one is shown when its cell is followed.
fn cells(result: &SearchResult) -> String {
    let mut out = String::new();
    for (index, cell) in result.cells.iter().enumerate() {
        let name = escape::html(&name(&cell.injections));
        let _ = write!(
            out,
            "<section class=\"cell\" id=\"c{index}\" aria-labelledby=\"c{index}h\" tabindex=\"-1\">\n\
             <h3 id=\"c{index}h\">{name}</h3>\n"
        );
        for line in describe::faults(&cell.injections) {
            let _ = writeln!(out, "<p>{}</p>", escape::html(&line));
        }
        let _ = writeln!(out, "<p><strong>{}</strong></p>", word(result, cell));
        if let Some(failure) = cell.failure {
            let _ = writeln!(out, "<p><a href=\"#f{failure}\">Failure {}</a></p>", failure + 1);
        }
        if let Some(traffic) = &cell.traffic {
            out += &block("Calls and callbacks", &describe::calls(traffic).join("\n"));
            if !traffic.conduct.is_empty() {
                out += &block("Conduct: what will fail in production", &traffic.conduct.join("\n"));
            }
        }
        out += "<p><a href=\"#matrix\">Back to the table</a></p>\n</section>\n";
    }
    out
}
