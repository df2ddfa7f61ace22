//! What is secret in a call is in none of the documents that tell of it.

use cloudauth_local::emulator::Emulator;
use cloudauth_local::engine::account::AccountStanding;

use crate::evidence::checks::{address, receiver, start};
use crate::kit::http::{Events, ask};

/// The paths under which calls, transactions and callbacks are told.
const PATHS: [&str; 8] = [
    "requests",
    "requests?format=har",
    "requests/1",
    "requests/2",
    "requests/1/curl",
    "transactions",
    "callbacks",
    "conduct",
];

#[tokio::test(flavor = "multi_thread")]
async fn the_string_to_sign_of_a_wrong_signature_is_told_to_its_client_alone() {
    let start = "2026-11-22T10:00:00Z";
    let builder = Emulator::builder().clock_by_hand(start.parse().unwrap());
    let emulator = builder.account("STS.k", "secret-of-k", AccountStanding::Active).start().await.unwrap();
    let own = address(&emulator);
    let mut stream = Events::open(own, "/_emulator/events");
    let query = format!(
        "/?Format=JSON&Action=Initialize&Version=2022-08-09&AccessKeyId=STS.k&SignatureMethod=HMAC-SHA1\
         &SignatureVersion=1.0&SignatureNonce=n1&Timestamp={start}&Signature=wrong&SecurityToken=leaktoken\
         &CallbackToken=leakcallback"
    );
    let date = format!("x-acs-date: {start}");
    let headers = [
        "authorization: ACS3-HMAC-SHA256 Credential=STS.k,SignedHeaders=host;x-acs-security-token,Signature=0",
        "x-acs-action: Initialize",
        "x-acs-version: 2022-08-09",
        "x-acs-signature-nonce: n2",
        "x-acs-security-token: leaktoken",
        &date,
    ];
    for (path, headers) in [(query.as_str(), &[][..]), ("/?CallbackToken=leakcallback", &headers)] {
        let answer = ask(own, "POST", path, headers, "").json();
        assert_eq!(answer["Code"], "SignatureDoesNotMatch", "{answer}");
        let message = answer["Message"].as_str().unwrap();
        assert!(message.contains("leaktoken") && message.contains("leakcallback"), "{message}");
    }
    let mut told = format!("{:?}", stream.until(|name, data| name == "call" && data["id"] == 2));
    for path in PATHS {
        told += &ask(own, "GET", &format!("/_emulator/{path}"), &[], "").body;
    }
    assert!(told.contains("server string to sign is:***") && told.contains("server StringToSign is [***"));
    assert!(!told.contains("leak"), "{told}");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_token_of_a_callback_is_told_to_its_receiver_alone() {
    let emulator =
        Emulator::builder().callback_map("https://shop.example", &receiver()).start().await.unwrap();
    let own = address(&emulator);
    let mut stream = Events::open(own, "/_emulator/events");
    let callback = [("CallbackUrl", "https://shop.example/200?a=1"), ("CallbackToken", "leak callback")];
    let check = start(&emulator, "k", &callback).await;
    emulator.complete(&check.id, true).unwrap();
    let mut told = format!("{:?}", stream.until(|name, _| name == "callback"));
    for path in PATHS {
        told += &ask(own, "GET", &format!("/_emulator/{path}"), &[], "").body;
    }
    told += &ask(own, "GET", &format!("/_emulator/transactions/{}", check.id), &[], "").body;
    assert!(told.contains("/200?a=1&callbackToken=***&transactionId="), "{told}");
    assert!(!told.contains("leak"), "{told}");
}
