//! Form and JSON bodies that the emulator accepts decode to the same values as with other libraries.
#![no_main]

use bytes::Bytes;
use cloudauth_local::contract::{ParameterSource, Parameters};
use cloudauth_local::wire::request;
use http::Request;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    let Some((&kind, body)) = data.split_first() else { return };
    let json = kind & 1 == 1;
    let content_type = if json { "application/json" } else { "application/x-www-form-urlencoded" };
    let Ok(request) = Request::post("/?first=1").header("content-type", content_type).body(()) else {
        return;
    };
    let read = request::read(request.into_parts().0, Bytes::copy_from_slice(body));
    if json {
        let reference = serde_json::from_slice::<serde_json::Map<String, serde_json::Value>>(body);
        // RawValue and Value accept different nesting depths and number ranges; only compare what both accept.
        if let (Ok(call), Ok(reference)) = (&read, reference) {
            for (name, value) in reference.iter().filter_map(|(name, value)| Some((name, value.as_str()?))) {
                let last = call.parameters.iter().filter(|item| item.name == name).last();
                assert_eq!(last.map(|item| item.value), Some(value), "{name}");
            }
        }
    } else if let Ok(call) = &read {
        assert_eq!(pairs(&call.parameters), reference(body));
    }
});

fn pairs(parameters: &Parameters) -> Vec<(String, String)> {
    let form = parameters.iter().filter(|item| item.source == ParameterSource::Form);
    form.map(|item| (item.name.to_owned(), item.value.to_owned())).collect()
}

fn reference(body: &[u8]) -> Vec<(String, String)> {
    form_urlencoded::parse(body).into_owned().collect()
}
