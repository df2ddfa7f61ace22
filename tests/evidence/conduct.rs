//! What a client did with its failures.

use std::time::Duration;

use cloudauth_local::emulator::Emulator;

const INITIALIZE: [(&str, &str); 6] = [
    ("ProductCode", "ID_OCR"),
    ("MerchantBizId", "biz1"),
    ("MerchantUserId", "user1"),
    ("DocType", "01000000"),
    ("MetaInfo", r#"{"deviceType":"h5","bioMetaInfo":"4.1.0"}"#),
    ("CallbackUrl", "https://shop.example/back"),
];

async fn emulator() -> Emulator {
    let start = "2026-11-22T10:00:00Z".parse().unwrap();
    Emulator::builder().clock_by_hand(start).start().await.unwrap()
}

/// The names of what was found, with how often.
fn found(emulator: &Emulator) -> Vec<(&'static str, usize)> {
    emulator.conduct().iter().map(|finding| (finding.mistake.name, finding.times)).collect()
}

#[tokio::test]
async fn a_client_that_waits_as_it_was_told_has_nothing_to_be_told() {
    let emulator = emulator().await;
    for _ in 0..11 {
        emulator.call("k", "KeepaliveIntl", &[]).await.unwrap();
    }
    emulator.clock().advance(Duration::from_millis(100));
    emulator.call("k", "KeepaliveIntl", &[]).await.unwrap();
    assert_eq!(found(&emulator), []);
    emulator.assert_calls(1, "that were throttled", |call| call.code == "Throttling.Api");
}

#[tokio::test]
async fn retries_that_do_not_wait_are_named() {
    let emulator = emulator().await;
    for _ in 0..17 {
        emulator.call("k", "KeepaliveIntl", &[]).await.unwrap();
    }
    assert_eq!(found(&emulator), [("impatientRetry", 1), ("throttlingIgnored", 2)]);
    let down = [("MerchantUserId", "emulate:InternalError")];
    for advance in [0, 99, 101] {
        emulator.clock().advance(Duration::from_millis(advance));
        emulator.call("other", "Initialize", &down).await.unwrap();
    }
    assert_eq!(found(&emulator)[2..], [("hastyRetry", 1)]);
}

#[tokio::test]
async fn a_refused_call_that_is_repeated_unchanged_is_named() {
    let emulator = emulator().await;
    for user in ["1", "2", "2"] {
        emulator.call("k", "Initialize", &[("MerchantUserId", user)]).await.unwrap();
    }
    assert_eq!(found(&emulator), [("refusalRepeated", 1)]);
    assert_eq!(emulator.conduct()[0].calls, [3]);
}

#[tokio::test]
async fn polling_shared_numbers_nonces_and_secrets_are_named() {
    let emulator = emulator().await;
    let answer = emulator.call("k", "Initialize", &INITIALIZE).await.unwrap();
    let id = answer.body["Result"]["TransactionId"].as_str().unwrap().to_owned();
    let asked = [("MerchantBizId", "biz1"), ("TransactionId", id.as_str())];
    for advance in [5, 1, 0] {
        emulator.clock().advance(Duration::from_secs(advance));
        emulator.call("k", "CheckResult", &asked).await.unwrap();
    }
    let mut second = INITIALIZE;
    second[2].1 = "user2";
    emulator.call("k", "Initialize", &second).await.unwrap();
    for _ in 0..2 {
        emulator.clock().advance(Duration::from_mins(2));
        emulator
            .call("k", "KeepaliveIntl", &[("SignatureNonce", "n"), ("AccessKeySecret", "s")])
            .await
            .unwrap();
    }
    let mut found = found(&emulator);
    found.sort_unstable();
    let expected = [
        ("merchantBizIdShared", 1),
        ("nonceReused", 1),
        ("polledBeforeCallback", 3),
        ("polledTooFast", 1),
        ("secretSent", 2),
    ];
    assert_eq!(found, expected);
    assert!(emulator.conduct().iter().all(|finding| !finding.seen.is_empty() && !finding.calls.is_empty()));
}
