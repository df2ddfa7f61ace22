//! Whatever is thrown at the reader and the script, they neither panic nor contradict each other.

use cloudauth_local::scenario::load;
use cloudauth_local::scenario::{Scenario, explain, load_bytes, render};
use proptest::prelude::*;

use super::{Call, Player};

const EVERYTHING: &str = include_str!("../../../fixtures/scenarios/good/everything.json");

/// Text that is likely to come near a scenario.
fn pieces() -> impl Strategy<Value = String> {
    let words = prop::sample::select(vec![
        "{",
        "}",
        "[",
        "]",
        ":",
        ",",
        "\"rules\"",
        "\"when\"",
        "\"then\"",
        "\"error\"",
        "\"delay\"",
        "\"calls\"",
        "\"first\"",
        "\"nth\"",
        "\"InternalError\"",
        "\"1s\"",
        "\"parameters\"",
        "\"SceneCode\"",
        "\"matches\"",
        "\"(\"",
        "1",
        "-1",
        "0.5",
        "1e999",
        "null",
        "true",
        "'",
        "\"",
        "\\",
        "//",
        "/*",
        "\n",
        " ",
        "é",
        "\u{feff}",
        "emulate",
        "\"oneOf\"",
        "\"present\"",
        "\"probability\"",
        "\"reply\"",
        "\"status\"",
        "\"headers\"",
        "\"limits\"",
    ]);
    prop::collection::vec(words, 0..60).prop_map(|words| words.concat())
}

/// A scenario of the right shape with values of every kind, sensible or not.
fn scenario() -> impl Strategy<Value = String> {
    let span = prop::sample::select(vec!["0s", "1ms", "2s", "10m", "3650d"]);
    let text = prop::sample::select(vec!["a", "ab", "b-", "emulate:reset", "^a+$"]);
    let condition =
        (prop::sample::select(vec!["equals", "startsWith", "endsWith", "contains", "matches"]), text.clone())
            .prop_map(|(kind, text)| format!(r#"{{ "{kind}": "{text}" }}"#));
    let when = prop_oneof![
        Just("{}".to_owned()),
        (0u64..4).prop_map(|n| format!(r#"{{ "calls": {{ "first": {n} }} }}"#)),
        (0u64..4, 0u64..4).prop_map(|(a, b)| format!(r#"{{ "calls": {{ "after": {a}, "every": {b} }} }}"#)),
        condition.prop_map(|given| format!(r#"{{ "parameters": {{ "SceneCode": {given} }} }}"#)),
        (0.0f64..1.2).prop_map(|share| format!(r#"{{ "probability": {share} }}"#)),
        (span.clone(), span.clone())
            .prop_map(|(a, b)| format!(r#"{{ "during": {{ "from": "{a}", "to": "{b}" }} }}"#)),
    ];
    let then = prop_oneof![
        Just(r#"{ "error": "InternalError" }"#.to_owned()),
        Just(r#"{ "connection": "reset" }"#.to_owned()),
        Just(r#"{ "emulate": { "parameter": "SceneCode" } }"#.to_owned()),
        (span.clone(), span.clone())
            .prop_map(|(a, b)| format!(r#"{{ "delay": {{ "min": "{a}", "max": "{b}" }} }}"#)),
        (span.clone(), span)
            .prop_map(|(a, b)| format!(r#"{{ "delay": {{ "median": "{a}", "p99": "{b}" }} }}"#)),
    ];
    prop::collection::vec((when, then), 0..6).prop_map(|rules| {
        let rules: Vec<String> =
            rules.iter().map(|(when, then)| format!(r#"{{ "when": {when}, "then": {then} }}"#)).collect();
        format!(r#"{{ "seed": 1, "rules": [{}] }}"#, rules.join(","))
    })
}

/// Reads, renders, plays; that nothing panics is the claim.
fn try_out(text: &str) {
    match load(text) {
        Ok(scenario) => {
            assert!(serde_json::from_str::<Scenario>(text.trim_start_matches('\u{feff}')).is_ok());
            assert!(!explain(&scenario).is_empty());
            let mut player = Player::new(text);
            for code in ["a", "ab", "emulate:reset", "delay:1s", ""] {
                player.call(&Call { parameters: &[("SceneCode", code)], ..Call::default() });
            }
        }
        Err(findings) => {
            assert!(!findings.is_empty());
            assert!(!render(&findings, "file.json", text).is_empty());
            for error in &findings {
                let line = text.split('\n').nth(error.line - 1);
                assert!(line.is_some_and(|line| error.column <= line.chars().count() + 1), "{error:?}");
            }
        }
    }
}

#[test]
fn a_text_with_more_faults_than_are_told_is_refused() {
    let pair = "\"a\": 1, ".repeat(100_000);
    let accounts = "{ \"accessKeyId\": \"a\", \"accessKeySecret\": \"s\" }, ".repeat(20_000);
    for text in [format!("{{ {pair} }}"), format!(r#"{{ "accounts": [{accounts}] }}"#), "[0,".repeat(100_000)]
    {
        let findings = load(&text).expect_err("a large file of faults");
        assert!((2..=50).contains(&findings.len()));
        assert!(render(&findings, "large.json", &text).len() < 1_000_000);
    }
    for piece in ["[,", "{,,,,", "{,\"a\"", "\"\\é", "// é\n", "{a", "[1 ", "'é'", "]"] {
        let text = piece.repeat(200);
        let findings = load(&text).expect_err(piece);
        assert!((1..=50).contains(&findings.len()), "{piece}: {} faults", findings.len());
    }
}

#[test]
fn checking_a_large_file_has_a_bound() {
    let headers: Vec<_> = (0..40_000).map(|number| format!(r#""x-{number}": "v""#)).collect();
    let text =
        format!(r#"{{"rules":[{{"when":{{"headers":{{{}}}}},"then":{{"pass":true}}}}]}}"#, headers.join(","));
    let findings = load(&text).expect_err("more names than a rule may have");
    assert!(findings.len() == 1 && findings[0].message.contains("a rule may name 1000"), "{findings:?}");
    // Each rule is compared with all before it, until the bound is reached: then it is not said that the last one is
    // unreachable.
    let rule = |number: usize, values: usize| {
        let values: Vec<_> = (0..values).map(|value| format!("\"{number}-{value}\"")).collect();
        let values = values.join(",");
        format!(
            r#"{{"when":{{"parameters":{{"SceneCode":{{"oneOf":[{values}]}}}}}},"then":{{"error":"InternalError"}}}}"#
        )
    };
    let twice = |rules: usize, values: usize| {
        let mut all: Vec<_> = (0..rules).map(|number| rule(number, values)).collect();
        all.push(rule(rules - 1, values));
        load(&format!(r#"{{"rules":[{}]}}"#, all.join(",")))
    };
    let findings = twice(50, 90).expect_err("the last rule is unreachable");
    assert!(findings[0].message.contains("rule 51 is unreachable"), "{findings:?}");
    assert_eq!(twice(999, 90).err(), None);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_bytes_are_read_or_refused(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        if let Err(findings) = load_bytes(&bytes) {
            assert!(!render(&findings, "file.json", &String::from_utf8_lossy(&bytes)).is_empty());
        }
    }

    #[test]
    fn any_pieces_of_json_are_read_or_refused(text in pieces()) {
        try_out(&text);
    }

    #[test]
    fn any_scenario_of_the_right_shape_is_played_or_refused(text in scenario()) {
        try_out(&text);
    }

    #[test]
    fn a_good_file_with_one_piece_changed_is_read_or_refused(
        at in 0..EVERYTHING.len(), length in 0usize..12, piece in pieces(),
    ) {
        let end = (at + length).min(EVERYTHING.len());
        try_out(&format!("{}{piece}{}", &EVERYTHING[..at], &EVERYTHING[end..]));
    }
}
