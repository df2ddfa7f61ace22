//! Client conduct: what a client did with its failures that passes on a laptop and hurts in production. Found in the
//! journal when somebody asks; calls pay nothing for it.

use std::collections::HashMap;
use std::collections::hash_map::Entry as Slot;
use std::hash::{BuildHasher, RandomState};
use std::time::Duration;

use super::Engine;
use super::journal::{Entry, Filter};

/// A kind of mistake.
#[derive(Debug, PartialEq, Eq)]
pub struct Mistake {
    /// Its name, for programs.
    pub name: &'static str,
    /// Why it hurts in production, and what to do.
    pub why: &'static str,
}

macro_rules! mistakes {
    ($($(#[$doc:meta])* $name:ident: $word:literal, $why:literal;)*) => {
        $($(#[$doc])* pub static $name: Mistake = Mistake { name: $word, why: $why };)*
        /// Every mistake that is looked for.
        pub static MISTAKES: &[&Mistake] = &[$(&$name),*];
    };
}

mistakes! {
    /// A retry came before the wait was over that a throttling answer told.
    IMPATIENT_RETRY: "impatientRetry",
        "The retry is throttled too and makes the wait longer. Wait as long as x-acs-retry-after says.";
    /// Call after call in spite of throttling.
    THROTTLING_IGNORED: "throttlingIgnored",
        "A client that goes on at full speed gets nothing through but a few calls, and starves its own account's others. Slow down as a whole: a queue, or a limiter in front of the SDK.";
    /// A 5xx was retried at once.
    HASTY_RETRY: "hastyRetry",
        "A service that is down stays down under a storm of retries. Wait before the first retry, longer before each further one, with some chance in it.";
    /// The same refused call again.
    REFUSAL_REPEATED: "refusalRepeated",
        "A call that was refused for what it holds is refused again, and 20 of them in a row block the account. Retry throttling and 5xx only.";
    /// A nonce for the second time.
    NONCE_REUSED: "nonceReused",
        "The second call is refused with SignatureNonceUsed, even where the first one never arrived. Sign each attempt anew.";
    /// CheckResult before the check was over, in spite of a callback.
    POLLED_BEFORE_CALLBACK: "polledBeforeCallback",
        "CheckResult answers ProcessNotCompleted until the user is done, which takes minutes, and the callback says when. Polling eats the QPS that others need.";
    /// CheckResult more than once a second.
    POLLED_TOO_FAST: "polledTooFast",
        "All users together have 10 calls a second. Ask for one transaction once a second at most, and not for ever.";
    /// One MerchantBizId for two users.
    MERCHANT_BIZ_ID_SHARED: "merchantBizIdShared",
        "Results are asked for by MerchantBizId: with one for two users, one may get the other's. Make a new one for each check.";
    /// The secret of an access key in a parameter.
    SECRET_SENT: "secretSent",
        "A parameter stands in URLs and logs on its way. Change the key; the secret signs and never travels.";
}

/// What was seen of one mistake in the calls of one account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// Which mistake.
    pub mistake: &'static Mistake,
    /// The account.
    pub account: String,
    /// What was seen, one line.
    pub seen: String,
    /// The numbers of the calls in the journal, oldest first, at most [`LISTED`].
    pub calls: Vec<u64>,
    /// How often it was seen.
    pub times: usize,
}

/// How many calls a finding lists.
pub const LISTED: usize = 100;
/// How soon after a 5xx a retry is hasty.
const HASTE: Duration = Duration::from_millis(100);
/// How soon after a refusal the same call is a repetition.
const REPETITION: Duration = Duration::from_mins(1);
/// How often one transaction may be asked for.
const POLLING: Duration = Duration::from_secs(1);
/// How many throttled calls in a row, each too early, are a flood.
const FLOOD: u32 = 5;
/// How many calls are looked at under one lock of the journal.
const BATCH: usize = 256;
/// Parameters that differ from attempt to attempt of the same call.
const OF_THE_ATTEMPT: [&str; 5] = ["Signature", "SignatureNonce", "Timestamp", "TimeStamp", "SecurityToken"];

/// What the journal shows of one account's client, or of all.
#[must_use]
pub fn findings(engine: &Engine, account: Option<&str>) -> Vec<Finding> {
    let filter = Filter::of_key(account);
    let mut watch = Watch { secrets: engine.secrets(), ..Watch::default() };
    let mut last = 0;
    loop {
        let page = engine.journal().after(&filter, BATCH, last);
        for entry in &page.entries {
            watch.see(entry);
        }
        match page.next {
            Some(next) => last = next,
            None => return watch.findings,
        }
    }
}

/// What is remembered of the calls so far.
#[derive(Default)]
struct Watch {
    hasher: RandomState,
    secrets: Vec<String>,
    findings: Vec<Finding>,
    /// The last failure of each account and operation, and when it may be tried again.
    failed: HashMap<(String, &'static str), Failure>,
    /// When each account's refused calls, by what they hold, were last seen.
    refused: HashMap<(String, u64), (u64, Duration)>,
    nonces: HashMap<(String, String), u64>,
    /// Of each transaction: whether its merchant is called back, and when it was last asked for.
    transactions: HashMap<String, (bool, Option<(u64, Duration)>)>,
    users: HashMap<(String, String), (u64, String)>,
}

struct Failure {
    id: u64,
    at: Duration,
    status: u16,
    wait: Option<Duration>,
    /// What the call said.
    said: u64,
    /// Throttled calls in a row, each too early.
    flood: u32,
}

impl Watch {
    fn see(&mut self, entry: &Entry) {
        self.see_retry(entry);
        self.see_repetition(entry);
        self.see_nonce(entry);
        self.see_secret(entry);
        match entry.operation {
            Some("Initialize") => self.see_initialize(entry),
            Some("CheckResult") => self.see_check_result(entry),
            _ => {}
        }
    }

    fn add(&mut self, mistake: &'static Mistake, entry: &Entry, seen: impl FnOnce() -> String) {
        let known = |finding: &&mut Finding| finding.mistake == mistake && finding.account == entry.account;
        if let Some(finding) = self.findings.iter_mut().find(known) {
            finding.times += 1;
            if finding.calls.len() < LISTED {
                finding.calls.push(entry.id);
            }
            return;
        }
        self.findings.push(Finding {
            mistake,
            account: entry.account.clone(),
            seen: seen(),
            calls: vec![entry.id],
            times: 1,
        });
    }

    fn see_retry(&mut self, entry: &Entry) {
        let Some(operation) = entry.operation else { return };
        let place = (entry.account.clone(), operation);
        let said = self.said(entry);
        let mut flood = 0;
        if let Some(failure) = self.failed.remove(&place) {
            let since = entry.elapsed.saturating_sub(failure.at);
            let (id, before) = (entry.id, failure.id);
            match failure.wait {
                // A client that rounds a wait down by less than a millisecond is not impatient.
                Some(wait) if since + Duration::from_millis(1) < wait => {
                    flood = failure.flood + 1;
                    if flood == 1 {
                        self.add(&IMPATIENT_RETRY, entry, || {
                            format!(
                                "call {id} came {since:.0?} after call {before} was told to wait {wait:.0?}"
                            )
                        });
                    } else if flood >= FLOOD {
                        self.add(&THROTTLING_IGNORED, entry, || {
                            format!("call {id} is the {flood}th in a row that came in spite of throttling")
                        });
                    }
                }
                None if failure.status >= 500 && since < HASTE && failure.said == said => {
                    self.add(&HASTY_RETRY, entry, || {
                        format!(
                            "call {id} came {since:.0?} after call {before} was answered {}",
                            failure.status
                        )
                    });
                }
                _ => {}
            }
        }
        let throttled = entry.code.starts_with("Throttling");
        if throttled || entry.status >= 500 {
            let wait = entry.retry_after.filter(|_| throttled);
            let failure =
                Failure { id: entry.id, at: entry.elapsed, status: entry.status, wait, said, flood };
            self.failed.insert(place, failure);
        }
    }

    fn see_repetition(&mut self, entry: &Entry) {
        let waits = entry.code.starts_with("Throttling")
            || matches!(
                entry.code,
                "ProcessNotCompleted" | "Forbidden.ExceptionRepeatedInvoke" | "SignatureNonceUsed"
            );
        if !(400..500).contains(&entry.status) || waits || entry.operation.is_none() {
            return;
        }
        let said = self.said(entry) ^ self.hasher.hash_one(entry.code);
        match self.refused.insert((entry.account.clone(), said), (entry.id, entry.elapsed)) {
            Some((before, at)) if entry.elapsed.saturating_sub(at) < REPETITION => {
                self.add(&REFUSAL_REPEATED, entry, || {
                    format!(
                        "call {} is call {before} again, unchanged, which was refused with {}",
                        entry.id, entry.code
                    )
                });
            }
            _ => {}
        }
    }

    /// What a call says, whichever attempt it is.
    fn said(&self, entry: &Entry) -> u64 {
        let mut said: Vec<_> = entry
            .parameters
            .iter()
            .filter(|given| !OF_THE_ATTEMPT.contains(&given.name.as_str()))
            .map(|given| (given.name.as_str(), given.value.as_str()))
            .collect();
        said.sort_unstable();
        self.hasher.hash_one((entry.operation, said))
    }

    fn see_nonce(&mut self, entry: &Entry) {
        let Some(nonce) = entry.nonce().filter(|nonce| !nonce.is_empty()) else { return };
        match self.nonces.entry((entry.account.clone(), nonce.to_owned())) {
            Slot::Vacant(slot) => drop(slot.insert(entry.id)),
            Slot::Occupied(slot) => {
                let before = *slot.get();
                self.add(&NONCE_REUSED, entry, || {
                    format!("call {} has the nonce of call {before}", entry.id)
                });
            }
        }
    }

    fn see_secret(&mut self, entry: &Entry) {
        let told = |value: &str| self.secrets.iter().any(|secret| value.contains(secret.as_str()));
        let sent = entry.parameters.iter().find(|given| {
            matches!(given.name.as_str(), "AccessKeySecret" | "AccessSecret") || told(&given.value)
        });
        if let Some(name) = sent.map(|given| given.name.clone()) {
            self.add(&SECRET_SENT, entry, || {
                format!("call {} has the secret in its parameter {name}", entry.id)
            });
        }
    }

    fn see_initialize(&mut self, entry: &Entry) {
        let called_back = entry.parameter("CallbackUrl").is_some_and(|url| !url.is_empty());
        if let Some(id) = entry.result("TransactionId") {
            self.transactions.insert(id.to_owned(), (called_back, None));
        }
        let (Some(number), Some(user)) =
            (entry.parameter("MerchantBizId"), entry.parameter("MerchantUserId"))
        else {
            return;
        };
        match self.users.entry((entry.account.clone(), number.to_owned())) {
            Slot::Vacant(slot) => drop(slot.insert((entry.id, user.to_owned()))),
            Slot::Occupied(slot) if slot.get().1 != user => {
                let before = slot.get().0;
                self.add(&MERCHANT_BIZ_ID_SHARED, entry, || {
                    format!("calls {before} and {} have one MerchantBizId for two users", entry.id)
                });
            }
            Slot::Occupied(_) => {}
        }
    }

    fn see_check_result(&mut self, entry: &Entry) {
        let Some(id) = entry.parameter("TransactionId") else { return };
        let (called_back, asked) = self.transactions.entry(id.to_owned()).or_default();
        let called_back = *called_back;
        let before = asked.replace((entry.id, entry.elapsed));
        if called_back && entry.code == "ProcessNotCompleted" {
            self.add(&POLLED_BEFORE_CALLBACK, entry, || {
                format!("call {} asked for a transaction whose callback was still to come", entry.id)
            });
        }
        if let Some((before, at)) = before {
            let since = entry.elapsed.saturating_sub(at);
            if since < POLLING {
                self.add(&POLLED_TOO_FAST, entry, || {
                    format!(
                        "call {} asked {since:.0?} after call {before} for the same transaction",
                        entry.id
                    )
                });
            }
        }
    }
}
