//! The scenario format: plain data. The types are the format: reading, the JSON Schema and the diagnostics follow them.
//! No checks beyond one value's own form; those that look at two values are in `scenario/check.rs`.

mod limits;
mod then;
mod value;
mod when;

use std::str::FromStr;
use std::time::Duration;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

pub use crate::scenario::format::limits::{AbnormalCalls, Rate, ScenarioLimits};
pub use crate::scenario::format::then::{
    Body, Callback, Connection, ConnectionFault, Delay, Emulate, MedianDelay, RangeDelay, ScenarioReply,
    Stall, Then, Verification,
};
pub use crate::scenario::format::value::{
    COMMON_PARAMETERS, Code, DurationText, OperationName, TimestampText, True, parameter_names,
};
pub use crate::scenario::format::when::{
    CallNumbers, Conditions, During, HeaderMatches, Match, ParameterMatches, When,
};

/// A scenario: the accounts, the limits and the failures of a small world. Every member is optional.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct Scenario {
    /// Where the JSON Schema of this file lies, for editors; the emulator does not read it.
    #[serde(rename = "$schema", skip_serializing_if = "Option::is_none")]
    pub schema: Option<String>,
    /// What this scenario is for, in one sentence.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// The seed of everything that is left to chance: IDs, probabilities, random delays. The same seed and the same
    /// calls give the same answers. Without it every run is different.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub seed: Option<u64>,
    /// The accounts that exist. With none, every access key is accepted and signatures are not checked; with the first
    /// one, keys, signatures, time stamps and nonces are verified.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub accounts: Vec<ScenarioAccount>,
    /// How often an account may call; where it says nothing, the documented limits hold.
    #[serde(skip_serializing_if = "ScenarioLimits::is_empty")]
    pub limits: ScenarioLimits,
    /// What happens to which calls, in order: the first rule that answers a call wins; delays of the rules before it
    /// add up.
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
    /// The AccessKeyId that calls name. One that begins with `STS.` is temporary and needs a security token.
    #[schemars(length(min = 1))]
    pub access_key_id: String,
    /// The AccessKeySecret that calls are signed with.
    pub access_key_secret: String,
    /// How the account stands with the vendor; `active` where it is absent.
    #[serde(default, skip_serializing_if = "AccountStanding::is_active")]
    pub standing: AccountStanding,
    /// The account that this key belongs to. Keys of one account, such as those of its RAM users, share its limits and
    /// its rules' counts. Without it the key is an account of its own.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub account: Option<String>,
    /// The SecurityToken that calls with this temporary key must carry; without it any well-formed token passes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub security_token: Option<String>,
    /// When the security token expires, such as `2030-01-01T00:00:00Z`; without it, never.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub security_token_expires: Option<TimestampText>,
}

/// How an account stands with the vendor.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
#[schemars(rename = "Standing")]
pub enum AccountStanding {
    /// In order: its calls are answered.
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
    /// Every standing, with the word that files and flags use.
    pub const WORDS: [(Self, &'static str); 5] = [
        (Self::Active, "active"),
        (Self::RamDenied, "ram-denied"),
        (Self::NotActivated, "not-activated"),
        (Self::Overdue, "overdue"),
        (Self::KeyDisabled, "key-disabled"),
    ];

    #[allow(clippy::trivially_copy_pass_by_ref, reason = "the form that serde calls")]
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

/// A rule: when a call is like this, then that happens to it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Rule {
    /// What the rule is for; it is shown where the rule has acted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// Which calls the rule acts on; everything in it must hold. Without it, every call.
    #[serde(default, skip_serializing_if = "When::is_empty")]
    pub when: When,
    /// What happens to them.
    pub then: Then,
}

impl From<DurationText> for Duration {
    fn from(span: DurationText) -> Self {
        span.0
    }
}
