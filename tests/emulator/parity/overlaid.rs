//! An overlay in use: `explain` says what was observed, and `serve` answers with it.

use std::fs;

use cloudauth_local::parity::learn;

use crate::kit::program::{program, run};
use crate::parity::altering::{Alter, Alteration};
use crate::parity::comparison::compared;

#[tokio::test]
async fn explain_marks_the_rows_that_were_observed() {
    let alteration = Alteration {
        code: "InvalidVersion",
        message: "",
        format: "json",
        operation: "",
        alter: Alter::Text("is not valid", "is wrong"),
    };
    let (record, _) = compared(vec![alteration], None).await;
    let overlay = learn::overlay(&record, None).overlay;
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("overlay.json");
    fs::write(&file, serde_json::to_string(&overlay).unwrap()).unwrap();
    let explain = |word: &str, overlay: bool| {
        let mut command = program();
        command.args(["explain", word]);
        if overlay {
            command.arg("--overlay").arg(&file);
        }
        run(&mut command).stdout
    };
    for (word, says) in [
        ("InvalidVersion", "  Observed  by you on 2026-11-24, otherwise than the tables say\n"),
        ("SignatureNonceUsed", "  Observed  by you on 2026-11-24, as here\n"),
        ("SignatureNonceUsed", "  Probe     nonce/repeated-v3, nonce/repeated-v1\n"),
        ("SignatureNonceUsed", "  Test      every_error_of_the_table_is_met_as_its_row_says\n"),
        ("InternalError", "  Probe     none: no call makes the service do it\n"),
    ] {
        let page = explain(word, true);
        assert!(page.contains(says), "{page}");
    }
    assert!(!explain("SignatureNonceUsed", false).contains("Observed"));
    assert!(!explain("InternalError", true).contains("Observed"));
}

#[tokio::test]
async fn what_changes_after_an_overlay_was_written_goes_into_the_next_one() {
    let alter = |code: &'static str, alter: Alter| Alteration {
        code,
        message: "",
        format: "json",
        operation: "",
        alter,
    };
    let first = vec![
        alter("InvalidVersion", Alter::Text("is not valid", "is wrong")),
        alter("InvalidVersion", Alter::Header("server", "Tengine")),
        alter("SignatureNonceUsed", Alter::Status(409)),
    ];
    let (record, _) = compared(first.clone(), None).await;
    let overlay = learn::overlay(&record, None).overlay;
    let later = [
        first,
        vec![
            alter("InvalidVersion", Alter::Status(404)),
            alter("InvalidVersion", Alter::NoHeader("etag")),
            alter("MissingVersion", Alter::Status(404)),
        ],
    ]
    .concat();
    let (record, _) = compared(later.clone(), Some(overlay.clone())).await;
    assert_eq!(record.divergent().count(), 4);
    let learned = learn::overlay(&record, Some(&overlay));
    assert_eq!(learned.left_out, []);
    let (record, _) = compared(later, Some(learned.overlay)).await;
    let open: Vec<_> = record.divergent().map(|probe| (&probe.name, &probe.differences)).collect();
    assert!(open.is_empty(), "{open:#?}");
}
