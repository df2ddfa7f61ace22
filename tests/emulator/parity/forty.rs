//! Forty differences of every kind: each one is found, none is invented, and the overlay closes them.

use std::collections::BTreeSet;

use cloudauth_local::contract::overlay::{OrderedValue, Overlay};
use cloudauth_local::parity::compare::Aspect;
use cloudauth_local::parity::learn;
use cloudauth_local::parity::record::ParityRecord;
use cloudauth_local::parity::report::Figures;

use crate::parity::altering::{Alter, Alteration};
use crate::parity::comparison::{KEY, SECRET, compared};

/// An alteration, and the difference that it is.
#[derive(Clone, Copy)]
struct Row(Alteration, Aspect, &'static str);

const fn json(
    code: &'static str,
    message: &'static str,
    alter: Alter,
    aspect: Aspect,
    name: &'static str,
) -> Row {
    Row(Alteration { code, message, format: "json", operation: "", alter }, aspect, name)
}

const fn xml(
    code: &'static str,
    message: &'static str,
    alter: Alter,
    aspect: Aspect,
    name: &'static str,
) -> Row {
    Row(Alteration { code, message, format: "xml", operation: "", alter }, aspect, name)
}

/// Of one operation alone.
const fn of(operation: &'static str, row: Row) -> Row {
    Row(Alteration { operation, ..row.0 }, row.1, row.2)
}

type MemberList = Vec<(String, OrderedValue)>;

fn text(value: &str) -> OrderedValue {
    OrderedValue::String(value.to_owned())
}

fn without(members: &mut MemberList, name: &str) {
    members.retain(|(other, _)| other != name);
}

fn set(members: &mut MemberList, name: &str, value: OrderedValue) {
    members.iter_mut().find(|(other, _)| other == name).unwrap().1 = value;
}

/// The members of `Result`.
fn result(members: &mut MemberList) -> &mut MemberList {
    let Some((_, OrderedValue::Object(result))) = members.iter_mut().find(|(name, _)| name == "Result")
    else {
        panic!("no Result")
    };
    result
}

use Alter::{Body, Header, Members, NoHeader, Status, Text};
use Aspect::{
    Code, Format, HeaderOnlyHere, HeaderOnlyThere, HeaderValue, MemberOnlyHere, MemberOnlyThere, MemberOrder,
    MemberType, MemberValue, Message,
};

const CHECK: &str = "CheckResult";
const INITIALIZE: &str = "Initialize";
const KEEPALIVE: &str = "KeepaliveIntl";

const ROWS: &[Row] = &[
    // Statuses.
    json("UnsupportedHTTPMethod", "", Status(405), Aspect::Status, ""),
    json("InvalidAccessKeyId.NotFound", "", Status(403), Aspect::Status, ""),
    json("TransactionIdInvalid", "", Status(404), Aspect::Status, ""),
    of(CHECK, json("MissingParameter", "MerchantBizId", Status(422), Aspect::Status, "")),
    xml("InvalidAction.NotFound", "", Status(400), Aspect::Status, ""),
    // Codes.
    json("InvalidVersion", "", Text("InvalidVersion", "InvalidParameter.Version"), Code, ""),
    json("IncompleteSignature", "", Text("IncompleteSignature", "SignatureIncomplete"), Code, ""),
    json("MissingParameter", "MetaInfo", Text("MissingParameter", "MissingMetaInfo"), Code, ""),
    json(
        "InvalidSecurityToken.Malformed",
        "",
        Text("InvalidSecurityToken.Malformed", "InvalidToken"),
        Code,
        "",
    ),
    xml("SignatureDoesNotMatch", "", Text("SignatureDoesNotMatch", "InvalidSignature"), Code, ""),
    // Messages, with and without what differs from call to call.
    json(
        "MissingParameter",
        "ProductCode",
        Text("Parameter cannot be empty: ProductCode.", "参数非法(productCode)"),
        Message,
        "",
    ),
    json("InvalidParameter", "DocType", Text("must be one of", "is none of"), Message, ""),
    json("SignatureNonceUsed", "", Text("was used already", "has been used"), Message, ""),
    json(
        "SignatureDoesNotMatch",
        "server string to sign is:",
        Text("server string to sign is:", "we signed:"),
        Message,
        "",
    ),
    json(
        "InvalidTimeStamp.Format",
        "",
        Text("is not well formatted", "is not well formatted \\\"yyyy-MM-dd\\\""),
        Message,
        "",
    ),
    json("ProcessNotCompleted", "", Text("process is not complete", "process has not ended"), Message, ""),
    // Members that one side alone has, and values.
    json(
        "InvalidParameter.Format",
        "",
        Members(|members| without(members, "Recommend")),
        MemberOnlyHere,
        "Recommend",
    ),
    json("MissingTimestamp", "", Members(|members| without(members, "HostId")), MemberOnlyHere, "HostId"),
    json(
        "InvalidTimeStamp.Expired",
        "",
        Members(|members| {
            let detail = vec![("AuthAction".to_owned(), text("cloudauth:Initialize"))];
            members.push(("AccessDeniedDetail".to_owned(), OrderedValue::Object(detail)));
        }),
        MemberOnlyThere,
        "AccessDeniedDetail",
    ),
    json(
        "MissingSignature",
        "",
        Members(|members| members.push(("success".to_owned(), OrderedValue::Bool(false)))),
        MemberOnlyThere,
        "success",
    ),
    of(
        INITIALIZE,
        json(
            "Success",
            "",
            Members(|members| without(result(members), "ClientCfg")),
            MemberOnlyHere,
            "Result.ClientCfg",
        ),
    ),
    of(
        INITIALIZE,
        json(
            "Success",
            "",
            Members(|members| result(members).push(("CertifyId".to_owned(), text("x")))),
            MemberOnlyThere,
            "Result.CertifyId",
        ),
    ),
    of(
        INITIALIZE,
        json(
            "InvalidParameter",
            "MerchantBizId",
            Members(|members| set(members, "HostId", text("cloudauth-intl.aliyuncs.com"))),
            MemberValue,
            "HostId",
        ),
    ),
    json("MissingVersion", "", Text("&q=", "&code="), MemberValue, "Recommend"),
    // The order and the types of members.
    json("InvalidSignatureMethod", "", Members(|members| members.rotate_left(1)), MemberOrder, ""),
    json("MissingAccessKeyId", "", Members(|members| members.reverse()), MemberOrder, ""),
    of(INITIALIZE, json("Success", "", Members(|members| result(members).reverse()), MemberOrder, "Result")),
    xml(
        "Success",
        "KeepaliveIntlResponse",
        Text(
            "<Message>success</Message><Code>Success</Code>",
            "<Code>Success</Code><Message>success</Message>",
        ),
        MemberOrder,
        "",
    ),
    json(
        "MissingSignatureMethod",
        "",
        Members(|members| set(members, "Message", OrderedValue::Null)),
        MemberType,
        "Message",
    ),
    json(
        "MissingParameter",
        "MerchantUserId",
        Members(|members| set(members, "Message", OrderedValue::Number(7.into()))),
        MemberType,
        "Message",
    ),
    of(
        INITIALIZE,
        json(
            "Success",
            "",
            Members(|members| set(result(members), "Protocol", OrderedValue::Object(vec![]))),
            MemberType,
            "Result.Protocol",
        ),
    ),
    // Headers.
    json(
        "MissingSignatureNonce",
        "",
        NoHeader("access-control-expose-headers"),
        HeaderOnlyHere,
        "access-control-expose-headers",
    ),
    json("MissingParameter", "\\\"Action\\\"", NoHeader("etag"), HeaderOnlyHere, "etag"),
    json("MissingParameter", "DocType", NoHeader("x-acs-trace-id"), HeaderOnlyHere, "x-acs-trace-id"),
    json("InvalidAction.NotFound", "", Header("server", "Tengine"), HeaderOnlyThere, "server"),
    json(
        "SignatureDoesNotMatch",
        "server CanonicalRequest is",
        Header("x-content-type-options", "nosniff"),
        HeaderOnlyThere,
        "x-content-type-options",
    ),
    of(KEEPALIVE, json("Success", "", Header("keep-alive", "timeout=60"), HeaderValue, "keep-alive")),
    json(
        "InvalidSecurityToken.MismatchWithAccessKey",
        "",
        Header("access-control-allow-origin", "https://shop.example"),
        HeaderValue,
        "access-control-allow-origin",
    ),
    json(
        "MissingSignatureVersion",
        "",
        Header("content-type", "application/json"),
        HeaderValue,
        "content-type",
    ),
    // Another format altogether.
    json(
        "ContentSHA256NotMatched",
        "",
        Body("application/json;charset=utf-8", "<html>no</html>x"),
        Format,
        "",
    ),
];

type Found = BTreeSet<(String, Aspect, String)>;

fn found(record: &ParityRecord) -> Found {
    let of = |probe: &cloudauth_local::parity::record::ProbeRecord| {
        let name = probe.name.clone();
        let one = move |difference: &cloudauth_local::parity::compare::Difference| {
            (name.clone(), difference.aspect, difference.name.clone())
        };
        probe.differences.iter().map(one).collect::<Vec<_>>()
    };
    record.probes.iter().flat_map(of).collect()
}

/// What the rows make of the answers of an emulator that is not altered.
fn expected(plain: &ParityRecord) -> Found {
    let mut expected = Found::new();
    for Row(row, aspect, name) in ROWS {
        let before = expected.len();
        for probe in &plain.probes {
            let answer = &probe.answers.as_ref().unwrap().emulator;
            let message = row.message.replace('\\', "");
            let about = answer.message().contains(&message) || answer.root.contains(&message);
            if answer.code() == row.code
                && answer.format == row.format
                && about
                && (row.operation.is_empty() || probe.operation == row.operation)
            {
                expected.insert((probe.name.clone(), *aspect, (*name).to_owned()));
            }
        }
        assert!(expected.len() > before, "{} {} is met by no probe", row.code, row.message);
    }
    expected
}

#[tokio::test]
async fn an_emulator_does_not_differ_from_itself() {
    let (record, _) = compared(Vec::new(), None).await;
    assert_eq!(found(&record), Found::new());
}

#[tokio::test]
async fn forty_differences_are_found_none_is_invented_and_the_overlay_closes_them() {
    let headers_order_types = ROWS.iter().filter(|row| {
        matches!(row.1, HeaderOnlyHere | HeaderOnlyThere | HeaderValue | MemberOrder | MemberType)
    });
    assert_eq!((ROWS.len(), headers_order_types.count() >= 10), (40, true));

    let (plain, _) = compared(Vec::new(), None).await;
    let alterations: Vec<_> = ROWS.iter().map(|row| row.0).collect();
    let (record, seen) = compared(alterations.clone(), None).await;
    let (found, expected) = (found(&record), expected(&plain));
    let missed: Vec<_> = expected.difference(&found).collect();
    let invented: Vec<_> = found.difference(&expected).collect();
    assert!(missed.is_empty() && invented.is_empty(), "missed {missed:#?}\ninvented {invented:#?}");

    let rows = cloudauth_local::fidelity::row_names();
    let probes = cloudauth_local::parity::all_probes();
    let figures = Figures::of(&record, &probes, &rows);
    let differing: BTreeSet<_> = expected.iter().map(|(probe, ..)| probe).collect();
    assert_eq!((figures.divergent, figures.answered), (differing.len(), probes.len()));
    assert_eq!(figures.settled, figures.reachable);

    let learned = learn::overlay(&record, None);
    assert_eq!(learned.left_out, []);
    let text = serde_json::to_string(&learned.overlay).unwrap();
    nothing_of_the_user_is_in(&text, &seen);
    let overlay = Overlay::read(&text).unwrap();
    let (closed, _) = compared(alterations, Some(overlay)).await;
    let open: Vec<_> = closed.divergent().map(|probe| (&probe.name, &probe.differences)).collect();
    assert!(open.is_empty(), "{open:#?}");
}

/// Identifiers, keys and nonces that were sent or received are not in a file that may be shared.
fn nothing_of_the_user_is_in(text: &str, seen: &str) {
    let mut secret: BTreeSet<String> = [KEY.to_owned(), SECRET.to_owned()].into();
    for (begins, ends) in [
        ("\"RequestId\":\"", '"'),
        ("\"TransactionId\":\"", '"'),
        ("clientcfg=", '"'),
        ("x-acs-trace-id: ", '\r'),
        ("x-acs-signature-nonce: ", '\r'),
        ("SignatureNonce=", '&'),
        ("Signature=", '\r'),
        ("host: ", '\r'),
    ] {
        let values = seen.split(begins).skip(1).filter_map(|rest| rest.split(ends).next());
        let before = secret.len();
        secret.extend(values.filter(|value| value.len() > 5).map(str::to_owned));
        assert!(secret.len() > before, "nothing behind {begins}");
    }
    for value in secret {
        assert!(!text.contains(&value), "{value} is in the overlay");
    }
}
