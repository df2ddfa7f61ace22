//! Checks as a merchant and a user make them, and a receiver of callbacks that answers as its path says.

use std::collections::HashSet;
use std::net::SocketAddr;
use std::sync::Mutex;
use std::time::Instant;

use cloudauth_local::emulator::Emulator;
use serde_json::{Value, json};

use crate::kit::http::{ask, instead};
use crate::kit::raw::{Response, TIMEOUT};
use crate::kit::receiver::{Behaviour, Receiver};

/// A browser's headers.
pub(crate) const BROWSER: [&str; 2] = [
    "user-agent: Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0 Safari/537.36",
    "accept: text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",
];

/// A check that was started.
#[derive(Debug, Clone)]
pub(crate) struct Check {
    pub(crate) id: String,
    client_cfg: String,
    address: SocketAddr,
}

pub(crate) fn address(emulator: &Emulator) -> SocketAddr {
    emulator.url().strip_prefix("http://").unwrap().parse().unwrap()
}

/// The parameters of a good Initialize.
pub(crate) const INITIALIZE: [(&str, &str); 5] = [
    ("ProductCode", "ID_OCR"),
    ("MerchantBizId", "biz1"),
    ("MerchantUserId", "user1"),
    ("DocType", "01000000"),
    ("MetaInfo", r#"{"deviceType":"h5","bioMetaInfo":"4.1.0"}"#),
];

/// Calls Initialize with these parameters in the place of the usual ones.
pub(crate) async fn start(emulator: &Emulator, key: &str, given: &[(&str, &str)]) -> Check {
    let answer = emulator.call(key, "Initialize", &instead(&INITIALIZE, given)).await.unwrap();
    let text = |name: &str| answer.body["Result"][name].as_str().unwrap_or_else(|| panic!("{answer:?}"));
    Check {
        id: text("TransactionId").to_owned(),
        client_cfg: text("ClientCfg").to_owned(),
        address: address(emulator),
    }
}

impl Check {
    /// Asks for TransactionUrl with these headers.
    pub(crate) fn open(&self, headers: &[&str]) -> Response {
        ask(self.address, "GET", &format!("/index.html?clientcfg={}", self.client_cfg), headers, "")
    }

    /// Ends it as the page does; `more` besides the code.
    pub(crate) fn end(&self, result_code: &str, more: &Value) {
        let mut wish = json!({ "clientCfg": self.client_cfg, "resultCode": result_code });
        wish.as_object_mut().unwrap().extend(more.as_object().cloned().unwrap_or_default());
        let answer = ask(self.address, "POST", "/_emulator/verification", &[], &wish.to_string());
        assert_eq!(answer.status, 200, "{answer:?}");
    }

    /// Waits until so many tries of its callback were noted.
    pub(crate) fn called_back(&self, tries: usize) {
        let begun = Instant::now();
        let path = format!("/_emulator/callbacks?transactionId={}", self.id);
        loop {
            let said = ask(self.address, "GET", &path, &[], "").json();
            if said["attempts"].as_array().unwrap().len() >= tries {
                return;
            }
            assert!(begun.elapsed() < TIMEOUT, "{tries} tries were expected: {said}");
        }
    }
}

/// Starts a receiver, which answers with the status that its path begins with; to `flaky` with 500 once and then with
/// 200; and not at all to `silent`, where it holds the connection, and to `reset`, where it closes it.
pub(crate) fn receiver() -> String {
    let seen = Mutex::new(HashSet::new());
    let receiver = Receiver::start(move |target| {
        let first = seen.lock().unwrap().insert(target.to_owned());
        match target.trim_start_matches('/').split('?').next().unwrap_or_default() {
            "reset" => Behaviour::Reset,
            "silent" => Behaviour::Silence,
            "flaky" => Behaviour::Status(if first { 500 } else { 200 }),
            status if status.starts_with('3') => Behaviour::Redirect("/200".to_owned()),
            status => Behaviour::Status(status.parse().unwrap()),
        }
    });
    receiver.url()
}
