//! A journal of the emulator, as `GET /_emulator/requests` answers it.

use std::collections::BTreeMap;
use std::time::Duration;

use jiff::Timestamp;
use serde::Deserialize;
use serde_json::Value;

use crate::lint::error::RecordingError;
use crate::lint::recorded::{RecordedAnswer, RecordedCall};

#[derive(Deserialize)]
struct JournalFile {
    requests: Vec<JournalRequest>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct JournalRequest {
    id: usize,
    time: String,
    #[serde(default)]
    access_key_id: Option<String>,
    operation: Option<String>,
    #[serde(default)]
    method: String,
    #[serde(default)]
    parameters: BTreeMap<String, String>,
    #[serde(default)]
    repeated: Vec<(String, String)>,
    #[serde(default)]
    headers: BTreeMap<String, String>,
    answer: JournalAnswer,
    #[serde(default, alias = "delayMillis")]
    delay_ms: u64,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct JournalAnswer {
    status: u16,
    code: String,
    #[serde(default, alias = "retryAfterMillis")]
    retry_after_ms: Option<u64>,
    #[serde(default)]
    result: BTreeMap<String, String>,
}

/// How many calls the journal has, and those of the operations that the service has.
pub(super) fn calls(value: Value) -> Result<(usize, Vec<RecordedCall>), RecordingError> {
    let journal: JournalFile =
        serde_json::from_value(value).map_err(|error| RecordingError::OtherKind(error.to_string()))?;
    let count = journal.requests.len();
    let calls = journal.requests.into_iter().filter_map(call);
    Ok((count, calls.filter(RecordedCall::is_ours).collect()))
}

fn call(request: JournalRequest) -> Option<RecordedCall> {
    let mut pairs: Vec<(String, String)> = request.parameters.into_iter().collect();
    pairs.extend(request.repeated);
    let mut headers: Vec<_> = request.headers.into_iter().collect();
    let named = pairs.iter().any(|(name, _)| name == "Action");
    if let Some(operation) = request.operation.filter(|_| !named)
        && !headers.iter().any(|(name, _)| name == "x-acs-action")
    {
        headers.push(("x-acs-action".to_owned(), operation));
    }
    // The journal keeps no signature; what belongs to one tells the key still.
    if let Some(key) = request.access_key_id
        && !pairs.iter().any(|(name, _)| name == "AccessKeyId")
        && !headers.iter().any(|(name, _)| name == "x-acs-version")
    {
        pairs.push(("AccessKeyId".to_owned(), key));
    }
    let delay = Duration::from_millis(request.delay_ms);
    Some(RecordedCall {
        entry: request.id,
        at: request.time.parse::<Timestamp>().ok()?,
        took: delay,
        method: request.method,
        scheme: String::new(),
        host: String::new(),
        query: RecordedCall::encode(pairs.iter().map(|(name, value)| (name.as_str(), value.as_str()))),
        headers,
        body: String::new(),
        answer: RecordedAnswer {
            status: request.answer.status,
            code: request.answer.code,
            retry_after: request.answer.retry_after_ms.map(Duration::from_millis),
            result: request.answer.result.into_iter().collect(),
        },
    })
}
