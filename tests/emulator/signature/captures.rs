//! Requests as real SDKs sent them: each is signed rightly, and wrongly as soon as one byte that it signs is another.

use std::path::PathBuf;

use cloudauth_local::contract::Call;
use cloudauth_local::signature::{self, Presented, Secret, timestamp};

use crate::kit::captured;
use crate::signature::verified;

fn captures() -> Vec<(String, Vec<u8>)> {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("fixtures/captures");
    let mut files: Vec<PathBuf> = folder.read_dir().unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    let read =
        |path: PathBuf| (path.file_name().unwrap().display().to_string(), std::fs::read(&path).unwrap());
    let files = files.into_iter().filter(|path| path.extension().is_some_and(|kind| kind == "http"));
    let captures: Vec<_> = files.map(read).collect();
    assert!(captures.len() >= 9, "{} captures", captures.len());
    captures
}

fn secret() -> Secret {
    Secret::new("testsecret")
}

#[test]
fn every_captured_request_is_signed_rightly() {
    for (name, bytes) in captures() {
        let call = captured::read(&bytes).unwrap();
        let presented = signature::presented(&call).unwrap();
        assert!(presented.missing().is_none(), "{name}");
        assert_eq!(presented.access_key_id(), Some("testid"), "{name}");
        assert!(presented.timestamp().and_then(timestamp::parse).is_some(), "{name}");
        signature::verify(&call, &presented, &secret())
            .unwrap_or_else(|error| panic!("{name}: {}", error.message));
        assert!(signature::doctor::diagnose(&call, &presented, &secret()).is_none(), "{name}");
    }
}

#[test]
fn a_wrong_secret_is_refused_and_the_doctor_does_not_guess() {
    let secret = Secret::new("anothersecret");
    for (name, bytes) in captures() {
        let call = captured::read(&bytes).unwrap();
        let presented = signature::presented(&call).unwrap();
        let error = signature::verify(&call, &presented, &secret).unwrap_err();
        assert_eq!(error.row.code, "SignatureDoesNotMatch", "{name}");
        assert_eq!(signature::doctor::diagnose(&call, &presented, &secret), None, "{name}");
    }
}

#[test]
fn one_changed_byte_of_what_is_signed_is_refused() {
    for (name, bytes) in captures() {
        let original = captured::read(&bytes).unwrap();
        let v1 = matches!(signature::presented(&original).unwrap(), Presented::V1(_));
        let mut refused = 0;
        for at in signed_bytes(&bytes, &original) {
            let mut changed = bytes.clone();
            changed[at] = if changed[at] == b'a' { b'b' } else { b'a' };
            let Some(call) = captured::read(&changed) else { continue };
            // V1 signs what a form says, not how its escapes are spelled.
            let same = call.parameters == original.parameters
                && call.headers == original.headers
                && (v1 || call.body == original.body)
                && call.method == original.method;
            if !same {
                let changed = String::from_utf8_lossy(&changed[at.saturating_sub(20)..=at]).into_owned();
                assert!(verified(&call, &secret()).is_err(), "{name}: passed with …{changed} at {at}");
                refused += 1;
            }
        }
        assert!(refused > 1000, "{name}: only {refused} bytes were tried");
    }
}

#[test]
fn a_byte_more_in_the_body_is_refused() {
    for (name, bytes) in captures() {
        let mut call = captured::read(&bytes).unwrap();
        let presented = signature::presented(&call).unwrap();
        if matches!(presented, Presented::V3(_)) {
            call.body = [&call.body[..], b" "].concat().into();
            let error = verified(&call, &secret()).unwrap_err();
            assert_eq!(error.row.code, "ContentSHA256NotMatched", "{name}");
        }
    }
}

/// The places of letters and digits that the signature covers, and of the signature itself.
fn signed_bytes(bytes: &[u8], call: &Call) -> Vec<usize> {
    let presented = signature::presented(call).unwrap();
    let head = bytes.windows(4).position(|window| window == b"\r\n\r\n").unwrap();
    let mut ranges = Vec::new();
    let mut start = 0;
    for line in bytes[..head].split(|byte| *byte == b'\n') {
        let text = String::from_utf8_lossy(line);
        let name = text.split(':').next().unwrap_or_default().to_ascii_lowercase();
        let covered = match &presented {
            Presented::V3(claim) => {
                // The access key stands in front of SignedHeaders and is looked up, not signed.
                if name == "authorization" {
                    ranges.push(start + text.find("SignedHeaders=").unwrap()..start + line.len());
                }
                claim.signed_headers.split(';').any(|signed| signed == name)
            }
            _ => false,
        };
        if start == 0 {
            ranges.push(0..text.rfind(" HTTP/").unwrap());
        } else if covered {
            ranges.push(start + name.len() + 1..start + line.len());
        }
        start += line.len() + 1;
    }
    ranges.push(head + 4..bytes.len());
    ranges.into_iter().flatten().filter(|at| bytes[*at].is_ascii_alphanumeric()).collect()
}
