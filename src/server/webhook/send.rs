//! Sends one request to a receiver, over HTTP or HTTPS. Redirects are not followed.

use std::sync::Arc;
use std::time::Duration;

use http::header::{CONNECTION, CONTENT_TYPE, HOST, HeaderValue, USER_AGENT};
use http::{Method, Request};
use http_body_util::{BodyExt, Full};
use hyper::body::{Bytes, Incoming};
use hyper::client::conn::http1;
use hyper_util::rt::TokioIo;
use rustls::ClientConfig;
use rustls::pki_types::ServerName;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio_rustls::TlsConnector;
use url::{Position, Url};

use crate::contract::callback::TIMEOUT;
use crate::contract::coverage_event::{BROKEN_OFF, TIMED_OUT, UNREACHABLE};
use crate::server::connection::client::{drive, with_cause};
use crate::server::webhook::target::{DeliveryError, connect, public};

/// How many bytes of a response body are read before the connection is closed.
const BODY_LIMIT: usize = 64 * 1024;

/// How long a response body is read.
const BODY_TIMEOUT: Duration = Duration::from_secs(1);

/// Requests a URL: by POST with a form, by GET without one; on another machine only if `anywhere`. Returns the status of the response.
pub(super) async fn deliver(
    url: &str,
    form: Option<&str>,
    anywhere: bool,
    trust: Option<&Arc<ClientConfig>>,
) -> Result<u16, DeliveryError> {
    let url = Url::parse(url)
        .map_err(|error| DeliveryError::permanent(format!("{} is not a URL: {error}", public(url))))?;
    match tokio::time::timeout(TIMEOUT, exchange(&url, form, anywhere, trust)).await {
        Ok(response) => response,
        Err(_) => Err(DeliveryError::new(&TIMED_OUT, format!("no response within {} s", TIMEOUT.as_secs()))),
    }
}

async fn exchange(
    url: &Url,
    form: Option<&str>,
    anywhere: bool,
    trust: Option<&Arc<ClientConfig>>,
) -> Result<u16, DeliveryError> {
    if url.scheme() != "https" {
        return request(connect(url, anywhere).await?, url, form).await;
    }
    let origin = url.origin().ascii_serialization();
    let Some(trust) = trust else {
        return Err(DeliveryError::permanent(format!(
            "{origin} is https and no CA is trusted: pass its CA with --callback-ca FILE, or send the callback to an http port with --callback-map {origin}=http://127.0.0.1:PORT"
        )));
    };
    let name = match url.host() {
        Some(url::Host::Domain(name)) => ServerName::try_from(name.to_owned()).ok(),
        Some(url::Host::Ipv4(ip)) => Some(ServerName::from(std::net::IpAddr::from(ip))),
        Some(url::Host::Ipv6(ip)) => Some(ServerName::from(std::net::IpAddr::from(ip))),
        None => None,
    };
    let name = name.ok_or_else(|| {
        DeliveryError::permanent(format!("the host of {origin} is not valid in a certificate"))
    })?;
    let stream = connect(url, anywhere).await?;
    let stream = TlsConnector::from(trust.clone()).connect(name, stream).await.map_err(|error| {
        DeliveryError::new(&UNREACHABLE, format!("the TLS handshake with {origin} failed: {error}"))
    })?;
    request(stream, url, form).await
}

async fn request<S: AsyncRead + AsyncWrite + Unpin + Send + 'static>(
    stream: S,
    url: &Url,
    form: Option<&str>,
) -> Result<u16, DeliveryError> {
    let broken_off = |error: hyper::Error| {
        let what = with_cause(&error);
        DeliveryError::new(&BROKEN_OFF, format!("the receiver closed the connection ({what})"))
    };
    let (mut sender, connection) = http1::handshake(TokioIo::new(stream)).await.map_err(broken_off)?;
    let call = async {
        let target = &url[Position::BeforePath..Position::AfterQuery];
        let host = &url[Position::BeforeHost..Position::AfterPort];
        let mut request = Request::builder().method(if form.is_some() { Method::POST } else { Method::GET });
        if form.is_some() {
            request = request.header(CONTENT_TYPE, "application/x-www-form-urlencoded");
        }
        let request = request
            .uri(target)
            .header(HOST, host)
            .header(USER_AGENT, concat!("cloudauth-local/", env!("CARGO_PKG_VERSION")))
            .header(CONNECTION, HeaderValue::from_static("close"))
            .body(Full::new(Bytes::from(form.unwrap_or_default().to_owned())))
            .map_err(|error| {
                DeliveryError::permanent(format!("{} cannot be requested: {error}", public(url.as_str())))
            })?;
        let response = sender.send_request(request).await.map_err(broken_off)?;
        let status = response.status().as_u16();
        // Only the status counts. The body is read so that the receiver can write it without an error.
        drop(tokio::time::timeout(BODY_TIMEOUT, drain(response.into_body())).await);
        Ok(status)
    };
    drive(call, connection, broken_off).await
}

async fn drain(mut body: Incoming) {
    let mut read = 0;
    while let Some(Ok(frame)) = body.frame().await {
        read = frame.data_ref().map_or(read, |data| data.len().saturating_add(read));
        if read > BODY_LIMIT {
            return;
        }
    }
}
