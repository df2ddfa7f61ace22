//! The whole check inside a Rust program: Initialize, the user's part, the callback at the merchant's server, CheckResult.
//! Run it with `cargo run --example whole_check`.
#![allow(clippy::print_stdout, reason = "a program for a terminal")]

use std::io;

use cloudauth_local::emulator::Emulator;
use tokio::io::{AsyncBufReadExt as _, AsyncWriteExt as _, BufReader};
use tokio::net::TcpListener;

#[tokio::main(flavor = "current_thread")] // #[tokio::test] in a test
async fn main() -> io::Result<()> {
    let receiver = TcpListener::bind("127.0.0.1:0").await?;
    let merchant = format!("http://{}", receiver.local_addr()?);
    // The second call of Initialize fails, whoever makes it: a client has to try again.
    let emulator = Emulator::builder()
        .seed(7)
        .callback_map("https://shop.example", &merchant)
        .scenario_text(
            r#"{ "rules": [{
                "when": { "operation": "Initialize", "calls": { "nth": [2] } },
                "then": { "error": "ServiceUnavailable" }
            }] }"#,
        )
        .start()
        .await?;

    let started = initialize(&emulator).await?;
    println!("the page of the check: {}", started["TransactionUrl"]);
    assert_eq!(code_of_initialize(&emulator).await?, "ServiceUnavailable");

    // In place of a user who opens the page and shows a document.
    let id = started["TransactionId"].as_str().unwrap_or_default();
    emulator.complete(id, true).map_err(io::Error::other)?;
    let called = receive(&receiver).await?;
    println!("the callback: {called}");
    assert!(called.contains(id));

    let asked = [("MerchantBizId", "order-1"), ("TransactionId", id)];
    let result = emulator.call("testid", "CheckResult", &asked).await?;
    println!("the result: {}", result.body["Result"]);
    assert_eq!(result.body["Result"]["Passed"], "Y");
    emulator.assert_calls(2, "to start a check", |call| call.parameter("MerchantUserId") == Some("anna"));
    Ok(())
}

const CHECK: [(&str, &str); 6] = [
    ("ProductCode", "ID_OCR"),
    ("MerchantBizId", "order-1"),
    ("MerchantUserId", "anna"),
    ("DocType", "01000000"),
    ("MetaInfo", r#"{"bioMetaInfo":"4.1.0:2916352,0","deviceType":"web"}"#),
    ("CallbackUrl", "https://shop.example/verified"),
];

/// Starts a check, as the code under test does through its SDK; `Result` of the response.
async fn initialize(emulator: &Emulator) -> io::Result<serde_json::Value> {
    Ok(emulator.call("testid", "Initialize", &CHECK).await?.body["Result"].clone())
}

async fn code_of_initialize(emulator: &Emulator) -> io::Result<String> {
    Ok(emulator.call("testid", "Initialize", &CHECK).await?.code())
}

/// The merchant's server: answers one request with 200, and says what was asked for.
async fn receive(receiver: &TcpListener) -> io::Result<String> {
    let (stream, _) = receiver.accept().await?;
    let mut stream = BufReader::new(stream);
    let mut target = String::new();
    stream.read_line(&mut target).await?;
    let mut header = String::new();
    while stream.read_line(&mut header).await? > 2 {
        header.clear();
    }
    stream.write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n").await?;
    Ok(target.trim_end().to_owned())
}
