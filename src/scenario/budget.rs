//! What compiling the rules of a scenario may cost, in memory and in time: every call evaluates them, and a regular expression
//! may compile to thousands of times its length.

use regex::{Regex, RegexBuilder};

use crate::scenario::error::RuleError;

/// The longest regular expression, in bytes.
const MAX_PATTERN: usize = 4 * 1024;
/// The size of all compiled regular expressions of a scenario, in bytes.
const MAX_COMPILED: usize = 8 * 1024 * 1024;
/// The number of values that the rules of a scenario compare calls with.
const MAX_VALUES: usize = 100_000;
/// Compiled sizes are counted in powers of two from here on, in bytes.
const SMALLEST: usize = 4 * 1024;
/// The size of the cache that a search may use, in bytes.
const CACHE: usize = 64 * 1024;

/// What the rules of a scenario have cost so far.
#[derive(Debug, Default)]
pub(super) struct CompileBudget {
    /// The size of the compiled regular expressions, in bytes.
    compiled: usize,
    /// The values that calls are compared with.
    values: usize,
}

impl CompileBudget {
    /// Compiles a regular expression.
    ///
    /// # Errors
    /// It is invalid, too long, or all of them are too large.
    pub(super) fn pattern(&mut self, pattern: &str) -> Result<Regex, RuleError> {
        if pattern.len() > MAX_PATTERN {
            return Err(RuleError::PatternLength { found: pattern.len(), most: MAX_PATTERN });
        }
        let left = MAX_COMPILED - self.compiled;
        let mut size = SMALLEST;
        loop {
            match RegexBuilder::new(pattern).size_limit(size.min(left)).dfa_size_limit(CACHE).build() {
                Ok(regex) => {
                    self.compiled += size.min(left);
                    return Ok(regex);
                }
                Err(regex::Error::CompiledTooBig(_)) if size < left => size *= 2,
                Err(regex::Error::CompiledTooBig(_)) => {
                    return Err(RuleError::Patterns { taken: self.compiled, most: MAX_COMPILED });
                }
                Err(error) => return Err(error.into()),
            }
        }
    }

    /// Counts values that calls are compared with.
    ///
    /// # Errors
    /// There are too many.
    pub(super) fn values(&mut self, more: usize) -> Result<(), RuleError> {
        self.values = self.values.saturating_add(more);
        if self.values > MAX_VALUES {
            return Err(RuleError::Values { found: self.values, most: MAX_VALUES });
        }
        Ok(())
    }

    /// The memory of the compiled regular expressions, in bytes: each is compiled for both directions of a search, and has a
    /// part of the size of one.
    pub(super) fn memory(&self) -> usize {
        3 * self.compiled
    }
}

/// Checks the syntax of a regular expression without compiling it.
///
/// # Errors
/// What is wrong with it.
pub(super) fn check_syntax(pattern: &str) -> Result<(), RuleError> {
    if pattern.len() > MAX_PATTERN {
        return Err(RuleError::PatternLength { found: pattern.len(), most: MAX_PATTERN });
    }
    match RegexBuilder::new(pattern).size_limit(0).build() {
        Ok(_) | Err(regex::Error::CompiledTooBig(_)) => Ok(()),
        Err(error) => Err(error.into()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_thousand_usual_patterns_fit_and_large_ones_do_not() {
        let mut budget = CompileBudget::default();
        for number in 0..1000 {
            budget.pattern(&format!("^order-{number}-[0-9]+$")).unwrap();
        }
        assert!(budget.pattern(r"^\w{20}$").unwrap().is_match("aaaaaaaaaaaaaaaaaaaa"));
        let mut budget = CompileBudget::default();
        let refused = (0..1000).find_map(|_| budget.pattern(r"\w{100}").err());
        assert!(matches!(refused, Some(RuleError::Patterns { .. })), "{refused:?}");
        assert!(matches!(
            budget.pattern(&"a".repeat(5000)),
            Err(RuleError::PatternLength { found: 5000, .. })
        ));
        assert!(matches!(budget.pattern("("), Err(RuleError::Regex(_))));
        assert!(check_syntax("(").is_err() && check_syntax(r"\w{1000}").is_ok());
    }

    #[test]
    fn values_are_counted_to_a_limit() {
        let mut budget = CompileBudget::default();
        budget.values(MAX_VALUES).unwrap();
        assert!(matches!(budget.values(1), Err(RuleError::Values { found, .. }) if found == MAX_VALUES + 1));
    }
}
