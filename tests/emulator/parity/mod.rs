//! Parity: the same probes to two servers, what differs, and what is done with it. The endpoint is an emulator behind a
//! proxy that alters its answers, on loopback.

mod altering;
mod command;
mod comparison;
mod fidelity;
mod forty;
mod overlaid;
