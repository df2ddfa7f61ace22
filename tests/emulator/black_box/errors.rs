//! Every row of the error table, provoked as the row says.

use cloudauth_local::contract::ErrorRow;
use cloudauth_local::contract::error::{ERRORS, ErrorOrigin, Reachability};
use cloudauth_local::contract::operations;
use cloudauth_local::engine::account::{AccountStanding, DeclaredKey};
use serde_json::Value;

use crate::kit::in_process::InProcess;
use crate::kit::raw::exchange;
use crate::kit::request::{HOST, Request};
use crate::kit::server::Server;

/// What came of provoking an error.
enum Provoked {
    /// An answer of this status and body.
    Met(u16, String),
    /// Nothing: only a scenario brings it.
    Scenario,
    /// Nothing here: it takes a server whose bounds are short, as in `tests/robustness/timeouts.rs`.
    ShortTimeouts,
}
use Provoked::{Met, Scenario, ShortTimeouts};

#[test]
fn every_error_of_the_table_is_met_as_its_row_says() {
    for row in ERRORS {
        let (status, body) = match provoke(row) {
            Met(status, body) => (status, body),
            Scenario => {
                assert_eq!(row.reachability, Reachability::Scenario, "{}: a call must reach it", row.code);
                continue;
            }
            ShortTimeouts => continue,
        };
        let json: Value = serde_json::from_str(&body).unwrap_or_else(|error| panic!("{error}: {body}"));
        assert_eq!((status, json["Code"].as_str()), (row.status, Some(row.code)), "{}: {body}", row.code);
        assert_shape(row, &json, &body);
    }
}

/// Keys in the order of their maker, and no value left out.
fn assert_shape(row: &ErrorRow, json: &Value, body: &str) {
    let order = match row.origin {
        ErrorOrigin::Gateway => ["RequestId", "Message", "Recommend", "HostId", "Code"],
        ErrorOrigin::Service => ["RequestId", "HostId", "Code", "Message", "Recommend"],
    };
    let found = order.map(|key| body.find(&format!("\"{key}\":")).unwrap_or_else(|| panic!("{key}: {body}")));
    assert!(found.is_sorted(), "{body}");
    assert_eq!(json.as_object().map(serde_json::Map::len), Some(if row.denies_permission() { 6 } else { 5 }));
    if row.denies_permission() {
        let detail = json["AccessDeniedDetail"].as_object().unwrap_or_else(|| panic!("{body}"));
        assert!(body.find("AccessDeniedDetail") > body.find("Recommend"), "{body}");
        assert!(detail.len() == 7 && detail.values().all(|value| !value.as_str().unwrap_or("").is_empty()));
        assert_eq!(detail["AuthAction"], "cloudauth:Initialize");
        assert_eq!(detail["AuthPrincipalOwnerId"].as_str().map(str::len), Some(16));
    }
    let text = |key: &str| json[key].as_str().unwrap_or_default().to_owned();
    assert!(!text("Message").is_empty(), "{body}");
    assert!(!text("HostId").is_empty(), "{body}");
    let link = format!(
        "https://api.alibabacloud.com/troubleshoot?intl_lang=EN_US&q={}&product=Cloudauth-intl&requestId={}",
        row.code,
        text("RequestId")
    );
    assert_eq!(text("Recommend"), link);
}

/// Meets an error. A new row without a provocation ends in a panic.
fn provoke(row: &ErrorRow) -> Provoked {
    if row.origin == ErrorOrigin::Service { service(row) } else { gateway(row) }
}

fn service(row: &ErrorRow) -> Provoked {
    let initialize = Request::initialize;
    match row.code {
        "MissingParameter" => plain(&initialize().without("MetaInfo")),
        "InvalidParameter" => plain(&initialize().with("DocType", "1")),
        "Forbidden.ExceptionRepeatedInvoke" => {
            let emulator = InProcess::with(|settings| settings.limits.qps = Some(0));
            let wrong = initialize().with("DocType", "1");
            for _ in 0..20 {
                assert_eq!(emulator.code(&wrong), "InvalidParameter");
            }
            met(&emulator, &wrong)
        }
        "Forbidden.RAMUserAccessDenied" => standing(AccountStanding::RamDenied),
        "Forbidden.AccountAccessDenied" => {
            assert!(matches!(standing(AccountStanding::NotActivated), Met(403, _)));
            standing(AccountStanding::Overdue)
        }
        "Throttling.Api" => {
            let emulator = InProcess::with(|settings| settings.limits.qps = Some(1));
            assert_eq!(emulator.code(&initialize()), "Success");
            met(&emulator, &initialize())
        }
        "TransactionIdInvalid" => check_result(&InProcess::plain(), "hks00000000000000000000000000000"),
        "ProcessNotCompleted" => {
            let emulator = InProcess::plain();
            let answer = emulator.call(&initialize()).json();
            check_result(&emulator, answer["Result"]["TransactionId"].as_str().unwrap())
        }
        "InternalError" | "ServiceUnavailable" => Scenario,
        "RequestTimeout" => ShortTimeouts,
        code => panic!("say here how {code} of the service is provoked"),
    }
}

fn gateway(row: &ErrorRow) -> Provoked {
    let initialize = Request::initialize;
    let signed = || initialize().v1("testid", "testsecret", "n");
    match row.code {
        "MissingParameter" => plain(&Request::empty()),
        "InvalidAction.NotFound" => plain(&initialize().with("Action", "initialize")),
        "InvalidVersion" => plain(&initialize().with("Version", "2019-03-07")),
        "MissingVersion" => plain(&initialize().without("Version")),
        "MissingTimestamp" => declared(&signed().without("Timestamp")),
        "MissingAccessKeyId" => declared(&initialize()),
        "MissingSignature" => declared(&signed().without("Signature")),
        "MissingSignatureNonce" => declared(&signed().without("SignatureNonce")),
        "MissingSignatureMethod" => declared(&signed().without("SignatureMethod")),
        "MissingSignatureVersion" => declared(&signed().without("SignatureVersion")),
        "InvalidParameter.Format" => plain(&initialize().with("Format", "yaml")),
        "UnsupportedHTTPMethod" => plain(&initialize().by("GET")),
        "InvalidAccessKeyId.NotFound" => declared(&initialize().v1("other", "testsecret", "n")),
        "InvalidAccessKeyId.Inactive" => standing(AccountStanding::KeyDisabled),
        "InvalidTimeStamp.Format" => declared(&signed().with("Timestamp", "now")),
        "InvalidTimeStamp.Expired" => {
            let late = initialize().with("Timestamp", "2026-11-22T09:00:00Z");
            declared(&late.v1("testid", "testsecret", "n"))
        }
        "InvalidSignatureMethod" => declared(&signed().with("SignatureMethod", "HMAC-MD5")),
        "SignatureDoesNotMatch" => declared(&initialize().v1("testid", "wrong", "n")),
        "IncompleteSignature" => {
            let nonsense = "ACS3-HMAC-SHA256 nonsense";
            let headers = Request::bare().header("x-acs-action", "Initialize");
            plain(&headers.header("x-acs-version", "2022-08-09").header("authorization", nonsense))
        }
        "SignatureNonceUsed" => {
            let emulator = world_of_testid();
            assert_eq!(emulator.code(&signed()), "Success");
            met(&emulator, &signed())
        }
        "ContentSHA256NotMatched" => {
            let signed =
                Request::bare().body("application/octet-stream", b"one").v3("testid", "testsecret", "n");
            declared(&signed.body("application/octet-stream", b"two"))
        }
        "Throttling.User" | "Throttling" | "Forbidden.RAM" | "NoPermission" => Scenario,
        "MissingSecurityToken" => token("STS.id", None),
        "InvalidSecurityToken.Expired" => token("STS.old", Some("abc")),
        "InvalidSecurityToken.Malformed" => token("STS.id", Some("a b")),
        "InvalidSecurityToken.MismatchWithAccessKey" => token("testid", Some("abc")),
        _ => transport(row),
    }
}

/// A call with a security token, or without one.
fn token(id: &str, token: Option<&str>) -> Provoked {
    let emulator = InProcess::with(|settings| {
        settings.keys = ["STS.id", "STS.old", "testid"]
            .map(|id| DeclaredKey::new(id, "s", AccountStanding::Active))
            .into();
        settings.keys[1].security_token_expires = Some(jiff::Timestamp::UNIX_EPOCH);
    });
    let request = Request::initialize();
    let request = token.map_or(request.clone(), |token| request.with("SecurityToken", token));
    met(&emulator, &request.v1(id, "s", "n"))
}

fn transport(row: &ErrorRow) -> Provoked {
    let head = |target: &str, more: &str| format!("POST {target} HTTP/1.1\r\nhost: {HOST}\r\n{more}\r\n");
    let request = match row.code {
        "InvalidRequest" => head("/?a=%ZZ", "content-length: 0\r\n"),
        "RequestEntityTooLarge" => {
            let length = 11 * 1024 * 1024;
            head("/", &format!("content-length: {length}\r\n")) + &"a".repeat(length)
        }
        "RequestURITooLong" => head(&format!("/?a={}", "a".repeat(70_000)), ""),
        "RequestHeaderFieldsTooLarge" => head("/", &"a: b\r\n".repeat(101)),
        "MethodNotAllowed" => head("/index.html", "content-length: 0\r\n"),
        "RequestTimeout" => return ShortTimeouts,
        code => panic!("say here how {code} of the gateway is provoked"),
    };
    let emulator = InProcess::plain();
    let server = Server::start(emulator.engine);
    let response = exchange(server.address, request.as_bytes());
    Met(response.status, response.body)
}

fn plain(request: &Request) -> Provoked {
    met(&InProcess::plain(), request)
}

fn declared(request: &Request) -> Provoked {
    met(&world_of_testid(), request)
}

fn standing(standing: AccountStanding) -> Provoked {
    let emulator = InProcess::declaring(&[("testid", "testsecret", standing)]);
    met(&emulator, &Request::initialize().v1("testid", "testsecret", "n"))
}

fn world_of_testid() -> InProcess {
    InProcess::declaring(&[("testid", "testsecret", AccountStanding::Active)])
}

fn met(emulator: &InProcess, request: &Request) -> Provoked {
    let answer = emulator.call(request);
    Met(answer.status, answer.body)
}

/// CheckResult of a transaction.
fn check_result(emulator: &InProcess, transaction_id: &str) -> Provoked {
    met(emulator, &Request::of(&operations::check_result::OPERATION).with("TransactionId", transaction_id))
}
