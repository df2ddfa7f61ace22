//! The decision of a script for one call, carried out by the engine and the server.

use std::time::Duration;

use http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};

use crate::contract::ApiError;
use crate::contract::reply::RawResponse;
use crate::scenario::error::RuleError;
use crate::scenario::format::{Callback, Connection, ConnectionFault, ScenarioReply, Verification};

/// What happens to one call. The default changes nothing.
#[derive(Debug, Clone, Default)]
pub struct Decision {
    /// The indices of the rules that apply, in order.
    pub rules: Vec<usize>,
    /// The names of the `emulate` rules among them, with the commands of the call.
    pub named: Vec<(usize, String)>,
    /// The response.
    pub response: ResponseChoice,
    /// The connection fault, applied when the response is ready.
    pub cut: Option<ConnectionCut>,
    /// The delay of the response.
    pub delay: Duration,
    /// The rate of the body, in bytes per second.
    pub bytes_per_second: Option<u32>,
    /// The result of the identity check that this call starts.
    pub verification: Option<Verification>,
    /// How the callback of the check is sent.
    pub callback: Option<Callback>,
}

/// The response to a call.
#[derive(Debug, Clone, Default)]
pub enum ResponseChoice {
    /// The response of the emulator without a scenario.
    #[default]
    Ordinary,
    /// An error of the contract.
    Error(ApiError),
    /// A raw response, independent of the contract.
    Raw(RawResponse),
}

/// A connection fault, ready for the delivery.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ConnectionCut {
    /// Its kind.
    pub fault: ConnectionFault,
    /// How long a stall lasts at most.
    pub stall: Duration,
}

/// The maximum duration of a stall without one.
const DEFAULT_STALL: Duration = Duration::from_mins(1);

impl From<Connection> for ConnectionCut {
    fn from(connection: Connection) -> Self {
        match connection {
            Connection::Fault(fault) => Self { fault, stall: DEFAULT_STALL },
            Connection::Stall(stall) => Self { fault: ConnectionFault::Stall, stall: stall.stall.0 },
        }
    }
}

/// Converts a reply to a raw response.
///
/// # Errors
/// The status or a header is invalid.
pub(super) fn raw(reply: &ScenarioReply) -> Result<RawResponse, RuleError> {
    let status = reply.status.unwrap_or(200);
    let status = StatusCode::from_u16(status).map_err(|_| RuleError::Status(status))?;
    let mut headers = HeaderMap::new();
    for (name, value) in &reply.headers {
        let name: HeaderName = name.parse().map_err(|_| RuleError::HeaderName(name.clone()))?;
        let value = HeaderValue::from_str(value).map_err(|_| RuleError::HeaderValue(value.clone()))?;
        headers.append(name, value);
    }
    headers.entry(header::CONTENT_TYPE).or_insert(HeaderValue::from_static("application/json;charset=utf-8"));
    Ok(RawResponse { status, headers, body: reply.body.text().into() })
}
