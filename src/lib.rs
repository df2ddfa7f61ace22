//! A local emulator of Alibaba Cloud ID Verification.

pub mod contract;
pub mod engine;
pub mod signature;
pub mod wire;
