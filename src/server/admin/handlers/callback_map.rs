//! `/callback-map`: which URLs replace a CallbackUrl when callbacks are sent, for one access key or for all.

use crate::server::admin::problem::AdminError;
use crate::server::admin::view::{CallbackMapView, MappingView};
use crate::server::admin::{AdminRequest, AdminResponse};
use crate::server::webhook::Mapping;

const EXPECTED: &str = r#"expected {"maps":[{"from":"https://shop.example","to":"http://127.0.0.1:3000"}]}"#;

pub(in crate::server::admin) fn read(request: &AdminRequest<'_>) -> Result<AdminResponse, AdminError> {
    let maps = request.maps.get(request.account().as_deref());
    let maps = maps.into_iter().map(|Mapping { from, to }| MappingView { from, to }).collect();
    AdminResponse::json(&CallbackMapView { maps })
}

pub(in crate::server::admin) fn put(request: &AdminRequest<'_>) -> Result<AdminResponse, AdminError> {
    let CallbackMapView { maps } = serde_json::from_slice(request.body)
        .map_err(|error| AdminError::bad(format!("{EXPECTED}: {error}")))?;
    let maps: Result<Vec<_>, _> =
        maps.iter().map(|mapping| Mapping::new(&mapping.from, &mapping.to)).collect();
    let maps = maps.map_err(|error| AdminError::bad(error.to_string()))?;
    let put = request.maps.put(request.account().as_deref(), maps);
    put.map_err(|error| AdminError::bad(error.to_string()))?;
    read(request)
}

pub(in crate::server::admin) fn remove(request: &AdminRequest<'_>) -> Result<AdminResponse, AdminError> {
    request.maps.remove(request.account().as_deref());
    read(request)
}
