//! `/metrics`: metrics in the Prometheus text format.

use std::fmt::Write as _;

use crate::engine::Engine;
use crate::server::admin::problem::AdminError;
use crate::server::admin::{AdminRequest, AdminResponse};

pub(super) const CONTENT_TYPE: &str = "text/plain; version=0.0.4; charset=utf-8";

#[expect(clippy::unnecessary_wraps, reason = "the signature of all handlers")]
pub(super) fn metrics(request: &AdminRequest<'_>) -> Result<AdminResponse, AdminError> {
    Ok(AdminResponse::Text(CONTENT_TYPE, text(request.engine).into()))
}

fn text(engine: &Engine) -> String {
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
    out
}
