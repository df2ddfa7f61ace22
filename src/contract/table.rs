//! A parameter table with an index of its names, which is made when the program is compiled.

use std::ops::Deref;

use super::Parameter;

/// Places in the index: a power of two, well above the longest table.
const PLACES: usize = 64;
/// An empty place.
const EMPTY: u8 = u8::MAX;
/// The longest table.
pub const LONGEST: usize = 32;

/// The parameters of an operation, in the order in which they are checked.
#[derive(Debug)]
pub struct ParameterTable {
    rows: &'static [Parameter],
    /// For each place the number of the row whose name leads there.
    index: [u8; PLACES],
}

impl ParameterTable {
    /// A table of at most [`LONGEST`] rows.
    ///
    /// # Panics
    /// With more rows; for a static table that is while the program is compiled.
    #[must_use]
    pub const fn new(rows: &'static [Parameter]) -> Self {
        assert!(rows.len() <= LONGEST, "the table is too long");
        let mut index = [EMPTY; PLACES];
        let mut row = 0;
        while row < rows.len() {
            let mut place = hash(rows[row].name.as_bytes());
            while index[place] != EMPTY {
                place = (place + 1) % PLACES;
            }
            #[expect(clippy::cast_possible_truncation, reason = "a table has at most 32 rows")]
            let number = row as u8;
            index[place] = number;
            row += 1;
        }
        Self { rows, index }
    }

    /// The number of the row of this name.
    #[must_use]
    pub fn place(&self, name: &str) -> Option<usize> {
        let mut place = hash(name.as_bytes());
        // A place stays empty in every table, so that this ends.
        while let Some(row) = self.rows.get(usize::from(self.index[place])) {
            if row.name == name {
                return Some(usize::from(self.index[place]));
            }
            place = (place + 1) % PLACES;
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

/// Where a name is looked for first: its length, its first and its last letter tell most names apart.
const fn hash(name: &[u8]) -> usize {
    match name {
        [] => 0,
        [first, .., last] => (name.len() * 5 + *first as usize * 3 + *last as usize) % PLACES,
        [only] => *only as usize % PLACES,
    }
}

#[cfg(test)]
mod tests {
    use crate::contract::operations::OPERATIONS;

    #[test]
    fn every_name_leads_to_its_row_and_no_other_name_to_any() {
        for operation in OPERATIONS {
            for (number, row) in operation.parameters.iter().enumerate() {
                assert_eq!(operation.parameters.place(row.name), Some(number), "{}", row.name);
                assert_eq!(operation.parameters.place(&row.name.to_lowercase()), None, "{}", row.name);
            }
            for other in ["", "x", "Action", "Signature", "ProductCodes"] {
                assert_eq!(operation.parameters.place(other), None, "{other}");
            }
        }
    }
}
