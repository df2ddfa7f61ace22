//! Questions to the admin API of a running emulator, for the subcommands that ask one. Plain HTTP: the port of --tls
//! speaks it too, so that no certificate is needed.

use std::io::{self, Read as _, Write as _};
use std::net::{TcpStream, ToSocketAddrs as _};
use std::time::Duration;

use clap::Args;
use serde_json::Value;
use url::Url;

use crate::cli::serve_args::DEFAULT_PORT;

/// The longest answer that is read, in bytes.
const LONGEST: u64 = 64 * 1024 * 1024;

/// Which emulator is meant.
#[derive(Debug, Args)]
pub(super) struct EmulatorUrl {
    /// Base URL of a running emulator, as it printed it; http:// may be left out [default: this machine at
    /// CLOUDAUTH_LOCAL_PORT, or at 8809].
    #[arg(value_name = "URL", env = "CLOUDAUTH_LOCAL_URL", value_parser = base_url)]
    url: Option<Url>,

    // A variable alone: it configures the emulator, and who shares its environment finds it.
    #[arg(long, env = "CLOUDAUTH_LOCAL_PORT", default_value_t = DEFAULT_PORT, hide = true)]
    port: u16,
}

/// Why the admin API gave no answer.
#[derive(Debug, thiserror::Error)]
pub(super) enum AdminError {
    #[error("cannot ask {url}: {source}")]
    Connection { url: String, source: io::Error },
    #[error("{url} is no emulator of this kind: {reason}")]
    NotEmulator { url: String, reason: String },
    #[error("{url} answered {status}: {message}")]
    Refused { url: String, status: String, message: String },
}

/// Why a base URL is refused.
#[derive(Debug, thiserror::Error)]
enum UrlError {
    #[error("{0}; expected a URL such as http://127.0.0.1:8809")]
    Unreadable(#[from] url::ParseError),
    #[error("expected a URL such as http://127.0.0.1:8809")]
    NotHttp,
}

impl EmulatorUrl {
    /// The base URL without a slash at its end.
    pub(super) fn base(&self) -> String {
        match &self.url {
            Some(url) => url.as_str().trim_end_matches('/').to_owned(),
            None => format!("http://127.0.0.1:{}", self.port),
        }
    }

    /// Host and port, as an SDK takes them for its endpoint.
    pub(super) fn endpoint(&self) -> String {
        let (host, port) = self.host_and_port();
        format!("{host}:{port}")
    }

    /// The JSON document at a path below `/_emulator/`. Connecting, and each read, may take `limit`.
    ///
    /// # Errors
    /// There is no connection, what answers is no emulator, or the emulator refuses.
    pub(super) fn get(&self, path: &str, token: Option<&str>, limit: Duration) -> Result<Value, AdminError> {
        let url = self.base();
        let token = token.map(|token| format!("authorization: Bearer {token}\r\n")).unwrap_or_default();
        let endpoint = self.endpoint();
        let request = format!("GET /_emulator/{path} HTTP/1.0\r\nhost: {endpoint}\r\n{token}\r\n");
        let answer = self
            .exchange(&request, limit)
            .map_err(|source| AdminError::Connection { url: url.clone(), source })?;
        let not_emulator = |reason: String| AdminError::NotEmulator { url: url.clone(), reason };
        let (head, body) = answer
            .strip_prefix("HTTP/1.")
            .and_then(|answer| answer.split_once("\r\n\r\n"))
            .ok_or_else(|| not_emulator("it does not speak HTTP".to_owned()))?;
        let status = head.split(' ').nth(1).unwrap_or_default();
        let body: Value = serde_json::from_str(body)
            .map_err(|error| not_emulator(format!("its answer ({status}) is no JSON ({error})")))?;
        if status == "200" {
            return Ok(body);
        }
        let message = body["message"].as_str().unwrap_or_default().to_owned();
        Err(AdminError::Refused { url, status: status.to_owned(), message })
    }

    /// The host as a URL writes it, an IPv6 address in brackets, and the port.
    fn host_and_port(&self) -> (&str, u16) {
        match &self.url {
            Some(url) => {
                (url.host_str().unwrap_or_default(), url.port_or_known_default().unwrap_or(DEFAULT_PORT))
            }
            None => ("127.0.0.1", self.port),
        }
    }

    fn exchange(&self, request: &str, limit: Duration) -> io::Result<String> {
        let (host, port) = self.host_and_port();
        let host = host.trim_start_matches('[').trim_end_matches(']');
        let address = (host, port).to_socket_addrs()?.next().ok_or(io::ErrorKind::NotFound)?;
        let mut stream = TcpStream::connect_timeout(&address, limit)?;
        stream.set_read_timeout(Some(limit))?;
        stream.write_all(request.as_bytes())?;
        let mut answer = Vec::new();
        stream.take(LONGEST).read_to_end(&mut answer)?;
        Ok(String::from_utf8_lossy(&answer).into_owned())
    }
}

/// Reads a base URL, with or without its scheme.
fn base_url(text: &str) -> Result<Url, UrlError> {
    let text = if text.contains("://") { text.to_owned() } else { format!("http://{text}") };
    let url = Url::parse(&text)?;
    if matches!(url.scheme(), "http" | "https") { Ok(url) } else { Err(UrlError::NotHttp) }
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
