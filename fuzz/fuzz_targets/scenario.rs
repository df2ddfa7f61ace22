//! Any bytes as a scenario file: nothing panics; an invalid file gets diagnostics that can be rendered; a valid one can
//! be run and explained, and is unchanged after serialisation and parsing.
#![no_main]

use std::sync::Arc;

use cloudauth_local::scenario::load;
use cloudauth_local::scenario::{Script, explain, load_bytes, render};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    match load_bytes(data) {
        Ok(scenario) => {
            assert!(!explain(&scenario).is_empty());
            let text = serde_json::to_string(&scenario).expect("a scenario can be serialised");
            let reparsed = load(&text)
                .unwrap_or_else(|errors| panic!("{text}\n{}", render(&errors, "serialised", &text)));
            assert_eq!(reparsed, scenario);
            let script = Script::new(Arc::new(scenario), 1).expect("a loaded scenario can be run");
            assert!(script.rule_name(script.scenario().rules.len()).is_none());
        }
        Err(errors) => {
            let text = String::from_utf8_lossy(data);
            // Render only one: rendering all (up to 50) takes ten times as long as the rest of the target.
            let index = data.len() % errors.len();
            assert!(render(&errors[index..=index], "file", &text).contains("file"));
        }
    }
});
