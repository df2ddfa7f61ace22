//! What the log says of calls.

use jiff::Timestamp;
use serde_json::Value;

use crate::kit::program::{Program, until};
use crate::scenario_http::{initialize, signed};

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

#[test]
fn the_json_log_says_everything_that_the_text_line_says() {
    let text = Program::start(&["--seed", "7"]);
    let json = Program::start(&["--seed", "7", "--log", "json"]);
    let calls: [&[(&str, &str)]; 4] = [
        &[("IdSpoof", "false")],
        &[("Action", "initialize")],
        &[("MerchantUserId", "emulate:Throttling.Api,retryAfter:800ms"), ("AccessKeyId", "other")],
        &[("DocType", "1"), ("AccessKeyId", "third")],
    ];
    for server in [&text, &json] {
        for parameters in calls {
            initialize(server, parameters, &[]).unwrap();
        }
        until("all calls", || server.log().lines().filter(|line| !line.is_empty()).count() == calls.len());
    }
    let log = json.log();
    for (line, object) in text.log().lines().zip(log.lines()) {
        let object: Value = serde_json::from_str(object).unwrap();
        let members: Vec<String> = object
            .as_object()
            .unwrap()
            .values()
            .flat_map(|value| value.as_array().cloned().unwrap_or_else(|| vec![value.clone()]))
            .map(|value| value.as_str().map_or_else(|| value.to_string(), str::to_owned))
            .collect();
        // The time and how long it took differ from run to run; a missing value is a dash.
        let parts = line.split("  ").map(str::trim).filter(|part| !part.is_empty() && *part != "-").skip(1);
        let parts: Vec<_> = parts.filter(|part| !part.ends_with(['s', 'µ']) || part.len() > 10).collect();
        assert!(parts.len() >= 3, "{line}");
        for part in parts {
            let wait = part.strip_prefix("retry after ").and_then(|rest| rest.strip_suffix(" ms"));
            let found = match (wait, part.split_once(' ')) {
                (Some(wait), _) => object["retryAfterMs"].as_u64() == wait.parse().ok(),
                // Status and code stand in one column.
                (None, Some((status, code))) if object["status"].as_u64() == status.parse().ok() => {
                    object["code"] == code
                }
                (None, _) => members.iter().any(|member| member == part),
            };
            assert!(found, "{part:?} of {line}\nis not in {object}");
        }
    }
}
