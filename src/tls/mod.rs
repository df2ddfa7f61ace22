//! Certificates for HTTPS: a local CA that is created once and kept on disk, the leaf certificate that it signs in memory
//! at each start, the user's own certificate as an alternative, and instructions for making clients trust the CA. No
//! sockets and no async here.

pub mod advice;
pub mod authority;
pub mod config;
pub mod error;
pub mod folder;
pub mod leaf;
pub mod names;
mod own;

pub use crate::tls::config::{CertificateSource, server_config};
pub use authority::{Authority, AuthorityError};
pub use error::TlsError;

#[cfg(test)]
mod handshake_tests;
