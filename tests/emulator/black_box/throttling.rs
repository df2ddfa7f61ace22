//! Throttling as a caller meets it.

use std::thread;
use std::time::Duration;

use cloudauth_local::contract::operations;
use cloudauth_local::engine::account::{AccountStanding, DeclaredKey};

use crate::kit::in_process::InProcess;
use crate::kit::raw::{ask, connect, exchange};
use crate::kit::request::Request;
use crate::kit::server::Server;

fn of(id: &str) -> Request {
    Request::initialize().with("AccessKeyId", id)
}

#[test]
fn of_25_calls_at_once_exactly_10_pass_and_another_account_is_not_affected() {
    let emulator = InProcess::plain();
    let server = Server::start(emulator.engine);
    let clients: Vec<_> = (0..25)
        .map(|_| {
            let address = server.address;
            thread::spawn(move || exchange(address, &of("busy").bytes()).code())
        })
        .collect();
    let codes: Vec<_> = clients.into_iter().map(|client| client.join().unwrap()).collect();
    let count = |code: &str| codes.iter().filter(|found| *found == code).count();
    assert_eq!((count("Success"), count("Throttling.Api")), (10, 15), "{codes:?}");
    assert_eq!(exchange(server.address, &of("quiet").bytes()).code(), "Success");
}

#[test]
fn all_three_headers_carry_the_wait_and_it_is_true() {
    let emulator = InProcess::plain();
    let server = Server::start(emulator.engine);
    let mut connection = connect(server.address);
    let mut call = || ask(&mut connection, &of("busy").bytes());
    for _ in 0..10 {
        let passed = call();
        assert_eq!(passed.status, 200);
        assert!(
            ["x-acs-retry-after", "x-ratelimit-user", "x-ratelimit-user-api"]
                .iter()
                .all(|name| passed.header(name).is_none())
        );
    }
    // Microseconds that pass, and the whole milliseconds that then cover the wait.
    for (passes, wait) in [(0, 100), (30_400, 70), (68_700, 1)] {
        emulator.clock.advance(Duration::from_micros(passes));
        let refused = call();
        assert_eq!((refused.status, refused.code().as_str()), (403, "Throttling.Api"));
        assert_eq!(refused.header("x-acs-retry-after"), Some(wait.to_string().as_str()));
        for name in ["x-ratelimit-user-api", "x-ratelimit-user"] {
            assert_eq!(refused.header(name), Some(format!("Limit:10,Remain:0,TimeLeft:{wait}").as_str()));
        }
    }
    emulator.clock.advance(Duration::from_micros(900));
    assert_eq!(call().status, 200);
    assert_eq!(call().status, 403);
}

#[test]
fn the_first_second_passes_at_most_19_calls() {
    let emulator = InProcess::plain();
    let mut passed = 0;
    for _ in 0..1000 {
        passed += usize::from(emulator.code(&of("busy")) == "Success");
        emulator.clock.advance(Duration::from_millis(1));
    }
    assert_eq!(passed, 19);
}

#[test]
fn each_operation_has_its_own_limit_and_refused_calls_count_too() {
    let emulator = InProcess::with(|settings| settings.limits.qps = Some(1));
    let wrong = of("busy").with("DocType", "1");
    assert_eq!(emulator.code(&wrong), "InvalidParameter");
    assert_eq!(emulator.code(&of("busy")), "Throttling.Api");
    let keepalive = Request::of(operations::find("KeepaliveIntl").unwrap()).with("AccessKeyId", "busy");
    assert_eq!(emulator.code(&keepalive), "Success");
}

#[test]
fn keys_of_one_account_share_its_limit() {
    let emulator = InProcess::with(|settings| {
        settings.limits.qps = Some(1);
        settings.keys = ["one", "two"].map(|id| DeclaredKey::new(id, "s", AccountStanding::Active)).into();
        for key in &mut settings.keys {
            key.account = Some("both".to_owned());
        }
    });
    assert_eq!(emulator.code(&Request::initialize().v1("one", "s", "1")), "Success");
    assert_eq!(emulator.code(&Request::initialize().v1("two", "s", "2")), "Throttling.Api");
}

#[test]
fn a_qps_of_0_never_throttles() {
    let emulator = InProcess::with(|settings| settings.limits.qps = Some(0));
    assert!((0..1000).all(|_| emulator.code(&of("busy")) == "Success"));
}

#[test]
fn repeated_abnormal_calls_of_one_account_do_not_touch_another_and_end_with_the_window() {
    let emulator = InProcess::with(|settings| settings.limits.qps = Some(0));
    let wrong = of("careless").with("DocType", "1");
    for _ in 0..20 {
        assert_eq!(emulator.code(&wrong), "InvalidParameter");
    }
    assert_eq!(emulator.code(&of("careless")), "Forbidden.ExceptionRepeatedInvoke");
    assert_eq!(emulator.code(&of("careful")), "Success");
    emulator.clock.advance(Duration::from_mins(1));
    assert_eq!(emulator.code(&of("careless")), "Success");
}

#[test]
fn a_good_call_ends_the_row_of_abnormal_ones() {
    let emulator = InProcess::with(|settings| settings.limits.qps = Some(0));
    for call in 0..50 {
        let wrong = of("careless").with("DocType", if call % 20 == 19 { "01000000" } else { "1" });
        assert_ne!(emulator.code(&wrong), "Forbidden.ExceptionRepeatedInvoke", "{call}");
    }
}

#[test]
fn a_throttling_answer_that_was_asked_for_tells_a_wait_too() {
    let server = Server::start(InProcess::plain().engine);
    for (words, wait) in [
        ("emulate:Throttling.Api", Some("100")),
        ("emulate:Throttling.User", Some("100")),
        ("emulate:Throttling.Api,retryAfter:800ms", Some("800")),
        ("emulate:ServiceUnavailable", None),
    ] {
        let request = Request::initialize().with("MerchantUserId", words);
        assert_eq!(exchange(server.address, &request.bytes()).header("x-acs-retry-after"), wait, "{words}");
    }
}
