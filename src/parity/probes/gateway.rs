//! Probes of the gateway, as rows: addressing, formats, common parameters, both signatures, timestamps, nonces, and
//! which of two faults is reported first. All of them ask for KeepaliveIntl, which costs nothing.

use http::Method;

use crate::parity::draft::{Draft, PutInto, SignedBy};
use crate::parity::probe::{Cost, Probe};

/// A row: name, question, what it settles, and the requests.
type Row = (&'static str, &'static str, &'static [&'static str], fn() -> Vec<Draft>);

pub(super) fn probes() -> Vec<Probe> {
    [ADDRESSING, FORMATS, ENCODING, COMMON, SIGNATURES, TIME, ORDER]
        .into_iter()
        .flatten()
        .map(|(name, asks, settles, requests)| Probe {
            name: (*name).to_owned(),
            asks: (*asks).to_owned(),
            cost: Cost::Nothing,
            settles: settles.iter().map(|row| (*row).to_owned()).collect(),
            requests: requests(),
        })
        .collect()
}

fn v1() -> Draft {
    Draft::new(SignedBy::V1, "KeepaliveIntl")
}

fn v3() -> Draft {
    Draft::new(SignedBy::V3, "KeepaliveIntl")
}

fn unsigned() -> Draft {
    Draft::new(SignedBy::Nothing, "KeepaliveIntl")
}

const ADDRESSING: &[Row] = &[
    (
        "keepalive/v3",
        "KeepaliveIntl, signed with V3.",
        &[
            "operation KeepaliveIntl",
            "behaviour signature.v3",
            "behaviour signature.headers",
            "behaviour addressing.where",
            "behaviour headers.common",
            "behaviour headers.etag",
        ],
        || vec![v3()],
    ),
    (
        "keepalive/v1",
        "KeepaliveIntl, signed with V1.",
        &["operation KeepaliveIntl", "behaviour signature.v1", "behaviour addressing.where"],
        || vec![v1()],
    ),
    ("keepalive/get", "KeepaliveIntl by GET.", &["behaviour addressing.method"], || {
        vec![v3().by(Method::GET)]
    }),
    ("keepalive/v1-get", "KeepaliveIntl by GET, signed with V1.", &["behaviour addressing.method"], || {
        vec![v1().by(Method::GET)]
    }),
    ("method/put", "A call by PUT.", &["error UnsupportedHTTPMethod", "behaviour addressing.method"], || {
        vec![v3().by(Method::PUT)]
    }),
    ("method/delete", "A call by DELETE.", &["error UnsupportedHTTPMethod"], || {
        vec![v3().by(Method::DELETE)]
    }),
    ("path/double-slash", "A call to // instead of /.", &["behaviour addressing.path"], || {
        vec![v3().to("//")]
    }),
    (
        "path/other",
        "A call to another path.",
        &["error InvalidAction.NotFound", "behaviour addressing.path"],
        || vec![v3().to("/probe")],
    ),
    ("action/none", "A call that names no action.", &["error MissingParameter (gateway)"], || {
        vec![v3().leave_out("x-acs-action")]
    }),
    ("action/none-v1", "A V1 call that names no action.", &["error MissingParameter (gateway)"], || {
        vec![v1().leave_out("Action")]
    }),
    (
        "action/unknown",
        "A call of an action that does not exist.",
        &["error InvalidAction.NotFound", "behaviour body.error", "behaviour body.recommend"],
        || vec![v3().set("x-acs-action", "Probe")],
    ),
    (
        "action/lower-case",
        "A call of keepaliveintl.",
        &["error InvalidAction.NotFound", "behaviour addressing.case"],
        || vec![v3().set("x-acs-action", "keepaliveintl")],
    ),
    ("version/none", "A call that names no version.", &["error MissingVersion"], || {
        vec![v3().leave_out("x-acs-version")]
    }),
    ("version/none-v1", "A V1 call that names no version.", &["error MissingVersion"], || {
        vec![v1().leave_out("Version")]
    }),
    ("version/other", "A call of version 2019-03-07.", &["error InvalidVersion"], || {
        vec![v3().set("x-acs-version", "2019-03-07")]
    }),
];

const FORMATS: &[Row] = &[
    ("format/xml", "Format=XML.", &["behaviour body.xml"], || vec![v1().set("Format", "XML")]),
    ("format/none", "A V1 call without Format.", &["behaviour encoding.format"], || {
        vec![v1().leave_out("Format")]
    }),
    ("format/lower-case", "Format=json.", &["behaviour encoding.format"], || {
        vec![v1().set("Format", "json")]
    }),
    ("format/unknown", "Format=yaml.", &["error InvalidParameter.Format"], || {
        vec![v1().set("Format", "yaml")]
    }),
    ("format/accept-xml", "A V3 call that accepts XML alone.", &["behaviour encoding.accept"], || {
        vec![v3().set("accept", "text/xml")]
    }),
    ("format/accept-anything", "A V3 call that accepts anything.", &["behaviour encoding.accept"], || {
        vec![v3().set("accept", "*/*")]
    }),
    ("format/xml-error", "An error as XML.", &["behaviour body.xml", "error InvalidAction.NotFound"], || {
        vec![v1().set("Format", "XML").set("Action", "Probe")]
    }),
];

const ENCODING: &[Row] = &[
    (
        "encoding/unknown-parameter",
        "A parameter that no operation has.",
        &["behaviour encoding.unknown"],
        || vec![v3().with("Probe", "1")],
    ),
    (
        "encoding/region",
        "RegionId and an empty SignatureType.",
        &["behaviour encoding.unknown", "behaviour signature.empty"],
        || vec![v1().set("RegionId", "cn-hongkong").set("SignatureType", "")],
    ),
    ("encoding/form", "Parameters in a form body.", &["behaviour encoding.form"], || {
        vec![v1().with("Probe", "a b+c*d~e").put_into(PutInto::Form)]
    }),
    ("encoding/json", "Parameters in a JSON body.", &["behaviour encoding.json"], || {
        vec![v3().with("Probe", "1").put_into(PutInto::Json)]
    }),
    (
        "encoding/characters",
        "Every awkward character in the query.",
        &["behaviour signature.encoding", "behaviour encoding.spelling"],
        || vec![v3().with("Probe", "a b+c*d~e!'()/:,;é😀%20")],
    ),
    (
        "encoding/characters-v1",
        "Every awkward character in the query, signed with V1.",
        &["behaviour signature.encoding", "behaviour encoding.spelling"],
        || vec![v1().with("Probe", "a b+c*d~e!'()/:,;é😀%20")],
    ),
    (
        "encoding/twice",
        "A parameter that is given twice, with different values.",
        &["behaviour encoding.twice"],
        || {
            let base = Draft::new(SignedBy::V3, "CheckResult").with("MerchantBizId", "probe");
            vec![base.and("MerchantBizId", "other").with("TransactionId", "{transactionId}")]
        },
    ),
    ("encoding/broken-json", "A JSON body that ends in the middle.", &["error InvalidRequest"], || {
        vec![v3().with_json_text("{\"Probe\":")]
    }),
    (
        "encoding/java-empty",
        "An empty parameter that is not signed, as Java sends it.",
        &["behaviour signature.empty"],
        || vec![v1().with("Probe", "").skipping_empty()],
    ),
    (
        "encoding/wrong-digest",
        "A body that is not the one of x-acs-content-sha256.",
        &["error ContentSHA256NotMatched"],
        || {
            vec![v3().set(
                "x-acs-content-sha256",
                "0000000000000000000000000000000000000000000000000000000000000000",
            )]
        },
    ),
];

const COMMON: &[Row] = &[
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

const SIGNATURES: &[Row] = &[
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

const TIME: &[Row] = &[
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

const ORDER: &[Row] = &[
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
