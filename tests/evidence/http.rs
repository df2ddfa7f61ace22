//! HTTP as a test double's user speaks it: one request, one answer.

use std::io::{self, Read as _, Write as _};
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
        serde_json::from_str(&self.body).unwrap_or_else(|fault| panic!("{fault}: {self:?}"))
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

/// The first bytes of a stream that contain a text.
pub(crate) fn until(address: SocketAddr, path: &str, text: &str, then: impl FnOnce()) -> io::Result<String> {
    let mut stream = TcpStream::connect(address)?;
    stream.set_read_timeout(Some(Duration::from_secs(30)))?;
    stream.write_all(format!("GET {path} HTTP/1.1\r\nhost: {address}\r\n\r\n").as_bytes())?;
    let mut seen = String::new();
    let mut then = Some(then);
    while !seen.contains(text) {
        let mut bytes = [0; 4096];
        let read = stream.read(&mut bytes)?;
        if read == 0 {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        seen += &String::from_utf8_lossy(&bytes[..read]);
        if let Some(then) = then.take_if(|_| seen.contains("\r\n\r\n")) {
            then();
        }
    }
    Ok(seen)
}
