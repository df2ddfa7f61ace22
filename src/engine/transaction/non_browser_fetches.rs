//! Who asked for a TransactionUrl and is no browser. Bounded; a browser's visit leaves nothing here.

use std::collections::VecDeque;
use std::sync::Mutex;

use http::HeaderMap;
use http::header::{ACCEPT, HeaderName, USER_AGENT};

use crate::engine::sync::lock;

/// How many visits are remembered; beyond it the oldest are forgotten.
const REMEMBERED: usize = 1000;
/// How much of a User-Agent is kept, in bytes.
const LONGEST: usize = 200;
/// How the User-Agent of every browser and web view begins.
const BROWSERS: [&str; 2] = ["Mozilla/", "Opera/"];

/// A visit by something that is no browser.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NonBrowserFetch {
    /// `TransactionId`.
    pub transaction_id: String,
    /// The account that made the transaction.
    pub account: String,
    /// What it was, as it says itself or as its headers show.
    pub visitor: String,
}

/// The visits of a run.
#[derive(Debug, Default)]
pub struct NonBrowserFetches(Mutex<VecDeque<NonBrowserFetch>>);

impl NonBrowserFetches {
    /// Remembers a visit; one visitor of one transaction once.
    pub(in crate::engine) fn note(&self, visit: NonBrowserFetch) {
        let mut non_browser_fetches = lock(&self.0);
        if non_browser_fetches.contains(&visit) {
            return;
        }
        if non_browser_fetches.len() >= REMEMBERED {
            non_browser_fetches.pop_front();
        }
        non_browser_fetches.push_back(visit);
    }

    /// All that are remembered, oldest first.
    #[must_use]
    pub fn all(&self) -> Vec<NonBrowserFetch> {
        lock(&self.0).iter().cloned().collect()
    }

    /// Forgets those of an account, or all.
    pub(in crate::engine) fn forget(&self, account: Option<&str>) {
        lock(&self.0).retain(|visit| account.is_some_and(|account| account != visit.account));
    }
}

/// What asks with these headers, where it is no browser that a user sits at. Every browser names itself `Mozilla/` and
/// says that it takes `text/html`; crawlers and previews add `compatible`, as a browser last did in 2013.
#[must_use]
pub fn non_browser_client(headers: &HeaderMap) -> Option<String> {
    let text = |name: &HeaderName| {
        headers.get(name).map(|value| String::from_utf8_lossy(value.as_bytes()).into_owned())
    };
    let agent = text(&USER_AGENT).filter(|agent| !agent.is_empty());
    let Some(agent) = agent else { return Some("a client without a User-Agent".to_owned()) };
    let shown = &agent[..agent.floor_char_boundary(LONGEST)];
    let named = BROWSERS.iter().any(|start| agent.starts_with(start));
    if !named || agent.contains("(compatible;") && !agent.contains("MSIE ") {
        return Some(format!("{shown}, which is no browser"));
    }
    if !text(&ACCEPT).unwrap_or_default().contains("text/html") {
        return Some(format!("{shown}, which does not ask for text/html as a browser does"));
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;
    use http::HeaderValue;

    const CHROME: &str = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0 Safari/537.36";
    const HTML: &str = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8";

    fn headers(agent: &str, accept: &str) -> HeaderMap {
        let mut headers = HeaderMap::new();
        for (name, value) in [(USER_AGENT, agent), (ACCEPT, accept)] {
            if !value.is_empty() {
                headers.insert(name, HeaderValue::from_str(value).unwrap());
            }
        }
        headers
    }

    #[test]
    fn libraries_sdks_and_previews_are_told_from_browsers() {
        for agent in [
            "",
            "curl/8.5.0",
            "python-requests/2.32.3",
            "Python-urllib/3.11",
            "node",
            "axios/1.7.9",
            "Go-http-client/1.1",
            "okhttp/4.12.0",
            "Java/17.0.9",
            "AlibabaCloud (Linux; x86_64) Python/3.11 Core/1.0 TeaDSL/1",
            "WhatsApp/2.23.20.0",
            "Slackbot-LinkExpanding 1.0 (+https://api.slack.com/robots)",
            "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)",
        ] {
            let visitor = non_browser_client(&headers(agent, HTML)).unwrap();
            assert!(visitor.starts_with(if agent.is_empty() { "a client" } else { agent }), "{visitor}");
        }
        for accept in ["", "*/*", "application/json"] {
            assert!(non_browser_client(&headers(CHROME, accept)).unwrap().contains("text/html"), "{accept}");
        }
        for agent in [
            CHROME,
            "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) HeadlessChrome/131.0.0.0 Safari/537.36",
            "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.5 Mobile/15E148 Safari/604.1",
            "Mozilla/5.0 (Android 14; Mobile; rv:133.0) Gecko/133.0 Firefox/133.0",
            "Mozilla/5.0 (Linux; Android 13; CUBOT X70; wv) AppleWebKit/537.36 Chrome/120.0 Mobile Safari/537.36 MicroMessenger/8.0",
            "Mozilla/5.0 (compatible; MSIE 10.0; Windows NT 6.2; Trident/6.0)",
        ] {
            assert_eq!(non_browser_client(&headers(agent, HTML)), None);
        }
    }

    #[test]
    fn a_visitor_is_kept_once_for_a_transaction_and_the_oldest_goes() {
        let non_browser_fetches = NonBrowserFetches::default();
        let visit = |number: usize| NonBrowserFetch {
            transaction_id: number.to_string(),
            account: ["a", "b"][number % 2].to_owned(),
            visitor: "curl".to_owned(),
        };
        for number in 0..=REMEMBERED {
            non_browser_fetches.note(visit(number));
            non_browser_fetches.note(visit(number));
        }
        assert_eq!((non_browser_fetches.all().len(), &non_browser_fetches.all()[0]), (REMEMBERED, &visit(1)));
        non_browser_fetches.forget(Some("a"));
        assert_eq!(non_browser_fetches.all().len(), REMEMBERED / 2);
        non_browser_fetches.forget(None);
        assert_eq!(non_browser_fetches.all(), []);
    }
}
