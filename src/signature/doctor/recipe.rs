//! Signing with every step open to mistakes, as data. [`Recipe::RIGHT`] and [`KeyStep::RIGHT`] make none.

use crate::contract::call::unreserved;

/// How names and values become text.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) struct Encoding {
    /// What a space becomes.
    pub(super) space: &'static str,
    /// Reserved characters that stay as they are.
    pub(super) kept: &'static str,
    /// Unreserved characters that are encoded.
    pub(super) escaped: &'static str,
    /// Whether the hex is in lower case.
    pub(super) lower: bool,
    /// How often it is done.
    pub(super) passes: u8,
}

/// Which order parameters have.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Order {
    /// By name, then value.
    Sorted,
    /// As sent.
    Arrival,
    /// By name, upper and lower case alike.
    CaseBlind,
    /// By the text `name=value`.
    Joined,
}

/// What happens to a parameter without a value.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Empty {
    /// It is signed as `name=`.
    Kept,
    /// It is left out.
    Dropped,
    /// It is signed as `name`.
    Bare,
}

/// What becomes of the text before the seal comes to it.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Digesting {
    /// V3: its digest in lower-case hex under the algorithm. V1: nothing.
    Usual,
    /// V3: the digest in upper-case hex.
    Upper,
    /// V3: the canonical request itself stands where its digest belongs. V1: the text is not encoded a second time.
    Omitted,
    /// V3: the digest without the algorithm above it.
    Bare,
}

/// Which parameters are signed, and how they are put in line.
#[derive(Clone, Copy)]
pub(super) struct Selection {
    /// Whether the query is taken as sent instead of decoded and encoded again.
    pub(super) raw: bool,
    /// Whether form parameters are left out (V1) or taken into the query (V3).
    pub(super) misplaced: bool,
    pub(super) order: Order,
    pub(super) empty: Empty,
    /// What is put before the first one.
    pub(super) lead: &'static str,
}

/// How the canonical headers of V3 are written.
#[derive(Clone, Copy)]
pub(super) struct HeaderLines {
    pub(super) host: fn(&str) -> String,
    pub(super) name: fn(&str) -> String,
    pub(super) value: fn(&str) -> String,
    pub(super) colon: &'static str,
    /// Whether they keep the order and case of `SignedHeaders`.
    pub(super) as_sent: bool,
    /// Whether a signed header that the request lacks is left out.
    pub(super) absent_dropped: bool,
    /// What stands between them and `SignedHeaders`.
    pub(super) end: &'static str,
}

/// The text that is signed, of both signatures.
#[derive(Clone, Copy)]
pub(super) struct Recipe {
    pub(super) method: fn(&str) -> String,
    /// The canonical path; the V1 string to sign holds its encoding.
    pub(super) path: &'static str,
    pub(super) encoding: Encoding,
    pub(super) parameters: Selection,
    pub(super) headers: HeaderLines,
    /// From the lower-case hex of the body's digest to the last line of the canonical request.
    pub(super) digest: fn(&str) -> String,
    /// What stands behind the last line.
    pub(super) end: &'static str,
    pub(super) newline: &'static str,
    pub(super) digesting: Digesting,
}

/// What is done with the text that is signed.
#[derive(Clone, Copy)]
pub(super) struct KeyStep {
    /// From the secret and the access key to what is used as the secret.
    pub(super) secret: fn(&str, &str) -> String,
    /// Whether `&` is missing behind the V1 secret, or stands behind the V3 one.
    pub(super) ampersand: bool,
    /// V1: HMAC-SHA256 instead of HMAC-SHA1.
    pub(super) sha256: bool,
    /// From the right spelling of the signature, base64 (V1) or hex (V3), to the client's.
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
    /// Appends the text after all passes.
    pub(super) fn push(&self, out: &mut String, text: &str) {
        match self.passes {
            0 => out.push_str(text),
            1 => self.once(out, text),
            _ => {
                let mut room = String::new();
                self.once(&mut room, text);
                self.once(out, &room);
            }
        }
    }

    fn once(&self, out: &mut String, text: &str) {
        let digits = if self.lower { b"0123456789abcdef" } else { b"0123456789ABCDEF" };
        let hex = |half: u8| char::from(digits[usize::from(half)]);
        let mut rest = text;
        while let Some(stop) = rest.bytes().position(|byte| !self.stays(byte)) {
            // A character of many bytes never stays, so that its first byte begins the cut.
            let (stay, from) = rest.split_at(stop);
            let width = from.chars().next().map_or(0, char::len_utf8);
            let (character, after) = from.split_at(width);
            out.push_str(stay);
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

    fn stays(&self, byte: u8) -> bool {
        let listed = |list: &str| list.as_bytes().contains(&byte);
        if unreserved(byte) { !listed(self.escaped) } else { listed(self.kept) }
    }
}
