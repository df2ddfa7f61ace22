//! A reference of the engine, without its bounds and its speed, and everything that compares the two: random setups and
//! steps, a run that takes both through the same steps, and the shortest trace of a run in which they differ.
//!
//! The reference is written from the documentation: maps, lists, one page for each concern. It shares three things with the
//! engine, since they are data or arguments and no behaviour: the specimens of documents, the error table, and the
//! generators of random numbers.
#![allow(dead_code, reason = "the tests and the long run each use their share")]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::unchecked_time_subtraction,
    clippy::similar_names,
    clippy::assigning_clones,
    reason = "plain code: a run stops where its ground is missing"
)]

mod account;
mod callback;
mod check;
mod clock;
mod counts;
mod ends;
pub(crate) mod engine;
mod execute;
pub(crate) mod generate;
mod generate_scenario;
mod inspect;
pub(crate) mod invariants;
mod model;
mod names;
mod pages;
mod request;
mod rules;
pub(crate) mod run;
mod runs;
pub(crate) mod scenario;
pub(crate) mod seen;
pub(crate) mod shrink;
pub(crate) mod step;
