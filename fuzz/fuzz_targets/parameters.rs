//! Any string as the value of any parameter, for example LanguageConfig, StyleConfig or MetaInfo: nothing panics, and
//! a string accepted as MetaInfo looks like a JSON object.
#![no_main]

use cloudauth_local::contract::operations;
use cloudauth_local::contract::value::MetaInfo;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &str| {
    for operation in operations::OPERATIONS {
        for parameter in operation.parameters.iter() {
            let _ = parameter.form.judge(data);
        }
    }
    if let Some(info) = MetaInfo::read(data) {
        let _ = info.device();
        // Unread members are skipped without full validation, so a comparison with another parser is not possible.
        assert!(data.trim_start().starts_with('{') && data.trim_end().ends_with('}'));
    }
});
