//! What each operation answers when nothing stands against the call.

use std::borrow::Cow;

use super::Engine;
use super::identity::Draw;
use crate::contract::initialize::Device;
use crate::contract::operation::Kind;
use crate::contract::reply::Content;
use crate::contract::{Call, Operation};

impl Engine {
    /// The success of an operation.
    pub(super) fn answer(
        &self,
        call: &Call,
        operation: &'static Operation,
        draw: &Draw,
        device: Option<Device>,
    ) -> Content {
        let result = match operation.kind {
            // What only a lenient run takes for MetaInfo opens the PC page.
            Kind::Initialize => self.initialize(call, draw, device.unwrap_or(Device::Web)),
            Kind::KeepaliveIntl => vec![("Result", "SUCCESS".into())],
        };
        Content::Success { operation, result }
    }

    fn initialize(&self, call: &Call, draw: &Draw, device: Device) -> Vec<(&'static str, Cow<'static, str>)> {
        let client_cfg = draw.client_cfg();
        let mut result = Vec::with_capacity(4);
        result.push(("TransactionId", draw.transaction_id().into()));
        let url = device.has_page().then(|| {
            let base = self.public_base(call);
            [&base, "/index.html?clientcfg=", &client_cfg].concat()
        });
        result.push(("ClientCfg", client_cfg.into()));
        if let Some(url) = url {
            result.push(("TransactionUrl", url.into()));
        }
        result.push(("Protocol", draw.protocol().into()));
        result
    }

    /// Where the user's browser finds this emulator: the public URL that was set, or the host that the client called,
    /// unless that is the vendor's own name or not a host at all.
    fn public_base<'a>(&'a self, call: &'a Call) -> Cow<'a, str> {
        if let Some(public_url) = &self.public_url {
            return public_url.into();
        }
        let host = call.host();
        // Python can send a whole URL for a host.
        let host = host.strip_prefix("http://").unwrap_or(host).trim_end_matches('/');
        let name = host.split(':').next().unwrap_or_default();
        let odd = |c: char| !(c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_' | ':' | '[' | ']'));
        if host.is_empty() || name.ends_with(".aliyuncs.com") || host.contains(odd) {
            (&self.base_url).into()
        } else {
            ["http://", host].concat().into()
        }
    }
}
