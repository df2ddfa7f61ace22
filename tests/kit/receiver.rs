//! A server on loopback that answers as it is told and tells what it is asked for.

use std::collections::HashMap;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::mpsc::{Receiver as Channel, Sender, channel};
use std::sync::{Arc, Mutex};
use std::thread;

use super::raw::TIMEOUT;

/// What a receiver does with a request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Behaviour {
    /// Answers with a status.
    Status(u16),
    /// Answers 200 with an HTML page.
    Page(String),
    /// Answers 302 to a place.
    Redirect(String),
    /// Reads the request and resets the connection.
    Reset,
    /// Reads the request and says nothing until the client gives up.
    Silence,
}

/// A server that tells what it is asked for.
pub(crate) struct Receiver {
    pub(crate) address: SocketAddr,
    asked: Channel<String>,
}

impl Receiver {
    /// Starts a server that does with each request target what `behave` says.
    pub(crate) fn start(behave: impl Fn(&str) -> Behaviour + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let (sender, asked) = channel();
        let (behave, sender) = (Arc::new(behave), Arc::new(Mutex::new(sender)));
        // Ends with the process; it holds nothing but its socket.
        thread::spawn(move || {
            for stream in listener.incoming().map_while(Result::ok) {
                let (behave, sender) = (behave.clone(), sender.clone());
                thread::spawn(move || serve(stream, &*behave, &sender));
            }
        });
        Self { address, asked }
    }

    /// One that answers everything with 200.
    pub(crate) fn accepting() -> Self {
        Self::start(|_| Behaviour::Status(200))
    }

    pub(crate) fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// The next request target, such as `/path?query`; of a POST with its method, its content type and its body.
    pub(crate) fn next(&self) -> String {
        self.asked.recv_timeout(TIMEOUT).expect("the receiver is called")
    }

    /// A request that has come and was not looked at yet.
    pub(crate) fn asked(&self) -> Option<String> {
        self.asked.try_recv().ok()
    }
}

fn serve(stream: TcpStream, behave: &dyn Fn(&str) -> Behaviour, sender: &Mutex<Sender<String>>) {
    let mut reader = BufReader::new(stream);
    let mut line = String::new();
    if reader.read_line(&mut line).unwrap_or(0) == 0 {
        return;
    }
    let target = line.split(' ').nth(1).unwrap_or_default().to_owned();
    let headers = headers(&mut reader);
    let behaviour = behave(&target);
    let mut body = vec![0; headers.get("content-length").map_or(0, |length| length.parse().unwrap())];
    reader.read_exact(&mut body).unwrap();
    let target = if line.starts_with("POST ") {
        let kind = &headers["content-type"];
        format!("POST {target} {kind} {}", String::from_utf8(body).unwrap())
    } else {
        target
    };
    if target != "/favicon.ico" {
        drop(sender.lock().unwrap().send(target));
    }
    let mut stream = reader.into_inner();
    let (head, body) = match behaviour {
        Behaviour::Status(status) => (format!("{status} X"), String::new()),
        Behaviour::Page(page) => ("200 OK\r\nContent-Type: text/html".to_owned(), page),
        Behaviour::Redirect(to) => (format!("302 Found\r\nLocation: {to}"), String::new()),
        // Bytes that nobody read make the close a reset.
        Behaviour::Reset => return,
        Behaviour::Silence => {
            drop(stream.set_read_timeout(Some(TIMEOUT)));
            return drop(stream.read(&mut [0]));
        }
    };
    let length = body.len();
    drop(write!(stream, "HTTP/1.1 {head}\r\nContent-Length: {length}\r\nConnection: close\r\n\r\n{body}"));
}

fn headers(reader: &mut impl BufRead) -> HashMap<String, String> {
    let mut headers = HashMap::new();
    loop {
        let mut line = String::new();
        if reader.read_line(&mut line).unwrap_or(0) <= 2 {
            return headers;
        }
        if let Some((name, value)) = line.split_once(':') {
            headers.insert(name.to_ascii_lowercase(), value.trim().to_owned());
        }
    }
}
