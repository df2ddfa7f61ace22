//! Scenarios as a client sees them: the binary on a free port, and a real HTTP client.

mod client;
mod command;
mod cuts;
mod logged;
mod reload;
mod server;
mod shipped;
mod signed;

use client::{Answer, initialize};
use server::Server;
