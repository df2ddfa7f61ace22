//! The vendor's own examples.

use cloudauth_local::contract::Call;
use cloudauth_local::signature::{self, Presented, Secret};
use http::Method;

use crate::signature::signer::{Request, pairs};
use crate::signature::verified;

/// The vendor's example of V1: the parameters of a GET, signed with the secret `testsecret`.
pub(super) const V1_PARAMETERS: [(&str, &str); 9] = [
    ("AccessKeyId", "testid"),
    ("Action", "DescribeDedicatedHosts"),
    ("Format", "JSON"),
    ("RegionId", "cn-beijing"),
    ("SignatureMethod", "HMAC-SHA1"),
    ("SignatureNonce", "edb2b34af0af9a6d14deaf7c1a5315eb"),
    ("SignatureVersion", "1.0"),
    ("Timestamp", "2023-03-13T08:34:30Z"),
    ("Version", "2014-05-26"),
];
/// Its signature, as published.
pub(super) const V1_SIGNATURE: &str = "9NaGiOspFP5UPcwX8Iwt2YJXXuk=";

/// The vendor's example of V3: the query of a POST with an empty body, signed with the secret `YourAccessKeySecret`.
pub(super) const V3_QUERY: [(&str, &str); 2] =
    [("ImageId", "win2019_1809_x64_dtc_zh-cn_40G_alibase_20230811.vhd"), ("RegionId", "cn-shanghai")];
/// Its headers.
pub(super) const V3_HEADERS: [(&str, &str); 6] = [
    ("host", "ecs.cn-shanghai.aliyuncs.com"),
    ("x-acs-action", "RunInstances"),
    ("x-acs-content-sha256", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
    ("x-acs-date", "2023-10-26T10:22:32Z"),
    ("x-acs-signature-nonce", "3156853299f313e23d1673dc12e1703d"),
    ("x-acs-version", "2014-05-26"),
];
/// Its signature, as published.
pub(super) const V3_SIGNATURE: &str = "06563a9e1b43f5dfe96b81484da74bceab24a1d853912eee15083a6f0f3283c0";

fn v1() -> Call {
    let query = [&V1_PARAMETERS[..], &[("Signature", V1_SIGNATURE)]].concat();
    Request { method: "GET", query: pairs(&query), form: vec![], headers: vec![] }.call()
}

fn v3() -> Call {
    let signed = V3_HEADERS.map(|(name, _)| name).join(";");
    let authorization = format!(
        "ACS3-HMAC-SHA256 Credential=YourAccessKeyId,SignedHeaders={signed},Signature={V3_SIGNATURE}"
    );
    let headers = [&V3_HEADERS[..], &[("authorization", &authorization)]].concat();
    Request { method: "POST", query: pairs(&V3_QUERY), form: vec![], headers: pairs(&headers) }.call()
}

#[test]
fn the_vendors_v1_example_holds() {
    let call = v1();
    assert!(matches!(signature::presented(&call).unwrap(), Presented::V1(_)));
    verified(&call, &Secret::new("testsecret")).unwrap();
}

#[test]
fn the_vendors_v3_example_holds() {
    let call = v3();
    assert!(matches!(signature::presented(&call).unwrap(), Presented::V3(_)));
    verified(&call, &Secret::new("YourAccessKeySecret")).unwrap();
}

#[test]
fn the_v1_refusal_is_cut_at_its_first_colon_into_the_string_to_sign() {
    let mut call = v1();
    call.method = Method::POST;
    let error = verified(&call, &Secret::new("testsecret")).unwrap_err();
    assert_eq!(
        error.message.split(':').collect::<Vec<_>>(),
        [
            "Specified signature is not matched with our calculation. server string to sign is",
            "POST&%2F&AccessKeyId%3Dtestid%26Action%3DDescribeDedicatedHosts%26Format%3DJSON%26RegionId%3Dcn-beijing\
             %26SignatureMethod%3DHMAC-SHA1%26SignatureNonce%3Dedb2b34af0af9a6d14deaf7c1a5315eb\
             %26SignatureVersion%3D1.0%26Timestamp%3D2023-03-13T08%253A34%253A30Z%26Version%3D2014-05-26",
        ]
    );
}

#[test]
fn the_v3_refusal_shows_the_string_to_sign_and_the_canonical_request() {
    let error = verified(&v3(), &Secret::new("another")).unwrap_err();
    assert_eq!(
        error.message,
        "Specified signature does not match our calculation. server StringToSign is [ACS3-HMAC-SHA256\n\
         7ea06492da5221eba5297e897ce16e55f964061054b7695beedaac1145b1e259] server CanonicalRequest is [POST\n/\n\
         ImageId=win2019_1809_x64_dtc_zh-cn_40G_alibase_20230811.vhd&RegionId=cn-shanghai\n\
         host:ecs.cn-shanghai.aliyuncs.com\nx-acs-action:RunInstances\n\
         x-acs-content-sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855\n\
         x-acs-date:2023-10-26T10:22:32Z\nx-acs-signature-nonce:3156853299f313e23d1673dc12e1703d\n\
         x-acs-version:2014-05-26\n\n\
         host;x-acs-action;x-acs-content-sha256;x-acs-date;x-acs-signature-nonce;x-acs-version\n\
         e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855]"
    );
}

#[test]
fn a_secret_is_not_printed() {
    assert!(!format!("{:?}", Secret::new("testsecret")).contains("testsecret"));
}
