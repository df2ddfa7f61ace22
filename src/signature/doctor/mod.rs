//! Diagnoses signatures that do not match. The emulator knows the secret, so it can reproduce known client mistakes
//! until one of them gives the signature that was sent, and then say what to change. Runs only after a mismatch and
//! never changes the response.

mod mistakes;
mod other_secret;
mod recipe;
mod signed_call;

pub use crate::signature::doctor::other_secret::other_secret;

use jiff::Timestamp;

use super::{Presented, Secret, v3};
use crate::contract::Call;
use crate::signature::doctor::mistakes::{MISTAKES, SignatureScheme, SigningMistake};
use crate::signature::doctor::recipe::{KeyStep, Recipe};
use crate::signature::doctor::signed_call::SignedCall;
use crate::signature::v3::Spacing;

/// The largest call that is diagnosed: bytes of query, headers and body.
const MAX_CALL_SIZE: usize = 64 * 1024;
/// The budget of one diagnosis, in bytes written and hashed: its thread serves no other call meanwhile. Enough for all
/// mistakes and all pairs of common ones in a call of correct size; in a large call, for the first rows.
const MAX_WORK: usize = 2 * 1024 * 1024;
/// How far from a whole half hour an offset may be, in seconds, to count as a time zone.
const TOLERANCE: i64 = 120;
/// The largest difference between a local time and UTC, in seconds.
const MAX_OFFSET: i64 = 14 * 3600;

/// One sentence that says what to change, for a call that [`verify`](super::verify) refused. `None` if no known mistake
/// and no pair of common ones gives the signature that was sent; most likely the secret is a different one.
#[must_use]
pub fn diagnose(call: &Call, presented: &Presented<'_>, secret: &Secret) -> Option<String> {
    let (scheme, claimed) = match presented {
        Presented::V1(claim) => (SignatureScheme::V1, claim.signature?),
        Presented::V3(claim) => (SignatureScheme::V3, claim.signature),
        Presented::Bearer | Presented::Unsigned => return None,
    };
    if let Presented::V3(claim) = presented
        && let Some(found) = digest_of_other_body(call, claim)
    {
        return Some(sentence(&[found]));
    }
    if call.size() > MAX_CALL_SIZE {
        return None;
    }
    search(scheme, &SignedCall::new(call, presented, secret, claimed, MAX_WORK))
}

/// Tries the known mistakes, then pairs of them, until the signature is the one that the client sent.
fn search(scheme: SignatureScheme, signed: &SignedCall<'_>) -> Option<String> {
    let correct = signed.strings(&Recipe::RIGHT);
    if signed.gives_claimed(&correct, &KeyStep::RIGHT) {
        let Presented::V3(claim) = signed.presented else { return None };
        return match claim.spacing {
            Spacing::None => None,
            Spacing::AccessKeyId => Some(sentence(&["remove the white space behind the AccessKeyId"])),
            Spacing::Parts => {
                Some(sentence(&["remove the white space around the commas of the Authorization header"]))
            }
        };
    }
    let rows = || MISTAKES.iter().filter(|row| row.scheme.covers(scheme));
    let key_steps: Vec<_> =
        rows().filter_map(|row| Some((row, row.break_key_step(KeyStep::RIGHT)?))).collect();
    if let Some((row, _)) = key_steps.iter().find(|(_, key_step)| signed.gives_claimed(&correct, key_step)) {
        return Some(sentence(&[row.fix]));
    }
    let mut effective = Vec::new();
    for (row, recipe) in rows().filter_map(|row| Some((row, row.apply(Recipe::RIGHT)?))) {
        let mut strings = signed.strings(&recipe);
        // A mistake that changes nothing in this call changes nothing in a pair either.
        strings.retain(|string| !correct.contains(string));
        if signed.gives_claimed(&strings, &KeyStep::RIGHT) {
            return Some(sentence(&[row.fix]));
        }
        if row.common && !strings.is_empty() {
            effective.push((row, recipe, strings));
        }
    }
    pair(signed, &correct, &key_steps, &effective)
}

/// Tries the common mistakes two at a time.
fn pair(
    signed: &SignedCall<'_>,
    correct: &[String],
    key_steps: &[(&SigningMistake, KeyStep)],
    effective: &[(&SigningMistake, Recipe, Vec<String>)],
) -> Option<String> {
    let key_steps: Vec<_> = key_steps.iter().filter(|(row, _)| row.common).collect();
    for (index, (first, key_step)) in key_steps.iter().enumerate() {
        let with_key_step = |(row, _, strings): &&(&SigningMistake, Recipe, Vec<String>)| {
            signed.gives_claimed(strings, key_step).then(|| sentence(&[row.fix, first.fix]))
        };
        if let Some(found) = effective.iter().find_map(|candidate| with_key_step(&candidate)) {
            return Some(found);
        }
        let both = |second: &SigningMistake| {
            second.break_key_step(*key_step).is_some_and(|key_step| signed.gives_claimed(correct, &key_step))
        };
        if let Some((second, _)) = key_steps[index + 1..].iter().find(|(second, _)| both(second)) {
            return Some(sentence(&[first.fix, second.fix]));
        }
    }
    for (index, (first, recipe, _)) in effective.iter().enumerate() {
        let both = |second: &SigningMistake| {
            second
                .apply(*recipe)
                .is_some_and(|recipe| signed.gives_claimed(&signed.strings(&recipe), &KeyStep::RIGHT))
        };
        if let Some((second, ..)) = effective[index + 1..].iter().find(|(second, ..)| both(second)) {
            return Some(sentence(&[first.fix, second.fix]));
        }
    }
    None
}

/// A hint for a timestamp that is off by a multiple of half an hour, up to 14 hours.
#[must_use]
pub fn clock_offset(claimed: Timestamp, now: Timestamp) -> Option<String> {
    let off = claimed.as_second() - now.as_second();
    let halves = (off.abs() + 900) / 1800;
    let rounded = halves * 1800;
    if halves == 0 || rounded > MAX_OFFSET || (off.abs() - rounded).abs() > TOLERANCE {
        return None;
    }
    let (hours, minutes) = (halves / 2, halves % 2 * 30);
    let (side, sign) = if off > 0 { ("ahead of", '+') } else { ("behind", '-') };
    Some(format!(
        "The timestamp is {hours}:{minutes:02} h {side} UTC, as the local time of UTC{sign}{hours:02}:{minutes:02} is: \
         send the time in UTC."
    ))
}

/// The fix for an `x-acs-content-sha256` that is not the digest of the body; `None` if the mistake is not known.
fn digest_of_other_body(call: &Call, claim: &v3::V3Claim<'_>) -> Option<&'static str> {
    let declared = claim.digest.filter(|string| !string.is_empty())?;
    let digest = v3::digest(&call.body);
    if declared.as_bytes().eq_ignore_ascii_case(&digest) {
        return None;
    }
    let digest = String::from_utf8_lossy(&digest);
    if declared.eq_ignore_ascii_case("UNSIGNED-PAYLOAD") {
        Some(
            "send the SHA-256 of the body in x-acs-content-sha256; UNSIGNED-PAYLOAD belongs to another service",
        )
    } else if declared.as_bytes() == v3::digest(&[]) {
        Some(
            "compute x-acs-content-sha256 over the body that is sent, since it is the digest of an empty one",
        )
    } else if call.body.is_empty() {
        Some("send the body that x-acs-content-sha256 was computed over, or the digest of an empty one")
    } else if signed_call::base64_of_hex(&digest) == declared {
        Some("write x-acs-content-sha256 in lower-case hex, not in base64")
    } else {
        None
    }
}

fn sentence(fixes: &[&str]) -> String {
    format!("To make the signature match, {}.", fixes.join(", and "))
}

#[cfg(test)]
mod tests {
    use http::Method;

    use super::*;
    use crate::contract::{ParameterSource, Parameters};

    const KEY: &[(&str, &str)] = &[
        ("SignatureMethod", "HMAC-SHA1"),
        ("SignatureVersion", "1.0"),
        ("AccessKeyId", "testid"),
        ("SignatureNonce", "n"),
        ("Timestamp", "2026-01-01T00:00:00Z"),
        ("Signature", "AAAAAAAAAAAAAAAAAAAAAAAAAAA="),
    ];

    /// The work spent on a wrongly signed V1 call with these additional parameters, in bytes.
    fn work(parameters: &[(&str, &str)]) -> usize {
        let mut call = Call { method: Method::POST, ..Call::default() };
        call.parameters = Parameters::with_capacity(0);
        for (name, value) in KEY.iter().chain(parameters) {
            call.parameters.push(name, value, ParameterSource::Query);
        }
        let presented = crate::signature::presented(&call).unwrap();
        let Presented::V1(claim) = &presented else { panic!("no V1") };
        let secret = Secret::new("secret");
        let signed = SignedCall::new(&call, &presented, &secret, claim.signature.unwrap(), MAX_WORK);
        assert_eq!(search(SignatureScheme::V1, &signed), None);
        signed.work.get()
    }

    #[test]
    fn the_work_on_a_large_call_is_bounded() {
        let many: Vec<_> = (0..6000).map(|_| ("b", "*")).collect();
        // The budget may be exceeded by one step: encoding the query (3 bytes for each) and encoding it again (5).
        let step = MAX_CALL_SIZE * 8;
        for (parameters, name) in [
            (vec![("A", "x".repeat(MAX_CALL_SIZE).as_str())], "letters"),
            (vec![("A", "\u{1}*".repeat(MAX_CALL_SIZE / 2).as_str())], "escapes"),
            (many, "many parameters"),
        ] {
            let work = work(&parameters);
            assert!((MAX_WORK..MAX_WORK + step).contains(&work), "{name}: {work}");
        }
    }

    #[test]
    fn a_call_of_a_usual_size_is_searched_to_the_end() {
        let meta =
            r#"{"bioMetaInfo":"4.1.0:2916352,0","deviceType":"web","ua":"Mozilla/5.0 (X11; Linux) *~"}"#;
        let style = "a b*".repeat(250);
        let work = work(&[("Action", "Initialize"), ("MetaInfo", meta), ("StyleConfig", &style)]);
        assert!(work < MAX_WORK, "{work}");
    }
}
