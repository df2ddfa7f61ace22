//! Recorded traffic: what is found in it, what a scenario would have made of it, and files that cannot be used.

mod command;
mod documents;
mod recording;
mod replay;
mod rules;
