//! Two servers to compare, and the comparison itself, for the tests.

use std::sync::Arc;

use cloudauth_local::contract::Strictness;
use cloudauth_local::contract::overlay::Overlay;
use cloudauth_local::engine::account::{AccountStanding, DeclaredKey};
use cloudauth_local::engine::clock::Clock;
use cloudauth_local::parity::all_probes;
use cloudauth_local::parity::credentials::{ACCESS_KEY_ID, ACCESS_KEY_SECRET, Credentials};
use cloudauth_local::parity::record::ParityRecord;
use cloudauth_local::parity::run::{RunOptions, run};
use cloudauth_local::parity::send::Endpoint;

use crate::kit::in_process::InProcess;
use crate::kit::server::Server;
use crate::parity::altering::{Alteration, Proxy};

pub(crate) const KEY: &str = "LTAIparitytestkey";
pub(crate) const SECRET: &str = "paritytestsecret";

/// A key that both sides know.
pub(crate) fn credentials() -> Credentials {
    let variable = |name: &str| match name {
        ACCESS_KEY_ID => Some(KEY.to_owned()),
        ACCESS_KEY_SECRET => Some(SECRET.to_owned()),
        _ => None,
    };
    Credentials::read(variable).unwrap()
}

/// An emulator that knows the key and refuses no call for their number.
pub(crate) fn emulator() -> Server {
    emulator_with(KEY, SECRET)
}

/// The same with another key.
pub(crate) fn emulator_with(id: &str, secret: &str) -> Server {
    let emulator = InProcess::with(|settings| {
        settings.keys = vec![DeclaredKey::new(id, secret, AccountStanding::Active)];
        settings.strictness = Strictness::default();
        settings.limits.qps = Some(0);
        settings.limits.abnormal.count = 0;
        settings.clock = Arc::new(Clock::system());
    });
    Server::start(emulator.engine)
}

/// Every probe, to an emulator whose answers are altered.
pub(crate) async fn compared(
    alterations: Vec<Alteration>,
    overlay: Option<Overlay>,
) -> (ParityRecord, String) {
    let emulator = emulator();
    let proxy = Proxy::start(emulator.address, alterations);
    let endpoint = Endpoint::new(&format!("http://{}", proxy.address), None).unwrap();
    let probes = all_probes();
    let mut record = ParityRecord::new(endpoint.host(), &probes, "2026-11-24".to_owned());
    let options = RunOptions { overlay, ..RunOptions::default() };
    run(&mut record, &probes, &credentials(), &endpoint, options, |_| Ok(())).await.unwrap();
    assert_eq!(record.stopped, None);
    assert_eq!(record.answered().count(), probes.len());
    let seen = proxy.seen.lock().unwrap().clone();
    (record, seen)
}
