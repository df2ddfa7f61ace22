//! What the routes do: each function answers the requests of one route.

pub(in crate::server::admin) mod callback_map;
pub(in crate::server::admin) mod calls;
pub(in crate::server::admin) mod coverage;
pub(in crate::server::admin) mod curl;
mod har;
pub(in crate::server::admin) mod metrics;
pub(in crate::server::admin) mod scenario;
pub(in crate::server::admin) mod state;
pub(in crate::server::admin) mod transactions;
