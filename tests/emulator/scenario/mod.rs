//! Scenario files: reading, diagnostics, deciding, the schema.

mod broken;
mod counting;
mod deciding;
mod properties;
mod schema;
mod shipped;

use std::sync::Arc;
use std::time::Duration;

use cloudauth_local::contract::{ParameterSource, Parameters, operations};
use cloudauth_local::scenario::format::ConnectionFault;
use cloudauth_local::scenario::load;
use cloudauth_local::scenario::{
    CallContext, ConnectionCut, Counters, Decision, ResponseChoice, Script, render,
};
use http::HeaderMap;
use rand::SeedableRng as _;
use rand::rngs::ChaCha8Rng;

/// One account that plays a scenario.
struct Player {
    script: Arc<Script>,
    counters: Counters,
    chance: ChaCha8Rng,
}

impl Player {
    fn new(text: &str) -> Self {
        let scenario = load(text).unwrap_or_else(|findings| panic!("{}", render(&findings, "test", text)));
        let seed = scenario.seed.unwrap_or(0);
        let script = Arc::new(Script::new(Arc::new(scenario), 1).unwrap());
        Self { script, counters: Counters::default(), chance: ChaCha8Rng::seed_from_u64(seed) }
    }

    fn rules(rules: &str) -> Self {
        Self::new(&format!("{{ \"rules\": [{rules}] }}"))
    }

    /// Another account that plays the same script.
    fn beside(&self) -> Self {
        let chance = ChaCha8Rng::seed_from_u64(0);
        Self { script: self.script.clone(), counters: Counters::default(), chance }
    }

    fn call(&mut self, call: &Call<'_>) -> Decision {
        let mut parameters = Parameters::default();
        for (name, value) in call.parameters {
            parameters.push(name, value, ParameterSource::Query);
        }
        let mut headers = HeaderMap::new();
        for (name, value) in call.headers {
            headers.append(*name, value.parse().unwrap());
        }
        let situation = CallContext {
            operation: operations::find(call.operation).unwrap(),
            access_key_id: call.key,
            parameters: &parameters,
            headers: &headers,
            elapsed: call.elapsed,
        };
        *self.script.decide(&mut self.counters, &situation, &mut self.chance).unwrap_or_default()
    }

    /// What a plain Initialize meets, in a word.
    fn next(&mut self) -> String {
        word(&self.call(&Call::default()))
    }
}

/// What a test says of a call.
struct Call<'a> {
    operation: &'a str,
    key: Option<&'a str>,
    parameters: &'a [(&'a str, &'a str)],
    headers: &'a [(&'static str, &'a str)],
    elapsed: Duration,
}

impl Default for Call<'_> {
    fn default() -> Self {
        Self { operation: "Initialize", key: None, parameters: &[], headers: &[], elapsed: Duration::ZERO }
    }
}

/// A decision in a word: the cut, or the code, or the raw status, or `-`.
fn word(decision: &Decision) -> String {
    match (&decision.cut, &decision.response) {
        (Some(ConnectionCut { fault: ConnectionFault::Stall, .. }), _) => "stall".to_owned(),
        (Some(cut), _) => format!("{:?}", cut.fault),
        (None, ResponseChoice::Error(error)) => error.row.code.to_owned(),
        (None, ResponseChoice::Raw(raw)) => raw.status.as_u16().to_string(),
        (None, ResponseChoice::Ordinary) => "-".to_owned(),
    }
}
