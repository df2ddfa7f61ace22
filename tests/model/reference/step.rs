//! What a run is made of: a setup, and the steps taken in it. Both are plain data that can be printed and read back.

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use crate::reference::names::START;
use crate::reference::scenario::{AccountSpec, ScenarioSpec};

/// The settings of an emulator.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct Setup {
    pub(crate) seed: u64,
    /// 0 documented, 1 observed, 2 lenient.
    pub(crate) strictness: usize,
    /// Keys declared by flags.
    pub(crate) keys: Vec<AccountSpec>,
    pub(crate) qps: Option<u32>,
    pub(crate) burst: Option<u32>,
    /// Refused calls in a row, and their window in seconds.
    pub(crate) abnormal: (u32, u64),
    /// How many transactions are kept; 0 is the default.
    pub(crate) transactions: usize,
    /// How many calls the journal keeps; 0 is the default.
    pub(crate) journal: usize,
    /// The maximum number of attempts of a callback.
    pub(crate) tries: u32,
    /// The first scenario; the default one if there is none.
    pub(crate) scenario: Option<ScenarioSpec>,
}

/// An access key: 0 is none, from [`FIRST_OF_MANY`](crate::reference::names::FIRST_OF_MANY) on they come in great numbers.
pub(crate) type Key = u16;

/// A check: the nth that calls with this key created, counted round; none if there was none.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct CheckRef {
    pub(crate) key: Key,
    pub(crate) nth: usize,
}

/// One step.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) enum Step {
    /// A call to the API.
    Call(CallStep),
    /// A request that is no call.
    Garbage,
    /// One call each of many keys that no other step uses.
    ManyKeys { first: Key, count: Key },
    /// The clock of a key, or the emulator's, moves forward.
    Advance { key: Option<Key>, ms: u64 },
    /// The clock of a key, or the emulator's, is set to so many seconds from its present.
    Set { key: Option<Key>, seconds: i64 },
    /// Whether timestamps are held to the clock of a key, or to the emulator's, alone.
    Timestamps { key: Option<Key>, follow: bool },
    /// Another scenario, for one key or for all.
    Load { key: Option<Key>, scenario: ScenarioSpec },
    /// A key's own scenario goes, or those of all keys.
    Clear { key: Option<Key> },
    /// The state of a key's account, or of all.
    Reset { key: Option<Key> },
    /// The page is opened: 0 as it is, 1 with its end changed, 2 with another transaction's number.
    Open { check: CheckRef, changed: u8 },
    /// The user reaches a page of the check.
    Reach { check: CheckRef, page: usize },
    /// The user ends the check on the page with a client result code.
    Finish { check: CheckRef, code: String, end: EndStep },
    /// The check is ended without the page.
    Complete { check: CheckRef, passed: bool, end: EndStep },
    /// Planned ends and callbacks that are due, with this receiver.
    Deliver { receiver: Receiver },
    /// Everything that can be asked for, of one key or of all.
    Inspect { key: Option<Key> },
}

/// What a clock is set to that goes to so many seconds from its present: nobody goes far before the start.
pub(crate) fn target(now: Timestamp, seconds: i64) -> Timestamp {
    let start: Timestamp = START.parse().unwrap();
    let first = start - SignedDuration::from_hours(24);
    now.saturating_add(SignedDuration::from_secs(seconds)).unwrap_or(now).max(first)
}

/// How a check ends besides whether it passed.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct EndStep {
    pub(crate) sub_code: Option<String>,
    /// Whether the user corrected the number of the document.
    pub(crate) edits: bool,
    /// Whether the document is a copy.
    pub(crate) copy: bool,
}

/// What the receiver of callbacks does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) enum Receiver {
    Accepts,
    Refuses,
    Unreachable,
    /// The URL must not be called, which no other try changes.
    Forbidden,
    /// From the third attempt on it accepts.
    Recovers,
    /// Depends on the transaction.
    Mixed,
}

/// A call.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct CallStep {
    pub(crate) key: Key,
    pub(crate) auth: Auth,
    pub(crate) flaw: Flaw,
    pub(crate) ask: Ask,
    /// The commands in the header `x-emulate`, by their number.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) header: Option<usize>,
}

/// How a call is signed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) enum Auth {
    /// With its key alone.
    Unsigned,
    V1(Signing),
    V3(Signing),
}

/// What a signature is made with.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Signing {
    pub(crate) nonce: u16,
    /// Seconds from the account's present, or from the machine's.
    pub(crate) skew: i64,
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub(crate) machine: bool,
    pub(crate) secret: bool,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) token: Option<String>,
}

/// What is wrong with a call.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) enum Flaw {
    None,
    NoAction,
    UnknownAction,
    NoVersion,
    UnknownVersion,
    UnknownFormat,
    Get,
    Put,
    /// A required parameter is empty.
    Missing,
    /// A value has not the documented form.
    Invalid,
    /// A value that only `observed` and `lenient` accept.
    Undocumented,
    /// A parameter is given twice with different values.
    Twice,
}

/// What a call asks for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) enum Ask {
    Initialize(Start),
    CheckResult { check: CheckRef, own_biz: bool, image: bool },
    CheckVerifyLog { check: CheckRef, own_biz: bool },
    DeleteVerifyResult { check: CheckRef, after_query: bool, what: Option<Deleted> },
    Keepalive,
}

/// The options of Initialize.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[expect(clippy::struct_excessive_bools, reason = "they are the switches of the API")]
pub(crate) struct Start {
    pub(crate) biz: u8,
    pub(crate) user: u8,
    /// The commands in MerchantUserId, by their number.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) words: Option<usize>,
    /// The type of document, by its number.
    pub(crate) document: usize,
    /// Whether the device has a page.
    pub(crate) page: bool,
    pub(crate) callback: bool,
    pub(crate) token: bool,
    pub(crate) return_url: bool,
    pub(crate) edits: bool,
    pub(crate) spoof: bool,
}

/// What DeleteVerifyResult deletes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) enum Deleted {
    Img,
    Text,
    All,
}
