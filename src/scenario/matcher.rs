//! The compiled conditions of a rule: regular expressions compiled, header names parsed.

use std::time::Duration;

use http::{HeaderMap, HeaderName};
use regex::Regex;

use crate::contract::operations::OperationKind;
use crate::contract::{Operation, Parameters};
use crate::scenario::budget::CompileBudget;
use crate::scenario::error::RuleError;
use crate::scenario::format::{CallNumbers, Conditions, Match, When};

/// The properties of a call that rules can match.
#[derive(Debug, Clone, Copy)]
pub struct CallContext<'a> {
    /// The operation.
    pub operation: &'static Operation,
    /// The AccessKeyId, if the call has one.
    pub access_key_id: Option<&'a str>,
    /// The parameters.
    pub parameters: &'a Parameters,
    /// The headers.
    pub headers: &'a HeaderMap,
    /// The time since the scenario was loaded.
    pub elapsed: Duration,
}

/// A compiled `when`, without `calls` and `probability`.
#[derive(Debug, Default)]
pub(super) struct CompiledWhen {
    operation: Option<OperationKind>,
    access_key_id: Option<Matcher>,
    parameters: Vec<(String, Matcher)>,
    headers: Vec<(HeaderName, Matcher)>,
    from: Option<Duration>,
    to: Option<Duration>,
}

impl CompiledWhen {
    /// # Errors
    /// A regular expression or a header name is invalid.
    pub(super) fn new(when: &When, budget: &mut CompileBudget) -> Result<Self, RuleError> {
        let mut compiled = Self {
            operation: when.operation.map(|name| name.0.kind),
            access_key_id: when
                .access_key_id
                .as_ref()
                .map(|given| Matcher::within(given, budget))
                .transpose()?,
            from: when.during.as_ref().and_then(|during| during.from).map(Duration::from),
            to: when.during.as_ref().and_then(|during| during.to).map(Duration::from),
            ..Self::default()
        };
        for (name, conditions) in &when.parameters.0 {
            compiled.parameters.push((name.clone(), Matcher::within(conditions, budget)?));
        }
        for (name, conditions) in &when.headers.0 {
            let header = name.parse().map_err(|_| RuleError::HeaderName(name.clone()))?;
            compiled.headers.push((header, Matcher::within(conditions, budget)?));
        }
        Ok(compiled)
    }

    pub(super) fn is_match(&self, context: &CallContext<'_>) -> bool {
        self.operation.is_none_or(|kind| kind == context.operation.kind)
            && self.from.is_none_or(|from| context.elapsed >= from)
            && self.to.is_none_or(|to| context.elapsed < to)
            && self.access_key_id.as_ref().is_none_or(|matcher| matcher.is_match(context.access_key_id))
            && self.parameters.iter().all(|(name, matcher)| matcher.is_match(context.parameters.value(name)))
            && self.headers.iter().all(|(name, matcher)| {
                matcher.is_match(context.headers.get(name).and_then(|value| value.to_str().ok()))
            })
    }
}

/// Conditions on a value.
#[derive(Debug)]
pub(super) struct Matcher(Vec<Condition>);

#[derive(Debug)]
enum Condition {
    Equals(String),
    StartsWith(String),
    EndsWith(String),
    Contains(String),
    Matches(Regex),
    OneOf(Vec<String>),
    Present(bool),
}

impl Matcher {
    /// # Errors
    /// A regular expression is invalid.
    pub(super) fn new(given: &Match) -> Result<Self, RuleError> {
        Self::within(given, &mut CompileBudget::default())
    }

    /// # Errors
    /// A regular expression is invalid, or the budget is exceeded.
    fn within(given: &Match, budget: &mut CompileBudget) -> Result<Self, RuleError> {
        let Conditions { equals, starts_with, ends_with, contains, matches, one_of, present } = match given {
            Match::Text(text) => {
                budget.values(1)?;
                return Ok(Self(vec![Condition::Equals(text.clone())]));
            }
            Match::Conditions(conditions) => conditions.clone(),
        };
        budget.values(one_of.as_ref().map_or(1, Vec::len))?;
        let regex = matches.map(|text| budget.pattern(&text)).transpose()?;
        let all = [
            present.map(Condition::Present),
            equals.map(Condition::Equals),
            one_of.map(Condition::OneOf),
            starts_with.map(Condition::StartsWith),
            ends_with.map(Condition::EndsWith),
            contains.map(Condition::Contains),
            regex.map(Condition::Matches),
        ];
        Ok(Self(all.into_iter().flatten().collect()))
    }

    /// Whether a value satisfies every condition. An empty value counts as absent, as in the service.
    pub(super) fn is_match(&self, value: Option<&str>) -> bool {
        let value = value.filter(|value| !value.is_empty());
        self.0.iter().all(|condition| match (condition, value) {
            (Condition::Present(expected), value) => value.is_some() == *expected,
            (_, None) => false,
            (Condition::Equals(text), Some(value)) => value == text,
            (Condition::StartsWith(text), Some(value)) => value.starts_with(text.as_str()),
            (Condition::EndsWith(text), Some(value)) => value.ends_with(text.as_str()),
            (Condition::Contains(text), Some(value)) => value.contains(text.as_str()),
            (Condition::Matches(regex), Some(value)) => regex.is_match(value),
            (Condition::OneOf(texts), Some(value)) => texts.iter().any(|text| value == text),
        })
    }
}

/// Whether `calls` includes the call with this number; the first call is 1.
pub(super) fn includes(calls: &CallNumbers, number: u64) -> bool {
    calls.first.is_none_or(|first| number <= first)
        && calls.after.is_none_or(|after| number > after)
        && calls.nth.as_ref().is_none_or(|nth| nth.contains(&number))
        && calls.every.is_none_or(|every| every > 0 && number.is_multiple_of(every))
}
