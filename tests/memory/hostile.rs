//! Requests that are made to get much for little.

use bytes::Bytes;
use http::Request;
use http::request::Parts;
use proptest::prelude::*;

use crate::kit::request::NOW;

/// As hyper hands a request over.
type Received = (Parts, Bytes);

const QUERY: &str = "Action=Initialize&Version=2022-08-09&Format=JSON";
const FORM: &str = "application/x-www-form-urlencoded";
/// What hyper reads of a head at most, with room for the rest of it.
const HEAD: usize = 380 * 1024;
/// What hyper reads of a request line at most, with room for the rest of it.
const LINE: usize = 60 * 1024;
/// The size of the large bodies, in bytes.
const BODY: usize = 4 * 1024 * 1024;

fn received(query: &str, headers: &[(&str, &[u8])], body: impl Into<Bytes>) -> Received {
    let mut request = Request::builder().method("POST").uri(format!("/?{query}"));
    if !headers.iter().any(|(name, _)| *name == "host") {
        request = request.header("host", "127.0.0.1:8809");
    }
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    (request.body(()).unwrap().into_parts().0, body.into())
}

fn v3(query: &str, names: &str, headers: &[(&str, &[u8])], body: impl Into<Bytes>) -> Received {
    let authorization = format!("ACS3-HMAC-SHA256 Credential=testid,SignedHeaders={names},Signature=00");
    let signed: [(&str, &[u8]); 5] = [
        ("authorization", authorization.as_bytes()),
        ("x-acs-action", b"Initialize"),
        ("x-acs-version", b"2022-08-09"),
        ("x-acs-date", NOW.as_bytes()),
        ("x-acs-signature-nonce", b"n"),
    ];
    received(query, &[&signed, headers].concat(), body)
}

fn v1(format: &str) -> String {
    format!(
        "Action=Initialize&Version=2022-08-09&{format}AccessKeyId=testid&SignatureMethod=HMAC-SHA1\
         &SignatureVersion=1.0&SignatureNonce=n&Timestamp={NOW}&Signature=AAAA"
    )
}

/// The worst that is known, each with its name.
pub(crate) fn worst() -> Vec<(&'static str, Received)> {
    let long = |text: &str, length: usize| text.repeat(length / text.len());
    let form: (&str, &[u8]) = ("content-type", FORM.as_bytes());
    let json: (&str, &[u8]) = ("content-type", b"application/json");
    let xml: (&str, &[u8]) = ("accept", b"text/xml");
    let (value, quotes) = (long("v", HEAD / 2), long("\"", HEAD));
    let names = |name: &str| vec![name; 20_000].join(";");
    vec![
        ("one header signed many times", v3("", &names("x"), &[("x", value.as_bytes())], "")),
        ("a large header signed once", v3("", "host;x", &[("x", value.as_bytes())], "")),
        ("a large header of quotes in JSON", v3("", "host;x", &[("x", quotes.as_bytes())], "")),
        ("a large header of quotes in XML", v3("", "host;x", &[("x", quotes.as_bytes()), xml], "")),
        ("a large header that is not UTF-8", v3("", "x", &[("x", &[0xff; HEAD])], "")),
        ("many names of headers that were not sent", v3("", &long("a;b;c;", LINE), &[], "")),
        ("a query that grows when it is encoded", v3(&long("*=*&", LINE), "host", &[], "")),
        ("many parameters", v3(&long("a&", 20_000), "host", &[], "")),
        ("a V3 body", v3("", "host", &[form], format!("StyleConfig={}", long("*", BODY)))),
        ("a V1 body that grows when it is encoded", {
            received(&v1("Format=JSON&"), &[form], format!("StyleConfig={}", long("*", BODY)))
        }),
        ("the same in XML", received(&v1(""), &[form], format!("StyleConfig={}", long("&=", BODY)))),
        ("V1 with an empty parameter", {
            received(&v1("Format=JSON&"), &[form], format!("Empty=&StyleConfig={}", long("/", BODY)))
        }),
        ("V1 with many parameters", received(&v1("Format=JSON&"), &[form], long("a=*&", 39_000))),
        ("an AccessKeyId", received(&format!("{QUERY}&AccessKeyId={}", long("k", LINE)), &[], "")),
        ("a large JSON string", received(QUERY, &[json], format!("{{\"a\":\"{}\"}}", long("v", BODY)))),
        ("a JSON text of escapes", {
            received(QUERY, &[json], format!("{{\"StyleConfig\":\"{{{}\"}}", long("\\u0001", BODY)))
        }),
        ("a body that is a JSON string", received(QUERY, &[json], format!("\"{}\"", long("\u{7f}", BODY)))),
        ("a JSON name", received(QUERY, &[json], format!("{{\"{}\":1}}", long("\u{7f}", BODY)))),
        ("commands in a header", received(QUERY, &[("x-emulate", quotes.as_bytes())], "")),
        (
            "commands in a parameter",
            received(&format!("{QUERY}&SceneCode=emulate:{}", long("'", LINE)), &[], ""),
        ),
        ("a long host", received(QUERY, &[("host", long("&", HEAD).as_bytes())], "")),
        ("a host of quotes", received(QUERY, &[("host", quotes.as_bytes())], "")),
        ("a Format", received(&format!("Format={}", long("'", LINE)), &[], "")),
        ("names without an effect in StyleConfig", {
            let names = (0..4_000).map(|number| format!("%22n{number}%22:1")).collect::<Vec<_>>().join(",");
            received(&format!("{QUERY}&StyleConfig={{{names}}}"), &[], "")
        }),
    ]
}

/// A request made of random parts.
#[derive(Debug, Clone)]
pub(crate) struct Recipe {
    /// What header, query and body repeat.
    piece: String,
    header: usize,
    query: usize,
    body: usize,
    /// How it is signed, or what else it is.
    scheme: u8,
    in_xml: bool,
}

/// Any request: signed in one way or another, with some header, query and body that repeat a random piece.
pub(crate) fn any_recipe() -> impl Strategy<Value = Recipe> {
    let piece = prop_oneof!["[*&=\"'<\\\\]{1,3}", "[a-z]{1,8}=?", "%[2-7][0-9A-F]", "[;a-c]{1,4}"];
    let size = || prop_oneof![4 => 0..2_000_usize, 1 => 0..LINE];
    let parts = (piece, size(), size(), size(), 0..6_u8, any::<bool>());
    parts.prop_map(|(piece, header, query, body, scheme, in_xml)| Recipe {
        piece,
        header,
        query,
        body,
        scheme,
        in_xml,
    })
}

impl Recipe {
    pub(crate) fn request(&self) -> Received {
        let fill = |length: usize| self.piece.repeat(length / self.piece.len());
        let of_query: String =
            fill(self.query).chars().filter(|c| c.is_ascii_graphic() && !"<>\"\\#".contains(*c)).collect();
        let query = |start: &str| format!("{start}&{of_query}");
        let (value, body) = (fill(self.header), fill(self.body));
        let accept: &[u8] = if self.in_xml { b"text/xml" } else { b"application/json" };
        let headers: [(&str, &[u8]); 3] =
            [("x", value.as_bytes()), ("accept", accept), ("content-type", FORM.as_bytes())];
        let format = if self.in_xml { "" } else { "Format=JSON&" };
        match self.scheme {
            0 => v3(&query(""), "host;x;x-acs-date", &headers, body),
            1 => v3(&query(""), &value.replace(',', ""), &headers[..2], body),
            2 => received(&query(&v1(format)), &headers, body),
            3 => received(&query(QUERY), &headers, body),
            4 => {
                let json: (&str, &[u8]) = ("content-type", b"application/json");
                received(&query(QUERY), &[json], format!("{{{body:?}:1}}"))
            }
            _ => received(&query(""), &[("host", value.as_bytes())], body),
        }
    }
}
