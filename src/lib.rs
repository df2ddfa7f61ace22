//! A local emulator of Alibaba Cloud ID Verification.

pub mod cli;
pub mod contract;
pub mod engine;
pub mod server;
pub mod signature;
pub mod tls;
pub mod wire;
