//! The types of the scenario format. Parsing, the JSON Schema and the diagnostics are derived from them. Checks that
//! involve several values are in `scenario/read/check.rs`.

mod limits;
mod then;
mod value;
mod value_error;
mod when;

use std::str::FromStr;
use std::time::Duration;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

pub use crate::scenario::format::limits::{AbnormalCalls, Rate, ScenarioLimits, TimestampWindow};
pub use crate::scenario::format::then::{
    Body, Callback, Connection, ConnectionFault, Delay, Emulate, MedianDelay, RangeDelay, ScenarioReply,
    Stall, Then, Verification,
};
pub use crate::scenario::format::value::{
    COMMON_PARAMETERS, ClientResultCode, Code, DurationText, OperationName, TimestampText, True,
    interruptions, parameter_names,
};
pub use crate::scenario::format::value_error::ValueError;
pub use crate::scenario::format::when::{
    CallNumbers, Conditions, During, HeaderMatches, Match, ParameterMatches, When,
};

/// A scenario: accounts, limits and rules that inject failures. Every member is optional.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct Scenario {
    /// The JSON Schema of this file, for editors; the emulator ignores it.
    #[serde(rename = "$schema", skip_serializing_if = "Option::is_none")]
    pub schema: Option<String>,
    /// What this scenario is for, in one sentence.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// The seed of everything random: IDs, probabilities, random delays. The same seed and the same calls give the same
    /// responses. Without it every run is different.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub seed: Option<u64>,
    /// The declared accounts. Without any, every access key is accepted and signatures are not checked; with at least one,
    /// keys, signatures, timestamps and nonces are checked.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub accounts: Vec<ScenarioAccount>,
    /// The limits of each account; by default the documented ones.
    #[serde(skip_serializing_if = "ScenarioLimits::is_empty")]
    pub limits: ScenarioLimits,
    /// The rules, evaluated in order up to the first one that determines the response. Delays of the rules before it add up.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub rules: Vec<Rule>,
}

/// An access key, and the account that it belongs to.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schemars(rename = "Account")]
pub struct ScenarioAccount {
    /// What this account is for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// The AccessKeyId. One that starts with `STS.` is temporary and needs a security token.
    #[schemars(length(min = 1))]
    pub access_key_id: String,
    /// The AccessKeySecret for signatures.
    pub access_key_secret: String,
    /// The status of the account with the vendor; `active` by default.
    #[serde(default, skip_serializing_if = "AccountStanding::is_active")]
    pub standing: AccountStanding,
    /// The account that this key belongs to. Keys of one account, such as those of its RAM users, share limits and rule
    /// counters. Without it the key is an account of its own.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub account: Option<String>,
    /// The SecurityToken required in calls with this temporary key; without it any well-formed token is accepted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub security_token: Option<String>,
    /// When the security token expires, such as `2030-01-01T00:00:00Z`; without it, never.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub security_token_expires: Option<TimestampText>,
}

/// The status of an account with the vendor.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
#[schemars(rename = "Standing")]
pub enum AccountStanding {
    /// Its calls are accepted.
    #[default]
    Active,
    /// A RAM user without the policy: 403 Forbidden.RAMUserAccessDenied.
    RamDenied,
    /// ID Verification was never activated: 403 Forbidden.AccountAccessDenied.
    NotActivated,
    /// A payment is overdue: 403 Forbidden.AccountAccessDenied.
    Overdue,
    /// The access key is disabled: 400 InvalidAccessKeyId.Inactive.
    KeyDisabled,
}

impl AccountStanding {
    /// All values, with the words in files and flags.
    pub const WORDS: [(Self, &'static str); 5] = [
        (Self::Active, "active"),
        (Self::RamDenied, "ram-denied"),
        (Self::NotActivated, "not-activated"),
        (Self::Overdue, "overdue"),
        (Self::KeyDisabled, "key-disabled"),
    ];

    #[allow(clippy::trivially_copy_pass_by_ref, reason = "the signature that serde requires")]
    fn is_active(&self) -> bool {
        *self == Self::Active
    }
}

impl FromStr for AccountStanding {
    type Err = ();

    fn from_str(word: &str) -> Result<Self, ()> {
        Self::WORDS.iter().find(|(_, known)| *known == word).map(|(standing, _)| *standing).ok_or(())
    }
}

/// A rule: which calls it matches, and what happens to them.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Rule {
    /// What the rule is for; shown in logs and the journal when the rule has been applied.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// Which calls the rule matches; all conditions must be satisfied. Without it, every call.
    #[serde(default, skip_serializing_if = "When::is_empty")]
    pub when: When,
    /// What happens to these calls.
    pub then: Then,
}

impl From<DurationText> for Duration {
    fn from(duration: DurationText) -> Self {
        duration.0
    }
}
