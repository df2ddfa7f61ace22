//! Handling a call: the order of checks, authentication, the operations, and the facts that are recorded.

mod authenticate;
mod execute;
mod handle;
pub mod outcome;

pub use outcome::{CallFacts, Delivery, Outcome, PlannedEnd, SignatureCheck, ThrottleState};
