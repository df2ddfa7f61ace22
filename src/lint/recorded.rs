//! A call as it was recorded, whatever the file's format was.

use std::time::Duration;

use bytes::Bytes;
use form_urlencoded::Serializer;
use http::header::{CONTENT_TYPE, HeaderName, HeaderValue};
use jiff::Timestamp;

use crate::contract::operations;
use crate::contract::overlay::OrderedValue;
use crate::contract::{Call, Operation};
use crate::wire;

/// One recorded call, and how it was answered.
#[derive(Debug, Clone)]
pub struct RecordedCall {
    /// The number of its entry in the file, from 1.
    pub entry: usize,
    /// When it was sent.
    pub at: Timestamp,
    /// How long the answer took.
    pub took: Duration,
    /// HTTP method.
    pub method: String,
    /// `http` or `https`; empty where the file does not say.
    pub scheme: String,
    /// The host that was called.
    pub host: String,
    /// The query, encoded.
    pub query: String,
    /// Headers, names in lower case.
    pub headers: Vec<(String, String)>,
    /// The body.
    pub body: String,
    /// How it was answered.
    pub answer: RecordedAnswer,
}

/// How a recorded call was answered.
#[derive(Debug, Clone, Default)]
pub struct RecordedAnswer {
    /// HTTP status; 0 where no answer came.
    pub status: u16,
    /// `Code`; empty where the body is not known.
    pub code: String,
    /// The wait that a throttled client was told.
    pub retry_after: Option<Duration>,
    /// The members of `Result`, those that are strings.
    pub result: Vec<(String, String)>,
}

impl RecordedCall {
    /// A header's value; its name is in lower case.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(other, _)| other == name).map(|(_, value)| value.as_str())
    }

    /// A query of pairs, encoded.
    pub(super) fn encode<'a>(pairs: impl IntoIterator<Item = (&'a str, &'a str)>) -> String {
        Serializer::new(String::new()).extend_pairs(pairs).finish()
    }

    /// The call as the emulator reads it, with each `from` in the place of `to`; `None` where it is no readable request.
    #[must_use]
    pub fn call(&self, replaced: &[(String, String)]) -> Option<Call> {
        let fill = |text: &str| {
            replaced.iter().fold(text.to_owned(), |text, (from, to)| text.replace(from.as_str(), to))
        };
        let mut request = http::Request::builder()
            .method(self.method.as_str())
            .uri(format!("/?{}", fill(&self.query)))
            .body(())
            .ok()?;
        for (name, value) in &self.headers {
            let name = HeaderName::try_from(name.as_str()).ok();
            let value = HeaderValue::try_from(value.as_str()).ok();
            if let (Some(name), Some(value)) = (name, value) {
                request.headers_mut().append(name, value);
            }
        }
        let body = Bytes::from(fill(&self.body));
        wire::request::read(request.into_parts().0, body).ok()
    }

    /// The operation that it asks for, where the service has it.
    #[must_use]
    pub fn operation(&self) -> Option<&'static Operation> {
        if let Some(name) = self.header("x-acs-action") {
            return operations::find(name);
        }
        let in_text = |text: &str| {
            form_urlencoded::parse(text.as_bytes())
                .find(|(name, _)| name == "Action")
                .and_then(|(_, value)| operations::find(&value))
        };
        in_text(&self.query).or_else(|| in_text(&self.body))
    }

    /// Whether it is a call of this API: its operation is known, or its host is the service's and its action is none.
    pub(super) fn is_ours(&self) -> bool {
        self.operation().is_some() || self.host.starts_with("cloudauth-intl")
    }

    /// Reads `Code` and the members of `Result` out of the body of an answer.
    pub(super) fn read_answer(&mut self, body: &str) {
        use crate::wire::tree::{self, BodyTree};
        let Some(BodyTree::Json(content) | BodyTree::Xml { content, .. }) = tree::read(body.as_bytes())
        else {
            return;
        };
        let text = |name: &str| content.get(name).and_then(OrderedValue::as_str).map(str::to_owned);
        self.answer.code = text("Code").unwrap_or_default();
        let result = content.get("Result").map(OrderedValue::members).unwrap_or_default();
        self.answer.result = result
            .iter()
            .filter_map(|(name, value)| Some((name.clone(), value.as_str()?.to_owned())))
            .collect();
    }

    /// The content type of the body, where no header names one.
    pub(super) fn set_content_type(&mut self, kind: &str) {
        if !kind.is_empty() && self.header(CONTENT_TYPE.as_str()).is_none() {
            self.headers.push((CONTENT_TYPE.as_str().to_owned(), kind.to_owned()));
        }
    }
}
