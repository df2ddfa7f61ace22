//! A proxy that alters answers on their way, written apart from the overlay so that the two check each other.

use std::io::{BufRead, BufReader, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
#[cfg(unix)]
use std::sync::mpsc;
use std::sync::{Arc, Mutex};
use std::thread;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD_NO_PAD;
use cloudauth_local::contract::overlay::OrderedValue;
use md5::{Digest, Md5};

/// What is done to an answer.
#[derive(Clone, Copy)]
pub(crate) enum Alter {
    /// Another status.
    Status(u16),
    /// Each occurrence of a text in the body becomes another one.
    Text(&'static str, &'static str),
    /// The members of a JSON body are changed.
    Members(fn(&mut Vec<(String, OrderedValue)>)),
    /// A header has another value, or is there at all.
    Header(&'static str, &'static str),
    /// A header is left out.
    NoHeader(&'static str),
    /// Another body altogether, with its content type.
    Body(&'static str, &'static str),
}

/// Which answers are altered, and how.
#[derive(Clone, Copy)]
pub(crate) struct Alteration {
    /// `Code`.
    pub(crate) code: &'static str,
    /// What `Message` contains.
    pub(crate) message: &'static str,
    /// `json` or `xml`.
    pub(crate) format: &'static str,
    /// The operation that is asked for; empty for any.
    pub(crate) operation: &'static str,
    /// What is done.
    pub(crate) alter: Alter,
}

/// An answer in pieces.
struct Piece {
    status: u16,
    headers: Vec<(String, String)>,
    body: String,
}

/// A running proxy. Its thread ends with the test program.
pub(crate) struct Proxy {
    pub(crate) address: SocketAddr,
    /// Every request as it came, and every answer as it left.
    pub(crate) seen: Arc<Mutex<String>>,
}

impl Proxy {
    /// Starts a proxy in front of an emulator.
    pub(crate) fn start(target: SocketAddr, alterations: Vec<Alteration>) -> Self {
        let listener = TcpListener::bind(("127.0.0.1", 0)).unwrap();
        let address = listener.local_addr().unwrap();
        let seen = Arc::new(Mutex::new(String::new()));
        let log = seen.clone();
        thread::spawn(move || {
            for stream in listener.incoming() {
                // A client that left needs no answer.
                if let Some(exchanged) = serve(stream.unwrap(), target, &alterations) {
                    log.lock().unwrap().push_str(&exchanged);
                }
            }
        });
        Self { address, seen }
    }
}

#[cfg(unix)]
/// A proxy that passes so many requests on and never answers the next one: then it says so.
pub(crate) fn falling_silent(target: SocketAddr, answered: usize) -> (SocketAddr, mpsc::Receiver<()>) {
    let listener = TcpListener::bind(("127.0.0.1", 0)).unwrap();
    let address = listener.local_addr().unwrap();
    let (silent, fell_silent) = mpsc::channel();
    thread::spawn(move || {
        let mut streams = listener.incoming().map(Result::unwrap);
        for stream in streams.by_ref().take(answered) {
            serve(stream, target, &[]);
        }
        // Held until the test program ends.
        let mut held = Vec::new();
        for stream in streams {
            held.push(stream);
            let _ = silent.send(());
        }
    });
    (address, fell_silent)
}

fn serve(mut client: TcpStream, target: SocketAddr, alterations: &[Alteration]) -> Option<String> {
    let request = read(&mut BufReader::new(client.try_clone().ok()?))?;
    let mut server = TcpStream::connect(target).ok()?;
    server.write_all(&request).ok()?;
    let answer = read(&mut BufReader::new(server))?;
    let request = String::from_utf8(request).unwrap();
    let answer = altered(&request, &String::from_utf8(answer).unwrap(), alterations);
    client.write_all(answer.as_bytes()).ok()?;
    Some(request + &answer)
}

/// A message whose body is measured.
fn read(stream: &mut impl BufRead) -> Option<Vec<u8>> {
    let mut bytes = Vec::new();
    while !bytes.ends_with(b"\r\n\r\n") {
        if stream.read_until(b'\n', &mut bytes).ok()? == 0 {
            return None;
        }
    }
    let head = String::from_utf8(bytes.clone()).unwrap();
    let length = head.lines().find_map(|line| line.strip_prefix("content-length: ")?.parse().ok());
    let mut body = vec![0; length.unwrap_or(0)];
    stream.read_exact(&mut body).ok()?;
    bytes.extend(body);
    Some(bytes)
}

fn altered(request: &str, answer: &str, alterations: &[Alteration]) -> String {
    let (head, body) = answer.split_once("\r\n\r\n").unwrap();
    let mut lines = head.lines();
    let status = lines.next().unwrap().split(' ').nth(1).unwrap().parse().unwrap();
    let headers = lines.map(|line| line.split_once(": ").map(|(n, v)| (n.to_owned(), v.to_owned())).unwrap());
    let mut piece = Piece { status, headers: headers.collect(), body: body.to_owned() };
    for row in alterations.iter().filter(|row| asks_for(request, row.operation) && fits(row, body)) {
        piece.alter(row.alter);
    }
    piece.write(body)
}

fn asks_for(request: &str, operation: &str) -> bool {
    let named = |before: &str| request.contains(&format!("{before}{operation}"));
    operation.is_empty() || named("x-acs-action: ") || named("Action=")
}

fn fits(row: &Alteration, body: &str) -> bool {
    let (code, format) = if body.starts_with('<') {
        (format!("<Code>{}</Code>", row.code), "xml")
    } else {
        (format!("\"Code\":\"{}\"", row.code), "json")
    };
    format == row.format && body.contains(&code) && body.contains(row.message)
}

impl Piece {
    fn alter(&mut self, alter: Alter) {
        match alter {
            Alter::Status(status) => self.status = status,
            Alter::Text(from, to) => {
                assert!(self.body.contains(from), "{from} in {}", self.body);
                self.body = self.body.replace(from, to);
            }
            Alter::Members(change) => {
                let OrderedValue::Object(mut members) = serde_json::from_str(&self.body).unwrap() else {
                    panic!("{} is no object", self.body)
                };
                change(&mut members);
                self.body = serde_json::to_string(&OrderedValue::Object(members)).unwrap();
            }
            Alter::Header(name, value) => {
                self.headers.retain(|(other, _)| other != name);
                self.headers.push((name.to_owned(), value.to_owned()));
            }
            Alter::NoHeader(name) => self.headers.retain(|(other, _)| other != name),
            Alter::Body(kind, body) => {
                body.clone_into(&mut self.body);
                self.alter(Alter::Header("content-type", kind));
            }
        }
    }

    /// As a server would write it: with the length and the etag of its body.
    fn write(mut self, before: &str) -> String {
        let (old, new) = (etag(before), etag(&self.body));
        for (name, value) in &mut self.headers {
            match name.as_str() {
                "content-length" => *value = self.body.len().to_string(),
                "etag" if *value == old => value.clone_from(&new),
                _ => {}
            }
        }
        let lines: Vec<_> = self.headers.iter().map(|(name, value)| format!("{name}: {value}\r\n")).collect();
        let head = lines.concat();
        format!("HTTP/1.1 {} \r\n{head}\r\n{}", self.status, self.body)
    }
}

fn etag(body: &str) -> String {
    let length = body.len().to_string();
    format!("{}{}{}", &length[..1], STANDARD_NO_PAD.encode(Md5::digest(body)), &length[length.len() - 1..])
}
