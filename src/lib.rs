//! A local emulator of Alibaba Cloud ID Verification (`cloudauth-intl`, 2022-08-09): `Initialize` for `ID_OCR` and the
//! operations that follow it.
//!
//! It is independent of the vendor, and no real check happens. The README says how to use it; this is the map of the
//! code.
//!
//! # Modules
//!
//! | module | holds | must not |
//! |---|---|---|
//! | [`contract`] | what the real service documents: tables of operations, parameters, documents and errors, and pure functions over them | do IO, read a clock, use random numbers, wait |
//! | [`signature`] | both signature schemes, and the doctor that names a known mistake | know accounts or state |
//! | [`wire`] | bytes to contract values and back: query, form, JSON body; JSON and XML answers | know sockets or state |
//! | [`scenario`] | failures on purpose: the format as types, its schema and diagnostics, and the state machine that decides what happens to a call | do IO, read a clock |
//! | [`engine`] | the emulator: accounts, throttles, nonces, identifiers, one clock; [`engine::Engine::handle`] runs every check in order | do IO, be async |
//! | [`escape`] | text as it stands in a shell's command and in HTML | use anything |
//! | [`tls`] | the local CA, its leaf certificate, and how clients are made to trust it | know the emulator |
//! | [`server`] | sockets and HTTP, the only async part | decide what a call gets |
//! | [`emulator`] | the emulator inside a Rust test | hold anything that the program does not have |
//! | [`torture`] | a command run again and again, each time with other faults, and the least of them that it does not survive | decide what a call gets |
//! | [`parity`] | probes of the real service and of the emulator, what differs, and what was learned | hold a contract of its own; keep what identifies a user |
//! | [`lint`] | recorded traffic: what of it will fail in production, and what a scenario would have made of it | send anything |
//! | [`fidelity`] | how far each row of the contract can be trusted | hold a row of its own that another table has |
//! | [`cli`] | flags, subcommands, exit codes | know HTTP |
//!
//! Each module uses only those that stand below it: `main → cli → {lint, fidelity → parity, torture → emulator} → server → {engine, scenario, tls, wire}`,
//! `engine → {scenario, signature} → contract`, `wire → contract`, `contract → nothing`, `tls → escape`; `escape → nothing` and is used by all that write commands or pages. A test reads the
//! sources and holds them to it.
//!
//! # Where a change goes
//!
//! - An error: a row of [`contract::error`]. A parameter: a row of its operation under [`contract::operations`], which drives
//!   validation, `explain`, the schema, the tables in `docs/` and the generated tests. An operation: a file there.
//! - The order of checks: `Engine::check` in `engine/call/handle.rs`. What an operation does: `engine/call/execute.rs`.
//! - Throttling: `engine/account/throttle.rs`. A callback's retries: [`contract::callback`] says when,
//!   `engine/callback/outbox.rs` keeps what is due, `server/webhook` sends.
//! - A member of the scenario format: a field of a type in [`scenario::format`]; the JSON Schema is made from the types, and
//!   `scenario/read` checks files against it.
//! - A page: `server/pages`. An endpoint of the admin API: a row of `server/admin/routes.rs` and a function in
//!   `server/admin/handlers`.
//! - A flag: `cli/serve_args.rs`.
//!
//! `docs/architecture.md` follows a call through these rooms and lists the locks; `CONTRIBUTING.md` has the steps.

#[cfg(feature = "cli")]
pub mod cli;
pub mod contract;
pub mod emulator;
pub mod engine;
pub mod escape;
#[cfg(feature = "cli")]
pub mod fidelity;
#[cfg(feature = "cli")]
pub mod lint;
#[cfg(feature = "cli")]
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
