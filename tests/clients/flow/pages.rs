//! A user in a real browser, from TransactionUrl to the end of the check.

use serde_json::Value;

use crate::flow::browser::{Browser, Window, in_browser};
use crate::flow::emulator::{CALLBACK, Emulator, PHONE, Started};
use crate::kit::receiver::{Behaviour, Receiver};

/// A merchant's server, and an emulator that reports to it.
fn merchant_and_emulator() -> (Receiver, Emulator) {
    let merchant = Receiver::accepting();
    let emulator = Emulator::start(&merchant.url());
    (merchant, emulator)
}

/// A check whose user comes back to the merchant.
fn begin(merchant: &Receiver, emulator: &Emulator, given: &[(&str, &str)]) -> Started {
    let back = format!("{}/back?order=7#part", merchant.url());
    let mut parameters = vec![("ReturnUrl", &*back), CALLBACK, ("CallbackToken", "t +&")];
    parameters.extend_from_slice(given);
    emulator.initialize(&parameters)
}

/// What the browser brought back: the result code in `response`, beside the URL's own query and fragment.
fn brought_back(browser: &Browser) -> String {
    browser.wait("location.pathname === '/back'");
    let url = url::Url::parse(&browser.url()).unwrap();
    let query: Vec<_> = url.query_pairs().into_owned().collect();
    assert_eq!((query[0].1.as_str(), url.fragment()), ("7", Some("part")), "{url}");
    assert_eq!(query[1].0, "response");
    let response: Value = serde_json::from_str(&query[1].1).unwrap();
    response["resultCode"].as_str().unwrap().to_owned()
}

/// The callback among the next two requests to the merchant; the other one is the browser's.
fn callback(merchant: &Receiver) -> String {
    let both = [merchant.next(), merchant.next()];
    both.into_iter().find(|target| target.starts_with("/verified")).expect("a callback")
}

fn walk(browser: &Browser, name: &str) {
    browser.wait("document.querySelector('#start')");
    browser.picture(&format!("{name}-1-guide"));
    browser.click("#start");
    browser.picture(&format!("{name}-2-capture"));
    browser.click("#shutter");
    browser.wait("document.querySelector('#confirm')");
    browser.picture(&format!("{name}-3-result"));
}

#[test]
fn a_user_on_a_pc_passes_and_the_merchant_hears_of_it() {
    in_browser(Window::Pc, |browser| {
        let (merchant, emulator) = merchant_and_emulator();
        let started = begin(&merchant, &emulator, &[]);
        browser.open(&started.url);
        assert_eq!(browser.script("return document.documentElement.dataset.layout"), "pc");
        walk(browser, "pc");
        browser.click("#confirm");
        assert_eq!(brought_back(browser), "1000");
        let expected = format!(
            "/verified?shop=1&callbackToken=t%20%2B%26&transactionId={}&passed=Y&subCode=200",
            started.id
        );
        assert_eq!(callback(&merchant), expected);
        let result = emulator.check_result(&started.id, &[]).unwrap();
        assert_eq!((result["Passed"].as_str(), result["SubCode"].as_str()), (Some("Y"), Some("200")));
        assert!(!result["ExtIdInfo"].as_str().unwrap().contains("ocrIdEditInfo"));
    });
}

#[test]
fn a_user_on_a_phone_passes_in_a_window_that_never_scrolls_sideways() {
    in_browser(Window::Phone, |browser| {
        let (merchant, emulator) = merchant_and_emulator();
        let started = begin(
            &merchant,
            &emulator,
            &[PHONE, ("LanguageConfig", r#"{"defaultLanguage":"zh"}"#), ("DocType", "00000008")],
        );
        browser.open(&started.url);
        assert_eq!(browser.script("return document.documentElement.dataset.layout"), "mobile");
        walk(browser, "phone");
        let fits = "return document.documentElement.scrollWidth <= window.innerWidth";
        assert_eq!(browser.script(fits), true);
        browser.click("#emulator summary");
        browser.script("document.querySelector('#emulator').scrollIntoView()");
        browser.picture("phone-4-emulator");
        assert_eq!(browser.script(fits), true);
        browser.click("#confirm");
        assert_eq!(brought_back(browser), "1000");
    });
}

#[test]
fn a_check_fails_with_the_sub_code_that_is_chosen() {
    in_browser(Window::Pc, |browser| {
        let (merchant, emulator) = merchant_and_emulator();
        let started = begin(&merchant, &emulator, &[("IdSpoof", "Y")]);
        browser.open(&started.url);
        browser.click("#emulator summary");
        browser.picture("pc-4-emulator");
        browser.fill("#sub-code", "206");
        browser.click("#spoof-PHOTO_COPY");
        browser.click("#spoof-TAMPER");
        browser.click("#end-fail");
        assert_eq!(brought_back(browser), "1001");
        assert!(callback(&merchant).ends_with("&passed=N&subCode=206"));
        let result = emulator.check_result(&started.id, &[]).unwrap();
        assert_eq!((result["Passed"].as_str(), result["SubCode"].as_str()), (Some("N"), Some("206")));
        assert!(
            result["ExtIdInfo"]
                .as_str()
                .unwrap()
                .contains(r#""spoofResult":"Y","spoofType":["PHOTO_COPY","TAMPER"]"#)
        );
    });
}

#[test]
fn every_other_client_result_code_ends_the_check_in_the_browser_alone() {
    in_browser(Window::Pc, |browser| {
        let (merchant, emulator) = merchant_and_emulator();
        for code in [
            "1002", "1003", "1004", "1005", "1006", "1007", "1009", "1011", "1012", "1013", "1014", "1015",
            "1016",
        ] {
            let started = begin(&merchant, &emulator, &[]);
            browser.open(&started.url);
            browser.click("#emulator summary");
            browser.script(&format!("document.querySelector('#result-code').value = '{code}'"));
            browser.click("#end-code");
            assert_eq!(brought_back(browser), code);
            assert!(merchant.next().starts_with("/back"));
            assert_eq!(emulator.check_result(&started.id, &[]), Err("ProcessNotCompleted".to_owned()));
            assert_eq!(emulator.attempts(&started.id), (Vec::new(), 0));
        }
    });
}

#[test]
fn a_user_who_walks_away_leaves_nothing_behind_and_may_come_back() {
    in_browser(Window::Pc, |browser| {
        let (merchant, emulator) = merchant_and_emulator();
        let started = begin(&merchant, &emulator, &[]);
        browser.open(&started.url);
        browser.click("#start");
        browser.open("about:blank");
        assert_eq!(emulator.check_result(&started.id, &[]), Err("ProcessNotCompleted".to_owned()));
        assert_eq!(emulator.attempts(&started.id), (Vec::new(), 0));
        browser.open(&started.url);
        browser.click("#leave");
        assert_eq!(brought_back(browser), "1006");
    });
}

#[test]
fn a_url_that_does_not_open_says_why() {
    in_browser(Window::Pc, |browser| {
        let (merchant, emulator) = merchant_and_emulator();
        let used = begin(&merchant, &emulator, &[("LanguageConfig", "zh")]);
        emulator.finish(&used, "1000");
        let other = begin(&merchant, &emulator, &[]);
        let changed = other.url.replace(&other.client_cfg[30..], "x");
        let unknown = format!("{}/index.html?clientcfg=nothing", emulator.url);
        let reason = |url: &str, reason: &str| {
            browser.open(url);
            assert_eq!(browser.script("return document.querySelector('.error').dataset.reason"), reason);
            browser.picture(&format!("error-{reason}"));
        };
        reason(&used.url, "used");
        assert_eq!(browser.text("h1"), "链接无法使用");
        reason(&changed, "changed");
        reason(&unknown, "unknown");
        browser.open(&other.url);
        browser.wait("document.querySelector('#start')");
        emulator.advance("31m");
        // Too late on a page that is open already, and too late to open it.
        browser.click("#leave");
        browser.wait("document.querySelector('[data-outcome=failed]')");
        assert!(browser.text("main").contains("30 minutes"));
        reason(&other.url, "expired");
    });
}

#[test]
fn corrections_of_the_user_come_back_beside_what_was_read() {
    in_browser(Window::Pc, |browser| {
        let (merchant, emulator) = merchant_and_emulator();
        let started = begin(&merchant, &emulator, &[]);
        browser.open(&started.url);
        browser.click("#start");
        browser.click("#album");
        browser.wait("document.querySelector('#field-surname')");
        browser.fill("#field-surname", "O'NEILL <b> ü");
        // Enter in a field confirms.
        browser.press("\u{e007}");
        assert_eq!(brought_back(browser), "1000");
        let result = emulator.check_result(&started.id, &[("IsReturnImage", "Y")]).unwrap();
        let info: Value = serde_json::from_str(result["ExtIdInfo"].as_str().unwrap()).unwrap();
        assert_eq!(info["ocrIdInfo"]["surname"], "SPECIMEN");
        assert_eq!(info["ocrIdEditInfo"]["surname"], "O'NEILL <b> ü");
        assert!(info["idImage"].as_str().unwrap().starts_with("/9j/"));
    });
}

#[test]
fn the_frame_of_start_verify_takes_the_whole_page_back() {
    in_browser(Window::Pc, |browser| {
        let emulator = Emulator::start("http://127.0.0.1:1");
        let page = format!(
            "<!doctype html><title>Shop</title><script src='{}/cdn/verify.js'></script>",
            emulator.url
        );
        let merchant = Receiver::start(move |target| match target {
            "/shop" => Behaviour::Page(page.clone()),
            _ => Behaviour::Status(200),
        });
        let back = format!("{}/back?order=7#part", merchant.url());
        let started = emulator.initialize(&[("ReturnUrl", &back)]);
        let start = |protocol: &str| {
            browser.open(&format!("{}/shop", merchant.url()));
            browser
                .script(&format!("startVerify({{ CertifyUrl: {:?}, Protocol: {protocol:?} }})", started.url));
            browser.enter_frame("iframe");
        };
        start("wrong");
        browser.wait("document.querySelector('[data-outcome=failed]')");
        assert!(browser.text("main").contains("Protocol"));
        browser.leave_frame();
        start(&started.protocol);
        browser.click("#start");
        browser.leave_frame();
        browser.picture("frame");
        browser.enter_frame("iframe");
        browser.click("#shutter");
        browser.click("#confirm");
        browser.leave_frame();
        assert_eq!(brought_back(browser), "1000");
        assert_eq!(browser.script("return window === top"), true);
    });
}

#[test]
fn the_page_can_be_walked_with_the_keyboard_alone() {
    const TAB: char = '\u{e004}';
    const ENTER: char = '\u{e007}';
    in_browser(Window::Pc, |browser| {
        let (merchant, emulator) = merchant_and_emulator();
        let started = begin(&merchant, &emulator, &[]);
        browser.open(&started.url);
        browser.wait("document.activeElement.tagName === 'H1'");
        browser.press(&format!("{TAB}{ENTER}"));
        browser.wait("document.activeElement.closest('[data-step=capture]')");
        browser.press(&format!("{TAB}{TAB}{ENTER}"));
        browser.wait("document.activeElement.closest('[data-step=result]')");
        browser.press(&format!("{TAB}{ENTER}"));
        assert_eq!(brought_back(browser), "1000");
    });
}
