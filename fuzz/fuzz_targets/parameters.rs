//! Any text as any parameter of Initialize, LanguageConfig, StyleConfig and MetaInfo among them: nothing panics, and
//! what is taken for MetaInfo looks like a JSON object.
#![no_main]

use cloudauth_local::contract::operations;
use cloudauth_local::contract::value::MetaInfo;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &str| {
    for operation in operations::OPERATIONS {
        for parameter in operation.parameters.iter() {
            parameter.form.fit(data);
        }
    }
    if let Some(info) = MetaInfo::read(data) {
        let _ = info.device();
        // Members that the service does not read are passed over, so that no other parser can be the judge of them.
        assert!(data.trim_start().starts_with('{') && data.trim_end().ends_with('}'));
    }
});
