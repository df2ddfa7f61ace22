//! HTTP as bytes over a socket: what a test sends is what the server gets.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::time::Duration;

use serde_json::Value;

/// The longest time that a server may take for an answer.
const PATIENCE: Duration = Duration::from_secs(30);

/// One connection.
pub(crate) struct Connection(BufReader<TcpStream>);

/// One answer.
#[derive(Debug)]
pub(crate) struct Response {
    pub(crate) status: u16,
    /// Names and values in the order of arrival.
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) body: Vec<u8>,
    /// Every byte of it.
    pub(crate) bytes: Vec<u8>,
}

/// Sends a request on a connection of its own and reads the answer.
pub(crate) fn exchange(address: SocketAddr, request: &[u8]) -> Response {
    let mut connection = Connection::open(address);
    connection.send(request);
    connection.read()
}

impl Connection {
    /// Connects.
    pub(crate) fn open(address: SocketAddr) -> Self {
        let stream = TcpStream::connect(address).unwrap();
        stream.set_nodelay(true).unwrap();
        stream.set_read_timeout(Some(PATIENCE)).unwrap();
        stream.set_write_timeout(Some(PATIENCE)).unwrap();
        Self(BufReader::new(stream))
    }

    /// Sends bytes. A server that has refused a request need not read the rest of it.
    pub(crate) fn send(&mut self, bytes: &[u8]) {
        drop(self.0.get_mut().write_all(bytes));
    }

    /// Reads the next answer, whose length must be declared.
    pub(crate) fn read(&mut self) -> Response {
        let mut bytes = Vec::new();
        while !bytes.ends_with(b"\r\n\r\n") {
            let read = self.0.read_until(b'\n', &mut bytes).unwrap();
            assert!(read > 0, "the connection ended inside a head: {:?}", String::from_utf8_lossy(&bytes));
        }
        let head = String::from_utf8(bytes.clone()).unwrap();
        let mut lines = head.trim_end().split("\r\n");
        let status = lines.next().unwrap().split(' ').nth(1).unwrap().parse().unwrap();
        let header = |line: &str| {
            let (name, value) = line.split_once(": ").unwrap();
            (name.to_owned(), value.to_owned())
        };
        let headers: Vec<_> = lines.map(header).collect();
        let mut response = Response { status, headers, body: Vec::new(), bytes };
        response.body = vec![0; response.header("content-length").unwrap_or("0").parse().unwrap()];
        self.0.read_exact(&mut response.body).unwrap();
        response.bytes.extend_from_slice(&response.body);
        response
    }

    /// Whether the server has closed the connection.
    pub(crate) fn ended(&mut self) -> bool {
        !matches!(self.0.fill_buf(), Ok(bytes) if !bytes.is_empty())
    }
}

impl Response {
    /// A header's value; its name is in lower case.
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    /// The body, which has to be JSON.
    pub(crate) fn json(&self) -> Value {
        serde_json::from_slice(&self.body)
            .unwrap_or_else(|error| panic!("{error}: {}", String::from_utf8_lossy(&self.bytes)))
    }

    /// `Code` of the body.
    pub(crate) fn code(&self) -> String {
        self.json()["Code"].as_str().unwrap().to_owned()
    }
}
