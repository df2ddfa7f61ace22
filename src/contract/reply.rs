//! The response to a call, before it is serialised as JSON or XML.

use bytes::Bytes;
use http::{HeaderMap, StatusCode};

use super::{ApiError, Operation, PRODUCT};
use crate::contract::overlay::answer::ObservedAnswer;

pub use crate::contract::format::Format;
pub use crate::contract::result_value::ResultValue;

/// The response to a call.
#[derive(Debug, Clone)]
pub struct ApiResponse {
    /// `RequestId`, an upper-case UUID; also the header `x-acs-request-id`.
    pub request_id: String,
    /// The header `x-acs-trace-id`, 32 lower-case hex.
    pub trace_id: String,
    /// The format of the body.
    pub format: Format,
    /// Success or error.
    pub content: Content,
    /// What an overlay puts in its place.
    pub observed: Option<Box<ObservedAnswer>>,
}

/// The content of a response.
#[derive(Debug, Clone)]
pub enum Content {
    /// The operation succeeded.
    Success {
        /// Which operation.
        operation: &'static Operation,
        /// The members of `Result`, in order.
        result: Vec<(&'static str, ResultValue)>,
    },
    /// The call was refused.
    Error(ApiError),
    /// A raw response of a scenario, independent of the contract.
    Raw(RawResponse),
}

/// A raw response.
#[derive(Debug, Clone)]
pub struct RawResponse {
    /// HTTP status.
    pub status: StatusCode,
    /// The headers, with a Content-Type and without a Content-Length.
    pub headers: HeaderMap,
    /// The body.
    pub body: Bytes,
}

impl ApiResponse {
    /// HTTP status.
    #[must_use]
    pub fn status(&self) -> u16 {
        if let Some(observed) = &self.observed {
            return observed.status;
        }
        match &self.content {
            Content::Success { .. } => 200,
            Content::Error(error) => error.status,
            Content::Raw(raw) => raw.status.as_u16(),
        }
    }

    /// `Code` of the body; `-` for a raw response, whose body is not parsed.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match &self.content {
            Content::Success { operation, .. } => operation.success_code,
            Content::Error(error) => error.row.code,
            Content::Raw(_) => "-",
        }
    }
}

/// The link in `Recommend` of an error body, in the form of the international site.
#[must_use]
pub fn recommend(code: &str, request_id: &str) -> String {
    format!(
        "https://api.alibabacloud.com/troubleshoot?intl_lang=EN_US&q={code}&product={PRODUCT}&requestId={request_id}"
    )
}
