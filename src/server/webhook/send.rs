//! One GET to a receiver, over HTTP or HTTPS. Never follows a redirect.

use std::time::Duration;

use http::header::{CONNECTION, HOST, HeaderValue, USER_AGENT};
use http::{Method, Request};
use http_body_util::{BodyExt, Empty};
use hyper::body::{Bytes, Incoming};
use hyper::client::conn::http1;
use hyper_util::rt::TokioIo;
use rustls::pki_types::ServerName;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio_rustls::TlsConnector;
use url::{Position, Url};

use crate::contract::callback::TIME_OUT;
use crate::contract::coverage_event::{BROKEN_OFF, TIMED_OUT, UNREACHABLE};
use crate::server::webhook::WebhookSettings;
use crate::server::webhook::target::{DeliveryError, connect, public};

/// How much of an answer's body is read before the connection is closed.
const BODY_BOUND: usize = 64 * 1024;

/// How long an answer's body is read.
const BODY_TIME: Duration = Duration::from_secs(1);

/// Calls a URL and returns the status of the answer.
pub(super) async fn get(url: &str, settings: &WebhookSettings) -> Result<u16, DeliveryError> {
    let url = Url::parse(url)
        .map_err(|error| DeliveryError::hopeless(format!("{} is no URL: {error}", public(url))))?;
    match tokio::time::timeout(TIME_OUT, talk(&url, settings)).await {
        Ok(answer) => answer,
        Err(_) => Err(DeliveryError::new(&TIMED_OUT, format!("no answer within {} s", TIME_OUT.as_secs()))),
    }
}

async fn talk(url: &Url, settings: &WebhookSettings) -> Result<u16, DeliveryError> {
    if url.scheme() != "https" {
        return request(connect(url, settings.anywhere).await?, url).await;
    }
    let origin = url.origin().ascii_serialization();
    let Some(trust) = &settings.trust else {
        return Err(DeliveryError::hopeless(format!(
            "{origin} speaks https and nobody is trusted: name its CA with --callback-ca FILE, or send it to a plain port with --callback-map {origin}=http://127.0.0.1:PORT"
        )));
    };
    let name = match url.host() {
        Some(url::Host::Domain(name)) => ServerName::try_from(name.to_owned()).ok(),
        Some(url::Host::Ipv4(ip)) => Some(ServerName::from(std::net::IpAddr::from(ip))),
        Some(url::Host::Ipv6(ip)) => Some(ServerName::from(std::net::IpAddr::from(ip))),
        None => None,
    };
    let name = name.ok_or_else(|| {
        DeliveryError::hopeless(format!("{origin} has no name that a certificate can hold"))
    })?;
    let stream = connect(url, settings.anywhere).await?;
    let stream = TlsConnector::from(trust.clone())
        .connect(name, stream)
        .await
        .map_err(|error| DeliveryError::new(&UNREACHABLE, format!("no TLS with {origin}: {error}")))?;
    request(stream, url).await
}

async fn request<S: AsyncRead + AsyncWrite + Unpin + Send + 'static>(
    stream: S,
    url: &Url,
) -> Result<u16, DeliveryError> {
    let broken = |error: hyper::Error| {
        use std::error::Error as _;
        let cause = error.source().map(|cause| format!(": {cause}")).unwrap_or_default();
        DeliveryError::new(&BROKEN_OFF, format!("the receiver broke off ({error}{cause})"))
    };
    let (mut sender, connection) = http1::handshake(TokioIo::new(stream)).await.map_err(broken)?;
    let talking = async {
        let target = &url[Position::BeforePath..Position::AfterQuery];
        let host = &url[Position::BeforeHost..Position::AfterPort];
        let request = Request::builder()
            .method(Method::GET)
            .uri(target)
            .header(HOST, host)
            .header(USER_AGENT, concat!("cloudauth-local/", env!("CARGO_PKG_VERSION")))
            .header(CONNECTION, HeaderValue::from_static("close"))
            .body(Empty::<Bytes>::new())
            .map_err(|error| {
                DeliveryError::hopeless(format!("{} cannot be asked for: {error}", public(url.as_str())))
            })?;
        let answer = sender.send_request(request).await.map_err(broken)?;
        let status = answer.status().as_u16();
        // The status is the answer. The body is heard out for the receiver's sake, and changes nothing.
        drop(tokio::time::timeout(BODY_TIME, drain(answer.into_body())).await);
        Ok(status)
    };
    tokio::pin!(talking, connection);
    tokio::select! {
        biased;
        answer = &mut talking => answer,
        ended = &mut connection => match (ended, talking.await) {
            (Err(error), Err(_)) => Err(broken(error)),
            (_, answer) => answer,
        },
    }
}

async fn drain(mut body: Incoming) {
    let mut seen = 0;
    while let Some(Ok(frame)) = body.frame().await {
        seen += frame.data_ref().map_or(0, Bytes::len);
        if seen > BODY_BOUND {
            return;
        }
    }
}
