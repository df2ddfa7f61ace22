//! The names in a setup: keys, secrets, users, documents, and the commands with which a call selects its fault.

use crate::reference::step::Key;

/// Keys from this one on are used once each, many at a time.
pub(crate) const FIRST_OF_MANY: Key = 1000;
/// The account of several keys.
pub(crate) const SHARED: &str = "corp";
/// The URLs that the merchant gives.
pub(crate) const CALLBACK_URL: &str = "https://shop.example/done?shop=1";
pub(crate) const CALLBACK_TOKEN: &str = "t0ken";
pub(crate) const RETURN_URL: &str = "https://shop.example/back";
/// The emulator's URL.
pub(crate) const BASE_URL: &str = "http://127.0.0.1:8809";
/// The time of day at which a setup begins.
pub(crate) const START: &str = "2026-11-22T10:00:00Z";
/// A temporary key needs a security token.
pub(crate) const TEMPORARY: Key = 5;
/// The types of documents that are used, with the field that a user corrects.
pub(crate) const DOCUMENTS: [(&str, &str); 3] =
    [("01000000", "passportNo"), ("00000008", "idNumber"), ("000000011", "idNumber")];
/// The pages of a check.
pub(crate) const PAGES: [&str; 4] = ["LOADING", "GUIDE", "OCR_SCAN", "OCR_RESULT"];
/// What the user writes in place of what was read.
pub(crate) const CORRECTION: &str = "X1234567";

/// An access key's name; none for 0.
pub(crate) fn key(key: Key) -> Option<String> {
    match key {
        0 => None,
        TEMPORARY => Some("STS.k5".to_owned()),
        key if key >= FIRST_OF_MANY => Some(format!("many{key}")),
        key => Some(format!("k{key}")),
    }
}

/// The secret of a key.
pub(crate) fn secret(key: Key) -> String {
    format!("secret-of-{key}")
}

/// A user of the merchant.
pub(crate) fn user(number: u8) -> String {
    format!("user{number}")
}

/// A merchant's number of a check.
pub(crate) fn biz(number: u8) -> String {
    format!("biz{number}")
}

/// The name of a key, or of the account of unsigned calls.
pub(crate) fn name(number: Key) -> String {
    key(number).unwrap_or_else(|| "anonymous".to_owned())
}
