//! The page that `torture` writes: by keyboard, in light and dark, on a phone and on a PC, and what axe finds.

use std::path::Path;

use crate::flow::accessibility::{examine_looks, with_axe};
use crate::flow::browser::{Window, in_browser};
use crate::kit::program::program;
use crate::kit::skip::has;

/// The Tab and Enter keys, as WebDriver writes them.
const TAB: &str = "\u{e004}";
const ENTER: &str = "\u{e007}";

/// Tortures a client that does not forgive some faults, and gives the URL of the page; `None` without python3.
fn page(folder: &Path) -> Option<String> {
    let client = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/clients/torture/client.py");
    if !has("python3") {
        return None;
    }
    let only = ["NoPermission", "reset", "Forbidden.RAM", "garbage"].map(|kind| format!("*:{kind}"));
    std::fs::write(folder.join("known.json"), r#"{"version":1,"accepted":["*:Forbidden.RAM"]}"#).unwrap();
    let mut search = program();
    search.current_dir(folder).args(["torture", "--report", "html", "--accept", "known.json"]);
    for pattern in &only {
        search.args(["--only", pattern]);
    }
    search.args(["--", "python3", "-S", "-E"]).arg(client);
    search.args(["Initialize", "KeepaliveIntl", "--not", "NoPermission", "--not", "Forbidden.RAM"]);
    let output = search.output().unwrap();
    let page = folder.join("torture/report.html");
    assert!(page.exists(), "{}", String::from_utf8_lossy(&[output.stdout, output.stderr].concat()));
    Some(format!("file://{}", page.display()))
}

#[test]
fn the_page_of_torture_is_used_by_keyboard_and_fits_a_phone() {
    let folder = tempfile::tempdir().unwrap();
    let Some(url) = page(folder.path()) else { return };
    in_browser(Window::Phone, |browser| {
        browser.open(&url);
        assert_eq!(browser.text("h1"), "2 failures");
        let wider = browser.script("return document.documentElement.scrollWidth > window.innerWidth");
        assert_eq!(wider, false, "the page itself is never scrolled sideways");
        // The switch, the table, the first cell.
        browser.press(&[TAB, TAB, TAB, ENTER].concat());
        browser.wait(
            "location.hash.startsWith('#c') && document.querySelector('.cell:target').offsetHeight > 0",
        );
        assert!(browser.text(".cell:target").contains("Initialize#1"), "{}", browser.text(".cell:target"));
        let failed = "[...document.querySelectorAll('td.failed a')]";
        browser.script(&format!("{failed}[0].click()"));
        browser.wait("document.querySelector('.cell:target a[href^=\"#f\"]')");
        browser.script("document.querySelector('.cell:target a[href^=\"#f\"]').click()");
        browser.wait("document.querySelector('article:target').textContent.includes('failed 3 of 3 times')");
        browser.script("document.getElementById('only').click()");
        let rows =
            "return [...document.querySelectorAll('tbody tr')].filter(row => row.offsetHeight > 0).length";
        assert_eq!(browser.script(rows), 2, "what was survived is hidden");
    });
}

#[test]
fn axe_finds_nothing_in_the_page_of_torture() {
    let folder = tempfile::tempdir().unwrap();
    with_axe(|axe| {
        let Some(url) = page(folder.path()) else { return };
        in_browser(Window::Pc, |browser| {
            for (what, hash) in [("torture", ""), ("torture-cell", "#c0")] {
                browser.open("about:blank");
                browser.open(&format!("{url}{hash}"));
                browser.wait("document.querySelector('table')");
                examine_looks(browser, axe, what);
            }
        });
    });
}
