//! Whether a CallbackUrl can be connected to when Initialize names it. Nothing is sent; whether the call is refused is
//! decided by the engine.

use std::sync::Arc;
use std::time::Duration;

use url::Url;

use crate::contract::Call;
use crate::contract::callback::base;
use crate::engine::Engine;
use crate::server::webhook::maps::CallbackMaps;
use crate::server::webhook::target::{connect, public};

/// How long a connection may take, below the shortest read timeout of the SDKs.
const TIMEOUT: Duration = Duration::from_secs(1);

/// Connects to callback URLs before Initialize is answered.
pub(in crate::server) struct ReachCheck {
    engine: Arc<Engine>,
    maps: Arc<CallbackMaps>,
    anywhere: bool,
}

impl ReachCheck {
    pub(super) fn new(engine: Arc<Engine>, maps: Arc<CallbackMaps>, anywhere: bool) -> Self {
        Self { engine, maps, anywhere }
    }

    /// Why the CallbackUrl of a call cannot be connected to; `None` where it can, or where the call has none.
    pub(in crate::server) async fn failure(&self, call: &Call) -> Option<String> {
        let url = base(call.parameters.value("CallbackUrl")?);
        let mapped = self.maps.mapped(url, &self.engine.account_of_call(call));
        let anywhere = self.anywhere || mapped.is_some();
        let target = mapped.unwrap_or_else(|| url.to_owned());
        // What is no URL is refused by the rule of the parameter.
        let parsed = Url::parse(&target).ok()?;
        match tokio::time::timeout(TIMEOUT, connect(&parsed, anywhere)).await {
            Ok(Ok(_)) => None,
            Ok(Err(error)) => Some(format!("{}: {}", public(&target), error.message)),
            Err(_) => Some(format!("{}: no connection within {} s", public(&target), TIMEOUT.as_secs())),
        }
    }
}
