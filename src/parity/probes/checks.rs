//! Probes of what an operation answers when its parameters are good: questions about a transaction that does not exist,
//! and, where that is allowed, checks that are started.

use crate::contract::Operation;
use crate::contract::device::Device;
use crate::contract::document::DOCUMENTS;
use crate::contract::operations::OPERATIONS;
use crate::contract::operations::initialize;
use crate::parity::draft::{Draft, PutInto, SignedBy};
use crate::parity::probe::{Cost, Probe, parameter_row};
use crate::parity::probes::{good, starts_a_check};

pub(super) fn probes() -> Vec<Probe> {
    let mut probes = Vec::new();
    for operation in OPERATIONS.iter().filter(|operation| !starts_a_check(operation)) {
        probes.push(plain(operation));
    }
    probes.extend(started());
    for operation in OPERATIONS.iter().filter(|operation| takes_transaction(operation)) {
        probes.push(too_early(operation));
    }
    probes
}

/// A good call of an operation that starts nothing. Where it asks about a transaction, there is none.
fn plain(operation: &'static Operation) -> Probe {
    let asks = takes_transaction(operation);
    let mut settles = vec![format!("operation {}", operation.name)];
    if asks {
        settles.extend([
            "error TransactionIdInvalid".to_owned(),
            parameter_row(operation.name, "TransactionId"),
        ]);
    }
    Probe {
        name: format!("{}/{}", operation.name, if asks { "unknown-transaction" } else { "good" }),
        asks: format!(
            "{} with good parameters{}.",
            operation.name,
            if asks { " and a TransactionId that was never given out" } else { "" }
        ),
        cost: Cost::Nothing,
        settles,
        requests: vec![good(SignedBy::V3, operation)],
    }
}

/// A probe that starts a check: its name, its question, the rows of the contract that its answer confirms or refutes, and its
/// request.
fn of(what: &str, asks: &str, settles: &[&str], draft: Draft) -> Probe {
    Probe {
        name: format!("{}/{what}", initialize::OPERATION.name),
        asks: asks.to_owned(),
        cost: Cost::OneTransaction,
        settles: settles.iter().map(|row| (*row).to_owned()).collect(),
        requests: vec![draft],
    }
}

/// Checks that are started in every way to sign and to send the parameters.
fn forms(v1: Draft, v3: &Draft) -> Vec<Probe> {
    vec![
        of(
            "good/v3",
            "Initialize, signed with V3.",
            &["operation Initialize", "behaviour body.success"],
            v3.clone(),
        ),
        of(
            "good/v1",
            "Initialize, signed with V1, as JSON.",
            &["operation Initialize", "behaviour signature.v1", "behaviour transaction.twice"],
            v1.clone(),
        ),
        of(
            "good/v1-xml",
            "Initialize, signed with V1, as XML.",
            &["behaviour body.xml"],
            v1.clone().set("Format", "XML"),
        ),
        of(
            "good/form",
            "Initialize with its parameters in a form body.",
            &["behaviour encoding.form"],
            v3.clone().put_into(PutInto::Form),
        ),
        of(
            "good/json",
            "Initialize with its parameters in a JSON body.",
            &["behaviour encoding.json"],
            v3.clone().put_into(PutInto::Json),
        ),
        of(
            "good/v1-form",
            "Initialize with its parameters in a form body, signed with V1.",
            &["behaviour encoding.form"],
            v1.put_into(PutInto::Form),
        ),
        of(
            "good/device-only",
            "Initialize with a MetaInfo of deviceType alone.",
            &["parameter Initialize.MetaInfo"],
            v3.clone().with("MetaInfo", r#"{"deviceType":"web"}"#),
        ),
        of(
            "good/dashes",
            "Initialize with a UUID with dashes for MerchantBizId.",
            &["parameter Initialize.MerchantBizId", "behaviour strictness.observed"],
            v3.clone().with("MerchantBizId", "7f3f1c52-9a1e-4f6e-8f0e-2b6a5d0c9e11"),
        ),
    ]
}

/// Checks that are started: the forms, the devices, the documents.
fn started() -> Vec<Probe> {
    let v3 = good(SignedBy::V3, &initialize::OPERATION);
    let meta = |device: &str| format!(r#"{{"bioMetaInfo":"4.1.0:2916352,0","deviceType":"{device}"}}"#);
    let mut probes = forms(good(SignedBy::V1, &initialize::OPERATION), &v3);
    for device in Device::NAMES {
        probes.push(of(
            &format!("device/{device}"),
            &format!("Initialize of a device {device}."),
            &["parameter Initialize.MetaInfo", "behaviour body.success"],
            v3.clone().with("MetaInfo", &meta(device)),
        ));
    }
    for document in DOCUMENTS {
        probes.push(of(
            &format!("document/{}", document.value),
            &format!("Initialize for {}.", document.meaning),
            &[&format!("document {}", document.value), "parameter Initialize.DocType"],
            v3.clone().with("DocType", document.value),
        ));
    }
    probes
}

/// A question about a check that was just started.
fn too_early(operation: &'static Operation) -> Probe {
    Probe {
        name: format!("{}/too-early", operation.name),
        asks: format!("{} right after Initialize.", operation.name),
        cost: Cost::OneTransaction,
        settles: vec!["error ProcessNotCompleted".to_owned(), format!("operation {}", operation.name)],
        requests: vec![good(SignedBy::V3, &initialize::OPERATION), good(SignedBy::V3, operation)],
    }
}

fn takes_transaction(operation: &Operation) -> bool {
    operation.parameters.iter().any(|row| row.name == "TransactionId")
}
