//! What the words of the default scenario do to an answer and to its connection.

use std::time::{Duration, Instant};

use crate::kit::http::INITIALIZE;
use crate::kit::program::Program;
use crate::scenario_http::ending::{End, bytes};
use crate::scenario_http::initialize;

const LONG_TIMEOUT: Duration = Duration::from_secs(20);
const BRIEF: Duration = Duration::from_millis(300);

/// Head and body of the bytes of an answer.
fn parts(answer: &[u8]) -> (String, Vec<u8>) {
    let at = answer.windows(4).position(|window| window == b"\r\n\r\n").expect("a whole head") + 4;
    (String::from_utf8(answer[..at].to_vec()).unwrap().to_lowercase(), answer[at..].to_vec())
}

fn content_length(head: &str) -> usize {
    let line = head.lines().find_map(|line| line.strip_prefix("content-length: ")).unwrap();
    line.parse().unwrap()
}

#[test]
fn a_reset_is_a_reset() {
    let server = Program::start(&[]);
    assert_eq!(bytes(&server, "emulate:reset", LONG_TIMEOUT), (Vec::new(), End::Reset));
}

#[test]
fn a_connection_that_is_closed_early_carries_no_byte() {
    let server = Program::start(&[]);
    assert_eq!(bytes(&server, "emulate:closeEarly", LONG_TIMEOUT), (Vec::new(), End::Closed));
}

#[test]
fn a_body_that_is_cut_is_shorter_than_its_length() {
    let server = Program::start(&[]);
    for (user, status) in [("emulate:closeMidBody", "200"), ("emulate:closeMidBody,InternalError", "500")] {
        let (answer, end) = bytes(&server, user, LONG_TIMEOUT);
        let (head, body) = parts(&answer);
        assert!(head.starts_with(&format!("http/1.1 {status} ")), "{head}");
        assert_eq!((body.len(), end), (content_length(&head) / 2, End::Closed));
    }
}

#[test]
fn a_stall_sends_its_head_and_then_nothing_until_its_bound() {
    let server = Program::start(&[]);
    let (answer, end) = bytes(&server, "emulate:stall", BRIEF);
    let (head, body) = parts(&answer);
    assert!(content_length(&head) > 0);
    assert_eq!((body.len(), end), (0, End::Silence));
    let (answer, end) = bytes(&server, "emulate:stall:100ms", LONG_TIMEOUT);
    assert_eq!((parts(&answer).1.len(), end), (0, End::Closed));
}

#[test]
fn garbage_is_not_http() {
    let server = Program::start(&[]);
    let (answer, end) = bytes(&server, "emulate:garbage", LONG_TIMEOUT);
    assert!(!answer.is_empty() && !answer.starts_with(b"HTTP"));
    assert_eq!(end, End::Closed);
    assert!(initialize(&server, &[("MerchantUserId", "emulate:garbage")], &[]).is_err());
}

#[test]
fn a_delay_comes_before_the_first_byte() {
    let server = Program::start(&[]);
    let started = Instant::now();
    let answer = initialize(&server, &[("MerchantUserId", "emulate:delay:300ms")], &[]).unwrap();
    assert_eq!(answer.verdict(), (200, "Success"));
    assert!(started.elapsed() >= Duration::from_millis(300));
    let (answer, end) = bytes(&server, "emulate:delay:20s", BRIEF);
    assert_eq!((answer.len(), end), (0, End::Silence));
}

#[test]
fn a_dribbling_body_arrives_whole_and_late() {
    let server = Program::start(&[]);
    let started = Instant::now();
    let answer = initialize(&server, &[("MerchantUserId", "emulate:dribble:1000")], &[]).unwrap();
    assert_eq!(answer.verdict(), (200, "Success"));
    // The first piece leaves at once; the rest at 1,000 bytes a second.
    let least = Duration::from_millis(answer.body.len() as u64).saturating_sub(Duration::from_millis(200));
    assert!(started.elapsed() >= least, "{} bytes in {:?}", answer.body.len(), started.elapsed());
    let (answer, end) = bytes(&server, "emulate:dribble:1", BRIEF);
    assert_eq!((parts(&answer).1.len(), end), (1, End::Silence));
}

#[test]
fn an_error_is_the_one_of_the_table_and_says_where_it_came_from() {
    let server = Program::start(&[]);
    for (words, status, code) in [
        ("Throttling.Api,retryAfter:800ms", 403, "Throttling.Api"),
        ("ServiceUnavailable", 503, "ServiceUnavailable"),
        ("InternalError,status:502", 502, "InternalError"),
        ("InvalidSecurityToken.Expired", 400, "InvalidSecurityToken.Expired"),
        ("Explode", 400, "InvalidParameter"),
    ] {
        let by_parameter = format!("emulate:{words}");
        for answer in [
            initialize(&server, &[("MerchantUserId", &by_parameter)], &[]).unwrap(),
            initialize(&server, &[], &[("x-emulate", words)]).unwrap(),
        ] {
            assert_eq!(answer.verdict(), (status, code), "{words}");
            assert_eq!(answer.json()["RequestId"].as_str(), answer.header("x-acs-request-id"));
            assert!(answer.header("x-emulator-hint").unwrap().starts_with("scenario rule "), "{words}");
            let wait = words.contains("retryAfter").then_some("800");
            assert_eq!(answer.header("x-acs-retry-after"), wait, "{words}");
        }
    }
    let answer = initialize(&server, &[("MerchantUserId", "emulate:explode")], &[]).unwrap();
    assert!(answer.json()["Message"].as_str().unwrap().contains("The commands are all error codes"));
    assert_eq!(initialize(&server, &[], &[]).unwrap().verdict(), (200, "Success"));
}

#[test]
fn a_neighbour_on_the_same_connection_comes_before_the_cut() {
    let server = Program::start(&[]);
    // One connection: a good call is answered in full before the next one is reset.
    let agent = ureq::Agent::new_with_defaults();
    for _ in 0..3 {
        let mut response = agent.post(&server.url).query_pairs(INITIALIZE).send_empty().unwrap();
        assert!(response.body_mut().read_to_string().unwrap().contains("Success"));
    }
    let cut = agent.post(&server.url).query_pairs(INITIALIZE).header("x-emulate", "reset").send_empty();
    assert!(cut.is_err());
}
