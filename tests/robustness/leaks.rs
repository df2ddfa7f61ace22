//! What must not be in the log at its default level.

use std::io::{Read as _, Write as _};
use std::net::TcpListener;
use std::thread;

use crate::kit::program::{Program, program, run, run_with};
use crate::kit::raw::{ask, connect};

const PARAMETERS: &str = "Action=Initialize&Version=2022-08-09&Format=JSON&ProductCode=ID_OCR&MerchantBizId=biz1\
    &MerchantUserId=leak-user&DocType=01000000&CallbackToken=leak-callback&SceneCode=scene\
    &MetaInfo=%7B%22deviceType%22%3A%22web%22%2C%22bioMetaInfo%22%3A%22leak-bio%22%2C%22ua%22%3A%22leak-ua%22%7D";

fn form(body: &str) -> String {
    let length = body.len();
    format!(
        "POST / HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/x-www-form-urlencoded\r\n\
         x-acs-security-token: leak-header-token\r\nx-acs-bearer-token: leak-bearer\r\n\
         content-length: {length}\r\n\r\n{body}"
    )
}

#[test]
fn secrets_tokens_and_what_a_user_s_device_says_never_reach_the_log() {
    let v1 = "&SignatureMethod=HMAC-SHA1&SignatureVersion=1.0&SignatureNonce=leak-nonce\
              &Timestamp=2026-01-01T00:00:00Z&Signature=leak-signature&SecurityToken=leak-token";
    let open: &[&str] = &["--lenient"];
    let closed: &[&str] = &["--lenient", "--account", "testid:leak-secret,STS.id:leak-sts-secret"];
    for (flags, log, answered) in
        [(open, "text", 200), (closed, "text", 400), (open, "json", 200), (closed, "json", 400)]
    {
        let emulator = Program::unthrottled(&[flags, &["--log", log]].concat());
        let mut stream = connect(emulator.address);
        let calls = [
            form(PARAMETERS),
            form(&PARAMETERS.replace("%7D", "")),
            form(&PARAMETERS.replace("DocType=01000000", "DocType=leak-doctype")),
            form(&format!("{PARAMETERS}{v1}&AccessKeyId=testid")),
            form(&format!("{PARAMETERS}{v1}&AccessKeyId=STS.id")),
            form(&format!("{PARAMETERS}{v1}&AccessKeyId=leak-unknown-key")),
            form(PARAMETERS).replace(
                "x-acs-bearer-token",
                "authorization: ACS3-HMAC-SHA256 Credential=testid,SignedHeaders=host,Signature=leak-v3\r\n\
                 x-acs-date: 2026-01-01T00:00:00Z\r\nx-acs-signature-nonce: leak-nonce-3\r\nx-other",
            ),
            form(&format!("{PARAMETERS}&leak-name=leak-value&%zz")),
        ];
        for (number, call) in calls.iter().enumerate() {
            let answer = ask(&mut stream, call.as_bytes());
            assert!(answer.status < 500 && (number > 0 || answer.status == answered), "{answer:?}");
        }
        // The last of the calls is in the log, so that all are.
        assert!(emulator.logs("InvalidRequest"), "{}", emulator.log());
        let log = emulator.log();
        let tells_time = |line: &&str| [" µs", " ms", "\"elapsedMs\""].iter().any(|unit| line.contains(unit));
        let of_calls = log.lines().filter(tells_time);
        assert_eq!(of_calls.count(), calls.len(), "{log}");
        assert!(!log.contains("leak-"), "{log}");
    }
}

#[test]
fn a_callback_s_token_never_reaches_the_log() {
    let merchant = TcpListener::bind("127.0.0.1:0").unwrap();
    let accepting = format!("https://good.example=http://{}", merchant.local_addr().unwrap());
    let accepts = thread::spawn(move || {
        let (mut stream, _) = merchant.accept().unwrap();
        let mut asked = [0; 1024];
        let length = stream.read(&mut asked).unwrap();
        stream.write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n").unwrap();
        String::from_utf8_lossy(&asked[..length]).into_owned()
    });
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("passes.json");
    std::fs::write(&file, r#"{"rules":[{"then":{"verification":{"passed":true}}}]}"#).unwrap();
    for log in ["text", "json"] {
        let maps = format!("{accepting},https://closed.example=http://127.0.0.1:1");
        let flags = ["--log", log, "--callback-map", &maps, "--scenario", file.to_str().unwrap()];
        let emulator = Program::unthrottled(&flags);
        let mut stream = connect(emulator.address);
        for host in ["leak-user:leak-word@good.example", "closed.example", "leak-user@192.0.2.7"] {
            let call = form(&format!("{PARAMETERS}&CallbackUrl=https://{host}/done?leak-query"));
            assert_eq!(ask(&mut stream, call.as_bytes()).status, 200);
        }
        assert!(emulator.logs("cannot connect") && emulator.logs("no CA is trusted"), "{}", emulator.log());
        if log == "text" {
            assert!(emulator.logs("callback accepted"), "{}", emulator.log());
        }
        assert!(!emulator.log().contains("leak-"), "{}", emulator.log());
    }
    let asked = accepts.join().unwrap();
    assert!(asked.contains("callbackToken=leak-callback"), "the receiver gets it: {asked}");
}

#[test]
fn the_secret_of_a_scenario_file_is_not_shown_with_its_faults() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("faulty.json");
    let key = r#""accessKeySecret" : "leak-\"secret", "securityToken":"leak-token""#;
    std::fs::write(&file, format!(r#"{{"accounts":[{{"accessKeyId":"testid", {key}, "standig":1}}]}}"#))
        .unwrap();
    let said = run_with(&["--port", "0", "--scenario", file.to_str().unwrap()]).stderr;
    assert!(said.contains("standig") && said.contains("testid"), "{said}");
    assert!(!said.contains("leak-"), "{said}");
}

#[test]
fn the_help_does_not_show_the_secrets_of_the_environment() {
    let secrets =
        [("CLOUDAUTH_LOCAL_ACCOUNT", "id:leak-secret"), ("CLOUDAUTH_LOCAL_ADMIN_TOKEN", "leak-token")];
    let help = run(program().arg("--help").envs(secrets)).stdout;
    assert!(help.contains("CLOUDAUTH_LOCAL_ACCOUNT") && !help.contains("leak-"), "{help}");
}
