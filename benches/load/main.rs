//! `cargo bench`: compares the emulator with a bare hyper server, under the same load in the same run. See
//! `benches/README.md`.
//!
//! Both servers are separate processes, so that the CPU time and memory of each can be read from `/proc`. The bare
//! server is this program, started with [`bare::ARGUMENT`].

mod admin;
mod bare;
mod client;
mod connections;
mod growth;
mod histogram;
mod instructions;
mod options;
mod probe;
mod process;
mod progress;
mod report;
mod sign;
mod start;
mod throughput;

use std::io::Write as _;
use std::process::ExitCode;
use std::{env, io};

use clap::Parser as _;

use crate::options::{Only, Options};

type Result<T> = std::result::Result<T, Box<dyn std::error::Error>>;

fn main() -> ExitCode {
    match run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            _ = writeln!(io::stderr(), "error: {error}");
            ExitCode::FAILURE
        }
    }
}

fn run() -> Result<()> {
    if let Some(body_length) = bare::body_length(env::args())? {
        return bare::serve(body_length);
    }
    let options = Options::parse();
    if options.pin {
        options::pin_to_last_core()?;
    }
    let servers = options.servers()?;
    report::environment(&options, &servers)?;
    match options.only {
        Some(Only::Connections) => report::connections(&connections::measure(&options, &servers)?),
        Some(Only::Instructions) => report::instructions(&instructions::measure(&servers)?),
        Some(Only::Growth) => report::growth(&growth::measure(&options, &servers)?),
        Some(Only::Throughput) => report::throughput(&throughput::measure(&options, &servers)?),
        Some(Only::Start) => report::start(&start::measure(&options, &servers)?),
        None => {
            report::throughput(&throughput::measure(&options, &servers)?)?;
            report::start(&start::measure(&options, &servers)?)
        }
    }
}
