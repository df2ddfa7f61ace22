//! Bounds on size and number: what is beyond them is refused readably, or waits.

use std::io::Write as _;
use std::net::{SocketAddr, TcpStream};

use cloudauth_local::server::ServerOptions;

use crate::kit::program::{PROGRAM, Program, Run, clean, run, run_with};
use crate::kit::raw::{self, KEEPALIVE, ask, connect, ends_in_order, head, is_well, read};
use crate::kit::server::Server;
use crate::raise_file_limit;

#[test]
fn what_is_too_large_is_refused_with_a_json_body() {
    let emulator = Program::unthrottled(&[]);
    let mebi = 1024 * 1024;
    let many_headers = (0..101).map(|number| format!("x-{number}: 1\r\n")).collect::<Vec<_>>().concat();
    let with_headers =
        |headers: &str| KEEPALIVE.replace("host: localhost\r\n", &format!("host: a\r\n{headers}"));
    for (request, status, code) in [
        (KEEPALIVE.replace("/?", &format!("/?a={}&", "b".repeat(70_000))), 414, "RequestURITooLong"),
        (with_headers(&many_headers), 431, "RequestHeaderFieldsTooLarge"),
        (with_headers(&format!("x: {}\r\n", "y".repeat(mebi))), 431, "RequestHeaderFieldsTooLarge"),
        (head(10 * mebi + 1) + &"a".repeat(10 * mebi + 1), 413, "RequestEntityTooLarge"),
    ] {
        let mut stream = connect(emulator.address);
        let mut sender = stream.try_clone().unwrap();
        // The server may answer and stop reading before all is sent.
        let sending = std::thread::spawn(move || drop(sender.write_all(request.as_bytes())));
        let answer = read(&mut stream).unwrap_or_else(|error| panic!("{code}: {error}"));
        assert_eq!((answer.status, answer.code().as_str()), (status, code));
        sending.join().unwrap();
    }
    is_well(emulator.address);
}

#[test]
fn a_body_and_a_request_line_up_to_the_limit_are_taken() {
    let emulator = Program::unthrottled(&[]);
    let mebi = 1024 * 1024;
    let mut stream = connect(emulator.address);
    for request in [
        head(10 * mebi) + "FacePictureBase64=" + &"b".repeat(10 * mebi - 18),
        KEEPALIVE.replace("/?", &format!("/?a={}&", "b".repeat(60_000))),
    ] {
        assert_eq!(ask(&mut stream, request.as_bytes()).status, 200);
    }
}

/// Asks until large requests take all of their memory.
fn all_places_are_taken(address: SocketAddr) {
    let of_requests = |body: &str, name: &str| {
        let label = format!("{name}{{kind=\"requests\"}} ");
        body.lines().find_map(|line| line.strip_prefix(&label)?.parse::<usize>().ok()).unwrap()
    };
    let full = (0..10_000).any(|_| {
        let body = raw::exchange(address, b"GET /_emulator/metrics HTTP/1.1\r\nhost: localhost\r\n\r\n").body;
        of_requests(&body, "cloudauth_local_memory_bytes")
            == of_requests(&body, "cloudauth_local_memory_limit_bytes")
    });
    assert!(full, "not all large requests are being read");
}

#[test]
fn large_bodies_take_turns_so_that_their_memory_has_a_bound() {
    let emulator = Program::unthrottled(&[]);
    // Two halves of the value of an image, which may be as large as a body.
    let (length, half) = (200_000, "Image=".to_owned() + &"a".repeat(99_994));
    let mut begun: Vec<_> = (0..32).map(|_| connect(emulator.address)).collect();
    for stream in &mut begun {
        stream.write_all((head(length) + &half).as_bytes()).unwrap();
    }
    all_places_are_taken(emulator.address);
    let mut next = connect(emulator.address);
    next.write_all((head(length) + &half + &half).as_bytes()).unwrap();
    for _ in 0..10 {
        is_well(emulator.address);
    }
    assert!(waits(&next));
    begun[7].write_all(half.as_bytes()).unwrap();
    assert_eq!(read(&mut begun[7]).unwrap().status, 200);
    assert_eq!(read(&mut next).unwrap().status, 200);
}

#[test]
fn large_bodies_that_hardly_arrive_give_way_to_one_that_waits() {
    let emulator = Program::unthrottled(&[]);
    let length = 200_000;
    let body = "Image=".to_owned() + &"a".repeat(length - 6);
    let mut slow: Vec<_> = (0..32).map(|_| connect(emulator.address)).collect();
    for stream in &mut slow {
        stream.write_all((head(length) + &body[..70_000]).as_bytes()).unwrap();
    }
    all_places_are_taken(emulator.address);
    let begin = std::time::Instant::now();
    let mut next = connect(emulator.address);
    next.write_all((head(length) + &body).as_bytes()).unwrap();
    // A byte now and then is too slow as well.
    while waits(&next) && begin.elapsed().as_secs() < 20 {
        for stream in &mut slow {
            drop(stream.write_all(b"a"));
        }
        is_well(emulator.address);
    }
    assert_eq!(read(&mut next).unwrap().status, 200);
    assert!(begin.elapsed().as_secs() < 10, "{:?}", begin.elapsed());
    // The place is free before the answer to the one that held it is written.
    let cut = (0..1_000).find_map(|_| {
        is_well(emulator.address);
        slow.iter().position(|stream| !waits(stream))
    });
    assert_eq!(read(&mut slow[cut.expect("one gave way")]).unwrap().status, 408);
}

#[test]
fn a_body_that_is_declared_too_large_is_refused_before_it_is_sent() {
    let emulator = Program::unthrottled(&[]);
    let length = 20 * 1024 * 1024;
    for expect in ["", "expect: 100-continue\r\n"] {
        let mut stream = connect(emulator.address);
        let head = head(length).replace("host:", &format!("{expect}host:"));
        let answer = ask(&mut stream, head.as_bytes());
        assert_eq!((answer.status, answer.code().as_str()), (413, "RequestEntityTooLarge"), "{expect}");
        assert!(answer.head.contains("connection: close"), "{}", answer.head);
        // Its client may send the body nevertheless, and then read the end in order.
        stream.write_all(&vec![b'a'; length]).unwrap();
        assert!(ends_in_order(&mut stream));
    }
    let mut stream = connect(emulator.address);
    let accepted = head(3).replace("host:", "expect: 100-continue\r\nhost:");
    stream.write_all(accepted.as_bytes()).unwrap();
    let mut interim = [0; 25];
    std::io::Read::read_exact(&mut stream, &mut interim).unwrap();
    assert_eq!(&interim, b"HTTP/1.1 100 Continue\r\n\r\n");
    assert_eq!(ask(&mut stream, b"a=b").status, 200);
}

/// Whether a request that was already sent is still without an answer.
fn waits(stream: &TcpStream) -> bool {
    stream.set_nonblocking(true).unwrap();
    let waits = stream.peek(&mut [0]).is_err_and(|error| error.kind() == std::io::ErrorKind::WouldBlock);
    stream.set_nonblocking(false).unwrap();
    waits
}

#[test]
fn ten_thousand_connections_may_be_open_unless_told_otherwise() {
    assert_eq!(ServerOptions::default().connections, 10_000);
    let help = run_with(&["--help"]).stdout;
    let option = help.split("--connections").nth(1).unwrap();
    assert!(option.split("\n\n").next().unwrap().contains("[default: 10000]"), "{option}");
}

#[test]
fn a_connection_beyond_the_limit_waits_until_another_ends() {
    let server = Server::playing("{}", ServerOptions { connections: 2, ..ServerOptions::default() });
    let mut open: Vec<_> = (0..2).map(|_| connect(server.address)).collect();
    for stream in &mut open {
        assert_eq!(ask(stream, KEEPALIVE.as_bytes()).status, 200);
    }
    let mut third = connect(server.address);
    third.write_all(KEEPALIVE.as_bytes()).unwrap();
    for _ in 0..100 {
        assert_eq!(ask(&mut open[0], KEEPALIVE.as_bytes()).status, 200);
    }
    assert!(waits(&third));
    drop(open.pop());
    assert_eq!(read(&mut third).unwrap().status, 200);
    drop((open, third));
    is_well(server.address);
}

#[test]
fn without_file_descriptors_accepting_pauses_and_recovers() {
    let mut command = std::process::Command::new("sh");
    let script = "ulimit -n 32 && exec \"$0\" --port 0 --qps 0";
    clean(&mut command).args(["-c", script, PROGRAM]);
    let emulator = Program::spawn(&mut command);
    let mut streams: Vec<_> = (0..60).map(|_| connect(emulator.address)).collect();
    for stream in &mut streams {
        stream.write_all(KEEPALIVE.as_bytes()).unwrap();
    }
    assert!(emulator.logs("cannot accept a connection for now"), "{}", emulator.log());
    assert_eq!(read(&mut streams[0]).unwrap().status, 200);
    assert!(waits(streams.last().unwrap()));
    for stream in &mut streams.iter_mut().skip(1) {
        assert_eq!(read(stream).unwrap().status, 200);
        stream.shutdown(std::net::Shutdown::Both).unwrap();
    }
    is_well(emulator.address);
    assert_eq!(emulator.log().matches("cannot accept a connection").count(), 1, "{}", emulator.log());
}

#[test]
fn with_too_few_file_descriptors_it_says_so_and_does_not_start() {
    for limit in [8, 10, 16] {
        let mut command = std::process::Command::new("sh");
        let script = format!("ulimit -n {limit} && exec \"$0\" --port 0");
        let Run { code, stderr, .. } = run(clean(&mut command).args(["-c", &script, PROGRAM]));
        assert_eq!(code, Some(2), "{stderr}");
        assert_eq!(
            stderr,
            format!(
                "error: the limit of open files is {limit}; at least 24 are needed: raise it, for example with ulimit -n\n"
            )
        );
    }
}

/// How many clients connect at once in the tests below: more than the 128 that a socket keeps by default, and fewer than
/// the files that a test may open.
const AT_ONCE: usize = 600;

/// Connects many clients to a server that accepts none meanwhile. Those that the system does not keep would wait for a
/// second and more.
fn connect_at_once(address: SocketAddr) -> Vec<TcpStream> {
    let kept = std::fs::read_to_string("/proc/sys/net/core/somaxconn");
    let kept = kept.ok().and_then(|text| text.trim().parse().ok()).unwrap_or(AT_ONCE);
    let connect = |_| TcpStream::connect_timeout(&address, std::time::Duration::from_millis(900)).unwrap();
    (0..AT_ONCE.min(kept)).map(connect).collect()
}

#[test]
fn hundreds_of_clients_may_connect_before_one_is_accepted() {
    raise_file_limit();
    let emulator = Program::unthrottled(&[]);
    emulator.signal("STOP");
    let mut streams = connect_at_once(emulator.address);
    emulator.signal("CONT");
    for stream in &mut streams {
        assert_eq!(ask(stream, KEEPALIVE.as_bytes()).status, 200);
    }
}

#[test]
fn hundreds_of_clients_may_connect_to_the_library_before_one_is_accepted() {
    raise_file_limit();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    // Nothing runs on this thread until the clients are connected.
    let emulator = runtime.block_on(cloudauth_local::emulator::Emulator::start()).unwrap();
    let address = emulator.url().trim_start_matches("http://").parse().unwrap();
    let connected = connect_at_once(address);
    let response = runtime.block_on(emulator.call("key", "KeepaliveIntl", &[])).unwrap();
    assert_eq!(response.code(), "Success");
    drop(connected);
}
