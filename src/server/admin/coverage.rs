//! `/coverage` and `/conduct`.

use super::problem::Problem;
use super::view::{self, Met, OperationCoverage, ParameterCoverage};
use super::{Ask, Page};
use crate::contract::operation::OPERATIONS;
use crate::engine::{conduct, coverage};

pub(super) fn coverage(ask: &Ask<'_>) -> Result<Page, Problem> {
    Page::json(&view(&ask.engine.coverage(ask.key())))
}

pub(super) fn conduct(ask: &Ask<'_>) -> Result<Page, Problem> {
    let conduct = conduct::conduct(ask.engine, ask.key());
    let finding = |finding: conduct::Finding| view::Finding {
        rule: finding.mistake.name,
        account: finding.account,
        seen: finding.seen,
        calls: finding.calls,
        why: finding.mistake.why,
    };
    let retry = |retry: conduct::Retry| view::Retry {
        account: retry.account,
        operation: retry.operation,
        call: retry.call,
        of: retry.of,
        code: retry.code,
        told_millis: retry.told.map(view::millis),
        waited_millis: u64::try_from(retry.waited.as_millis()).unwrap_or(u64::MAX),
        in_time: retry.in_time,
    };
    Page::json(&view::Conduct {
        findings: conduct.findings.into_iter().map(finding).collect(),
        retries: conduct.retries.into_iter().map(retry).collect(),
    })
}

fn view(coverage: &coverage::Coverage) -> view::Coverage {
    let codes: Vec<_> = coverage.codes().into_iter().map(Met::from).collect();
    let parameter = |parameter: coverage::MetParameter| ParameterCoverage {
        met: parameter.met.into(),
        values: parameter.values.into_iter().map(Met::from).collect(),
    };
    let operations: Vec<_> = OPERATIONS
        .iter()
        .map(|operation| OperationCoverage {
            name: operation.name,
            parameters: coverage.parameters(operation).into_iter().map(parameter).collect(),
        })
        .collect();
    let outcomes: Vec<_> = coverage.checks().into_iter().map(Met::from).collect();
    let callbacks: Vec<_> = coverage.callbacks().into_iter().map(Met::from).collect();
    let all = || {
        let parameters = operations.iter().flat_map(|operation| &operation.parameters);
        let inner = parameters.flat_map(|parameter| std::iter::once(&parameter.met).chain(&parameter.values));
        codes.iter().chain(inner).chain(&outcomes).chain(&callbacks)
    };
    let (met, of) = (all().filter(|met| met.count > 0).count(), all().count());
    view::Coverage { codes, operations, outcomes, callbacks, met, of }
}

impl From<coverage::Met> for Met {
    fn from(met: coverage::Met) -> Self {
        Self { name: met.name, meaning: met.meaning, count: met.count }
    }
}
