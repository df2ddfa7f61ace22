//! What a merchant can choose of the page: switches, language, texts, colours; and the demo.

use cloudauth_local::contract::operations::initialize::LANGUAGES;
use serde_json::{Value, json};

use crate::browser::{Browser, Window, in_browser};
use crate::emulator::{Emulator, PHONE};

fn emulator() -> Emulator {
    Emulator::start("http://127.0.0.1:1")
}

fn there(browser: &Browser, selector: &str) -> bool {
    browser.script(&format!("return document.querySelector({selector:?}) !== null")) == true
}

#[test]
fn every_switch_of_initialize_shows_on_the_page() {
    in_browser(Window::Phone, |browser| {
        let emulator = emulator();
        let open = |given: &[(&str, &str)]| {
            let parameters = [&[PHONE], given].concat();
            browser.open(&emulator.initialize(&parameters).url);
            browser.wait("document.querySelector('.step')");
        };
        open(&[("ShowGuidePage", "0")]);
        assert!(!there(browser, "#start") && there(browser, "#shutter") && there(browser, "#album"));
        open(&[("ShowGuidePage", "0"), ("ShowAlbumIcon", "0")]);
        assert!(!there(browser, "#album"));
        open(&[("ShowGuidePage", "0"), ("EditOcrResult", "0")]);
        browser.click("#shutter");
        browser.wait("document.querySelector('#confirm')");
        browser.picture("phone-not-editable");
        assert!(!there(browser, ".fields input") && browser.text("dl.fields").contains("ANNA MARIA"));
        open(&[("ShowGuidePage", "0"), ("ShowOcrResult", "0")]);
        browser.click("#shutter");
        browser.wait("document.querySelector('[data-outcome=passed]')");
        browser.picture("phone-outcome");
    });
}

#[test]
fn the_page_speaks_the_merchants_language_and_uses_its_texts() {
    in_browser(Window::Pc, |browser| {
        let emulator = emulator();
        let web = ("MetaInfo", r#"{"bioMetaInfo":"1","deviceType":"web"}"#);
        for (device, config, lang, direction, title) in [
            (web, json!({ "defaultLanguage": "en" }), "en", "ltr", "Have your document ready"),
            (web, json!({ "defaultLanguage": "zh" }), "zh-Hans", "ltr", "请准备好您的证件"),
            (web, json!({ "defaultLanguage": "TW" }), "zh-Hant", "ltr", "請準備好您的證件"),
            (web, json!({ "defaultLanguage": "fr" }), "fr", "ltr", "Préparez votre document"),
            (web, json!({ "defaultLanguage": "ar" }), "ar", "rtl", "جهّز وثيقتك"),
            (PHONE, json!({ "defaultLanguage": "fr" }), "fr", "ltr", "Préparez votre document"),
            (PHONE, json!({ "defaultLanguage": "ar" }), "ar", "rtl", "جهّز وثيقتك"),
            (web, json!({ "en": { "guideTitle": "</script><b>Hi" } }), "en", "ltr", "</script><b>Hi"),
        ] {
            let config = config.to_string();
            browser.open(&emulator.initialize(&[device, ("LanguageConfig", &config)]).url);
            browser.wait("document.querySelector('#start')");
            let root = browser.script("return [document.documentElement.lang, document.documentElement.dir]");
            assert_eq!((root, browser.text("h1")), (json!([lang, direction]), title.to_owned()), "{config}");
            let told = there(browser, "#only-on-phones");
            assert_eq!(told, device == web && !["en", "zh-Hans", "zh-Hant"].contains(&lang), "{config}");
            browser.picture(&format!("language-{lang}-{direction}"));
        }
    });
}

#[test]
fn the_pc_page_speaks_every_documented_language() {
    in_browser(Window::Pc, |browser| {
        let emulator = emulator();
        let mut titles = std::collections::HashSet::new();
        for language in LANGUAGES {
            let config = json!({ "defaultLanguage": language.value }).to_string();
            browser.open(&emulator.initialize(&[("LanguageConfig", &config)]).url);
            browser.wait("document.querySelector('#start')");
            titles.insert(browser.text("h1"));
        }
        assert_eq!(titles.len(), 14, "{titles:?}");
    });
}

#[test]
fn the_buttons_of_the_camera_fit_on_a_phone_in_every_language() {
    in_browser(Window::Phone, |browser| {
        let emulator = emulator();
        for language in LANGUAGES {
            let config = json!({ "defaultLanguage": language.value }).to_string();
            for device in [PHONE, ("MetaInfo", r#"{"bioMetaInfo":"1","deviceType":"web"}"#)] {
                let given = [device, ("LanguageConfig", &config), ("ShowGuidePage", "0")];
                browser.open(&emulator.initialize(&given).url);
                browser.wait("document.querySelector('#album')");
                let fits = browser.script(
                    "const place = id => document.getElementById(id).getBoundingClientRect();
                     const [album, shutter] = [place('album'), place('shutter')];
                     return album.height < 60 && album.left >= 0 && album.right <= innerWidth
                       && Math.abs((shutter.left + shutter.right) / 2 - innerWidth / 2) < 8",
                );
                assert_eq!(fits, true, "{device:?} {config}");
            }
            browser.picture(&format!("phone-capture-{}", language.value));
        }
    });
}

#[test]
fn the_error_card_stands_in_the_middle() {
    in_browser(Window::Pc, |browser| {
        let emulator = emulator();
        browser.open(&format!("{}/index.html?clientcfg=nothing", emulator.url));
        browser.wait("document.querySelector('.error')");
        let middle = browser.script(
            "const card = document.querySelector('.error').getBoundingClientRect();
             return [card.left + card.right - innerWidth, card.top + card.bottom - innerHeight].every(off => Math.abs(off) < 20)",
        );
        assert_eq!(middle, true);
        browser.picture("error-middle");
    });
}

#[test]
fn colours_of_the_merchant_apply_and_nothing_but_colours() {
    in_browser(Window::Phone, |browser| {
        let emulator = emulator();
        let style = json!({
            "guidepage": { "backgroundColor": "#102030", "buttonColor": "rgb(255, 200, 0)", "titleColor": "red;}body{display:none" },
            "ocrPage": { "frameColor": "lime" },
        });
        browser.open(&emulator.initialize(&[PHONE, ("StyleConfig", &style.to_string())]).url);
        browser.wait("document.querySelector('#start')");
        browser.picture("phone-colours");
        let colours = browser.script(
            "const look = (selector) => getComputedStyle(document.querySelector(selector));
             return [look('.step').backgroundColor, look('#start').backgroundColor, look('#start').color, look('h1').color]",
        );
        // Where the merchant left a colour open, it can be read on what the merchant chose.
        let expected = ["rgb(16, 32, 48)", "rgb(255, 200, 0)", "rgb(16, 24, 32)", "rgb(255, 255, 255)"];
        assert_eq!(colours, json!(expected));
        browser.click("#start");
        browser.wait("document.querySelector('.frame i')");
        let frame =
            browser.script("return getComputedStyle(document.querySelector('.frame i')).borderTopColor");
        assert_eq!(frame, "rgb(0, 255, 0)");
    });
}

#[test]
fn the_demo_shows_the_whole_round() {
    in_browser(Window::Pc, |browser| {
        let emulator = emulator();
        let demo = format!("{}/_emulator/demo", emulator.url);
        for way in ["#redirect", "#frame"] {
            browser.open(&demo);
            browser.wait("document.querySelector('#document').options.length === 8");
            browser.click(way);
            if way == "#frame" {
                browser.enter_frame("iframe");
            }
            browser.click("#start");
            browser.click("#shutter");
            browser.click("#confirm");
            if way == "#frame" {
                browser.leave_frame();
            }
            browser.wait("document.querySelectorAll('#events li').length === 6");
            let titles: Value = browser.script(
                "return [...document.querySelectorAll('#events h3')].map((title) => title.textContent)",
            );
            let expected = [
                "getMetaInfo() in the browser",
                "Initialize on the merchant's server",
                "The browser came back to ReturnUrl",
                "The service called the merchant's server",
                "CheckResult: Passed Y, SubCode 200",
                "ExtIdInfo, which is JSON inside a string",
            ];
            assert_eq!(titles, json!(expected), "{way}");
            assert_eq!(
                browser.script("return document.querySelectorAll('#events [data-kind=bad]').length"),
                0
            );
        }
        browser.picture("demo");
    });
}

#[test]
fn get_meta_info_is_what_initialize_takes() {
    for (window, device) in [(Window::Pc, "web"), (Window::Phone, "h5")] {
        in_browser(window, |browser| {
            let emulator = emulator();
            browser.open(&format!("{}/_emulator/demo", emulator.url));
            browser.script(&format!(
                "Object.defineProperty(navigator, 'userAgent', {{ value: {:?} }})",
                if device == "h5" {
                    "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X)"
                } else {
                    "Mozilla/5.0 (X11; Linux x86_64)"
                }
            ));
            let meta_info = browser.script("return JSON.stringify(getMetaInfo())");
            let meta_info = meta_info.as_str().unwrap();
            assert!(meta_info.contains(&format!(r#""deviceType":"{device}""#)), "{meta_info}");
            emulator.initialize(&[("MetaInfo", meta_info)]);
        });
    }
}
