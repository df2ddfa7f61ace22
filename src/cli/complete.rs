//! Completion in a shell. The script of `completions` asks the program, so that the words are those of its tables.

use std::ffi::OsStr;

use clap_complete::engine::{
    ArgValueCandidates, ArgValueCompleter, CompletionCandidate, PathCompleter, ValueCompleter as _,
};
use clap_complete::env::{CompleteEnv, Shells};

use crate::contract::coverage_event;
use crate::contract::error::ERRORS;
use crate::contract::explain::{Topic, first_sentence};
use crate::scenario::{SHIPPED, load};

/// The variable by which a script asks the program. It holds the name of the shell.
const VARIABLE: &str = "CLOUDAUTH_LOCAL_COMPLETE";

/// Answers the script of a shell, and then ends the process; returns if none asks.
pub(super) fn answer_shell() {
    CompleteEnv::with_factory(super::command).var(VARIABLE).complete();
}

/// The script of a shell, which registers the completion; empty for a shell that the library does not know.
pub(super) fn script(shell: clap_complete::Shell) -> Vec<u8> {
    let name = env!("CARGO_PKG_NAME");
    let mut script = Vec::new();
    if let Some(completer) = Shells::builtins().completer(&shell.to_string()) {
        // Writing to a Vec cannot fail.
        let _ = completer.write_registration(VARIABLE, name, name, name, &mut script);
    }
    script
}

/// Names of shipped scenarios, and files.
pub(super) fn scenarios() -> ArgValueCompleter {
    ArgValueCompleter::new(|current: &OsStr| {
        let typed = current.to_string_lossy();
        let named = SHIPPED.iter().filter(|(name, _)| name.starts_with(&*typed)).map(|(name, text)| {
            let description = load(text).ok().and_then(|scenario| scenario.description);
            candidate(name, description.as_deref().unwrap_or_default())
        });
        named.chain(PathCompleter::file().complete(current)).collect()
    })
}

/// The words that `explain` knows.
pub(super) fn topics() -> ArgValueCandidates {
    ArgValueCandidates::new(|| {
        let mut words: Vec<_> = Topic::all().map(Topic::word).collect();
        words.sort_unstable();
        words.dedup();
        words.into_iter().map(|word| candidate(word, "")).collect()
    })
}

/// What --fail-under-coverage can demand.
pub(super) fn coverage_names() -> ArgValueCandidates {
    ArgValueCandidates::new(|| {
        let codes = ERRORS.iter().map(|row| (row.code, row.meaning));
        let events = coverage_event::all().map(|row| (row.name, row.meaning));
        std::iter::once(("Success", "The call succeeded."))
            .chain(codes)
            .chain(events)
            .map(|(name, meaning)| candidate(name, meaning))
            .collect()
    })
}

fn candidate(word: &str, meaning: &str) -> CompletionCandidate {
    let help = (!meaning.is_empty()).then(|| first_sentence(meaning).to_owned().into());
    CompletionCandidate::new(word).help(help)
}
