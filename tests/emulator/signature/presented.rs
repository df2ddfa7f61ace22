//! What a call presents, told from its headers and parameters.

use cloudauth_local::signature::{self, Presented};

use crate::signature::signer::{Request, pairs};

fn read(query: &[(&str, &str)], headers: &[(&str, &str)]) -> String {
    let request = Request { method: "POST", query: pairs(query), form: vec![], headers: pairs(headers) };
    let call = request.call();
    match signature::presented(&call).and_then(|found| found.check_method().map(|()| found)) {
        Ok(Presented::V1(_)) => "V1".to_owned(),
        Ok(Presented::V3(_)) => "V3".to_owned(),
        Ok(Presented::Bearer) => "Bearer".to_owned(),
        Ok(Presented::Unsigned) => "Unsigned".to_owned(),
        Err(error) => error.row.code.to_owned(),
    }
}

#[test]
fn the_scheme_is_told_by_the_authorization_header_then_by_parameters() {
    let good = "ACS3-HMAC-SHA256 Credential=a,SignedHeaders=host,Signature=0";
    let signed = ("Signature", "x");
    for (query, authorization, expected) in [
        (&[][..], good, "V3"),
        (&[], "ACS3-HMAC-SHA256 Signature=0,Credential=a,SignedHeaders=host", "V3"),
        (&[], "ACS3-HMAC-SHA256 Credential=a, SignedHeaders=host, Signature=0", "V3"),
        (&[], "ACS3-HMAC-SHA256 Credential=,SignedHeaders=,Signature=", "V3"),
        (&[signed], good, "V3"),
        (&[], "ACS3-RSA-SHA256 Credential=a,SignedHeaders=host,Signature=0", "InvalidSignatureMethod"),
        (&[], "ACS3-HMAC-SM3 Credential=a,SignedHeaders=host,Signature=0", "InvalidSignatureMethod"),
        (&[], "ACS3-", "InvalidSignatureMethod"),
        (&[], "ACS3-HMAC-SHA256", "IncompleteSignature"),
        (&[], "ACS3-HMAC-SHA256 nonsense", "IncompleteSignature"),
        (&[], "ACS3-HMAC-SHA256 Credential=a,SignedHeaders=host", "IncompleteSignature"),
        (
            &[],
            "ACS3-HMAC-SHA256 Credential=a,Credential=b,SignedHeaders=host,Signature=0",
            "IncompleteSignature",
        ),
        (&[], "ACS3-HMAC-SHA256 Credential=a,SignedHeaders=host,Signature=0,More=1", "IncompleteSignature"),
        (&[], "ACS3-HMAC-SHA256 Credential=é,SignedHeaders=host,Signature=0", "IncompleteSignature"),
        (&[], "acs3-hmac-sha256 Credential=a,SignedHeaders=host,Signature=0", "IncompleteSignature"),
        (&[], "Basic dTpw", "IncompleteSignature"),
        (&[("AccessKeyId", "a")], "Bearer x", "IncompleteSignature"),
        (&[signed], "Bearer x", "V1"),
    ] {
        assert_eq!(read(query, &[("authorization", authorization)]), expected, "{authorization}");
    }
}

#[test]
fn without_an_authorization_header_parameters_tell() {
    for (query, headers, expected) in [
        (&[][..], &[][..], "Unsigned"),
        (&[("Action", "Initialize"), ("Format", "JSON")], &[("x-acs-action", "Initialize")], "Unsigned"),
        (&[("Timestamp", "x")], &[], "Unsigned"),
        (&[("Signature", "x")], &[("x-acs-action", "Initialize")], "V1"),
        (&[("AccessKeyId", "")], &[], "V1"),
        (&[("SignatureNonce", "1")], &[], "V1"),
        (&[("SignatureMethod", "HMAC-SHA1")], &[], "V1"),
        (&[("SignatureMethod", "HMAC-SHA256")], &[], "InvalidSignatureMethod"),
        (&[("SignatureMethod", "hmac-sha1")], &[], "InvalidSignatureMethod"),
        (&[("SignatureVersion", "2.0")], &[], "InvalidSignatureMethod"),
        (&[("SignatureMethod", ""), ("SignatureVersion", "")], &[], "V1"),
        (&[("SignatureType", "")], &[], "Unsigned"),
        (&[("SignatureType", "BEARERTOKEN")], &[], "Bearer"),
        (&[], &[("x-acs-bearer-token", "t")], "Bearer"),
        (&[], &[("x-acs-bearer-token", "")], "Unsigned"),
    ] {
        assert_eq!(read(query, headers), expected, "{query:?} {headers:?}");
    }
}

#[test]
fn the_first_missing_common_parameter_is_named() {
    let all = [
        ("AccessKeyId", "a"),
        ("Signature", "s"),
        ("SignatureMethod", "HMAC-SHA1"),
        ("SignatureVersion", "1.0"),
        ("SignatureNonce", "n"),
        ("Timestamp", "t"),
    ];
    for (index, (name, _)) in all.iter().enumerate() {
        let absent: Vec<_> = all.iter().copied().filter(|(other, _)| other != name).collect();
        let empty: Vec<_> =
            all.iter().map(|&(other, value)| (other, if other == *name { "" } else { value })).collect();
        // What comes later may be missing too: the first one is named.
        let first = [&all[..index], &[("SignatureNonce", "")]].concat();
        let lists = if index < 4 { vec![absent, empty, first] } else { vec![absent, empty] };
        for list in lists {
            let call = Request { method: "POST", query: pairs(&list), form: vec![], headers: vec![] }.call();
            let error = signature::presented(&call).unwrap().missing().unwrap();
            assert_eq!(error.row.code, format!("Missing{name}"), "{list:?}");
            assert_eq!(error.message, format!("{name} is mandatory for this action."));
        }
    }
    for presented in [Presented::Bearer, Presented::Unsigned] {
        assert_eq!(presented.missing().unwrap().row.code, "MissingAccessKeyId");
    }
}

#[test]
fn a_v3_call_needs_nonce_and_date() {
    let authorization = ("authorization", "ACS3-HMAC-SHA256 Credential=a,SignedHeaders=host,Signature=0");
    let date = ("x-acs-date", "2026-11-22T21:53:27Z");
    let nonce = ("x-acs-signature-nonce", "n");
    for (headers, code) in [
        (&[authorization, date, nonce][..], None),
        (&[authorization, date], Some("MissingSignatureNonce")),
        (&[authorization, nonce], Some("MissingTimestamp")),
        (&[authorization, nonce, ("x-acs-date", "")], Some("MissingTimestamp")),
    ] {
        let call = Request { method: "POST", query: vec![], form: vec![], headers: pairs(headers) }.call();
        let presented = signature::presented(&call).unwrap();
        assert_eq!(presented.missing().map(|error| error.row.code), code, "{headers:?}");
    }
}
