//! What axe finds wrong with the pages, in every view, theme and size: nothing.

use std::path::Path;

use serde_json::{Value, json};

use crate::flow::browser::{Browser, Window, in_browser};
use crate::flow::emulator::{CALLBACK, Emulator, PHONE};
use crate::kit::receiver::Receiver;
use crate::kit::skip::skip;
use crate::sdk::environment::node_modules;

const LOOKS: [((u32, u32), bool); 4] =
    [((1440, 900), false), ((1440, 900), true), ((390, 844), false), ((390, 844), true)];
const VIEWS: [&str; 6] = ["calls", "transactions", "callbacks", "conduct", "scenario", "coverage"];

/// Runs a test with the source of axe. Without npm it says that it was skipped, which fails under `CI=true`.
pub(crate) fn with_axe(test: impl FnOnce(&str)) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/clients/flow/axe");
    match node_modules("axe", &folder) {
        Ok(modules) => test(&std::fs::read_to_string(modules.join("axe-core/axe.min.js")).unwrap()),
        Err(reason) => skip(&reason),
    }
}

/// Fails where axe finds something in what the window shows.
fn examine(browser: &Browser, axe: &str, what: &str) {
    if browser.script("return typeof axe") == "undefined" {
        browser.script(&format!("{axe}; window.axe = axe"));
    }
    let found = browser.later(
        "const done = arguments[0];
         axe.run(document, { resultTypes: ['violations'] }).then(
           ({ violations }) => done(violations.map(one => [one.id, one.nodes.map(node => `${node.html} ${node.failureSummary}`)])),
           error => done(String(error)));",
    );
    if found != json!([]) {
        browser.picture("axe");
    }
    assert_eq!(found, json!([]), "{what}: {found:#}");
}

/// Examines what the window shows in every theme and size.
pub(crate) fn examine_looks(browser: &Browser, axe: &str, what: &str) {
    for (size, dark) in LOOKS {
        browser.emulate(size, dark);
        examine(browser, axe, &format!("{what}, {size:?}, dark {dark}"));
        let theme = if dark { "dark" } else { "light" };
        browser.picture(&format!("look-{what}-{}-{theme}", size.0));
    }
}

fn examine_views(browser: &Browser, axe: &str, what: &str) {
    for view in VIEWS {
        browser.script(&format!("document.getElementById('tab-{view}').click()"));
        // What the view asks for has come.
        let ready = match view {
            "conduct" => "document.getElementById('judged').textContent",
            "scenario" => "document.getElementById('verdict').textContent",
            "coverage" => "document.getElementById('sum').textContent",
            _ => "document.getElementById('state').textContent === 'live'",
        };
        browser.wait(ready);
        examine_looks(browser, axe, &format!("{what}-{view}"));
    }
}

#[test]
fn axe_finds_nothing_in_an_empty_dashboard() {
    with_axe(|axe| {
        let emulator = Emulator::start("http://127.0.0.1:1");
        in_browser(Window::Pc, |browser| {
            browser.open(&format!("{}/_emulator/", emulator.url));
            browser.wait("document.querySelector('.snippet')");
            examine_views(browser, axe, "empty");
        });
    });
}

#[test]
fn axe_finds_nothing_in_a_busy_and_faulty_dashboard() {
    with_axe(|axe| {
        let receiver = Receiver::accepting();
        let scenario = r#"{
            "limits": { "KeepaliveIntl": { "qps": 5 } },
            "rules": [
                { "description": "down", "when": { "parameters": { "SceneCode": "down" } }, "then": { "error": "InternalError" } },
                { "when": { "operation": "Initialize" }, "then": { "delay": "1ms" } }
            ]
        }"#;
        let emulator = Emulator::with_scenario(scenario, &receiver.url());
        for key in ["LTAI5tShopBackend001", "ci"] {
            for _ in 0..8 {
                emulator.call("KeepaliveIntl", &[("AccessKeyId", key)]);
                emulator.call("Initialize", &[("AccessKeyId", key), ("ProductCode", "ID_OCR")]);
                emulator.call("Initialize", &[("AccessKeyId", key), ("SceneCode", "down")]);
                let started = emulator.initialize(&[CALLBACK, ("AccessKeyId", key), ("SceneCode", "signup")]);
                if key == "ci" {
                    emulator.finish(&started, "1001");
                }
            }
        }
        in_browser(Window::Pc, |browser| {
            browser.open(&format!("{}/_emulator/", emulator.url));
            browser.click("#rows tr .answer");
            browser.wait("document.querySelector('.timeline')");
            browser.click("#rows .pick input");
            browser.click("#tab-transactions");
            browser.click("#checks tr:last-child .state");
            browser.click("#tab-scenario");
            browser.paste(r#"{ "rules": [{ "then": { "error": "Throtling.Api" } }, { "whn": 1 }] }"#);
            browser.wait("document.getElementById('text').shadowRoot.querySelector('.fault')");
            examine_views(browser, axe, "busy");
        });
    });
}

#[test]
fn axe_finds_nothing_in_the_prompt_for_the_token() {
    with_axe(|axe| {
        let emulator = Emulator::with_token("t0k");
        in_browser(Window::Pc, |browser| {
            browser.open(&format!("{}/_emulator/", emulator.url));
            browser.wait("document.querySelector('#token').open");
            examine_looks(browser, axe, "token");
        });
    });
}

#[test]
fn axe_finds_nothing_in_the_pages() {
    with_axe(|axe| {
        let emulator = Emulator::start("http://127.0.0.1:1");
        in_browser(Window::Pc, |browser| {
            let device = |given| {
                let config = ("LanguageConfig", r#"{"defaultLanguage":"fr"}"#);
                emulator.initialize(&[given, config]).url
            };
            let web = ("MetaInfo", r#"{"bioMetaInfo":"1","deviceType":"web"}"#);
            for (name, url) in [("pc", device(web)), ("phone", device(PHONE))] {
                browser.open(&url);
                browser.click("#emulator summary");
                for (step, next) in [("guide", "#start"), ("capture", "#shutter"), ("result", "#confirm")] {
                    browser.wait(&format!("document.querySelector('[data-step={step}] h1')"));
                    examine_looks(browser, axe, &format!("{name}-{step}"));
                    browser.script(&format!("document.querySelector('{next}').click()"));
                }
                browser.wait("document.querySelector('[data-step=outcome] [data-outcome=passed], [data-outcome=passed]')");
                examine_looks(browser, axe, &format!("{name}-outcome"));
                browser.open(&url);
                browser.wait("document.querySelector('.error')");
                examine_looks(browser, axe, &format!("{name}-error"));
            }
            browser.open(&format!("{}/_emulator/demo", emulator.url));
            browser.wait("document.querySelector('#document').options.length === 8");
            examine_looks(browser, axe, "demo");
        });
    });
}

#[test]
fn every_rule_of_axe_is_really_asked() {
    with_axe(|axe| {
        let emulator = Emulator::start("http://127.0.0.1:1");
        in_browser(Window::Pc, |browser| {
            browser.open(&format!("{}/_emulator/", emulator.url));
            browser.script(&format!(
                "{axe}; window.axe = axe; document.body.append(document.createElement('button'))"
            ));
            let found = browser.later(
                "const done = arguments[0]; axe.run().then(({ violations }) => done(violations.map(one => one.id)))",
            );
            assert!(found.as_array().is_some_and(|ids| ids.contains(&Value::from("button-name"))), "{found}");
        });
    });
}
