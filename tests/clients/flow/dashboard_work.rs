//! What a person does with the dashboard: search, look back, select and export, end checks, write scenarios.

use std::process::Command;

use cloudauth_local::contract::redirect::CLIENT_RESULTS;
use serde_json::json;

use crate::flow::browser::{Browser, Window, in_browser};
use crate::flow::emulator::{CALLBACK, Emulator, PHONE};
use crate::kit::receiver::Receiver;

/// Keys of WebDriver.
const RIGHT: &str = "\u{e014}";
const LEFT: &str = "\u{e012}";
const END: &str = "\u{e010}";

fn emulator() -> Emulator {
    Emulator::start("http://127.0.0.1:1")
}

fn open(browser: &Browser, emulator: &Emulator, view: &str) {
    browser.open("about:blank");
    browser.open(&format!("{}/_emulator/#{view}", emulator.url));
    browser.wait("document.getElementById('state').textContent === 'live'");
}

/// The text of an element.
fn says(id: &str) -> String {
    format!("document.getElementById('{id}').textContent")
}

const ROWS: &str = "document.querySelectorAll('#rows tr').length";

#[test]
fn a_search_goes_through_the_whole_journal_and_counts() {
    let emulator = emulator();
    emulator.initialize(&[("SceneCode", "needle")]);
    for _ in 0..1010 {
        emulator.call("KeepaliveIntl", &[]);
    }
    in_browser(Window::Pc, |browser| {
        open(browser, &emulator, "calls");
        browser.wait(&format!("{} === 'the newest 400 of 1,000'", says("shown")));
        browser.fill("#search", "NEEDLE initialize");
        browser.wait(&format!("{} === '1 of 1,011 in the journal'", says("shown")));
        browser.wait(&format!("{ROWS} === 1"));
        emulator.initialize(&[("SceneCode", "needle")]);
        browser.wait(&format!("{} === '2 of 1,012 in the journal'", says("shown")));
        browser.fill("#search", "keepalive");
        browser.wait(&format!("{} === '1,010 of 1,012 in the journal'", says("shown")));
        browser.script("document.querySelector('#list').scrollTop = 99");
        browser.wait(&format!("{ROWS} === 200"));
        browser.script("document.querySelector('#older').click()");
        browser.wait(&format!("{ROWS} === 400"));
        browser.fill("#search", "haystack");
        browser.wait(&format!("{}.startsWith('No call of the journal')", says("nomatch")));
    });
}

#[test]
fn a_moment_of_the_last_minutes_is_looked_at_also_when_nothing_happens() {
    let emulator = emulator();
    emulator.initialize(&[]);
    in_browser(Window::Pc, |browser| {
        open(browser, &emulator, "calls");
        browser.wait(&format!("{ROWS} === 1"));
        let to = |place: u32| {
            browser.script(&format!(
                "const moment = document.querySelector('#moment'); moment.value = {place}; moment.dispatchEvent(new Event('input'))"
            ))
        };
        to(10);
        browser.wait(&format!("{}.startsWith('The journal has no such call')", says("nomatch")));
        browser.wait(&format!("/^\\d\\d:\\d\\d:\\d\\d · 0 calls/.test({})", says("rate")));
        // The moment stays where it is in time, and so moves with the plot.
        browser.wait("document.querySelector('#moment').value === '9'");
        emulator.initialize(&[]);
        browser.click("#live");
        browser.wait(&format!("{ROWS} === 2"));
        browser.wait("document.querySelector('#live').hidden");
    });
}

#[test]
fn selected_calls_become_a_scenario_that_gives_the_same_answers_again() {
    const EMULATED: [&str; 2] =
        ["emulate:InternalError, delay:20ms", "emulate:Throttling.Api, retryAfter:700ms"];
    let scenario = r#"{"rules":[{"then":{"emulate":{"parameter":"MerchantUserId","prefix":"emulate:"}}}]}"#;
    let emulator = Emulator::with_scenario(scenario, "http://127.0.0.1:1");
    let started = emulator.initialize(&[]);
    let complete = format!("/_emulator/transactions/{}/complete", started.id);
    assert_eq!(emulator.post(&complete, &json!({ "passed": false, "subCode": "207" })).status, 200);
    assert_eq!(emulator.check_result(&started.id, &[]).unwrap()["SubCode"], "207");
    let calls = || -> Vec<(u16, String, String)> {
        let refused = EMULATED.iter().map(|words| emulator.call("Initialize", &[("MerchantUserId", words)]));
        let missing = emulator.call("Initialize", &[("ProductCode", "ID_OCR")]);
        let said = |answer: crate::kit::raw::Response| {
            let body = answer.json();
            let text = |name: &str| body[name].as_str().unwrap_or_default().to_owned();
            (answer.status, text("Code"), text("Message"))
        };
        refused.chain([missing]).map(said).collect()
    };
    let before = calls();
    assert_eq!(before.iter().map(|(status, ..)| *status).collect::<Vec<_>>(), [500, 403, 400]);
    in_browser(Window::Pc, |browser| {
        open(browser, &emulator, "calls");
        browser.wait(&format!("{ROWS} === 5"));
        browser.click("#all");
        browser.wait(&format!("{}.startsWith('5 selected')", says("chosen")));
        browser.picture("dashboard-selected");
        browser.click("[data-export=scenario]");
        browser.wait("!document.querySelector('#scenario').hidden");
        browser.wait(&format!("{} === 'not played yet'", says("verdict")));
        browser.wait(&format!("{}.includes('Throttling.Api')", says("explanation")));
        browser.picture("dashboard-replay");
        browser.click("#play");
        browser.wait(&format!("{} === 'played for all'", says("verdict")));
    });
    let again = emulator.initialize(&[]);
    assert_eq!(emulator.check_result(&again.id, &[]).unwrap()["SubCode"], "207");
    assert_eq!(calls(), before);
}

#[test]
fn a_waiting_check_links_to_its_page_and_ends_with_a_chosen_code() {
    let emulator = emulator();
    let started = emulator.initialize(&[]);
    in_browser(Window::Pc, |browser| {
        open(browser, &emulator, "transactions");
        let page = format!("document.querySelector('#checks a').href === {}", json!(started.url));
        browser.wait(&page);
        browser.click("#checks td");
        let in_the_browser = CLIENT_RESULTS.iter().filter(|row| !row.completes).count();
        browser.wait(&format!("document.querySelector('#result')?.options.length === {in_the_browser}"));
        browser.picture("dashboard-ends");
        browser.script("document.querySelector('#result').value = '1004'");
        browser.click("#endcode");
        browser.wait("document.querySelector('#check strong').textContent === 'opened'");
        browser.fill("#subcode", "205");
        browser.click("#endfail");
        browser.wait("document.querySelector('#check strong').textContent === 'failed, 205'");
        assert_eq!(emulator.check_result(&started.id, &[]).unwrap()["SubCode"], "205");
        browser.wait("!document.querySelector('#checks a')");
    });
}

#[test]
fn tabs_follow_the_arrow_keys_and_the_address() {
    let emulator = emulator();
    in_browser(Window::Pc, |browser| {
        open(browser, &emulator, "conduct");
        let at = |name: &str| {
            browser.wait(&format!(
                "location.hash === '#{name}' && !document.querySelector('#{name}').hidden
                 && document.querySelector('[aria-selected=true]').id === 'tab-{name}'"
            ));
        };
        at("conduct");
        browser.click("#tab-conduct");
        for (key, name) in [
            (RIGHT, "scenario"),
            (RIGHT, "coverage"),
            (RIGHT, "calls"),
            (LEFT, "coverage"),
            (LEFT, "scenario"),
            (END, "coverage"),
        ] {
            browser.press(key);
            at(name);
        }
        assert_eq!(
            browser.script("return document.querySelectorAll('[role=tab][tabindex=\"0\"]').length"),
            1
        );
        browser.script("location.hash = 'callbacks'");
        at("callbacks");
    });
}

#[test]
fn the_admin_token_is_asked_for_and_stays() {
    let emulator = Emulator::with_token("t0k");
    emulator.call("KeepaliveIntl", &[]);
    in_browser(Window::Pc, |browser| {
        browser.open(&format!("{}/_emulator/", emulator.url));
        browser.wait("document.querySelector('#token').open");
        browser.picture("dashboard-token");
        browser.fill("#tokenfield", "wrong");
        browser.press("\u{e007}");
        browser.wait(&format!("{}.includes('not the token')", says("tokenfault")));
        browser.fill("#tokenfield", "t0k");
        browser.press("\u{e007}");
        browser.wait(&format!("!document.querySelector('#token').open && {ROWS} === 1"));
        open(browser, &emulator, "calls");
        browser.wait(&format!("{ROWS} === 1"));
    });
}

#[test]
fn a_call_is_a_picture_from_its_first_check_to_its_callback() {
    let receiver = Receiver::accepting();
    let scenario = r#"{"rules":[{"description":"slow","then":{"delay":"30ms"}}]}"#;
    let emulator = Emulator::with_scenario(scenario, &receiver.url());
    let started = emulator.initialize(&[CALLBACK]);
    assert_eq!(emulator.finish(&started, "1000").status, 200);
    emulator.call("Initialize", &[]);
    emulator.call("Nonsense", &[]);
    in_browser(Window::Pc, |browser| {
        open(browser, &emulator, "calls");
        let states = |row: u32, expected: &[&str]| {
            browser.click(&format!("#rows tr:nth-child({row}) .answer"));
            browser.wait(&format!(
                "JSON.stringify([...document.querySelectorAll('.timeline li')].map(step => `${{step.className}} ${{step.querySelector('.name').firstChild.textContent}}`)) === {}",
                json!(json!(expected).to_string())
            ));
        };
        let passed =
            ["passed Gateway", "passed Signature", "passed Account", "passed Rules", "passed Throttle"];
        let ends = ["span Worked", "wait Delayed"];
        let rest = [&["passed Parameters"], &ends[..], &["passed Answer", "passed Callback 1"]].concat();
        states(3, &[&passed[..], &rest].concat());
        browser.picture("dashboard-timeline");
        let rest = [&["refused Parameters"], &ends[..], &["refused Answer"]].concat();
        states(2, &[&passed[..], &rest].concat());
        let never = ["never Signature", "never Account", "never Rules", "never Throttle", "never Parameters"];
        states(1, &[&["refused Gateway"], &never[..], &["span Worked", "refused Answer"]].concat());
    });
}

#[test]
fn conduct_is_told_by_kind() {
    let emulator = emulator();
    for key in ["shop-a", "shop-b"] {
        for _ in 0..2 {
            emulator.call("Initialize", &[("AccessKeyId", key), ("ProductCode", "ID_OCR")]);
        }
    }
    in_browser(Window::Phone, |browser| {
        open(browser, &emulator, "conduct");
        browser.wait("document.querySelectorAll('.finding').length === 1");
        let accounts =
            "[...document.querySelectorAll('.finding li strong')].map(one => one.textContent).sort().join()";
        browser.wait(&format!("{accounts} === 'shop-a,shop-b'"));
        browser.picture("dashboard-conduct-phone");
        browser.click(".finding button");
        browser.wait("!document.querySelector('#detail').hidden && location.hash === '#calls'");
    });
}

#[test]
fn before_the_first_call_there_is_a_command_that_makes_it() {
    let emulator = emulator();
    in_browser(Window::Pc, |browser| {
        open(browser, &emulator, "calls");
        browser.wait("document.querySelector('.snippet').textContent.startsWith('curl ')");
        browser.picture("dashboard-empty");
        let address = emulator.url.strip_prefix("http://").unwrap();
        for choice in [2, 3, 1] {
            browser.click(&format!("#none .bar button:nth-child({choice})"));
            browser.wait(&format!(
                "document.querySelector('.snippet').textContent.includes({})",
                json!(address)
            ));
        }
        let command = browser.text(".snippet");
        let ran = Command::new("sh").args(["-c", &command]).output().unwrap();
        assert!(String::from_utf8_lossy(&ran.stdout).contains("TransactionUrl"), "{ran:?}");
        browser.wait(&format!("{ROWS} === 1"));
    });
}

#[test]
fn the_editor_completes_from_the_schema_and_the_picker_has_the_shipped_ones() {
    let emulator = emulator();
    in_browser(Window::Pc, |browser| {
        open(browser, &emulator, "scenario");
        let offers = |word: &str| {
            browser.wait(&format!(
                "[...document.getElementById('text').shadowRoot.querySelectorAll('.cm-completionLabel')].some(one => one.textContent === {})",
                json!(word)
            ));
        };
        browser.paste("{ ");
        browser.press("\"ru");
        offers("rules");
        browser.paste(r#"{ "rules": [{ "then": { "error":  } }] }"#);
        for _ in 0..7 {
            browser.press(LEFT);
        }
        browser.press("\"Thro");
        offers("Throttling.Api");
        browser.picture("dashboard-completion");

        browser.script("const shipped = document.querySelector('#shipped'); shipped.value = 'throttled'; shipped.dispatchEvent(new Event('change'))");
        browser.wait(&format!("{}.includes('800ms')", says("explanation")));
        browser.fill("#key", "mine");
        browser.press("\t");
        browser.wait(&format!("{} === 'Play for mine'", says("play")));
        browser.wait(&format!("{}.includes('the access key mine alone')", says("whom")));
        // The draft belongs to all keys, and this one has none of its own yet.
        browser.wait(&format!("{} === 'as it is played'", says("verdict")));
        browser.paste(
            r#"{"rules":[{"when":{"parameters":{"MerchantUserId":"fail-*"}},"then":{"error":"InternalError"}}]}"#,
        );
        browser.wait(&format!("{}.includes('startsWith')", says("faults")));
        browser.paste(r#"{"rules":[{"then":{"error":"InternalError"}}]}"#);
        browser.wait(&format!("{}.includes('InternalError')", says("explanation")));
        browser.click("#play");
        browser.wait("!document.querySelector('#common').hidden");
        assert_eq!(emulator.call("KeepaliveIntl", &[("AccessKeyId", "mine")]).status, 500);
        assert_eq!(emulator.call("KeepaliveIntl", &[("AccessKeyId", "other")]).status, 200);
        browser.click("#common");
        browser.wait("document.querySelector('#common').hidden");
        assert_eq!(emulator.call("KeepaliveIntl", &[("AccessKeyId", "mine")]).status, 200);
    });
}

#[test]
fn nothing_of_the_dashboard_is_wider_than_a_phone() {
    let emulator = emulator();
    emulator.initialize(&[PHONE]);
    in_browser(Window::Phone, |browser| {
        for view in ["calls", "transactions", "callbacks", "conduct", "scenario", "coverage"] {
            open(browser, &emulator, view);
            let width = browser.script("return document.documentElement.scrollWidth");
            assert!(width.as_u64().unwrap() <= 390, "{view}: {width}");
        }
        let header = browser.script("return document.querySelector('header').offsetHeight");
        assert!(header.as_u64().unwrap() <= 80, "{header}");
    });
}
