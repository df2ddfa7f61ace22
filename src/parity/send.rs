//! One request to an endpoint over HTTP or HTTPS, on a connection of its own, and its whole answer. No redirects, no
//! retries.

use std::sync::Arc;
use std::time::Duration;

use http::header::{HOST, HeaderValue, USER_AGENT};
use http::{HeaderMap, Request};
use http_body_util::{BodyExt, Full, Limited};
use hyper::body::Bytes;
use hyper::client::conn::http1;
use hyper_util::rt::TokioIo;
use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, ServerName};
use rustls::{ClientConfig, RootCertStore};
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;
use url::{Host, Position, Url};

use crate::parity::error::ParityError;
use crate::parity::signing::SignedRequest;
use crate::server::connection::client::{drive, with_cause};

/// How long an endpoint may take for one answer.
const TIME_OUT: Duration = Duration::from_secs(30);
/// The longest body that is read, in bytes.
const LONGEST_BODY: usize = 4 * 1024 * 1024;

/// A server that probes are sent to.
#[derive(Clone)]
pub struct Endpoint {
    url: Url,
    /// What its certificate is checked with; `None` for http.
    tls: Option<TlsConnector>,
}

/// An answer as it came.
#[derive(Debug, Clone)]
pub struct WholeAnswer {
    /// HTTP status.
    pub status: u16,
    /// Its headers.
    pub headers: HeaderMap,
    /// Its body.
    pub body: Bytes,
}

impl Endpoint {
    /// The endpoint of a URL. `ca` is the PEM of the certificates to trust; without it the system's are.
    ///
    /// # Errors
    /// It is no http or https URL of a host, or there is nothing to trust.
    pub fn new(url: &str, ca: Option<&[u8]>) -> Result<Self, ParityError> {
        let no_endpoint = |what: String| ParityError::NoEndpoint { url: url.to_owned(), what };
        let parsed = Url::parse(url).map_err(|_| no_endpoint("it is no URL".to_owned()))?;
        if parsed.host().is_none() || !matches!(parsed.path(), "" | "/") || parsed.query().is_some() {
            return Err(no_endpoint("it has to be scheme and host alone".to_owned()));
        }
        if !parsed.username().is_empty() || parsed.password().is_some() {
            return Err(no_endpoint("it must not hold a user or a password".to_owned()));
        }
        let tls = match parsed.scheme() {
            "http" => None,
            "https" => Some(TlsConnector::from(Arc::new(trusting(ca)?))),
            other => return Err(no_endpoint(format!("it speaks {other}"))),
        };
        Ok(Self { url: parsed, tls })
    }

    /// The host, with its port where that is not the scheme's own: the `Host` header.
    #[must_use]
    pub fn host(&self) -> &str {
        &self.url[Position::BeforeHost..Position::AfterPort]
    }

    /// Whether requests stay on this machine.
    #[must_use]
    pub fn is_local(&self) -> bool {
        match self.url.host() {
            Some(Host::Ipv4(ip)) => ip.is_loopback(),
            Some(Host::Ipv6(ip)) => ip.is_loopback(),
            Some(Host::Domain(name)) => name == "localhost",
            None => false,
        }
    }

    /// Sends a request and reads the answer.
    ///
    /// # Errors
    /// There is no connection, no trust, or no whole answer in time.
    pub async fn send(&self, request: &SignedRequest) -> Result<WholeAnswer, ParityError> {
        match tokio::time::timeout(TIME_OUT, self.exchange(request)).await {
            Ok(answer) => answer,
            Err(_) => Err(self.unreachable(format!("no answer within {} s", TIME_OUT.as_secs()))),
        }
    }

    async fn exchange(&self, request: &SignedRequest) -> Result<WholeAnswer, ParityError> {
        let port = self.url.port_or_known_default().unwrap_or(443);
        let host = self.url.host_str().unwrap_or_default().trim_matches(['[', ']']);
        let stream = TcpStream::connect((host, port)).await.map_err(|error| self.unreachable(error))?;
        let Some(tls) = &self.tls else { return self.ask(stream, request).await };
        let no_tls = |what: String| ParityError::Tls { host: self.host().to_owned(), what };
        let name = ServerName::try_from(host.to_owned()).map_err(|error| no_tls(error.to_string()))?;
        let stream = tls.connect(name, stream).await.map_err(|error| no_tls(error.to_string()))?;
        self.ask(stream, request).await
    }

    async fn ask<S: AsyncRead + AsyncWrite + Unpin + Send + 'static>(
        &self,
        stream: S,
        request: &SignedRequest,
    ) -> Result<WholeAnswer, ParityError> {
        let broken = |error: hyper::Error| self.unreachable(with_cause(&error));
        let request = self.request(request)?;
        let (mut sender, connection) = http1::handshake(TokioIo::new(stream)).await.map_err(broken)?;
        let talking = async {
            let (parts, body) = sender.send_request(request).await.map_err(broken)?.into_parts();
            let body = Limited::new(body, LONGEST_BODY).collect().await;
            let body = body.map_err(|error| self.unreachable(format!("its answer broke off ({error})")))?;
            Ok(WholeAnswer { status: parts.status.as_u16(), headers: parts.headers, body: body.to_bytes() })
        };
        drive(talking, connection, broken).await
    }

    fn request(&self, request: &SignedRequest) -> Result<Request<Full<Bytes>>, ParityError> {
        let mut builder = Request::builder()
            .method(request.method.clone())
            .uri(&request.target)
            .header(HOST, self.host())
            .header(
                USER_AGENT,
                HeaderValue::from_static(concat!("cloudauth-local/", env!("CARGO_PKG_VERSION"))),
            );
        for (name, value) in &request.headers {
            builder = builder.header(name, value);
        }
        builder
            .body(Full::new(Bytes::from(request.body.clone())))
            .map_err(|error| self.unreachable(format!("the request cannot be written ({error})")))
    }

    fn unreachable(&self, what: impl std::fmt::Display) -> ParityError {
        ParityError::Unreachable { host: self.host().to_owned(), what: what.to_string() }
    }
}

/// TLS that trusts the given certificates, or the system's.
fn trusting(ca: Option<&[u8]>) -> Result<ClientConfig, ParityError> {
    let no_trust = |what: String| ParityError::NoTrust(what);
    let mut roots = RootCertStore::empty();
    if let Some(pem) = ca {
        for certificate in CertificateDer::pem_slice_iter(pem) {
            let certificate =
                certificate.map_err(|error| no_trust(format!("the file of --ca is no PEM ({error:?})")))?;
            roots.add(certificate).map_err(|error| no_trust(format!("a certificate of --ca: {error}")))?;
        }
    } else {
        // One that cannot be read is left out: the others may well do.
        roots.add_parsable_certificates(rustls_native_certs::load_native_certs().certs);
    }
    if roots.is_empty() {
        return Err(no_trust("there is no certificate; name a CA with --ca FILE".to_owned()));
    }
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .map_err(|error| no_trust(error.to_string()))?
        .with_root_certificates(roots)
        .with_no_client_auth();
    Ok(config)
}
