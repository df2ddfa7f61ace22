//! Scenarios as a setup has them: plain data, of which both the file format and the reference's rules are made.

use std::sync::Arc;

use cloudauth_local::scenario::Scenario;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use crate::reference::names;
use crate::reference::step::Key;

/// A scenario.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct ScenarioSpec {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) seed: Option<u64>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) accounts: Vec<AccountSpec>,
    /// Operations by their number, calls per second, calls at once.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) limits: Vec<(usize, u32, Option<u32>)>,
    /// Refused calls in a row, and their window in seconds.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) abnormal: Option<(u32, u64)>,
    /// Whether timestamps are held to the clock alone.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub(crate) follow: bool,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) rules: Vec<RuleSpec>,
}

/// A declared key.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct AccountSpec {
    pub(crate) key: Key,
    /// `active`, `ram-denied`, `not-activated`, `overdue` or `key-disabled`.
    pub(crate) standing: String,
    /// Whether it belongs to the account of several keys.
    pub(crate) shared: bool,
    /// The only valid token.
    pub(crate) token: Option<String>,
    /// When the token expires, in seconds from the start.
    pub(crate) expires: Option<i64>,
}

/// A rule.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct RuleSpec {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) description: Option<String>,
    pub(crate) when: WhenSpec,
    pub(crate) then: ThenSpec,
}

/// Which calls a rule matches.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct WhenSpec {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) operation: Option<usize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) key: Option<Test>,
    /// Of MerchantUserId.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) user: Option<Test>,
    /// Of the header `x-emulate`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) header: Option<Test>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) calls: Option<CallsSpec>,
    /// In seconds since the scenario was loaded.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) from: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) to: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) percent: Option<u32>,
}

/// A condition on a string.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) enum Test {
    Equals(String),
    StartsWith(String),
    EndsWith(String),
    Contains(String),
    /// A regular expression that starts with this string and ends with one of these characters.
    Matches(String, String),
    OneOf(Vec<String>),
    Present(bool),
}

/// Which of the calls that a rule counts.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct CallsSpec {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) first: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) after: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) nth: Option<Vec<u64>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) every: Option<u64>,
}

/// What happens to the calls that a rule matches. Times are in milliseconds.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct ThenSpec {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) error: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) status: Option<u16>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) retry_after: Option<u64>,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub(crate) reply: bool,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub(crate) pass: bool,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub(crate) reset: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) emulate: Option<Source>,
    /// The shortest and the longest.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) delay: Option<(u64, u64)>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) dribble: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) verification: Option<VerificationSpec>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) callback: Option<CallbackSpec>,
}

/// Where a call has its commands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) enum Source {
    User,
    Header,
}

/// The result of a check without a user.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct VerificationSpec {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) passed: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) sub_code: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) after: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) result_code: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) expires: Option<u64>,
    /// The surname that is read.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) surname: Option<String>,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub(crate) copy: bool,
    /// Whether CheckResult leaves ExtInfo out.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub(crate) omits: bool,
}

/// How a callback is sent.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct CallbackSpec {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) delay: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) repeat: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) drop: Option<bool>,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub(crate) post: bool,
}

/// The operations, in the order of their numbers.
pub(crate) const OPERATIONS: [&str; 5] =
    ["Initialize", "CheckResult", "KeepaliveIntl", "CheckVerifyLog", "DeleteVerifyResult"];

impl ScenarioSpec {
    /// The scenario that is played where none is given.
    pub(crate) fn ordinary() -> Self {
        let emulate = |source, description: &str| RuleSpec {
            description: Some(description.to_owned()),
            then: ThenSpec { emulate: Some(source), ..ThenSpec::default() },
            ..RuleSpec::default()
        };
        let rules = vec![
            emulate(Source::User, "MerchantUserId emulate:<words>"),
            emulate(Source::Header, "the header x-emulate: <words>"),
        ];
        Self { rules, ..Self::default() }
    }

    /// The scenario in the file format.
    pub(crate) fn scenario(&self) -> Arc<Scenario> {
        let mut limits = Map::new();
        for (operation, qps, burst) in &self.limits {
            limits.insert(
                OPERATIONS[*operation].to_owned(),
                given([("qps", Some(json!(qps))), ("burst", burst.map(Value::from))]),
            );
        }
        if let Some((count, window)) = self.abnormal {
            limits.insert(
                "abnormalCalls".to_owned(),
                json!({ "count": count, "window": format!("{window}s") }),
            );
        }
        if self.follow {
            limits.insert("timestamps".to_owned(), json!("follow"));
        }
        let file = given([
            ("seed", self.seed.map(Value::from)),
            ("accounts", Some(self.accounts.iter().map(AccountSpec::json).collect())),
            ("limits", Some(Value::Object(limits))),
            ("rules", Some(self.rules.iter().map(RuleSpec::json).collect())),
        ]);
        Arc::new(serde_json::from_value(file).unwrap())
    }
}

impl AccountSpec {
    pub(crate) fn name(&self) -> String {
        names::key(self.key).unwrap()
    }

    /// The name of the account that the key belongs to.
    pub(crate) fn account(&self) -> String {
        if self.shared { names::SHARED.to_owned() } else { self.name() }
    }

    fn json(&self) -> Value {
        let start: jiff::Timestamp = names::START.parse().unwrap();
        let expires = self.expires.map(|seconds| start + jiff::SignedDuration::from_secs(seconds));
        given([
            ("accessKeyId", Some(json!(self.name()))),
            ("accessKeySecret", Some(json!(names::secret(self.key)))),
            ("standing", Some(json!(self.standing))),
            ("account", self.shared.then(|| json!(names::SHARED))),
            ("securityToken", self.token.as_ref().map(|token| json!(token))),
            ("securityTokenExpires", expires.map(|at| json!(at.to_string()))),
        ])
    }
}

impl RuleSpec {
    fn json(&self) -> Value {
        let description = self.description.as_ref().map(|text| json!(text));
        given([
            ("description", description),
            ("when", Some(self.when.json())),
            ("then", Some(self.then.json())),
        ])
    }
}

impl WhenSpec {
    fn json(&self) -> Value {
        let seconds = |seconds: u64| json!(format!("{seconds}s"));
        let during = given([("from", self.from.map(seconds)), ("to", self.to.map(seconds))]);
        let calls = self.calls.as_ref().map(|calls| {
            given([
                ("first", calls.first.map(Value::from)),
                ("after", calls.after.map(Value::from)),
                ("nth", calls.nth.clone().map(Value::from)),
                ("every", calls.every.map(Value::from)),
            ])
        });
        given([
            ("operation", self.operation.map(|operation| json!(OPERATIONS[operation]))),
            ("accessKeyId", self.key.as_ref().map(Test::json)),
            ("parameters", self.user.as_ref().map(|test| json!({ "MerchantUserId": test.json() }))),
            ("headers", self.header.as_ref().map(|test| json!({ "x-emulate": test.json() }))),
            ("calls", calls),
            ("during", (self.from.is_some() || self.to.is_some()).then_some(during)),
            ("probability", self.percent.map(|percent| json!(f64::from(percent) / 100.0))),
        ])
    }
}

impl Test {
    fn json(&self) -> Value {
        match self {
            Self::Equals(text) => json!(text),
            Self::StartsWith(text) => json!({ "startsWith": text }),
            Self::EndsWith(text) => json!({ "endsWith": text }),
            Self::Contains(text) => json!({ "contains": text }),
            Self::Matches(start, ends) => json!({ "matches": format!("^{start}.*[{ends}]$") }),
            Self::OneOf(texts) => json!({ "oneOf": texts }),
            Self::Present(present) => json!({ "present": present }),
        }
    }
}

impl ThenSpec {
    fn json(&self) -> Value {
        let delay = self.delay.map(|(min, max)| {
            if min == max { millis(min) } else { json!({ "min": millis(min), "max": millis(max) }) }
        });
        let emulate = self.emulate.map(|source| match source {
            Source::User => json!({ "parameter": "MerchantUserId", "prefix": "emulate:" }),
            Source::Header => json!({ "header": "x-emulate" }),
        });
        given([
            ("error", self.error.as_ref().map(|code| json!(code))),
            ("status", self.status.map(Value::from)),
            ("retryAfter", self.retry_after.map(millis)),
            ("reply", self.reply.then(|| json!({ "status": 502, "body": "no" }))),
            ("pass", self.pass.then_some(json!(true))),
            ("connection", self.reset.then(|| json!("reset"))),
            ("emulate", emulate),
            ("delay", delay),
            ("dribble", self.dribble.map(Value::from)),
            ("verification", self.verification.as_ref().map(VerificationSpec::json)),
            ("callback", self.callback.as_ref().map(CallbackSpec::json)),
        ])
    }
}

impl VerificationSpec {
    fn json(&self) -> Value {
        given([
            ("passed", self.passed.map(Value::from)),
            ("subCode", self.sub_code.as_ref().map(|code| json!(code))),
            ("after", self.after.map(millis)),
            ("resultCode", self.result_code.as_ref().map(|code| json!(code))),
            ("expires", self.expires.map(millis)),
            ("fields", self.surname.as_ref().map(|name| json!({ "surname": name }))),
            ("spoofType", self.copy.then(|| json!(["PHOTO_COPY"]))),
            ("omit", self.omits.then(|| json!(["ExtInfo"]))),
        ])
    }
}

impl CallbackSpec {
    fn json(&self) -> Value {
        given([
            ("delay", self.delay.map(millis)),
            ("repeat", self.repeat.map(Value::from)),
            ("drop", self.drop.map(Value::from)),
            ("method", self.post.then(|| json!("post"))),
        ])
    }
}

fn millis(millis: u64) -> Value {
    json!(format!("{millis}ms"))
}

/// An object of the members that have a value.
fn given<const N: usize>(members: [(&str, Option<Value>); N]) -> Value {
    let members = members.into_iter();
    members.filter_map(|(name, value)| Some((name.to_owned(), value?))).collect::<Map<_, _>>().into()
}
