//! The largest sizes of what a call carries. The vendor documents nothing nearly as large, and what is kept of a call stays
//! small. They hold at every level of strictness.

use crate::contract::error::{INVALID_ACCESS_KEY_ID, INVALID_PARAMETER};
use crate::contract::value::Form;
use crate::contract::{ApiError, ErrorRow, Mark, Parameter};

/// The largest size of one kind of value.
#[derive(Debug)]
pub struct SizeLimit {
    /// What it limits, for the table.
    pub what: &'static str,
    /// The largest size, in bytes.
    pub bytes: usize,
    /// The error of a larger value.
    pub error: &'static ErrorRow,
    /// The source of the row.
    pub mark: Mark,
}

/// `AccessKeyId`.
pub static ACCESS_KEY_ID: SizeLimit = SizeLimit {
    what: "`AccessKeyId`, or `Credential` in `Authorization`",
    bytes: 128,
    error: &INVALID_ACCESS_KEY_ID,
    mark: Mark::Choice,
};
/// The nonce of a signature.
pub static NONCE: SizeLimit = SizeLimit {
    what: "`SignatureNonce`, or `x-acs-signature-nonce`",
    bytes: 256,
    error: &INVALID_PARAMETER,
    mark: Mark::Choice,
};
/// URLs.
pub static URL: SizeLimit = SizeLimit {
    what: "`ReturnUrl`, `CallbackUrl`",
    bytes: 8 * 1024,
    error: &INVALID_PARAMETER,
    mark: Mark::Choice,
};
/// Everything else.
pub static VALUE: SizeLimit = SizeLimit {
    what: "the name and the value of any other parameter, but for JSON texts and for images (names with `Picture`, `Image`, `Photo`, `Video`, `File` or `Base64`)",
    bytes: 64 * 1024,
    error: &INVALID_PARAMETER,
    mark: Mark::Choice,
};

/// All limits.
pub static SIZE_LIMITS: [&SizeLimit; 4] = [&ACCESS_KEY_ID, &NONCE, &URL, &VALUE];

/// No limit but that of the whole request applies to a call whose decoded parameters are not larger than this, in bytes.
pub(super) const SMALLEST: usize = 8 * 1024;
/// The longest name that a message repeats, in bytes.
const SHOWN: usize = 64;
/// Parts of the names of parameters that take images, of this product and of others.
const IMAGES: [&str; 6] = ["Picture", "Image", "Photo", "Video", "File", "Base64"];

impl SizeLimit {
    /// Checks a value.
    ///
    /// # Errors
    /// The limit's error, with a message that names the parameter.
    pub fn check(&self, name: &str, value: &str) -> Result<(), ApiError> {
        if value.len() <= self.bytes {
            return Ok(());
        }
        let name = &name[..name.floor_char_boundary(SHOWN)];
        let expected = format!("{name} must be at most {} bytes long", self.bytes);
        Err(if self.error.code == INVALID_PARAMETER.code {
            self.error.with_message(format!("Invalid parameter: {expected}."))
        } else {
            self.error.error().with_hint(Some(format!("{expected}, and this one has {}.", value.len())))
        })
    }
}

/// The limit of a row's values; `None` for JSON texts.
pub(super) fn of_row(row: &Parameter) -> Option<&'static SizeLimit> {
    match row.form {
        Form::Url { .. } => Some(&URL),
        Form::MetaInfo | Form::Languages(_) | Form::JsonObject => None,
        Form::Text | Form::OneOf { .. } | Form::Word { .. } => Some(&VALUE),
    }
}

/// Checks a parameter that has no row, such as those of the service's other products.
pub(super) fn check_unlisted(name: &str, value: &str) -> Result<(), ApiError> {
    VALUE.check(name, name)?;
    let is_image = IMAGES.iter().any(|part| name.contains(part));
    let is_json = value.trim_start().starts_with(['{', '[']);
    if is_image || is_json { Ok(()) } else { VALUE.check(name, value) }
}
