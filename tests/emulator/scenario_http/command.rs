//! Scenarios on the command line.

use std::fs;

use cloudauth_local::scenario::SHIPPED;

use crate::kit::program::{Program, Run, run_with};
use crate::scenario_http::{initialize, signed};

const BROKEN: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/fixtures/scenarios/broken/probability.json");
const GOOD: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/scenarios/flaky.json");

#[test]
fn check_tells_good_files_from_faulty_and_unreadable_ones() {
    for (files, expected, says) in [
        (vec![GOOD], 0, "valid, 3 rules"),
        (vec![BROKEN], 1, "3 errors"),
        (vec![GOOD, BROKEN], 1, "valid, 3 rules"),
        (vec![BROKEN, "no-such-file.json"], 2, "3 errors"),
        (vec![], 2, ""),
    ] {
        let Run { code, stdout, .. } = run_with(&[&["check"], &files[..]].concat());
        assert_eq!(code, Some(expected), "{files:?}");
        assert!(stdout.contains(says), "{files:?}");
    }
}

#[test]
fn check_passes_over_a_json_schema_and_warns_of_a_pattern_that_is_none() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("pattern.json");
    let rule = r#"{ "when": { "parameters": { "MerchantUserId": "fail-*" } }, "then": { "delay": "1s" } }"#;
    fs::write(&file, format!(r#"{{ "rules": [{rule}] }}"#)).unwrap();
    let schema = concat!(env!("CARGO_MANIFEST_DIR"), "/scenarios/schema.json");
    let files = [GOOD, schema, file.to_str().unwrap()];
    let Run { code, stdout, .. } = run_with(&[&["check"], &files[..]].concat());
    assert_eq!(code, Some(0), "{stdout}");
    assert!(stdout.contains("schema.json: skipped, it is a JSON Schema"), "{stdout}");
    assert!(stdout.contains("warning: ") && stdout.contains(r#"{"startsWith": "fail-"}"#), "{stdout}");
    let Run { code, stdout, .. } = run_with(&[&["check", "--json"], &files[..]].concat());
    assert_eq!(code, Some(0));
    let document: serde_json::Value = serde_json::from_str(&stdout).unwrap();
    assert!(document["files"][1]["skipped"].is_string(), "{document}");
    assert!(document["files"][2]["warnings"][0].as_str().unwrap().contains("startsWith"), "{document}");
    let playing = Program::start(&["--scenario", file.to_str().unwrap()]);
    assert!(playing.logs("startsWith"));
}

#[test]
fn advice_about_a_value_passes_check_itself() {
    let rule = |then: &str| format!(r#"{{ "rules": [{{ "then": {then} }}] }}"#);
    for (wrong, advice, right) in [
        (
            r#"{ "error": "Throttling.Api", "retryAfter": 800 }"#,
            Some(r#""800ms""#),
            r#"{ "error": "Throttling.Api", "retryAfter": "800ms" }"#,
        ),
        (
            r#"{ "delay": "1s", "dribble": "100" }"#,
            Some("without quotes: 100"),
            r#"{ "delay": "1s", "dribble": 100 }"#,
        ),
        (r#"{ "delay": "1s", "dribble": "0" }"#, None, r#"{ "delay": "1s" }"#),
        (r#"{ "error": "Throttling.Api", "retryAfter": -1 }"#, None, r#"{ "error": "Throttling.Api" }"#),
        (r#"{ "error": "Throttling.Api", "status": "true" }"#, None, r#"{ "error": "Throttling.Api" }"#),
    ] {
        let found = cloudauth_local::scenario::load(&rule(wrong)).unwrap_err();
        let help = found[0].help.as_deref();
        match advice {
            Some(advice) => assert!(help.is_some_and(|help| help.contains(advice)), "{wrong}: {help:?}"),
            None => assert!(help.is_none_or(|help| !help.contains("write")), "{wrong}: {help:?}"),
        }
        assert!(cloudauth_local::scenario::load(&rule(right)).is_ok(), "{right}");
    }
    let without = cloudauth_local::scenario::load(r#"{ "rules": [{ "when": {} }] }"#).unwrap_err();
    let help = without
        .iter()
        .filter_map(|finding| finding.help.as_deref())
        .find(|help| help.contains("For example"))
        .unwrap();
    let example = help.split_once("For example ").unwrap().1;
    assert!(
        cloudauth_local::scenario::load(&format!(r#"{{ "rules": [{{ {example} }}] }}"#)).is_ok(),
        "{example}"
    );
}

#[test]
fn the_emulator_does_not_start_on_what_it_cannot_play() {
    let folder = tempfile::tempdir().unwrap();
    let huge = folder.path().join("huge.json");
    fs::File::create(&huge).unwrap().set_len(1 << 30).unwrap();
    for (scenario, says) in [
        (BROKEN, "`probability` must be a number from 0 to 1"),
        ("throtled", "did you mean throttled?"),
        ("no-such-file.json", "cannot read no-such-file.json"),
        (folder.path().to_str().unwrap(), "it is a directory"),
        (huge.to_str().unwrap(), "at most 8 MiB"),
    ] {
        let Run { code, stdout, stderr } = run_with(&["--port", "0", "--scenario", scenario]);
        assert_eq!((code, stdout.as_str()), (Some(2), ""), "{scenario}");
        assert!(stderr.contains(says), "{scenario}: {stderr}");
    }
}

#[cfg(unix)]
#[test]
fn the_emulator_does_not_wait_for_the_writer_of_a_pipe() {
    let folder = tempfile::tempdir().unwrap();
    let pipe = folder.path().join("pipe.json");
    assert!(std::process::Command::new("mkfifo").arg(&pipe).status().unwrap().success());
    for arguments in [&["--port", "0", "--scenario"][..], &["check"]] {
        let Run { code, stderr, .. } = run_with(&[arguments, &[pipe.to_str().unwrap()]].concat());
        assert_eq!(code, Some(2), "{stderr}");
        assert!(stderr.contains("it is not a regular file"), "{stderr}");
    }
}

#[test]
fn the_help_names_every_shipped_scenario() {
    let help = run_with(&["--help"]).stdout;
    let words: Vec<&str> = help.split([' ', ',', '.', '\n', '`']).collect();
    for (name, _) in SHIPPED {
        assert!(words.contains(name), "{name}: {help}");
    }
}

#[test]
fn flags_override_the_file() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("scenario.json");
    let account = r#"{ "accessKeyId": "testid", "accessKeySecret": "testsecret", "standing": "overdue" }"#;
    let limits = r#"{ "Initialize": { "qps": 1, "burst": 1 } }"#;
    fs::write(&file, format!(r#"{{ "seed": 1, "accounts": [{account}], "limits": {limits} }}"#)).unwrap();
    let scenario = file.to_str().unwrap();

    let by_file = Program::start(&["--scenario", scenario]);
    assert_eq!(signed(&by_file, "testid", None).verdict(), (403, "Forbidden.AccountAccessDenied"));
    let flags = ["--scenario", scenario, "--account", "testid:testsecret", "--qps", "100", "--seed", "2"];
    let by_flags = Program::start(&flags);
    let answers: Vec<_> = (0..3).map(|_| signed(&by_flags, "testid", None)).collect();
    assert!(answers.iter().all(|answer| answer.status == 200));

    let plain = |arguments: &[&str]| initialize(&Program::start(arguments), &[], &[]).unwrap().body;
    let seeded = folder.path().join("seeded.json");
    fs::write(&seeded, r#"{ "seed": 1 }"#).unwrap();
    let seeded = seeded.to_str().unwrap();
    let id = |body: String| serde_json::from_str::<serde_json::Value>(&body).unwrap()["RequestId"].clone();
    let first = id(plain(&["--scenario", seeded]));
    assert_eq!(first, id(plain(&["--seed", "1"])));
    assert_ne!(first, id(plain(&["--scenario", seeded, "--seed", "2"])));
}
