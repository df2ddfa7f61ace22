//! The dashboard in a real browser.

use serde_json::json;

use crate::flow::browser::{Browser, Window, in_browser};
use crate::flow::emulator::{CALLBACK, Emulator};
use crate::kit::http::get;
use crate::kit::receiver::Receiver;

/// The tree that the scenario editor stands in.
const EDITOR: &str = "document.getElementById('text').shadowRoot";

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
    let page = get(&started.url);
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
        browser.paste(
            r#"{ "rules": [{ "then": { "error": "Throtling.Api" } }, { "then": { "delay": "3s" } }] }"#,
        );
        browser.wait("document.getElementById('play').disabled");
        browser.wait(&format!("{EDITOR}.querySelector('.fault').textContent.includes('Throttling.Api')"));
        // The sentences follow the draft as far as it is right.
        browser.wait("document.getElementById('explanation').textContent.includes('2. All calls: the response is delayed by 3s')");
        let typed = r#"{    "rules": [{ "then": { "error": "InternalError" } }] }"#;
        browser.paste(typed);
        browser.wait("!document.getElementById('play').disabled");
        browser.click("#play");
        browser.wait("document.getElementById('verdict').textContent.startsWith('played')");
        assert_eq!(emulator.call("KeepaliveIntl", &[]).status, 500);
        browser.wait("document.querySelector('#rules .number').textContent === '1'");
        assert_eq!(browser.script(&format!("return {EDITOR}.querySelector('.cm-content').innerText")), typed);
        browser.picture("dashboard-scenario");

        browser.click("[data-view=coverage]");
        browser.wait("document.getElementById('met').textContent.includes('InternalError')");
        browser
            .wait("[...document.querySelectorAll('.met')].some(row => row.textContent === 'check.passed1')");
        browser.picture("dashboard-coverage");
    });
}

/// How often the page asked for the list of transactions.
fn asked(browser: &Browser) -> serde_json::Value {
    browser.script(
        "return performance.getEntriesByType('resource').filter(one => one.name.includes('/transactions?')).length",
    )
}

#[test]
fn a_check_and_its_callback_are_seen_as_they_happen_and_the_list_is_asked_for_once() {
    let receiver = Receiver::accepting();
    let emulator = Emulator::start(&receiver.url());
    let early = emulator.initialize(&[]);
    in_browser(Window::Pc, |browser| {
        browser.open(&format!("{}/_emulator/#transactions", emulator.url));
        let shows = |id: &str, text: &str| {
            browser.wait(&format!(
                "document.querySelector(`#checks [data-id={id}]`).textContent.includes({})",
                json!(text)
            ));
        };
        shows(&early.id, "waiting");
        let started = emulator.initialize(&[CALLBACK]);
        shows(&started.id, "waiting");
        assert_eq!(get(&started.url).status, 200);
        shows(&started.id, "opened");
        assert_eq!(emulator.finish(&started, "1000").status, 200);
        shows(&started.id, "passed");
        shows(&started.id, "accepted, try 1");
        assert_eq!(asked(browser), 1);

        browser.click(&format!("#checks [data-id={}]", started.id));
        browser.wait("document.getElementById('check').textContent.includes('try 1 accepted')");
        browser.picture("dashboard-transactions");
        browser.click("#itscalls");
        browser.wait(&format!("{} === 1", rows("Initialize")));
        browser.click("#rows tr");
        browser.wait("document.getElementById('detail').textContent.includes('try 1 accepted')");
        browser.click("[data-view=callbacks]");
        browser.wait("document.querySelectorAll('#tries tr').length === 1");
        browser.picture("dashboard-callbacks");

        browser.click("[data-view=transactions]");
        browser.fill("#searchchecks", "biz1");
        emulator.advance("31m");
        shows(&early.id, "expired");
        emulator.post("/_emulator/reset", &json!({}));
        browser.wait("document.querySelectorAll('#checks tr').length === 0");
    });
}

#[test]
fn a_list_stands_still_while_it_is_read() {
    let emulator = Emulator::start("http://127.0.0.1:1");
    in_browser(Window::Pc, |browser| {
        browser.open(&format!("{}/_emulator/", emulator.url));
        browser.wait("document.getElementById('state').textContent === 'live'");
        for _ in 0..40 {
            emulator.call("KeepaliveIntl", &[]);
        }
        browser.wait(&format!("{} === 40", rows("KeepaliveIntl")));
        browser.script("document.getElementById('list').scrollTop = 50");
        emulator.initialize(&[("SceneCode", "fresh")]);
        browser.wait("document.getElementById('newer').textContent === '1 newer'");
        assert_eq!(browser.script(&format!("return {}", rows("fresh"))), 0);
        browser.click("#newer");
        browser.wait(&format!("{} === 1", rows("fresh")));
        browser.wait("document.getElementById('newer').hidden");
    });
}

#[test]
fn however_many_calls_come_few_rows_are_drawn_and_none_is_left_uncounted() {
    let emulator = Emulator::start("http://127.0.0.1:1");
    in_browser(Window::Phone, |browser| {
        browser.open(&format!("{}/_emulator/", emulator.url));
        browser.wait("document.getElementById('state').textContent === 'live'");
        std::thread::scope(|scope| {
            for _ in 0..4 {
                scope.spawn(|| {
                    for _ in 0..110 {
                        emulator.call("KeepaliveIntl", &[]);
                    }
                });
            }
        });
        browser.wait("document.getElementById('shown').textContent === 'the newest 400 of 440'");
        browser.wait("document.querySelectorAll('#rows tr').length === 60");
        browser.wait("document.getElementById('codes').textContent.includes('Success')");
        browser.picture("dashboard-phone");
    });
}

#[test]
fn what_was_asked_for_before_a_reset_is_not_shown_after_it() {
    let receiver = Receiver::accepting();
    let emulator = Emulator::start(&receiver.url());
    let started = emulator.initialize(&[CALLBACK]);
    assert_eq!(emulator.finish(&started, "1000").status, 200);
    in_browser(Window::Pc, |browser| {
        browser.open(&format!("{}/_emulator/#transactions", emulator.url));
        let count = |what: &str| format!("document.querySelectorAll('{what} tr').length");
        for (view, list) in [("callbacks", "#tries"), ("calls", "#rows"), ("transactions", "#checks")] {
            browser.click(&format!("[data-view={view}]"));
            browser.wait(&format!("{} === 1", count(list)));
        }
        // The next answer on each path comes, and is held back.
        browser.script(
            "const real = window.fetch;
             const held = {};
             window.asked = 0;
             window.fetch = async (address, ...rest) => {
               const path = new URL(address).pathname.split('/').pop();
               const lists = ['transactions', 'callbacks', 'requests'].includes(path);
               if (lists) window.asked += 1;
               const answer = await real(address, ...rest);
               if (lists && !held[path]) await new Promise(go => { held[path] = go; });
               return answer;
             };
             window.held = () => Object.keys(held).length;
             window.release = () => Object.values(held).forEach(go => go());
             document.getElementById('key').dispatchEvent(new Event('change'));",
        );
        browser.wait("window.held() === 3");
        emulator.post("/_emulator/reset", &json!({}));
        browser.wait("window.asked >= 5");
        browser.script("window.release()");
        browser.wait("window.asked === 6");
        for (view, list) in [("callbacks", "#tries"), ("calls", "#rows"), ("transactions", "#checks")] {
            browser.click(&format!("[data-view={view}]"));
            browser.wait(&format!("{} === 0", count(list)));
        }
    });
}
