//! Any bytes as a scenario file: nothing panics; a file that cannot be used gets faults that can be shown; one that can
//! is playable, explained, and the same after it was written and read again.
#![no_main]

use std::sync::Arc;

use cloudauth_local::scenario::{Script, explain, load_bytes, render};
use cloudauth_local::scenario::load;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    match load_bytes(data) {
        Ok(scenario) => {
            assert!(!explain(&scenario).is_empty());
            let text = serde_json::to_string(&scenario).expect("a scenario can be written");
            let again = load(&text).unwrap_or_else(|findings| panic!("{text}\n{}", render(&findings, "again", &text)));
            assert_eq!(again, scenario);
            let script = Script::new(Arc::new(scenario), 1).expect("a loaded scenario can be played");
            assert!(script.rule_name(script.scenario().rules.len()).is_none());
        }
        Err(findings) => {
            let text = String::from_utf8_lossy(data);
            // One of them: to draw all of up to 50 takes ten times as long as everything else together.
            let error = data.len() % findings.len();
            assert!(render(&findings[error..=error], "file", &text).contains("file"));
        }
    }
});
