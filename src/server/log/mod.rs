//! The log: a line for each call, and the thread that writes log lines.

pub mod call;
pub mod escape;
pub mod sink;
