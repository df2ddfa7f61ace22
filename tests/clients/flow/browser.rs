//! A headless Chromium behind its WebDriver: the few commands that these tests need.

use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Instant;

use base64::prelude::{BASE64_STANDARD, Engine as _};
use serde_json::{Value, json};
use tempfile::TempDir;

use crate::kit::http::{post, request};
use crate::kit::raw::TIMEOUT;
use crate::kit::skip::skip;

/// One browser at a time: each is as heavy as all the rest together.
static TURN: Mutex<()> = Mutex::new(());
/// The name that WebDriver gives to the reference of an element.
const ELEMENT: &str = "element-6066-11e4-a52e-4f735466cecf";

/// The size of the window, and whether it is a phone's.
#[derive(Clone, Copy)]
pub(crate) enum Window {
    Pc,
    Phone,
}

/// A browser with one window; it ends when dropped.
pub(crate) struct Browser {
    driver: Child,
    session: String,
    profile: TempDir,
    _turn: MutexGuard<'static, ()>,
}

/// Runs a test in a browser. Without Chromium it says that it was skipped, which fails under `CI=true`.
pub(crate) fn in_browser(window: Window, test: impl FnOnce(&Browser)) {
    match Browser::start(window) {
        Ok(browser) => test(&browser),
        Err(reason) => skip(&reason),
    }
}

/// Starts chromedriver, and says on which port. It chooses one for IPv6 and gives up where IPv4 has it in use already,
/// which among many tests happens: then it chooses again.
fn driver() -> Result<(Child, String), String> {
    for _ in 0..10 {
        let mut driver = Command::new("chromedriver")
            .args(["--port=0", "--log-level=SEVERE"])
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .map_err(|error| {
                format!("chromedriver cannot be started ({error}); install chromium and chromium-driver")
            })?;
        let stdout = BufReader::new(driver.stdout.take().expect("stdout is piped"));
        let port = stdout.lines().map_while(Result::ok).find_map(|line| {
            line.split_once("successfully on port ").map(|(_, port)| port.trim_end_matches('.').to_owned())
        });
        if let Some(port) = port {
            return Ok((driver, port));
        }
        drop(driver.kill());
        drop(driver.wait());
    }
    Err("chromedriver names no port, tried ten times".to_owned())
}

impl Browser {
    fn start(window: Window) -> Result<Self, String> {
        let turn = TURN.lock().unwrap_or_else(PoisonError::into_inner);
        let profile = TempDir::new().map_err(|error| error.to_string())?;
        let (driver, port) = driver()?;
        let mut browser = Self { driver, session: String::new(), profile, _turn: turn };
        let root = format!("http://127.0.0.1:{port}");
        let (width, height) = match window {
            Window::Pc => (1280, 900),
            Window::Phone => (390, 844),
        };
        let arguments: Vec<String> = [
            "--headless",
            "--no-sandbox",
            "--disable-gpu",
            "--disable-quic",
            "--disable-dev-shm-usage",
            "--no-first-run",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
            "--force-prefers-reduced-motion",
            "--hide-scrollbars",
            "--lang=en",
        ]
        .iter()
        .map(|flag| (*flag).to_owned())
        .chain([
            format!("--user-data-dir={}", browser.profile.path().display()),
            format!("--window-size={width},{height}"),
        ])
        .collect();
        let mut options = json!({ "args": arguments });
        if let Window::Phone = window {
            let metrics =
                json!({ "width": width, "height": height, "pixelRatio": 2, "mobile": true, "touch": true });
            options["mobileEmulation"] = json!({ "deviceMetrics": metrics });
        }
        let wanted = json!({ "capabilities": { "alwaysMatch": { "browserName": "chrome", "goog:chromeOptions": options } } });
        let answer = post(&format!("{root}/session"), &wanted);
        let value = &answer.json()["value"];
        let id = value["sessionId"]
            .as_str()
            .ok_or_else(|| format!("Chromium cannot be started: {}", value["message"]))?;
        browser.session = format!("{root}/session/{id}");
        Ok(browser)
    }

    fn command(&self, method: &str, path: &str, body: &Value) -> Result<Value, String> {
        let body = if method == "GET" { String::new() } else { body.to_string() };
        let answer = request(
            method,
            &format!("{}{path}", self.session),
            &[("content-type", "application/json")],
            &body,
        );
        let value = answer.json()["value"].clone();
        if answer.status == 200 {
            Ok(value)
        } else {
            Err(value["message"].as_str().unwrap_or_default().to_owned())
        }
    }

    fn must(&self, method: &str, path: &str, body: &Value) -> Value {
        self.command(method, path, body).unwrap_or_else(|error| panic!("{path}: {error}"))
    }

    pub(crate) fn open(&self, url: &str) {
        self.must("POST", "/url", &json!({ "url": url }));
    }

    pub(crate) fn url(&self) -> String {
        self.must("GET", "/url", &Value::Null).as_str().unwrap_or_default().to_owned()
    }

    /// Runs a script and gives what it returns.
    pub(crate) fn script(&self, script: &str) -> Value {
        self.must("POST", "/execute/sync", &json!({ "script": script, "args": [] }))
    }

    /// Waits until an expression holds, in whatever document the window shows by then.
    pub(crate) fn wait(&self, expression: &str) {
        let script = format!(
            "const done = arguments[0]; const end = Date.now() + 2000;
             (function look() {{ let held = false; try {{ held = Boolean({expression}); }} catch {{}}
               if (held || Date.now() > end) done(held); else setTimeout(look, 10); }})();"
        );
        let started = Instant::now();
        while started.elapsed() < TIMEOUT {
            // A document that is left while the script runs answers with a fault.
            let held = self.command("POST", "/execute/async", &json!({ "script": script, "args": [] }));
            if held == Ok(Value::Bool(true)) {
                return;
            }
        }
        panic!(
            "never held: {expression}; the window shows {} with {}",
            self.url(),
            self.script("return document.body.innerText")
        );
    }

    /// Clicks the first element of a selector, as soon as there is one.
    pub(crate) fn click(&self, selector: &str) {
        self.wait(&format!("document.querySelector({selector:?})"));
        let element = self.element(selector);
        self.must("POST", &format!("/element/{element}/click"), &json!({}));
    }

    /// Puts a text into an input, in place of what it holds.
    pub(crate) fn fill(&self, selector: &str, text: &str) {
        let element = self.element(selector);
        self.must("POST", &format!("/element/{element}/clear"), &json!({}));
        self.must("POST", &format!("/element/{element}/value"), &json!({ "text": text }));
    }

    /// Presses keys, wherever the focus is.
    pub(crate) fn press(&self, keys: &str) {
        let steps: Vec<Value> = keys
            .chars()
            .flat_map(|key| ["keyDown", "keyUp"].map(|kind| json!({ "type": kind, "value": key })))
            .collect();
        self.must(
            "POST",
            "/actions",
            &json!({ "actions": [{ "type": "key", "id": "keys", "actions": steps }] }),
        );
    }

    /// Goes into a frame.
    pub(crate) fn enter_frame(&self, selector: &str) {
        self.wait(&format!("document.querySelector({selector:?})"));
        let element = self.element(selector);
        self.must("POST", "/frame", &json!({ "id": { ELEMENT: element } }));
    }

    /// Goes back to the whole window.
    pub(crate) fn leave_frame(&self) {
        self.must("POST", "/frame", &json!({ "id": null }));
    }

    /// The text of the first element of a selector.
    pub(crate) fn text(&self, selector: &str) -> String {
        let element = self.element(selector);
        self.must("GET", &format!("/element/{element}/text"), &Value::Null)
            .as_str()
            .unwrap_or_default()
            .to_owned()
    }

    /// Gives the window another size, and the person another taste.
    pub(crate) fn emulate(&self, (width, height): (u32, u32), dark: bool) {
        let metrics =
            json!({ "width": width, "height": height, "deviceScaleFactor": 1, "mobile": width < 500 });
        let scheme = if dark { "dark" } else { "light" };
        let media = json!({ "features": [{ "name": "prefers-color-scheme", "value": scheme }] });
        for (command, parameters) in
            [("Emulation.setDeviceMetricsOverride", metrics), ("Emulation.setEmulatedMedia", media)]
        {
            self.must("POST", "/goog/cdp/execute", &json!({ "cmd": command, "params": parameters }));
        }
    }

    /// Runs a script that calls its last argument with what it gives, later.
    pub(crate) fn later(&self, script: &str) -> Value {
        self.must("POST", "/execute/async", &json!({ "script": script, "args": [] }))
    }

    /// Puts a text into the scenario editor, in place of what it holds, as from the clipboard.
    pub(crate) fn paste(&self, text: &str) {
        // What is played stands in it.
        self.wait(
            "document.querySelector('#verdict').textContent && document.querySelector('#text').shadowRoot",
        );
        let paste = format!(
            "const content = document.querySelector('#text').shadowRoot.querySelector('.cm-content');
             content.focus();
             content.dispatchEvent(new KeyboardEvent('keydown', {{ key: 'a', code: 'KeyA', keyCode: 65, ctrlKey: true, bubbles: true, cancelable: true }}));
             const clipboardData = new DataTransfer();
             clipboardData.setData('text/plain', {});
             content.dispatchEvent(new ClipboardEvent('paste', {{ clipboardData, bubbles: true, cancelable: true }}));",
            json!(text)
        );
        self.script(&paste);
    }

    /// Keeps a picture of the window under the target directory, for people to look at.
    pub(crate) fn picture(&self, name: &str) {
        let picture = self.must("GET", "/screenshot", &Value::Null);
        let bytes = BASE64_STANDARD.decode(picture.as_str().unwrap_or_default()).unwrap();
        let folder = std::path::Path::new(env!("CARGO_TARGET_TMPDIR")).join("pictures");
        std::fs::create_dir_all(&folder).unwrap();
        std::fs::write(folder.join(format!("{name}.png")), bytes).unwrap();
    }

    fn element(&self, selector: &str) -> String {
        let found = self.must("POST", "/element", &json!({ "using": "css selector", "value": selector }));
        found[ELEMENT].as_str().unwrap_or_default().to_owned()
    }
}

impl Drop for Browser {
    fn drop(&mut self) {
        if !self.session.is_empty() {
            drop(self.command("DELETE", "", &json!({})));
        }
        drop(self.driver.kill());
        drop(self.driver.wait());
    }
}
