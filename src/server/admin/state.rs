//! `/health`, `/clock`, `/reset`, `/throttles`.

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

const EXPECTED: &str = r#"expected {"advance":"31m"} or {"set":"2026-11-22T10:00:00Z"}"#;
/// Accounts that were quiet for so long have full throttles and are not told.
const QUIET: Duration = Duration::from_mins(1);

pub(super) fn health(send_request: &AdminRequest<'_>) -> Result<AdminResponse, AdminError> {
    AdminResponse::json(&Health {
        status: "ok",
        version: env!("CARGO_PKG_VERSION"),
        base_url: send_request.engine.base_url().to_owned(),
        seed: send_request.engine.seed(),
        calls: send_request.engine.journal().extent().total,
    })
}

pub(super) fn time(send_request: &AdminRequest<'_>) -> Result<AdminResponse, AdminError> {
    let moment = clock(send_request)?.read();
    AdminResponse::json(&TimeView {
        now: moment.now.to_string(),
        elapsed_milliseconds: millis(moment.elapsed),
    })
}

pub(super) fn move_clock(send_request: &AdminRequest<'_>) -> Result<AdminResponse, AdminError> {
    let clock = clock(send_request)?;
    let change = serde_json::from_slice(send_request.body)
        .map_err(|error| AdminError::bad(format!("{EXPECTED}: {error}")))?;
    match change {
        ClockChange::Advance(text) => {
            let by: SignedDuration =
                text.parse().map_err(|error| AdminError::bad(format!("{EXPECTED}; {text:?}: {error}")))?;
            clock.advance(
                by.try_into().map_err(|_| {
                    AdminError::bad("advance: the clock goes forward only; to go back, set it")
                })?,
            );
        }
        ClockChange::Set(text) => clock.set(
            text.parse::<Timestamp>()
                .map_err(|error| AdminError::bad(format!("{EXPECTED}; {text:?}: {error}")))?,
        ),
    }
    tracing::info!(now = %clock.read().now, "the clock was moved");
    time(send_request)
}

/// The clock that the request is about.
fn clock(send_request: &AdminRequest<'_>) -> Result<Arc<Clock>, AdminError> {
    match send_request.key() {
        None => Ok(send_request.engine.clock().clone()),
        Some(key) => send_request.engine.clock_of(key).ok_or_else(|| {
            AdminError::not_found(format!(
                "no declared account has the access key {key}, so that it has no clock"
            ))
        }),
    }
}

pub(super) fn reset(send_request: &AdminRequest<'_>) -> Result<AdminResponse, AdminError> {
    let deleted = send_request.engine.journal().delete(&JournalFilter::of_key(send_request.key()));
    send_request.engine.reset(send_request.key());
    AdminResponse::json(&Deleted { deleted })
}

/// Taken from the journal: the last call tells what was left, and the time since then what came back.
pub(super) fn throttles(send_request: &AdminRequest<'_>) -> Result<AdminResponse, AdminError> {
    let now = send_request.engine.clock().read().elapsed;
    let mut throttles: Vec<ThrottleView> = Vec::new();
    for entry in
        send_request.engine.journal().newest(&JournalFilter::of_key(send_request.key()), 2000, None).entries
    {
        let since = now.saturating_sub(entry.elapsed);
        let (Some(allowance), Some(operation)) = (entry.throttle, entry.operation) else { continue };
        let known =
            throttles.iter().any(|known| known.account == entry.account && known.operation == operation);
        if known || since > QUIET || throttles.len() >= 100 {
            continue;
        }
        let burst = send_request.engine.burst(operation);
        let back = u64::from(allowance.qps).saturating_mul(millis(since)) / 1000;
        let remaining =
            allowance.remaining.saturating_add(u32::try_from(back).unwrap_or(u32::MAX)).min(burst);
        throttles.push(ThrottleView {
            account: entry.account,
            operation,
            qps: allowance.qps,
            burst,
            remaining,
        });
    }
    throttles.sort_by(|one, other| (&one.account, one.operation).cmp(&(&other.account, other.operation)));
    AdminResponse::json(&ThrottlesView { throttles })
}
