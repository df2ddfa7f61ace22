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
    /// Too many access keys have one of their own.
    #[error(
        "{MAX_KEY_SCENARIOS} access keys have a scenario of their own already; delete some with DELETE scenario or POST reset"
    )]
    TooManyKeys,
}
