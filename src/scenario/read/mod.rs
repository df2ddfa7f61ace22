//! Parses scenario files: first into a syntax tree, which is validated against the JSON Schema, then checks across values.
//! Every finding has its position in the source; secrets are masked wherever source lines are shown.

mod check;
mod check_then;
mod compare;
mod cursor;
mod diagnostic;
mod load;
mod mask;
mod parse;
mod parse_value;
mod reach;
mod shape;
mod tree;
mod valid_part;
pub(in crate::scenario) mod wording;

pub use diagnostic::{Diagnostic, render};
pub use load::{load, load_bytes};
pub use valid_part::{ValidPart, load_valid_part};
