//! What a comparison has learned so far, as it is kept in a file: enough to go on later, to report, and to write an
//! overlay. It holds reduced answers only.

use std::fs;
use std::io;
use std::path::Path;

use serde::{Deserialize, Serialize};

use crate::contract::VERSION;
use crate::parity::compare::Difference;
use crate::parity::error::ParityError;
use crate::parity::probe::{Cost, Probe};
use crate::parity::reduce::ReducedAnswer;

/// The version of the file's format.
pub const RECORD_VERSION: u32 = 1;

/// A comparison, whole or stopped half-way.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ParityRecord {
    /// The version of this format.
    pub parity: u32,
    /// The API version that was asked.
    pub api: String,
    /// The version of the emulator that was compared.
    pub emulator: String,
    /// The host that was asked.
    pub endpoint: String,
    /// The day of the last answer, as `yyyy-mm-dd`.
    pub observed_on: String,
    /// Why it stopped before its end; absent where every probe was answered.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub stopped: Option<String>,
    /// Every probe that was asked or is to be, in order.
    pub probes: Vec<ProbeRecord>,
}

/// One probe and what it has shown.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ProbeRecord {
    /// Its name.
    pub name: String,
    /// What it asks.
    pub asks: String,
    /// The operation that it asks for.
    pub operation: String,
    /// What it may cost.
    pub cost: Cost,
    /// The rows of the contract that it settles.
    pub settles: Vec<String>,
    /// Both answers; absent where it was not asked yet.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub answers: Option<BothAnswers>,
    /// In what they differ.
    pub differences: Vec<Difference>,
}

/// The answers of both sides.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct BothAnswers {
    /// The emulator's.
    pub emulator: ReducedAnswer,
    /// The endpoint's.
    pub endpoint: ReducedAnswer,
}

impl ParityRecord {
    /// A comparison that has not begun.
    #[must_use]
    pub fn new(endpoint: &str, probes: &[Probe], today: String) -> Self {
        let of = |probe: &Probe| ProbeRecord {
            name: probe.name.clone(),
            asks: probe.asks.clone(),
            operation: probe.requests.last().map(|draft| draft.action().to_owned()).unwrap_or_default(),
            cost: probe.cost,
            settles: probe.settles.clone(),
            answers: None,
            differences: Vec::new(),
        };
        Self {
            parity: RECORD_VERSION,
            api: VERSION.to_owned(),
            emulator: env!("CARGO_PKG_VERSION").to_owned(),
            endpoint: endpoint.to_owned(),
            observed_on: today,
            stopped: None,
            probes: probes.iter().map(of).collect(),
        }
    }

    /// Reads the file of an earlier comparison with the same endpoint.
    ///
    /// # Errors
    /// It cannot be read, or is of another version, API or endpoint.
    pub fn read(file: &Path, endpoint: &str) -> Result<Self, ParityError> {
        let wrong = |what: String| ParityError::Record { file: file.display().to_string(), what };
        let text = fs::read_to_string(file).map_err(|error| wrong(format!("cannot be read: {error}")))?;
        let record: Self = serde_json::from_str(&text)
            .map_err(|error| wrong(format!("is no file of an earlier comparison: {error}")))?;
        if record.parity != RECORD_VERSION || record.api != VERSION {
            return Err(wrong("was written by another version; start anew with another file".to_owned()));
        }
        if record.endpoint != endpoint {
            return Err(wrong(format!("is about {}, not about {endpoint}", record.endpoint)));
        }
        Ok(record)
    }

    /// Writes the file whole: an interruption leaves the old one or the new one.
    ///
    /// # Errors
    /// The folder takes no file.
    pub fn write(&self, file: &Path) -> io::Result<()> {
        let mut next = file.as_os_str().to_owned();
        next.push(".new");
        let mut text = serde_json::to_vec_pretty(self)?;
        text.push(b'\n');
        fs::write(&next, text)?;
        fs::rename(&next, file)
    }

    /// Takes over what an earlier comparison has shown of the same probes.
    pub fn take_over(&mut self, earlier: Self) {
        for old in earlier.probes {
            if let Some(probe) = self.probes.iter_mut().find(|probe| probe.name == old.name) {
                probe.answers = old.answers;
                probe.differences = old.differences;
            } else if old.answers.is_some() {
                self.probes.push(old);
            }
        }
    }

    /// The probes that were answered.
    pub fn answered(&self) -> impl Iterator<Item = &ProbeRecord> {
        self.probes.iter().filter(|probe| probe.answers.is_some())
    }

    /// The probes whose answers differ.
    pub fn divergent(&self) -> impl Iterator<Item = &ProbeRecord> {
        self.probes.iter().filter(|probe| !probe.differences.is_empty())
    }
}
