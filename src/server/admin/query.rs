//! The query parameters of the admin API. Unknown or malformed ones are refused, so that a filter with a typing error is
//! not mistaken for one without results.

use jiff::Timestamp;
use serde_json::{Value, json};

use crate::contract::error::ERRORS;
use crate::contract::nearest::nearest;
use crate::contract::operations::OPERATIONS;
use crate::engine::journal::JournalFilter;
use crate::engine::transaction::summary::TransactionStatus;
use crate::server::admin::problem::AdminError;

/// A query parameter.
#[derive(Debug)]
pub(super) struct QueryParameter {
    pub(super) name: &'static str,
    pub(super) meaning: &'static str,
    values: Values,
}

/// The values of a parameter.
#[derive(Debug)]
enum Values {
    /// Any text that is not empty.
    Text,
    /// A timestamp.
    Timestamp,
    /// Numbers of calls with commas between them.
    Ids,
    /// A number from 1 to a maximum.
    UpTo(u64),
    /// One of these words.
    Words(fn() -> Vec<&'static str>),
}

impl QueryParameter {
    const fn text(name: &'static str, meaning: &'static str) -> Self {
        Self { name, meaning, values: Values::Text }
    }

    /// The JSON Schema of its value.
    pub(super) fn schema(&self) -> Value {
        match self.values {
            Values::Text => json!({ "type": "string", "minLength": 1 }),
            Values::Timestamp => json!({ "type": "string", "format": "date-time" }),
            Values::Ids => json!({ "type": "string", "pattern": "^[0-9]{1,18}(, *[0-9]{1,18})*$" }),
            Values::UpTo(most) => json!({ "type": "integer", "minimum": 1, "maximum": most }),
            Values::Words(words) => json!({ "type": "string", "enum": words() }),
        }
    }
}

pub(super) static ACCESS_KEY_ID: QueryParameter = QueryParameter::text(
    "accessKeyId",
    "Only for this access key or account. Tests with a key each are isolated from one another.",
);
pub(super) static TOKEN: QueryParameter =
    QueryParameter::text("token", "The admin token, if no Authorization header can be set, as in a browser.");
pub(super) static FILTERS: &[&QueryParameter] = &[
    &ACCESS_KEY_ID,
    &QueryParameter {
        name: "operation",
        meaning: "Only calls of this operation.",
        values: Values::Words(|| OPERATIONS.iter().map(|operation| operation.name).collect()),
    },
    &QueryParameter {
        name: "code",
        meaning: "Only calls with this response code, such as Success.",
        values: Values::Words(|| codes().collect()),
    },
    &QueryParameter::text("merchantBizId", "Only calls with this MerchantBizId."),
    &QueryParameter::text("sceneCode", "Only calls with this SceneCode."),
    &QueryParameter::text("transactionId", "Only calls that created this transaction or requested it."),
    &QueryParameter {
        name: "since",
        meaning: "Only calls since this timestamp, such as 2026-11-22T10:00:00Z.",
        values: Values::Timestamp,
    },
    &QueryParameter::text(
        "search",
        "Only calls that have all these words somewhere, in upper or lower case: in a parameter, a header, the answer, a rule.",
    ),
    &QueryParameter {
        name: "ids",
        meaning: "Only the calls with these numbers, with commas between them.",
        values: Values::Ids,
    },
];
pub(super) static TRANSACTIONS: &[&QueryParameter] = &[
    &ACCESS_KEY_ID,
    FILTERS[3],
    &QueryParameter {
        name: "state",
        meaning: "Only transactions in this state: waiting, opened, completed or expired.",
        values: Values::Words(|| TransactionStatus::ALL.map(TransactionStatus::word).into()),
    },
    &QueryParameter {
        name: "limit",
        meaning: "The maximum number of transactions, 1 to 1000 (default 100).",
        values: Values::UpTo(MAX_LIMIT),
    },
];
pub(super) static CALLBACKS: &[&QueryParameter] =
    &[&ACCESS_KEY_ID, &QueryParameter::text("transactionId", "Only callbacks of this transaction.")];
pub(super) static LIST: &[&QueryParameter] = &[
    &ACCESS_KEY_ID,
    FILTERS[1],
    FILTERS[2],
    FILTERS[3],
    FILTERS[4],
    FILTERS[5],
    FILTERS[6],
    FILTERS[7],
    FILTERS[8],
    &QueryParameter {
        name: "limit",
        meaning: "The maximum number of calls, 1 to 1000 (default 100).",
        values: Values::UpTo(MAX_LIMIT),
    },
    &QueryParameter {
        name: "cursor",
        meaning: "Continues after an earlier response: the value of its `next`.",
        values: Values::UpTo(u64::MAX),
    },
    &QueryParameter {
        name: "format",
        meaning: "`json` (the default), or `har` for an HTTP archive.",
        values: Values::Words(|| vec!["json", "har"]),
    },
];

/// The maximum of `limit`.
pub(super) const MAX_LIMIT: u64 = 1000;
/// Its default.
pub(super) const DEFAULT_LIMIT: u64 = 100;

/// The codes that a call in the journal can have; `-` is that of a raw reply of a scenario.
fn codes() -> impl Iterator<Item = &'static str> + Clone {
    let successes = OPERATIONS.iter().map(|operation| operation.success_code);
    successes.chain(ERRORS.iter().map(|row| row.code)).chain(["-"])
}

/// The parameters of one request.
#[derive(Debug)]
pub(super) struct Query(Vec<(String, String)>);

impl Query {
    pub(super) fn new(query: &str) -> Self {
        Self(form_urlencoded::parse(query.as_bytes()).into_owned().collect())
    }

    /// The value of a parameter; `None` if absent or empty.
    pub(super) fn get(&self, name: &str) -> Option<&str> {
        self.0
            .iter()
            .find(|(known, _)| known == name)
            .map(|(_, value)| value.as_str())
            .filter(|v| !v.is_empty())
    }

    /// A number from `min` to `max`.
    pub(super) fn number(&self, name: &str, min: u64, max: u64) -> Result<Option<u64>, AdminError> {
        let Some(text) = self.get(name) else { return Ok(None) };
        let number = digits(text).filter(|number| (min..=max).contains(number));
        number.map(Some).ok_or_else(|| {
            AdminError::bad(format!("{name} must be a number from {min} to {max}, not {text:?}"))
        })
    }

    /// The filter of the journal in the parameters.
    pub(super) fn filter(&self) -> Result<JournalFilter, AdminError> {
        let string = |name| self.get(name).map(str::to_owned);
        let since = |text: &str| {
            text.parse::<Timestamp>().map_err(|error| {
                AdminError::bad(format!("since must be a timestamp such as 2026-11-22T10:00:00Z: {error}"))
            })
        };
        Ok(JournalFilter {
            access_key_id: string("accessKeyId"),
            operation: self.one_of("operation", OPERATIONS.iter().map(|operation| operation.name))?,
            code: self.one_of("code", codes())?,
            merchant_biz_id: string("merchantBizId"),
            scene_code: string("sceneCode"),
            transaction_id: string("transactionId"),
            since: self.get("since").map(since).transpose()?,
            ids: self.ids()?,
            words: self
                .get("search")
                .unwrap_or_default()
                .to_lowercase()
                .split_whitespace()
                .map(str::to_owned)
                .collect(),
        })
    }

    fn ids(&self) -> Result<Vec<u64>, AdminError> {
        let Some(text) = self.get("ids") else { return Ok(Vec::new()) };
        let number = |text: &str| {
            digits(text.trim_start_matches(' ')).ok_or_else(|| {
                AdminError::bad(format!(
                    "ids must be numbers with commas between them, such as 3,7, not {text:?}"
                ))
            })
        };
        text.split(',').map(number).collect()
    }

    /// A value that must be one of some words.
    fn one_of(
        &self,
        name: &str,
        words: impl Iterator<Item = &'static str> + Clone,
    ) -> Result<Option<String>, AdminError> {
        let Some(text) = self.get(name) else { return Ok(None) };
        if words.clone().any(|word| word == text) {
            return Ok(Some(text.to_owned()));
        }
        let hint = match nearest(text, words) {
            Some(near) => format!("did you mean {near}?"),
            None => "`cloudauth-local explain` lists all".to_owned(),
        };
        Err(AdminError::bad(format!("{name} {text:?} is unknown; {hint}")))
    }

    /// Refuses parameters that the route does not have, and those without a value: a script whose variable is empty would
    /// address all keys where it means one.
    pub(super) fn allow(&self, parameters: &[&QueryParameter]) -> Result<(), AdminError> {
        let known = |name: &str| name == TOKEN.name || parameters.iter().any(|known| known.name == name);
        if let Some((name, _)) = self.0.iter().find(|(name, value)| value.is_empty() && known(name)) {
            return Err(AdminError::bad(format!("{name} has no value; leave it out, or give it one")));
        }
        match self.0.iter().find(|(name, _)| !known(name)) {
            None => Ok(()),
            Some((name, _)) => {
                let names: Vec<_> = parameters.iter().map(|known| known.name).collect();
                let known = if names.is_empty() { "no parameters".to_owned() } else { names.join(", ") };
                Err(AdminError::bad(format!("{name} is not a parameter of this path, which has {known}")))
            }
        }
    }
}

/// A number of digits alone.
fn digits(text: &str) -> Option<u64> {
    text.bytes().all(|byte| byte.is_ascii_digit()).then(|| text.parse().ok()).flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_said_of_a_parameter_names_its_words_and_its_bounds() {
        let limit = format!(", 1 to {MAX_LIMIT} (default {DEFAULT_LIMIT}).");
        let (mut limits, mut words) = (0, 0);
        for parameter in LIST.iter().chain(TRANSACTIONS) {
            match parameter.values {
                Values::UpTo(MAX_LIMIT) => {
                    assert!(parameter.meaning.ends_with(&limit), "{}", parameter.meaning);
                    limits += 1;
                }
                Values::Words(of) if ["state", "format"].contains(&parameter.name) => {
                    assert!(
                        of().iter().all(|word| parameter.meaning.contains(word)),
                        "{}",
                        parameter.meaning
                    );
                    words += 1;
                }
                _ => {}
            }
        }
        assert_eq!((limits, words), (2, 2));
    }
}
