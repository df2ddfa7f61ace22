//! Any accepted URL with parameters behind it: it still leads to the same place, with its own query first.
#![no_main]

use cloudauth_local::contract::callback::callback_url;
use cloudauth_local::contract::redirect::redirect_url;
use libfuzzer_sys::fuzz_target;
use url::Url;

fuzz_target!(|data: &str| {
    let (text, token) = data.split_once('\0').unwrap_or((data, ""));
    let Ok(url) = Url::parse(text) else { return };
    if !matches!(url.scheme(), "http" | "https") {
        return;
    }
    let own: Vec<_> = url.query_pairs().into_owned().collect();
    let called = callback_url(text, Some(token), "hks0", true, "200");
    let more = [("callbackToken", token), ("transactionId", "hks0"), ("passed", "Y"), ("subCode", "200")];
    leads_to(&called, &url, &own, &more);
    let redirected = redirect_url(text, "1000", "hks0");
    let response = r#"{"resultCode":"1000","extInfo":{"transactionId":"hks0"}}"#;
    let back = leads_to(&redirected, &url, &own, &[("response", response)]);
    assert_eq!(back.fragment(), url.fragment(), "{redirected}");
});

fn leads_to(made: &str, url: &Url, own: &[(String, String)], more: &[(&str, &str)]) -> Url {
    let made = Url::parse(made).unwrap_or_else(|error| panic!("{made}: {error}"));
    assert_eq!((made.origin(), made.username(), made.path()), (url.origin(), url.username(), url.path()));
    let pairs: Vec<_> = made.query_pairs().into_owned().collect();
    let (before, behind) = pairs.split_at(pairs.len() - more.len());
    assert_eq!(before, own, "{made}");
    for (pair, expected) in behind.iter().zip(more) {
        assert_eq!((pair.0.as_str(), pair.1.as_str()), *expected, "{made}");
    }
    made
}
