//! The signature doctor: the server knows the secret, so it can try the well-known mistakes until one of them gives the
//! signature that the client sent, and then say what to change. It runs only after a mismatch and decides nothing.

mod mistakes;
mod patient;
mod recipe;

use jiff::Timestamp;

use super::{Presented, Secret, v3};
use crate::contract::Call;
use mistakes::{MISTAKES, Mistake, Scheme};
use patient::Patient;
use recipe::Recipe;

/// Above this many bytes of parameters and body, mistakes are tried one at a time and not in pairs.
const PAIRS_UP_TO: usize = 8 * 1024;
/// How far from the half hour a clock may be, in seconds, and still count as set to a local time.
const SLACK: i64 = 120;
/// The largest difference between a local time and UTC, in seconds.
const FARTHEST: i64 = 14 * 3600;

/// One sentence that says what to change; called only where [`verify`](super::verify) refused. `None` where no known
/// mistake, and no two of them together, give the signature that was sent: then the secret is another one.
#[must_use]
pub fn diagnose(call: &Call, presented: &Presented<'_>, secret: &Secret) -> Option<String> {
    let (scheme, claimed) = match presented {
        Presented::V1(claim) => (Scheme::V1, claim.signature?),
        Presented::V3(claim) => (Scheme::V3, claim.signature),
        Presented::Bearer | Presented::Unsigned => return None,
    };
    if let Presented::V3(claim) = presented
        && let Some(found) = foreign_digest(call, claim)
    {
        return Some(sentence(&[found]));
    }
    let patient = Patient { call, presented, secret, claimed };
    let right = Recipe::RIGHT;
    if patient.shows(&right) {
        let spaced = matches!(presented, Presented::V3(claim) if claim.spaced);
        return spaced
            .then(|| sentence(&["remove the white space around the commas of the Authorization header"]));
    }
    let candidates: Vec<&Mistake> = MISTAKES.iter().filter(|row| row.scheme.covers(scheme)).collect();
    let made = |rows: &[&Mistake]| {
        let mut recipe = right;
        for row in rows {
            (row.make)(&mut recipe);
        }
        recipe
    };
    if let Some(row) = candidates.iter().find(|row| patient.shows(&made(&[row]))) {
        return Some(sentence(&[row.fix]));
    }
    if call.parameters.size() + call.body.len() > PAIRS_UP_TO {
        return None;
    }
    // A mistake that changes nothing in this call changes nothing in a pair either.
    let usual = patient.sign(&right);
    let telling: Vec<&Mistake> =
        candidates.into_iter().filter(|row| patient.sign(&made(&[row])) != usual).collect();
    for (index, first) in telling.iter().enumerate() {
        if let Some(second) =
            telling[index + 1..].iter().find(|second| patient.shows(&made(&[first, second])))
        {
            return Some(sentence(&[first.fix, second.fix]));
        }
    }
    None
}

/// A hint for a time stamp that is off by whole or half hours, up to 14 of them.
#[must_use]
pub fn clock_offset(claimed: Timestamp, now: Timestamp) -> Option<String> {
    let off = claimed.as_second() - now.as_second();
    let halves = (off.abs() + 900) / 1800;
    let rounded = halves * 1800;
    if halves == 0 || rounded > FARTHEST || (off.abs() - rounded).abs() > SLACK {
        return None;
    }
    let (hours, minutes) = (halves / 2, halves % 2 * 30);
    let (side, sign) = if off > 0 { ("ahead of", '+') } else { ("behind", '-') };
    Some(format!(
        "The time stamp is {hours}:{minutes:02} h {side} UTC, as the local time of UTC{sign}{hours:02}:{minutes:02} is: \
         send the time in UTC."
    ))
}

/// What is wrong with an `x-acs-content-sha256` that is not the digest of the body, where that can be told.
fn foreign_digest(call: &Call, claim: &v3::Claim<'_>) -> Option<&'static str> {
    let declared = claim.digest.filter(|text| !text.is_empty())?;
    let digest = v3::digest(&call.body);
    if declared.as_bytes().eq_ignore_ascii_case(&digest) {
        return None;
    }
    let digest = String::from_utf8_lossy(&digest);
    if declared.eq_ignore_ascii_case("UNSIGNED-PAYLOAD") {
        Some(
            "send the SHA-256 of the body in x-acs-content-sha256, since UNSIGNED-PAYLOAD is another service's",
        )
    } else if declared.as_bytes() == v3::digest(&[]) {
        Some("make x-acs-content-sha256 of the body that is sent, since it is the digest of an empty one")
    } else if call.body.is_empty() {
        Some("send the body that x-acs-content-sha256 was made of, or the digest of an empty one")
    } else if patient::base64_of_hex(&digest) == declared {
        Some("write x-acs-content-sha256 in lower-case hex, not in base64")
    } else {
        None
    }
}

fn sentence(fixes: &[&str]) -> String {
    format!("To make the signature match, {}.", fixes.join(", and "))
}
