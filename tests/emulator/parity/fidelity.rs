//! What is claimed and what holds it: `docs/fidelity.md` is made of the tables, and each row has a probe or a reason why
//! there is none.

use std::collections::BTreeSet;

use cloudauth_local::fidelity::{UNPROBED, markdown, rows};

use crate::black_box::architecture::rust_files;
use crate::kit::expect;

/// The names of all tests of this repository, and of functions that look like them.
fn test_names() -> BTreeSet<String> {
    let mut names = BTreeSet::new();
    for (_, text) in rust_files(&["src", "tests"]) {
        // Behind the attribute others may stand, and then the function.
        let tests = text.split("#[test]").chain(text.split("#[tokio::test")).skip(1);
        names.extend(tests.filter_map(|rest| {
            let name = rest.split("fn ").nth(1)?.split('(').next()?;
            Some(name.to_owned())
        }));
    }
    names
}

#[test]
fn no_row_is_without_a_test_and_none_without_a_probe_or_a_reason() {
    let tests = test_names();
    let rows = rows();
    for row in &rows {
        assert!(tests.contains(row.test), "{}: no test is called {:?}", row.name, row.test);
        assert!(
            !row.probes().is_empty() || row.why_unprobed().is_some(),
            "{}: write a probe (src/parity/probes), or say in UNPROBED why there can be none",
            row.name
        );
    }
    for (name, reason) in UNPROBED {
        let row = rows.iter().find(|row| row.name == *name);
        let row = row.unwrap_or_else(|| panic!("UNPROBED: no row is called {name}"));
        assert!(row.probes().is_empty(), "UNPROBED: {name} has a probe");
        assert!(!reason.is_empty());
    }
}

#[test]
fn the_page_is_made_of_the_tables() {
    let page = markdown::page();
    for row in rows() {
        assert!(page.contains(row.test), "{}", row.name);
    }
    expect::same("docs/fidelity.md", page.as_bytes());
}
