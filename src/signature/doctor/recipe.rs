//! The steps of signing as data, so that each can be done wrongly. [`Recipe::RIGHT`] and [`KeyStep::RIGHT`] are the
//! correct ones.

use crate::contract::call::unreserved;

/// How names and values are percent-encoded.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) struct Encoding {
    /// The encoded form of a space.
    pub(super) space: &'static str,
    /// Reserved characters that are not encoded.
    pub(super) kept: &'static str,
    /// Unreserved characters that are encoded.
    pub(super) escaped: &'static str,
    /// Whether the hex is in lower case.
    pub(super) lower: bool,
    /// How many times the encoding is applied.
    pub(super) passes: u8,
}

/// The order of the parameters.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Order {
    /// By name, then value.
    Sorted,
    /// As sent.
    Arrival,
    /// By name, ignoring case.
    CaseBlind,
    /// By the string `name=value`.
    Joined,
}

/// How a parameter without a value is signed.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Empty {
    /// As `name=`.
    Kept,
    /// It is left out.
    Dropped,
    /// As `name`.
    Bare,
}

/// What is done with the canonical request (V3) or the joined parameters (V1) before the HMAC.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Digesting {
    /// V3: the algorithm, and the digest in lower-case hex. V1: encoded a second time.
    Usual,
    /// V3: as usual, with the digest in upper-case hex.
    Upper,
    /// V3: the canonical request in place of its digest. V1: not encoded a second time.
    Omitted,
    /// V3: the digest without the algorithm.
    Bare,
}

/// Which parameters are signed, and how they are joined.
#[derive(Clone, Copy)]
pub(super) struct Selection {
    /// Whether the query is used as sent instead of decoded and encoded again.
    pub(super) raw: bool,
    /// Whether form parameters are left out (V1) or included in the query (V3).
    pub(super) misplaced: bool,
    pub(super) order: Order,
    pub(super) empty: Empty,
    /// The prefix of the query.
    pub(super) lead: &'static str,
}

/// How the canonical headers of V3 are written.
#[derive(Clone, Copy)]
pub(super) struct HeaderLines {
    pub(super) host: fn(&str) -> String,
    pub(super) name: fn(&str) -> String,
    pub(super) value: fn(&str) -> String,
    pub(super) colon: &'static str,
    /// Whether the names keep the order and case of `SignedHeaders`.
    pub(super) as_sent: bool,
    /// Whether a header in `SignedHeaders` that was not sent is left out.
    pub(super) absent_dropped: bool,
    /// The separator between the headers and `SignedHeaders`.
    pub(super) end: &'static str,
}

/// How the string to sign is made, for both signature versions.
#[derive(Clone, Copy)]
pub(super) struct Recipe {
    pub(super) method: fn(&str) -> String,
    /// The canonical path; encoded in the V1 string to sign.
    pub(super) path: &'static str,
    pub(super) encoding: Encoding,
    pub(super) parameters: Selection,
    pub(super) headers: HeaderLines,
    /// Makes the last line of the canonical request from the body's digest in lower-case hex.
    pub(super) digest: fn(&str) -> String,
    /// The suffix of the canonical request.
    pub(super) end: &'static str,
    pub(super) newline: &'static str,
    pub(super) digesting: Digesting,
}

/// How the string to sign becomes the signature.
#[derive(Clone, Copy)]
pub(super) struct KeyStep {
    /// Makes the string that is used as the secret from the AccessKeySecret and the AccessKeyId.
    pub(super) secret: fn(&str, &str) -> String,
    /// Whether the `&` after a V1 secret is missing, or a V3 secret is followed by one.
    pub(super) ampersand: bool,
    /// V1: HMAC-SHA256 instead of HMAC-SHA1.
    pub(super) sha256: bool,
    /// Makes the client's form of the signature from the correct one, base64 (V1) or hex (V3).
    pub(super) written: fn(&str) -> String,
}

impl Recipe {
    /// No mistake.
    pub(super) const RIGHT: Self = Self {
        method: str::to_owned,
        path: "/",
        encoding: Encoding { space: "%20", kept: "", escaped: "", lower: false, passes: 1 },
        parameters: Selection {
            raw: false,
            misplaced: false,
            order: Order::Sorted,
            empty: Empty::Kept,
            lead: "",
        },
        headers: HeaderLines {
            host: str::to_owned,
            name: str::to_owned,
            value: str::to_owned,
            colon: ":",
            as_sent: false,
            absent_dropped: false,
            end: "\n",
        },
        digest: str::to_owned,
        end: "",
        newline: "\n",
        digesting: Digesting::Usual,
    };
}

impl KeyStep {
    /// No mistake.
    pub(super) const RIGHT: Self = Self {
        secret: |secret, _| secret.to_owned(),
        ampersand: false,
        sha256: false,
        written: str::to_owned,
    };
}

impl Encoding {
    /// Appends `text`, encoded `passes` times.
    pub(super) fn push(&self, out: &mut String, text: &str) {
        match self.passes {
            0 => out.push_str(text),
            1 => self.once(out, text),
            _ => {
                let mut buffer = String::new();
                self.once(&mut buffer, text);
                self.once(out, &buffer);
            }
        }
    }

    fn once(&self, out: &mut String, text: &str) {
        let digits = if self.lower { b"0123456789abcdef" } else { b"0123456789ABCDEF" };
        let hex = |half: u8| char::from(digits[usize::from(half)]);
        let mut rest = text;
        while let Some(stop) = rest.bytes().position(|byte| !self.is_kept(byte)) {
            // Multi-byte characters are always encoded, so `stop` is the start of a character.
            let (kept, from) = rest.split_at(stop);
            let width = from.chars().next().map_or(0, char::len_utf8);
            let (character, after) = from.split_at(width);
            out.push_str(kept);
            if character == " " {
                out.push_str(self.space);
            } else {
                for byte in character.bytes() {
                    out.push('%');
                    out.push(hex(byte >> 4));
                    out.push(hex(byte & 15));
                }
            }
            rest = after;
        }
        out.push_str(rest);
    }

    fn is_kept(&self, byte: u8) -> bool {
        let listed = |characters: &str| characters.as_bytes().contains(&byte);
        if unreserved(byte) { !listed(self.escaped) } else { listed(self.kept) }
    }
}
