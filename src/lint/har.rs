//! HTTP archives (HAR 1.2), as browsers, proxies and the emulator write them.

use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use jiff::Timestamp;
use serde::Deserialize;
use serde_json::Value;
use url::Url;

use crate::lint::error::RecordingError;
use crate::lint::recorded::{RecordedAnswer, RecordedCall};

#[derive(Deserialize)]
struct Archive {
    log: ArchiveLog,
}

#[derive(Deserialize)]
struct ArchiveLog {
    entries: Vec<ArchiveEntry>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct ArchiveEntry {
    started_date_time: String,
    #[serde(default)]
    time: f64,
    request: ArchiveRequest,
    #[serde(default)]
    response: ArchiveResponse,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct ArchiveRequest {
    method: String,
    url: String,
    #[serde(default)]
    headers: Vec<NameValue>,
    post_data: Option<PostData>,
}

#[derive(Deserialize, Default)]
struct ArchiveResponse {
    #[serde(default)]
    status: u16,
    #[serde(default)]
    headers: Vec<NameValue>,
    #[serde(default)]
    content: ArchiveContent,
}

#[derive(Deserialize, Default)]
struct ArchiveContent {
    #[serde(default)]
    text: String,
    #[serde(default)]
    encoding: String,
}

#[derive(Deserialize)]
struct NameValue {
    name: String,
    #[serde(default)]
    value: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct PostData {
    #[serde(default)]
    mime_type: String,
    #[serde(default)]
    text: String,
    #[serde(default)]
    params: Vec<NameValue>,
}

/// How many entries the archive has, and those that are calls of this API.
pub(super) fn calls(value: Value) -> Result<(usize, Vec<RecordedCall>), RecordingError> {
    let archive: Archive =
        serde_json::from_value(value).map_err(|error| RecordingError::OtherKind(error.to_string()))?;
    let entries = archive.log.entries;
    let calls = entries.iter().enumerate().filter_map(|(index, entry)| call(index + 1, entry));
    Ok((entries.len(), calls.filter(RecordedCall::is_ours).collect()))
}

/// An entry as a call; `None` where its URL or its time cannot be read.
fn call(number: usize, entry: &ArchiveEntry) -> Option<RecordedCall> {
    let ArchiveEntry { request, response, .. } = entry;
    let url = Url::parse(&request.url).ok()?;
    let lower = |list: &[NameValue]| {
        list.iter()
            // A browser of HTTP/2 records its pseudo headers too.
            .filter(|header| !header.name.starts_with(':'))
            .map(|header| (header.name.to_ascii_lowercase(), header.value.clone()))
            .collect::<Vec<_>>()
    };
    let headers = lower(&response.headers);
    let wait = headers.iter().find(|(name, _)| name == "x-acs-retry-after");
    let mut call = RecordedCall {
        entry: number,
        at: entry.started_date_time.parse::<Timestamp>().ok()?,
        took: Duration::try_from_secs_f64(entry.time / 1000.0).unwrap_or_default(),
        method: request.method.to_ascii_uppercase(),
        scheme: url.scheme().to_owned(),
        host: url.host_str().unwrap_or_default().to_owned(),
        query: url.query().unwrap_or_default().to_owned(),
        headers: lower(&request.headers),
        body: String::new(),
        answer: RecordedAnswer {
            status: response.status,
            retry_after: wait.and_then(|(_, value)| value.parse().ok()).map(Duration::from_millis),
            ..RecordedAnswer::default()
        },
    };
    if let Some(posted) = &request.post_data {
        call.body = if posted.text.is_empty() {
            RecordedCall::encode(posted.params.iter().map(|pair| (pair.name.as_str(), pair.value.as_str())))
        } else {
            posted.text.clone()
        };
        call.set_content_type(&posted.mime_type);
    }
    call.read_answer(&body_text(&response.content));
    Some(call)
}

fn body_text(content: &ArchiveContent) -> String {
    if content.encoding != "base64" {
        return content.text.clone();
    }
    let bytes = STANDARD.decode(&content.text).unwrap_or_default();
    String::from_utf8_lossy(&bytes).into_owned()
}
