//! Runs the emulator inside a Rust test: each on a port of its own, stopped when it is dropped.
//!
//! ```
//! use cloudauth_local::contract::operations::OperationKind;
//! use cloudauth_local::emulator::Emulator;
//!
//! # tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(async {
//! let emulator = Emulator::start().await?;
//! // Point the SDK under test at emulator.url(); this example makes a plain call.
//! let response = emulator.call("testid", "KeepaliveIntl", &[]).await?;
//! assert_eq!(response.status, 200);
//! assert_eq!(response.body["Result"]["Result"], "SUCCESS");
//! emulator.assert_calls(1, "to keep the connection warm", |call| {
//!     call.facts.operation == Some(OperationKind::KeepaliveIntl)
//! });
//! # Ok::<(), std::io::Error>(()) }).unwrap();
//! ```

mod builder;
mod response;

use std::io;
use std::net::SocketAddr;
use std::sync::Arc;

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio::sync::oneshot;
use tokio::task::JoinHandle;

use crate::contract::operations::OperationKind;
use crate::engine::Engine;
use crate::engine::callback::record::CallbackAttempt;
use crate::engine::clock::Clock;
use crate::engine::conduct::{self, ConductFinding, Retry};
use crate::engine::coverage::Coverage;
use crate::engine::journal::{JournalEntry, JournalFilter};
use crate::engine::transaction::summary::TransactionSummary;
use crate::engine::transaction::{CheckEnd, UrlError};
use crate::scenario::Scenario;

pub use crate::emulator::builder::Builder;
pub use crate::emulator::response::CallResponse;

/// A running emulator. It stops when it is dropped.
#[derive(Debug)]
pub struct Emulator {
    address: SocketAddr,
    engine: Arc<Engine>,
    task: JoinHandle<()>,
    _stop: oneshot::Sender<()>,
}

impl Emulator {
    /// Starts an emulator with default settings.
    ///
    /// # Errors
    /// As [`Builder::start`].
    pub async fn start() -> io::Result<Self> {
        Self::builder().start().await
    }

    /// Settings for a new emulator.
    #[must_use]
    pub fn builder() -> Builder {
        Builder::default()
    }

    /// The base URL, without a trailing slash. The endpoint of an SDK is the part after `http://`.
    #[must_use]
    pub fn url(&self) -> &str {
        self.engine.base_url()
    }

    /// The calls in the journal, oldest first.
    #[must_use]
    pub fn requests(&self) -> Vec<JournalEntry> {
        let mut entries = self.engine.journal().newest(&JournalFilter::default(), usize::MAX, None).entries;
        entries.reverse();
        entries
    }

    /// The transactions, newest first.
    #[must_use]
    pub fn transactions(&self) -> Vec<TransactionSummary> {
        self.engine.transactions(None)
    }

    /// Ends a check as its user would; its callback is sent.
    ///
    /// ```
    /// use cloudauth_local::emulator::Emulator;
    ///
    /// # tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(async {
    /// let emulator = Emulator::start().await?;
    /// let response = emulator
    ///     .call("testid", "Initialize", &[
    ///         ("ProductCode", "ID_OCR"),
    ///         ("MerchantBizId", "biz1"),
    ///         ("MerchantUserId", "user1"),
    ///         ("DocType", "01000000"),
    ///         ("MetaInfo", r#"{"deviceType":"h5","bioMetaInfo":"4.1.0"}"#),
    ///     ])
    ///     .await?;
    /// let transaction_id = response.body["Result"]["TransactionId"].as_str().unwrap();
    /// emulator.complete(transaction_id, false).unwrap();
    /// assert_eq!(emulator.transactions()[0].result, Some((false, "206".to_owned())));
    /// # Ok::<(), std::io::Error>(()) }).unwrap();
    /// ```
    ///
    /// # Errors
    /// The check cannot be ended; the message says why.
    pub fn complete(&self, transaction_id: &str, passed: bool) -> Result<(), UrlError> {
        self.engine.complete(transaction_id, &CheckEnd::plain(passed, None))
    }

    /// Every try to deliver a callback, oldest first.
    #[must_use]
    pub fn callbacks(&self) -> Vec<CallbackAttempt> {
        self.engine.callbacks().attempts(None, None)
    }

    /// The clock, which can be moved.
    #[must_use]
    pub fn clock(&self) -> &Clock {
        self.engine.clock()
    }

    /// The contract coverage of the client under test.
    #[must_use]
    pub fn coverage(&self) -> Coverage {
        self.engine.coverage(None)
    }

    /// Mistakes of the client under test that will cause failures in production.
    #[must_use]
    pub fn conduct(&self) -> Vec<ConductFinding> {
        conduct::findings(&self.engine, None)
    }

    /// All retries of the client under test, and whether each waited long enough.
    #[must_use]
    pub fn retries(&self) -> Vec<Retry> {
        conduct::conduct(&self.engine, None).retries
    }

    /// Loads another scenario, used from the next call on, for one access key or for all.
    ///
    /// # Errors
    /// The scenario is invalid.
    pub fn play(&self, scenario: Scenario, access_key_id: Option<&str>) -> io::Result<()> {
        match access_key_id {
            Some(key) => self.engine.load_for_key(key, Arc::new(scenario)),
            None => self.engine.load(Arc::new(scenario)),
        }
        .map_err(io::Error::other)
    }

    /// Asserts the number of calls for which `matches` is true. `which` describes them in the message.
    ///
    /// # Panics
    /// The number is another one. The message lists all calls.
    #[track_caller]
    pub fn assert_calls(&self, expected: usize, which: &str, matches: impl Fn(&JournalEntry) -> bool) {
        let requests = self.requests();
        let matching = requests.iter().filter(|entry| matches(entry)).count();
        assert!(
            matching == expected,
            "expected {expected} calls {which}, found {matching} in {}:\n{}",
            requests.len(),
            requests.iter().map(line).collect::<String>()
        );
    }

    /// Sends an unsigned call, as `curl` would, and reads its JSON response.
    ///
    /// # Errors
    /// The connection failed, for example because a scenario aborted it.
    pub async fn call(
        &self,
        access_key_id: &str,
        operation: &str,
        parameters: &[(&str, &str)],
    ) -> io::Result<CallResponse> {
        let common = [
            ("Action", operation),
            ("Version", crate::contract::VERSION),
            ("Format", "JSON"),
            ("AccessKeyId", access_key_id),
        ];
        let form = form_urlencoded::Serializer::new(String::new())
            .extend_pairs(common.iter().chain(parameters))
            .finish();
        self.exchange("POST", "/", "application/x-www-form-urlencoded", &form).await
    }

    async fn exchange(&self, method: &str, path: &str, kind: &str, body: &str) -> io::Result<CallResponse> {
        let mut stream = TcpStream::connect(self.address).await?;
        let head = format!(
            "{method} {path} HTTP/1.1\r\nhost: {}\r\nconnection: close\r\ncontent-type: {kind}\r\ncontent-length: {}\r\n\r\n",
            self.address,
            body.len()
        );
        stream.write_all(head.as_bytes()).await?;
        stream.write_all(body.as_bytes()).await?;
        let mut response = Vec::new();
        stream.read_to_end(&mut response).await?;
        CallResponse::parse(&response)
    }
}

/// A call in one line.
fn line(entry: &JournalEntry) -> String {
    let operation = entry.facts.operation.map_or("-", OperationKind::name);
    let why = entry.facts.hint.as_deref().or(entry.message.as_deref()).unwrap_or_default();
    format!("  {} {} {operation} {} {} {why}\n", entry.id, entry.facts.account, entry.status, entry.code)
}

impl Drop for Emulator {
    fn drop(&mut self) {
        self.task.abort();
    }
}
