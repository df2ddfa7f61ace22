//! HTTP as a test double's user speaks it: one request, one answer.

use std::io::{Read as _, Write as _};
use std::net::{SocketAddr, TcpStream};
use std::time::Duration;

use serde_json::Value;

/// An answer.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) head: String,
    pub(crate) body: String,
}

impl Answer {
    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap_or_else(|error| panic!("{error}: {self:?}"))
    }
}

/// One request on a connection of its own; `headers` are whole lines.
pub(crate) fn ask(address: SocketAddr, method: &str, path: &str, headers: &[&str], body: &str) -> Answer {
    let mut stream = TcpStream::connect(address).unwrap();
    stream.set_read_timeout(Some(Duration::from_secs(30))).unwrap();
    let mut lines: Vec<String> = headers.iter().map(|line| format!("{line}\r\n")).collect();
    if !headers.iter().any(|line| line.starts_with("host:")) {
        lines.push(format!("host: {address}\r\n"));
    }
    let request = format!(
        "{method} {path} HTTP/1.1\r\n{}connection: close\r\ncontent-length: {}\r\n\r\n{body}",
        lines.concat(),
        body.len()
    );
    stream.write_all(request.as_bytes()).unwrap();
    let mut text = String::new();
    stream.read_to_string(&mut text).unwrap();
    let (head, body) = text.split_once("\r\n\r\n").unwrap();
    let status = head.split(' ').nth(1).unwrap().parse().unwrap();
    Answer { status, head: head.to_owned(), body: body.to_owned() }
}

/// A stream of server-sent events.
pub(crate) struct Stream {
    stream: TcpStream,
    seen: String,
}

impl Stream {
    /// Opens one; what happens from now on is in it.
    pub(crate) fn open(address: SocketAddr, path: &str) -> Self {
        let mut stream = TcpStream::connect(address).unwrap();
        stream.set_read_timeout(Some(Duration::from_secs(30))).unwrap();
        stream.write_all(format!("GET {path} HTTP/1.1\r\nhost: {address}\r\n\r\n").as_bytes()).unwrap();
        let mut opened = Self { stream, seen: String::new() };
        while !opened.seen.contains("\r\n\r\n") {
            opened.read();
        }
        opened
    }

    /// Reads until an event fits; all that came so far, in their order, each its name and its data.
    pub(crate) fn until(&mut self, fits: impl Fn(&str, &Value) -> bool) -> Vec<(String, Value)> {
        loop {
            let events = self.events();
            if events.iter().any(|(name, data)| fits(name, data)) {
                return events;
            }
            self.read();
        }
    }

    fn read(&mut self) {
        let mut bytes = vec![0; 1 << 16];
        let read = self.stream.read(&mut bytes).unwrap();
        assert!(read > 0, "the stream ended: {}", self.seen);
        self.seen += std::str::from_utf8(&bytes[..read]).unwrap();
    }

    /// The events that are whole. A chunk of the body may end within one; the lengths of chunks are lines of their own.
    fn events(&self) -> Vec<(String, Value)> {
        let parts = self.seen.split("event: ").skip(1).filter_map(|part| part.split_once("\ndata: "));
        parts
            .filter_map(|(name, rest)| {
                let (data, _) = rest.split_once("\n\n")?;
                let data = serde_json::from_str(data).unwrap_or_else(|error| panic!("{error}: {data}"));
                Some((name.to_owned(), data))
            })
            .collect()
    }
}
