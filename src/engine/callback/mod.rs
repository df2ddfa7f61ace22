//! Callbacks as the engine sees them: what is to be sent and when, and the record of every attempt. Sending is the
//! server's.

pub mod outbox;
pub mod record;
mod timers;
