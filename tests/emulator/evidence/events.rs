//! The stream of events, and the tries of callbacks in the journal.

use std::io::{BufRead as _, BufReader, Write as _};
use std::net::TcpListener;
use std::time::Duration;

use cloudauth_local::emulator::Emulator;
use cloudauth_local::server::admin::openapi;
use serde_json::{Value, json};

use crate::evidence::checks::address;
use crate::kit::http::{Events, ask};

const INITIALIZE: [(&str, &str); 7] = [
    ("ProductCode", "ID_OCR"),
    ("MerchantBizId", "biz1"),
    ("MerchantUserId", "user1"),
    ("DocType", "01000000"),
    ("MetaInfo", r#"{"deviceType":"web","bioMetaInfo":"4.1.0"}"#),
    ("ReturnUrl", "http://localhost:5173/back?a=1"),
    ("CallbackUrl", "https://shop.example/back"),
];

/// A merchant's server that answers its callbacks with these statuses, one after the other; its URL.
fn receiver(statuses: &'static [u16]) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    std::thread::spawn(move || {
        for status in statuses {
            let (stream, _) = listener.accept().unwrap();
            let mut reader = BufReader::new(stream);
            let mut line = String::new();
            while reader.read_line(&mut line).unwrap() > 2 {
                line.clear();
            }
            write!(reader.get_mut(), "HTTP/1.1 {status} Said\r\ncontent-length: 0\r\n\r\n").unwrap();
        }
    });
    url
}

/// Starts a check; its TransactionId and the path of its TransactionUrl.
async fn initialize(emulator: &Emulator, key: &str) -> (String, String) {
    let answer = emulator.call(key, "Initialize", &INITIALIZE).await.unwrap();
    let text = |name: &str| answer.body["Result"][name].as_str().unwrap().to_owned();
    let path = text("TransactionUrl").strip_prefix(emulator.url()).unwrap().to_owned();
    (text("TransactionId"), path)
}

/// What happened, in a word: the state of a transaction, the try of a callback, or the name of the event.
fn word((name, data): &(String, Value)) -> String {
    match name.as_str() {
        "transaction" => data["state"].as_str().unwrap().to_owned(),
        "callback" => format!("try {} {}", data["try"], data["status"]),
        _ => name.clone(),
    }
}

fn is_try(number: u32) -> impl Fn(&str, &Value) -> bool {
    move |name, data| name == "callback" && data["try"] == number
}

/// Holds data against its schema: every member is described, and none that is required is missing.
fn described(event: &str, data: &Value) {
    let document = openapi();
    let stream = &document["paths"]["/_emulator/events"]["get"]["responses"]["200"]["content"];
    let kinds = stream["text/event-stream"]["schema"]["oneOf"].as_array().unwrap();
    let kind = kinds.iter().find(|kind| kind["properties"]["event"]["const"] == event);
    let kind = kind.unwrap_or_else(|| panic!("{event} is not in the document"));
    let name = kind["properties"]["data"]["$ref"].as_str().unwrap().rsplit('/').next().unwrap();
    let schema = &document["components"]["schemas"][name];
    for member in data.as_object().unwrap().keys() {
        assert!(schema["properties"][member].is_object(), "{event}: {member} is not in {name}");
    }
    for required in schema["required"].as_array().into_iter().flatten() {
        assert!(data.get(required.as_str().unwrap()).is_some(), "{event} has no {required}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_check_is_told_from_its_start_to_its_callback_in_order_and_as_the_other_paths_tell_it() {
    let start = "2026-11-22T10:00:00Z".parse().unwrap();
    let builder = Emulator::builder().clock_by_hand(start);
    let emulator =
        builder.callback_map("https://shop.example", &receiver(&[500, 200])).start().await.unwrap();
    let own = address(&emulator);
    let get = |path: &str| ask(own, "GET", &format!("/_emulator/{path}"), &[], "").json();
    let mut stream = Events::open(own, "/_emulator/events");
    let (id, page) = initialize(&emulator, "k").await;
    for _ in 0..2 {
        assert_eq!(ask(own, "GET", &page, &[], "").status, 200);
    }
    emulator.complete(&id, false).unwrap();
    stream.until(is_try(1));
    emulator.clock().advance(Duration::from_secs(3));
    let events = stream.until(is_try(2));
    let words: Vec<_> = events.iter().map(word).collect();
    assert_eq!(words, ["call", "waiting", "opened", "completed", "try 1 500", "try 2 200"]);
    for (name, data) in &events {
        described(name, data);
    }

    let mut stands = get(&format!("transactions/{id}"));
    assert_eq!(stands["callbacks"], get("callbacks")["attempts"]);
    assert_eq!(stands["callbacks"], json!([events[4].1, events[5].1]));
    let stands = stands.as_object_mut().unwrap();
    stands.remove("callbacks");
    stands["ageMs"] = json!(0);
    let completed = Value::Object(stands.clone());
    assert_eq!(events[3].1, completed);
    stands.retain(|name, _| !matches!(name.as_str(), "passed" | "subCode"));
    for (event, state) in [(1, "waiting"), (2, "opened")] {
        stands["state"] = json!(state);
        assert_eq!(events[event].1, Value::Object(stands.clone()));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_check_that_ends_in_the_browser_alone_is_told_as_opened_once() {
    let emulator = Emulator::start().await.unwrap();
    let own = address(&emulator);
    let mut stream = Events::open(own, "/_emulator/events");
    let (id, page) = initialize(&emulator, "k").await;
    let client_cfg = page.split_once("clientcfg=").unwrap().1;
    for code in ["1004", "1006", "1001"] {
        let wish = json!({ "clientCfg": client_cfg, "resultCode": code }).to_string();
        assert_eq!(ask(own, "POST", "/_emulator/verification", &[], &wish).status, 200);
    }
    let events = stream.until(|_, data| data["state"] == "completed" && data["transactionId"] == id);
    let words: Vec<_> = events.iter().map(word).filter(|word| !word.starts_with("try")).collect();
    assert_eq!(words, ["call", "waiting", "opened", "completed"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_hears_of_the_end_of_a_check_before_its_beginning() {
    let scenario = r#"{ "limits": { "Initialize": { "qps": 0 } }, "rules": [{ "then": { "verification": { "passed": true } } }] }"#;
    let emulator = Emulator::builder().scenario_text(scenario).start().await.unwrap();
    let mut stream = Events::open(address(&emulator), "/_emulator/events");
    let mut last = String::new();
    for _ in 0..100 {
        last = initialize(&emulator, "k").await.0;
    }
    let events = stream.until(|_, data| data["state"] == "completed" && data["transactionId"] == last);
    let states = |id: &str| -> Vec<_> {
        events.iter().filter(|(_, data)| data["transactionId"] == id).map(word).collect()
    };
    let calls: Vec<_> = events.iter().filter(|(name, _)| name == "call").collect();
    assert_eq!(calls.len(), 100);
    for (_, call) in calls {
        let told = states(call["transactionId"].as_str().unwrap());
        assert_eq!(told[..3], ["call", "waiting", "completed"], "{told:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stream_of_one_key_tells_nothing_of_another() {
    let builder = Emulator::builder().clock_by_hand("2026-11-22T10:00:00Z".parse().unwrap());
    let emulator = builder.callback_map("https://shop.example", "http://127.0.0.1:1").start().await.unwrap();
    let own = address(&emulator);
    let mut stream = Events::open(own, "/_emulator/events?accessKeyId=b");
    for key in ["a", "b"] {
        let (id, _) = initialize(&emulator, key).await;
        emulator.complete(&id, true).unwrap();
    }
    stream.until(is_try(1));
    for key in ["a", "b"] {
        ask(own, "POST", &format!("/_emulator/reset?accessKeyId={key}"), &[], "");
    }
    let events = stream.until(|name, _| name == "reset");
    let words: Vec<_> = events.iter().map(word).collect();
    assert_eq!(words, ["call", "waiting", "completed", "try 1 null", "reset"]);
    for (name, data) in events {
        described(&name, &data);
        assert_eq!(if name == "reset" { &data["accessKeyId"] } else { &data["account"] }, "b", "{data}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_journal_lists_the_tries_of_the_callback_that_a_call_led_to() {
    let emulator = Emulator::builder()
        .callback_map("https://shop.example", &receiver(&[200, 200]))
        .start()
        .await
        .unwrap();
    let own = address(&emulator);
    let get = |path: &str| ask(own, "GET", &format!("/_emulator/{path}"), &[], "").json();
    let mut stream = Events::open(own, "/_emulator/events");
    let (first, _) = initialize(&emulator, "k").await;
    let (second, _) = initialize(&emulator, "k").await;
    emulator.call("k", "CheckResult", &[("MerchantBizId", "biz1"), ("TransactionId", &first)]).await.unwrap();
    assert!(get("requests/1").get("callbacks").is_none());
    for id in [&first, &second] {
        emulator.complete(id, true).unwrap();
        stream.until(|name, data| name == "callback" && data["transactionId"] == **id);
    }
    let tries = |id: &str| get(&format!("callbacks?transactionId={id}"))["attempts"].clone();
    assert_eq!(tries(&first)[0]["status"], 200);
    assert_eq!(get("requests/1")["callbacks"], tries(&first));
    let listed: Vec<_> = get("requests")["requests"]
        .as_array()
        .unwrap()
        .iter()
        .map(|call| call["callbacks"].clone())
        .collect();
    assert_eq!(listed, [Value::Null, tries(&second), tries(&first)]);
}

#[test]
fn the_document_names_every_event_with_its_meaning() {
    let document = openapi();
    let schema = &document["paths"]["/_emulator/events"]["get"]["responses"]["200"]["content"]["text/event-stream"]
        ["schema"];
    let kinds = schema["oneOf"].as_array().unwrap();
    let names: Vec<_> = kinds.iter().map(|kind| kind["properties"]["event"]["const"].clone()).collect();
    assert_eq!(names, ["call", "transaction", "callback", "skipped", "reset", "end"]);
    assert!(kinds.iter().all(|kind| kind["description"].as_str().is_some_and(|text| text.ends_with('.'))));
}
