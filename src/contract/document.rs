//! The document types of ID_OCR. The vendor's page says "8-digit" and lists two codes with nine digits: the list is used,
//! not the pattern.

use super::value::Choice;

/// All values of `DocType`, in the order of the vendor's page.
pub static DOCUMENTS: &[Choice] = &[
    Choice { value: "01000000", meaning: "Global Passport" },
    Choice { value: "00000006", meaning: "Hong Kong Identity Card (2003 version)" },
    Choice { value: "00000008", meaning: "Hong Kong Identity Card (2018 version)" },
    Choice { value: "00000007", meaning: "Exit-Entry Permit for Travelling to and from Hong Kong and Macao" },
    Choice { value: "00000009", meaning: "Mainland Travel Permits for Hong Kong and Macao Residents" },
    Choice { value: "000000011", meaning: "Macao Identity Card (nine digits, as published)" },
    Choice {
        value: "000000012",
        meaning: "Mainland Travel Permit for Taiwan residents (nine digits, as published)",
    },
    Choice { value: "00000001", meaning: "Second-generation resident identity card of the Chinese mainland" },
];
