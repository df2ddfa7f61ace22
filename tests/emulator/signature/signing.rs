//! The signer that the program sends with, against the vendor's examples and against the verification.

use cloudauth_local::signature::{Secret, sign};

use crate::signature::signer::{Request, pairs};
use crate::signature::vectors::{V1_PARAMETERS, V1_SIGNATURE, V3_HEADERS, V3_QUERY, V3_SIGNATURE};
use crate::signature::verified;

/// In another order than they are signed in.
fn backwards(published: &[(&str, &str)]) -> Vec<(String, String)> {
    pairs(&published.iter().rev().copied().collect::<Vec<_>>())
}

#[test]
fn the_vendors_v1_example_is_signed_as_published() {
    let signed = sign::by_v1(&Secret::new("testsecret"), "GET", &backwards(&V1_PARAMETERS));
    assert_eq!(signed.value, V1_SIGNATURE);
    assert!(signed.string_to_sign.starts_with("GET&%2F&AccessKeyId%3Dtestid%26Action%3D"));
}

#[test]
fn the_vendors_v3_example_is_signed_as_published() {
    let digest = sign::content_sha256(b"");
    let secret = Secret::new("YourAccessKeySecret");
    let (query, headers) = (backwards(&V3_QUERY), backwards(&V3_HEADERS));
    let signed = sign::by_v3(&secret, "YourAccessKeyId", "POST", &query, &headers, &digest);
    assert!(signed.value.ends_with(&format!("Signature={V3_SIGNATURE}")), "{}", signed.value);
}

#[test]
fn what_it_signs_is_verified_whatever_the_characters() {
    let secret = Secret::new("testsecret");
    let mut v1 = Request::awkward();
    v1.query.extend(pairs(&[
        ("AccessKeyId", "testid"),
        ("SignatureMethod", "HMAC-SHA1"),
        ("SignatureNonce", "1"),
        ("SignatureVersion", "1.0"),
        ("Timestamp", "2026-11-22T22:00:01Z"),
    ]));
    let signed = sign::by_v1(&secret, "POST", &v1.query);
    v1.query.push(("Signature".to_owned(), signed.value));
    verified(&v1.call(), &secret).unwrap();

    let mut v3 = Request::awkward();
    v3.headers = pairs(&[
        ("host", "127.0.0.1:8809"),
        ("x-acs-action", "Initialize"),
        ("x-acs-date", "2026-11-22T22:00:01Z"),
        ("x-acs-signature-nonce", "1"),
    ]);
    let digest = sign::content_sha256(b"");
    let signed = sign::by_v3(&secret, "testid", "POST", &v3.query, &v3.headers, &digest);
    v3.headers.push(("authorization".to_owned(), signed.value));
    verified(&v3.call(), &secret).unwrap();
}
