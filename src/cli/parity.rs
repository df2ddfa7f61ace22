//! `parity`: compares the emulator with an endpoint, and writes down what was learned.

use std::fs;
use std::io::{IsTerminal as _, Write as _};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Duration;

use clap::Args;

use crate::cli::overlay::OverlayArg;
use crate::cli::{CANNOT_RUN, NEGATIVE_RESULT, cannot_run, json_text, print, print_error, print_then};
use crate::contract::overlay::Overlay;
use crate::fidelity;
use crate::parity::credentials::Credentials;
use crate::parity::probe::{Cost, Probe};
use crate::parity::record::ParityRecord;
use crate::parity::report::{self, Figures};
use crate::parity::run::{self, RunOptions};
use crate::parity::send::Endpoint;
use crate::parity::{ParityError, all_probes, learn};

/// What is compared, and where the result goes.
#[derive(Debug, Args)]
pub(super) struct ParityArgs {
    /// The service to compare with, such as https://cloudauth-intl.cn-hongkong.aliyuncs.com.
    #[arg(long, value_name = "URL", required_unless_present = "list")]
    endpoint: Option<String>,

    /// List the probes and what each may cost, and send nothing.
    #[arg(long)]
    list: bool,

    /// Send the probes that start a check, too: each may cost one transaction.
    #[arg(long)]
    with_transactions: bool,

    /// Send only the probes whose name begins so; may be repeated.
    #[arg(long, value_name = "PREFIX")]
    only: Vec<String>,

    /// Do not ask before the first request that leaves this machine.
    #[arg(long)]
    yes: bool,

    /// Requests a second, at most; 0 sends them without a pause, to this machine alone.
    #[arg(long, value_name = "N", default_value_t = 2, value_parser = clap::value_parser!(u32).range(..=10))]
    qps: u32,

    /// PEM file of the certificates to trust, in place of the system's.
    #[arg(long, value_name = "FILE")]
    ca: Option<PathBuf>,

    /// Keep what was learned in this file after each probe, and go on from it where it exists.
    #[arg(long, value_name = "FILE")]
    resume: Option<PathBuf>,

    /// Write the result as JSON.
    #[arg(long, value_name = "FILE")]
    json: Option<PathBuf>,

    /// Write the result as an HTML page.
    #[arg(long, value_name = "FILE")]
    report: Option<PathBuf>,

    /// Write what was learned as an overlay, for serve --overlay.
    #[arg(long, value_name = "FILE")]
    overlay_out: Option<PathBuf>,

    /// What was learned before: the emulator answers with it.
    #[command(flatten)]
    overlay: OverlayArg,
}

/// Compares: 0 nothing differs, 1 something does, 2 it cannot run or stopped early.
pub(super) fn run(options: &ParityArgs) -> ExitCode {
    let probes = chosen(options);
    if options.list {
        return print(&list(&probes));
    }
    match compare(options, &probes) {
        Ok(code) => code,
        Err(error) => cannot_run(&error.to_string()),
    }
}

fn chosen(options: &ParityArgs) -> Vec<Probe> {
    let wanted = |probe: &Probe| {
        let named =
            options.only.is_empty() || options.only.iter().any(|prefix| probe.name.starts_with(prefix));
        named && (options.with_transactions || options.list || probe.cost == Cost::Nothing)
    };
    all_probes().into_iter().filter(wanted).collect()
}

fn list(probes: &[Probe]) -> String {
    let line = |probe: &Probe| {
        format!(
            "{}\n    {} Costs {}. Settles {}.\n",
            probe.name,
            probe.asks,
            probe.cost.words(),
            probe.settles.join(", ")
        )
    };
    probes.iter().map(line).collect()
}

/// A file that could not be written or read.
fn file_error(file: &Path, what: impl std::fmt::Display) -> ParityError {
    ParityError::Record { file: file.display().to_string(), what: what.to_string() }
}

fn compare(options: &ParityArgs, probes: &[Probe]) -> Result<ExitCode, ParityError> {
    if probes.is_empty() {
        return Err(ParityError::NoProbe);
    }
    let credentials = Credentials::read(|name| std::env::var(name).ok())?;
    let ca = options.ca.as_deref().map(|file| fs::read(file).map_err(|error| file_error(file, error)));
    let endpoint =
        Endpoint::new(options.endpoint.as_deref().unwrap_or_default(), ca.transpose()?.as_deref())?;
    let before = match options.overlay.read() {
        Ok(overlay) => overlay,
        Err(error) => return Ok(cannot_run(&error.to_string())),
    };
    let mut record = ParityRecord::new(endpoint.host(), probes, today());
    if let Some(file) = options.resume.as_deref().filter(|file| file.exists()) {
        record.take_over(ParityRecord::read(file, endpoint.host())?);
    }
    if options.qps == 0 && !endpoint.is_local() {
        return Ok(cannot_run("--qps 0 is for an endpoint on this machine; another one needs a pause"));
    }
    if !endpoint.is_local() && !options.yes && !agreed(&endpoint, probes, options.qps) {
        return Ok(ExitCode::from(CANNOT_RUN));
    }
    send(options, &mut record, probes, &credentials, &endpoint, before.clone())?;
    finish(options, &record, probes, before.as_ref(), &credentials)
}

/// Sends the probes until the last one, the first sign of offence, or an interruption.
fn send(
    options: &ParityArgs,
    record: &mut ParityRecord,
    probes: &[Probe],
    credentials: &Credentials,
    endpoint: &Endpoint,
    overlay: Option<Overlay>,
) -> Result<(), ParityError> {
    let pause = match options.qps {
        0 if endpoint.is_local() => Duration::ZERO,
        qps => Duration::from_secs(1) / qps.max(1),
    };
    let mut run_options = RunOptions { pause, overlay };
    let runtime =
        tokio::runtime::Builder::new_current_thread().enable_all().build().map_err(ParityError::Emulator)?;
    let progress = std::io::stderr().is_terminal();
    let keep = |record: &ParityRecord| {
        if progress {
            let _ = write!(std::io::stderr(), "\r{} of {} ", record.answered().count(), record.probes.len());
        }
        options.resume.as_deref().map_or(Ok(()), |file| record.write(file))
    };
    let interrupted = runtime.block_on(async {
        let running = run::run(record, probes, credentials, endpoint, std::mem::take(&mut run_options), keep);
        tokio::select! {
            ran = running => ran.map(|()| false),
            _ = tokio::signal::ctrl_c() => Ok(true),
        }
    })?;
    if progress {
        let _ = writeln!(std::io::stderr());
    }
    if interrupted {
        record.stopped = Some("interrupted".to_owned());
    }
    Ok(())
}

/// Writes every file that was asked for, prints the report, and finds the exit code.
fn finish(
    options: &ParityArgs,
    record: &ParityRecord,
    probes: &[Probe],
    before: Option<&Overlay>,
    credentials: &Credentials,
) -> Result<ExitCode, ParityError> {
    let figures = Figures::of(record, &all_probes(), &fidelity::row_names());
    if let Some(file) = kept_in(options, record) {
        record.write(&file).map_err(|error| file_error(&file, error))?;
        if record.stopped.is_some() {
            print_error(&format!("what was learned is kept: go on with --resume {}", file.display()));
        }
    }
    let write = |file: &Option<PathBuf>, text: String| match file {
        Some(file) if learn::holds_a_secret(&text, credentials) => Err(file_error(
            file,
            "is not written: an answer holds a part of the access key where none was expected",
        )),
        Some(file) => fs::write(file, text).map_err(|error| file_error(file, error)),
        None => Ok(()),
    };
    write(&options.json, report::json(record, figures))?;
    write(&options.report, report::html::page(record, figures))?;
    let learned = learn::overlay(record, before);
    if options.overlay_out.is_some() {
        write(&options.overlay_out, json_text(&learned.overlay))?;
        for (probe, reason) in &learned.left_out {
            print_error(&format!("the overlay cannot hold {probe}: {reason}"));
        }
    }
    let whole = probes.iter().all(|probe| record.answered().any(|row| row.name == probe.name));
    let code = match figures.divergent {
        _ if !whole => ExitCode::from(CANNOT_RUN),
        0 => ExitCode::SUCCESS,
        _ => ExitCode::from(NEGATIVE_RESULT),
    };
    Ok(print_then(&report::terminal::text(record, figures), code))
}

/// Where the record is kept: the file of --resume, or one that is named here where the comparison stopped early.
fn kept_in(options: &ParityArgs, record: &ParityRecord) -> Option<PathBuf> {
    if options.resume.is_some() {
        return options.resume.clone();
    }
    let second = jiff::Timestamp::now().as_second();
    record.stopped.is_some().then(|| format!("cloudauth-local-parity-{second}.json").into())
}

/// Says what will be sent and asks whether it may be.
fn agreed(endpoint: &Endpoint, probes: &[Probe], qps: u32) -> bool {
    let requests: usize = probes.iter().map(|probe| probe.requests.len()).sum();
    let count = |cost: Cost| probes.iter().filter(|probe| probe.cost == cost).count();
    let seconds = requests.div_ceil(qps.max(1) as usize);
    let mut stderr = std::io::stderr();
    let _ = writeln!(
        stderr,
        "{requests} requests of {} probes will be sent to {}, {qps} a second, in about {seconds} s.\n\
         They start {} transactions, and up to {} more if the service takes what the emulator refuses.\n\
         Most of them are refused on purpose; it stops at the first sign of throttling.",
        probes.len(),
        endpoint.host(),
        count(Cost::OneTransaction),
        count(Cost::OneIfTaken),
    );
    if !std::io::stdin().is_terminal() {
        print_error("stdin is no terminal, so the question cannot be asked; --yes sends them without asking");
        return false;
    }
    let _ = write!(stderr, "Send them? [y/N] ");
    let mut answer = String::new();
    let _ = std::io::stdin().read_line(&mut answer);
    matches!(answer.trim(), "y" | "Y" | "yes")
}

/// `yyyy-mm-dd`, in UTC.
fn today() -> String {
    jiff::Timestamp::now().strftime("%Y-%m-%d").to_string()
}
