//! `explain`: prints rows of the contract's tables.

use std::process::ExitCode;

use clap::Args;

use super::{NEGATIVE_RESULT, cannot_run, json_text, print, print_error, print_then, scenario};
use crate::cli::complete;
use crate::cli::overlay::OverlayArg;
use crate::contract::explain::{Topic, find, meant, text};
use crate::contract::overlay::Overlay;
use crate::fidelity::explained::{self, ExplainDocument, UnknownWord};

/// The arguments of `explain`.
#[derive(Debug, Args)]
pub(super) struct ExplainArgs {
    /// Error codes, parameters, operations, document types, SubCodes, client result codes, outcomes of checks and
    /// callbacks, in upper or lower case; without any, all are listed.
    #[arg(value_name = "CODE|PARAMETER|OPERATION", add = complete::topics())]
    words: Vec<String>,

    /// Explain a scenario rule by rule: a file, or the name of a shipped one.
    #[arg(long, value_name = "FILE|NAME", conflicts_with = "words", add = complete::scenarios())]
    scenario: Option<String>,

    /// Print a JSON document instead of pages.
    #[arg(long, conflicts_with = "scenario")]
    json: bool,

    /// Say which rows your own comparison with the real service has settled.
    #[command(flatten)]
    overlay: OverlayArg,
}

/// Prints the rows for each word, or the list of all.
pub(super) fn run(options: &ExplainArgs) -> ExitCode {
    if let Some(word) = &options.scenario {
        return match scenario::choose(word) {
            Ok(chosen) => print(&crate::scenario::explain(&chosen.scenario)),
            Err(error) => scenario::cannot_load(&error),
        };
    }
    let overlay = match options.overlay.read() {
        Ok(overlay) => overlay,
        Err(error) => return cannot_run(&error.to_string()),
    };
    if options.json {
        return document(&options.words, overlay.as_ref());
    }
    if options.words.is_empty() {
        return print(&text::overview());
    }
    let mut pages = Vec::new();
    let mut code = ExitCode::SUCCESS;
    for word in &options.words {
        let found = find(word);
        if found.is_empty() {
            print_error(&unknown(word));
            code = ExitCode::from(NEGATIVE_RESULT);
        }
        pages.extend(found.into_iter().map(|topic| page(topic, overlay.as_ref())));
    }
    print_then(&pages.join("\n"), code)
}

/// A page, and how far it can be trusted.
fn page(topic: Topic, overlay: Option<&Overlay>) -> String {
    text::page(topic) + &text::fields(&explained::fields(topic, overlay))
}

/// Prints rows as a document.
fn document(words: &[String], overlay: Option<&Overlay>) -> ExitCode {
    let (mut topics, mut unknown) = (Vec::new(), Vec::new());
    if words.is_empty() {
        topics.extend(Topic::all());
    }
    for word in words {
        let found = find(word);
        if found.is_empty() {
            unknown.push(UnknownWord { word: word.clone(), meant: meant(word) });
        }
        topics.extend(found);
    }
    let rows = topics.into_iter().filter_map(|topic| explained::explained(topic, overlay)).collect();
    let code = if unknown.is_empty() { ExitCode::SUCCESS } else { ExitCode::from(NEGATIVE_RESULT) };
    print_then(&json_text(&ExplainDocument { rows, unknown }), code)
}

fn unknown(word: &str) -> String {
    let all = "`cloudauth-local explain` lists all";
    match meant(word) {
        Some(meant) => format!("unknown word {word}; did you mean {meant}? ({all})"),
        None => format!("unknown word {word}; {all}"),
    }
}
