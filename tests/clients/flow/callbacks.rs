//! Callbacks in every weather that a receiver makes.

use std::collections::{HashMap, HashSet};
use std::sync::Mutex;

use cloudauth_local::contract::callback::CallbackMethod;
use cloudauth_local::server::webhook;
use serde_json::json;

use crate::flow::emulator::{CALLBACK, Emulator, Started};
use crate::kit::http::request;
use crate::kit::raw::TIMEOUT;
use crate::kit::receiver::{Behaviour, Receiver};

/// Waits, by asking again and again, until the emulator has nothing more to send now.
pub(crate) fn settled(emulator: &Emulator, id: &str, tries: usize) -> Vec<serde_json::Value> {
    let started = std::time::Instant::now();
    loop {
        let (attempts, _) = emulator.attempts(id);
        if attempts.len() >= tries || started.elapsed() > TIMEOUT {
            return attempts;
        }
    }
}

#[test]
fn a_receiver_that_does_not_answer_200_is_called_again_up_to_the_limit() {
    let receiver = Receiver::start(|_| Behaviour::Status(500));
    let emulator = Emulator::start(&receiver.url());
    let started = emulator.initialize(&[CALLBACK]);
    emulator.finish(&started, "1001");
    let expected = format!("/verified?shop=1&transactionId={}&passed=N&subCode=206", started.id);
    for (number, wait) in [(1, "2s"), (2, "6s"), (3, "18s"), (4, "54s"), (5, "1h")] {
        assert_eq!(receiver.next(), expected);
        let attempts = settled(&emulator, &started.id, number);
        assert_eq!(attempts.len(), number);
        assert_eq!(
            (attempts[number - 1]["status"].as_u64(), attempts[number - 1]["accepted"].as_bool()),
            (Some(500), Some(false))
        );
        emulator.advance(wait);
    }
    let (attempts, waiting) = emulator.attempts(&started.id);
    assert_eq!((attempts.len(), waiting), (5, 0));
}

#[test]
fn only_200_is_accepted_and_redirects_are_never_followed() {
    let elsewhere = Receiver::accepting();
    let to = elsewhere.url();
    let receiver = Receiver::start(move |target| match target.split('?').next() {
        Some("/302") => Behaviour::Redirect(to.clone()),
        Some("/204") => Behaviour::Status(204),
        Some("/reset") => Behaviour::Reset,
        _ => Behaviour::Status(200),
    });
    let map = |from: &str, to: &str| format!("{from}={to}").parse().unwrap();
    let maps = vec![
        map("https://shop.example", &receiver.url()),
        map("https://closed.example", "http://127.0.0.1:1"),
    ];
    let emulator =
        Emulator::with(webhook::WebhookSettings { maps, tries: 1, ..webhook::WebhookSettings::default() });
    for (url, accepted, said) in [
        ("https://shop.example/200", true, "200"),
        ("https://shop.example/204", false, "204"),
        ("https://shop.example/302", false, "302"),
        ("https://shop.example/reset", false, "closed the connection"),
        ("https://closed.example/", false, "cannot connect"),
        ("https://192.0.2.7/", false, "no CA is trusted"),
        ("https://127.0.0.1:1/", false, "--callback-ca"),
    ] {
        let started = emulator.initialize(&[("CallbackUrl", url)]);
        emulator.finish(&started, "1000");
        let attempts = settled(&emulator, &started.id, 1);
        assert_eq!(attempts[0]["accepted"], accepted, "{url}");
        let text = attempts[0].to_string();
        assert!(text.contains(said), "{url}: {text}");
    }
    for _ in 0..4 {
        receiver.next();
    }
    assert_eq!(elsewhere.asked(), None, "the redirect is not followed");
}

#[test]
fn a_callback_is_sent_by_post_where_the_settings_or_the_scenario_say_so() {
    let receiver = Receiver::accepting();
    let map = || vec![format!("https://shop.example={}", receiver.url()).parse().unwrap()];
    let scenario = |method: &str| {
        json!({ "rules": [{ "when": { "parameters": { "SceneCode": method } },
                            "then": { "callback": { "method": method } } }] })
        .to_string()
    };
    for (method, scene, posted) in [
        (CallbackMethod::Get, "post", true),
        (CallbackMethod::Post, "other", true),
        (CallbackMethod::Post, "get", false),
    ] {
        let settings =
            webhook::WebhookSettings { maps: map(), method, ..webhook::WebhookSettings::default() };
        let rules = if scene == "other" { "{}".to_owned() } else { scenario(scene) };
        let emulator = Emulator::playing(&rules, settings);
        let started = emulator.initialize(&[CALLBACK, ("SceneCode", scene), ("CallbackToken", "a b")]);
        emulator.finish(&started, "1000");
        let report =
            |token| format!("callbackToken={token}&transactionId={}&passed=Y&subCode=200", started.id);
        let form = "application/x-www-form-urlencoded";
        let expected = if posted {
            format!("POST /verified?shop=1 {form} {}", report("a%20b"))
        } else {
            format!("/verified?shop=1&{}", report("a%20b"))
        };
        assert_eq!(receiver.next(), expected);
        let attempts = settled(&emulator, &started.id, 1);
        assert_eq!(attempts[0]["body"].as_str(), posted.then(|| report("***")).as_deref());
    }
}

#[test]
fn with_the_check_initialize_refuses_a_callback_url_that_cannot_be_connected_to() {
    let receiver = Receiver::accepting();
    let map = |from: &str, to: &str| format!("{from}={to}").parse().unwrap();
    for check in [false, true] {
        let maps = vec![
            map("https://shop.example", &receiver.url()),
            map("https://closed.example", "http://127.0.0.1:1"),
        ];
        let emulator =
            Emulator::with(webhook::WebhookSettings { maps, check, ..webhook::WebhookSettings::default() });
        emulator.initialize(&[CALLBACK]);
        emulator.initialize(&[]);
        for url in ["https://closed.example/x?token=secret", "https://192.0.2.7/"] {
            let answer = emulator.try_initialize(&[("CallbackUrl", url)]);
            let code = answer.json()["Code"].as_str().unwrap().to_owned();
            assert_eq!(code, if check { "InvalidParameter" } else { "Success" }, "{url}");
            if check {
                let hint = answer.header("x-emulator-hint").unwrap();
                assert!(hint.contains("--callback-check") && !hint.contains("secret"), "{hint}");
            }
        }
        let answer = emulator.try_initialize(&[("CallbackUrl", "https://closed.example/"), ("DocType", "")]);
        let missing = answer.json()["Code"].as_str() == Some("MissingParameter");
        assert!(missing, "a missing parameter is reported first: {}", answer.body);
    }
}

#[test]
fn an_access_key_has_callback_mappings_of_its_own() {
    let [common, own] = [Receiver::accepting(), Receiver::accepting()];
    let emulator = Emulator::start(&common.url());
    let map = |method: &str, query: &str, body: &str| {
        let url = format!("{}/_emulator/callback-map{query}", emulator.url);
        request(method, &url, &[("content-type", "application/json")], body)
    };
    let reached = |receiver: &Receiver| {
        let started = emulator.initialize(&[CALLBACK, ("AccessKeyId", "testid")]);
        emulator.finish(&started, "1000");
        receiver.next().contains(&started.id)
    };
    assert_eq!(map("GET", "?accessKeyId=testid", "").json()["maps"], json!([]));
    assert!(reached(&common));

    let maps = json!({ "maps": [{ "from": "https://shop.example", "to": own.url() }] });
    for query in ["?accessKeyId=another", "?accessKeyId=testid"] {
        let answer = map("PUT", query, &maps.to_string());
        assert_eq!((answer.status, answer.json()), (200, maps.clone()));
        assert!(reached(if query.ends_with("testid") { &own } else { &common }), "{query}");
    }
    assert_eq!(map("DELETE", "?accessKeyId=testid", "").json()["maps"], json!([]));
    assert!(reached(&common));

    for (body, expected) in [
        ("", "expected {\"maps\":"),
        (r#"{"maps":[{"from":"shop.example","to":"http://127.0.0.1:1"}]}"#, "shop.example"),
        (r#"{"maps":[{"from":"https://a:*","to":"http://127.0.0.1:1"}]}"#, "the port * on both sides"),
    ] {
        let answer = map("PUT", "?accessKeyId=testid", body);
        assert_eq!(answer.status, 400, "{body}");
        assert!(answer.json()["message"].as_str().unwrap().contains(expected), "{}", answer.json());
    }
}

#[test]
fn receivers_that_hang_hold_up_no_call_and_other_callbacks_not_for_long() {
    let receiver = Receiver::start(|target| {
        if target.starts_with("/hang") { Behaviour::Silence } else { Behaviour::Status(200) }
    });
    let emulator = Emulator::start(&receiver.url());
    let hangs: Vec<Started> = (0..300)
        .map(|_| {
            let started = emulator.initialize(&[("CallbackUrl", "https://shop.example/hang")]);
            emulator.finish(&started, "1000");
            started
        })
        .collect();
    // More of them than may be under way at once, and the calls above were answered all the same.
    let other = emulator.initialize(&[CALLBACK]);
    emulator.finish(&other, "1000");
    let attempts = settled(&emulator, &other.id, 1);
    assert_eq!(attempts[0]["accepted"], true, "{}", attempts[0]);
    let attempts = settled(&emulator, &hangs[0].id, 1);
    assert!(attempts[0]["failure"].as_str().unwrap().contains("no response within 5 s"), "{}", attempts[0]);
}

#[test]
fn no_callback_is_lost_when_a_thousand_checks_end_at_once_in_any_weather() {
    // Each callback meets foul weather on its first two tries, of a kind that depends on its transaction.
    let tries: Mutex<HashMap<String, u32>> = Mutex::default();
    let receiver = Receiver::start(move |target| {
        let mut tries = tries.lock().unwrap();
        let seen = tries.entry(target.to_owned()).or_default();
        *seen += 1;
        let kind = target.bytes().map(usize::from).sum::<usize>() % 8;
        match (*seen, kind) {
            (1, 0) => Behaviour::Silence,
            (1 | 2, 1..=3) => Behaviour::Status(500),
            (1 | 2, 4 | 5) => Behaviour::Reset,
            _ => Behaviour::Status(200),
        }
    });
    let emulator = Emulator::start(&receiver.url());
    let all: Vec<Started> = (0..1000).map(|_| emulator.initialize(&[CALLBACK])).collect();
    std::thread::scope(|scope| {
        for part in all.chunks(125) {
            let emulator = &emulator;
            scope.spawn(move || {
                for started in part {
                    assert_eq!(emulator.finish(started, "1000").status, 200);
                }
            });
        }
    });
    let mut missing: HashSet<&str> = all.iter().map(|started| &*started.id).collect();
    let begun = std::time::Instant::now();
    while !missing.is_empty() {
        // Retries wait by the emulator's clock.
        emulator.advance("20s");
        let said = emulator.get("/_emulator/callbacks").json();
        for attempt in said["attempts"].as_array().unwrap() {
            if attempt["accepted"] == true {
                missing.remove(attempt["transactionId"].as_str().unwrap());
            }
        }
        assert!(begun.elapsed() < 4 * TIMEOUT, "{} callbacks are missing", missing.len());
    }
}
