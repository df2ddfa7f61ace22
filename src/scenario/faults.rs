//! The kinds of connection fault: one row each. The words, the explanation, the documentation and the delivery read it. The
//! enum itself is in the format, because its comments are the JSON Schema.

use crate::scenario::format::ConnectionFault;

/// A kind of connection fault.
#[derive(Debug)]
pub struct ConnectionFaultRow {
    /// Its name in a scenario file and in `x-emulate`.
    pub word: &'static str,
    /// Which one it is.
    pub fault: ConnectionFault,
    /// What it does, for the table of words.
    pub meaning: &'static str,
    /// What it does, as a part of a sentence of `explain`.
    pub sentence: &'static str,
}

/// Every kind.
pub static FAULTS: &[ConnectionFaultRow] = &[
    ConnectionFaultRow {
        word: "reset",
        fault: ConnectionFault::Reset,
        meaning: "a TCP reset in place of the response",
        sentence: "the connection is reset in place of the response",
    },
    ConnectionFaultRow {
        word: "closeEarly",
        fault: ConnectionFault::CloseEarly,
        meaning: "the connection is closed before the first byte of the response",
        sentence: "the connection is closed before the response begins",
    },
    ConnectionFaultRow {
        word: "closeMidBody",
        fault: ConnectionFault::CloseMidBody,
        meaning: "the connection is closed in the middle of the body",
        sentence: "the connection is closed in the middle of the body",
    },
    ConnectionFaultRow {
        word: "stall",
        fault: ConnectionFault::Stall,
        meaning: "the head of the response, then nothing; stall:<duration> limits it",
        sentence: "after the head of the response nothing is sent",
    },
    ConnectionFaultRow {
        word: "garbage",
        fault: ConnectionFault::Garbage,
        meaning: "bytes that are not HTTP",
        sentence: "the response is bytes that are not HTTP",
    },
];

/// The kind of this name.
#[must_use]
pub fn named(word: &str) -> Option<&'static ConnectionFaultRow> {
    FAULTS.iter().find(|kind| kind.word == word)
}

impl ConnectionFault {
    /// What it does, as a part of a sentence of `explain`.
    #[must_use]
    pub fn sentence(self) -> &'static str {
        FAULTS.iter().find(|kind| kind.fault == self).map_or("", |kind| kind.sentence)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_fault_of_the_format_has_one_row_under_its_name() {
        let schema = schemars::schema_for!(ConnectionFault);
        let names: Vec<_> =
            schema.as_value()["oneOf"].as_array().unwrap().iter().map(|one| &one["const"]).collect();
        assert_eq!(names.len(), FAULTS.len());
        for (name, kind) in names.iter().zip(FAULTS) {
            assert_eq!(**name, kind.word);
            assert_eq!(serde_json::to_value(kind.fault).unwrap(), kind.word);
            assert_eq!(kind.fault.sentence(), kind.sentence);
        }
    }
}
