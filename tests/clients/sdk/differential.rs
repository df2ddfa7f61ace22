//! The signature code against the Python SDK's own: what it signs is accepted, and nothing that differs in one byte.

use std::collections::BTreeMap;
use std::io::{BufReader, Write as _};
use std::process::Command;

use cloudauth_local::contract::error::INVALID_ACCESS_KEY_ID;
use cloudauth_local::contract::{ApiError, Call};
use cloudauth_local::signature::{self, Secret};
use cloudauth_local::wire;
use rand::rngs::ChaCha8Rng;
use rand::{RngExt as _, SeedableRng as _};

use crate::kit::captured::parts;
use crate::kit::raw::{self, connect};
use crate::kit::skip::present;
use crate::sdk::environment::Environment;
use crate::sdk::process::Process;
use crate::sdk::run::{Emulator, Transport};

const COUNT: usize = 10_000;
const KEY: &str = "testid:testsecret";

/// Requests that the SDK signed; none was sent yet.
fn signed(count: usize, seed: u64) -> Result<impl Iterator<Item = Vec<u8>>, String> {
    let mut command: Command = Environment::Python("cloudauth-intl-3.23.1").command("python/sign.py")?;
    command.args([count.to_string(), seed.to_string()]);
    let process = Process::start("sign.py", command);
    Ok((0..count).map(move |_| {
        let line = process.line();
        let byte = |at| u8::from_str_radix(&line[at..at + 2], 16).expect("a line is hex");
        (0..line.len()).step_by(2).map(byte).collect()
    }))
}

fn shown(request: &[u8]) -> String {
    String::from_utf8_lossy(request).chars().take(3000).collect()
}

/// Every one of many random requests is accepted.
pub(crate) fn what_the_sdk_signs_is_accepted() {
    let Some(requests) = present(signed(COUNT, 1)) else { return };
    let emulator = Emulator::with_flags(&["--qps", "0", "--quiet"], &[KEY.to_owned()], Transport::Http);
    let mut stream = BufReader::new(connect(emulator.address));
    for (number, request) in requests.enumerate() {
        stream.get_mut().write_all(&request).expect("the emulator reads");
        let response = raw::read(&mut stream).expect("a response");
        assert_eq!(response.verdict(), (200, "Success"), "request {number}: {}", shown(&request));
    }
}

/// Every one of as many requests, in each of which one byte differs from what was signed, is refused. The signature
/// code is asked alone, so that no other check can refuse in its place.
pub(crate) fn one_changed_byte_is_refused() {
    let Some(requests) = present(signed(COUNT, 2)) else { return };
    let mut chance = ChaCha8Rng::seed_from_u64(3);
    let mut codes = BTreeMap::<&str, usize>::new();
    for (number, request) in requests.enumerate() {
        assert_eq!(refusal(&request), None, "request {number} before the change: {}", shown(&request));
        let changed = change(&mut chance, &request);
        let code = refusal(&changed);
        *codes.entry(code.unwrap_or_else(|| panic!("request {number}: {}", shown(&changed)))).or_default() +=
            1;
    }
    // For some bytes other refusals come first: a broken escape, a missing parameter, another key.
    assert!(codes["SignatureDoesNotMatch"] > COUNT / 4, "{codes:?}");
}

/// The code with which a request of the declared key is refused for its signature.
fn refusal(request: &[u8]) -> Option<&'static str> {
    let (id, secret) = KEY.split_once(':').expect("a key has two parts");
    let judged = read(request).and_then(|call| {
        let presented = signature::presented(&call)?;
        if let Some(missing) = presented.missing() {
            return Err(missing);
        }
        if presented.access_key_id() != Some(id) {
            return Err(INVALID_ACCESS_KEY_ID.error());
        }
        signature::verify(&call, &presented, &Secret::new(secret))
    });
    judged.err().map(|error| error.row.code)
}

/// The call in the bytes of a request.
fn read(request: &[u8]) -> Result<Call, ApiError> {
    let (parts, body) = parts(request).expect("a readable request");
    wire::request::read(parts, body)
}

/// The request with one byte changed in what is signed.
fn change(chance: &mut ChaCha8Rng, request: &[u8]) -> Vec<u8> {
    const LETTERS: &[u8] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    let places = signed_places(request);
    let meaning = decoded(request);
    loop {
        let mut changed = request.to_vec();
        changed[places[chance.random_range(0..places.len())]] =
            LETTERS[chance.random_range(0..LETTERS.len())];
        if decoded(&changed) != meaning {
            return changed;
        }
    }
}

/// Where the letters and digits of query, body, Authorization and x-acs headers stand.
fn signed_places(request: &[u8]) -> Vec<usize> {
    let body = request.windows(4).position(|four| four == b"\r\n\r\n").map_or(request.len(), |end| end + 4);
    let mut places: Vec<usize> = (body..request.len()).collect();
    let mut start = 0;
    for line in request[..body].split_inclusive(|&byte| byte == b'\n') {
        let skip = match line {
            [b'P', b'O', b'S', b'T', ..] => Some("POST /?".len()),
            [b'A', b'u', b't', b'h', ..] => Some("Authorization: ".len()),
            [b'x', b'-', b'a', b'c', b's', ..] => line.iter().position(|&byte| byte == b':'),
            _ => None,
        };
        let end = line.len() - if line.starts_with(b"POST") { " HTTP/1.1\r\n".len() } else { 2 };
        places.extend(skip.map(|skip| start + skip..start + end.min(line.len())).into_iter().flatten());
        start += line.len();
    }
    places.retain(|&at| request[at].is_ascii_alphanumeric());
    places
}

/// What a request means: bytes that are written in another way mean the same, and so do the names of signed headers.
fn decoded(request: &[u8]) -> (Vec<(String, String)>, String) {
    let text = |bytes| String::from_utf8_lossy(bytes).into_owned();
    let end = request.windows(4).position(|four| four == b"\r\n\r\n").map_or(request.len(), |end| end + 4);
    let (head, body) = request.split_at(end);
    let (line, headers) = head.split_at(head.iter().position(|&byte| byte == b'\r').unwrap_or_default());
    let query = line.strip_prefix(b"POST /?").unwrap_or(line).strip_suffix(b" HTTP/1.1").unwrap_or(line);
    let pairs = form_urlencoded::parse(query).chain(form_urlencoded::parse(body));
    let mut headers = text(headers);
    if let Some(list) = headers.find("SignedHeaders=").zip(headers.find(",Signature=")) {
        headers[list.0..list.1].make_ascii_lowercase();
    }
    (pairs.map(|(name, value)| (name.into_owned(), value.into_owned())).collect(), headers)
}
