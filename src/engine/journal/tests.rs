//! Claims about the journal.

use http::header::HeaderValue;

use super::*;
use crate::contract::error::{MISSING_PARAMETER, SIGNATURE_DOES_NOT_MATCH};
use crate::contract::operations::OperationKind;
use crate::contract::reply::Content;
use crate::contract::{ParameterSource, Parameters};
use crate::engine::Engine;
use crate::engine::call::SignatureCheck;
use crate::engine::settings::Settings;

fn engine(bounds: JournalBounds) -> Engine {
    Engine::new(Settings { journal: bounds, ..Settings::of_a_test() })
}

fn call(key: &str, parameters: &[(&str, &str)]) -> Call {
    let mut given = Parameters::default();
    for (name, value) in [("AccessKeyId", key), ("Action", "Initialize"), ("Version", "2022-08-09")] {
        given.push(name, value, ParameterSource::Query);
    }
    for (name, value) in parameters {
        given.push(name, value, ParameterSource::Form);
    }
    Call { method: http::Method::POST, parameters: given, ..Call::default() }
}

fn send(engine: &Engine, call: &Call) {
    let outcome = engine.handle(call);
    engine.record(Some(call), &outcome, Duration::from_micros(7));
}

fn all(engine: &Engine) -> Vec<JournalEntry> {
    engine.journal().newest(&JournalFilter::default(), usize::MAX, None).entries
}

#[test]
fn a_call_is_told_as_it_came_with_what_became_of_it() {
    let engine = engine(JournalBounds::default());
    let mut call = call("testid", &[("MerchantBizId", "biz"), ("SceneCode", "扫+ &=😀"), ("Empty", "")]);
    call.headers.insert("user-agent", HeaderValue::from_static("test/1"));
    call.headers.insert("x-unknown", HeaderValue::from_static("no"));
    send(&engine, &call);
    let entries = all(&engine);
    let [entry] = entries.as_slice() else { panic!("{entries:?}") };
    assert_eq!(
        (entry.id, entry.facts.operation, entry.method.as_str()),
        (1, Some(OperationKind::Initialize), "POST")
    );
    assert_eq!((entry.facts.account.as_str(), entry.access_key_id.as_deref()), ("testid", Some("testid")));
    assert_eq!((entry.status, entry.code), (400, MISSING_PARAMETER.code));
    assert_eq!(entry.message.as_deref(), Some("Parameter cannot be empty: ProductCode."));
    assert_eq!(entry.parameters.len(), 6);
    assert_eq!(entry.parameter("SceneCode"), Some("扫+ &=😀"));
    assert_eq!(entry.parameter("Empty"), None);
    assert_eq!(entry.parameters[5].source, ParameterSource::Form);
    assert_eq!(entry.headers, [("user-agent", "test/1".to_owned())]);
    assert_eq!(entry.time.to_string(), "2026-11-22T10:00:00Z");
    assert_eq!(entry.elapsed, Duration::from_micros(7));
    assert_eq!(entry.facts.signature, SignatureCheck::NotChecked);
    assert_eq!(engine.journal().find("1").map(|entry| entry.id), Some(1));
    assert_eq!(engine.journal().find(&entry.request_id).map(|entry| entry.id), Some(1));
    assert!(engine.journal().find("2").is_none() && engine.journal().find("nonsense").is_none());
}

#[test]
fn what_is_secret_is_masked_and_a_signature_is_not_even_kept() {
    let engine = engine(JournalBounds::default());
    let mut call = call("k", &[("CallbackToken", "hush"), ("Signature", "abc="), ("SecurityToken", "tok")]);
    let authorization = "ACS3-HMAC-SHA256 Credential=k3,SignedHeaders=host,Signature=beef";
    call.headers.insert("authorization", HeaderValue::from_static(authorization));
    call.headers.insert("x-acs-security-token", HeaderValue::from_static("tok"));
    send(&engine, &call);
    let entry = &all(&engine)[0];
    assert_eq!(entry.access_key_id.as_deref(), Some("k3"));
    let told = format!("{entry:?}");
    for secret in ["hush", "abc=", "\"tok\"", "beef"] {
        assert!(!told.contains(secret), "{secret} in {told}");
    }
    assert_eq!(entry.parameter("CallbackToken"), Some("*** (4 characters)"));
}

#[test]
fn filters_and_pages_give_every_call_once() {
    let engine = engine(JournalBounds::default());
    for index in 0..100 {
        let (key, scene) = (["a", "b", "c"][index % 3], ["x", "y"][index % 2]);
        send(&engine, &call(key, &[("SceneCode", scene), ("MerchantBizId", &format!("biz{index}"))]));
    }
    let filter = JournalFilter { scene_code: Some("x".to_owned()), ..JournalFilter::of_key(Some("b")) };
    let mut ids = Vec::new();
    let mut before = None;
    loop {
        let page = engine.journal().newest(&filter, 5, before);
        ids.extend(page.entries.iter().map(|entry| entry.id));
        before = page.next;
        if before.is_none() {
            break;
        }
    }
    let expected: Vec<u64> = (0..100).filter(|i| i % 3 == 1 && i % 2 == 0).map(|i| i + 1).rev().collect();
    assert_eq!(ids, expected);

    let page = engine.journal().after(&JournalFilter::default(), 10, 95);
    assert_eq!(page.entries.iter().map(|entry| entry.id).collect::<Vec<_>>(), [96, 97, 98, 99, 100]);
    assert_eq!(page.next, Some(100));
    assert!(engine.journal().after(&JournalFilter::default(), 10, 100).next.is_none());

    assert_eq!(engine.journal().delete(&JournalFilter::of_key(Some("a"))), 34);
    assert_eq!(engine.journal().extent().kept, 66);
    assert!(all(&engine).iter().all(|entry| entry.facts.account != "a"));
    assert_eq!(engine.journal().find("2").map(|entry| entry.facts.account), Some("b".to_owned()));
}

#[test]
fn a_million_calls_never_take_the_journal_over_its_bounds() {
    let bounds = JournalBounds { calls: 1000, bytes: 1 << 20 };
    let engine = engine(bounds);
    let small = call("k", &[("SceneCode", "s")]);
    let outcome = engine.handle(&small);
    for batch in 1..=1_000_u64 {
        for _ in 0..1000 {
            engine.record(Some(&small), &outcome, Duration::ZERO);
        }
        let extent = engine.journal().extent();
        assert_eq!((extent.kept, extent.total, extent.dropped), (1000, 1000 * batch, 1000 * (batch - 1)));
        assert!(extent.bytes <= bounds.bytes, "{extent:?}");
    }
}

#[test]
fn long_calls_push_out_more_short_ones_and_the_longest_are_cut() {
    let bounds = JournalBounds { calls: 1000, bytes: 1 << 20 };
    let engine = engine(bounds);
    let long = "x".repeat(20_000);
    let big = call("k", &[("LanguageConfig", &long)]);
    let outcome = engine.handle(&big);
    for _ in 0..10_000 {
        engine.record(Some(&big), &outcome, Duration::ZERO);
        let extent = engine.journal().extent();
        assert!(extent.kept < 60 && extent.bytes <= bounds.bytes, "{extent:?}");
    }
    assert!(engine.journal().extent().kept >= 20);
    let newest = &all(&engine)[0];
    assert_eq!((newest.id, newest.parameter("LanguageConfig")), (10_000, Some(long.as_str())));

    let huge = call("k", &[("FacePictureBase64", &"ü".repeat(5_000_000)), ("SceneCode", "after")]);
    engine.record(Some(&huge), &outcome, Duration::ZERO);
    let newest = &all(&engine)[0];
    assert_eq!(newest.parameter("FacePictureBase64").map(str::len), Some(4096));
    assert_eq!(newest.parameter("SceneCode"), Some("after"));
}

#[test]
fn no_single_call_pushes_the_others_out() {
    let long = "ü".repeat(1_000_000);
    let mut cases: [(&str, Call, Option<Content>); 4] = [
        ("a message that repeats the call", call("k", &[]), None),
        ("many long values", call("k", &vec![("Value", &long[..4000]); 1000]), None),
        ("many empty parameters", call("k", &vec![("", ""); 200_000]), None),
        ("a long access key", call(&long, &[]), None),
    ];
    let error = SIGNATURE_DOES_NOT_MATCH.with_message(long.clone()).with_hint(Some(long.clone()));
    cases[0].2 = Some(Content::Error(error));
    for (what, large, content) in cases {
        let engine = engine(JournalBounds { calls: 1000, bytes: 1 << 20 });
        for _ in 0..100 {
            send(&engine, &call("k", &[("SceneCode", "s")]));
        }
        let mut outcome = engine.handle(&large);
        if let Some(Content::Error(mut error)) = content {
            outcome.facts.hint = error.hint.take();
            outcome.reply.content = Content::Error(error);
        }
        engine.record(Some(&large), &outcome, Duration::ZERO);
        let extent = engine.journal().extent();
        assert_eq!((extent.kept, extent.dropped), (101, 0), "{what}: {extent:?}");
        let entry = &all(&engine)[0];
        assert!(entry.message.as_ref().is_some_and(|message| !message.is_empty()), "{what}");
        assert!(entry.parameters.iter().any(|given| given.name == "Action"), "{what}");
    }
}

#[test]
fn what_is_kept_only_in_part_is_said_with_its_original_length() {
    let engine = engine(JournalBounds::default());
    send(&engine, &call("k", &[("MerchantBizId", "biz")]));
    assert_eq!(all(&engine)[0].truncated, []);
    let long = "ä".repeat(60_000);
    let agent = "a".repeat(5000);
    let mut large = call("k", &[("First", &long), ("Second", &long), ("Short", "s")]);
    large.headers.insert("user-agent", HeaderValue::from_str(&agent).unwrap());
    send(&engine, &large);
    let names: Vec<_> = (0..5000).map(|number| format!("P{number}")).collect();
    let many: Vec<_> = names.iter().map(|name| (name.as_str(), "1")).collect();
    send(&engine, &call("k", &many));
    let entries = all(&engine);
    let told = |entry: &JournalEntry| {
        let parts: Vec<_> = entry.truncated.iter().map(ToString::to_string).collect();
        parts.join(", ")
    };
    assert_eq!(told(&entries[0]), "list of 5003 parameters");
    assert_eq!(
        told(&entries[1]),
        "header user-agent of 5000 bytes, parameter First of 120000 bytes, parameter Second of 120000 bytes"
    );
    assert_eq!(entries[1].parameter("Short"), Some("s"));
}

#[test]
fn neither_repeated_headers_nor_rule_names_take_the_journal_over_its_bound_and_a_reset_frees_it() {
    let bounds = JournalBounds { calls: 10_000, bytes: 1 << 20 };
    let engine = engine(bounds);
    let mut call = call("k", &[]);
    for _ in 0..90 {
        call.headers.append("accept", HeaderValue::from_str(&"a".repeat(3900)).unwrap());
    }
    let mut outcome = engine.handle(&call);
    outcome.facts.rules = vec!["r".repeat(500); 1000];
    outcome.facts.tolerated = vec!["t".repeat(500); 1000];
    for _ in 0..1000 {
        engine.record(Some(&call), &outcome, Duration::ZERO);
        let extent = engine.journal().extent();
        assert!(extent.bytes <= bounds.bytes, "{extent:?}");
    }
    let entry = &all(&engine)[0];
    assert_eq!((entry.headers.len(), entry.facts.rules.len(), entry.facts.tolerated.len()), (4, 8, 8));
    engine.journal().delete(&JournalFilter::default());
    assert_eq!(engine.journal().extent().bytes, 0);
}

#[test]
fn the_size_of_a_call_is_never_underestimated() {
    let engine = engine(JournalBounds::default());
    for parameters in [0, 1, 50, 5000] {
        for length in [0, 1, 100, 5000] {
            let text = "ü".repeat(length);
            let call = call(&text, &vec![(text.as_str(), text.as_str()); parameters]);
            let mut outcome = engine.handle(&call);
            outcome.facts.rules = vec![text.clone(); 3];
            outcome.facts.hint = Some(text.clone());
            let stored = StoredCall::new(Some(&call), &outcome, Duration::MAX);
            let mut out = Vec::new();
            stored.write(&mut out);
            assert!(
                out.len() <= stored.max_size(),
                "{parameters} {length}: {} of {}",
                out.len(),
                stored.max_size()
            );
        }
    }
}
