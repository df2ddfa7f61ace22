//! Failures on purpose: the scenario format, its reader with diagnostics, and the state machine that decides what
//! happens to a call. Pure: no IO, no clock; time and chance are arguments.

mod chance;
mod check;
mod check_then;
mod decision;
mod diagnostic;
mod explain;
mod explain_rule;
pub mod format;
mod load;
mod mask;
mod matcher;
mod parse;
mod parse_value;
mod reach;
mod schema;
mod script;
mod shape;
mod shipped;
mod tree;
mod wording;
mod words;

pub use decision::{Answer, Cut, Decision};
pub use diagnostic::{Diagnostic, render};
pub use explain::explain;
pub use format::Scenario;
pub use load::{load, load_bytes};
pub use matcher::Situation;
pub use schema::{schema, schema_text};
pub use script::{Counters, Script, ordinary};
pub use shipped::{SHIPPED, shipped};
pub use words::WORDS;
