//! HTTPS beside HTTP on one port, the local CA, and what a client reads where HTTPS is off.

use std::fs;
use std::io::{Read as _, Write as _};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, SystemTime};

use cloudauth_local::server::ServerOptions;
use cloudauth_local::server::connection::timeouts::TimeoutSettings;
use tempfile::TempDir;

use crate::https::connect_tls;
use crate::kit::program::{Program, run_with};
use crate::kit::raw::{KEEPALIVE, ask, connect, ends_in_order, is_well, read};
use crate::kit::server::Server;
use crate::kit::skip::has;

/// The first bytes of a ClientHello.
const HELLO: &[u8] = b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03";

fn with_tls(state: &TempDir, more: &[&str]) -> (Program, PathBuf) {
    let arguments = [&["--tls", "--tls-dir", state.path().to_str().unwrap()], more].concat();
    (Program::unthrottled(&arguments), state.path().join("ca/cert.pem"))
}

#[test]
fn one_port_answers_http_and_https() {
    let state = tempfile::tempdir().unwrap();
    let (emulator, ca) = with_tls(&state, &["--tls-name", "Emulator.Internal"]);
    assert!(emulator.url.starts_with("https://127.0.0.1:"), "{}", emulator.url);
    for name in ["127.0.0.1", "localhost", "cloudauth-intl.cn-hongkong.aliyuncs.com", "emulator.internal"] {
        is_well(emulator.address);
        let mut stream = connect_tls(emulator.address, name, &ca);
        for _ in 0..3 {
            assert_eq!(ask(&mut stream, KEEPALIVE.as_bytes()).code(), "Success", "{name}");
        }
    }
}

#[test]
fn a_client_that_does_not_trust_the_ca_is_explained_in_the_log() {
    let (state, strangers) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let (emulator, _) = with_tls(&state, &[]);
    let (_other, ca) = with_tls(&strangers, &[]);
    let refused = connect_tls(emulator.address, "localhost", &ca).write_all(KEEPALIVE.as_bytes());
    assert!(refused.unwrap_err().to_string().contains("certificate"));
    assert!(emulator.logs("a TLS handshake failed") && emulator.logs("`cloudauth-local ca`"));
}

#[test]
fn a_name_that_the_certificate_lacks_is_named_in_the_log() {
    let state = tempfile::tempdir().unwrap();
    let (emulator, ca) = with_tls(&state, &[]);
    let refused = connect_tls(emulator.address, "emulator.internal", &ca).write_all(KEEPALIVE.as_bytes());
    assert!(refused.is_err());
    assert!(emulator.logs("add --tls-name emulator.internal"), "{}", emulator.log());
}

#[test]
fn tls_on_a_port_without_it_gets_an_alert_and_http_goes_on() {
    let emulator = Program::unthrottled(&[]);
    let mut stream = connect(emulator.address);
    stream.write_all(HELLO).unwrap();
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).unwrap();
    assert_eq!(answer, [0x15, 3, 3, 0, 2, 2, 40], "a fatal alert, then an end without reset");
    assert!(emulator.logs("start the emulator with --tls"), "{}", emulator.log());
    is_well(emulator.address);
}

#[test]
fn plain_nonsense_on_a_port_with_tls_gets_a_readable_answer() {
    let state = tempfile::tempdir().unwrap();
    let (emulator, _) = with_tls(&state, &[]);
    let answer = ask(&mut connect(emulator.address), b"\x15\x03\x01 nonsense\r\n\r\n");
    assert_eq!((answer.status, answer.code().as_str()), (400, "InvalidRequest"));
}

#[test]
fn a_handshake_that_does_not_end_is_let_go() {
    let state = tempfile::tempdir().unwrap();
    let source =
        cloudauth_local::tls::CertificateSource::Local { folder: state.path().into(), names: Vec::new() };
    let tls = cloudauth_local::tls::server_config(&source, Box::new(SystemTime::now)).unwrap();
    let timeouts = TimeoutSettings { head: 1, body: 1000, idle: 1000 };
    let server =
        Server::playing("{}", ServerOptions { tls: Some(tls.into()), timeouts, ..ServerOptions::default() });
    let mut stream = connect(server.address);
    stream.write_all(HELLO).unwrap();
    assert!(ends_in_order(&mut stream));
    is_well(server.address);
}

#[test]
fn processes_that_start_together_share_one_ca() {
    let state = tempfile::tempdir().unwrap();
    let folder = state.path().join("deep/state");
    let start = || Program::start(&["--tls", "--tls-dir", folder.to_str().unwrap()]);
    let emulators: Vec<_> = std::thread::scope(|scope| {
        let threads: Vec<_> = (0..4).map(|_| scope.spawn(start)).collect();
        threads.into_iter().map(|thread| thread.join().unwrap()).collect()
    });
    let ca = folder.join("ca/cert.pem");
    for emulator in &emulators {
        let mut stream = connect_tls(emulator.address, "localhost", &ca);
        assert_eq!(ask(&mut stream, KEEPALIVE.as_bytes()).status, 200);
    }
    assert_eq!(fs::read_dir(&folder).unwrap().count(), 1);
}

#[test]
fn ca_prints_the_path_first_and_makes_the_ca_that_the_server_uses() {
    let state = tempfile::tempdir().unwrap();
    let printed = run_with(&["ca", "--tls-dir", state.path().to_str().unwrap()]);
    let text = printed.stdout;
    let ca = Path::new(text.lines().next().unwrap());
    let before = fs::read_to_string(ca).unwrap();
    let (emulator, _) = with_tls(&state, &[]);
    assert_eq!(ask(&mut connect_tls(emulator.address, "localhost", ca), KEEPALIVE.as_bytes()).status, 200);
    assert_eq!(fs::read_to_string(ca).unwrap(), before);
    assert!(text.contains(&format!("export NODE_EXTRA_CA_CERTS={}", ca.display())), "{text}");
}

#[test]
fn curl_trusts_the_ca_by_the_lines_that_are_printed_for_it() {
    if !has("curl") {
        return;
    }
    let state = tempfile::tempdir().unwrap();
    let (emulator, ca) = with_tls(&state, &[]);
    let printed = run_with(&["ca", "--tls-dir", state.path().to_str().unwrap()]);
    let text = printed.stdout;
    let line = |start: &str| text.lines().find(|line| line.starts_with(start)).expect("a line for curl");
    let url = |line: &str| line.replace(":PORT/", &format!(":{}/_emulator/", emulator.address.port()));
    let by_option = url(line("curl --cacert "));
    let bare = by_option.replace(&format!("--cacert {} ", ca.display()), "");
    let by_variable = format!("{} && {bare}", line("export CURL_CA_BUNDLE="));
    for (script, trusts) in [(&bare, false), (&by_option, true), (&by_variable, true)] {
        let mut shell = Command::new("sh");
        let output = shell.args(["-c", script]).env("NO_PROXY", "*").env_remove("CURL_CA_BUNDLE").output();
        assert_eq!(output.unwrap().status.success(), trusts, "{script}");
    }
}

#[test]
fn transaction_urls_are_https_where_public_url_is_and_open_over_tls() {
    let state = tempfile::tempdir().unwrap();
    let initialize = "POST /?Action=Initialize&Version=2022-08-09&Format=JSON&ProductCode=ID_OCR&MerchantBizId=b1\
        &MerchantUserId=u1&DocType=01000000\
        &MetaInfo=%7B%22deviceType%22%3A%22web%22%2C%22bioMetaInfo%22%3A%22b%22%7D HTTP/1.1\r\n\
        host: localhost\r\ncontent-length: 0\r\n\r\n";
    for (flags, base) in [
        (&["--public-url", "https://shop.test:8809/"][..], "https://shop.test:8809"),
        (&[], "https://localhost"),
    ] {
        let (emulator, ca) = with_tls(&state, flags);
        let mut stream = connect_tls(emulator.address, "localhost", &ca);
        let answer = ask(&mut stream, initialize.as_bytes());
        let body: serde_json::Value = answer.json();
        let url = body["Result"]["TransactionUrl"].as_str().unwrap_or_else(|| panic!("{body}"));
        let path = url.strip_prefix(base).unwrap_or_else(|| panic!("{url} is not below {base}"));
        let page = format!("GET {path} HTTP/1.1\r\nhost: shop.test\r\n\r\n");
        let page = ask(&mut stream, page.as_bytes());
        assert!(page.status == 200 && page.head.contains("content-type: text/html"), "{}", page.head);
        let text = page.body;
        assert!(text.contains("<!doctype html>") && !text.contains("http://"), "{text}");
    }
}

/// Writes a certificate for `own.example` and its key, and the CA that signed it.
fn write_own(folder: &Path) {
    let authority = cloudauth_local::tls::Authority::make().unwrap();
    let (from, until) = (SystemTime::UNIX_EPOCH, SystemTime::now() + Duration::from_hours(1));
    let (leaf, key) = authority.issue(&["own.example".into()], from, until).unwrap();
    for (name, text) in
        [("ca", authority.certificate_pem()), ("cert", &leaf.pem()), ("key", &key.serialize_pem())]
    {
        // As a new file, whose time of writing differs from the old one's.
        fs::write(folder.join("new"), text).unwrap();
        fs::rename(folder.join("new"), folder.join(name)).unwrap();
    }
}

#[test]
fn the_user_s_own_certificate_is_used_is_read_again_and_needs_its_key() {
    let state = tempfile::tempdir().unwrap();
    let path = |name: &str| state.path().join(name).to_str().unwrap().to_owned();
    write_own(state.path());
    let emulator = Program::unthrottled(&["--tls-cert", &path("cert"), "--tls-key", &path("key")]);
    let well = || {
        let mut stream = connect_tls(emulator.address, "own.example", Path::new(&path("ca")));
        stream.write_all(KEEPALIVE.as_bytes()).is_ok() && read(&mut stream).is_ok()
    };
    assert!(well());
    write_own(state.path());
    assert!(well(), "{}", emulator.log());
    assert!(emulator.logs("reloaded "));
    let alone = run_with(&["--port", "0", "--tls-cert", &path("cert")]);
    assert_eq!(alone.code, Some(2));
    assert!(alone.stderr.contains("--tls-key"));
}
