//! `explain`: prints rows of the contract's tables.

use std::process::ExitCode;

use clap::Args;

use super::{NEGATIVE_RESULT, print, print_error, scenario};
use crate::contract::explain::{find, meant, text};

/// The arguments of `explain`.
#[derive(Debug, Args)]
pub(super) struct ExplainArgs {
    /// Error codes, parameters, operations or document types, in upper or lower case; without any, all are listed.
    #[arg(value_name = "CODE|PARAMETER|OPERATION")]
    words: Vec<String>,

    /// Explain a scenario rule by rule: a file, or the name of a shipped one.
    #[arg(long, value_name = "FILE|NAME", conflicts_with = "words")]
    scenario: Option<String>,
}

/// Prints the rows for each word, or the list of all.
pub(super) fn run(options: &ExplainArgs) -> ExitCode {
    if let Some(word) = &options.scenario {
        return match scenario::choose(word) {
            Ok(chosen) => print(&crate::scenario::explain(&chosen.scenario)),
            Err(error) => scenario::cannot_load(&error),
        };
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
        pages.extend(found.into_iter().map(text::page));
    }
    print(&pages.join("\n"));
    code
}

fn unknown(word: &str) -> String {
    let all = "`cloudauth-local explain` lists all";
    match meant(word) {
        Some(meant) => format!("unknown word {word}; did you mean {meant}? ({all})"),
        None => format!("unknown word {word}; {all}"),
    }
}
