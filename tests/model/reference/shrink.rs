//! The shortest trace of a run that goes wrong, as a test that can be pasted.

use std::fmt::Write as _;
use std::time::{Duration, Instant};

use crate::reference::run::{Failure, run};
use crate::reference::scenario::ScenarioSpec;
use crate::reference::step::{Setup, Step};

/// How long a trace is shortened at most.
const TIME: Duration = Duration::from_mins(1);

/// Shortens a trace that goes wrong: fewer steps, and simpler setups and scenarios.
pub(crate) fn shrink(
    setup: &Setup,
    steps: &[Step],
    failure: &Failure,
    fails: impl Fn(&Setup, &[Step]) -> Option<Failure>,
) -> (Setup, Vec<Step>, Failure) {
    let start = Instant::now();
    let mut steps = steps[..failure.steps].to_vec();
    let mut setup = setup.clone();
    let mut failure = failure.clone();
    let mut size = steps.len().div_ceil(2);
    while size > 0 && start.elapsed() < TIME {
        let before = steps.len();
        let mut at = 0;
        while at < steps.len() && start.elapsed() < TIME {
            let end = (at + size).min(steps.len());
            let shorter = [&steps[..at], &steps[end..]].concat();
            match fails(&setup, &shorter) {
                Some(found) => {
                    steps = shorter[..found.steps].to_vec();
                    failure = found;
                }
                None => at = end,
            }
        }
        if size > 1 {
            size = size.div_ceil(2).min(size - 1);
        } else if steps.len() == before {
            break;
        }
    }
    for simpler in simpler_worlds(&setup) {
        if let Some(found) = fails(&simpler, &steps) {
            (setup, failure) = (simpler, found);
            break;
        }
    }
    for index in 0..steps.len() {
        let Step::Load { key, scenario } = steps[index].clone() else { continue };
        for scenario in fewer_rules(&scenario) {
            let mut simpler = steps.clone();
            simpler[index] = Step::Load { key, scenario };
            if let Some(found) = fails(&setup, &simpler) {
                (steps, failure) = (simpler, found);
                break;
            }
        }
    }
    (setup, steps, failure)
}

fn simpler_worlds(setup: &Setup) -> Vec<Setup> {
    let mut all = vec![Setup { scenario: None, ..setup.clone() }];
    if let Some(scenario) = &setup.scenario {
        let with = |scenario| Setup { scenario: Some(scenario), ..setup.clone() };
        all.extend(fewer_rules(scenario).into_iter().map(with));
    }
    all
}

/// The scenario with none of its rules, and with each one alone.
fn fewer_rules(scenario: &ScenarioSpec) -> Vec<ScenarioSpec> {
    let with = |rules| ScenarioSpec { rules, ..scenario.clone() };
    let alone = scenario.rules.iter().map(|rule| with(vec![rule.clone()]));
    std::iter::once(with(Vec::new())).chain(alone).collect()
}

/// A report of a run that went wrong: its number, what differs, and the test. `MODEL_SHRINK=0` leaves the test out.
pub(crate) fn report(number: u64, setup: &Setup, steps: &[Step], failure: &Failure) -> String {
    if std::env::var_os("MODEL_SHRINK").is_some_and(|value| value == "0") {
        return format!("setup {number}: after {} steps {}", failure.steps, failure.what);
    }
    let (setup, steps, failure) = shrink(setup, steps, failure, |setup, steps| run(setup, steps).err());
    let mut text = format!(
        "setup {number}: after {} steps {}\n\nas a test, in tests/model/found.rs:\n\n#[test]\nfn setup_{number}() {{\n    replay(\n        r#\"{}\"#,\n        &[\n",
        failure.steps,
        failure.what,
        serde_json::to_string(&setup).unwrap()
    );
    for step in steps {
        let _ = writeln!(text, "            r#\"{}\"#,", serde_json::to_string(&step).unwrap());
    }
    text.push_str("        ],\n    );\n}\n");
    text
}
