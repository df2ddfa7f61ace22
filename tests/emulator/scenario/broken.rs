//! Broken scenario files and what is said about them. Each file under `fixtures/scenarios/broken` has its message
//! beside it; `UPDATE_EXPECT=1` rewrites the messages.

use std::fs;
use std::path::Path;

use cloudauth_local::scenario::load;
use cloudauth_local::scenario::{load_bytes, render};

#[test]
fn every_broken_file_is_told_what_is_wrong_with_it() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/scenarios/broken");
    let mut seen = 0;
    for entry in fs::read_dir(&folder).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_none_or(|extension| extension != "json") {
            continue;
        }
        seen += 1;
        let name = path.file_name().unwrap().to_str().unwrap().to_owned();
        let bytes = fs::read(&path).unwrap();
        let findings = load_bytes(&bytes).expect_err(&name);
        let said = render(&findings, &name, &String::from_utf8_lossy(&bytes));
        let expected = path.with_extension("txt");
        if std::env::var("UPDATE_EXPECT").is_ok_and(|value| value == "1") {
            fs::write(&expected, &said).unwrap();
        }
        assert_eq!(
            said,
            fs::read_to_string(&expected).unwrap_or_default(),
            "{name}: UPDATE_EXPECT=1 rewrites it"
        );
    }
    assert!(seen >= 20, "only {seen} broken files");
}

/// Found by fuzzing: the reader that gives up stands at the end of the file and moved on from there.
#[test]
fn a_file_with_too_many_faults_is_given_up_wherever_the_last_one_lies() {
    let kinds = [
        ",",
        "1,]",
        "[1,],",
        "{\"a\":1,},",
        "x",
        "'a'",
        "\"a",
        "//\n",
        "/*",
        "]",
        "}",
        "{1",
        "\"\\q\"",
        "\u{e9}",
    ];
    for before in 45..=50 {
        for kind in kinds {
            for last in kinds {
                let text = format!("{{\"rules\":[{}{}", kind.repeat(before), last.repeat(3));
                let findings = load(&text).expect_err("none of this is a scenario");
                assert!(!render(&findings, "broken.json", &text).is_empty());
            }
        }
    }
}
