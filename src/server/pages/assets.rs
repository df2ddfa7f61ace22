//! Scripts and style sheets, embedded in the binary.

use bytes::Bytes;
use http::header::{ACCESS_CONTROL_ALLOW_ORIGIN, HeaderValue};
use http::{Response, StatusCode};
use http_body_util::Full;

const SCRIPT: &str = "text/javascript;charset=utf-8";
const STYLE: &str = "text/css;charset=utf-8";

macro_rules! assets {
    ($($path:literal, $kind:expr, $file:literal;)*) => {
        static ASSETS: &[(&str, &str, &str)] = &[$(($path, $kind, include_str!(concat!("assets/", $file)))),*];
    };
}

assets! {
    "/_emulator/assets/base.css", STYLE, "base.css";
    "/_emulator/assets/verify-page.css", STYLE, "verify-page.css";
    "/_emulator/assets/demo-page.css", STYLE, "demo-page.css";
    "/_emulator/assets/verify-page.js", SCRIPT, "verify-page.js";
    "/_emulator/assets/emulator-panel.js", SCRIPT, "emulator-panel.js";
    "/_emulator/assets/specimen.js", SCRIPT, "specimen.js";
    "/_emulator/assets/colours.js", SCRIPT, "colours.js";
    "/_emulator/assets/dom.js", SCRIPT, "dom.js";
    "/_emulator/assets/demo-page.js", SCRIPT, "demo-page.js";
    "/cdn/jsvm_all.js", SCRIPT, "jsvm_all.js";
    "/cdn/verify.js", SCRIPT, "verify.js";
}

/// The file at a path, with CORS headers: merchants' pages load the scripts, as they load the vendor's.
pub(crate) fn asset(path: &str) -> Option<Response<Full<Bytes>>> {
    let (_, kind, text) = ASSETS.iter().find(|(known, _, _)| *known == path)?;
    let mut response = super::plain(StatusCode::OK, kind, Bytes::from_static(text.as_bytes()));
    let headers = response.headers_mut();
    headers.insert(ACCESS_CONTROL_ALLOW_ORIGIN, HeaderValue::from_static("*"));
    headers.insert("cross-origin-resource-policy", HeaderValue::from_static("cross-origin"));
    Some(response)
}
