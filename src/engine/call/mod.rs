//! One call from its first check to its response: the order of checks, authentication, what each operation answers, and
//! the facts that remain of it.

mod authenticate;
mod execute;
mod handle;
pub mod outcome;

pub use outcome::{CallFacts, Delivery, Outcome, PlannedEnd, SignatureCheck, ThrottleState};
