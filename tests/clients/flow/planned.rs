//! Checks that end without a user, as a scenario plans.

use cloudauth_local::scenario::shipped;
use serde_json::{Value, json};

use crate::flow::callbacks::settled;
use crate::flow::emulator::{CALLBACK, Emulator};
use crate::kit::receiver::Receiver;

#[test]
fn the_hands_free_scenario_ends_every_kind_of_check_on_time() {
    let receiver = Receiver::accepting();
    let emulator = Emulator::with_scenario(shipped("hands-free").unwrap(), &receiver.url());
    let begin = |user: &str| emulator.initialize(&[CALLBACK, ("MerchantUserId", user)]);
    let all = ["plain", "fail-1", "slow-1", "twice-1", "late-1", "silent-1"].map(begin);
    let passed = |index: usize| match emulator.check_result(&all[index].id, &[]) {
        Ok(result) => result["Passed"].as_str().unwrap().to_owned(),
        Err(code) => code,
    };
    assert_eq!(passed(0), "ProcessNotCompleted");
    emulator.advance("1s");
    // plain, fail-1, and twice-1 twice.
    let mut reported: Vec<String> = (0..4).map(|_| receiver.next()).collect();
    reported.sort_by_key(|target| all.iter().position(|started| target.contains(&started.id)));
    let expected = [(0, "Y", "200"), (1, "N", "205"), (3, "Y", "200"), (3, "Y", "200")];
    for (target, (index, passed, code)) in reported.iter().zip(expected) {
        let id = &all[index].id;
        assert_eq!(*target, format!("/verified?shop=1&transactionId={id}&passed={passed}&subCode={code}"));
    }
    assert_eq!([0, 1, 2, 3, 4, 5].map(passed), ["Y", "N", "ProcessNotCompleted", "Y", "Y", "Y"]);
    emulator.advance("5m");
    assert!(receiver.next().contains(&all[4].id));
    emulator.advance("5m");
    assert!(receiver.next().contains(&all[2].id));
    assert_eq!(passed(2), "Y");
    // A callback has arrived before its answer is noted.
    for index in [2, 4] {
        settled(&emulator, &all[index].id, 1);
    }
    let (silent, waiting) = emulator.attempts(&all[5].id);
    assert_eq!((silent, waiting), (Vec::new(), 0));
}

#[test]
fn a_check_that_ends_at_once_has_its_result_before_initialize_answers() {
    let scenario = json!({ "rules": [{ "then": { "verification": {
        "passed": false, "subCode": "207", "fields": { "surname": "PLANNED", "extra": "1" } } } }] });
    let emulator = Emulator::with_scenario(&scenario.to_string(), "http://127.0.0.1:1");
    let started = emulator.initialize(&[]);
    let result = emulator.check_result(&started.id, &[]).unwrap();
    assert_eq!((result["Passed"].as_str(), result["SubCode"].as_str()), (Some("N"), Some("207")));
    let info: Value = serde_json::from_str(result["ExtIdInfo"].as_str().unwrap()).unwrap();
    assert_eq!(
        (&info["ocrIdInfo"]["surname"], &info["ocrIdInfo"]["extra"]),
        (&json!("PLANNED"), &json!("1"))
    );
    assert_eq!(emulator.finish(&started, "1000").json()["reason"], "used");
}

#[test]
fn a_user_who_is_faster_than_the_plan_decides() {
    let scenario = json!({ "rules": [{ "then": { "verification": { "passed": false, "after": "1m" } } }] });
    let emulator = Emulator::with_scenario(&scenario.to_string(), "http://127.0.0.1:1");
    let started = emulator.initialize(&[]);
    emulator.finish(&started, "1000");
    emulator.advance("2m");
    assert_eq!(emulator.check_result(&started.id, &[]).unwrap()["Passed"], "Y");
}

#[test]
fn a_scenario_names_the_spoof_types_and_leaves_out_members_of_the_result() {
    let scenario = json!({ "rules": [{ "then": { "verification": {
        "passed": false, "spoofType": ["PHOTO_COPY", "TAMPER"], "omit": ["ExtBasicInfo", "ExtInfo"] } } }] });
    let emulator = Emulator::with_scenario(&scenario.to_string(), "http://127.0.0.1:1");
    for (detects, expected) in [
        ("Y", json!({ "spoofResult": "Y", "spoofType": ["PHOTO_COPY", "TAMPER"] })),
        ("N", json!({ "spoofResult": "N", "spoofType": [] })),
    ] {
        let started = emulator.initialize(&[("IdSpoof", detects)]);
        let result = emulator.check_result(&started.id, &[]).unwrap();
        let members: Vec<_> = result.as_object().unwrap().keys().map(String::as_str).collect();
        assert_eq!(members.len(), 3, "{members:?}");
        let info: Value = serde_json::from_str(result["ExtIdInfo"].as_str().unwrap()).unwrap();
        assert_eq!((&info["spoofInfo"], &info["ocrIdPassed"]), (&expected, &json!("N")));
    }
}
