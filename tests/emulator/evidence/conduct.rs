//! What a client did with its failures: each mistake is named when it is made, and not when the client behaves.

use std::time::Duration;

use cloudauth_local::emulator::Emulator;
use cloudauth_local::engine::account::AccountStanding;
use cloudauth_local::engine::conduct::mistakes::MISTAKES;
use cloudauth_local::scenario::load;

use crate::evidence::checks::{BROWSER, address, start};
use crate::kit::http::ask;

const CALLBACK: (&str, &str) = ("CallbackUrl", "https://shop.example/back");

async fn emulator() -> Emulator {
    let start = "2026-11-22T10:00:00Z".parse().unwrap();
    Emulator::builder().clock_by_hand(start).start().await.unwrap()
}

/// The names of what was found, with how often.
fn found(emulator: &Emulator) -> Vec<(&'static str, usize)> {
    let findings = emulator.conduct();
    for finding in &findings {
        let one_line = !finding.seen.is_empty() && !finding.seen.contains('\n');
        assert!(one_line && !finding.calls.is_empty() && finding.mistake.why.len() > 40, "{finding:?}");
    }
    findings.iter().map(|finding| (finding.mistake.name, finding.times)).collect()
}

/// Calls with parameters after a pause; `Code` of the answer.
async fn call(emulator: &Emulator, millis: u64, key: &str, operation: &str, more: &[(&str, &str)]) -> String {
    emulator.clock().advance(Duration::from_millis(millis));
    emulator.call(key, operation, more).await.unwrap().code()
}

#[tokio::test]
async fn a_client_that_waits_as_it_was_told_has_nothing_to_be_told_and_its_retries_are_listed() {
    let emulator = emulator().await;
    for _ in 0..11 {
        call(&emulator, 0, "k", "KeepaliveIntl", &[]).await;
    }
    call(&emulator, 100, "k", "KeepaliveIntl", &[]).await;
    let down = [("MerchantUserId", "emulate:InternalError")];
    for pause in [0, 100, 200] {
        call(&emulator, pause, "other", "Initialize", &down).await;
    }
    assert_eq!(found(&emulator), []);
    emulator.assert_calls(1, "that were throttled", |call| call.code == "Throttling.Api");
    let millis = |span: Duration| span.as_millis();
    let retries: Vec<_> = emulator
        .retries()
        .into_iter()
        .map(|retry| (retry.call, retry.of, retry.told.map(millis), millis(retry.waited), retry.in_time))
        .collect();
    assert_eq!(
        retries,
        [(12, 11, Some(100), 100, true), (14, 13, None, 100, true), (15, 14, None, 200, true)]
    );
}

/// Every KeepaliveIntl is throttled, and told to wait for long.
const THROTTLED: &str = r#"{ "rules": [{ "when": { "operation": "KeepaliveIntl" },
                                         "then": { "error": "Throttling.Api", "retryAfter": "10s" } }] }"#;

#[tokio::test]
async fn every_retry_that_does_not_wait_is_named() {
    let emulator = emulator().await;
    emulator.play(load(THROTTLED).unwrap(), Some("k")).unwrap();
    for _ in 0..7 {
        call(&emulator, 60, "k", "KeepaliveIntl", &[]).await;
    }
    assert_eq!(found(&emulator), [("impatientRetry", 6), ("throttlingIgnored", 2)]);
    assert_eq!(emulator.conduct()[0].calls, [2, 3, 4, 5, 6, 7]);
    assert_eq!(emulator.retries().len(), 6);
    assert!(emulator.retries().iter().all(|retry| !retry.in_time && retry.told.is_some()));
    let down = [("MerchantUserId", "emulate:InternalError")];
    for pause in [0, 99, 101] {
        call(&emulator, pause, "other", "Initialize", &down).await;
    }
    assert_eq!(found(&emulator)[2..], [("hastyRetry", 1)]);
    let throttled = [("MerchantUserId", "emulate:Throttling.Api,retryAfter:800ms")];
    for pause in [0, 0, 800] {
        call(&emulator, pause, "third", "Initialize", &throttled).await;
    }
    assert_eq!(found(&emulator)[3..], [("impatientRetry", 1)]);
}

#[tokio::test]
async fn calls_in_spite_of_throttling_are_named_from_the_fifth_in_a_row() {
    for (calls, expected) in
        [(5, &[][..]), (6, &[("throttlingIgnored", 1)]), (10, &[("throttlingIgnored", 5)])]
    {
        let emulator = emulator().await;
        emulator.play(load(THROTTLED).unwrap(), None).unwrap();
        for number in 0..calls {
            call(&emulator, 60, "k", "KeepaliveIntl", &[("SceneCode", &number.to_string())]).await;
        }
        assert_eq!(found(&emulator), expected, "{calls} calls of different users");
    }
    let emulator = emulator().await;
    for number in 0..40 {
        call(&emulator, 100, "k", "KeepaliveIntl", &[("SceneCode", &number.to_string())]).await;
    }
    assert_eq!(found(&emulator), []);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_burst_that_was_sent_before_the_first_answer_came_is_no_retry() {
    const AWARE: &[(&str, usize)] = &[("impatientRetry", 1), ("throttlingIgnored", 1)];
    for (later, expected) in [(49, &[][..]), (50, AWARE)] {
        let emulator = emulator().await;
        for _ in 0..20 {
            call(&emulator, 0, "k", "KeepaliveIntl", &[]).await;
        }
        for pause in [later, 0, 0, 0, 0] {
            call(&emulator, pause, "k", "KeepaliveIntl", &[]).await;
        }
        emulator.assert_calls(15, "that were throttled", |call| call.code == "Throttling.Api");
        let mut found = found(&emulator);
        found.sort_unstable();
        assert_eq!(found, expected, "{later} ms later");
    }
    let emulator = emulator().await;
    for _ in 0..11 {
        call(&emulator, 0, "k", "KeepaliveIntl", &[]).await;
    }
    let retry = "/?Format=JSON&Action=KeepaliveIntl&Version=2022-08-09&AccessKeyId=k";
    for (attempts, expected) in [("0", &[][..]), ("1", &[("impatientRetry", 1)])] {
        ask(address(&emulator), "POST", retry, &[&format!("x-acs-retry-attempts: {attempts}")], "");
        assert_eq!(found(&emulator), expected, "x-acs-retry-attempts: {attempts}");
    }
}

#[tokio::test]
async fn a_wait_begins_when_the_answer_is_sent() {
    for (error, told) in
        [("ServiceUnavailable", "hastyRetry"), ("Throttling.Api,retryAfter:110ms", "impatientRetry")]
    {
        let user = format!("emulate:delay:120ms,{error}");
        for (pause, expected) in [(119, &[][..]), (129, &[(told, 1)]), (230, &[])] {
            let emulator = emulator().await;
            for pause in [0, pause] {
                call(&emulator, pause, "k", "Initialize", &[("MerchantUserId", &user)]).await;
            }
            assert_eq!(found(&emulator), expected, "{error} again after {pause} ms");
            let waited: Vec<_> = emulator.retries().iter().map(|retry| retry.waited.as_millis()).collect();
            assert_eq!(waited, if pause < 120 { vec![] } else { vec![u128::from(pause) - 120] });
        }
    }
}

#[tokio::test]
async fn a_refused_call_that_is_repeated_unchanged_is_named() {
    let emulator = emulator().await;
    let refused = async |pause, key, user| {
        let code = call(&emulator, pause, key, "Initialize", &[("MerchantUserId", user)]).await;
        assert_eq!(code, "MissingParameter");
    };
    for (pause, key, user) in [(0, "k", "1"), (0, "k", "2"), (0, "other", "2"), (60_000, "k", "1")] {
        refused(pause, key, user).await;
    }
    assert_eq!(found(&emulator), []);
    refused(59_000, "k", "1").await;
    assert_eq!(found(&emulator), [("refusalRepeated", 1)]);
    assert_eq!(emulator.conduct()[0].calls, [5]);
}

#[tokio::test]
async fn a_nonce_that_one_key_uses_again_is_named() {
    let emulator = emulator().await;
    let nonce = [("SignatureNonce", "n")];
    for (pause, key) in [(0, "k"), (0, "other"), (31 * 60_000, "k")] {
        call(&emulator, pause, key, "KeepaliveIntl", &nonce).await;
    }
    call(&emulator, 1000, "k", "KeepaliveIntl", &[("SignatureNonce", "m")]).await;
    assert_eq!(found(&emulator), []);
    call(&emulator, 1000, "k", "KeepaliveIntl", &nonce).await;
    assert_eq!(found(&emulator), [("nonceReused", 1)]);
    assert_eq!(emulator.conduct()[0].calls, [5]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn check_result_before_the_callback_is_named_and_not_where_none_will_come() {
    let emulator = emulator().await;
    let asks = async |pause, id: &str| {
        call(&emulator, pause, "k", "CheckResult", &[("MerchantBizId", "biz1"), ("TransactionId", id)]).await
    };
    let without = start(&emulator, "k", &[]).await;
    assert_eq!(asks(5000, &without.id).await, "ProcessNotCompleted");
    let ended = start(&emulator, "k", &[CALLBACK]).await;
    emulator.complete(&ended.id, true).unwrap();
    assert_eq!(asks(5000, &ended.id).await, "Success");
    let left = start(&emulator, "k", &[CALLBACK]).await;
    assert_eq!(asks(30 * 60_000, &left.id).await, "ProcessNotCompleted");
    assert_eq!(found(&emulator), []);
    let open = start(&emulator, "k", &[CALLBACK]).await;
    for _ in 0..2 {
        assert_eq!(asks(5000, &open.id).await, "ProcessNotCompleted");
    }
    assert_eq!(found(&emulator), [("polledBeforeCallback", 2)]);
}

#[tokio::test]
async fn check_result_more_than_once_a_second_is_named_and_a_patient_retry_of_it_is_not() {
    let emulator = emulator().await;
    let rule = r#"{ "rules": [{ "when": { "operation": "CheckResult", "calls": { "nth": [3] } },
                                "then": { "error": "Throttling.Api", "retryAfter": "300ms" } }] }"#;
    emulator.play(load(rule).unwrap(), None).unwrap();
    let [one, other] = [start(&emulator, "k", &[]).await, start(&emulator, "k", &[]).await];
    let asks = async |pause, id: &str| {
        call(&emulator, pause, "k", "CheckResult", &[("MerchantBizId", "biz1"), ("TransactionId", id)]).await
    };
    for (pause, check) in [(0, &one), (0, &other), (1000, &one), (300, &one), (1000, &one), (0, &other)] {
        asks(pause, &check.id).await;
    }
    assert_eq!(emulator.requests()[4].code, "Throttling.Api");
    assert_eq!(found(&emulator), []);
    for pause in [900, 900, 1000] {
        asks(pause, &one.id).await;
    }
    assert_eq!(found(&emulator), [("polledTooFast", 2)]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_end_of_a_check_may_be_asked_for_at_once_by_all_who_wait_for_it() {
    let emulator = emulator().await;
    let check = start(&emulator, "k", &[]).await;
    let asks = async |pause| {
        let asked = [("MerchantBizId", "biz1"), ("TransactionId", check.id.as_str())];
        call(&emulator, pause, "k", "CheckResult", &asked).await
    };
    assert_eq!(asks(0).await, "ProcessNotCompleted");
    emulator.complete(&check.id, true).unwrap();
    for pause in [10, 10, 0] {
        assert_eq!(asks(pause).await, "Success");
    }
    assert_eq!(found(&emulator), []);
}

#[tokio::test]
async fn the_log_of_a_check_that_can_still_go_on_is_asked_for_too_early() {
    let emulator = emulator().await;
    let [open, done] = [start(&emulator, "k", &[]).await, start(&emulator, "k", &[]).await];
    let asks = async |id: &str| {
        let asked = [("MerchantBizId", "biz1"), ("TransactionId", id)];
        call(&emulator, 1000, "k", "CheckVerifyLog", &asked).await
    };
    emulator.complete(&done.id, true).unwrap();
    assert_eq!(asks(&done.id).await, "Success");
    assert_eq!(found(&emulator), []);
    assert_eq!(asks(&open.id).await, "Success");
    emulator.clock().advance(Duration::from_mins(30));
    assert_eq!(asks(&open.id).await, "Success");
    assert_eq!(found(&emulator), [("verifyLogTooEarly", 1)]);
}

#[tokio::test]
async fn one_merchant_biz_id_for_two_users_is_named() {
    let emulator = emulator().await;
    let number = |user| [("MerchantBizId", "biz9"), ("MerchantUserId", user)];
    assert_eq!(call(&emulator, 0, "k", "Initialize", &number("nobody")).await, "MissingParameter");
    start(&emulator, "k", &number("user1")).await;
    start(&emulator, "k", &number("user1")).await;
    start(&emulator, "other", &number("user2")).await;
    start(&emulator, "k", &[("MerchantUserId", "user2")]).await;
    assert_eq!(found(&emulator), []);
    start(&emulator, "k", &number("user2")).await;
    assert_eq!(found(&emulator), [("merchantBizIdShared", 1)]);
    assert_eq!(emulator.conduct()[0].seen, "calls 2 and 6 use the same MerchantBizId for two users");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_transaction_url_that_a_server_fetches_is_named_and_a_browsers_visit_is_not() {
    let emulator = emulator().await;
    let of = |key: &str| {
        ask(address(&emulator), "GET", &format!("/_emulator/conduct?accessKeyId={key}"), &[], "").json()
    };
    let [one, other] = [start(&emulator, "k", &[]).await, start(&emulator, "other", &[]).await];
    for check in [&one, &other] {
        assert_eq!(check.open(&BROWSER).status, 200);
    }
    let unknown = ask(address(&emulator), "GET", "/index.html?clientcfg=none", &["user-agent: curl/8"], "");
    assert_eq!(unknown.status, 404);
    assert_eq!(found(&emulator), []);
    for _ in 0..2 {
        assert_eq!(one.open(&["user-agent: python-requests/2.32.3", "accept: */*"]).status, 200);
    }
    assert_eq!(found(&emulator), [("transactionUrlFetched", 1)]);
    let finding = of("k")["findings"][0].clone();
    assert_eq!(finding["calls"][0], 1);
    let seen = "the TransactionUrl of call 1 was fetched by python-requests/2.32.3, which is not a browser";
    assert_eq!(finding["seen"], seen);
    assert_eq!(of("other")["findings"].as_array().unwrap().len(), 0);
    ask(address(&emulator), "POST", "/_emulator/reset?accessKeyId=k", &[], "");
    assert_eq!(found(&emulator), []);
}

#[tokio::test]
async fn a_secret_in_a_parameter_is_named_even_where_the_journal_masks_it() {
    for (parameter, expected) in [
        (("AccessKeySecret", "x"), 1),
        (("CallbackToken", "long-secret-1"), 1),
        (("MerchantUserId", "id/long-secret-1/x"), 1),
        (("MerchantUserId", "long-secret-2"), 0),
        (("CallbackToken", "something-else"), 0),
    ] {
        let emulator = Emulator::builder()
            .account("testid", "long-secret-1", AccountStanding::Active)
            .start()
            .await
            .unwrap();
        emulator.call("testid", "Initialize", &[parameter]).await.unwrap();
        let times: usize = emulator
            .conduct()
            .iter()
            .filter(|finding| finding.mistake.name == "secretSent")
            .map(|finding| finding.times)
            .sum();
        assert_eq!(times, expected, "{parameter:?}");
        assert!(!format!("{:?}", emulator.conduct()).contains("long-secret"));
    }
}

#[tokio::test]
async fn what_passes_against_the_documentation_is_named() {
    let emulator = emulator().await;
    start(&emulator, "k", &[]).await;
    assert_eq!(found(&emulator), []);
    let biz_id = ("MerchantBizId", "1d0e3a52-0f5a-4e7f-9b7e-5a4f6f0a7f3c");
    start(&emulator, "k", &[biz_id]).await;
    start(&emulator, "k", &[("MerchantBizId", "biz2"), ("StyleConfig", r#"{"guidepage":{}}"#)]).await;
    assert_eq!(found(&emulator), [("tolerated", 2)]);
}

#[test]
fn every_mistake_has_a_test_here() {
    let tests = include_str!("conduct.rs");
    for mistake in MISTAKES {
        assert!(tests.contains(&format!("\"{}\"", mistake.name)), "{}", mistake.name);
    }
}
