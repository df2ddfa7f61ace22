//! Response bodies: complete, or a stream of events.

use bytes::Bytes;
use http_body_util::{Either, Full};

use super::admin::Events;

/// The body of a response.
pub(super) type ResponseBody = Either<Full<Bytes>, Events>;

/// A complete body.
pub(super) fn complete(bytes: impl Into<Bytes>) -> ResponseBody {
    Either::Left(Full::new(bytes.into()))
}
