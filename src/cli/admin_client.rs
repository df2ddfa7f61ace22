//! A client of the admin API of a running emulator. It uses plain HTTP, which a port with --tls accepts too, so that no
//! certificate is needed.

use std::io::{self, Read as _, Write as _};
use std::net::{TcpStream, ToSocketAddrs as _};
use std::time::Duration;

use clap::Args;
use serde_json::Value;
use url::Url;

use crate::cli::serve_args::{DEFAULT_HOST, DEFAULT_PORT};

/// Maximum length of a response, in bytes.
const MAX_RESPONSE: u64 = 64 * 1024 * 1024;

/// The URL of the emulator.
#[derive(Debug, Args)]
pub(super) struct EmulatorUrl {
    /// Base URL of a running emulator, as it prints it; http:// is optional [default: 127.0.0.1 with the port
    /// CLOUDAUTH_LOCAL_PORT, or 8809].
    #[arg(value_name = "URL", env = "CLOUDAUTH_LOCAL_URL", value_parser = base_url)]
    url: Option<Url>,

    // Hidden, for its variable only: the same variable sets the port of the emulator.
    #[arg(long, env = "CLOUDAUTH_LOCAL_PORT", default_value_t = DEFAULT_PORT, hide = true)]
    port: u16,
}

/// Why a request to the admin API failed.
#[derive(Debug, thiserror::Error)]
pub(super) enum AdminClientError {
    #[error("cannot reach {url}: {source}")]
    Connection { url: String, source: io::Error },
    #[error("{url} is not a cloudauth-local emulator: {reason}")]
    NotEmulator { url: String, reason: String },
    #[error("{url} responded with {status}: {message}")]
    Refused { url: String, status: String, message: String },
}

/// Why a base URL is refused.
#[derive(Debug, thiserror::Error)]
enum BaseUrlError {
    #[error("expected a URL such as http://127.0.0.1:8809")]
    NotHttp,
}

impl EmulatorUrl {
    /// The base URL without a trailing slash.
    pub(super) fn base(&self) -> String {
        match &self.url {
            Some(url) => url.as_str().trim_end_matches('/').to_owned(),
            None => format!("http://{DEFAULT_HOST}:{}", self.port),
        }
    }

    /// `host:port`, as an SDK expects its endpoint.
    pub(super) fn endpoint(&self) -> String {
        let (host, port) = self.host_and_port();
        format!("{host}:{port}")
    }

    /// The JSON document at a path below `/_emulator/`. `limit` is the timeout of connecting and of each read.
    ///
    /// # Errors
    /// The connection fails, the server is not an emulator, or the emulator responds with an error.
    pub(super) fn get(
        &self,
        path: &str,
        token: Option<&str>,
        limit: Duration,
    ) -> Result<Value, AdminClientError> {
        let url = self.base();
        let token = token.map(|token| format!("authorization: Bearer {token}\r\n")).unwrap_or_default();
        let endpoint = self.endpoint();
        let request = format!("GET /_emulator/{path} HTTP/1.0\r\nhost: {endpoint}\r\n{token}\r\n");
        let response = self
            .exchange(&request, limit)
            .map_err(|source| AdminClientError::Connection { url: url.clone(), source })?;
        let not_emulator = |reason: String| AdminClientError::NotEmulator { url: url.clone(), reason };
        let (head, body) = response
            .strip_prefix("HTTP/1.")
            .and_then(|response| response.split_once("\r\n\r\n"))
            .ok_or_else(|| not_emulator("its response is not HTTP".to_owned()))?;
        let status = head.split(' ').nth(1).unwrap_or_default();
        let body: Value = serde_json::from_str(body)
            .map_err(|error| not_emulator(format!("its response ({status}) is not JSON ({error})")))?;
        if status == "200" {
            return Ok(body);
        }
        let message = body["message"].as_str().unwrap_or_default().to_owned();
        Err(AdminClientError::Refused { url, status: status.to_owned(), message })
    }

    /// The host as in a URL (an IPv6 address in brackets), and the port.
    fn host_and_port(&self) -> (&str, u16) {
        match &self.url {
            Some(url) => {
                (url.host_str().unwrap_or_default(), url.port_or_known_default().unwrap_or(DEFAULT_PORT))
            }
            None => (DEFAULT_HOST, self.port),
        }
    }

    fn exchange(&self, request: &str, limit: Duration) -> io::Result<String> {
        let (host, port) = self.host_and_port();
        let host = host.trim_start_matches('[').trim_end_matches(']');
        let address = (host, port).to_socket_addrs()?.next().ok_or(io::ErrorKind::NotFound)?;
        let mut stream = TcpStream::connect_timeout(&address, limit)?;
        stream.set_read_timeout(Some(limit))?;
        stream.write_all(request.as_bytes())?;
        let mut response = Vec::new();
        stream.take(MAX_RESPONSE).read_to_end(&mut response)?;
        Ok(String::from_utf8_lossy(&response).into_owned())
    }
}

/// Parses a base URL, with or without a scheme.
fn base_url(text: &str) -> Result<Url, BaseUrlError> {
    let text = if text.contains("://") { text.to_owned() } else { format!("http://{text}") };
    let url = Url::parse(&text).map_err(|_| BaseUrlError::NotHttp)?;
    if matches!(url.scheme(), "http" | "https") { Ok(url) } else { Err(BaseUrlError::NotHttp) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_scheme_may_be_left_out() {
        for (text, base, endpoint) in [
            ("127.0.0.1:8809", "http://127.0.0.1:8809", "127.0.0.1:8809"),
            ("localhost:1234", "http://localhost:1234", "localhost:1234"),
            ("http://[::1]:8809/", "http://[::1]:8809", "[::1]:8809"),
            ("https://127.0.0.1:8809", "https://127.0.0.1:8809", "127.0.0.1:8809"),
            ("emulator", "http://emulator", "emulator:80"),
        ] {
            let url = EmulatorUrl { url: Some(base_url(text).unwrap()), port: 1 };
            assert_eq!((url.base().as_str(), url.endpoint().as_str()), (base, endpoint), "{text}");
        }
        let default = EmulatorUrl { url: None, port: 1 };
        assert_eq!(default.base(), "http://127.0.0.1:1");
        for text in ["", "ftp://127.0.0.1", "http://a b", "127.0.0.1:70000"] {
            assert!(base_url(text).unwrap_err().to_string().contains("http://127.0.0.1:8809"), "{text}");
        }
    }
}
