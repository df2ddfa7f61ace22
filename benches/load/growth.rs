//! How the CPU time per request changes as what the emulator keeps or serves beside the requests grows.
//!
//! The servers of one kind run at the same time and are loaded in turns, so that a drift of the machine's speed affects all
//! of them. A ratio near 1 means that the work per request does not depend on the size.

use std::io::{Read as _, Write as _};
use std::net::{SocketAddr, TcpStream};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;
use std::{fs, thread};

use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject as _;
use rustls::{ClientConfig, RootCertStore};
use serde_json::{Value, json};
use tempfile::TempDir;
use tokio_rustls::TlsConnector;

use crate::options::{Options, Servers};
use crate::process::Server;
use crate::sign::Batch;
use crate::{Result, client, probe, progress, report, throughput};

/// Requests before the first round, so that the journal of every server is full unless its size is what grows.
const FILL: usize = 20_000;
/// Requests of one round at one server.
const ROUND: u32 = 20_000;
const ROUNDS: u32 = 5;

/// One thing that grows.
pub(crate) struct Kind {
    pub(crate) name: &'static str,
    pub(crate) cases: Vec<Case>,
}

/// One size of it.
pub(crate) struct Case {
    pub(crate) size: usize,
    /// The median CPU time per request, in microseconds.
    pub(crate) micros: f64,
}

/// What a case needs before it is measured.
#[derive(Default)]
struct Setup {
    size: usize,
    arguments: Vec<String>,
    scenario: Option<Value>,
    /// Requests before the first round.
    calls: usize,
    /// Open streams of events.
    listeners: usize,
    /// Keys with a scenario of their own.
    keys: usize,
    /// Whether requests come over TLS.
    tls: bool,
}

/// Measures every kind.
pub(crate) fn measure(options: &Options, servers: &Servers) -> Result<Vec<Kind>> {
    kinds().into_iter().map(|(name, setups)| measure_kind(options, servers, name, setups)).collect()
}

fn kinds() -> Vec<(&'static str, Vec<Setup>)> {
    let full = |size| Setup { size, calls: FILL, ..Setup::default() };
    let each =
        |sizes: &[usize], make: &dyn Fn(usize) -> Setup| sizes.iter().map(|size| make(*size)).collect();
    let rules = |make: fn(usize) -> Value| {
        move |size| Setup {
            scenario: Some(json!({ "rules": (0..size).map(make).collect::<Vec<_>>() })),
            ..full(size)
        }
    };
    let by_value = rules(|number| {
        let value = format!("user {number}");
        json!({ "when": { "parameters": { "MerchantUserId": value } }, "then": { "error": "ServiceUnavailable" } })
    });
    let by_operation = rules(
        |_| json!({ "when": { "operation": "CheckResult", "probability": 0.5 }, "then": { "error": "ServiceUnavailable" } }),
    );
    let accounts = |size| {
        let account =
            |number| json!({ "accessKeyId": format!("key{number}"), "accessKeySecret": "testsecret" });
        Setup {
            // 100,000 accounts take more than a quarter of the default.
            arguments: vec!["--memory".to_owned(), "2GiB".to_owned()],
            scenario: Some(json!({ "accounts": (1..size).map(account).collect::<Vec<_>>() })),
            ..full(size)
        }
    };
    vec![
        ("rules, each for another value", each(&[0, 10, 100, 1_000], &by_value)),
        ("rules, each for another action", each(&[0, 10, 100, 1_000], &by_operation)),
        ("accounts", each(&[1, 100, 10_000, 100_000], &accounts)),
        (
            "calls before (transactions, journal)",
            each(&[1, 1_000, 20_000, 100_000], &|size| Setup { calls: size, ..full(size) }),
        ),
        ("event listeners", each(&[0, 1, 10, 100], &|size| Setup { listeners: size, ..full(size) })),
        (
            "keys with a scenario of their own",
            each(&[0, 1, 100, 10_000], &|size| Setup { keys: size, ..full(size) }),
        ),
        ("TLS (0 HTTP, 1 HTTPS)", each(&[0, 1], &|size| Setup { tls: size == 1, ..full(size) })),
        (
            "threads",
            each(&[1, 2], &|size| Setup {
                arguments: vec!["--threads".to_owned(), size.to_string()],
                ..full(size)
            }),
        ),
    ]
}

fn measure_kind(
    options: &Options,
    servers: &Servers,
    name: &'static str,
    setups: Vec<Setup>,
) -> Result<Kind> {
    let mut running = Vec::new();
    for setup in &setups {
        progress::say(&format!("{name}: prepares {}", setup.size), false);
        running.push(start(servers, setup)?);
    }
    let round = Options { requests: ROUND, ..options.clone() };
    let stop = AtomicBool::new(false);
    let mut micros = vec![Vec::new(); setups.len()];
    thread::scope(|scope| {
        for (Prepared { server, .. }, setup) in running.iter().zip(&setups) {
            for _ in 0..setup.listeners {
                let stream = listen(server.address())?;
                let stop = &stop;
                scope.spawn(move || drain(stream, stop));
            }
        }
        let mut rounds = || -> Result<()> {
            for turn in 0..=ROUNDS {
                progress::say(&format!("{name}: round {turn} of {ROUNDS}"), false);
                for (Prepared { server, .. }, micros) in running.iter().zip(&mut micros) {
                    let figures = throughput::run_round(&round, server)?;
                    // The first round warms up.
                    if turn > 0 {
                        micros.push(figures.server_micros);
                    }
                }
            }
            Ok(())
        };
        let measured = rounds();
        stop.store(true, Ordering::Relaxed);
        measured
    })?;
    progress::say("", true);
    let case = |(setup, micros): (Setup, Vec<f64>)| Case { size: setup.size, micros: report::median(micros) };
    Ok(Kind { name, cases: setups.into_iter().zip(micros).map(case).collect() })
}

/// A running server and the folder of its files.
struct Prepared {
    server: Server,
    _folder: TempDir,
}

fn start(servers: &Servers, setup: &Setup) -> Result<Prepared> {
    let mut arguments = setup.arguments.clone();
    let folder = tempfile::tempdir()?;
    if let Some(scenario) = &setup.scenario {
        let path = folder.path().join("scenario.json");
        fs::write(&path, scenario.to_string())?;
        arguments.extend(["--scenario".to_owned(), path.to_str().ok_or("the path is not UTF-8")?.to_owned()]);
    }
    if setup.tls {
        let path = folder.path().to_str().ok_or("the path is not UTF-8")?;
        arguments.extend(["--tls", "--tls-dir", path].map(str::to_owned));
    }
    let mut server = servers.start_emulator_with(&arguments)?;
    if setup.tls {
        server = server.over_tls(trust(&folder.path().join("ca/cert.pem"))?);
    }
    for number in 0..setup.keys {
        let body = r#"{"rules":[]}"#;
        probe::admin(server.address(), "PUT", &format!("/_emulator/scenario?accessKeyId=key{number}"), body)?;
    }
    let batch = Batch::sign(&server.address().to_string(), setup.calls)?;
    client::run(&server, batch, setup.calls.min(64), || Ok(()))?;
    Ok(Prepared { server, _folder: folder })
}

/// A connector that trusts the emulator's certificate authority.
fn trust(authority: &Path) -> Result<TlsConnector> {
    let mut roots = RootCertStore::empty();
    roots.add(CertificateDer::from_pem_file(authority)?)?;
    let config = ClientConfig::builder().with_root_certificates(roots).with_no_client_auth();
    Ok(TlsConnector::from(Arc::new(config)))
}

/// Opens a stream of events.
fn listen(address: SocketAddr) -> Result<TcpStream> {
    let mut stream = TcpStream::connect(address)?;
    write!(stream, "GET /_emulator/events HTTP/1.1\r\nHost: {address}\r\nAccept: text/event-stream\r\n\r\n")?;
    stream.set_read_timeout(Some(Duration::from_millis(100)))?;
    Ok(stream)
}

/// Reads and discards until the end of the measurement.
fn drain(mut stream: TcpStream, stop: &AtomicBool) {
    let mut buffer = vec![0; 64 * 1024];
    while !stop.load(Ordering::Relaxed) {
        if stream.read(&mut buffer).is_ok_and(|read| read == 0) {
            return;
        }
    }
}
