//! The parameter tables, row by row: cases are made from the tables, so that a new row is tested as it is added.

use cloudauth_local::contract::error::{INVALID_PARAMETER, MISSING_PARAMETER};
use cloudauth_local::contract::operations::OPERATIONS;
use cloudauth_local::contract::size;
use cloudauth_local::contract::tolerance::{Takes, Tolerance};
use cloudauth_local::contract::value::{Choice, Form};
use cloudauth_local::contract::{Operation, Parameter, Strictness};

use crate::kit::in_process::{Answer, InProcess};
use crate::kit::request::Request;

/// Every row with the operation that takes it.
fn rows() -> impl Iterator<Item = (&'static Operation, &'static Parameter)> {
    OPERATIONS.iter().flat_map(|&operation| operation.parameters.iter().map(move |row| (operation, row)))
}

fn strict() -> InProcess {
    InProcess::unthrottled(Strictness::Documented)
}

fn lenient() -> InProcess {
    InProcess::unthrottled(Strictness::Lenient)
}

#[track_caller]
fn assert_missing(answer: &Answer, row: &Parameter) {
    assert_eq!((answer.status, answer.code), (400, MISSING_PARAMETER.code), "{}", row.name);
    assert_eq!(answer.message, format!("Parameter cannot be empty: {}.", row.name));
}

#[track_caller]
fn assert_invalid(answer: &Answer, row: &Parameter, value: &str) {
    assert_eq!((answer.status, answer.code), (400, INVALID_PARAMETER.code), "{}={value}", row.name);
    assert_eq!(answer.message, format!("Invalid parameter: {} {}.", row.name, row.form.expectation()));
}

/// Whatever else the answer is, the parameters were not the reason.
#[track_caller]
fn assert_passes(answer: &Answer, row: &Parameter, value: &str) {
    assert!(
        ![MISSING_PARAMETER.code, INVALID_PARAMETER.code].contains(&answer.code),
        "{}={value}: {}",
        row.name,
        answer.message
    );
}

#[test]
fn a_missing_or_empty_required_parameter_is_refused_and_an_optional_one_is_not() {
    let emulator = strict();
    for (operation, row) in rows() {
        for request in [Request::of(operation).without(row.name), Request::of(operation).with(row.name, "")] {
            let answer = emulator.call(&request);
            if row.required {
                assert_missing(&answer, row);
            } else {
                assert_passes(&answer, row, "");
            }
        }
    }
}

#[test]
fn the_example_the_default_and_every_documented_value_pass() {
    let emulator = strict();
    for (operation, row) in rows() {
        let documented = passing(&row.form);
        for value in [row.example].into_iter().chain(row.default).chain(documented.iter().map(String::as_str))
        {
            assert_passes(&emulator.call(&Request::of(operation).with(row.name, value)), row, value);
        }
    }
}

#[test]
fn a_value_against_the_rule_is_refused_with_a_message_that_names_parameter_and_rule() {
    let (strict, lenient) = (strict(), lenient());
    for (operation, row) in rows() {
        for value in refused(row) {
            let request = Request::of(operation).with(row.name, &value);
            assert_invalid(&strict.call(&request), row, &value);
            assert_invalid(&lenient.call(&request), row, &value);
        }
    }
}

#[test]
fn a_tolerated_value_passes_from_its_level_on_is_reported_and_refused_below_with_a_hint() {
    for strictness in Strictness::ALL {
        let emulator = InProcess::unthrottled(strictness);
        for (operation, row) in rows() {
            for (level, value) in tolerated(row) {
                let answer = emulator.call(&Request::of(operation).with(row.name, &value));
                if level <= strictness {
                    assert_passes(&answer, row, &value);
                    let [report] = &answer.outcome.facts.tolerated[..] else {
                        panic!("{}={value}", row.name)
                    };
                    assert!(report.starts_with(row.name), "{report}");
                    assert_eq!(answer.outcome.facts.hint_header(false).as_ref(), Some(report));
                } else {
                    assert_invalid(&answer, row, &value);
                    let hint = format!("--strictness {} accepts it.", level.word());
                    assert_eq!(answer.outcome.facts.hint, Some(hint), "{}={value}", row.name);
                }
            }
        }
    }
}

#[test]
fn what_integrators_send_in_production_passes_by_default_and_not_as_documented() {
    let request = Request::initialize()
        .with("MerchantBizId", "1f6f1e4c-97d3-4c3b-8d57-2a3fd0b6a5b1")
        .with("MetaInfo", "{'deviceType': 'h5', 'ua': None}")
        .with("IdSpoof", "false");
    let answer = InProcess::unthrottled(Strictness::default()).call(&request);
    assert_eq!((answer.code, answer.outcome.facts.tolerated.len()), ("Success", 3), "{}", answer.message);
    let (_, merchant_biz_id) = rows().find(|(_, row)| row.name == "MerchantBizId").unwrap();
    assert_invalid(&strict().call(&request), merchant_biz_id, "a UUID");
    let plain = Request::initialize().with("MetaInfo", r#"{"deviceType":"web"}"#);
    assert_eq!(strict().code(&plain), "Success");
}

#[test]
fn what_is_missing_comes_before_what_is_invalid_and_both_in_table_order() {
    let emulator = strict();
    for operation in OPERATIONS {
        let required: Vec<_> = operation.parameters.iter().filter(|row| row.required).collect();
        let breakable: Vec<_> = operation.parameters.iter().filter(|row| !refused(row).is_empty()).collect();
        let base = Request::of(operation);
        let broken = |request: Request, row: &Parameter| request.with(row.name, &refused(row)[0]);
        for (first, second) in pairs(&required) {
            assert_missing(&emulator.call(&base.clone().without(first.name).without(second.name)), first);
        }
        for (first, second) in pairs(&breakable) {
            assert_invalid(&emulator.call(&broken(broken(base.clone(), first), second)), first, "");
        }
        for missing in &required {
            for wrong in breakable.iter().filter(|row| row.name != missing.name) {
                assert_missing(&emulator.call(&broken(base.clone(), wrong).without(missing.name)), missing);
            }
        }
    }
}

#[test]
fn a_parameter_that_is_given_twice_must_be_the_same_twice() {
    let emulator = strict();
    for (operation, row) in rows() {
        let twice = |second: &str| {
            let mut request = Request::of(operation).without(row.name);
            request.query.push((row.name.to_owned(), row.example.to_owned()));
            request.query.push((row.name.to_owned(), second.to_owned()));
            emulator.call(&request)
        };
        assert_passes(&twice(row.example), row, row.example);
        let answer = twice("another");
        assert_eq!(answer.code, INVALID_PARAMETER.code, "{}", row.name);
        let says = format!("Invalid parameter: {} is given more than once, with different values.", row.name);
        assert_eq!(answer.message, says);
    }
}

#[test]
fn names_are_case_sensitive_and_unknown_ones_are_ignored() {
    let emulator = strict();
    let odd = [("RegionId", "x"), ("SignatureType", ""), ("x-sdk-invoke-type", "common"), ("Pages", "99")];
    let request = odd.iter().fold(Request::initialize(), |request, (name, value)| request.with(name, value));
    assert_eq!(emulator.code(&request), "Success");
    let lower = Request::initialize().without("DocType").with("docType", "01000000");
    assert_eq!(emulator.call(&lower).message, "Parameter cannot be empty: DocType.");
}

fn pairs<'a>(
    rows: &'a [&'static Parameter],
) -> impl Iterator<Item = (&'static Parameter, &'static Parameter)> + 'a {
    rows.iter().enumerate().flat_map(|(at, &first)| rows[at + 1..].iter().map(move |&second| (first, second)))
}

fn values(choices: &[Choice]) -> Vec<String> {
    choices.iter().map(|choice| choice.value.to_owned()).collect()
}

fn texts(texts: &[&str]) -> Vec<String> {
    texts.iter().map(|&text| text.to_owned()).collect()
}

/// Values that a strict run takes.
fn passing(form: &Form) -> Vec<String> {
    match *form {
        Form::Text => texts(&["x", " ", "汉字 😀 \" ' + * ~ % & = \n"]),
        Form::OneOf { choices, .. } => values(choices),
        Form::Word { also, longest, .. } => vec!["a".to_owned(), "Z9".to_owned() + also, "x".repeat(longest)],
        Form::Url { https } => {
            let mut urls = texts(&["https://a.example/b c?d=e&f=%20#g", "https://[::1]:8443/", "HTTPS://A"]);
            if !https {
                urls.extend(texts(&["http://localhost:5173", "http://a?response=x#/route"]));
            }
            urls
        }
        Form::MetaInfo => texts(&[
            r#"{"zimVer": "3.0.0", "bioMetaInfo": "4.1.0:11501568,0", "deviceType": "h5", "ua": "\"汉\""}"#,
            r#"{"bioMetaInfo":"1","deviceType":"ios","other":{"a":[1]}}"#,
            r#" {"bioMetaInfo":"1","deviceType":"android"} "#,
        ]),
        Form::Languages(known) => {
            let object =
                |language: &String| format!("{{\"defaultLanguage\":\"{language}\",\"{language}\":{{}}}}");
            let mut all = values(known);
            all.extend(values(known).iter().map(object));
            all.push("{}".to_owned());
            all
        }
        Form::JsonObject => texts(&["{}", r#"{"guidepage":{"title":"\u6c49"}}"#]),
    }
}

/// Values that pass at no level.
fn refused(row: &Parameter) -> Vec<String> {
    if row.tolerances.iter().any(|tolerance| matches!(tolerance.takes, Takes::Any)) {
        return Vec::new();
    }
    match row.form {
        Form::Text => Vec::new(),
        Form::OneOf { choices } => {
            let mut near = texts(&["1", "none of them", " "]);
            near.extend(values(choices).iter().flat_map(|value| [format!("{value} "), format!("0{value}")]));
            near
        }
        Form::Word { longest, .. } if row.tolerances.is_empty() => {
            vec!["a b".to_owned(), "a-b".to_owned(), "é".to_owned(), "x".repeat(longest + 1)]
        }
        Form::Word { .. } => vec!["x".repeat(65)],
        Form::Url { .. } => texts(&["a.example/b", "/path", "ftp://a.example/", "https://", "javascript:x"]),
        Form::MetaInfo => texts(&["web", "{", "[]", "[\"web\"]", "null", "{'deviceType': 'tv'}", "{} x"]),
        Form::Languages(_) => texts(&[
            "xx",
            "EN",
            "[]",
            "{",
            "\"en\"",
            r#"{"defaultLanguage":"xx"}"#,
            r#"{"defaultLanguage":1}"#,
        ]),
        Form::JsonObject => texts(&["{", "[]", "1", "\"a\"", "{'a': 1}"]),
    }
}

/// Values that pass from a level on and not below it.
fn tolerated(row: &Parameter) -> Vec<(Strictness, String)> {
    let samples = |takes: Takes| match takes {
        Takes::Any => texts(&["other", "2 "]),
        Takes::AnyUpTo(_) => texts(&["a b", "汉字"]),
        Takes::Word { longest, .. } => {
            texts(&["1f6f1e4c-97d3-4c3b-8d57-2a3fd0b6a5b1", "a_b", &"x".repeat(longest)])
        }
        Takes::Spellings(spellings) => spellings.iter().map(|(spelling, _)| (*spelling).to_owned()).collect(),
        Takes::HttpUrl => texts(&["http://a.example/callback"]),
        Takes::PythonRepr => texts(&["{'deviceType': 'web'}", "{'deviceType': 'ios', 'n': 1}"]),
        Takes::JsonObject => {
            texts(&["{}", r#"{"deviceType":"tv","bioMetaInfo":"1"}"#, r#"{"deviceType":1,"bioMetaInfo":2}"#])
        }
    };
    let of = |tolerance: &Tolerance| {
        let level = tolerance.level;
        samples(tolerance.takes).into_iter().map(move |value| (level, value)).collect::<Vec<_>>()
    };
    row.tolerances.iter().flat_map(of).collect()
}

/// An Initialize with one parameter in its body.
fn in_form(name: &str, value: &str) -> Request {
    let form = form_urlencoded::Serializer::new(String::new()).append_pair(name, value).finish();
    Request::initialize().without(name).body("application/x-www-form-urlencoded", form.as_bytes())
}

#[test]
fn what_is_longer_than_its_limit_is_refused_at_every_level_and_what_is_not_passes() {
    let fill = |start: &str, length: usize| format!("{start}{}", "a".repeat(length - start.len()));
    for strictness in Strictness::ALL {
        let emulator = InProcess::unthrottled(strictness);
        for (limit, name, start) in [
            (&size::ACCESS_KEY_ID, "AccessKeyId", ""),
            (&size::NONCE, "SignatureNonce", ""),
            (&size::URL, "ReturnUrl", "http://a.example/"),
            (&size::URL, "CallbackUrl", "https://a.example/"),
            (&size::VALUE, "MerchantUserId", ""),
            (&size::VALUE, "CallbackToken", ""),
            (&size::VALUE, "Unknown", ""),
        ] {
            let request = |length| in_form(name, &fill(start, length));
            assert_eq!(emulator.code(&request(limit.bytes)), "Success", "{name}");
            let answer = emulator.call(&request(limit.bytes + 1));
            assert_eq!((answer.status, answer.code), (limit.error.status, limit.error.code), "{name}");
            let said = answer.message + answer.outcome.facts.hint.as_deref().unwrap_or_default();
            assert!(said.contains(name) && said.contains(&limit.bytes.to_string()), "{name}: {said}");
        }
        let long = "a".repeat(size::VALUE.bytes);
        for (name, value) in [
            ("FacePictureBase64", long.clone() + "a"),
            ("DocPageConfig", format!("[\"{long}\"]")),
            ("StyleConfig", format!("{{\"x\":\"{long}\"}}")),
        ] {
            assert_eq!(emulator.code(&in_form(name, &value)), "Success", "{name}");
        }
        assert_eq!(emulator.code(&in_form(&(long + "a"), "1")), "InvalidParameter", "a name");
    }
}
