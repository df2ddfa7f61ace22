//! Bodies: how those of requests are read, and those of responses, complete or streamed.

pub(in crate::server) mod chunks;
pub(in crate::server) mod request;

use std::convert::Infallible;
use std::pin::Pin;
use std::task::{Context, Poll};

use bytes::Bytes;
use http_body_util::{Either, Full};
use hyper::body::{Body, Frame};

use crate::server::admin::Events;
use crate::server::body::chunks::ChunkBody;

/// The body of a response.
pub(in crate::server) type ResponseBody = Either<Full<Bytes>, StreamedBody>;

/// A body that is made while it is sent.
pub(in crate::server) enum StreamedBody {
    /// Events, without an end.
    Events(Box<Events>),
    /// A long document.
    Chunks(Box<ChunkBody>),
}

/// A complete body.
pub(in crate::server) fn complete(bytes: impl Into<Bytes>) -> ResponseBody {
    Either::Left(Full::new(bytes.into()))
}

impl Body for StreamedBody {
    type Data = Bytes;
    type Error = Infallible;

    fn poll_frame(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Infallible>>> {
        match self.get_mut() {
            Self::Events(events) => Pin::new(&mut **events).poll_frame(context),
            Self::Chunks(chunks) => chunks.poll_chunk(context),
        }
    }
}
