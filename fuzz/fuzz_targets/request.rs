//! Any bytes as a request: nothing panics, every error has a message, and its response body is valid JSON that repeats the host.
#![no_main]

use cloudauth_local::contract::error::ErrorOrigin;
use cloudauth_local::contract::reply::{ApiResponse, Content, Format};
use cloudauth_local::wire;
use libfuzzer_sys::fuzz_target;

/// The most that is repeated of a Host, in bytes.
const MAX_HOST: usize = 1024;

fuzz_target!(|data: &[u8]| {
    let Some(result) = cloudauth_local_fuzz::call(data) else { return };
    let Err(error) = result else { return };
    assert!(error.row.origin == ErrorOrigin::Gateway && error.status == 400 && error.message.len() > 10);
    let message = error.message.clone();
    let content = Content::Error(error);
    let reply = ApiResponse {
        request_id: "R".into(),
        trace_id: "T".into(),
        format: Format::Json,
        content,
        observed: None,
    };
    let host = String::from_utf8_lossy(data);
    let json: serde_json::Value =
        serde_json::from_slice(&wire::body(&reply, &host)).expect("the body is JSON");
    assert_eq!(json["Message"], *message);
    // A long Host is cut before it is repeated.
    let shown = json["HostId"].as_str().expect("HostId is a string");
    assert!(host.starts_with(shown) && (shown.len() == host.len() || shown.len() > MAX_HOST - 4), "{shown}");
});
