//! What passes besides what the documentation says: from which level of strictness on, and in which form.

use std::borrow::Cow;

use super::value::{Fit, Form, is_object};
use super::{Strictness, python_repr};

/// What one parameter takes besides its documented form.
#[derive(Debug, Clone, Copy)]
pub struct Tolerance {
    /// The first level of strictness at which it passes.
    pub level: Strictness,
    /// Which values pass.
    pub takes: Takes,
}

/// Which undocumented values pass.
#[derive(Debug, Clone, Copy)]
pub enum Takes {
    /// Any value.
    Any,
    /// Any characters up to a length.
    AnyUpTo(usize),
    /// ASCII letters, digits and a few more characters, up to a length.
    Word {
        /// What is allowed besides ASCII letters and digits.
        also: &'static str,
        /// The longest value, in characters.
        longest: usize,
    },
    /// Other spellings, each with the listed value that it stands for.
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

    /// What it takes, as the end of a sentence that begins with the level.
    #[must_use]
    pub fn describe(&self) -> Cow<'static, str> {
        match self.takes {
            Takes::Any => "takes any other value".into(),
            Takes::AnyUpTo(longest) => format!("takes any characters, up to {longest}").into(),
            Takes::Word { also, longest } => {
                let also: Vec<_> = also.chars().map(String::from).collect();
                format!("takes {} too, up to {longest} characters", also.join(" and ")).into()
            }
            Takes::Spellings(spellings) => {
                let each: Vec<_> =
                    spellings.iter().map(|(spelling, value)| format!("{spelling} for {value}")).collect();
                format!("takes {} too", each.join(", ")).into()
            }
            Takes::HttpUrl => "takes http too".into(),
            Takes::PythonRepr => "takes the repr of a Python dict too".into(),
            Takes::JsonObject => "takes any JSON object".into(),
        }
    }

    /// Whether a value passes, and which of the form's choices it stands for.
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
    fn tolerances_stand_in_the_order_of_their_levels_and_none_is_documented() {
        for row in OPERATIONS.iter().flat_map(|operation| operation.parameters.iter()) {
            let levels: Vec<_> = row.tolerances.iter().map(|tolerance| tolerance.level).collect();
            assert!(levels.is_sorted() && !levels.contains(&Strictness::Documented), "{}", row.name);
        }
    }
}
