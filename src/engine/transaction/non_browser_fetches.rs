//! Fetches of TransactionUrls by clients other than browsers. Bounded.

use std::collections::VecDeque;
use std::sync::Mutex;

use http::HeaderMap;
use http::header::{ACCEPT, HeaderName, USER_AGENT};

use crate::engine::sync::lock;

/// The maximum number of fetches; beyond it the oldest are removed.
const MAX_FETCHES: usize = 1000;
/// The maximum length of a User-Agent, in bytes.
const MAX_AGENT_LENGTH: usize = 200;
/// The prefixes of the User-Agents of all browsers and web views.
const BROWSER_PREFIXES: [&str; 2] = ["Mozilla/", "Opera/"];

/// A fetch by a client that is not a browser.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NonBrowserFetch {
    /// `TransactionId`.
    pub transaction_id: String,
    /// The account that created the transaction.
    pub account: String,
    /// The client, by its headers.
    pub client: String,
}

/// The fetches.
#[derive(Debug, Default)]
pub struct NonBrowserFetches(Mutex<VecDeque<NonBrowserFetch>>);

impl NonBrowserFetches {
    /// Records a fetch, once for each client and transaction.
    pub(in crate::engine) fn record(&self, fetch: NonBrowserFetch) {
        let mut fetches = lock(&self.0);
        if fetches.contains(&fetch) {
            return;
        }
        if fetches.len() >= MAX_FETCHES {
            fetches.pop_front();
        }
        fetches.push_back(fetch);
    }

    /// All fetches, oldest first.
    #[must_use]
    pub fn all(&self) -> Vec<NonBrowserFetch> {
        lock(&self.0).iter().cloned().collect()
    }

    /// Deletes the fetches of an account, or all.
    pub(in crate::engine) fn delete(&self, account: Option<&str>) {
        lock(&self.0).retain(|fetch| account.is_some_and(|account| account != fetch.account));
    }
}

/// The client with these headers, if it is not a user's browser. The User-Agent of every browser starts with `Mozilla/` or
/// `Opera/`, and its Accept has `text/html`; crawlers and previews add `compatible`, as browsers last did in 2013.
#[must_use]
pub fn non_browser_client(headers: &HeaderMap) -> Option<String> {
    let text = |name: &HeaderName| {
        headers.get(name).map(|value| String::from_utf8_lossy(value.as_bytes()).into_owned())
    };
    let agent = text(&USER_AGENT).filter(|agent| !agent.is_empty());
    let Some(agent) = agent else { return Some("a client without a User-Agent".to_owned()) };
    let truncated = &agent[..agent.floor_char_boundary(MAX_AGENT_LENGTH)];
    let is_browser = BROWSER_PREFIXES.iter().any(|start| agent.starts_with(start));
    if !is_browser || agent.contains("(compatible;") && !agent.contains("MSIE ") {
        return Some(format!("{truncated}, which is not a browser"));
    }
    if !text(&ACCEPT).unwrap_or_default().contains("text/html") {
        return Some(format!("{truncated}, which does not ask for text/html as a browser does"));
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
    fn libraries_sdks_and_previews_are_distinguished_from_browsers() {
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
            let client = non_browser_client(&headers(agent, HTML)).unwrap();
            assert!(client.starts_with(if agent.is_empty() { "a client" } else { agent }), "{client}");
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
    fn a_client_is_kept_once_for_a_transaction_and_the_oldest_is_removed() {
        let fetches = NonBrowserFetches::default();
        let fetch = |number: usize| NonBrowserFetch {
            transaction_id: number.to_string(),
            account: ["a", "b"][number % 2].to_owned(),
            client: "curl".to_owned(),
        };
        for number in 0..=MAX_FETCHES {
            fetches.record(fetch(number));
            fetches.record(fetch(number));
        }
        assert_eq!((fetches.all().len(), &fetches.all()[0]), (MAX_FETCHES, &fetch(1)));
        fetches.delete(Some("a"));
        assert_eq!(fetches.all().len(), MAX_FETCHES / 2);
        fetches.delete(None);
        assert_eq!(fetches.all(), []);
    }
}
