//! A local emulator of Alibaba Cloud ID Verification (`cloudauth-intl`, 2022-08-09): the `Initialize` API for `ID_OCR`.
//!
//! It is independent of the vendor, and no real check happens. The README says how to use it; this is the map of the
//! code.
//!
//! # Modules
//!
//! | module | holds | must not |
//! |---|---|---|
//! | [`contract`] | what the cloud promises: tables of operations, parameters, documents and errors, and pure functions over them | do IO, read a clock, draw lots, wait |
//! | [`signature`] | both signature schemes, and the doctor that names a known mistake | know accounts or state |
//! | [`wire`] | bytes to contract values and back: query, form, JSON body; JSON and XML answers | know sockets or state |
//! | [`scenario`] | failures on purpose: the format as types, its schema and diagnostics, and the state machine that decides what happens to a call | do IO, read a clock |
//! | [`engine`] | the emulator: accounts, throttles, nonces, identifiers, one clock; [`engine::Engine::handle`] walks every check in order | do IO, be async |
//! | [`tls`] | the local CA, its leaf certificate, and how clients are made to trust it | know the emulator |
//! | [`server`] | sockets and HTTP, the only async part | decide what a call gets |
//! | [`emulator`] | the emulator inside a Rust test | hold anything that the program does not have |
//! | [`torture`] | a command run again and again, each time with other faults, and the least of them that it does not survive | decide what a call gets |
//! | [`parity`] | probes of the real service and of the emulator, what differs, and what was learned | hold a contract of its own; keep what identifies a user |
//! | [`lint`] | recorded traffic: what of it will hurt, and what a scenario would have made of it | send anything |
//! | [`fidelity`] | how far each row of the contract can be trusted | hold a row of its own that another table has |
//! | [`cli`] | flags, subcommands, exit codes | know HTTP |
//!
//! Each module uses only those that stand below it: `main → cli → {lint, fidelity → parity, torture → emulator} → server → {engine, scenario, tls, wire}`,
//! `engine → {scenario, signature} → contract`, `wire → contract`, `contract → nothing`, `tls → nothing`. A test reads the
//! sources and holds them to it.
//!
//! # From socket to answer
//!
//! `server` accepts a connection and follows where its requests begin and end (`server/connection/framing.rs`), hyper parses
//! them, and a body is collected under a limit. [`wire::host`] checks for whom a request is, and [`wire::request`] makes a
//! [`contract::Call`] of it: method, headers, and the decoded parameters of query, form and JSON body in one list.
//! [`engine::Engine::handle`] takes the call through every check in one visible order. Whatever it meets, success or
//! [`contract::ApiError`], leaves as an [`engine::Outcome`]; [`wire::body`] writes it as JSON or XML, and `server` adds the
//! headers. A request that is refused before it is a call leaves by the same door.
//!
//! # One fact, one place
//!
//! - A parameter is a row of [`contract::operations::initialize`]. It drives validation, `explain`, the JSON Schema, the table in
//!   the README and the generated test cases.
//! - An error is a row of [`contract::error`]. It drives the answer, `explain`, the table in the README, and a test
//!   that provokes it.
//! - An operation is a row of [`contract::operations`].
//! - What can become of a check or a callback is a row of [`contract::redirect`] or [`contract::coverage_event`]: contract
//!   coverage counts them, and `--fail-under-coverage` takes their names.
//! - The order of checks is the body of `Engine::check` in `engine/handle.rs`.
//! - Flags, their variables and defaults are the clap types in `cli/options.rs`.
//!
//! # Scenarios
//!
//! A scenario is played in a world of its own (`engine/world.rs`): its accounts, limits and rules. Loading another one
//! swaps the world whole, and a call ends in the world that it began in. [`scenario::Script::decide`] says what the
//! rules want of a call, under the lock of its account; the engine answers accordingly, and `server/delivery.rs` waits,
//! trickles or cuts, outside of every lock. A member of the format is a field of a type in [`scenario::format`]: the
//! JSON Schema is made from the types, and `scenario/shape.rs` checks files against the schema.
//!
//! # Time and chance
//!
//! Both are arguments. [`engine::clock::Clock`] follows the machine's clock or is moved by hand; throttle, time stamps
//! and nonces go by it. Each account has a clock over it that can be moved alone, and what is due later
//! (`server/timers.rs`) goes by that. [`engine::ids`] draws every identifier from one generator for each account,
//! seeded by `--seed`: the same seed and the same calls give the same bytes.

#[cfg(feature = "cli")]
pub mod cli;
pub mod contract;
pub mod emulator;
pub mod engine;
pub mod fidelity;
pub mod lint;
pub mod parity;
pub mod scenario;
pub mod server;
pub mod signature;
pub mod tls;
#[cfg(feature = "cli")]
pub mod torture;
pub mod wire;

/// The page for those who test in Rust: its code is compiled and run.
#[cfg(doctest)]
#[doc = include_str!("../docs/rust.md")]
struct Page;
