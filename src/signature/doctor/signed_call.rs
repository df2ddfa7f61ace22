//! Signs a refused call again according to a recipe: slower than [`v1`](crate::signature::v1) and [`v3`], and equal to
//! them for the correct recipe and key step.

use std::cell::Cell;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use hmac::{Hmac, Mac};
use sha1::Sha1;
use sha2::{Digest, Sha256};

use crate::contract::{Call, ParameterSource};
use crate::signature::doctor::recipe::{Digesting, Empty, Encoding, KeyStep, Order, Recipe};
use crate::signature::secret::keyed;
use crate::signature::{Presented, Secret, encode, v3};

/// The work for a parameter besides its bytes (lookup, sorting, joining), in bytes.
const PAIR_WORK: usize = 64;

/// A refused call, its credentials, and the work spent on it.
pub(super) struct SignedCall<'a> {
    call: &'a Call,
    pub(super) presented: &'a Presented<'a>,
    secret: &'a Secret,
    /// The signature that the client sent.
    claimed: &'a str,
    /// Bytes written and hashed so far.
    pub(super) work: Cell<usize>,
    /// The budget of `work`.
    max_work: usize,
}

impl<'a> SignedCall<'a> {
    pub(super) fn new(
        call: &'a Call,
        presented: &'a Presented<'a>,
        secret: &'a Secret,
        claimed: &'a str,
        max_work: usize,
    ) -> Self {
        Self { call, presented, secret, claimed, work: Cell::new(0), max_work }
    }

    /// The strings to sign of a recipe; none once the budget is used up. V1 encodes twice, and a wrong encoding may be
    /// used the first time, both times, or for the path too, so it has up to three.
    pub(super) fn strings(&self, recipe: &Recipe) -> Vec<String> {
        if self.exhausted() {
            return Vec::new();
        }
        let Presented::V3(claim) = self.presented else { return self.v1_strings(recipe) };
        let request = self.canonical_request(claim, recipe);
        // The request was written and will be hashed.
        self.spend(2 * request.len() + self.call.body.len());
        vec![string_to_sign(&request, recipe)]
    }

    fn spend(&self, bytes: usize) {
        self.work.set(self.work.get() + bytes);
    }

    fn exhausted(&self) -> bool {
        self.work.get() >= self.max_work
    }

    /// Whether one of the strings to sign gives the signature that the client sent; `false` once the budget is used up.
    pub(super) fn gives_claimed(&self, strings: &[String], key_step: &KeyStep) -> bool {
        let id = self.presented.access_key_id().unwrap_or_default();
        let mut key = (key_step.secret)(self.secret.text(), id);
        let v3 = matches!(self.presented, Presented::V3(_));
        if v3 == key_step.ampersand {
            key.push('&');
        }
        let code = |text: &String| {
            if v3 {
                hex(&hmac_sha256(&key, text))
            } else if key_step.sha256 {
                STANDARD.encode(hmac_sha256(&key, text))
            } else {
                STANDARD
                    .encode(keyed::<Hmac<Sha1>>(key.as_bytes()).chain_update(text).finalize().into_bytes())
            }
        };
        strings.iter().any(|text| {
            if self.exhausted() {
                return false;
            }
            self.spend(text.len());
            (key_step.written)(&code(text)) == self.claimed
        })
    }

    fn v1_strings(&self, recipe: &Recipe) -> Vec<String> {
        let right = Recipe::RIGHT.encoding;
        let second = Encoding { passes: 1, ..recipe.encoding };
        let query = self.query(recipe);
        let method = (recipe.method)(self.call.method.as_str());
        let text = |path: Encoding, whole: Encoding| {
            if self.exhausted() {
                return None;
            }
            let mut text = String::with_capacity(query.len() * 2);
            text.push_str(&method);
            text.push('&');
            path.push(&mut text, recipe.path);
            text.push('&');
            match recipe.digesting {
                Digesting::Omitted => text.push_str(&query),
                _ => whole.push(&mut text, &query),
            }
            self.spend(text.len());
            Some(text)
        };
        let mut variants = vec![(right, right)];
        if second != right {
            variants.extend([(right, second), (second, second)]);
        }
        variants.into_iter().map_while(|(path, whole)| text(path, whole)).collect()
    }

    fn canonical_request(&self, claim: &v3::V3Claim<'_>, recipe: &Recipe) -> String {
        let mut buffer = String::new();
        let names = if recipe.headers.as_sent {
            claim.signed_headers
        } else {
            v3::in_order(claim.signed_headers, &mut buffer)
        };
        let mut headers = String::new();
        for name in names.split(';').filter(|name| !name.is_empty()) {
            let mut values: Vec<_> = self.call.headers.get_all(name).iter().collect();
            if values.is_empty() && recipe.headers.absent_dropped {
                continue;
            }
            values.sort();
            let values: Vec<_> =
                values.iter().map(|value| String::from_utf8_lossy(value.as_bytes().trim_ascii())).collect();
            let mut value = (recipe.headers.value)(&values.join(","));
            if name.eq_ignore_ascii_case("host") {
                value = (recipe.headers.host)(&value);
            }
            headers.extend([&(recipe.headers.name)(name), recipe.headers.colon, &value, "\n"]);
        }
        let request = format!(
            "{}\n{}\n{}{}\n{}{}{}\n{}{}",
            (recipe.method)(self.call.method.as_str()),
            recipe.path,
            recipe.parameters.lead,
            self.query(recipe),
            headers,
            recipe.headers.end,
            names,
            (recipe.digest)(&String::from_utf8_lossy(&v3::digest(&self.call.body))),
            recipe.end,
        );
        if recipe.newline == "\n" { request } else { request.replace('\n', recipe.newline) }
    }

    /// The parameters, encoded and joined.
    fn query(&self, recipe: &Recipe) -> String {
        let choice = &recipe.parameters;
        let mut pairs = if choice.raw { self.raw_pairs() } else { self.decoded_pairs(choice.misplaced) };
        match choice.order {
            Order::Sorted => pairs.sort_unstable(),
            Order::Arrival => {}
            Order::CaseBlind => {
                pairs.sort_by_cached_key(|(name, value)| (name.to_lowercase(), *value));
            }
            Order::Joined => pairs.sort_by_cached_key(|(name, value)| format!("{name}={value}")),
        }
        if choice.empty == Empty::Dropped {
            pairs.retain(|(_, value)| !value.is_empty());
        }
        let encoding =
            Encoding { passes: if choice.raw { 0 } else { recipe.encoding.passes }, ..recipe.encoding };
        let mut text = String::with_capacity(self.call.raw_query().len() * 2);
        for (index, (name, value)) in pairs.iter().enumerate() {
            if index > 0 {
                text.push('&');
            }
            encoding.push(&mut text, name);
            if !(value.is_empty() && choice.empty == Empty::Bare) {
                text.push('=');
            }
            encoding.push(&mut text, value);
        }
        self.spend(text.len() + pairs.len() * PAIR_WORK);
        text
    }

    /// Names and values as sent, still encoded.
    fn raw_pairs(&self) -> Vec<(&str, &str)> {
        let v1 = matches!(self.presented, Presented::V1(_));
        let body = if v1 { str::from_utf8(&self.call.body).unwrap_or_default() } else { "" };
        let parts = self.call.raw_query().split('&').chain(body.split('&')).filter(|part| !part.is_empty());
        let pairs = parts.map(|part| part.split_once('=').unwrap_or((part, "")));
        pairs.filter(|(name, _)| !v1 || *name != "Signature").collect()
    }

    /// Names and values, decoded; if `misplaced`, with the form parameters left out (V1) or included (V3).
    fn decoded_pairs(&self, misplaced: bool) -> Vec<(&str, &str)> {
        let v1 = matches!(self.presented, Presented::V1(_));
        let covered = if v1 { encode::in_v1 } else { encode::in_v3 };
        let wanted = self.call.parameters.iter().filter(|item| {
            let moved = misplaced && item.source == ParameterSource::Form && item.name != "Signature";
            covered(item) != moved
        });
        wanted.map(|item| (item.name, item.value)).collect()
    }
}

fn string_to_sign(request: &str, recipe: &Recipe) -> String {
    let digest = hex(&Sha256::digest(request));
    let newline = recipe.newline;
    match recipe.digesting {
        Digesting::Usual => format!("{}{newline}{digest}", v3::ALGORITHM),
        Digesting::Upper => format!("{}{newline}{}", v3::ALGORITHM, digest.to_uppercase()),
        Digesting::Omitted => format!("{}{newline}{request}", v3::ALGORITHM),
        Digesting::Bare => digest,
    }
}

fn hmac_sha256(key: &str, message: &str) -> [u8; 32] {
    keyed::<Hmac<Sha256>>(key.as_bytes()).chain_update(message).finalize().into_bytes().into()
}

fn hex(bytes: &[u8]) -> String {
    let digits =
        |byte: &u8| [byte >> 4, byte & 15].map(|half| char::from_digit(half.into(), 16).unwrap_or_default());
    bytes.iter().flat_map(digits).collect()
}

/// Decodes hex; characters that are not hex digits count as 0.
fn unhex(text: &str) -> Vec<u8> {
    let digit = |byte: u8| {
        char::from(byte).to_digit(16).and_then(|digit| u8::try_from(digit).ok()).unwrap_or_default()
    };
    text.as_bytes().chunks_exact(2).map(|pair| digit(pair[0]) << 4 | digit(pair[1])).collect()
}

/// Converts hex to base64.
pub(super) fn base64_of_hex(text: &str) -> String {
    STANDARD.encode(unhex(text))
}

/// Converts base64 to hex; empty if `text` is not base64.
pub(super) fn hex_of_base64(text: &str) -> String {
    hex(&STANDARD.decode(text).unwrap_or_default())
}

/// Encodes the bytes of a string in base64.
pub(super) fn base64_of_string(text: &str) -> String {
    STANDARD.encode(text)
}
