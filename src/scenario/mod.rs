//! Scenarios, which inject failures: the file format, its parser with diagnostics, and the script that decides what
//! happens to a call. Pure: no IO, no clock; time and random numbers are arguments.

mod budget;
mod decision;
mod error;
mod explain;
mod explain_rule;
pub mod faults;
pub mod format;
mod matcher;
mod random;
mod read;
mod schema;
mod script;
mod shipped;
mod warnings;
mod words;

pub use crate::scenario::decision::{ConnectionCut, Decision, ResponseChoice};
pub use crate::scenario::matcher::CallContext;
pub use error::{RuleError, ScenarioError};
pub use explain::{explain, explain_valid_part};
pub use explain_rule::effects;
pub use format::Scenario;
pub use read::{Diagnostic, ValidPart, load, load_bytes, load_valid_part, render};
pub(crate) use schema::without_null;
pub use schema::{schema, schema_text};
pub use script::{Counters, Script, ordinary};
pub use shipped::{SHIPPED, shipped};
pub use warnings::warnings;
pub use words::{WORDS, read as read_words};
