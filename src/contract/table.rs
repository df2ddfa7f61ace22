//! A parameter table with a hash index of its names, built at compile time.

use std::ops::Deref;

use super::Parameter;

/// The number of slots in the index: a power of two, well above the largest table.
const SLOTS: usize = 64;
/// An empty slot.
const EMPTY: u8 = u8::MAX;
/// The maximum number of rows.
pub const MAX_ROWS: usize = 32;

/// The parameters of an operation, in the order in which they are checked.
#[derive(Debug)]
pub struct ParameterTable {
    rows: &'static [Parameter],
    /// For each slot the index of a row, or [`EMPTY`].
    index: [u8; SLOTS],
}

impl ParameterTable {
    /// A table of at most [`MAX_ROWS`] rows.
    ///
    /// # Panics
    /// There are more rows; for a static table this is a compile-time error.
    #[must_use]
    pub const fn new(rows: &'static [Parameter]) -> Self {
        assert!(rows.len() <= MAX_ROWS, "the table is too long");
        let mut index = [EMPTY; SLOTS];
        let mut row = 0;
        while row < rows.len() {
            let mut slot = hash(rows[row].name.as_bytes());
            while index[slot] != EMPTY {
                slot = (slot + 1) % SLOTS;
            }
            #[expect(clippy::cast_possible_truncation, reason = "a table has at most 32 rows")]
            let number = row as u8;
            index[slot] = number;
            row += 1;
        }
        Self { rows, index }
    }

    /// The index of the row with this name.
    #[must_use]
    pub fn position(&self, name: &str) -> Option<usize> {
        let mut slot = hash(name.as_bytes());
        // Every index has empty slots, so this terminates.
        while let Some(row) = self.rows.get(usize::from(self.index[slot])) {
            if row.name == name {
                return Some(usize::from(self.index[slot]));
            }
            slot = (slot + 1) % SLOTS;
        }
        None
    }
}

impl Deref for ParameterTable {
    type Target = [Parameter];

    fn deref(&self) -> &[Parameter] {
        self.rows
    }
}

/// The first slot of a name. Length, first and last letter are different for most names.
const fn hash(name: &[u8]) -> usize {
    match name {
        [] => 0,
        [first, .., last] => (name.len() * 5 + *first as usize * 3 + *last as usize) % SLOTS,
        [only] => *only as usize % SLOTS,
    }
}

#[cfg(test)]
mod tests {
    use crate::contract::operations::OPERATIONS;

    #[test]
    fn every_name_is_found_and_no_other_name_is() {
        for operation in OPERATIONS {
            for (number, row) in operation.parameters.iter().enumerate() {
                assert_eq!(operation.parameters.position(row.name), Some(number), "{}", row.name);
                assert_eq!(operation.parameters.position(&row.name.to_lowercase()), None, "{}", row.name);
            }
            for other in ["", "x", "Action", "Signature", "ProductCodes"] {
                assert_eq!(operation.parameters.position(other), None, "{other}");
            }
        }
    }
}
