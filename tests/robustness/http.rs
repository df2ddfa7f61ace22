//! HTTP by hand: requests as bytes, answers read to their declared end.

use std::io::{self, BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::time::Duration;

use serde_json::Value;

/// The longest that a test waits for a byte.
const TIME_OUT: Duration = Duration::from_secs(30);

/// A call that succeeds on any account.
pub(crate) const KEEPALIVE: &str = "POST /?Action=KeepaliveIntl&Version=2022-08-09&Format=JSON HTTP/1.1\r\nhost: localhost\r\ncontent-length: 0\r\n\r\n";

/// The head of a KeepaliveIntl whose body has `length` bytes.
pub(crate) fn head(length: usize) -> String {
    KEEPALIVE.replace("content-length: 0", &format!("content-length: {length}"))
}

/// An answer.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    /// The head as it came, in lower case.
    pub(crate) head: String,
    pub(crate) body: Vec<u8>,
}

impl Answer {
    /// The `Code` of a JSON body.
    pub(crate) fn code(&self) -> String {
        let body: Value = serde_json::from_slice(&self.body).expect("the body is JSON");
        assert!(body["RequestId"].is_string() && body["Message"].is_string(), "{body}");
        body["Code"].as_str().expect("Code is text").to_owned()
    }
}

/// A connection with bounded waits.
pub(crate) fn connect(address: SocketAddr) -> TcpStream {
    let stream = TcpStream::connect(address).expect("the server takes connections");
    stream.set_read_timeout(Some(TIME_OUT)).unwrap();
    stream.set_write_timeout(Some(TIME_OUT)).unwrap();
    stream
}

/// Reads one answer.
///
/// # Errors
/// The connection ended before the answer did.
pub(crate) fn read(stream: &mut impl Read) -> io::Result<Answer> {
    let mut reader = BufReader::with_capacity(1, stream);
    let mut head = String::new();
    while !head.ends_with("\r\n\r\n") {
        if reader.read_line(&mut head)? == 0 {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
    }
    let head = head.to_ascii_lowercase();
    let status = head.split(' ').nth(1).and_then(|word| word.parse().ok()).expect("a status line");
    let length = head.lines().find_map(|line| line.strip_prefix("content-length: ")).expect("a length");
    let mut body = vec![0; length.parse().expect("the length is a number")];
    reader.read_exact(&mut body)?;
    Ok(Answer { status, head, body })
}

/// Sends and reads one answer.
pub(crate) fn ask(stream: &mut (impl Read + Write), request: &[u8]) -> Answer {
    stream.write_all(request).expect("the request can be sent");
    read(stream).expect("an answer")
}

/// One call on a connection of its own, which succeeds.
pub(crate) fn is_well(address: SocketAddr) {
    let answer = ask(&mut connect(address), KEEPALIVE.as_bytes());
    assert_eq!((answer.status, answer.code().as_str()), (200, "Success"));
}

/// Whether the other side has ended the connection in order: no bytes, and no reset.
pub(crate) fn ends_in_order(stream: &mut impl Read) -> bool {
    matches!(stream.read(&mut [0]), Ok(0))
}
