//! The bodies of answers: nearly always whole, without a box on the way; else a stream.

use bytes::Bytes;
use http_body_util::{Either, Full};

use super::admin::Events;

/// The body of an answer.
pub(super) type ResponseBody = Either<Full<Bytes>, Events>;

/// A body that is there already.
pub(super) fn whole(bytes: impl Into<Bytes>) -> ResponseBody {
    Either::Left(Full::new(bytes.into()))
}
