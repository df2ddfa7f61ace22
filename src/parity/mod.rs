//! Parity: the same probes to the real service and to an emulator in this process, each answer reduced to what can be
//! compared, and what differs. What was learned becomes an overlay.
//!
//! It holds no contract of its own: probes are made from the tables. It must not keep, print or write what identifies
//! a user: keys, secrets, tokens and identifiers leave each answer before it is stored (`scrub`).

pub mod compare;
pub mod credentials;
mod draft;
pub mod error;
pub mod learn;
pub mod probe;
mod probes;
pub mod record;
pub mod reduce;
mod reference;
pub mod report;
pub mod run;
mod scrub;
pub mod send;
mod signing;

pub use error::ParityError;
pub use probes::all as all_probes;
