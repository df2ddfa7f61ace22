//! Why a scenario was not loaded.

use thiserror::Error;

use crate::engine::scenario_run::key_scenarios::MAX_KEY_SCENARIOS;
use crate::scenario::ScenarioError;

/// Why a scenario was not loaded; the current one is kept.
#[derive(Debug, Error)]
pub enum LoadError {
    /// It cannot be played.
    #[error(transparent)]
    Scenario(#[from] ScenarioError),
    /// There is not enough memory for it.
    #[error(
        "the scenario takes {needed} bytes of memory and the others {used}; all together may take {share}, a quarter of --memory: make it smaller, delete scenarios of single keys with DELETE scenario, or raise --memory"
    )]
    Memory {
        /// What it takes.
        needed: usize,
        /// What the scenarios that stay take.
        used: usize,
        /// What all scenarios may take.
        share: usize,
    },
    /// An AccessKeyId that no call can have.
    #[error("an AccessKeyId has at most {most} bytes, this one has {found}")]
    LongKey {
        /// Its length, in bytes.
        found: usize,
        /// The limit.
        most: usize,
    },
    /// Too many access keys have one of their own.
    #[error(
        "{MAX_KEY_SCENARIOS} access keys have a scenario of their own already; delete some with DELETE scenario or POST reset"
    )]
    TooManyKeys,
}
