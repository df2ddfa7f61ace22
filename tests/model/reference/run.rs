//! Takes the engine and the reference through the same steps.

use crate::reference::engine::Driven;
use crate::reference::invariants::Invariants;
use crate::reference::model::Model;
use crate::reference::seen::Seen;
use crate::reference::step::{Receiver, Setup, Step};

/// Where a run went wrong.
#[derive(Debug, Clone)]
pub(crate) struct Failure {
    /// How many steps were taken, the wrong one too.
    pub(crate) steps: usize,
    pub(crate) what: String,
}

/// Takes the steps, then checks what must hold after every run.
pub(crate) fn run(setup: &Setup, steps: &[Step]) -> Result<(), Failure> {
    let mut pair = Pair::new(setup);
    for (index, step) in steps.iter().enumerate() {
        pair.step(step).map_err(|what| Failure { steps: index + 1, what })?;
    }
    pair.close().map_err(|what| Failure { steps: steps.len(), what })
}

/// The engine and its reference.
pub(crate) struct Pair {
    driven: Driven,
    model: Model,
    invariants: Invariants,
}

impl Pair {
    pub(crate) fn new(setup: &Setup) -> Self {
        Self { driven: Driven::new(setup), model: Model::new(setup), invariants: Invariants::default() }
    }

    /// Takes a step and compares.
    pub(crate) fn step(&mut self, step: &Step) -> Result<Seen, String> {
        let seen = self.driven.step(step, &self.model);
        let expected = self.model.step(step);
        if seen != expected {
            return Err(difference(&seen, &expected));
        }
        self.invariants.note(&seen)?;
        if matches!(step, Step::Inspect { .. }) {
            self.invariants.journal(&self.driven.engine)?;
            self.invariants.memory(&self.driven.engine)?;
        }
        self.invariants.budgets(&self.driven.engine, &self.model.setup)?;
        Ok(seen)
    }

    /// Lets all callbacks come to their ends, and checks what must hold after every run.
    pub(crate) fn close(&mut self) -> Result<(), String> {
        for key in std::iter::once(None).chain((0..crate::reference::generate::KEYS).map(Some)) {
            self.step(&Step::Inspect { key })?;
        }
        // A clock at the end of time could not be advanced, so no callback would become due.
        self.step(&Step::Set { key: None, seconds: -300_000_000_000 })?;
        for _ in 0..12 {
            self.step(&Step::Advance { key: None, ms: 4_000_000 })?;
            self.step(&Step::Deliver { receiver: Receiver::Mixed })?;
        }
        self.step(&Step::Inspect { key: None })?;
        self.invariants.close(&self.driven.engine, &self.model)
    }
}

/// The lines in which two things differ, as they are printed.
fn difference(seen: &Seen, expected: &Seen) -> String {
    let (seen, expected) = (format!("{seen:#?}"), format!("{expected:#?}"));
    let (seen, expected): (Vec<_>, Vec<_>) = (seen.lines().collect(), expected.lines().collect());
    let same = seen.iter().zip(&expected).take_while(|(one, other)| one == other).count();
    let tail = |lines: &[&str]| {
        let from = same.saturating_sub(3).min(lines.len());
        lines[from..lines.len().min(same + 8)].join("\n")
    };
    format!("the engine shows\n{}\nand the reference\n{}", tail(&seen), tail(&expected))
}
