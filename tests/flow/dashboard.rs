//! The dashboard in a real browser.

use serde_json::json;

use crate::browser::{Window, in_browser};
use crate::emulator::Emulator;

/// How many rows show a text.
fn rows(text: &str) -> String {
    format!(
        "[...document.querySelectorAll('#rows tr')].filter(row => row.textContent.includes({})).length",
        json!(text)
    )
}

#[test]
fn calls_come_in_live_are_searched_and_are_shown_whole_and_as_text() {
    let emulator = Emulator::start("http://127.0.0.1:1");
    emulator.initialize(&[("SceneCode", "early")]);
    in_browser(Window::Pc, |browser| {
        browser.open(&format!("{}/_emulator/", emulator.url));
        browser.wait(&format!("{} === 1", rows("early")));
        browser.wait("document.getElementById('state').textContent === 'live'");
        let evil = "<img src=x onerror=document.title='owned'>";
        emulator.initialize(&[("SceneCode", "late"), ("MerchantUserId", evil)]);
        emulator.call("Initialize", &[("SceneCode", evil)]);
        browser.wait(&format!("{} === 1", rows("late")));
        browser.wait(&format!("{} === 1", rows("onerror")));
        browser.fill("#search", "late");
        browser.wait("document.querySelectorAll('#rows tr').length === 1");
        browser.click("#rows tr");
        browser.wait("document.getElementById('detail').textContent.includes('onerror')");
        assert_eq!(
            browser.script("return [document.querySelectorAll('main img').length, document.title]"),
            json!([0, "cloudauth-local"])
        );
        browser.picture("dashboard-calls");
    });
}

#[test]
fn a_script_for_a_merchant_user_id_runs_nowhere() {
    const EVIL: &str =
        "</script><script>document.title='owned'</script><img src=x onerror=document.title='owned'>";
    let emulator = Emulator::start("http://127.0.0.1:1");
    let started = emulator.initialize(&[("MerchantUserId", EVIL), ("CallbackToken", EVIL)]);
    let page = crate::http::request("GET", &started.url, "text/plain", "");
    assert!(page.status == 200 && !page.body.contains("<script>document.title"), "{}", page.body);
    in_browser(Window::Pc, |browser| {
        browser.open(&started.url);
        browser.wait("document.querySelector('#start')");
        assert_ne!(browser.script("return document.title"), "owned");
        browser.open(&format!("{}/_emulator/", emulator.url));
        browser.wait("document.querySelectorAll('#rows tr').length === 1");
        browser.click("#rows tr");
        browser.wait("document.getElementById('detail').textContent.includes('</script>')");
        browser.click("[data-view=transactions]");
        browser.wait("document.querySelectorAll('#checks button').length === 2");
        assert_eq!(
            browser
                .script("return [document.querySelectorAll('main img, main script').length, document.title]"),
            json!([0, "cloudauth-local"])
        );
    });
}

#[test]
fn a_check_is_completed_and_a_scenario_is_checked_while_it_is_typed_and_played() {
    let emulator = Emulator::start("http://127.0.0.1:1");
    let started = emulator.initialize(&[]);
    in_browser(Window::Pc, |browser| {
        browser.open(&format!("{}/_emulator/#transactions", emulator.url));
        browser.wait("document.querySelectorAll('#checks button').length === 2");
        browser.click("#checks button");
        browser.wait("document.getElementById('checks').textContent.includes('passed')");
        assert_eq!(emulator.check_result(&started.id, &[]).unwrap()["Passed"], "Y");

        browser.click("[data-view=scenario]");
        browser.wait("document.getElementById('verdict').textContent === 'as it is played'");
        browser.fill("#text", r#"{ "rules": [{ "then": { "error": "Throtling.Api" } }] }"#);
        browser.wait("document.getElementById('faults').textContent.includes('Throttling.Api')");
        browser.wait("document.getElementById('play').disabled");
        browser.fill("#text", r#"{ "rules": [{ "then": { "error": "InternalError" } }] }"#);
        browser.wait("!document.getElementById('play').disabled");
        browser.click("#play");
        browser.wait("document.getElementById('verdict').textContent.startsWith('played')");
        assert_eq!(emulator.call("KeepaliveIntl", &[]).status, 500);
        browser.wait("document.querySelector('#rules .number').textContent === '1'");
        browser.picture("dashboard-scenario");

        browser.click("[data-view=coverage]");
        browser.wait("document.getElementById('met').textContent.includes('InternalError')");
        browser.picture("dashboard-coverage");
    });
}
