//! The signer that the program sends with, against the vendor's examples and against the verification.

use cloudauth_local::signature::{Secret, sign};

use crate::signature::signer::{Request, pairs};
use crate::signature::verified;

#[test]
fn the_vendors_v1_example_is_signed_as_published() {
    let parameters = pairs(&[
        ("Version", "2014-05-26"),
        ("AccessKeyId", "testid"),
        ("Action", "DescribeDedicatedHosts"),
        ("Format", "JSON"),
        ("RegionId", "cn-beijing"),
        ("SignatureMethod", "HMAC-SHA1"),
        ("SignatureNonce", "edb2b34af0af9a6d14deaf7c1a5315eb"),
        ("SignatureVersion", "1.0"),
        ("Timestamp", "2023-03-13T08:34:30Z"),
    ]);
    let signed = sign::by_v1(&Secret::new("testsecret"), "GET", &parameters);
    assert_eq!(signed.value, "9NaGiOspFP5UPcwX8Iwt2YJXXuk=");
    assert!(signed.string_to_sign.starts_with("GET&%2F&AccessKeyId%3Dtestid%26Action%3D"));
}

#[test]
fn the_vendors_v3_example_is_signed_as_published() {
    let digest = sign::content_sha256(b"");
    let query = pairs(&[
        ("RegionId", "cn-shanghai"),
        ("ImageId", "win2019_1809_x64_dtc_zh-cn_40G_alibase_20230811.vhd"),
    ]);
    let headers = pairs(&[
        ("x-acs-version", "2014-05-26"),
        ("host", "ecs.cn-shanghai.aliyuncs.com"),
        ("x-acs-action", "RunInstances"),
        ("x-acs-content-sha256", &digest),
        ("x-acs-date", "2023-10-26T10:22:32Z"),
        ("x-acs-signature-nonce", "3156853299f313e23d1673dc12e1703d"),
    ]);
    let secret = Secret::new("YourAccessKeySecret");
    let signed = sign::by_v3(&secret, "YourAccessKeyId", "POST", &query, &headers, &digest);
    let published = "Signature=06563a9e1b43f5dfe96b81484da74bceab24a1d853912eee15083a6f0f3283c0";
    assert!(signed.value.ends_with(published), "{}", signed.value);
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
