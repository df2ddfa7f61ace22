//! What is accepted in addition to the documented values: from which level of strictness on, and in which form.

use std::borrow::Cow;

use super::value::{Fit, Form, is_object};
use super::{Strictness, python_repr};

/// What a parameter accepts in addition to its documented form.
#[derive(Debug, Clone, Copy)]
pub struct Tolerance {
    /// The strictest level that accepts it.
    pub level: Strictness,
    /// Which values are accepted.
    pub takes: Takes,
}

/// Which undocumented values are accepted.
#[derive(Debug, Clone, Copy)]
pub enum Takes {
    /// Any value.
    Any,
    /// Any characters up to a length.
    AnyUpTo(usize),
    /// ASCII letters, digits and some other characters, up to a length.
    Word {
        /// The other characters, in addition to ASCII letters and digits.
        also: &'static str,
        /// The maximum length, in characters.
        longest: usize,
    },
    /// Other spellings, each with the documented value that it stands for.
    Spellings(&'static [(&'static str, &'static str)]),
    /// An absolute http or https URL.
    HttpUrl,
    /// The `repr` of a Python dict with a known deviceType.
    PythonRepr,
    /// Any JSON object.
    JsonObject,
}

impl Tolerance {
    /// Any value, at the lenient level.
    pub const LENIENT_ANY: Self = Self { level: Strictness::Lenient, takes: Takes::Any };

    /// What it accepts, as a verb phrase whose subject is the level.
    #[must_use]
    pub fn describe(&self) -> Cow<'static, str> {
        match self.takes {
            Takes::Any => "accepts any other value".into(),
            Takes::AnyUpTo(longest) => format!("accepts any characters, up to {longest}").into(),
            Takes::Word { also, longest } => {
                let also: Vec<_> = also.chars().map(String::from).collect();
                format!("also accepts {}, up to {longest} characters", also.join(" and ")).into()
            }
            Takes::Spellings(spellings) => {
                let each: Vec<_> =
                    spellings.iter().map(|(spelling, value)| format!("{spelling} for {value}")).collect();
                format!("also accepts {}", each.join(", ")).into()
            }
            Takes::HttpUrl => "also accepts http".into(),
            Takes::PythonRepr => "also accepts the repr of a Python dict".into(),
            Takes::JsonObject => "accepts any JSON object".into(),
        }
    }

    /// Checks a value. Returns the form's choice that it stands for.
    pub(super) fn fit(&self, form: &Form, value: &str) -> Option<Fit> {
        let passes = |passes: bool| passes.then_some(Fit::UNLISTED);
        match self.takes {
            Takes::Any => Some(Fit::UNLISTED),
            Takes::AnyUpTo(longest) => passes(value.chars().count() <= longest),
            Takes::Word { also, longest } => passes(Form::Word { also, longest }.judge(value).is_some()),
            Takes::Spellings(spellings) => {
                let (_, meant) = spellings.iter().find(|(spelling, _)| *spelling == value)?;
                form.judge(meant)
            }
            Takes::HttpUrl => Form::Url { https: false }.judge(value),
            Takes::PythonRepr => form.judge(&python_repr::to_json(value)?),
            Takes::JsonObject => passes(is_object(value)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::contract::operations::OPERATIONS;

    #[test]
    fn tolerances_are_in_the_order_of_their_levels_and_none_is_documented() {
        for row in OPERATIONS.iter().flat_map(|operation| operation.parameters.iter()) {
            let levels: Vec<_> = row.tolerances.iter().map(|tolerance| tolerance.level).collect();
            assert!(levels.is_sorted() && !levels.contains(&Strictness::Documented), "{}", row.name);
        }
    }
}
