//! What a merchant can choose of the page: switches, language, texts, colours; and the demo.

use cloudauth_local::contract::operations::initialize::LANGUAGES;
use serde_json::{Value, json};

use crate::flow::browser::{Browser, Window, in_browser};
use crate::flow::emulator::{Emulator, PHONE};
use crate::kit::http::request;

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

/// What a part of the page looks like: a selector and a CSS property.
fn look(browser: &Browser, (selector, property): (&str, &str)) -> String {
    browser.wait(&format!("document.querySelector({selector:?})"));
    let script = format!("return getComputedStyle(document.querySelector({selector:?})).{property}");
    browser.script(&script).as_str().unwrap_or_default().to_owned()
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
fn every_colour_of_style_config_shows_on_the_mobile_page() {
    in_browser(Window::Phone, |browser| {
        let emulator = emulator();
        let style = json!({
            "guidePage": { "backgroundColor": "rgb(1, 0, 0)", "btnBgColor": "rgb(2, 0, 0)", "btnTextColor": "rgb(3, 0, 0)",
                           "btnShadow": "rgb(4, 0, 0)", "faceImg": "https://cdn.example/face.png" },
            "ocrPage": { "ocrBgColor": "rgb(5, 0, 0)", "tipColor": "rgb(6, 0, 0)", "maskColor": "rgb(7, 0, 0)" },
            "ocrResultPage": { "backgroundColor": "rgb(8, 0, 0)", "topTipBgColor": "rgb(9, 0, 0)",
                "topTipTextColor": "rgb(10, 0, 0)", "ocrTextColor": "rgb(11, 0, 0)", "inputBgColor": "rgb(12, 0, 0)",
                "btnBgColor": "rgb(13, 0, 0)", "btnTextColor": "rgb(14, 0, 0)", "maskColor": "rgb(15, 0, 0)" },
        });
        browser.open(&emulator.initialize(&[PHONE, ("StyleConfig", &style.to_string())]).url);
        let steps: [&[(&str, &str)]; 3] = [
            &[
                (".step", "backgroundColor"),
                ("#start", "backgroundColor"),
                ("#start", "color"),
                ("#start", "boxShadow"),
            ],
            &[(".step", "backgroundColor"), (".lead", "color"), (".camera", "backgroundColor")],
            &[
                (".step", "backgroundColor"),
                (".lead", "backgroundColor"),
                (".lead", "color"),
                (".fields input", "color"),
                (".fields input", "backgroundColor"),
                ("#confirm", "backgroundColor"),
                ("#confirm", "color"),
                (".specimen.small", "boxShadow"),
            ],
        ];
        let mut number = 0;
        for (step, next) in steps.into_iter().zip(["#start", "#shutter", "#confirm"]) {
            browser.wait(&format!("document.querySelector({next:?})"));
            for place in step {
                number += 1;
                let colour = look(browser, *place);
                assert!(colour.contains(&format!("rgb({number}, 0, 0)")), "{place:?}: {colour}");
            }
            browser.picture(&format!("phone-colours-{}", &next[1..]));
            if number == 4 {
                let images = browser.script("return document.querySelector('#emulator').textContent");
                assert!(images.as_str().unwrap().contains("https://cdn.example/face.png (not fetched)"));
            }
            browser.click(next);
        }
    });
}

#[test]
fn every_colour_of_style_config_shows_on_the_pc_page() {
    in_browser(Window::Pc, |browser| {
        let emulator = emulator();
        let style = json!({
            "guidePage": { "startBtnBgColor": "rgb(1, 0, 0)", "startBtnTextColor": "rgb(2, 0, 0)", "backgroundColor": "lime" },
            "ocrPage": { "uploadTextColor": "rgb(3, 0, 0)", "submitBtnBgColor": "rgb(4, 0, 0)", "submitBtnTextColor": "rgb(5, 0, 0)" },
            "alert": { "primaryBtnBgColor": "rgb(6, 0, 0)", "top": "10px" },
        });
        let style = style.to_string();
        browser.open(&emulator.initialize(&[("StyleConfig", &style)]).url);
        assert_eq!(look(browser, ("#start", "backgroundColor")), "rgb(1, 0, 0)");
        assert_eq!(look(browser, ("#start", "color")), "rgb(2, 0, 0)");
        assert_ne!(
            look(browser, (".step", "backgroundColor")),
            "rgb(0, 255, 0)",
            "a name of the mobile page"
        );
        browser.click("#start");
        assert_eq!(look(browser, ("#album", "color")), "rgb(3, 0, 0)");
        assert_eq!(look(browser, ("#shutter", "backgroundColor")), "rgb(4, 0, 0)");
        assert_eq!(look(browser, ("#shutter", "color")), "rgb(5, 0, 0)");
        browser.picture("pc-colours-capture");
    });
}

#[test]
fn values_of_style_config_that_are_no_colours_change_nothing_and_are_reported() {
    in_browser(Window::Phone, |browser| {
        let emulator = emulator();
        let style = json!({ "guidePage": { "btnBgColor": "red;}body{display:none" }, "guidepage": {} });
        let answer = emulator.try_initialize(&[PHONE, ("StyleConfig", &style.to_string())]);
        let hint = answer.header("x-emulator-hint").unwrap();
        assert!(
            hint.contains("guidePage.btnBgColor is ignored") && hint.contains("did you mean guidePage?"),
            "{hint}"
        );
        browser.open(answer.json()["Result"]["TransactionUrl"].as_str().unwrap());
        assert_eq!(look(browser, ("body", "display")), "block");
    });
}

#[test]
fn without_a_language_config_the_page_speaks_the_browsers_language_until_the_user_chooses_another() {
    in_browser(Window::Phone, |browser| {
        let emulator = emulator();
        let language = "document.documentElement.lang";
        browser.open(&emulator.initialize(&[PHONE]).url);
        browser.wait(&format!("document.querySelector('#start') && {language} === 'en'"));
        browser.picture("phone-language-switch");
        browser.script(
            "const choice = document.querySelector('#language'); choice.value = 'ja';
             choice.dispatchEvent(new Event('change'))",
        );
        browser.wait(&format!("document.querySelector('#start') && {language} === 'ja'"));
    });
}

#[test]
fn the_language_of_accept_language_is_that_of_the_page() {
    let emulator = emulator();
    for (given, accepted, lang) in [
        (&[PHONE][..], "fr-CH, fr;q=0.9, en;q=0.8", "fr"),
        (&[PHONE, ("LanguageConfig", "ko")], "fr", "ko"),
        (&[], "fr", "en"),
        (&[PHONE], "xx", "en"),
    ] {
        let url = emulator.initialize(given).url;
        let page = request("GET", &url, &[("Accept-Language", accepted)], "");
        assert!(page.body.contains(&format!("<html lang=\"{lang}\"")), "{accepted}");
    }
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
