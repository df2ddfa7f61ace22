//! Probes of what identifies the caller: common parameters, both signatures, timestamps, nonces, and which of two faults
//! is reported first.

use http::Method;

use crate::parity::draft::{Draft, SignedBy};
use crate::parity::probes::gateway::{Row, unsigned, v1, v3};

pub(super) const COMMON: &[Row] = &[
    ("unsigned", "A call without a signature.", &["error MissingAccessKeyId"], || vec![unsigned()]),
    ("missing/AccessKeyId", "A V1 call without AccessKeyId.", &["error MissingAccessKeyId"], || {
        vec![v1().leave_out("AccessKeyId")]
    }),
    ("missing/Signature", "A V1 call without Signature.", &["error MissingSignature"], || {
        vec![v1().leave_out_after_signing("Signature")]
    }),
    (
        "missing/SignatureMethod",
        "A V1 call without SignatureMethod.",
        &["error MissingSignatureMethod"],
        || vec![v1().leave_out("SignatureMethod")],
    ),
    (
        "missing/SignatureVersion",
        "A V1 call without SignatureVersion.",
        &["error MissingSignatureVersion"],
        || vec![v1().leave_out("SignatureVersion")],
    ),
    ("missing/SignatureNonce", "A V1 call without SignatureNonce.", &["error MissingSignatureNonce"], || {
        vec![v1().leave_out("SignatureNonce")]
    }),
    ("missing/Timestamp", "A V1 call without Timestamp.", &["error MissingTimestamp"], || {
        vec![v1().leave_out("Timestamp")]
    }),
    (
        "missing/TimeStamp",
        "A V1 call with TimeStamp in place of Timestamp.",
        &["error MissingTimestamp"],
        || vec![v1().leave_out("Timestamp").set("TimeStamp", "{now}")],
    ),
    ("missing/x-acs-date", "A V3 call without x-acs-date.", &["error MissingTimestamp"], || {
        vec![v3().leave_out("x-acs-date")]
    }),
    (
        "missing/x-acs-signature-nonce",
        "A V3 call without x-acs-signature-nonce.",
        &["error MissingSignatureNonce"],
        || vec![v3().leave_out("x-acs-signature-nonce")],
    ),
];

pub(super) const SIGNATURES: &[Row] = &[
    ("key/unknown", "A key that does not exist.", &["error InvalidAccessKeyId.NotFound"], || {
        vec![v1().set("AccessKeyId", "LTAIcloudauthlocalprobe")]
    }),
    ("key/with-a-space", "The key with a space behind it.", &["error InvalidAccessKeyId.NotFound"], || {
        vec![v1().set("AccessKeyId", "{accessKeyId} ")]
    }),
    (
        "signature/wrong-secret-v1",
        "A V1 signature of another secret.",
        &["error SignatureDoesNotMatch", "behaviour signature.v1-message"],
        || vec![v1().with_wrong_secret()],
    ),
    (
        "signature/wrong-secret-v3",
        "A V3 signature of another secret.",
        &["error SignatureDoesNotMatch", "behaviour signature.v3-message"],
        || vec![v3().with_wrong_secret()],
    ),
    (
        "signature/long-message",
        "A wrong signature whose message is longer than 1 KB.",
        &["behaviour headers.vary"],
        || vec![v3().with("Probe", &"a".repeat(1200)).with_wrong_secret()],
    ),
    (
        "signature/wrong-secret-xml",
        "A V1 signature of another secret, answered as XML.",
        &["error SignatureDoesNotMatch", "behaviour body.xml"],
        || vec![v1().set("Format", "XML").with_wrong_secret()],
    ),
    (
        "signature/changed-afterwards",
        "A parameter that was changed after signing.",
        &["error SignatureDoesNotMatch"],
        || vec![v1().set("Probe", "1").set_after_signing("Probe", "2")],
    ),
    ("signature/method-unknown", "SignatureMethod=HMAC-MD5.", &["error InvalidSignatureMethod"], || {
        vec![v1().set("SignatureMethod", "HMAC-MD5")]
    }),
    ("signature/version-unknown", "SignatureVersion=2.0.", &["error InvalidSignatureMethod"], || {
        vec![v1().set("SignatureVersion", "2.0")]
    }),
    (
        "signature/algorithm-sm3",
        "Authorization with ACS3-HMAC-SM3.",
        &["error InvalidSignatureMethod"],
        || {
            vec![v3().set_after_signing(
                "authorization",
                "ACS3-HMAC-SM3 Credential={accessKeyId},SignedHeaders=host,Signature=00",
            )]
        },
    ),
    (
        "signature/unreadable",
        "An Authorization header without its parts.",
        &["error IncompleteSignature"],
        || vec![v3().set_after_signing("authorization", "ACS3-HMAC-SHA256 nonsense")],
    ),
    (
        "token/of-another-key",
        "A SecurityToken that does not belong to the key.",
        &["error InvalidSecurityToken.MismatchWithAccessKey"],
        || vec![v1().set("SecurityToken", "cloudauthlocalprobe")],
    ),
    (
        "token/malformed",
        "A SecurityToken with a space in it.",
        &["error InvalidSecurityToken.Malformed"],
        || vec![v1().set("SecurityToken", "a b")],
    ),
    (
        "nonce/repeated-v3",
        "The same nonce twice.",
        &["error SignatureNonceUsed", "behaviour nonce.window"],
        || vec![v3(), v3().repeating_nonce()],
    ),
    (
        "nonce/repeated-v1",
        "The same nonce twice, signed with V1.",
        &["error SignatureNonceUsed", "behaviour nonce.window"],
        || vec![v1(), v1().repeating_nonce()],
    ),
    (
        "nonce/after-a-refusal",
        "The nonce of a call that was refused for its signature.",
        &["behaviour nonce.consumed"],
        || vec![v1().with_wrong_secret(), v1().repeating_nonce()],
    ),
];

pub(super) const TIME: &[Row] = &[
    ("time/unreadable", "Timestamp=now.", &["error InvalidTimeStamp.Format"], || {
        vec![v1().set("Timestamp", "now")]
    }),
    ("time/unreadable-v3", "x-acs-date: now.", &["error InvalidTimeStamp.Format"], || {
        vec![v3().set("x-acs-date", "now")]
    }),
    (
        "time/an-hour-ago",
        "A timestamp of an hour ago.",
        &["error InvalidTimeStamp.Expired", "behaviour time.window"],
        || vec![v1().set("Timestamp", "{hourAgo}")],
    ),
    (
        "time/in-an-hour",
        "A timestamp of an hour ahead.",
        &["error InvalidTimeStamp.Expired", "behaviour time.window"],
        || vec![v3().set("x-acs-date", "{inAnHour}")],
    ),
    ("time/nanoseconds", "A timestamp with nanoseconds.", &["behaviour time.nanoseconds"], || {
        vec![v3().set("x-acs-date", "{nowNanos}")]
    }),
];

pub(super) const ORDER: &[Row] = &[
    (
        "order/format-version",
        "A wrong format and a wrong version: which is reported?",
        &["behaviour order.gateway"],
        || vec![v1().set("Format", "yaml").set("Version", "2019-03-07")],
    ),
    (
        "order/version-action",
        "A wrong version and an unknown action: which is reported?",
        &["behaviour order.gateway"],
        || vec![v1().set("Version", "2019-03-07").set("Action", "Probe")],
    ),
    (
        "order/action-key",
        "An unknown action and an unknown key: which is reported?",
        &["behaviour order.action-first"],
        || vec![v1().set("Action", "Probe").set("AccessKeyId", "LTAIcloudauthlocalprobe")],
    ),
    (
        "order/method-key",
        "A wrong method and an unknown key: which is reported?",
        &["behaviour order.gateway"],
        || vec![v1().by(Method::PUT).set("AccessKeyId", "LTAIcloudauthlocalprobe")],
    ),
    (
        "order/key-time",
        "An unknown key and an old timestamp: which is reported?",
        &["behaviour order.authentication"],
        || vec![v1().set("AccessKeyId", "LTAIcloudauthlocalprobe").set("Timestamp", "{hourAgo}")],
    ),
    (
        "order/time-signature",
        "An old timestamp and a wrong signature: which is reported?",
        &["behaviour order.authentication"],
        || vec![v1().set("Timestamp", "{hourAgo}").with_wrong_secret()],
    ),
    (
        "order/signature-nonce",
        "A wrong signature with a nonce that was used: which is reported?",
        &["behaviour order.authentication", "behaviour nonce.consumed"],
        || vec![v1(), v1().repeating_nonce().with_wrong_secret()],
    ),
    (
        "order/parameters-signature",
        "A missing business parameter and a wrong signature: which is reported?",
        &["behaviour order.parameters-last"],
        || vec![Draft::new(SignedBy::V1, "CheckResult").with_wrong_secret()],
    ),
];
