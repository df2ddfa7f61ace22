//! A probe: the request that it sends, how many transactions it costs, and the contract rows that its answer confirms.

use serde::{Deserialize, Serialize};

use crate::parity::draft::Draft;

/// What a probe may cost at the real service.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Cost {
    /// No check can start.
    Nothing,
    /// A check starts if the service takes what the emulator refuses.
    OneIfTaken,
    /// A check starts.
    OneTransaction,
}

impl Cost {
    /// The words for it.
    #[must_use]
    pub const fn words(self) -> &'static str {
        match self {
            Self::Nothing => "nothing",
            Self::OneIfTaken => "one transaction if the service takes it",
            Self::OneTransaction => "one transaction",
        }
    }
}

/// One probe.
#[derive(Debug, Clone)]
pub struct Probe {
    /// Its name, for programs: words with slashes between them.
    pub name: String,
    /// What it asks, as a sentence.
    pub asks: String,
    /// What it may cost.
    pub cost: Cost,
    /// The rows of the contract that its answer settles, by their names in `docs/fidelity.md`.
    pub settles: Vec<String>,
    /// The requests, sent one after the other; the answer to the last one is compared.
    pub requests: Vec<Draft>,
}

/// The name of the row of a parameter.
#[must_use]
pub fn parameter_row(operation: &str, parameter: &str) -> String {
    format!("parameter {operation}.{parameter}")
}
