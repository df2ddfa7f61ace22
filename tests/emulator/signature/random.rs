//! What is signed rightly passes, whatever the parameters; what is changed afterwards does not.

use cloudauth_local::contract::Parameters;
use cloudauth_local::signature::{self, Secret};
use proptest::prelude::*;

use crate::signature::signer::{self, Request, SECRET};
use crate::signature::verified;

fn request() -> impl Strategy<Value = Request> {
    let list = || prop::collection::vec(("[A-Za-z.0-9 é*]{1,12}", "\\PC{0,40}|[ -~]{0,20}"), 0..12);
    let headers = prop::collection::vec(("x-[a-z]{1,6}", "[!-~]([ -~]{0,10}[!-~])?"), 0..3);
    (list(), list(), headers, prop::sample::select(vec!["POST", "GET"]))
        .prop_map(|(query, form, headers, method)| Request { method, query, form, headers: unique(headers) })
}

/// Repeated headers have a test of their own.
fn unique(mut headers: Vec<(String, String)>) -> Vec<(String, String)> {
    headers.sort();
    headers.dedup_by(|a, b| a.0 == b.0);
    headers
}

/// The request with one character of the `at`-th filled value changed; `None` where nothing is filled.
fn changed(request: &Request, at: usize) -> Option<Request> {
    let mut request = request.clone();
    let mut filled: Vec<&mut String> = request
        .query
        .iter_mut()
        .chain(&mut request.form)
        .map(|(_, value)| value)
        .filter(|value| !value.is_empty())
        .collect();
    let count = filled.len();
    let value = filled.get_mut(at.checked_rem(count)?)?;
    let place = value.char_indices().nth(at % value.chars().count())?;
    let other = if place.1 == 'x' { "y" } else { "x" };
    value.replace_range(place.0..place.0 + place.1.len_utf8(), other);
    Some(request)
}

proptest! {
    #[test]
    fn a_v3_call_signed_rightly_passes_and_changed_does_not(request in request(), at in 0usize..1000) {
        let secret = Secret::new(SECRET);
        let call = signer::v3(request.clone(), |_| ());
        prop_assert!(verified(&call, &secret).is_ok());
        prop_assert!(verified(&call, &Secret::new("other")).is_err());
        if let Some(changed) = changed(&request, at) {
            let mut other = signer::v3(changed, |_| ());
            other.headers.insert("authorization", call.headers["authorization"].clone());
            prop_assert!(verified(&other, &secret).is_err());
        }
    }

    #[test]
    fn a_v1_call_signed_rightly_passes_and_changed_does_not(request in request(), at in 0usize..1000) {
        let secret = Secret::new(SECRET);
        let call = signer::v1(request.clone(), |_| ());
        prop_assert!(verified(&call, &secret).is_ok());
        prop_assert!(verified(&call, &Secret::new("other")).is_err());
        if let Some(changed) = changed(&request, at) {
            let right = call.parameters.value("Signature").unwrap();
            let mut other = signer::v1(changed, |_| ());
            let mut parameters = Parameters::default();
            for item in other.parameters.iter() {
                let value = if item.name == "Signature" { right } else { item.value };
                parameters.push(item.name, value, item.source);
            }
            other.parameters = parameters;
            prop_assert!(verified(&other, &secret).is_err());
        }
    }

    #[test]
    fn the_doctor_reads_every_call_as_the_server_does(request in request()) {
        let secret = Secret::new(SECRET);
        let diagnose = |call| {
            let presented = signature::presented(&call).unwrap();
            signature::doctor::diagnose(&call, &presented, &secret).unwrap_or_default()
        };
        let spaced = signer::v3(request.clone(), |parts| {
            parts.authorization = |names, code| {
                format!("ACS3-HMAC-SHA256 Credential=testid, SignedHeaders={names}, Signature={code}")
            };
        });
        prop_assert!(diagnose(spaced).contains("white space around the commas"));
        let bare = signer::v1(request, |parts| parts.key = SECRET.to_owned());
        prop_assert!(diagnose(bare).contains("put & behind the secret"));
    }
}

#[test]
fn repeated_headers_are_signed_sorted_and_joined() {
    let mut request = Request::awkward();
    request.headers = signer::pairs(&[("x-acs-more", "b"), ("x-acs-more", " a ")]);
    let call = signer::v3(request, |parts| {
        parts.headers.retain(|(name, _)| name != "x-acs-more");
        parts.headers.push(("x-acs-more".to_owned(), "a,b".to_owned()));
        parts.headers.sort();
        parts.names = parts.names.replacen("x-acs-more;", "", 1);
    });
    verified(&call, &Secret::new(SECRET)).unwrap();
}

#[test]
fn a_v1_client_may_leave_empty_parameters_out_of_what_it_signs() {
    let call =
        signer::v1(Request::awkward(), |parts| parts.parameters.retain(|(_, value)| !value.is_empty()));
    verified(&call, &Secret::new(SECRET)).unwrap();
}
