//! Callbacks in the engine: the outbox, and the record of attempts. The server sends them.

pub mod outbox;
pub mod record;
mod timers;
