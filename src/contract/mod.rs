//! The contract of the service: const tables and pure functions. No IO, no clock, no randomness, no async.

pub mod access_denied;
pub mod addressing;
pub mod call;
pub mod callback;
pub mod coverage_event;
pub mod device;
pub mod document;
pub mod error;
pub mod explain;
pub mod format;
pub mod identity;
mod json_members;
pub mod language;
pub mod nearest;
pub mod operations;
pub mod overlay;
pub mod parameter;
mod python_repr;
pub mod redirect;
pub mod reply;
mod result_value;
pub mod size;
pub mod style;
pub mod tolerance;
pub mod validate;
pub mod value;

pub use crate::contract::call::{Call, ParameterSource, Parameters};
pub use crate::contract::operations::Operation;
pub use error::{ApiError, ErrorRow};
pub use parameter::Parameter;

/// The source of a fact.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mark {
    /// Documented by the vendor for this API.
    Documented,
    /// Documented for a sister API or another version of the page.
    Sister,
    /// Observed in live traffic or in the behaviour of the SDKs.
    Observed,
    /// Seen in a recorded response of the real service, or in the working code of an integrator in production.
    Live,
    /// Our choice, because the real behaviour is not public.
    Choice,
}

impl Mark {
    /// The word for tables.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Documented => "documented",
            Self::Sister => "sister API",
            Self::Observed => "observed",
            Self::Live => "seen live",
            Self::Choice => "our choice",
        }
    }
}

/// How strictly calls are checked. Each level accepts what the previous ones accept.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub enum Strictness {
    /// Only what is documented.
    Documented,
    /// Also what the real service was observed to accept; logged.
    #[default]
    Observed,
    /// Also what the real service may or may not refuse; logged.
    Lenient,
}

impl Strictness {
    /// All levels, the strictest first.
    pub const ALL: [Self; 3] = [Self::Documented, Self::Observed, Self::Lenient];

    /// The value of the flag.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Documented => "documented",
            Self::Observed => "observed",
            Self::Lenient => "lenient",
        }
    }
}

/// The API version.
pub const VERSION: &str = "2022-08-09";
/// The product's name in `Recommend` links.
pub const PRODUCT: &str = "Cloudauth-intl";
