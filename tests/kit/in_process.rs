//! An emulator in this process, and calls of it without a socket.

use std::sync::Arc;

use cloudauth_local::contract::Strictness;
use cloudauth_local::contract::reply::Content;
use cloudauth_local::engine::Engine;
use cloudauth_local::engine::account::abnormal::AbnormalLimit;
use cloudauth_local::engine::account::limits::AccountLimits;
use cloudauth_local::engine::account::{AccountStanding, DeclaredKey};
use cloudauth_local::engine::call::Outcome;
use cloudauth_local::engine::clock::Clock;
use cloudauth_local::engine::settings::Settings;
use cloudauth_local::wire;
use serde_json::Value;

use super::request::{HOST, NOW, Request};

/// An emulator and the clock that it goes by.
pub(crate) struct InProcess {
    pub(crate) engine: Arc<Engine>,
    pub(crate) clock: Arc<Clock>,
}

/// What a caller gets.
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) code: &'static str,
    /// Empty on success.
    pub(crate) message: String,
    pub(crate) body: String,
    pub(crate) outcome: Outcome,
}

impl InProcess {
    /// Seed 7, the clock at [`NOW`], no account, the documented limits, and then what `change` changes.
    pub(crate) fn with(change: impl FnOnce(&mut Settings)) -> Self {
        let clock = Arc::new(Clock::by_hand(NOW.parse().unwrap()));
        let mut settings = Settings {
            seed: Some(7),
            strictness: Strictness::Documented,
            clock: clock.clone(),
            ..Settings::new(format!("http://{HOST}"))
        };
        change(&mut settings);
        Self { engine: Arc::new(Engine::new(settings)), clock }
    }

    /// As the flags make it by default.
    pub(crate) fn plain() -> Self {
        Self::with(|_| {})
    }

    /// Nothing is throttled and no number of refused calls is too many.
    pub(crate) fn unthrottled(strictness: Strictness) -> Self {
        Self::with(|settings| {
            settings.strictness = strictness;
            settings.limits = unlimited();
        })
    }

    /// Nothing is throttled; these keys are declared.
    pub(crate) fn declaring(keys: &[(&str, &str, AccountStanding)]) -> Self {
        Self::with(|settings| {
            let declared = keys.iter().map(|&(id, secret, standing)| DeclaredKey::new(id, secret, standing));
            settings.keys = declared.collect();
            settings.limits = unlimited();
        })
    }

    /// Answers a request without a socket.
    pub(crate) fn call(&self, request: &Request) -> Answer {
        let (parts, body) = request.parts();
        let description = format!("{} {}", parts.method, parts.uri);
        let outcome = match wire::request::read(parts, body) {
            Ok(call) => self.engine.handle(&call),
            Err(error) => self.engine.refuse(error, &description),
        };
        let reply = &outcome.reply;
        let message = match &reply.content {
            Content::Error(error) => error.message.clone().into_owned(),
            Content::Success { .. } | Content::Raw(_) => String::new(),
        };
        let body = String::from_utf8(wire::body(reply, HOST)).unwrap();
        Answer { status: reply.status(), code: reply.code(), message, body, outcome }
    }

    /// The code that a request is answered with.
    pub(crate) fn code(&self, request: &Request) -> &'static str {
        self.call(request).code
    }
}

impl Answer {
    /// The body, which has to be JSON.
    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap_or_else(|error| panic!("{error}: {}", self.body))
    }
}

fn unlimited() -> AccountLimits {
    let abnormal = AbnormalLimit { count: 0, ..AbnormalLimit::default() };
    AccountLimits { qps: Some(0), abnormal, ..AccountLimits::default() }
}
