//! HTTPS with certificate checks on, and no setting changed but trust.

use std::path::Path;

use serde_json::json;

use crate::kit::skip::present;
use crate::sdk::cases::{self, Case};
use crate::sdk::client::{Client, Driver, Seen};
use crate::sdk::run::{Emulator, Transport};
use crate::sdk::verdict::verdict;

/// An emulator with HTTPS, and the first case of all, which succeeds.
fn ground() -> (Emulator, Case) {
    let mut group = cases::groups().swap_remove(0);
    let emulator = Emulator::start(&group, Transport::Https);
    (emulator, group.cases.swap_remove(0))
}

fn call(driver: &mut Driver, endpoint: &str, case: &Case) -> Seen {
    driver.call(endpoint, (case.name, "secret"), case.operation, &case.parameters)
}

fn succeeds(client: &Client, driver: &mut Driver, endpoint: &str, emulator: &Emulator, case: &Case) {
    let seen = call(driver, endpoint, case);
    verdict(client, case, &emulator.url, &seen).unwrap_or_else(|why| panic!("{why}: {seen:?}"));
}

/// The variable that `cloudauth-local ca` names makes a client trust the emulator, which it otherwise does not.
pub(crate) fn a_variable_makes_it_trust(client: &Client, variable: &str) {
    let (emulator, case) = ground();
    let Some(mut driver) = present(client.start()) else { return };
    let seen = call(&mut driver, &emulator.url, &case);
    assert!(matches!(seen, Seen::Raised(_)), "certificates are not checked: {seen:?}");
    let trusting = client.start_with(&[(variable, &emulator.ca())]);
    succeeds(client, &mut trusting.expect("it started before"), &emulator.url, &emulator, &case);
}

/// A client whose endpoint was never set finds the emulator where its resolver leads the vendor's host to loopback.
pub(crate) fn the_vendor_s_host_is_answered(client: &Client) {
    let (emulator, case) = ground();
    let variables: &[(&str, &Path)] = &[("SSL_CERT_FILE", &emulator.ca())];
    let Some(mut driver) = present(client.start_with(variables)) else { return };
    let port = emulator.url.rsplit(':').next().and_then(|port| port.parse::<u16>().ok());
    driver.more = json!({ "resolve": port.expect("the URL ends with a port") });
    succeeds(client, &mut driver, "", &emulator, &case);
}
