//! What every client must see: one entry for each call.

use serde_json::{Value, json};

/// An emulator, started with these flags, and the cases that meet it.
pub(crate) struct CaseGroup {
    pub(crate) flags: &'static [&'static str],
    pub(crate) cases: Vec<Case>,
}

/// One call and what it comes to. Its name is its access key ID as well, so that no two cases
/// share an account.
pub(crate) struct Case {
    pub(crate) name: &'static str,
    pub(crate) key: Key,
    pub(crate) operation: &'static str,
    pub(crate) parameters: Value,
    /// How many times the call is made at most; the first exception ends it.
    pub(crate) calls: usize,
    pub(crate) expected: Expected,
}

/// The access key that a case calls with.
pub(crate) enum Key {
    /// Declared and active.
    Active,
    /// Declared with this standing.
    Standing(&'static str),
    /// Declared, but the caller has another secret.
    WrongSecret,
    /// Not declared.
    Unknown,
}

/// What the user sees.
pub(crate) enum Expected {
    /// A transaction, with or without a URL.
    Transaction { url: bool },
    /// The answer of `KeepaliveIntl`.
    Alive,
    /// An error with this code and status, whose message holds all these texts.
    Refusal(&'static str, u16, &'static [&'static str]),
    /// What the client makes of a signature that does not match.
    WrongSecret,
    /// `Throttling.Api`, with the wait where the client reads it.
    Throttled,
}

/// The five required parameters of Initialize, with `changes` made to them: a null takes one away.
fn initialize(changes: Value) -> Value {
    let mut parameters = json!({
        "ProductCode": "ID_OCR",
        "MerchantBizId": "e0c34a77f5ac40a5aa5e6ed20c353888",
        "MetaInfo": r#"{"bioMetaInfo":"4.1.0:2916352,0","deviceType":"web","ua":"Mozilla/5.0"}"#,
        "MerchantUserId": "user-1",
        "DocType": "01000000",
    });
    if let (Value::Object(parameters), Value::Object(changes)) = (&mut parameters, changes) {
        parameters.extend(changes);
        parameters.retain(|_, value| !value.is_null());
    }
    parameters
}

/// Values that are often encoded wrongly, each in a parameter that takes it.
fn awkward() -> Value {
    let text = "a \"quote\" 'and' 😀 + * ~ % %20 ( ) ! / ? & = # ; , ü 汉字 \\ \t\r\nsecond line ";
    let meta = json!({
        "bioMetaInfo": "4.1.0:11501568,0",
        "deviceType": "h5",
        "deviceModel": format!("Test \"phone\" {text}"),
        "nested": json!({ "escaped": "\"twice\"" }).to_string(),
    });
    let language = json!({
        "defaultLanguage": "en",
        "en": { "title": text, "hint": "50% + more * ~ 汉 ".repeat(1000) },
    });
    initialize(json!({
        "MerchantUserId": text,
        "MetaInfo": meta.to_string(),
        "LanguageConfig": language.to_string(),
        "StyleConfig": json!({ "guidepage": { "title": text } }).to_string(),
        "ReturnUrl": "http://localhost:5173/return page?x=1&y=a+b%20c&z=('*~')#part",
        "CallbackUrl": "https://example.com/callback?a=b%20c&d=e+f",
        "CallbackToken": text,
        "SceneCode": "a_1",
        "IdSpoof": "Y",
        "IdThreshold": "0",
        "ShowGuidePage": "0",
        "EditOcrResult": "0",
    }))
}

/// All cases; their order does not matter.
pub(crate) fn groups() -> Vec<CaseGroup> {
    let mut cases = successes();
    cases.extend(refused_parameters());
    cases.extend(refused_accounts());
    vec![CaseGroup { flags: &[], cases }, throttling()]
}

fn successes() -> Vec<Case> {
    use Expected::{Alive, Transaction};

    let app = r#"{"bioMetaInfo":"4.1.0:11501568,0","deviceType":"ios","appName":"com.example"}"#;
    let app = initialize(json!({ "MetaInfo": app }));
    // The typed clients put FacePictureBase64 into the body and everything else into the query.
    let split = initialize(json!({ "Pages": "01", "FacePictureBase64": "aGVsbG8+Lz0=" }));
    vec![
        case("plain", Key::Active, plain(), Transaction { url: true }),
        case("awkward", Key::Active, awkward(), Transaction { url: true }),
        case("split", Key::Active, split, Transaction { url: true }),
        case("app", Key::Active, app, Transaction { url: false }),
        Case { operation: "KeepaliveIntl", ..case("keepalive", Key::Active, json!({}), Alive) },
    ]
}

fn refused_parameters() -> Vec<Case> {
    let row = |name, changes, code, texts| {
        let expected = Expected::Refusal(code, 400, texts);
        case(name, Key::Active, initialize(changes), expected)
    };
    let missing = json!({ "MetaInfo": null });
    let empty = json!({ "MerchantUserId": "" });
    let invalid = json!({ "DocType": "00000099" });
    vec![
        row("missing", missing, "MissingParameter", &["MetaInfo"]),
        row("empty", empty, "MissingParameter", &["MerchantUserId"]),
        row("invalid", invalid, "InvalidParameter", &["DocType", "01000000"]),
    ]
}

fn refused_accounts() -> Vec<Case> {
    use Key::{Standing, Unknown, WrongSecret};

    let row =
        |name, key, status, code, texts| case(name, key, plain(), Expected::Refusal(code, status, texts));
    let mismatch = |name, parameters| case(name, WrongSecret, parameters, Expected::WrongSecret);

    let (not_found, inactive) = ("InvalidAccessKeyId.NotFound", "InvalidAccessKeyId.Inactive");
    let no_policy = "Forbidden.RAMUserAccessDenied";
    let no_service = "Forbidden.AccountAccessDenied";
    let policy = &["AliyunAntCloudAuthFullAccess"];
    vec![
        mismatch("wrong-secret", plain()),
        mismatch("wrong-secret-awkward", awkward()),
        row("unknown", Unknown, 404, not_found, &["is not found"]),
        row("disabled", Standing("key-disabled"), 400, inactive, &["is disabled"]),
        row("denied", Standing("ram-denied"), 403, no_policy, policy),
        row("overdue", Standing("overdue"), 403, no_service, &["overdue"]),
        row("inactive", Standing("not-activated"), 403, no_service, &["activated"]),
    ]
}

/// One call in a second passes: among a dozen in a row, one is refused on the slowest machine.
fn throttling() -> CaseGroup {
    let throttled = case("throttled", Key::Active, plain(), Expected::Throttled);
    CaseGroup { flags: &["--qps", "1", "--burst", "1"], cases: vec![Case { calls: 12, ..throttled }] }
}

fn plain() -> Value {
    initialize(json!({}))
}

/// One call of Initialize.
fn case(name: &'static str, key: Key, parameters: Value, expected: Expected) -> Case {
    Case { name, key, operation: "Initialize", parameters, calls: 1, expected }
}
