//! `explain`: what the tables say, on stdout.

use std::process::ExitCode;

use clap::Args;

use super::{NO_ANSWER, complain, print, scenario};
use crate::contract::explain::{find, meant, text};

/// What is asked for.
#[derive(Debug, Args)]
pub(super) struct ExplainArgs {
    /// An error code, a parameter, an operation or a document type, in upper or lower case; with none, all are
    /// listed.
    #[arg(value_name = "CODE|PARAMETER|OPERATION")]
    words: Vec<String>,

    /// Say what a scenario does, rule by rule: a file, or the name of a shipped one.
    #[arg(long, value_name = "FILE|NAME", conflicts_with = "words")]
    scenario: Option<String>,
}

/// Prints the rows of each word, or the list of all.
pub(super) fn run(options: &ExplainArgs) -> ExitCode {
    if let Some(word) = &options.scenario {
        return match scenario::choose(word) {
            Ok(chosen) => print(&crate::scenario::explain(&chosen.scenario)),
            Err(problem) => scenario::cannot_load(&problem),
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
            complain(&unknown(word));
            code = ExitCode::from(NO_ANSWER);
        }
        pages.extend(found.into_iter().map(text::page));
    }
    print(&pages.join("\n"));
    code
}

fn unknown(word: &str) -> String {
    let all = "`cloudauth-local explain` lists all";
    match meant(word) {
        Some(meant) => format!("nothing is called {word}; did you mean {meant}? ({all})"),
        None => format!("nothing is called {word}; {all}"),
    }
}
