//! A comparison as an overlay: for each answer of the emulator that differed, the one that was observed in its place.

use std::collections::{BTreeMap, BTreeSet};

use crate::contract::overlay::{OVERLAY_VERSION, ObservedAnswer, OrderedValue, Overlay, UsualAnswer};
use crate::parity::credentials::Credentials;
use crate::parity::record::{BothAnswers, ParityRecord, ProbeRecord};
use crate::parity::reduce::ReducedAnswer;

/// An overlay, and what could not go into it.
#[derive(Debug)]
pub struct Learned {
    /// The overlay.
    pub overlay: Overlay,
    /// The probes whose differences an overlay cannot hold, each with the reason.
    pub left_out: Vec<(String, &'static str)>,
}

/// A probe that differs, and both answers to it.
type Differing<'a> = (&'a ProbeRecord, &'a BothAnswers);

const CONFLICT: &str = "another probe with the same answer here is answered otherwise there";

/// Makes an overlay of what a comparison has shown. `before` is what the emulator answered with meanwhile: it stays,
/// where nothing newer is known.
#[must_use]
pub fn overlay(record: &ParityRecord, before: Option<&Overlay>) -> Learned {
    let mut left_out = Vec::new();
    let older = before.map(|overlay| overlay.answers.as_slice()).unwrap_or_default();
    let (again, new): (Vec<Differing<'_>>, Vec<Differing<'_>>) = record
        .divergent()
        .filter_map(|probe| Some((probe, probe.answers.as_ref()?)))
        .partition(|(probe, _)| older.iter().any(|answer| answer.probes.contains(&probe.name)));
    let mut answers: Vec<_> = older.iter().map(|answer| updated(answer, &again, &mut left_out)).collect();
    answers.extend(new_answers(record, new, &mut left_out));
    let asked: BTreeSet<_> = record.answered().map(|probe| probe.name.as_str()).collect();
    let in_answers: BTreeSet<_> =
        answers.iter().flat_map(|answer| &answer.probes).map(String::as_str).collect();
    let agreed = record.answered().filter(|probe| probe.differences.is_empty()).map(|probe| &probe.name);
    let earlier = before.map(|overlay| overlay.confirmed.as_slice()).unwrap_or_default();
    let mut confirmed: BTreeSet<String> =
        agreed.filter(|name| !in_answers.contains(name.as_str())).cloned().collect();
    confirmed.extend(earlier.iter().filter(|name| !asked.contains(name.as_str())).cloned());
    let overlay = Overlay {
        overlay: OVERLAY_VERSION,
        api: record.api.clone(),
        observed_on: record.observed_on.clone(),
        confirmed: confirmed.into_iter().collect(),
        answers,
    };
    Learned { overlay, left_out }
}

/// An answer of an earlier overlay, as it is observed now. What the emulator answers without the overlay stays its key.
fn updated(
    earlier: &ObservedAnswer,
    again: &[Differing<'_>],
    left_out: &mut Vec<(String, &'static str)>,
) -> ObservedAnswer {
    let mut of_it = again.iter().filter(|(probe, _)| earlier.probes.contains(&probe.name));
    let Some((probe, first)) = of_it.next() else { return earlier.clone() };
    if let Err(reason) = usual(first) {
        left_out.push((probe.name.clone(), reason));
        return earlier.clone();
    }
    left_out.extend(
        of_it
            .filter(|(_, answers)| said(answers) != said(first))
            .map(|(probe, _)| (probe.name.clone(), CONFLICT)),
    );
    let mut headers = earlier.headers.clone();
    headers.extend(differing_headers(&first.emulator, &first.endpoint));
    ObservedAnswer { headers, ..observed(earlier.probes.clone(), earlier.instead_of.clone(), first) }
}

/// The answers of probes that no earlier overlay knows.
fn new_answers(
    record: &ParityRecord,
    new: Vec<Differing<'_>>,
    left_out: &mut Vec<(String, &'static str)>,
) -> Vec<ObservedAnswer> {
    let mut by_usual: BTreeMap<UsualAnswer, Vec<Differing<'_>>> = BTreeMap::new();
    for (probe, answers) in new {
        match usual(answers) {
            Ok(usual) => by_usual.entry(usual).or_default().push((probe, answers)),
            Err(reason) => left_out.push((probe.name.clone(), reason)),
        }
    }
    let mut found = Vec::new();
    for (usual, probes) in by_usual {
        // What one answer of the emulator stands for may be several of the service: one for each operation, if that
        // tells them apart.
        let agreed = probes.iter().all(|(_, answers)| said(answers) == said(probes[0].1));
        let by_operation = usual.code == "Success" || !agreed || !agrees_everywhere(record, &usual, &probes);
        let mut groups: BTreeMap<Option<&str>, Vec<Differing<'_>>> = BTreeMap::new();
        for (probe, answers) in probes {
            let operation = by_operation.then_some(probe.operation.as_str());
            groups.entry(operation).or_default().push((probe, answers));
        }
        for (operation, probes) in groups {
            let first = probes[0].1;
            let (alike, other): (Vec<_>, Vec<_>) =
                probes.into_iter().partition(|(_, answers)| said(answers) == said(first));
            left_out.extend(other.into_iter().map(|(probe, _)| (probe.name.clone(), CONFLICT)));
            let names = alike.into_iter().map(|(probe, _)| probe.name.clone()).collect();
            let usual = UsualAnswer { operation: operation.map(str::to_owned), ..usual.clone() };
            found.push(observed(names, usual, first));
        }
    }
    found
}

/// Whether no probe that was answered alike on both sides has the same answer here: an entry for every operation would
/// then change what was right.
fn agrees_everywhere(
    record: &ParityRecord,
    usual: &UsualAnswer,
    differing: &[(&ProbeRecord, &BothAnswers)],
) -> bool {
    let operations: BTreeSet<_> = differing.iter().map(|(probe, _)| probe.operation.as_str()).collect();
    !record.answered().any(|probe| {
        let same = probe.answers.as_ref().is_some_and(|answers| {
            answers.emulator.code() == usual.code && answers.emulator.message() == usual.message
        });
        same && probe.differences.is_empty() && !operations.contains(probe.operation.as_str())
    })
}

/// What the emulator answered, as it is recognised again.
fn usual(answers: &BothAnswers) -> Result<UsualAnswer, &'static str> {
    let BothAnswers { emulator, endpoint } = answers;
    if endpoint.status == 0 {
        return Err("the endpoint closed the connection");
    }
    let good = |answer: &ReducedAnswer| answer.status < 400;
    if good(emulator) != good(endpoint) {
        return Err("one side takes what the other one refuses, and an overlay holds answers, not rules");
    }
    let result = emulator.body.get("Result").unwrap_or(&OrderedValue::Null);
    Ok(UsualAnswer {
        operation: None,
        format: emulator.format.clone(),
        code: emulator.code(),
        message: emulator.message(),
        members: result.members().iter().map(|(name, _)| name.clone()).collect(),
    })
}

fn observed(probes: Vec<String>, instead_of: UsualAnswer, answers: &BothAnswers) -> ObservedAnswer {
    let BothAnswers { emulator: here, endpoint: there } = answers;
    let mut body = there.body.clone();
    if let OrderedValue::Object(members) = &mut body {
        for (name, value) in members {
            match (name.as_str(), &value) {
                ("Code", OrderedValue::String(_)) => *value = OrderedValue::String("{code}".to_owned()),
                ("Message", OrderedValue::String(_)) => *value = OrderedValue::String("{message}".to_owned()),
                _ => {}
            }
        }
    }
    ObservedAnswer {
        probes,
        instead_of,
        status: there.status,
        code: there.code(),
        message: there.message(),
        root: there.root.clone(),
        body,
        headers: differing_headers(here, there),
    }
}

/// What an overlay keeps of an answer of the endpoint.
fn said(answers: &BothAnswers) -> ObservedAnswer {
    let usual = UsualAnswer {
        operation: None,
        format: String::new(),
        code: String::new(),
        message: String::new(),
        members: Vec::new(),
    };
    observed(Vec::new(), usual, answers)
}

/// The headers of the endpoint's answer that are not those of the emulator's, and null for those that only the emulator
/// sends.
fn differing_headers(here: &ReducedAnswer, there: &ReducedAnswer) -> BTreeMap<String, Option<String>> {
    let changed = there.headers.iter().filter(|(name, value)| here.headers.get(*name) != Some(value));
    let missing = here.headers.keys().filter(|name| !there.headers.contains_key(*name));
    let changed = changed.map(|(name, value)| (name.clone(), Some(value.clone())));
    changed.chain(missing.map(|name| (name.clone(), None))).collect()
}

/// Whether a text holds a part of the credentials: the last look before it is written to a file that may be shared.
#[must_use]
pub fn holds_a_secret(text: &str, credentials: &Credentials) -> bool {
    credentials.secrets().any(|secret| secret.len() >= 4 && text.contains(secret))
}
