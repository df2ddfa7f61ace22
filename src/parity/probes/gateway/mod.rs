//! Probes of the gateway, as rows: addressing, formats and encodings here, what identifies the caller in `authentication`.
//! All of them ask for KeepaliveIntl, which costs nothing.

mod authentication;

use http::Method;

use crate::parity::draft::{Draft, PutInto, SignedBy};
use crate::parity::probe::{Cost, Probe};
use crate::parity::probes::gateway::authentication::{COMMON, ORDER, SIGNATURES, TIME};

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
