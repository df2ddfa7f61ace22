//! `/health`, `/clock`, `/reset`, `/throttles`.
#![cfg_attr(not(test), warn(clippy::arithmetic_side_effects))]

use std::sync::Arc;
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};

use crate::engine::clock::Clock;
use crate::engine::journal::JournalFilter;
use crate::server::admin::problem::AdminError;
use crate::server::admin::view::{
    ClockChange, Deleted, Health, ThrottleView, ThrottlesView, TimeView, millis,
};
use crate::server::admin::{AdminRequest, AdminResponse};

const EXPECTED: &str = r#"expected {"advance":"31m"} or {"set":"2026-11-22T10:00:00Z"}, and "timestamps":"follow" or "either" beside it or alone"#;
/// Accounts without calls for this long have full throttles and are left out.
const IDLE: Duration = Duration::from_mins(1);
/// The maximum number of throttles that are listed; those with the fewest remaining calls come first.
const MAX_THROTTLES: usize = 100;

pub(in crate::server::admin) fn health(request: &AdminRequest<'_>) -> Result<AdminResponse, AdminError> {
    AdminResponse::json(&Health {
        status: "ok",
        version: env!("CARGO_PKG_VERSION"),
        base_url: request.engine.base_url().to_owned(),
        seed: request.trusted.then(|| request.engine.seed()),
        calls: request.engine.journal().extent().total,
    })
}

pub(in crate::server::admin) fn time(request: &AdminRequest<'_>) -> Result<AdminResponse, AdminError> {
    let clock = clock(request)?;
    let reading = clock.read();
    AdminResponse::json(&TimeView {
        now: reading.now.to_string(),
        machine: reading.without_moves().to_string(),
        elapsed_ms: millis(reading.elapsed),
        timestamps: clock.timestamps(),
    })
}

pub(in crate::server::admin) fn move_clock(request: &AdminRequest<'_>) -> Result<AdminResponse, AdminError> {
    let clock = clock(request)?;
    let change: ClockChange = serde_json::from_slice(request.body)
        .map_err(|error| AdminError::bad(format!("{EXPECTED}: {error}")))?;
    let ClockChange { advance, set, timestamps } = change;
    match (advance, set) {
        (Some(text), None) => {
            let by = forward(&text)?;
            clock.try_advance(by).map_err(|end| AdminError::bad(format!("advance: {end}; use set")))?;
        }
        (None, Some(text)) => clock.set(text.parse().map_err(|_| {
            let (first, last) = (Timestamp::MIN, Timestamp::MAX);
            AdminError::bad(format!(
                "set: expected a timestamp such as 2026-11-22T10:00:00Z, from {first} to {last}, not {text:?}"
            ))
        })?),
        (None, None) if timestamps.is_some() => {}
        _ => return Err(AdminError::bad(EXPECTED)),
    }
    if let Some(window) = timestamps {
        clock.set_timestamps(window);
    }
    tracing::info!(clock = %clock.read().now, "clock moved");
    time(request)
}

/// The duration of `advance`.
fn forward(text: &str) -> Result<Duration, AdminError> {
    let by: SignedDuration = text.parse().map_err(|_| {
        AdminError::bad(format!("advance: expected a duration such as 31m, 90s or 2h 30m, not {text:?}"))
    })?;
    by.try_into().map_err(|_| {
        AdminError::bad("advance: must not be negative; to move the clock back, use set or reset")
    })
}

/// The clock of the request's key, or the emulator's.
fn clock(request: &AdminRequest<'_>) -> Result<Arc<Clock>, AdminError> {
    match request.key() {
        None => Ok(request.engine.clock().clone()),
        Some(key) => request.engine.clock_of(key).ok_or_else(|| {
            AdminError::not_found(format!("no declared account has the access key {key}, so it has no clock"))
        }),
    }
}

pub(in crate::server::admin) fn reset(request: &AdminRequest<'_>) -> Result<AdminResponse, AdminError> {
    let deleted = request.engine.journal().delete(&JournalFilter::of_key(request.key()));
    request.engine.reset(request.key());
    AdminResponse::json(&Deleted { deleted })
}

pub(in crate::server::admin) fn throttles(request: &AdminRequest<'_>) -> Result<AdminResponse, AdminError> {
    let usage = request.engine.throttles(request.key());
    let mut throttles: Vec<_> = usage
        .into_iter()
        .filter(|(.., usage)| usage.idle <= IDLE)
        .map(|(account, operation, usage)| ThrottleView {
            account,
            operation,
            qps: usage.limit.qps,
            burst: usage.limit.burst,
            remaining: usage.remaining,
        })
        .collect();
    throttles.sort_by(|one, other| {
        let order = |view: &ThrottleView| (view.remaining, view.operation.name());
        order(one).cmp(&order(other)).then_with(|| one.account.cmp(&other.account))
    });
    throttles.truncate(MAX_THROTTLES);
    AdminResponse::json(&ThrottlesView { throttles })
}
