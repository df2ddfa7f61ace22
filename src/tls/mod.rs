//! What HTTPS needs: a local CA that is made once and kept, the leaf that it signs in memory at each start, the user's
//! own certificate in their place, and the words that tell clients how to trust them. No sockets and no async here.

pub mod advice;
pub mod authority;
pub mod config;
pub mod error;
pub mod folder;
pub mod leaf;
pub mod names;
mod own;

pub use crate::tls::config::{CertificateSource, server_config};
pub use authority::Authority;
pub use error::TlsError;

#[cfg(test)]
mod handshake_tests;
