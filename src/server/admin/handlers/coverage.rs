//! `/coverage` and `/conduct`.

use crate::contract::operations::OPERATIONS;
use crate::engine::{conduct, coverage};
use crate::server::admin::problem::AdminError;
use crate::server::admin::view;
use crate::server::admin::view::{CountView, OperationCoverageView, ParameterCoverageView, RuleView};
use crate::server::admin::{AdminRequest, AdminResponse, json_bytes};

pub(in crate::server::admin) fn coverage(request: &AdminRequest<'_>) -> Result<AdminResponse, AdminError> {
    // All but the rules is a table of the contract, however many accounts there are.
    let rules = request.engine.rules_of(request.key()).into_iter();
    let rules = rules.map(|(name, acted)| json_bytes(&RuleView { name, acted }));
    AdminResponse::json_list("rules", rules, &view(&request.engine.coverage(request.key())))
}

pub(in crate::server::admin) fn conduct(request: &AdminRequest<'_>) -> Result<AdminResponse, AdminError> {
    let conduct = conduct::conduct(request.engine, request.key());
    let finding = |finding: conduct::ConductFinding| view::FindingView {
        rule: finding.mistake.name,
        account: finding.account,
        seen: finding.seen,
        calls: finding.calls,
        why: finding.mistake.why,
    };
    let retry = |retry: conduct::Retry| view::RetryView {
        account: retry.account,
        operation: retry.operation,
        call: retry.call,
        of: retry.of,
        code: retry.code,
        told_ms: retry.told.map(view::millis),
        waited_ms: u64::try_from(retry.waited.as_millis()).unwrap_or(u64::MAX),
        in_time: retry.in_time,
    };
    // There may be findings for each account; the retries are bounded.
    let findings = conduct.findings.into_iter().map(move |one| json_bytes(&finding(one)));
    let retries = conduct.retries.into_iter().map(retry).collect();
    AdminResponse::json_list("findings", findings, &view::ConductView { findings: Vec::new(), retries })
}

/// The coverage without the rules.
fn view(coverage: &coverage::Coverage) -> view::CoverageView {
    let codes: Vec<_> = coverage.codes().into_iter().map(CountView::from).collect();
    let parameter = |parameter: coverage::ParameterCounts| ParameterCoverageView {
        met: parameter.met.into(),
        values: parameter.values.into_iter().map(CountView::from).collect(),
    };
    let operations: Vec<_> = OPERATIONS
        .iter()
        .map(|operation| OperationCoverageView {
            name: operation.name,
            parameters: coverage.parameters(operation).into_iter().map(parameter).collect(),
        })
        .collect();
    let outcomes: Vec<_> = coverage.checks().into_iter().map(CountView::from).collect();
    let callbacks: Vec<_> = coverage.callbacks().into_iter().map(CountView::from).collect();
    let all = || {
        let parameters = operations.iter().flat_map(|operation| &operation.parameters);
        let inner = parameters.flat_map(|parameter| std::iter::once(&parameter.met).chain(&parameter.values));
        codes.iter().chain(inner).chain(&outcomes).chain(&callbacks)
    };
    let (met, of) = (all().filter(|met| met.count > 0).count(), all().count());
    view::CoverageView { codes, operations, outcomes, callbacks, rules: Vec::new(), met, of }
}

impl From<coverage::CoverageCount> for CountView {
    fn from(met: coverage::CoverageCount) -> Self {
        Self { name: met.name, meaning: met.meaning, count: met.count }
    }
}
