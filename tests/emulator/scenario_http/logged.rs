//! What the log says of calls.

use jiff::Timestamp;
use serde_json::Value;

use crate::kit::program::{Program, until};
use crate::scenario_http::signed;

/// Whether a time is at most a minute away from the machine's.
fn is_now(time: Timestamp) -> bool {
    time.duration_since(Timestamp::now()).unsigned_abs().as_secs() < 60
}

#[test]
fn a_live_client_passes_a_moved_clock_and_the_log_shows_both_times() {
    let accounts = ["--account", "testid:testsecret"];
    let text = Program::start(&accounts);
    let json = Program::start(&["--account", "testid:testsecret", "--log", "json"]);
    for server in [&text, &json] {
        assert_eq!(signed(server, "testid", None).status, 200);
        let clock = format!("{}/_emulator/clock", server.url);
        ureq::post(clock).send(r#"{"advance":"31m"}"#).unwrap();
        assert_eq!(signed(server, "testid", None).status, 200);
    }
    assert!(text.logs("Success                     "));
    until("two calls", || text.log().matches("Initialize").count() == 2);
    let log = text.log();
    let lines: Vec<_> = log.lines().collect();
    let moved = lines.iter().filter(|line| line.contains("clock=")).collect::<Vec<_>>();
    assert_eq!(moved.len(), 2, "one line says that the clock moved, one is of the call after it: {log}");
    let day = Timestamp::now().strftime("%Y-%m-%dT").to_string();
    for line in &lines {
        assert!(is_now(format!("{day}{}", &line[..13]).parse().unwrap()), "{line}");
    }

    until("two calls", || json.log().matches("Initialize").count() == 2);
    let log = json.log();
    let calls: Vec<Value> = log.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    for call in &calls {
        assert!(is_now(call["timestamp"].as_str().unwrap().parse().unwrap()), "{call}");
    }
    let clock = calls.last().unwrap()["clock"].as_str().unwrap().parse::<Timestamp>().unwrap();
    let ahead = clock.duration_since(Timestamp::now()).as_secs();
    assert!((30 * 60..32 * 60).contains(&ahead), "{clock}");
    assert_eq!(calls[0].get("clock"), None);
}
