//! The report as one HTML page that needs nothing else: no script, no font, no image.

use std::fmt::Write as _;

use crate::escape;
use crate::parity::compare::Difference;
use crate::parity::record::{ParityRecord, ProbeRecord};
use crate::parity::report::{Figures, Group, groups};

const STYLE: &str = include_str!("report.css");

/// The whole page.
#[must_use]
pub fn page(record: &ParityRecord, figures: Figures) -> String {
    let endpoint = escape::html(&record.endpoint);
    let mut out = format!(
        "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <title>Parity with {endpoint}</title>\n<style>\n{STYLE}</style>\n</head>\n<body>\n\
         <header>\n<h1>Parity with {endpoint}</h1>\n\
         <p class=\"quiet\">cloudauth-local {}, compared on {}. API version {}.</p>\n</header>\n<main>\n",
        escape::html(&record.emulator),
        escape::html(&record.observed_on),
        escape::html(&record.api),
    );
    if let Some(reason) = &record.stopped {
        let _ = writeln!(out, "<p class=\"stopped\">It stopped early: {}.</p>", escape::html(reason));
    }
    out.push_str(&figure_cards(figures));
    out.push_str("<h2>What differs</h2>\n");
    if figures.divergent == 0 {
        out.push_str("<p>No answer differs from the emulator's.</p>\n");
    }
    for group in groups(record) {
        out.push_str(&section(&group));
    }
    let same = record.answered().filter(|probe| probe.differences.is_empty());
    out.push_str(&list("Answered alike", same));
    out.push_str(&list("Not asked", record.probes.iter().filter(|probe| probe.answers.is_none())));
    out.push_str(
        "</main>\n<footer>\n<p>Values that differ from call to call are placeholders, such as \
         <code>{requestId}</code>. How a body is framed is not compared.</p>\n</footer>\n</body>\n</html>\n",
    );
    out
}

fn figure_cards(figures: Figures) -> String {
    let Figures { divergent, answered, settled, reachable, rows } = figures;
    let colour = if divergent == 0 { "good" } else { "bad" };
    format!(
        "<div class=\"figures\">\n\
         <div class=\"figure\"><p>Divergence</p><b class=\"{colour}\">{divergent}</b>\
         <p>of {answered} probes are answered otherwise there.</p></div>\n\
         <div class=\"figure\"><p>Coverage</p><b>{settled}</b>\
         <p>of {rows} rows of the contract were settled; probes can reach {reachable}.</p>\
         <meter min=\"0\" max=\"{rows}\" value=\"{settled}\" aria-label=\"Rows settled\"></meter></div>\n</div>\n"
    )
}

fn section(group: &Group<'_>) -> String {
    let mut out = String::from("<section class=\"probe\">\n");
    let (first, rest) = (&group.probes[..1], &group.probes[1..]);
    for probe in first {
        let (name, asks) = (escape::html(&probe.name), escape::html(&probe.asks));
        let _ = writeln!(
            out,
            "<h3>{name}</h3>\n<p class=\"quiet\">{asks} Settles {}.</p>",
            escape::html(&probe.settles.join(", "))
        );
    }
    out.push_str("<ul class=\"differences\">\n");
    for Difference { aspect, name, emulator, endpoint } in group.differences {
        let named =
            if name.is_empty() { String::new() } else { format!(" <code>{}</code>", escape::html(name)) };
        let _ = writeln!(
            out,
            "<li><p>{}{named}</p><dl class=\"sides\"><div><dt>Emulator</dt><dd>{}</dd></div>\
             <div><dt>Endpoint</dt><dd>{}</dd></div></dl></li>",
            capital(aspect.words()),
            shown(emulator),
            shown(endpoint),
        );
    }
    out.push_str("</ul>\n");
    out.push_str(&list("Probes that differ in the same way", rest.iter().copied()));
    out + "</section>\n"
}

fn list<'a>(title: &str, probes: impl Iterator<Item = &'a ProbeRecord>) -> String {
    let probes: Vec<_> = probes.collect();
    if probes.is_empty() {
        return String::new();
    }
    let mut out = format!("<details>\n<summary>{title}: {}</summary>\n<ul>\n", probes.len());
    for probe in probes {
        let (name, asks) = (escape::html(&probe.name), escape::html(&probe.asks));
        let _ = writeln!(
            out,
            "<li><code>{name}</code><br>{asks} <span class=\"quiet\">Costs {}.</span></li>",
            probe.cost.words()
        );
    }
    out + "</ul>\n</details>\n"
}

fn shown(value: &str) -> String {
    if value.is_empty() { "(empty)".to_owned() } else { escape::html(value) }
}

fn capital(words: &str) -> String {
    let mut letters = words.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}
