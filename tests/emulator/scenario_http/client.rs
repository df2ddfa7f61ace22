//! A real HTTP client, and one that looks at the bytes.

use std::io::{ErrorKind, Read as _, Write as _};
use std::net::TcpStream;
use std::time::Duration;

use serde_json::Value;

use crate::scenario_http::Server;

/// The business parameters of a good Initialize.
pub(crate) const PARAMETERS: [(&str, &str); 8] = [
    ("Action", "Initialize"),
    ("Version", "2022-08-09"),
    ("Format", "JSON"),
    ("ProductCode", "ID_OCR"),
    ("MerchantBizId", "e0c34a77f5ac40a5aa5e6ed20c353888"),
    ("MetaInfo", r#"{"bioMetaInfo":"4.1.0:2916352,0","deviceType":"web"}"#),
    ("MerchantUserId", "u-1"),
    ("DocType", "01000000"),
];

/// What a client got: status, `Code`, headers, body; or the kind of its failure.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) code: String,
    pub(crate) headers: http::HeaderMap,
    pub(crate) body: String,
}

impl Answer {
    pub(crate) fn header(&self, name: &str) -> &str {
        self.headers.get(name).map(|value| value.to_str().unwrap()).unwrap_or_default()
    }

    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap_or_default()
    }

    /// Status and code.
    pub(crate) fn verdict(&self) -> (u16, &str) {
        (self.status, &self.code)
    }
}

/// An Initialize with parameters put in or overridden, through a connection of its own.
pub(crate) fn initialize(
    server: &Server,
    parameters: &[(&str, &str)],
    headers: &[(&str, &str)],
) -> Result<Answer, ureq::Error> {
    let mut all: Vec<(&str, &str)> = PARAMETERS
        .into_iter()
        .filter(|(name, _)| parameters.iter().all(|(other, _)| other != name))
        .collect();
    all.extend_from_slice(parameters);
    post(&server.url, &all, headers)
}

/// A POST with everything in the query, as the SDKs send it.
pub(crate) fn post(
    url: &str,
    parameters: &[(&str, &str)],
    headers: &[(&str, &str)],
) -> Result<Answer, ureq::Error> {
    let agent: ureq::Agent = ureq::Agent::config_builder()
        .http_status_as_error(false)
        .max_idle_connections(0)
        .proxy(None)
        .timeout_global(Some(Duration::from_secs(30)))
        .build()
        .into();
    let mut request = agent.post(format!("{url}/")).query_pairs(parameters.iter().copied());
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    let mut response = request.send_empty()?;
    let body = response.body_mut().read_to_string()?;
    let code = serde_json::from_str::<Value>(&body)
        .ok()
        .and_then(|body| Some(body["Code"].as_str()?.to_owned()))
        .unwrap_or_default();
    Ok(Answer { status: response.status().as_u16(), code, headers: response.headers().clone(), body })
}

/// How a connection ended.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum End {
    /// The server closed it.
    Closed,
    /// The server reset it.
    Reset,
    /// Nothing more came within the time.
    Silence,
}

/// Sends an Initialize over a bare socket, and reads until the end or until nothing comes for so long.
pub(crate) fn bytes(server: &Server, user: &str, patience: Duration) -> (Vec<u8>, End) {
    let mut stream = TcpStream::connect(server.address()).unwrap();
    stream.set_read_timeout(Some(patience)).unwrap();
    let mut query = form_urlencoded::Serializer::new(String::new());
    query.extend_pairs(PARAMETERS.into_iter().filter(|(name, _)| *name != "MerchantUserId"));
    query.append_pair("MerchantUserId", user);
    let request = format!(
        "POST /?{} HTTP/1.1\r\nhost: {}\r\ncontent-length: 0\r\n\r\n",
        query.finish(),
        server.address()
    );
    stream.write_all(request.as_bytes()).unwrap();
    let (mut got, mut piece) = (Vec::new(), [0; 4096]);
    loop {
        match stream.read(&mut piece) {
            Ok(0) => return (got, End::Closed),
            Ok(length) => got.extend_from_slice(&piece[..length]),
            Err(error) if error.kind() == ErrorKind::ConnectionReset => return (got, End::Reset),
            Err(error) if matches!(error.kind(), ErrorKind::WouldBlock | ErrorKind::TimedOut) => {
                return (got, End::Silence);
            }
            Err(error) => panic!("{error}"),
        }
    }
}
