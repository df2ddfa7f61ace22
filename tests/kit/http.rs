//! HTTP by an ordinary client.

use std::io::{BufRead as _, BufReader};
use std::net::SocketAddr;
use std::sync::LazyLock;

use serde_json::Value;
use ureq::config::AutoHeaderValue;

use super::raw::{Response, TIMEOUT};

/// The parameters of an Initialize that succeeds.
pub(crate) const INITIALIZE: [(&str, &str); 8] = [
    ("Action", "Initialize"),
    ("Version", "2022-08-09"),
    ("Format", "JSON"),
    ("ProductCode", "ID_OCR"),
    ("MerchantBizId", "e0c34a77f5ac40a5aa5e6ed20c353888"),
    ("MetaInfo", r#"{"bioMetaInfo":"4.1.0:2916352,0","deviceType":"web"}"#),
    ("MerchantUserId", "u-1"),
    ("DocType", "01000000"),
];

/// These parameters, and of the usual ones those that are not among them.
pub(crate) fn instead<'a>(
    usual: &[(&'a str, &'a str)],
    given: &[(&'a str, &'a str)],
) -> Vec<(&'a str, &'a str)> {
    let kept = usual.iter().filter(|(name, _)| given.iter().all(|(other, _)| other != name));
    kept.chain(given).copied().collect()
}

static AGENT: LazyLock<ureq::Agent> = LazyLock::new(|| {
    let config = ureq::Agent::config_builder()
        .http_status_as_error(false)
        .max_idle_connections(0)
        .max_redirects(0)
        .proxy(None)
        .user_agent(AutoHeaderValue::None)
        .accept(AutoHeaderValue::None)
        .timeout_global(Some(TIMEOUT))
        .build();
    ureq::Agent::new_with_config(config)
});

/// Sends a request on a connection of its own. No redirect is followed, and no header added but Host and the length.
fn send(
    method: &str,
    url: &str,
    headers: &[(&str, &str)],
    body: &str,
) -> Result<http::Response<ureq::Body>, ureq::Error> {
    let mut request = http::Request::builder().method(method).uri(url);
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    if body.is_empty() && matches!(method, "GET" | "HEAD" | "DELETE") {
        AGENT.run(request.body(()).unwrap())
    } else {
        AGENT.run(request.body(body).unwrap())
    }
}

/// Sends a request and reads the whole response.
///
/// # Errors
/// The connection failed before the response had ended.
pub(crate) fn attempt(
    method: &str,
    url: &str,
    headers: &[(&str, &str)],
    body: &str,
) -> Result<Response, ureq::Error> {
    let mut response = send(method, url, headers, body)?;
    let body = response.body_mut().read_to_string()?;
    let mut head = format!("{:?} {}\r\n", response.version(), response.status());
    for (name, value) in response.headers() {
        head.extend([name.as_str(), ": ", value.to_str().unwrap(), "\r\n"]);
    }
    Ok(Response::new(response.status().as_u16(), head + "\r\n", body))
}

/// Sends a request that is answered.
pub(crate) fn request(method: &str, url: &str, headers: &[(&str, &str)], body: &str) -> Response {
    attempt(method, url, headers, body).unwrap_or_else(|error| panic!("{method} {url}: {error}"))
}

/// Asks for a URL.
pub(crate) fn get(url: &str) -> Response {
    request("GET", url, &[], "")
}

/// Sends JSON to a URL.
pub(crate) fn post(url: &str, body: &Value) -> Response {
    request("POST", url, &[("content-type", "application/json")], &body.to_string())
}

/// Sends a request that is answered; `headers` are whole lines.
pub(crate) fn ask(address: SocketAddr, method: &str, path: &str, headers: &[&str], body: &str) -> Response {
    let headers: Vec<_> = headers.iter().map(|line| line.split_once(": ").unwrap()).collect();
    request(method, &format!("http://{address}{path}"), &headers, body)
}

/// A POST with everything in the query, as the SDKs send it.
///
/// # Errors
/// As those of [`attempt`].
pub(crate) fn call(
    url: &str,
    parameters: &[(&str, &str)],
    headers: &[(&str, &str)],
) -> Result<Response, ureq::Error> {
    let query = form_urlencoded::Serializer::new(String::new()).extend_pairs(parameters).finish();
    attempt("POST", &format!("{url}/?{query}"), headers, "")
}

/// A stream of server-sent events.
pub(crate) struct Events {
    reader: BufReader<ureq::BodyReader<'static>>,
    seen: Vec<(String, Value)>,
}

impl Events {
    /// Opens one; what happens from now on is in it.
    pub(crate) fn open(address: SocketAddr, path: &str) -> Self {
        let response = send("GET", &format!("http://{address}{path}"), &[], "").unwrap();
        Self { reader: BufReader::new(response.into_body().into_reader()), seen: Vec::new() }
    }

    /// Reads until an event fits; all that came so far, in their order, each its name and its data.
    pub(crate) fn until(&mut self, fits: impl Fn(&str, &Value) -> bool) -> Vec<(String, Value)> {
        while !self.seen.iter().any(|(name, data)| fits(name, data)) {
            let name = self.field("event: ");
            let data = self.field("data: ");
            self.seen.push((name, serde_json::from_str(&data).unwrap()));
        }
        self.seen.clone()
    }

    /// The value of the next line that begins so.
    fn field(&mut self, begins: &str) -> String {
        loop {
            let mut line = String::new();
            let read = self.reader.read_line(&mut line).unwrap();
            assert!(read > 0, "the stream ended behind {:?}", self.seen);
            if let Some(value) = line.strip_prefix(begins) {
                return value.trim_end().to_owned();
            }
        }
    }
}
