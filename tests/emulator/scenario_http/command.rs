//! Scenarios on the command line.

use std::fs;

use cloudauth_local::scenario::SHIPPED;

use crate::scenario_http::server::run;
use crate::scenario_http::{Server, initialize, signed};

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
        let output = run(&[&["check"], &files[..]].concat());
        assert_eq!(output.status.code(), Some(expected), "{files:?}");
        assert!(String::from_utf8_lossy(&output.stdout).contains(says), "{files:?}");
    }
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
        let output = run(&["--port", "0", "--scenario", scenario]);
        assert_eq!(output.status.code(), Some(2), "{scenario}");
        let stderr = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(stderr.contains(says), "{scenario}: {stderr}");
        assert!(output.stdout.is_empty(), "{scenario}");
    }
}

#[cfg(unix)]
#[test]
fn the_emulator_does_not_wait_for_the_writer_of_a_pipe() {
    let folder = tempfile::tempdir().unwrap();
    let pipe = folder.path().join("pipe.json");
    assert!(std::process::Command::new("mkfifo").arg(&pipe).status().unwrap().success());
    for arguments in [&["--port", "0", "--scenario"][..], &["check"]] {
        let output = run(&[arguments, &[pipe.to_str().unwrap()]].concat());
        let stderr = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!(output.status.code(), Some(2), "{stderr}");
        assert!(stderr.contains("it is not a regular file"), "{stderr}");
    }
}

#[test]
fn the_help_names_every_shipped_scenario() {
    let help = String::from_utf8(run(&["--help"]).stdout).unwrap();
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

    let by_file = Server::start(&["--scenario", scenario]);
    assert_eq!(signed::call(&by_file, "testid", None).verdict(), (403, "Forbidden.AccountAccessDenied"));
    let flags = ["--scenario", scenario, "--account", "testid:testsecret", "--qps", "100", "--seed", "2"];
    let by_flags = Server::start(&flags);
    let answers: Vec<_> = (0..3).map(|_| signed::call(&by_flags, "testid", None)).collect();
    assert!(answers.iter().all(|answer| answer.status == 200));

    let plain = |arguments: &[&str]| initialize(&Server::start(arguments), &[], &[]).unwrap().body;
    let seeded = folder.path().join("seeded.json");
    fs::write(&seeded, r#"{ "seed": 1 }"#).unwrap();
    let seeded = seeded.to_str().unwrap();
    let id = |body: String| serde_json::from_str::<serde_json::Value>(&body).unwrap()["RequestId"].clone();
    let first = id(plain(&["--scenario", seeded]));
    assert_eq!(first, id(plain(&["--seed", "1"])));
    assert_ne!(first, id(plain(&["--scenario", seeded, "--seed", "2"])));
}
