//! A local emulator of Alibaba Cloud ID Verification.

pub mod contract;
pub mod signature;
