//! HTTP as RFC 9112 wants it: every row of `fixtures/http/rfc9112.txt` is sent as it stands, and answered as it says.

use std::collections::HashSet;
use std::fs;
use std::io::{Read, Write};
use std::net::{Shutdown, SocketAddr};

use crate::kit::program::Program;
use crate::kit::raw::{Response, connect, read};

/// What `{T}` stands for.
const TARGET: &str = "/?Action=KeepaliveIntl&Version=2022-08-09&Format=JSON";

struct Row {
    name: String,
    /// Of the answers, in order.
    statuses: Vec<u16>,
    section: String,
    request: Vec<u8>,
}

fn rows() -> Vec<Row> {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/fixtures/http/rfc9112.txt");
    let text = fs::read_to_string(path).expect("the table is there");
    let mut rows: Vec<Row> = Vec::new();
    let mut inside = false;
    for line in text.lines() {
        if let Some(head) = line.strip_prefix("== ") {
            let [name, statuses, section] = *head.split(" | ").collect::<Vec<_>>() else {
                panic!("a row begins with three parts: {line}")
            };
            rows.push(Row {
                name: name.to_owned(),
                statuses: statuses.split(' ').map(|status| status.parse().expect("a status")).collect(),
                section: section.to_owned(),
                request: Vec::new(),
            });
            inside = true;
        } else if line.is_empty() {
            inside = false;
        } else if inside {
            unescape(line, &mut rows.last_mut().expect("a row has begun").request);
        } else {
            assert!(line.starts_with('#'), "neither a row nor a comment: {line}");
        }
    }
    rows
}

fn unescape(line: &str, into: &mut Vec<u8>) {
    let line = line.replace("{T}", TARGET);
    let mut bytes = line.bytes();
    while let Some(byte) = bytes.next() {
        if byte != b'\\' {
            into.push(byte);
            continue;
        }
        into.push(match bytes.next() {
            Some(b'r') => b'\r',
            Some(b'n') => b'\n',
            Some(b't') => b'\t',
            Some(b'0') => 0,
            Some(b'\\') => b'\\',
            Some(b'x') => {
                let digits: Vec<u8> = bytes.by_ref().take(2).collect();
                u8::from_str_radix(std::str::from_utf8(&digits).unwrap(), 16).expect("two hex digits")
            }
            other => panic!("no escape: {other:?} in {line}"),
        });
    }
}

/// All answers to what is sent in these pieces, up to the end of the connection.
fn answers(address: SocketAddr, pieces: &mut dyn Iterator<Item = &[u8]>) -> Vec<Response> {
    let mut stream = connect(address);
    for piece in pieces {
        if stream.write_all(piece).is_err() {
            break; // The server has refused it and does not hear the rest.
        }
    }
    let _ = stream.shutdown(Shutdown::Write);
    let mut bytes = Vec::new();
    stream.read_to_end(&mut bytes).expect("the connection ends in order");
    let mut rest = &bytes[..];
    let mut answers = Vec::new();
    while !rest.is_empty() {
        let answer = read(&mut rest);
        answers.push(answer.unwrap_or_else(|_| panic!("no answer: {}", bytes.escape_ascii())));
    }
    answers
}

#[test]
fn every_row_is_answered_as_the_rfc_says_whole_or_byte_by_byte() {
    let emulator = Program::unthrottled(&["--quiet"]);
    let mut wrong = Vec::new();
    for Row { name, statuses, section, request } in rows() {
        let whole = answers(emulator.address, &mut [&request[..]].into_iter());
        let single = answers(emulator.address, &mut request.chunks(1));
        for (way, answers) in [("whole", whole), ("byte by byte", single)] {
            let got: Vec<_> = answers.iter().map(|answer| answer.status).collect();
            // A client whose body has begun to arrive is not told to send it.
            let wanted = statuses.iter().copied().filter(|status| *status != 100 || got.contains(&100));
            if !wanted.eq(got.iter().copied()) {
                wrong.push(format!("{name} ({section}, {way}): {statuses:?} expected, not {got:?}"));
            }
            for refusal in answers.iter().filter(|answer| answer.status >= 400) {
                assert_ne!(refusal.code(), "", "{name}");
                assert!(refusal.head.contains("content-type: application/json"), "{name}: {}", refusal.head);
            }
        }
    }
    assert!(wrong.is_empty(), "{} of the answers are wrong:\n{}", wrong.len(), wrong.join("\n"));
}

#[test]
fn the_table_has_a_hundred_rows_with_names_of_their_own() {
    let rows = rows();
    let names: HashSet<_> = rows.iter().map(|row| row.name.as_str()).collect();
    assert_eq!(names.len(), rows.len());
    assert!(rows.len() >= 100 && rows.iter().filter(|row| row.statuses.contains(&400)).count() >= 100);
    assert!(rows.iter().all(|row| row.section.starts_with(|c: char| c.is_ascii_digit() || c == 'R')));
}
