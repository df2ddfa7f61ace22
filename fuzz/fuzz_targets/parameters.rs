//! Any text as any parameter of Initialize, LanguageConfig, StyleConfig and MetaInfo among them: nothing panics, and
//! what is taken for MetaInfo is a JSON object.
#![no_main]

use cloudauth_local::contract::operation;
use cloudauth_local::contract::value::MetaInfo;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &str| {
    for operation in operation::OPERATIONS {
        for parameter in operation.parameters {
            parameter.form.fit(data);
        }
    }
    if let Some(info) = MetaInfo::read(data) {
        let _ = info.device();
        // The reference keeps what it reads, so that it knows bounds of depth and size that a passing look does not.
        let reference = serde_json::from_str::<serde_json::Map<String, serde_json::Value>>(data);
        let bounded = |fault: &serde_json::Error| {
            ["number out of range", "recursion limit"].iter().any(|bound| fault.to_string().contains(bound))
        };
        assert!(reference.as_ref().map_or_else(bounded, |_| true), "{reference:?}");
    }
});
