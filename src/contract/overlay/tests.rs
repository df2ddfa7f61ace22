//! Overlays that are read, refused and applied.

use super::*;

const TEXT: &str = r#"{
  "overlay": 1, "api": "2022-08-09", "observedOn": "2026-11-24", "confirmed": ["a"],
  "answers": [
    { "probes": ["b"], "insteadOf": { "format": "json", "code": "X", "message": "m" },
      "status": 422, "code": "Y", "message": "n", "body": {"Code": "{code}", "N": "{number}", "S": "{string}"},
      "headers": {"server": "Tengine"} },
    { "probes": ["c"], "insteadOf": { "operation": "Initialize", "format": "json", "code": "X", "message": "m" },
      "status": 423, "code": "Z", "message": "n", "body": "text", "headers": {} }
  ]
}"#;

#[test]
fn an_answer_of_the_operation_itself_comes_first() {
    let overlay = Overlay::read(TEXT).unwrap();
    let status = |operation, format, code| {
        let own = OwnAnswer { operation, format, code, message: "m", members: &[] };
        overlay.find(own).map(|(answer, _)| answer.status)
    };
    assert_eq!(status(Some("Initialize"), Format::Json, "X"), Some(423));
    assert_eq!(status(Some("CheckResult"), Format::Json, "X"), Some(422));
    assert_eq!(status(None, Format::Json, "X"), Some(422));
    assert_eq!(status(None, Format::Xml, "X"), None);
    assert_eq!(status(None, Format::Json, "Y"), None);
    assert_eq!(
        (overlay.settled("a"), overlay.settled("c"), overlay.settled("d")),
        (Some(true), Some(false), None)
    );
}

#[test]
fn a_body_takes_what_may_be_any_value_out_of_the_emulators_own() {
    let overlay = Overlay::read(TEXT).unwrap();
    let own: OrderedValue = serde_json::from_str(r#"{"S":"own","N":"7"}"#).unwrap();
    let body = overlay.answers[0].body(&own, |name| (name == "code").then_some("Y"));
    assert_eq!(serde_json::to_string(&body).unwrap(), r#"{"Code":"Y","N":0,"S":"own"}"#);
}

#[test]
fn what_cannot_be_used_is_refused_with_a_sentence() {
    for (from, to, says) in [
        ("\"overlay\": 1", "\"overlay\": 2", "it has the format 2 and this program reads 1"),
        ("\"overlay\": 1, ", "", "missing field `overlay`"),
        ("2022-08-09", "2019-03-07", "API version 2019-03-07"),
        ("422", "22", "answers[0]: status is 22"),
        ("\"server\"", "\"ser ver\"", "answers[0]: \"ser ver\" is no header"),
        ("\"probes\": [\"b\"]", "\"probes\": [\"b\"], \"x\": 1", "unknown field `x`"),
        ("}\n  ]", "", "line"),
    ] {
        let text = TEXT.replacen(from, to, 1);
        assert_ne!(text, TEXT, "{from}");
        let error = Overlay::read(&text).unwrap_err().to_string();
        assert!(error.contains(says), "{error}");
    }
}
