//! One call from its first check to its response: the order of checks, authentication, and what each operation answers.

mod authenticate;
mod execute;
mod handle;
pub mod outcome;

pub use outcome::{Delivery, Outcome, PlannedEnd};
