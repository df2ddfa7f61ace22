//! Failures on purpose: the scenario format, its reader with diagnostics, and the state machine that decides what
//! happens to a call. Pure: no IO, no clock; time and chance are arguments.

mod chance;
mod decision;
pub mod format;
mod matcher;
mod nearest;
mod script;
mod words;

pub use decision::{Answer, Cut, Decision, RawReply};
pub use format::Scenario;
pub use matcher::Situation;
pub use script::{Counters, Script};
