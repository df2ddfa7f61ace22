//! Traces in which the engine and the reference once differed.

use crate::reference::run::run;

/// Takes the steps of a trace, as a report of a random run prints it.
fn replay(setup: &str, steps: &[&str]) {
    let setup = serde_json::from_str(setup).unwrap();
    let steps: Vec<_> = steps.iter().map(|step| serde_json::from_str(step).unwrap()).collect();
    if let Err(failure) = run(&setup, &steps) {
        panic!("after {} steps {}", failure.steps, failure.what);
    }
}

#[test]
fn keys_of_one_account_with_scenarios_of_their_own_get_different_identifiers() {
    let keys = [2, 3].map(|key| {
        format!(r#"{{"key":{key},"standing":"active","shared":true,"token":null,"expires":null}}"#)
    });
    let signed = |key| {
        format!(
            r#"{{"call":{{"key":{key},"auth":{{"v3":{{"nonce":{key},"skew":0,"secret":true}}}},"flaw":"none","ask":"keepalive"}}}}"#
        )
    };
    let load = |key| format!(r#"{{"load":{{"key":{key},"scenario":{{}}}}}}"#);
    replay(
        &format!(r#"{{"tries":1,"keys":[{}]}}"#, keys.join(",")),
        &[&load(2), &load(3), &signed(2), &signed(3)],
    );
}

#[test]
fn the_time_of_a_scenario_is_right_a_thousand_years_later() {
    replay(
        r#"{"tries":1}"#,
        &[
            r#"{"advance":{"key":null,"ms":31557600000000}}"#,
            r#"{"load":{"key":null,"scenario":{"rules":[{"when":{"to":10},"then":{"error":"InternalError"}}]}}}"#,
            r#"{"call":{"key":1,"auth":"unsigned","flaw":"none","ask":"keepalive"}}"#,
            r#"{"advance":{"key":null,"ms":10000}}"#,
            r#"{"call":{"key":1,"auth":"unsigned","flaw":"none","ask":"keepalive"}}"#,
        ],
    );
}
