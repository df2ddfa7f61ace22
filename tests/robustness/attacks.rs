//! Clients that make the emulator keep as much as they can, all at once: its memory stays within its budget.
#![cfg(target_os = "linux")]

use std::fs;
use std::io::Write as _;
use std::net::SocketAddr;
use std::thread;
use std::time::{Duration, Instant};

use cloudauth_local::engine::memory::MIN_MEMORY;

use crate::kit::program::Program;
use crate::kit::raw::{self, connect, is_well, read};

const MEBI: usize = 1024 * 1024;
/// What the process may take besides its budget, in bytes.
const BESIDES: usize = 64 * MEBI;
/// How often the memory is looked at.
const LOOK: Duration = Duration::from_millis(20);

/// The address, and a request for each number.
type Attack = fn(usize) -> Vec<u8>;

/// Each sends its requests on a connection of its own until the time is over.
const ATTACKS: [(&str, Attack); 9] = [
    ("90 Accept headers of 3.9 KB", |number| {
        let headers = format!("accept: {}\r\n", "a".repeat(3900)).repeat(90);
        call(&format!("AccessKeyId=h{}", number % 7), &headers, "")
    }),
    ("a CallbackUrl of 9 MiB", |_| initialize(&format!("&CallbackUrl=https://a.example/{}", long(9 * MEBI)))),
    ("a CallbackUrl as long as it may be", |number| {
        initialize(&format!("&CallbackUrl=https://a.example/{number}{}", long(8 * 1024 - 40)))
    }),
    ("an AccessKeyId of 1 MiB", |number| call("", "", &format!("AccessKeyId={number}{}", long(MEBI)))),
    ("an AccessKeyId for every call", |number| call("", "", &format!("AccessKeyId={number}{}", long(100)))),
    ("a scenario of 1 MB for every key", |number| {
        let rule = |rule| {
            let when = format!("{{\"parameters\":{{\"SceneCode\":\"{rule}\"}}}}");
            format!("{{\"description\":\"{}\",\"when\":{when},\"then\":{{\"pass\":true}}}}", long(10_000))
        };
        let rules: Vec<_> = (0..100).map(rule).collect();
        put(&format!("?accessKeyId=s{number}"), &format!("{{\"rules\":[{}]}}", rules.join(",")))
    }),
    ("a thousand regular expressions", |number| {
        let rule = |rule| {
            let matches = format!("{{\"SceneCode\":{{\"matches\":\"\\\\w{{60}}{number}-{rule}\"}}}}");
            format!("{{\"when\":{{\"parameters\":{matches}}},\"then\":{{\"pass\":true}}}}")
        };
        put("", &format!("{{\"rules\":[{}]}}", (0..1000).map(rule).collect::<Vec<_>>().join(",")))
    }),
    ("commands of 5 MB", |_| initialize(&format!("&MerchantUserId=emulate:verification:{}", long(5 * MEBI)))),
    ("commands as long as they may be", |number| {
        initialize(&format!("&MerchantUserId=emulate:verification:{number}{}", long(900)))
    }),
];

fn long(length: usize) -> String {
    "x".repeat(length)
}

fn call(query: &str, headers: &str, body: &str) -> Vec<u8> {
    let length = body.len();
    format!(
        "POST /?Action=KeepaliveIntl&Version=2022-08-09&Format=JSON&{query} HTTP/1.1\r\nhost: localhost\r\n\
         content-type: application/x-www-form-urlencoded\r\n{headers}content-length: {length}\r\n\r\n{body}"
    )
    .into_bytes()
}

/// An Initialize whose check ends at once, so that it has a result and a callback.
fn initialize(more: &str) -> Vec<u8> {
    let user =
        if more.contains("MerchantUserId") { "" } else { "&MerchantUserId=emulate:verification:passed" };
    let body = format!(
        "ProductCode=ID_OCR&MerchantBizId=biz&DocType=01000000&MetaInfo={{\"deviceType\":\"web\"}}{user}{more}"
    );
    let call = call("", "", &body);
    String::from_utf8(call).unwrap().replace("KeepaliveIntl", "Initialize").into_bytes()
}

fn put(query: &str, scenario: &str) -> Vec<u8> {
    let length = scenario.len();
    format!(
        "PUT /_emulator/scenario{query} HTTP/1.1\r\nhost: localhost\r\ncontent-length: {length}\r\n\r\n{scenario}"
    )
    .into_bytes()
}

/// Sends one attack until the time is over. Returns how many requests were answered.
fn attack(address: SocketAddr, requests: Attack, until: Instant) -> usize {
    let mut stream = connect(address);
    let mut answered = 0;
    while Instant::now() < until {
        // A server that refuses a request early may close the connection.
        if stream.write_all(&requests(answered)).is_err() || read(&mut stream).is_err() {
            stream = connect(address);
        }
        answered += 1;
    }
    answered
}

/// The resident memory of a process, in bytes.
fn resident(process: u32) -> usize {
    let status = fs::read_to_string(format!("/proc/{process}/status")).unwrap();
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).unwrap();
    line.trim().trim_end_matches("kB").trim().parse::<usize>().unwrap() * 1024
}

/// Runs all attacks at once and says what they came to. Returns the largest resident memory, in bytes, and how many requests each attack sent.
#[allow(clippy::print_stdout, reason = "the figures are for whoever runs it with --nocapture")]
fn peak(memory: usize, time: Duration) -> (usize, Vec<(&'static str, usize)>) {
    let memory = format!("{memory}");
    let emulator = Program::unthrottled(&["--memory", &memory, "--log", "json", "--callback-tries", "2"]);
    let until = Instant::now() + time;
    let (mut peak, mut sent) = (0, Vec::new());
    thread::scope(|scope| {
        let attacks: Vec<_> = ATTACKS
            .iter()
            .map(|(name, requests)| (*name, scope.spawn(|| attack(emulator.address, *requests, until))))
            .collect();
        while attacks.iter().any(|(_, attack)| !attack.is_finished()) {
            peak = peak.max(resident(emulator.process()));
            thread::sleep(LOOK);
        }
        sent = attacks.into_iter().map(|(name, attack)| (name, attack.join().unwrap())).collect();
    });
    is_well(emulator.address);
    let metrics =
        raw::exchange(emulator.address, b"GET /_emulator/metrics HTTP/1.1\r\nhost: localhost\r\n\r\n");
    for line in metrics.body.lines().filter(|line| line.starts_with("cloudauth_local_memory_bytes")) {
        println!("{line}");
    }
    println!("peak {} KiB; {sent:?}", peak / 1024);
    (peak, sent)
}

fn stays_within(memory: usize, time: Duration) {
    let (peak, sent) = peak(memory, time);
    assert!(peak <= memory + BESIDES, "{} MiB; {sent:?}", peak / MEBI);
    assert!(sent.iter().all(|(_, sent)| *sent > 0), "{sent:?}");
}

#[test]
fn all_attacks_at_once_stay_within_the_smallest_memory() {
    stays_within(MIN_MEMORY, Duration::from_secs(4));
}

#[test]
#[ignore = "a minute, in a release build"]
fn a_minute_of_all_attacks_at_once_stays_within_the_memory() {
    stays_within(512 * MEBI, Duration::from_mins(1));
}
