//! The log of a run: a line for each call, and the thread that writes the lines.

pub mod call;
pub mod sink;
