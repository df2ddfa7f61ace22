//! A call of the command, and how it is written: `Initialize#2`.

use std::fmt;

/// A call of the command, as a rule of a scenario can name it.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum CallSite {
    /// Every call of every operation.
    Every,
    /// One call of an operation.
    Nth {
        /// The operation.
        operation: &'static str,
        /// The access key, where the command uses several.
        access_key_id: Option<String>,
        /// Its number among those of this operation and access key, from 1.
        number: u64,
    },
}

impl CallSite {
    /// The same call where another one does not come: one number less where it came later.
    #[must_use]
    pub fn without(&self, other: &Self) -> Self {
        let mut moved = self.clone();
        if let (
            Self::Nth { operation, access_key_id, number },
            Self::Nth { operation: of, access_key_id: key, number: gone },
        ) = (&mut moved, other)
            && (*operation, &*access_key_id) == (*of, key)
            && *number > *gone
        {
            *number -= 1;
        }
        moved
    }
}

impl fmt::Display for CallSite {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Every => f.write_str("*"),
            Self::Nth { operation, access_key_id: None, number } => write!(f, "{operation}#{number}"),
            Self::Nth { operation, access_key_id: Some(key), number } => {
                write!(f, "{operation}@{key}#{number}")
            }
        }
    }
}
