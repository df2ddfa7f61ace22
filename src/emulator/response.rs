//! The response to a call that a test sends through the in-process emulator.

use std::io;

use serde_json::Value;

/// The response to [`Emulator::call`](crate::emulator::Emulator::call).
#[derive(Debug, Clone)]
pub struct CallResponse {
    /// HTTP status.
    pub status: u16,
    /// The JSON body.
    pub body: Value,
}

impl CallResponse {
    /// `Code` of the body; empty if there is none.
    #[must_use]
    pub fn code(&self) -> String {
        self.body["Code"].as_str().unwrap_or_default().to_owned()
    }

    /// Reads a whole HTTP response.
    pub(super) fn parse(response: &[u8]) -> io::Result<Self> {
        let text = String::from_utf8_lossy(response);
        let (head, body) = text.split_once("\r\n\r\n").ok_or(io::ErrorKind::UnexpectedEof)?;
        let status = head.split(' ').nth(1).and_then(|status| status.parse().ok());
        Ok(Self {
            status: status.ok_or(io::ErrorKind::InvalidData)?,
            body: serde_json::from_str(body).unwrap_or_default(),
        })
    }
}
