//! Sends the probes, one after the other, to both sides: slowly enough, with a good call in between, and no further than
//! the first sign that the service takes offence.

use std::io;
use std::time::Duration;

use rand::TryRng as _;
use rand::rngs::SysRng;

use crate::contract::overlay::{OrderedValue, Overlay};
use crate::parity::compare::compare;
use crate::parity::credentials::Credentials;
use crate::parity::draft::{Draft, SignedBy};
use crate::parity::error::ParityError;
use crate::parity::probe::Probe;
use crate::parity::record::{BothAnswers, ParityRecord};
use crate::parity::reduce::ReducedAnswer;
use crate::parity::reference::Reference;
use crate::parity::send::{Endpoint, WholeAnswer};
use crate::parity::signing::SigningContext;
use crate::wire::tree::{self, BodyTree};

/// After so many refused calls in a row a good one is sent, well before any limit that is known.
const REFUSED_IN_A_ROW: u32 = 8;

/// How probes are sent.
#[derive(Debug, Clone, Default)]
pub struct RunOptions {
    /// The pause before each request to the endpoint.
    pub pause: Duration,
    /// What the emulator in this process answers with.
    pub overlay: Option<Overlay>,
}

/// One side of the comparison, and what it remembers between requests.
struct Side<'a> {
    endpoint: Endpoint,
    credentials: &'a Credentials,
    pause: Duration,
    nonce: String,
    refused: u32,
}

/// Asks what the record has no answers of yet. `keep` is called after each probe, so that nothing learned is lost.
///
/// Where it has to stop early, the record says why.
///
/// # Errors
/// The comparison cannot run at all, or `keep` failed.
pub async fn run(
    record: &mut ParityRecord,
    probes: &[Probe],
    credentials: &Credentials,
    endpoint: &Endpoint,
    options: RunOptions,
    mut keep: impl FnMut(&ParityRecord) -> io::Result<()>,
) -> Result<(), ParityError> {
    let reference = Reference::start(credentials, options.overlay).await.map_err(ParityError::Emulator)?;
    let here = Endpoint::new(&reference.url, None)?;
    let mut here = Side::new(here, credentials, Duration::ZERO);
    let mut there = Side::new(endpoint.clone(), credentials, options.pause);
    there.greet().await?;
    record.stopped = None;
    for probe in probes {
        let Some(index) = record.probes.iter().position(|row| row.name == probe.name) else { continue };
        // First here, so that nothing comes between an answer from there and its record.
        let ours = here.ask(probe).await?;
        let theirs = match record.probes[index].answers.clone() {
            // Kept from an earlier run; the emulator is asked again, since it may be another one now.
            Some(kept) => kept.endpoint,
            None => match there.ask(probe).await {
                Ok(answer) => answer,
                Err(stop) => {
                    record.stopped = Some(stop.to_string());
                    return keep(record).map_err(ParityError::Emulator);
                }
            },
        };
        let row = &mut record.probes[index];
        row.differences = compare(&ours, &theirs);
        row.answers = Some(BothAnswers { emulator: ours, endpoint: theirs });
        keep(record).map_err(ParityError::Emulator)?;
    }
    Ok(())
}

impl<'a> Side<'a> {
    fn new(endpoint: Endpoint, credentials: &'a Credentials, pause: Duration) -> Self {
        Self { endpoint, credentials, pause, nonce: String::new(), refused: 0 }
    }

    /// One good call, which shows whether this is the API and whether the key may call it.
    async fn greet(&mut self) -> Result<(), ParityError> {
        let (answer, own) = self.good_call().await?;
        let reduced = ReducedAnswer::of(&answer, &own);
        let code = reduced.code();
        if !matches!(reduced.format.as_str(), "json" | "xml") || reduced.body.get("RequestId").is_none() {
            let what = format!("it answered {} with no RequestId ({})", reduced.status, reduced.format);
            return Err(ParityError::OtherApi { host: self.endpoint.host().to_owned(), what });
        }
        if reduced.status >= 400 {
            return Err(ParityError::KeyRefused { code, message: reduced.message() });
        }
        Ok(())
    }

    /// The reduced answer to a probe.
    async fn ask(&mut self, probe: &Probe) -> Result<ReducedAnswer, ParityError> {
        if self.refused >= REFUSED_IN_A_ROW {
            self.good_call().await?;
            self.refused = 0;
        }
        let mut transaction_id = None;
        let mut reduced = ReducedAnswer::closed();
        for draft in &probe.requests {
            let (answer, own) = match self.send(draft, transaction_id.as_deref()).await {
                Ok(answered) => answered,
                Err(error @ ParityError::Tls { .. }) => return Err(error),
                // Either it closes the connection of such a request, or it is gone.
                Err(error) => {
                    self.good_call().await.map_err(|_| error)?;
                    return Ok(ReducedAnswer::closed());
                }
            };
            transaction_id = transaction_id_of(&answer).or(transaction_id);
            reduced = ReducedAnswer::of(&answer, &own);
            if let Some(offended) = offended(&reduced) {
                return Err(ParityError::Offended(offended));
            }
            self.refused = if reduced.status < 400 { 0 } else { self.refused + 1 };
        }
        Ok(reduced)
    }

    async fn good_call(&mut self) -> Result<(WholeAnswer, Vec<(String, &'static str)>), ParityError> {
        self.send(&Draft::new(SignedBy::V3, "KeepaliveIntl"), None).await
    }

    async fn send(
        &mut self,
        draft: &Draft,
        transaction_id: Option<&str>,
    ) -> Result<(WholeAnswer, Vec<(String, &'static str)>), ParityError> {
        if !self.pause.is_zero() {
            tokio::time::sleep(self.pause).await;
        }
        let fresh = nonce();
        let previous = std::mem::replace(&mut self.nonce, fresh.clone());
        let request = draft.sign(&SigningContext {
            credentials: self.credentials,
            host: self.endpoint.host(),
            now: jiff::Timestamp::now(),
            nonces: (fresh, previous),
            transaction_id,
        });
        let answer = self.endpoint.send(&request).await?;
        Ok((answer, request.own))
    }
}

/// Why an answer is a reason to stop: it throttles, or it counts abnormal calls.
fn offended(answer: &ReducedAnswer) -> Option<String> {
    let code = answer.code();
    let throttled = answer.status == 429 || code.starts_with("Throttling");
    let counted = code.contains("RepeatedInvoke");
    (throttled || counted || code == "ServiceUnavailable").then(|| format!("{} {code}", answer.status))
}

/// The TransactionId in an answer.
fn transaction_id_of(answer: &WholeAnswer) -> Option<String> {
    let (BodyTree::Json(content) | BodyTree::Xml { content, .. }) = tree::read(&answer.body)?;
    content.get("Result")?.get("TransactionId").and_then(OrderedValue::as_str).map(str::to_owned)
}

/// 32 hex digits out of the machine's randomness.
fn nonce() -> String {
    let half = || SysRng.try_next_u64().unwrap_or_default();
    format!("{:016x}{:016x}", half(), half())
}
