//! What a test can ask of the emulator afterwards, and how many can ask at once. Each starts an emulator in its own
//! process and speaks to it as a client does.

mod admin;
mod checks;
mod clock;
mod conduct;
mod coverage;
mod events;
mod isolation;
mod masks;
mod run;
mod search;
