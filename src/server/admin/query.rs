//! The query parameters of the admin API: a table of them, and the values of one request. An unknown or malformed one
//! is refused, so that a filter with a slip of the pen does not pass for one that found nothing.

use jiff::Timestamp;

use super::routes::Route;
use crate::engine::journal::JournalFilter;
use crate::server::admin::problem::AdminError;

/// A query parameter.
#[derive(Debug)]
pub(super) struct QueryParameter {
    pub(super) name: &'static str,
    pub(super) meaning: &'static str,
}

pub(super) static ACCESS_KEY_ID: QueryParameter = QueryParameter {
    name: "accessKeyId",
    meaning: "Only of this access key or account. Tests that own a key each never meet.",
};
pub(super) static TOKEN: QueryParameter = QueryParameter {
    name: "token",
    meaning: "The admin token, where no Authorization header can be set: in a browser.",
};
pub(super) static FILTERS: &[&QueryParameter] = &[
    &ACCESS_KEY_ID,
    &QueryParameter { name: "operation", meaning: "Only calls of this operation." },
    &QueryParameter {
        name: "code",
        meaning: "Only calls that were answered with this code, such as Success.",
    },
    &QueryParameter { name: "merchantBizId", meaning: "Only calls with this MerchantBizId." },
    &QueryParameter { name: "sceneCode", meaning: "Only calls with this SceneCode." },
    &QueryParameter {
        name: "transactionId",
        meaning: "Only calls that made this transaction or asked for it.",
    },
    &QueryParameter { name: "since", meaning: "Only calls from this time on, such as 2026-11-22T10:00:00Z." },
];
pub(super) static TRANSACTIONS: &[&QueryParameter] = &[
    &ACCESS_KEY_ID,
    FILTERS[3],
    &QueryParameter { name: "state", meaning: "Only those that are waiting, opened, completed or expired." },
    &QueryParameter { name: "limit", meaning: "At most so many, 1 to 1000; 100 unless told otherwise." },
];
pub(super) static CALLBACKS: &[&QueryParameter] =
    &[&ACCESS_KEY_ID, &QueryParameter { name: "transactionId", meaning: "Only those of this transaction." }];
pub(super) static LIST: &[&QueryParameter] = &[
    &ACCESS_KEY_ID,
    FILTERS[1],
    FILTERS[2],
    FILTERS[3],
    FILTERS[4],
    FILTERS[5],
    FILTERS[6],
    &QueryParameter {
        name: "limit",
        meaning: "At most so many calls, 1 to 1000; 100 unless told otherwise.",
    },
    &QueryParameter { name: "cursor", meaning: "Goes on where an answer ended: its `next`." },
    &QueryParameter { name: "format", meaning: "`json` (the default), or `har` for an HTTP archive." },
];

/// The values of one request.
#[derive(Debug)]
pub(super) struct Query(Vec<(String, String)>);

impl Query {
    pub(super) fn new(query: &str) -> Self {
        Self(form_urlencoded::parse(query.as_bytes()).into_owned().collect())
    }

    /// The value of a parameter; an empty one counts as absent.
    pub(super) fn get(&self, name: &str) -> Option<&str> {
        self.0
            .iter()
            .find(|(known, _)| known == name)
            .map(|(_, value)| value.as_str())
            .filter(|v| !v.is_empty())
    }

    /// A number between bounds.
    pub(super) fn number(&self, name: &str, least: u64, most: u64) -> Result<Option<u64>, AdminError> {
        let Some(text) = self.get(name) else { return Ok(None) };
        let number = text.parse().ok().filter(|number| (least..=most).contains(number));
        number.map(Some).ok_or_else(|| {
            AdminError::bad(format!("{name} must be a number from {least} to {most}, not {text:?}"))
        })
    }

    /// The filter that the parameters make.
    pub(super) fn filter(&self) -> Result<JournalFilter, AdminError> {
        let own = |name| self.get(name).map(str::to_owned);
        let since = |text: &str| {
            text.parse::<Timestamp>().map_err(|error| {
                AdminError::bad(format!("since must be a time such as 2026-11-22T10:00:00Z: {error}"))
            })
        };
        Ok(JournalFilter {
            access_key_id: own("accessKeyId"),
            operation: own("operation"),
            code: own("code"),
            merchant_biz_id: own("merchantBizId"),
            scene_code: own("sceneCode"),
            transaction_id: own("transactionId"),
            since: self.get("since").map(since).transpose()?,
        })
    }

    /// Refuses what the route does not take.
    pub(super) fn allow(&self, route: &Route) -> Result<(), AdminError> {
        let known =
            |name: &str| name == TOKEN.name || route.parameters.iter().any(|known| known.name == name);
        match self.0.iter().find(|(name, _)| !known(name)) {
            None => Ok(()),
            Some((name, _)) => {
                let names: Vec<_> = route.parameters.iter().map(|known| known.name).collect();
                let takes = if names.is_empty() { "no parameters".to_owned() } else { names.join(", ") };
                Err(AdminError::bad(format!("{name} is not a parameter of this path, which takes {takes}")))
            }
        }
    }
}
