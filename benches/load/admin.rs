//! Long admin calls beside the load, one after the other.

use std::io::{Read as _, Write as _};
use std::net::{SocketAddr, TcpStream};
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

/// A server that takes longer for an answer is left alone.
const TIMEOUT: Duration = Duration::from_secs(30);
/// What is asked for, without a body.
const PATHS: [&str; 6] =
    ["requests?format=har", "requests?limit=1000", "callbacks", "conduct", "coverage", "metrics"];

/// Sends them until told to stop.
pub(crate) fn load(address: SocketAddr, stop: &AtomicBool) {
    let scenario =
        r#"{"rules":[{"when":{"parameters":{"SceneCode":{"matches":"^\\w{20}$"}}},"then":{"pass":true}}]}"#;
    let put = format!(
        "PUT /_emulator/scenario?accessKeyId=other HTTP/1.1\r\nhost: {address}\r\nconnection: close\r\ncontent-length: {}\r\n\r\n{scenario}",
        scenario.len()
    );
    let get =
        |path| format!("GET /_emulator/{path} HTTP/1.1\r\nhost: {address}\r\nconnection: close\r\n\r\n");
    let requests: Vec<_> = PATHS.into_iter().map(get).chain([put]).collect();
    for request in requests.iter().cycle() {
        if stop.load(Ordering::Relaxed) {
            return;
        }
        // What cannot be asked now is asked again in its turn.
        _ = exchange(address, request);
    }
}

fn exchange(address: SocketAddr, request: &str) -> std::io::Result<()> {
    let mut stream = TcpStream::connect(address)?;
    stream.set_read_timeout(Some(TIMEOUT))?;
    stream.write_all(request.as_bytes())?;
    let mut buffer = vec![0; 64 * 1024];
    while stream.read(&mut buffer)? > 0 {}
    Ok(())
}
