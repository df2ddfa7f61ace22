//! HTTP as bytes over a stream: what a test sends is what the server gets.

use std::io::{self, BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::time::Duration;

use serde_json::Value;

/// The longest time that anything is waited for.
pub(crate) const TIMEOUT: Duration = Duration::from_secs(30);

/// A call that succeeds on any account.
pub(crate) const KEEPALIVE: &str = "POST /?Action=KeepaliveIntl&Version=2022-08-09&Format=JSON HTTP/1.1\r\nhost: localhost\r\ncontent-length: 0\r\n\r\n";

/// The head of a KeepaliveIntl whose body has `length` bytes.
pub(crate) fn head(length: usize) -> String {
    KEEPALIVE.replace("content-length: 0", &format!("content-length: {length}"))
}

/// A response.
#[derive(Debug)]
pub(crate) struct Response {
    pub(crate) status: u16,
    /// The status line and the headers as they came, the empty line included.
    pub(crate) head: String,
    pub(crate) body: String,
    code: Option<String>,
}

/// A connection with bounded waits.
pub(crate) fn connect(address: SocketAddr) -> TcpStream {
    let stream = TcpStream::connect(address).unwrap();
    stream.set_nodelay(true).unwrap();
    stream.set_read_timeout(Some(TIMEOUT)).unwrap();
    stream.set_write_timeout(Some(TIMEOUT)).unwrap();
    stream
}

/// Reads one response; without a length it has no body. Nothing behind it is read.
///
/// # Errors
/// The connection ended before the response did.
pub(crate) fn read(stream: &mut impl Read) -> io::Result<Response> {
    let mut reader = BufReader::with_capacity(1, stream);
    let mut head = String::new();
    while !head.ends_with("\r\n\r\n") {
        if reader.read_line(&mut head)? == 0 {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
    }
    let status = head.split(' ').nth(1).and_then(|word| word.parse().ok()).expect("a status line");
    let length = header(&head, "content-length").map_or(0, |length| length.parse().expect("a number"));
    let mut body = vec![0; length];
    reader.read_exact(&mut body)?;
    Ok(Response::new(status, head, String::from_utf8(body).expect("the body is text")))
}

/// Sends bytes and reads one response. A server that has refused a request need not read the rest of it.
pub(crate) fn ask(stream: &mut (impl Read + Write), request: &[u8]) -> Response {
    let sent = stream.write_all(request);
    read(stream).unwrap_or_else(|error| panic!("no response: {error}; sent: {sent:?}"))
}

/// Sends bytes on a connection of their own and reads one response.
pub(crate) fn exchange(address: SocketAddr, request: &[u8]) -> Response {
    ask(&mut connect(address), request)
}

/// One call on a connection of its own, which succeeds.
pub(crate) fn is_well(address: SocketAddr) {
    let response = exchange(address, KEEPALIVE.as_bytes());
    assert_eq!((response.status, response.code().as_str()), (200, "Success"));
}

/// Whether the other side has ended the connection, in order or not.
pub(crate) fn ended(stream: &mut impl Read) -> bool {
    !matches!(stream.read(&mut [0]), Ok(1..))
}

/// Whether the other side has ended the connection in order: no bytes, and no reset.
pub(crate) fn ends_in_order(stream: &mut impl Read) -> bool {
    matches!(stream.read(&mut [0]), Ok(0))
}

fn header<'a>(head: &'a str, name: &str) -> Option<&'a str> {
    let mut headers = head.lines().filter_map(|line| line.split_once(':'));
    headers.find_map(|(known, value)| known.eq_ignore_ascii_case(name).then(|| value.trim()))
}

impl Response {
    pub(crate) fn new(status: u16, head: String, body: String) -> Self {
        let json = serde_json::from_str::<Value>(&body).unwrap_or_default();
        Self { status, head, body, code: json["Code"].as_str().map(str::to_owned) }
    }

    /// A header's value; `name` is in lower case.
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        header(&self.head, name)
    }

    /// Every byte, as it came.
    pub(crate) fn bytes(&self) -> Vec<u8> {
        [self.head.as_bytes(), self.body.as_bytes()].concat()
    }

    /// The body, which has to be JSON.
    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap_or_else(|error| panic!("{error}: {self:?}"))
    }

    /// The status, and `Code` of the body; empty where there is none.
    pub(crate) fn verdict(&self) -> (u16, &str) {
        (self.status, self.code.as_deref().unwrap_or_default())
    }

    /// `Code` of the body, which has a RequestId and a Message too.
    pub(crate) fn code(&self) -> String {
        let body = self.json();
        assert!(body["RequestId"].is_string() && body["Message"].is_string(), "{body}");
        body["Code"].as_str().expect("Code is text").to_owned()
    }
}
