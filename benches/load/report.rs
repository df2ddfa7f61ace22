//! The tables on standard output.

use std::io::{self, Write as _};
use std::time::Duration;
use std::{fs, thread};

use crate::Result;
use crate::connections::{IDLE, ManyConnections, SLOW};
use crate::growth;
use crate::options::{Options, Servers};
use crate::sign::Batch;
use crate::start::Starts;
use crate::throughput::{Figures, Rounds};

/// Upper limit for the p99 latency of a normal client beside idle and slow connections, relative to its p99 alone.
const MAX_RATIO: f64 = 2.0;

/// Prints the machine and the parameters of the run.
pub(crate) fn environment(options: &Options, servers: &Servers) -> Result<()> {
    let Options { rounds, requests, connections, starts, .. } = options;
    let cores = thread::available_parallelism()?;
    let processors = fs::read_to_string("/proc/cpuinfo")?;
    let model = processors.lines().find_map(|line| line.strip_prefix("model name")?.split_once(": "));
    let model = model.map_or("unknown", |(_, name)| name);
    let load = fs::read_to_string("/proc/loadavg")?;
    let load = load.split(' ').next().unwrap_or_default();
    let request_length = Batch::sign("127.0.0.1:12345", 0)?.template().len();
    let cores = if options.pin {
        "servers pinned to the first core, load generator to the last".to_owned()
    } else {
        format!("{cores} cores, shared by the server and the load generator")
    };
    writeln!(
        io::stdout(),
        "{model}; {cores}; load average before: {load}\n\
         requests of {request_length} bytes, responses with a body of {} bytes\n\
         {connections} connections, {rounds} rounds of {requests} requests; {starts} starts\n",
        servers.body_length,
    )?;
    Ok(())
}

/// Prints every round, then the medians and their ratios to the first server's, the bare one.
pub(crate) fn throughput(rounds: &[Rounds]) -> Result<()> {
    let mut out = io::stdout().lock();
    writeln!(
        out,
        "{:<18}{:>10}{:>10}{:>10}{:>12}{:>12}",
        "round", "req/s", "p50 µs", "p99 µs", "CPU µs/req", "memory KiB"
    )?;
    for number in 0..rounds.first().map_or(0, |bare| bare.figures.len()) {
        for Rounds { server, figures } in rounds {
            line(&mut out, &format!("{} {server}", number + 1), &columns(&figures[number]), 1)?;
        }
    }
    for Rounds { server, figures } in rounds {
        line(&mut out, &format!("median {server}"), &medians(figures), 1)?;
    }
    for (index, below) in rounds.iter().enumerate() {
        for above in &rounds[index + 1..] {
            let mut ratios = medians(&above.figures);
            for (ratio, below) in ratios.iter_mut().zip(medians(&below.figures)) {
                *ratio /= below;
            }
            line(&mut out, &format!("{} / {}", above.server, below.server), &ratios, 2)?;
        }
    }
    let load = rounds.iter().flat_map(|rounds| &rounds.figures).map(|figures| figures.load_micros).collect();
    writeln!(out, "\nThe load generator took {:.1} µs of CPU time per request.\n", median(load))?;
    Ok(())
}

/// Prints the instructions per request of each server, and their ratio to the first server's, the bare one.
pub(crate) fn instructions(counts: &[(&'static str, f64)]) -> Result<()> {
    let mut out = io::stdout().lock();
    writeln!(out, "{:<18}{:>16}{:>10}", "server", "instructions", "ratio")?;
    let bare = counts.first().map_or(1.0, |(_, count)| *count);
    for (server, count) in counts {
        writeln!(out, "{server:<18}{count:>16.0}{:>10.2}", count / bare)?;
    }
    Ok(())
}

/// Prints the CPU time per request of each case of growth, and its ratio to the first case of its kind.
pub(crate) fn growth(kinds: &[growth::Kind]) -> Result<()> {
    let mut out = io::stdout().lock();
    writeln!(out, "{:<34}{:>10}{:>14}{:>8}", "what grows", "count", "CPU µs/req", "ratio")?;
    for kind in kinds {
        let smallest = kind.cases.first().map_or(1.0, |case| case.micros);
        for case in &kind.cases {
            let ratio = case.micros / smallest;
            writeln!(out, "{:<34}{:>10}{:>14.1}{ratio:>8.2}", kind.name, case.size, case.micros)?;
        }
    }
    Ok(())
}

/// Prints the median times from start to the first response, and their ratio.
pub(crate) fn start(starts: &Starts) -> Result<()> {
    let millis = |times: &[Duration]| median(times.iter().map(|time| time.as_secs_f64() * 1e3).collect());
    let (bare, emulator) = (millis(&starts.bare), millis(&starts.emulator));
    writeln!(
        io::stdout(),
        "start to first response: bare {bare:.2} ms, emulator {emulator:.2} ms, ratio {:.2} (medians of {})",
        emulator / bare,
        starts.bare.len()
    )?;
    Ok(())
}

/// Prints the p99 latency of a normal client without and with idle and slow connections, the memory of the two servers,
/// and the ratios.
///
/// # Errors
/// The ratio of the latencies is not below [`MAX_RATIO`].
pub(crate) fn connections(measured: &ManyConnections) -> Result<()> {
    let mut out = io::stdout().lock();
    let micros = |times: &[Duration]| median(times.iter().map(|time| time.as_secs_f64() * 1e6).collect());
    for (number, (without, with)) in (1..).zip(measured.without.iter().zip(&measured.with)) {
        writeln!(out, "round {number}: p99 {without:?} alone, {with:?} with idle and slow connections")?;
    }
    let (without, with) = (micros(&measured.without), micros(&measured.with));
    let ratio = with / without;
    let (kib_without, kib_with) = (measured.kib_without, measured.kib_with);
    writeln!(
        out,
        "p99 of a normal client: {without:.0} µs alone, {with:.0} µs beside {IDLE} idle and {SLOW} slow ones, ratio \
         {ratio:.2} (medians of {})\n\
         memory of the server: {kib_without} KiB and {kib_with} KiB, ratio {:.2}, {:.1} KiB per idle or slow connection",
        measured.with.len(),
        f64::from(kib_with) / f64::from(kib_without),
        f64::from(kib_with.saturating_sub(kib_without)) / f64::from(u32::try_from(IDLE + SLOW)?),
    )?;
    let beside = micros(&measured.beside_admin);
    let admin_ratio = beside / without;
    writeln!(out, "p99 beside long admin calls: {beside:.0} µs, ratio {admin_ratio:.2}")?;
    if ratio.max(admin_ratio) >= MAX_RATIO {
        return Err(format!("the ratios of the p99 latencies must be below {MAX_RATIO}").into());
    }
    Ok(())
}

const COLUMNS: usize = 5;

fn columns(figures: &Figures) -> [f64; COLUMNS] {
    [
        figures.requests_per_second,
        figures.p50.as_secs_f64() * 1e6,
        figures.p99.as_secs_f64() * 1e6,
        figures.server_micros,
        f64::from(figures.resident_kib),
    ]
}

fn medians(rounds: &[Figures]) -> [f64; COLUMNS] {
    std::array::from_fn(|column| median(rounds.iter().map(|figures| columns(figures)[column]).collect()))
}

/// The median, the lower one of two middle values; zero when there are no values.
pub(crate) fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values.get(values.len().saturating_sub(1) / 2).copied().unwrap_or_default()
}

/// Writes a row. CPU time has `digits` decimal places; the other columns have none, or also `digits` if that is not 1.
fn line(out: &mut impl io::Write, name: &str, values: &[f64; COLUMNS], digits: usize) -> io::Result<()> {
    let [rate, p50, p99, cpu, memory] = values;
    let whole = if digits == 1 { 0 } else { digits };
    writeln!(
        out,
        "{name:<18}{rate:>10.whole$}{p50:>10.whole$}{p99:>10.whole$}{cpu:>12.digits$}{memory:>12.whole$}"
    )
}
