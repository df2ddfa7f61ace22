//! `serve`: runs the emulator.

use std::fmt::Display;
use std::io::{self, IsTerminal as _, Write as _};
use std::net::SocketAddr;
use std::num::NonZero;
use std::path::Path;
use std::process::ExitCode;
use std::sync::Arc;
use std::thread;

use tokio::runtime::{Builder, Runtime};

use super::{
    CANNOT_RUN, PORT_IN_USE, UNDER_COVERAGE, cannot_run, log, print_error, ready_file, scenario, stop,
};
use crate::cli::ready_file::ReadyFileError;
use crate::cli::serve_args::{LogFormat, ServeArgs};
use crate::engine::Engine;
use crate::engine::journal::JournalBounds;
use crate::engine::settings::Settings;
use crate::engine::transaction::store::TransactionBounds;
use crate::scenario::warnings;
use crate::server;
use crate::server::admin::Gate;
use crate::server::log::call::CallLog;

/// The largest default number of threads: more would make the many short runs of a CI job slower, and no load from one
/// machine needs them.
const MAX_DEFAULT_THREADS: usize = 4;
/// The smallest limit of open files: those that are open while it waits, and a few connections.
const MIN_OPEN_FILES: u64 = 24;

/// Runs the emulator until it is requested to stop.
pub(super) fn run(options: ServeArgs) -> ExitCode {
    // Dropped at the end: dropping writes the last lines.
    let (log, _flush) = match log::start(&options) {
        Ok(started) => started,
        Err(error) => return cannot_run(&format!("cannot start the log: {error}")),
    };
    if let Err(limit) = raise_file_limit() {
        return cannot_run(&format!(
            "the limit of open files is {limit}; at least {MIN_OPEN_FILES} are needed: raise it, for example with ulimit -n"
        ));
    }
    match runtime(options.threads).and_then(|runtime| {
        runtime.block_on(spawn_on_worker(async { serve(options, log).await.unwrap_or_else(|code| code) }))
    }) {
        Ok(code) => code,
        Err(error) => cannot_run(&format!("cannot start: {error}")),
    }
}

/// A runtime with the given number of threads; by default one for each core, up to [`MAX_DEFAULT_THREADS`].
fn runtime(threads: Option<u32>) -> io::Result<Runtime> {
    let threads = threads.map_or_else(
        || thread::available_parallelism().map_or(1, NonZero::get).min(MAX_DEFAULT_THREADS),
        |threads| threads as usize,
    );
    // With one thread the current-thread scheduler is cheaper: it wakes no other threads.
    let mut builder = if threads > 1 { Builder::new_multi_thread() } else { Builder::new_current_thread() };
    builder.worker_threads(threads).enable_all().build()
}

/// Runs a future on a worker thread, so that spawning a connection from it wakes no other thread.
async fn spawn_on_worker(future: impl Future<Output = ExitCode> + Send + 'static) -> io::Result<ExitCode> {
    Ok(tokio::spawn(future).await?)
}

/// Runs the emulator; the exit code says how it ended, or why it did not start.
async fn serve(options: ServeArgs, log: CallLog) -> Result<ExitCode, ExitCode> {
    let chosen = options.scenario.choose().map_err(|error| scenario::cannot_load(&error))?;
    let tls = options.tls.config().map_err(unable)?;
    let callbacks = options.callbacks.clone().settings().map_err(unable)?;
    options.ready_file.as_deref().map_or(Ok(()), ready_file::remove).map_err(unable)?;
    let overlay = options.overlay.read().map_err(unable)?.map(Arc::new);
    let address = SocketAddr::new(options.host, options.port);
    let listener = server::listen(address).map_err(|error| cannot_listen(address, &error, options.log))?;
    let local = listener
        .local_addr()
        .map_err(|error| unable(format_args!("cannot get the address of the socket: {error}")))?;
    let server_options = server::ServerOptions {
        tls,
        callbacks,
        connections: options.connections as usize,
        log: Some(log),
        gate: Gate { token: options.admin_token.clone(), hosts: options.admin_hosts.clone() },
        ..server::ServerOptions::default()
    };
    let settings = settings(&options, format!("http://{local}"));
    let (scenario, file) = chosen.map_or((None, None), |chosen| (Some(chosen.scenario), chosen.file));
    let engine = match scenario {
        None => Engine::new(settings),
        Some(scenario) => Engine::with_scenario(settings, Arc::new(scenario)).map_err(unable)?,
    };
    let engine = Arc::new(engine.with_overlay(overlay));
    for warning in warnings(&engine.scenario()) {
        tracing::warn!("--scenario: {warning}");
    }
    tracing::debug!("--seed {} gives this run again", engine.seed());
    let no_signals = |error| unable(format_args!("cannot listen for signals: {error}"));
    let stop = stop::asked(options.stop_on_stdin_close).map_err(no_signals)?;
    let hangups = stop::hangups().map_err(no_signals)?;
    if !address.ip().is_loopback() && options.admin_token.is_none() {
        tracing::warn!(
            "{address} is not a loopback address: anyone who can reach it can use the admin API; set --admin-token to prevent it"
        );
    }
    let greets = io::stderr().is_terminal() && !options.quiet && options.log == LogFormat::Text;
    tokio::spawn(server::scenario_file::reload::keep_loaded(engine.clone(), file, hangups));
    announce(engine.base_url(), server_options.tls.is_some(), options.ready_file.as_deref(), greets)
        .map_err(unable)?;
    if !server::serve(listener, engine.clone(), server_options, stop).await {
        tracing::warn!(
            "some requests were still in flight after {:?} and were aborted",
            server::STOP_TIMEOUT
        );
    }
    Ok(judged(&engine, &options.fail_under_coverage, options.fail_on_unused_rules))
}

/// Says why it cannot run.
fn unable(error: impl Display) -> ExitCode {
    cannot_run(&error.to_string())
}

/// The settings of the engine in the flags.
fn settings(options: &ServeArgs, base_url: String) -> Settings {
    Settings {
        seed: options.seed,
        limits: options.limits(),
        strictness: options.strictness(),
        keys: options.accounts.clone(),
        public_url: options.public_url.clone(),
        transactions: TransactionBounds {
            count: options.transactions as usize,
            ..TransactionBounds::default()
        },
        memory: options.memory,
        journal: JournalBounds { calls: options.journal as usize, ..JournalBounds::default() },
        ..Settings::new(base_url)
    }
}

/// Says why there is no socket. A port in use has an exit code of its own.
fn cannot_listen(address: SocketAddr, error: &io::Error, log: LogFormat) -> ExitCode {
    let (reason, code, advice) = match error.kind() {
        io::ErrorKind::AddrInUse => {
            ("portInUse", PORT_IN_USE, "choose another port with --port, or --port 0 for a free one")
        }
        io::ErrorKind::AddrNotAvailable => (
            "noSuchAddress",
            CANNOT_RUN,
            "this machine does not have this address: leave out --host for 127.0.0.1, or set it to 0.0.0.0 for all",
        ),
        io::ErrorKind::PermissionDenied => {
            ("notPermitted", CANNOT_RUN, "choose a port from 1024 on with --port, or --port 0 for a free one")
        }
        _ => ("cannotListen", CANNOT_RUN, "check --host and --port"),
    };
    let message = format!("cannot listen on {address}: {error}; {advice}");
    match log {
        LogFormat::Text => print_error(&message),
        LogFormat::Json => tracing::error!(reason, %address, "{message}"),
    }
    ExitCode::from(code)
}

/// Tells a person at a terminal what to open, and how to point an SDK here. Programs read stdout.
fn greet(url: &str) {
    let (scheme, endpoint) = url.split_once("://").unwrap_or(("http", url));
    let lines = format!(
        "Dashboard  {url}/_emulator/\nDemo       {url}/_emulator/demo\nSDK        endpoint {endpoint}, protocol {scheme}\n"
    );
    // If stderr does not take the lines, the emulator serves without them.
    let _ = io::stderr().lock().write_all(lines.as_bytes());
}

/// The exit code of a run that has ended.
fn judged(engine: &Engine, fail_under_coverage: &[String], fail_on_unused_rules: bool) -> ExitCode {
    let mut code = ExitCode::SUCCESS;
    let coverage = engine.coverage(None);
    let missing = coverage.never_seen(fail_under_coverage);
    if !missing.is_empty() {
        print_error(&format!("required by --fail-under-coverage but never occurred: {}", missing.join(", ")));
        code = ExitCode::from(UNDER_COVERAGE);
    }
    let unused: Vec<_> =
        engine.rules_of(None).into_iter().filter(|(_, acted)| *acted == 0).map(|(rule, _)| rule).collect();
    if fail_on_unused_rules && !unused.is_empty() {
        print_error(&format!("--fail-on-unused-rules: these rules never acted: {}", unused.join("; ")));
        code = ExitCode::from(UNDER_COVERAGE);
    }
    code
}

/// Says that the emulator is ready: the base URL, alone, in the file of --ready-file and as the first line on stdout.
fn announce(base_url: &str, secure: bool, file: Option<&Path>, greets: bool) -> Result<(), ReadyFileError> {
    let url = if secure { base_url.replacen("http:", "https:", 1) } else { base_url.to_owned() };
    if let Some(file) = file {
        ready_file::write(file, &url)?;
    }
    if greets {
        greet(&url);
    }
    let mut stdout = io::stdout().lock();
    if writeln!(stdout, "{url}").and_then(|()| stdout.flush()).is_err() {
        tracing::warn!("stdout is closed; the emulator is ready on {url}");
    }
    Ok(())
}

/// Raises the soft limit of open files to the hard limit. Each connection is an open file, and the usual soft limit is
/// far below --connections.
///
/// # Errors
/// The limit that remains is below [`MIN_OPEN_FILES`].
fn raise_file_limit() -> Result<(), u64> {
    #[cfg(unix)]
    {
        use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
        let limit = getrlimit(Resource::Nofile);
        if setrlimit(Resource::Nofile, Rlimit { current: limit.maximum, ..limit }).is_err() {
            tracing::debug!("cannot raise the limit of open files, {:?}", limit.current);
        }
        if let Some(limit) = getrlimit(Resource::Nofile).current.filter(|limit| *limit < MIN_OPEN_FILES) {
            return Err(limit);
        }
    }
    Ok(())
}
