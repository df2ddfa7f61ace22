//! `torture`: runs a command again and again, each time with other faults, and finds those that its code does not
//! survive. One emulator of its own for each run, inside this process. It must not decide what a call gets: every
//! fault is a scenario, and the engine plays it.
//!
//! [`faults`] lists the kinds, [`plan`] puts them on the calls that [`traffic`] shows, [`scenario`] makes rules of them,
//! [`run`] does one run and [`harness`] many; [`search`] goes through all and [`shrink`] finds the least that fails.

pub mod accept;
pub mod baseline;
pub mod describe;
pub mod error;
pub mod faults;
pub mod files;
pub mod harness;
pub mod injection;
pub mod output;
pub mod plan;
pub mod process;
pub mod progress;
pub mod random;
pub mod replay;
pub mod report;
pub mod run;
pub mod scenario;
pub mod search;
pub mod shrink;
pub mod site;
pub mod table;
pub mod traffic;
pub mod waits;

pub use error::TortureError;
