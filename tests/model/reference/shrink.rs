//! The shortest trace of a run that goes wrong, as a test that can be pasted.

use std::fmt::Write as _;
use std::time::{Duration, Instant};

use crate::reference::run::{Failure, run};
use crate::reference::scenario::ScenarioSpec;
use crate::reference::step::{Step, World};

/// How long a trace is shortened at most.
const TIME: Duration = Duration::from_mins(1);

/// Shortens a trace that goes wrong: fewer steps, and simpler worlds and scenarios.
pub(crate) fn shrink(
    world: &World,
    steps: &[Step],
    failure: &Failure,
    fails: impl Fn(&World, &[Step]) -> Option<Failure>,
) -> (World, Vec<Step>, Failure) {
    let start = Instant::now();
    let mut steps = steps[..failure.steps].to_vec();
    let mut world = world.clone();
    let mut failure = failure.clone();
    let mut size = steps.len().div_ceil(2);
    while size > 0 && start.elapsed() < TIME {
        let before = steps.len();
        let mut at = 0;
        while at < steps.len() && start.elapsed() < TIME {
            let end = (at + size).min(steps.len());
            let shorter = [&steps[..at], &steps[end..]].concat();
            match fails(&world, &shorter) {
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
    for simpler in simpler_worlds(&world) {
        if let Some(found) = fails(&simpler, &steps) {
            (world, failure) = (simpler, found);
            break;
        }
    }
    for index in 0..steps.len() {
        let Step::Load { key, scenario } = steps[index].clone() else { continue };
        for scenario in fewer_rules(&scenario) {
            let mut simpler = steps.clone();
            simpler[index] = Step::Load { key, scenario };
            if let Some(found) = fails(&world, &simpler) {
                (steps, failure) = (simpler, found);
                break;
            }
        }
    }
    (world, steps, failure)
}

fn simpler_worlds(world: &World) -> Vec<World> {
    let mut all = vec![World { scenario: None, ..world.clone() }];
    if let Some(scenario) = &world.scenario {
        let with = |scenario| World { scenario: Some(scenario), ..world.clone() };
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
pub(crate) fn report(number: u64, world: &World, steps: &[Step], failure: &Failure) -> String {
    if std::env::var_os("MODEL_SHRINK").is_some_and(|value| value == "0") {
        return format!("world {number}: after {} steps {}", failure.steps, failure.what);
    }
    let (world, steps, failure) = shrink(world, steps, failure, |world, steps| run(world, steps).err());
    let mut text = format!(
        "world {number}: after {} steps {}\n\nas a test, in tests/model/found.rs:\n\n#[test]\nfn world_{number}() {{\n    replay(\n        r#\"{}\"#,\n        &[\n",
        failure.steps,
        failure.what,
        serde_json::to_string(&world).unwrap()
    );
    for step in steps {
        let _ = writeln!(text, "            r#\"{}\"#,", serde_json::to_string(&step).unwrap());
    }
    text.push_str("        ],\n    );\n}\n");
    text
}
