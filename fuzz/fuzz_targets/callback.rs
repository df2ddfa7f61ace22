//! Appending parameters to an accepted CallbackUrl or ReturnUrl keeps its origin, path and query; the new parameters
//! come after its own.
#![no_main]

use cloudauth_local::contract::callback::{base as callback_base, get_url, parameters};
use cloudauth_local::contract::redirect::redirect_url;
use libfuzzer_sys::fuzz_target;
use url::Url;

fuzz_target!(|data: &str| {
    let (base, token) = data.split_once('\0').unwrap_or((data, ""));
    let Ok(url) = Url::parse(base) else { return };
    if !matches!(url.scheme(), "http" | "https") {
        return;
    }
    let own: Vec<_> = url.query_pairs().into_owned().collect();
    let notification = get_url(callback_base(base), &parameters(Some(token), "hks0", true, "200"));
    let added = [("callbackToken", token), ("transactionId", "hks0"), ("passed", "Y"), ("subCode", "200")];
    assert_extends(&notification, &url, &own, &added);
    let redirect = redirect_url(base, "1000", "hks0");
    let response = r#"{"resultCode":"1000","extInfo":{"transactionId":"hks0"}}"#;
    let parsed = assert_extends(&redirect, &url, &own, &[("response", response)]);
    assert_eq!(parsed.fragment(), url.fragment(), "{redirect}");
});

/// Asserts that `extended` is `url` with the parameters `added` after its `own`, and returns it parsed.
fn assert_extends(extended: &str, url: &Url, own: &[(String, String)], added: &[(&str, &str)]) -> Url {
    let extended = Url::parse(extended).unwrap_or_else(|error| panic!("{extended}: {error}"));
    assert_eq!(
        (extended.origin(), extended.username(), extended.path()),
        (url.origin(), url.username(), url.path())
    );
    let pairs: Vec<_> = extended.query_pairs().into_owned().collect();
    let (before, after) = pairs.split_at(pairs.len() - added.len());
    assert_eq!(before, own, "{extended}");
    for (pair, expected) in after.iter().zip(added) {
        assert_eq!((pair.0.as_str(), pair.1.as_str()), *expected, "{extended}");
    }
    extended
}
