//! What the script has decided for one call, for the engine and the server to carry out.

use std::time::Duration;

use http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};

use crate::contract::ApiError;
use crate::contract::reply::RawResponse;
use crate::scenario::format::{Callback, Connection, ConnectionFault, ScenarioReply, Verification};

/// What happens to one call. The default changes nothing.
#[derive(Debug, Clone, Default)]
pub struct Decision {
    /// The rules that act, by their index, in order.
    pub rules: Vec<usize>,
    /// What is answered.
    pub answer: ResponseChoice,
    /// What goes wrong with the connection, once the answer is known.
    pub cut: Option<ConnectionCut>,
    /// How long the answer waits.
    pub delay: Duration,
    /// How slowly the body leaves, in bytes a second.
    pub bytes_per_second: Option<u32>,
    /// How the identity check that this call starts will end.
    pub verification: Option<Verification>,
    /// What happens to the callback at its end.
    pub callback: Option<Callback>,
}

/// What is answered.
#[derive(Debug, Clone, Default)]
pub enum ResponseChoice {
    /// What the emulator answers without a scenario.
    #[default]
    Ordinary,
    /// A refusal.
    Error(ApiError),
    /// An answer that the contract does not know.
    Raw(RawResponse),
}

/// What goes wrong with a connection.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ConnectionCut {
    /// A TCP reset in place of the answer.
    Reset,
    /// Closed before the first byte.
    CloseEarly,
    /// Closed in the middle of the body.
    CloseMidBody,
    /// The head, then silence for so long at most.
    Stall(Duration),
    /// Bytes that are not HTTP.
    Garbage,
}

/// How long a stall without a length lasts.
const LONGEST_STALL: Duration = Duration::from_mins(1);

impl From<Connection> for ConnectionCut {
    fn from(connection: Connection) -> Self {
        match connection {
            Connection::Stall(stall) => Self::Stall(stall.stall.0),
            Connection::Fault(ConnectionFault::Reset) => Self::Reset,
            Connection::Fault(ConnectionFault::CloseEarly) => Self::CloseEarly,
            Connection::Fault(ConnectionFault::CloseMidBody) => Self::CloseMidBody,
            Connection::Fault(ConnectionFault::Stall) => Self::Stall(LONGEST_STALL),
            Connection::Fault(ConnectionFault::Garbage) => Self::Garbage,
        }
    }
}

/// A reply made ready.
///
/// # Errors
/// What is wrong with the status or a header.
pub(super) fn raw(reply: &ScenarioReply) -> Result<RawResponse, String> {
    let status = StatusCode::from_u16(reply.status.unwrap_or(200)).map_err(|error| error.to_string())?;
    let mut headers = HeaderMap::new();
    for (name, value) in &reply.headers {
        let name: HeaderName = name.parse().map_err(|_| format!("{name:?} is no header name"))?;
        let value =
            HeaderValue::from_str(value).map_err(|_| format!("{value:?} cannot be a header's value"))?;
        headers.append(name, value);
    }
    headers.entry(header::CONTENT_TYPE).or_insert(HeaderValue::from_static("application/json;charset=utf-8"));
    Ok(RawResponse { status, headers, body: reply.body.text().into() })
}
