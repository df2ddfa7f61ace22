//! Handling a call: the order of checks, authentication, the operations, the response, and the facts that are recorded.

mod authenticate;
mod execute;
mod handle;
mod observed;
pub mod outcome;
pub(in crate::engine) mod refused;

pub use outcome::{CallFacts, Delivery, Outcome, PlannedEnd, SignatureCheck, ThrottleState};
