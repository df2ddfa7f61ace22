//! The emulator from the outside: what a caller, a developer at a terminal and a reader of the repository meet.
//!
//! Decisions are tested in this process through `Engine::handle`, transport through sockets against `server::serve`,
//! and the command line through the binary. Time is moved by hand; nothing sleeps. `UPDATE_EXPECT=1` rewrites the
//! files that hold what is expected.

mod addressing;
pub(crate) mod architecture;
mod bad_input;
mod captures;
mod circles;
mod command_line;
mod determinism;
mod errors;
mod explain;
mod golden;
mod llms;
mod mistakes;
mod moved_clock;
mod order;
mod output;
mod parameters;
mod readme;
mod repeated_facts;
#[cfg(unix)]
mod scripts;
mod sizes;
#[cfg(unix)]
mod stopping;
mod throttling;
