//! Both signatures against the vendor's vectors, captured requests and random calls, and the doctor against mistakes
//! made on purpose. The signer here is written apart from the library, so that neither can hide the other's faults.
#![allow(
    clippy::format_collect,
    clippy::assigning_clones,
    clippy::too_many_lines,
    reason = "tables, in no hurry"
)]

mod captures;
mod diagnoses;
mod presented;
mod random;
mod signer;
mod signing;
mod timestamps;
mod vectors;

use cloudauth_local::contract::{ApiError, Call};
use cloudauth_local::signature::{self, Secret};

/// What is checked of a call before its account is looked at: what it presents, that it is whole, and the signature.
fn verified(call: &Call, secret: &Secret) -> Result<(), ApiError> {
    let presented = signature::presented(call)?;
    if let Some(error) = presented.missing() {
        return Err(error);
    }
    signature::verify(call, &presented, secret).map(drop)
}
