//! Each known signing mistake, reproduced: the call is refused and the diagnosis names what to change.

use cloudauth_local::contract::Call;
use cloudauth_local::signature::{self, Secret};
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

use crate::signature::signer::{self, Request, SECRET, V1, V3, base64, digest, encode, hex, pairs};
use crate::signature::verified;

/// The hint for a wrongly signed call.
fn hint(call: &Call, secret: &str) -> String {
    let secret = Secret::new(secret);
    assert!(verified(call, &secret).is_err(), "the call passes");
    let presented = signature::presented(call).unwrap();
    let hint = signature::doctor::diagnose(call, &presented, &secret).unwrap_or_default();
    assert!(hint.bytes().all(|byte| (b' '..=b'~').contains(&byte)), "no header can hold this: {hint}");
    hint
}

/// Changes each name and value.
fn each(pairs: &mut [(String, String)], change: impl Fn(&str) -> String) {
    for (name, value) in pairs {
        *name = change(name);
        *value = change(value);
    }
}

/// Converts the percent escapes of a string to lower-case hex.
fn lower(text: &str) -> String {
    let mut out = String::new();
    for (index, part) in text.split('%').enumerate() {
        let (escape, rest) = part.split_at(if index == 0 { 0 } else { 2 });
        out.extend([if index == 0 { "" } else { "%" }, &escape.to_lowercase(), rest]);
    }
    out
}

fn host(parts: &mut V3, value: &str) {
    parts
        .headers
        .iter_mut()
        .filter(|(name, _)| name == "host")
        .for_each(|(_, host)| *host = value.to_owned());
}

#[test]
#[expect(clippy::too_many_lines, reason = "one table, a row for each mistake")]
fn v3_mistakes_are_named() {
    type Wrong = fn(&mut V3);
    let cases: &[(&str, Wrong)] = &[
        ("space as %20, not as +", |v3| each(&mut v3.query, |text| text.replace("%20", "+"))),
        ("upper-case hex (%2F, not %2f)", |v3| each(&mut v3.query, lower)),
        ("encode * as %2A", |v3| each(&mut v3.query, |text| text.replace("%2A", "*"))),
        ("leave ~ as it is", |v3| each(&mut v3.query, |text| text.replace('~', "%7E"))),
        ("encode / as %2F", |v3| each(&mut v3.query, |text| text.replace("%2F", "/"))),
        ("! ' ( ) as well", |v3| {
            each(&mut v3.query, |text| {
                text.replace("%21", "!").replace("%27", "'").replace("%28", "(").replace("%29", ")")
            });
        }),
        ("instead of as a form", |v3| {
            each(&mut v3.query, |text| text.replace("%20", "+").replace("%2A", "*").replace('~', "%7E"));
        }),
        ("encode names and values once", |v3| each(&mut v3.query, encode)),
        ("percent-encode names and values", |v3| {
            let mut plain = Request::awkward().query;
            plain.sort();
            v3.query = plain;
        }),
        ("encode + as %2B in the URL", |v3| each(&mut v3.query, |text| text.replace("%20", "%2B"))),
        ("sort the parameters by name", |v3| {
            v3.query = Request::awkward().query;
            each(&mut v3.query, encode);
        }),
        ("upper case before lower case", |v3| v3.query.sort_by_key(|(name, _)| name.to_lowercase())),
        ("not the raw query as sent", |v3| {
            v3.query_text = Some(Request::awkward().call().raw_query().to_owned());
        }),
        ("without a value as name=, instead", |v3| v3.query.retain(|(_, value)| !value.is_empty())),
        ("not as the bare name", |v3| {
            let texts = v3.query.iter().map(|(name, value)| match value.as_str() {
                "" => name.clone(),
                value => format!("{name}={value}"),
            });
            v3.query_text = Some(texts.collect::<Vec<_>>().join("&"));
        }),
        ("without the &", |v3| v3.key = format!("{SECRET}&")),
        ("white space behind the secret (a space)", |v3| v3.key = format!("{SECRET} ")),
        ("white space before the secret", |v3| v3.key = format!(" {SECRET}")),
        ("white space behind the secret (a line break)", |v3| v3.key = format!("{SECRET}\n")),
        ("white space behind the secret (CR LF)", |v3| v3.key = format!("{SECRET}\r\n")),
        ("white space behind the secret (a tab)", |v3| v3.key = format!("{SECRET}\t")),
        ("quotes around the secret", |v3| v3.key = format!("\"{SECRET}\"")),
        ("not with the AccessKeyId", |v3| v3.key = "testid".to_owned()),
        ("signs with an empty one", |v3| v3.key = String::new()),
        ("lower-case hex, not in upper-case", |v3| v3.write = |code| hex(code).to_uppercase()),
        ("lower-case hex, not in base64", |v3| v3.write = base64),
        ("without base64 around it", |v3| v3.write = |code| base64(hex(code).as_bytes())),
        ("white space around the commas", |v3| {
            v3.authorization = |names, code| {
                format!("ACS3-HMAC-SHA256 Credential=testid, SignedHeaders={names}, Signature={code}")
            };
        }),
        ("which is not GET", |v3| v3.method = "GET".to_owned()),
        ("method in upper case", |v3| v3.method = "post".to_owned()),
        ("path /, not an empty one", |v3| v3.path = String::new()),
        ("path /, not //", |v3| v3.path = "//".to_owned()),
        ("host with its port", |v3| host(v3, "127.0.0.1")),
        ("rather than localhost", |v3| host(v3, "localhost:8809")),
        ("endpoint of the real service", |v3| host(v3, "cloudauth-intl.cn-hongkong.aliyuncs.com")),
        ("without http://", |v3| host(v3, "http://127.0.0.1:8809")),
        ("names of the canonical headers in lower case", |v3| {
            each(&mut v3.headers[..1], |text| text.replace("host", "Host"));
            for (name, _) in &mut v3.headers {
                *name = name.replace("x-acs-", "X-Acs-");
                let parts: Vec<String> =
                    name.split('-').map(|part| part[..1].to_uppercase() + &part[1..]).collect();
                *name = parts.join("-");
            }
        }),
        ("keep the values of the canonical headers", |v3| {
            v3.headers.iter_mut().for_each(|(_, value)| *value = value.to_lowercase());
        }),
        ("no space after the :", |v3| {
            v3.headers.iter_mut().for_each(|(_, value)| *value = format!(" {value}"));
        }),
        ("an empty line precedes SignedHeaders", |v3| v3.before_names = ""),
        ("not two", |v3| v3.before_names = "\n\n"),
        ("not UNSIGNED-PAYLOAD", |v3| v3.digest = "UNSIGNED-PAYLOAD".to_owned()),
        ("even if it is empty", |v3| v3.digest = String::new()),
        ("digest of the body in lower-case hex", |v3| v3.digest = v3.digest.to_uppercase()),
        ("without a line break", |v3| v3.canonical = |text| text + "\n"),
        ("LF alone", |v3| {
            v3.canonical = |text| text.replace('\n', "\r\n");
            v3.to_sign = |text| format!("ACS3-HMAC-SHA256\r\n{}", digest(text.as_bytes()));
        }),
        ("canonical request in lower-case hex", |v3| {
            v3.to_sign = |text| format!("ACS3-HMAC-SHA256\n{}", digest(text.as_bytes()).to_uppercase());
        }),
        ("not the canonical request itself", |v3| v3.to_sign = |text| format!("ACS3-HMAC-SHA256\n{text}")),
        ("put ACS3-HMAC-SHA256", |v3| v3.to_sign = |text| digest(text.as_bytes())),
        ("leave the ? out", |v3| {
            let query: Vec<String> = v3.query.iter().map(|(name, value)| format!("{name}={value}")).collect();
            v3.query_text = Some(format!("?{}", query.join("&")));
        }),
        ("in lower case and sorted", |v3| {
            v3.headers.reverse();
            v3.names = v3.names.split(';').rev().collect::<Vec<_>>().join(";");
        }),
        ("send every header", |v3| v3.names.push_str(";x-gone")),
    ];
    for (expected, wrong) in cases {
        let found = hint(&signer::v3(Request::awkward(), wrong), SECRET);
        assert!(found.contains(expected), "{expected}: {found:?}");
    }
}

#[test]
fn v1_mistakes_are_named() {
    type Wrong = fn(&mut V1);
    let cases: &[(&str, Wrong)] = &[
        ("put & behind the secret", |v1| v1.key = SECRET.to_owned()),
        ("white space behind the secret (a line break)", |v1| v1.key = format!("{SECRET}\n&")),
        ("white space before the secret", |v1| v1.key = format!(" {SECRET}&")),
        ("not with the AccessKeyId", |v1| v1.key = "testid&".to_owned()),
        ("space as %20, not as +", |v1| each(&mut v1.parameters, |text| text.replace("%20", "+"))),
        ("upper-case hex", |v1| each(&mut v1.parameters, lower)),
        ("upper-case hex", |v1| {
            each(&mut v1.parameters, lower);
            v1.second = |text| lower(&encode(text));
        }),
        ("upper-case hex", |v1| {
            each(&mut v1.parameters, lower);
            v1.second = |text| lower(&encode(text));
            v1.path = "%2f".to_owned();
        }),
        ("encode * as %2A", |v1| each(&mut v1.parameters, |text| text.replace("%2A", "*"))),
        ("encode * as %2A", |v1| {
            each(&mut v1.parameters, |text| text.replace("%2A", "*"));
            v1.second = |text| encode(text).replace("%2A", "*");
        }),
        ("leave ~ as it is", |v1| each(&mut v1.parameters, |text| text.replace('~', "%7E"))),
        ("encode / as %2F", |v1| {
            each(&mut v1.parameters, |text| text.replace("%2F", "/"));
            v1.second = |text| encode(text).replace("%2F", "/");
            v1.path = "/".to_owned();
        }),
        ("! ' ( ) * as well", |v1| {
            fn component(text: &str) -> String {
                let kept = [("%21", "!"), ("%27", "'"), ("%28", "("), ("%29", ")"), ("%2A", "*")];
                kept.iter().fold(text.to_owned(), |text, (from, to)| text.replace(from, to))
            }
            each(&mut v1.parameters, component);
            v1.second = |text| component(&encode(text));
        }),
        ("a second time", |v1| v1.second = str::to_owned),
        ("percent-encode names and values", |v1| {
            let request = signer::v1(Request::awkward(), |_| ());
            let wanted = request.parameters.iter().filter(|item| item.name != "Signature");
            v1.parameters = wanted.map(|item| (item.name.to_owned(), item.value.to_owned())).collect();
            v1.parameters.sort();
        }),
        ("sort the parameters by name", |v1| {
            let request = signer::v1(Request::awkward(), |_| ());
            let wanted = request.parameters.iter().filter(|item| item.name != "Signature");
            v1.parameters = wanted.map(|item| (encode(item.name), encode(item.value))).collect();
        }),
        ("not the raw query", |v1| {
            let raw = signer::v1(Request::awkward(), |_| ()).raw_query().to_owned();
            v1.text = raw.split_once("&Signature=").map(|(before, _)| before.to_owned());
        }),
        ("in base64, not in hex", |v1| v1.write = hex),
        ("not of their hex form", |v1| v1.write = |code| base64(hex(code).as_bytes())),
        ("once, not twice", |v1| v1.write = |code| encode(&base64(code))),
        ("keep the =", |v1| v1.write = |code| base64(code).trim_end_matches('=').to_owned()),
        ("which is not GET", |v1| v1.method = "GET".to_owned()),
        ("encoded once, not as %252F", |v1| v1.path = "%252F".to_owned()),
        ("not HMAC-SHA256", |v1| {
            v1.mac = |key, text| {
                Hmac::<Sha256>::new_from_slice(key)
                    .unwrap()
                    .chain_update(text)
                    .finalize()
                    .into_bytes()
                    .to_vec()
            };
        }),
    ];
    for (expected, wrong) in cases {
        let found = hint(&signer::v1(Request::awkward(), wrong), SECRET);
        assert!(found.contains(expected), "{expected}: {found:?}");
    }
}

#[test]
fn a_raw_query_that_was_signed_sorted_is_named() {
    // Some clients do not encode colons and quotes.
    let raw = "ProductCode=ID_OCR&MetaInfo=%7B'ua':'a+b*c'%7D";
    let mut request = Request::awkward();
    request.query = pairs(&[("ProductCode", "ID_OCR"), ("MetaInfo", "{'ua':'a b*c'}")]);
    let mut call = signer::v3(request, |v3| {
        v3.query_text = raw.split_once('&').map(|(first, second)| format!("{second}&{first}"));
    });
    call.uri = format!("/?{raw}").parse().unwrap();
    assert!(hint(&call, SECRET).contains("not the raw query"));
}

#[test]
fn a_plus_of_the_signature_that_arrived_as_a_space_is_named() {
    // Whether there is a + in the base64 depends on what is signed.
    let call = (0..100).find_map(|number| {
        let mut request = Request::awkward();
        request.query.push(("Try".to_owned(), number.to_string()));
        let call = signer::v1(request, |parts| parts.write = |code| base64(code).replace('+', " "));
        let lost = call.parameters.value("Signature")?.contains(' ');
        lost.then_some(call)
    });
    assert!(hint(&call.unwrap(), SECRET).contains("its + arrived as a space"));
}

#[test]
fn body_parameters_on_the_wrong_side_are_named() {
    let mut request = Request::awkward();
    request.form = pairs(&[("FacePictureBase64", "aGVsbG8="), ("Model", "a b")]);
    let call = signer::v1(request.clone(), |v1| {
        v1.parameters.retain(|(name, _)| !matches!(name.as_str(), "FacePictureBase64" | "Model"));
    });
    assert!(hint(&call, SECRET).contains("sign the body parameters too"));
    let call = signer::v3(request.clone(), |v3| {
        v3.query.extend(pairs(&[("FacePictureBase64", "aGVsbG8%3D"), ("Model", "a%20b")]));
        v3.query.sort();
    });
    assert!(hint(&call, SECRET).contains("leave the body parameters out"));
    let call = signer::v3(request, |v3| v3.digest = digest(b""));
    assert!(hint(&call, SECRET).contains("not that of an empty one"));
}

#[test]
fn white_space_around_the_declared_secret_is_named_too() {
    for declared in [" testsecret", "testsecret\n", "\ttestsecret "] {
        let found = hint(&signer::v3(Request::awkward(), |_| ()), declared);
        assert!(found.contains("on the server side"), "{declared:?}: {found:?}");
        let found = hint(&signer::v1(Request::awkward(), |_| ()), declared);
        assert!(found.contains("on the server side"), "{declared:?}: {found:?}");
    }
}

#[test]
fn a_host_signed_with_a_port_that_was_not_sent_is_named() {
    for (sent, signed, expected) in [
        ("localhost", "localhost:80", "without a port"),
        ("localhost", "localhost:443", "without a port"),
        ("LocalHost:8809", "localhost:8809", "upper and lower case kept"),
        ("localhost:8809", "127.0.0.1:8809", "localhost rather than 127.0.0.1"),
    ] {
        let mut request = Request::awkward();
        request.headers = pairs(&[("host", sent)]);
        let found = hint(&signer::v3(request, |parts| host(parts, signed)), SECRET);
        assert!(found.contains(expected), "{sent} {signed}: {found:?}");
    }
}

#[test]
fn a_digest_that_is_not_the_bodys_is_explained() {
    for (form, declared, expected) in [
        (&[("A", "1")][..], "UNSIGNED-PAYLOAD", "UNSIGNED-PAYLOAD belongs to another service"),
        (&[], "UNSIGNED-PAYLOAD", "UNSIGNED-PAYLOAD belongs to another service"),
        (&[("A", "1")], &digest(b""), "digest of an empty one"),
        (&[], &digest(b"A=1"), "send the body"),
        (&[("A", "1")], "sYMFlFzd4oYMsowK44UfZNPy8QgJaHPkvfLGTQ1LlSM=", ""),
    ] {
        let mut request = Request::awkward();
        request.form = pairs(form);
        request.headers = pairs(&[("x-acs-content-sha256", declared)]);
        let call = signer::v3(request, |_| ());
        let error = verified(&call, &Secret::new(SECRET)).unwrap_err();
        assert_eq!(error.row.code, "ContentSHA256NotMatched");
        let found = hint(&call, SECRET);
        assert!(found.contains(expected), "{declared}: {found:?}");
    }
}

#[test]
fn two_common_mistakes_together_are_named() {
    let call = signer::v3(Request::awkward(), |v3| {
        each(&mut v3.query, |text| text.replace("%20", "+"));
        host(v3, "127.0.0.1");
    });
    let found = hint(&call, SECRET);
    assert!(found.contains("space as %20") && found.contains("host with its port"), "{found}");
    let call = signer::v1(Request::awkward(), |v1| {
        each(&mut v1.parameters, |text| lower(text).replace('~', "%7e"));
        v1.key = SECRET.to_owned();
    });
    assert_eq!(hint(&call, SECRET), "", "three at once are too many");
}

#[test]
fn an_unreadable_authorization_header_is_explained() {
    let mut request = Request::awkward();
    request.headers = pairs(&[("authorization", "ACS3-HMAC-SHA256 nonsense")]);
    let error = signature::presented(&request.call()).unwrap_err();
    assert!(error.hint.unwrap().contains("Credential=<AccessKeyId>,SignedHeaders="));
}

/// Each attempt reads the whole call, and its thread serves no other call meanwhile.
#[test]
fn a_very_large_call_is_refused_undiagnosed() {
    for (length, named) in [(10_000, true), (100_000, false)] {
        let mut request = Request::awkward();
        request.form = pairs(&[("A", &"x".repeat(length))]);
        let found = hint(&signer::v1(request, |v1| v1.key = SECRET.to_owned()), SECRET);
        assert_eq!(found.contains("put & behind the secret"), named, "{length} bytes: {found:?}");
    }
}
