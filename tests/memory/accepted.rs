//! Requests of Initialize that are as large as they may be, and accepted.

use std::iter::repeat_n;

use crate::kit::request::Request;

/// The size of a large parameter: with everything else it is below the limit of a body.
const LARGE: usize = 9 * 1024 * 1024;

/// JSON with this piece again and again, separated by commas.
fn filled(start: &str, piece: &str, end: &str) -> String {
    let pieces: Vec<_> = repeat_n(piece, LARGE / (piece.len() + 1)).collect();
    format!("{start}{}{end}", pieces.join(","))
}

/// JSON with a member for each number.
fn numbered(start: &str, value: &str, end: &str) -> String {
    let count = LARGE / (value.len() + 11);
    let members: Vec<_> = (0..count).map(|number| format!("\"{number:07}\":{value}")).collect();
    format!("{start}{}{end}", members.join(","))
}

/// Large parameters: what they are, their names and values.
fn parameters() -> Vec<(&'static str, &'static str, String)> {
    let style = "StyleConfig";
    vec![
        ("numbers", style, filled("{\"a\":[", "1", "]}")),
        ("arrays", style, filled("{\"a\":[", "[]", "]}")),
        ("unknown pages", style, numbered("{", "{}", "}")),
        ("unknown names of a page", style, numbered("{\"guidePage\":{", "1", "}}")),
        ("an image", style, format!("{{\"guidePage\":{{\"faceImg\":\"{}\"}}}}", "x".repeat(LARGE))),
        ("an image of escapes", style, {
            format!("{{\"guidePage\":{{\"faceImg\":\"{}\"}}}}", "\\u0001".repeat(LARGE / 6))
        }),
        ("an image that is no string", style, filled("{\"guidePage\":{\"faceImg\":[", "1", "]}}")),
        ("no colour", style, format!("{{\"ocrPage\":{{\"tipColor\":\"{}\"}}}}", "x".repeat(LARGE))),
        ("a MetaInfo of numbers", "MetaInfo", filled("{\"deviceType\":\"web\",\"a\":[", "1", "]}")),
        ("a LanguageConfig of numbers", "LanguageConfig", filled("{\"a\":[", "1", "]}")),
        ("a picture", "FacePictureBase64", "x".repeat(LARGE)),
    ]
}

/// Each large parameter in a form and in a JSON body, signed with V3 for the account of the tests, with its name.
pub(crate) fn largest() -> Vec<(String, Request)> {
    let mut all = Vec::new();
    for (what, name, value) in parameters() {
        let form = format!("{name}={value}");
        let json = serde_json::json!({ name: value }).to_string();
        let bodies = [("application/x-www-form-urlencoded", form), ("application/json", json)];
        for (content_type, body) in bodies.into_iter().filter(|(_, body)| body.len() < 10 * 1024 * 1024) {
            let request = Request::bare().without(name).body(content_type, body.as_bytes());
            all.push((format!("{what}, {content_type}"), request.v3("testid", "testsecret", what)));
        }
    }
    all
}
