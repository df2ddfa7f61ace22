//! Reading a scenario file: text to a tree, the tree against the schema of the format, the members against each other. Every
//! finding carries its place in the text; the secrets of the file are hidden where its lines are shown.

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
pub(in crate::scenario) mod wording;

pub use diagnostic::{Diagnostic, render};
pub use load::{load, load_bytes};
