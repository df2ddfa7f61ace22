//! The signature doctor: the server knows the secret, so it can try the well-known mistakes until one of them gives the
//! signature that the client sent, and then say what to change. It runs only after a mismatch and decides nothing.

mod mistakes;
mod recipe;
mod signed_call;

use jiff::Timestamp;

use super::{Presented, Secret, v3};
use crate::contract::Call;
use crate::signature::doctor::mistakes::{MISTAKES, SignatureScheme, SigningMistake};
use crate::signature::doctor::recipe::{KeyStep, Recipe};
use crate::signature::doctor::signed_call::SignedCall;

/// Above this many bytes of parameters and body no mistake is tried.
const NOTHING_ABOVE: usize = 64 * 1024;
/// After so many bytes written and hashed the search ends, wherever it is: while one call is diagnosed its thread answers
/// no other. All mistakes and all pairs of common ones fit for calls of a usual size; of a large call, those that come
/// first.
const MOST_WORK: usize = 2 * 1024 * 1024;
/// How far from the half hour a clock may be, in seconds, and still count as set to a local time.
const SLACK: i64 = 120;
/// The largest difference between a local time and UTC, in seconds.
const FARTHEST: i64 = 14 * 3600;

/// One sentence that says what to change; called only where [`verify`](super::verify) refused. `None` where no known
/// mistake, and no two of them together, give the signature that was sent: then the secret is another one.
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
    if call.parameters.size() + call.body.len() > NOTHING_ABOVE {
        return None;
    }
    search(scheme, &SignedCall::new(call, presented, secret, claimed, MOST_WORK))
}

/// Tries the known mistakes until one of them, or two, give the signature that the client sent.
fn search(scheme: SignatureScheme, signed: &SignedCall<'_>) -> Option<String> {
    let usual = signed.texts(&Recipe::RIGHT);
    if signed.shows(&usual, &KeyStep::RIGHT) {
        let spaced = matches!(signed.presented, Presented::V3(claim) if claim.spaced);
        return spaced
            .then(|| sentence(&["remove the white space around the commas of the Authorization header"]));
    }
    let rows = || MISTAKES.iter().filter(|row| row.scheme.covers(scheme));
    let key_steps: Vec<_> =
        rows().filter_map(|row| Some((row, row.break_key_step(KeyStep::RIGHT)?))).collect();
    if let Some((row, _)) = key_steps.iter().find(|(_, key_step)| signed.shows(&usual, key_step)) {
        return Some(sentence(&[row.fix]));
    }
    let mut telling = Vec::new();
    for (row, recipe) in rows().filter_map(|row| Some((row, row.apply(Recipe::RIGHT)?))) {
        let mut texts = signed.texts(&recipe);
        // A mistake that changes nothing in this call changes nothing in a pair either.
        texts.retain(|text| !usual.contains(text));
        if signed.shows(&texts, &KeyStep::RIGHT) {
            return Some(sentence(&[row.fix]));
        }
        if row.common && !texts.is_empty() {
            telling.push((row, recipe, texts));
        }
    }
    pair(signed, &usual, &key_steps, &telling)
}

/// Tries the common mistakes two at a time.
fn pair(
    signed: &SignedCall<'_>,
    usual: &[String],
    key_steps: &[(&SigningMistake, KeyStep)],
    telling: &[(&SigningMistake, Recipe, Vec<String>)],
) -> Option<String> {
    let key_steps: Vec<_> = key_steps.iter().filter(|(row, _)| row.common).collect();
    for (index, (first, key_step)) in key_steps.iter().enumerate() {
        let spoiled = |(row, _, texts): &&(&SigningMistake, Recipe, Vec<String>)| {
            signed.shows(texts, key_step).then(|| sentence(&[row.fix, first.fix]))
        };
        if let Some(found) = telling.iter().find_map(|text| spoiled(&text)) {
            return Some(found);
        }
        let both = |second: &SigningMistake| {
            second.break_key_step(*key_step).is_some_and(|key_step| signed.shows(usual, &key_step))
        };
        if let Some((second, _)) = key_steps[index + 1..].iter().find(|(second, _)| both(second)) {
            return Some(sentence(&[first.fix, second.fix]));
        }
    }
    for (index, (first, recipe, _)) in telling.iter().enumerate() {
        let both = |second: &SigningMistake| {
            second.apply(*recipe).is_some_and(|recipe| signed.shows(&signed.texts(&recipe), &KeyStep::RIGHT))
        };
        if let Some((second, ..)) = telling[index + 1..].iter().find(|(second, ..)| both(second)) {
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
fn digest_of_other_body(call: &Call, claim: &v3::V3Claim<'_>) -> Option<&'static str> {
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

    /// The work on a wrongly signed V1 call with these parameters too, in bytes.
    fn work(parameters: &[(&str, &str)]) -> usize {
        let mut call = Call { method: Method::POST, ..Call::default() };
        call.parameters = Parameters::with_capacity(0);
        for (name, value) in KEY.iter().chain(parameters) {
            call.parameters.push(name, value, ParameterSource::Query);
        }
        let presented = crate::signature::presented(&call).unwrap();
        let Presented::V1(claim) = &presented else { panic!("no V1") };
        let secret = Secret::new("secret");
        let signed = SignedCall::new(&call, &presented, &secret, claim.signature.unwrap(), MOST_WORK);
        assert_eq!(search(SignatureScheme::V1, &signed), None);
        signed.work.get()
    }

    #[test]
    fn the_work_on_a_large_call_is_bounded() {
        let many: Vec<_> = (0..6000).map(|_| ("b", "*")).collect();
        // One step more than the bound: the query, each byte of which becomes 3, and that encoded, each 5.
        let step = NOTHING_ABOVE * 8;
        for (parameters, name) in [
            (vec![("A", "x".repeat(NOTHING_ABOVE).as_str())], "letters"),
            (vec![("A", "\u{1}*".repeat(NOTHING_ABOVE / 2).as_str())], "escapes"),
            (many, "many parameters"),
        ] {
            let work = work(&parameters);
            assert!((MOST_WORK..MOST_WORK + step).contains(&work), "{name}: {work}");
        }
    }

    #[test]
    fn a_call_of_a_usual_size_is_searched_to_the_end() {
        let meta =
            r#"{"bioMetaInfo":"4.1.0:2916352,0","deviceType":"web","ua":"Mozilla/5.0 (X11; Linux) *~"}"#;
        let style = "a b*".repeat(250);
        let work = work(&[("Action", "Initialize"), ("MetaInfo", meta), ("StyleConfig", &style)]);
        assert!(work < MOST_WORK, "{work}");
    }
}
