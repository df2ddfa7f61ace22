//! What is written for programs and people.

use std::fs;

use crate::torture::tool::Tool;

#[test]
fn junit_json_and_the_page_tell_the_same() {
    let Some(tool) = Tool::new() else { return };
    let options = [
        "--report",
        "html",
        "--junit",
        "out/junit.xml",
        "--only",
        "*:NoPermission",
        "--only",
        "*:reset",
        "--seed",
        "7",
    ];
    let (run, result) = tool.client(&options, &["KeepaliveIntl", "Initialize", "--not", "NoPermission"]);
    run.ends_with(1);
    assert_eq!(result["failures"][0]["faults"][0], "KeepaliveIntl#1:NoPermission");
    assert_eq!(result["failures"][0]["checks"], 3);
    assert!(result["overheadMs"].as_f64().unwrap() > 0.0);

    let junit = fs::read_to_string(tool.path("out/junit.xml")).unwrap();
    assert!(junit.contains(r#"tests="4" failures="2""#), "{junit}");
    assert!(junit.contains(r#"name="Initialize#1:reset"/>"#), "{junit}");
    assert!(junit.contains("NoPermission is not forgiven"), "{junit}");
    let mut reader = quick_xml::Reader::from_str(&junit);
    while !matches!(reader.read_event().unwrap(), quick_xml::events::Event::Eof) {}

    let page = fs::read_to_string(tool.path("torture/report.html")).unwrap();
    assert!(page.contains("<title>2 failures: torture of python3"), "{page}");
    assert!(page.contains(r#"aria-label="Initialize#1:reset: survived""#), "{page}");
    for outside in ["src=", "http://", "https://", "<script"] {
        let found = page.replace("http://127.0.0.1", "").contains(outside);
        assert!(!found, "the page needs nothing else, and has {outside}");
    }
}

#[test]
fn a_second_search_takes_the_place_of_the_first_and_leaves_other_files_alone() {
    let Some(tool) = Tool::new() else { return };
    fs::create_dir(tool.path("torture")).unwrap();
    fs::write(tool.path("torture/001-mine.json"), "{}").unwrap();
    let only = ["--only", "*:NoPermission"];
    tool.client(&only, &["KeepaliveIntl", "--not", "NoPermission"]).0.ends_with(1);
    assert_eq!(tool.files("torture").len(), 3);
    tool.client(&only, &["KeepaliveIntl"]).0.ends_with(0);
    assert_eq!(tool.files("torture"), ["001-mine.json"]);
}
