//! `/metrics`: metrics in the Prometheus text format.

use std::fmt::Write as _;

use crate::engine::Engine;
use crate::engine::memory::{MemoryKind, SHARES};
use crate::server::admin::problem::AdminError;
use crate::server::admin::{AdminRequest, AdminResponse};

pub(in crate::server::admin) const CONTENT_TYPE: &str = "text/plain; version=0.0.4; charset=utf-8";

#[expect(clippy::unnecessary_wraps, reason = "the signature of all handlers")]
pub(in crate::server::admin) fn metrics(request: &AdminRequest<'_>) -> Result<AdminResponse, AdminError> {
    let memory = request.engine.memory_use().into_iter().chain([
        (MemoryKind::CallbackMaps, request.maps.bytes()),
        (MemoryKind::Requests, request.large_bodies.bytes()),
    ]);
    Ok(AdminResponse::Text(CONTENT_TYPE, text(request.engine, memory).into()))
}

fn text(engine: &Engine, memory: impl Iterator<Item = (MemoryKind, usize)> + Clone) -> String {
    let mut out = String::new();
    let mut family = |name: &str, kind: &str, help: &str, samples: &[(String, u64)]| {
        // Writing to a String cannot fail.
        let _ = writeln!(out, "# HELP {name} {help}\n# TYPE {name} {kind}");
        for (labels, value) in samples {
            let _ = writeln!(out, "{name}{labels} {value}");
        }
    };
    let coverage = engine.counted_coverage(None);
    let codes: Vec<_> = coverage
        .codes()
        .iter()
        .map(|counted| (format!("{{code=\"{}\"}}", counted.name), counted.count))
        .collect();
    family("cloudauth_local_calls_total", "counter", "Calls to the service by response code.", &codes);
    let extent = engine.journal().extent();
    let unlabelled = |value: u64| [(String::new(), value)];
    family(
        "cloudauth_local_journal_calls",
        "gauge",
        "Calls in the journal.",
        &unlabelled(extent.kept as u64),
    );
    family(
        "cloudauth_local_journal_dropped_total",
        "counter",
        "Calls dropped from the journal.",
        &unlabelled(extent.dropped),
    );
    family(
        "cloudauth_local_journal_bytes",
        "gauge",
        "Memory of the journal, in bytes.",
        &unlabelled(extent.bytes as u64),
    );
    family(
        "cloudauth_local_accounts",
        "gauge",
        "Accounts in memory.",
        &unlabelled(engine.account_count() as u64),
    );
    let labelled = |kind: MemoryKind| {
        let name = SHARES.get(kind as usize).map_or("", |row| row.name);
        format!("{{kind=\"{name}\"}}")
    };
    let used: Vec<_> = memory.clone().map(|(kind, used)| (labelled(kind), used as u64)).collect();
    family("cloudauth_local_memory_bytes", "gauge", "Memory that is used, in bytes, by kind.", &used);
    let shares: Vec<_> = memory.map(|(kind, _)| (labelled(kind), engine.memory_share(kind) as u64)).collect();
    family("cloudauth_local_memory_limit_bytes", "gauge", "Shares of --memory, in bytes, by kind.", &shares);
    out
}
