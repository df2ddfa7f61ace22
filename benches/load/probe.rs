//! Sends one request over a new connection, with blocking I/O.

use std::io::{Read as _, Write as _};
use std::net::{SocketAddr, TcpStream};
use std::time::Duration;

use crate::Result;
use crate::client::head_and_body;
use crate::sign::Batch;

const READ_TIMEOUT: Duration = Duration::from_secs(5);

/// Sends one request, expects a 200, and returns the length of its body in bytes.
pub(crate) fn send_request(address: SocketAddr) -> Result<usize> {
    let batch = Batch::sign(&address.to_string(), 1)?;
    let mut request = batch.template();
    batch.fill(0, &mut request);
    let mut stream = TcpStream::connect(address)?;
    stream.set_read_timeout(Some(READ_TIMEOUT))?;
    stream.write_all(&request)?;
    let mut response = Vec::with_capacity(4096);
    let mut buffer = [0; 4096];
    loop {
        let read = stream.read(&mut buffer)?;
        response.extend_from_slice(&buffer[..read]);
        match head_and_body(&response)? {
            Some((head, body)) if response.len() >= head + body => return Ok(body),
            _ if read == 0 => return Err("the connection was closed before the response was complete".into()),
            _ => {}
        }
    }
}

/// Sends one request to the admin API; any status but 200 is an error.
pub(crate) fn admin(address: SocketAddr, method: &str, path: &str, body: &str) -> Result<()> {
    let mut stream = TcpStream::connect(address)?;
    stream.set_read_timeout(Some(READ_TIMEOUT))?;
    write!(
        stream,
        "{method} {path} HTTP/1.1\r\nHost: {address}\r\nContent-Type: application/json\r\nContent-Length: {}\r\n\
         Connection: close\r\n\r\n{body}",
        body.len()
    )?;
    let mut response = Vec::new();
    stream.read_to_end(&mut response)?;
    if response.starts_with(b"HTTP/1.1 200 ") {
        return Ok(());
    }
    Err(format!("{method} {path}: {}", String::from_utf8_lossy(&response)).into())
}
