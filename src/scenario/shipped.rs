//! The shipped scenarios, embedded in the binary.

macro_rules! shipped {
    ($($name:literal)*) => {
        /// All shipped scenarios: name and JSON.
        pub static SHIPPED: &[(&str, &str)] =
            &[$(($name, include_str!(concat!("../../scenarios/", $name, ".json")))),*];
    };
}

shipped! {
    "default"
    "throttled"
    "flaky"
    "outage"
    "slow"
    "permissions"
    "repeated-abnormal-calls"
    "retry-ladder"
    "expired-credentials"
    "malformed-answers"
    "hands-free"
}

/// The JSON of a shipped scenario.
#[must_use]
pub fn shipped(name: &str) -> Option<&'static str> {
    SHIPPED.iter().find(|(known, _)| *known == name).map(|(_, text)| *text)
}
