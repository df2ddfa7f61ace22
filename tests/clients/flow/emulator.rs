//! An emulator in this process, and the calls that a merchant makes of it.

use cloudauth_local::server::admin::Gate;
use cloudauth_local::server::{ServerOptions, webhook};
use serde_json::{Value, json};

use crate::kit::http::{get, instead, post, request};
use crate::kit::raw::Response;
use crate::kit::server::Server;

/// A running emulator; it stops when dropped.
pub(crate) struct Emulator {
    pub(crate) url: String,
    _server: Server,
}

impl Emulator {
    /// One that sends callbacks to `https://shop.example` to a receiver of this machine.
    pub(crate) fn start(receiver: &str) -> Self {
        let map = format!("https://shop.example={receiver}").parse().unwrap();
        Self::with(webhook::WebhookSettings { maps: vec![map], ..webhook::WebhookSettings::default() })
    }

    /// One with these callback settings.
    pub(crate) fn with(callbacks: webhook::WebhookSettings) -> Self {
        Self::playing("{}", callbacks)
    }

    /// One that plays a scenario and sends callbacks to `https://shop.example` to a receiver of this machine.
    pub(crate) fn with_scenario(scenario: &str, receiver: &str) -> Self {
        let map = format!("https://shop.example={receiver}").parse().unwrap();
        Self::playing(
            scenario,
            webhook::WebhookSettings { maps: vec![map], ..webhook::WebhookSettings::default() },
        )
    }

    /// One whose admin API asks for a token.
    pub(crate) fn with_token(token: &str) -> Self {
        let gate = Gate { token: Some(token.to_owned()), ..Gate::default() };
        Self::serving("{}", ServerOptions { gate, ..ServerOptions::default() })
    }

    /// One that plays a scenario, with these callback settings.
    pub(crate) fn playing(scenario: &str, callbacks: webhook::WebhookSettings) -> Self {
        Self::serving(scenario, ServerOptions { callbacks, ..ServerOptions::default() })
    }

    fn serving(scenario: &str, options: ServerOptions) -> Self {
        let server = Server::playing(scenario, options);
        Self { url: server.url.clone(), _server: server }
    }

    /// Calls an operation, unsigned.
    pub(crate) fn call(&self, operation: &str, parameters: &[(&str, &str)]) -> Response {
        let mut form = form_urlencoded::Serializer::new(String::new());
        form.extend_pairs([("Action", operation), ("Version", "2022-08-09"), ("Format", "JSON")]);
        let body = form.extend_pairs(parameters).finish();
        request("POST", &self.url, &[("Content-Type", "application/x-www-form-urlencoded")], &body)
    }

    /// Starts a check; the given parameters come in place of the usual ones.
    pub(crate) fn initialize(&self, given: &[(&str, &str)]) -> Started {
        let answer = self.try_initialize(given);
        assert_eq!(answer.status, 200, "{}", answer.body);
        let result = answer.json()["Result"].clone();
        let text = |name: &str| result[name].as_str().unwrap_or_default().to_owned();
        Started {
            id: text("TransactionId"),
            url: text("TransactionUrl"),
            protocol: text("Protocol"),
            client_cfg: text("ClientCfg"),
        }
    }

    /// The same, whatever is answered.
    pub(crate) fn try_initialize(&self, given: &[(&str, &str)]) -> Response {
        let usual = [
            ("ProductCode", "ID_OCR"),
            ("MerchantBizId", "biz1"),
            ("MerchantUserId", "u1"),
            ("DocType", "01000000"),
            ("MetaInfo", r#"{"bioMetaInfo":"4.1.0:2916352,0","deviceType":"web"}"#),
        ];
        self.call("Initialize", &instead(&usual, given))
    }

    /// What CheckResult says: `Code` of a refusal, or the whole body of a success.
    pub(crate) fn check_result(&self, id: &str, more: &[(&str, &str)]) -> Result<Value, String> {
        let mut parameters = vec![("MerchantBizId", "biz1"), ("TransactionId", id)];
        parameters.extend_from_slice(more);
        let body = self.call("CheckResult", &parameters).json();
        match body["Code"].as_str() {
            Some("Success") => Ok(body["Result"].clone()),
            code => Err(code.unwrap_or_default().to_owned()),
        }
    }

    /// Ends a check as the page does.
    pub(crate) fn finish(&self, started: &Started, result_code: &str) -> Response {
        let wish = json!({ "clientCfg": started.client_cfg, "resultCode": result_code });
        self.post("/_emulator/verification", &wish)
    }

    /// Sends JSON to one of the emulator's own paths.
    pub(crate) fn post(&self, path: &str, body: &Value) -> Response {
        post(&format!("{}{path}", self.url), body)
    }

    /// Asks for one of the emulator's own paths.
    pub(crate) fn get(&self, path: &str) -> Response {
        get(&format!("{}{path}", self.url))
    }

    /// Moves the clock forward.
    pub(crate) fn advance(&self, by: &str) {
        assert_eq!(self.post("/_emulator/clock", &json!({ "advance": by })).status, 200);
    }

    /// The tries of a transaction's callback, and how many of all callbacks wait.
    pub(crate) fn attempts(&self, id: &str) -> (Vec<Value>, u64) {
        let said = self.get(&format!("/_emulator/callbacks?transactionId={id}")).json();
        (said["attempts"].as_array().unwrap().clone(), said["waiting"].as_u64().unwrap())
    }
}

/// What Initialize answered.
#[derive(Debug)]
pub(crate) struct Started {
    pub(crate) id: String,
    pub(crate) url: String,
    pub(crate) protocol: String,
    pub(crate) client_cfg: String,
}

/// `MetaInfo` of a phone's browser.
pub(crate) const PHONE: (&str, &str) = ("MetaInfo", r#"{"bioMetaInfo":"4.1.0:2916352,0","deviceType":"h5"}"#);
/// A callback URL that is mapped to the receiver.
pub(crate) const CALLBACK: (&str, &str) = ("CallbackUrl", "https://shop.example/verified?shop=1");
