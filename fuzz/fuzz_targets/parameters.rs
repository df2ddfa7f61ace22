//! Any text as any parameter of Initialize, LanguageConfig, StyleConfig and MetaInfo among them: nothing panics, what
//! a strict run takes a lenient one takes too, and the answers of `fit` do not depend on the call.
#![no_main]

use cloudauth_local::contract::value::{Fit, MetaInfo};
use cloudauth_local::contract::operation;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &str| {
    for operation in operation::OPERATIONS {
        for parameter in operation.parameters {
            let fit = parameter.form.fit(data);
            assert_eq!(fit, parameter.form.fit(data), "{}", parameter.name);
            assert!(!parameter.form.expectation().is_empty());
        }
    }
    if let Some(info) = MetaInfo::read(data) {
        let _ = info.device();
        assert!(serde_json::from_str::<serde_json::Map<String, serde_json::Value>>(data).is_ok() || data.len() > 100);
    }
    let _ = Fit::Fits;
});
