//! A run of a scenario replaces another: that of all keys, or of one.

use std::sync::atomic::{AtomicBool, Ordering};

use http::Method;

use super::*;
use crate::contract::{Call, ParameterSource, Parameters, Strictness};
use crate::engine::LoadError;
use crate::engine::settings::Settings;
use crate::scenario::load;

fn engine() -> Engine {
    Engine::new(Settings { strictness: Strictness::Lenient, ..Settings::of_a_test() })
}

/// The code of the answer to a call of the anonymous account.
fn call(engine: &Engine) -> &'static str {
    let mut parameters = Parameters::default();
    for (name, value) in [("Action", "KeepaliveIntl"), ("Version", "2022-08-09")] {
        parameters.push(name, value, ParameterSource::Query);
    }
    engine.handle(&Call { method: Method::POST, parameters, ..Call::default() }).reply.code()
}

fn scenario(text: &str) -> Arc<Scenario> {
    Arc::new(load(text).unwrap())
}

#[test]
fn calls_go_on_while_a_run_is_built() {
    let engine = engine();
    let failing = r#"{ "rules": [{ "then": { "error": "InternalError" } }] }"#;
    let built = engine.replace(|generation| {
        assert_eq!((call(&engine), generation), ("Success", 2));
        assert!(engine.run.try_write().is_ok(), "a call would wait");
        ScenarioRun::new(scenario(failing), &engine.flags, generation, &engine.clock)
    });
    assert!(built.is_ok());
    assert_eq!(call(&engine), "InternalError");
    let refused = engine.replace(|_| Err(LoadError::TooManyKeys));
    assert!(matches!(refused, Err(LoadError::TooManyKeys)));
    assert_eq!((call(&engine), engine.run().generation()), ("InternalError", 2));
}

#[test]
fn a_call_is_counted_once_whatever_is_loaded_meanwhile() {
    let engine = engine();
    call(&engine);
    let done = AtomicBool::new(false);
    let counted_coverage = || engine.counted_coverage(None).codes()[0].count;
    std::thread::scope(|scope| {
        scope.spawn(|| {
            for _ in 0..300 {
                engine.load(engine.scenario()).unwrap();
                engine.load_for_key(ANONYMOUS, engine.scenario()).unwrap();
                engine.clear_key_scenario(None);
            }
            done.store(true, Ordering::Release);
        });
        while !done.load(Ordering::Acquire) {
            assert_eq!(counted_coverage(), 1);
        }
    });
    assert_eq!(counted_coverage(), 1);
}

#[test]
fn an_account_is_found_in_the_scenario_of_its_key_alone() {
    let engine = engine();
    let keys = r#"{ "accounts": [
        { "accessKeyId": "k1", "accessKeySecret": "testsecret", "account": "corp" },
        { "accessKeyId": "k2", "accessKeySecret": "testsecret", "account": "corp" },
        { "accessKeyId": "k3", "accessKeySecret": "testsecret" }] }"#;
    let names = || ["k1", "k2", "k3", "corp", "nobody"].map(|key| engine.account_name_of(key));
    assert_eq!(names(), ["k1", "k2", "k3", "corp", "nobody"]);
    engine.load_for_key("k1", scenario(keys)).unwrap();
    assert_eq!(names(), ["corp", "k2", "k3", "corp", "nobody"]);
    let clocks = || ["k1", "corp"].map(|name| engine.clock_of(name).unwrap());
    let [key, account] = clocks();
    assert!(Arc::ptr_eq(&key, &account), "a clock of its own");
    // The run of all keys comes before that of one key.
    engine.load(scenario(keys)).unwrap();
    assert_eq!(names(), ["corp", "corp", "k3", "corp", "nobody"]);
    assert!(Arc::ptr_eq(&clocks()[1], &engine.run().accounts().named("corp").unwrap().clock));
    engine.clear_key_scenario(Some("k1"));
    engine.load(scenario("{}")).unwrap();
    assert_eq!(names(), ["k1", "k2", "k3", "corp", "nobody"]);
}
