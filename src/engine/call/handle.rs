//! Handles a call: all checks of the contract, in order, in one function.

use std::sync::Arc;
use std::time::Duration;

use http::Method;
use http::header::{ACCEPT, AUTHORIZATION, HeaderName};

use crate::contract::error::{
    ACCOUNT_ACCESS_DENIED, EXCEPTION_REPEATED_INVOKE, INVALID_ACTION, INVALID_FORMAT, INVALID_PARAMETER,
    INVALID_VERSION, MISSING_ACTION, MISSING_VERSION, RAM_USER_ACCESS_DENIED, THROTTLING_API,
    UNSUPPORTED_HTTP_METHOD,
};
use crate::contract::operations::initialize::InitializeArgs;
use crate::contract::operations::{self, Operation, OperationArgs, OperationKind};
use crate::contract::reply::{Content, Format};
use crate::contract::style;
use crate::contract::validate::{Tolerated, passes_at, validate};
use crate::contract::{ApiError, Call, Strictness, VERSION, addressing};
use crate::engine::Engine;
use crate::engine::account::{ANONYMOUS, Account, AccountStanding};
use crate::engine::call::authenticate::{authenticate, consume_nonce, declared_key};
use crate::engine::call::execute::CheckedCall;
use crate::engine::call::refused::RequestKey;
use crate::engine::call::{CallFacts, Delivery, Outcome, PlannedEnd, SignatureCheck, ThrottleState};
use crate::engine::clock::ClockReading;
use crate::engine::ids::CallIds;
use crate::engine::scenario_run::ScenarioRun;
use crate::engine::transaction::CheckPlan;
use crate::scenario::{Decision, ResponseChoice};
use crate::signature::{self, Presented, Verified, v3};

static X_ACS_ACTION: HeaderName = HeaderName::from_static("x-acs-action");
static X_ACS_VERSION: HeaderName = HeaderName::from_static("x-acs-version");

/// The results of the checks so far.
#[derive(Default)]
struct CallProgress {
    format: Format,
    operation: Option<&'static Operation>,
    account: Option<Arc<Account>>,
    ids: Option<CallIds>,
    facts: CallFacts,
    delivery: Delivery,
    ends_after: Option<Duration>,
    at: Option<ClockReading>,
}

impl CallProgress {
    /// Applies a scenario's decision to the facts and the delivery.
    fn apply(&mut self, run: &ScenarioRun, decision: &Decision) {
        run.count(decision);
        self.facts.rules = run.script().rule_names(decision);
        self.facts.delay_ms = u64::try_from(decision.delay.as_millis()).unwrap_or(u64::MAX);
        self.delivery = Delivery {
            delay: decision.delay,
            cut: decision.cut,
            bytes_per_second: decision.bytes_per_second,
        };
    }
}

impl Engine {
    /// Handles a call.
    pub fn handle(&self, call: &Call) -> Outcome {
        let mut progress = CallProgress::default();
        let presented = signature::presented(call);
        let at = self.clock.read();
        let run = self.run_for_call(presented.as_ref().ok());
        let mut content = match self.check(call, presented, &run, at, &mut progress) {
            Ok(content) => content,
            Err(error) => Content::Error(error),
        };
        let ids = progress.ids.unwrap_or_else(|| self.refused_ids(RequestKey::of_call(call)));
        match &content {
            Content::Success { .. } => self.count(progress.account.as_deref(), None),
            Content::Error(error) => self.count(progress.account.as_deref(), Some(error.row)),
            // A raw response has no code of the contract.
            Content::Raw(_) => {}
        }
        let mut facts = progress.facts;
        if let Some(account) = &progress.account {
            facts.account.clone_from(&account.name);
        }
        if let Content::Error(error) = &mut content {
            facts.hint = error.hint.take();
            if error.row.denies_permission() {
                let action = facts.operation.map_or("", OperationKind::name);
                error.access_denied = Some(Box::new(ids.access_denied(&facts.account, action)));
            }
        }
        Outcome {
            reply: self.reply(
                &ids,
                progress.format,
                content,
                progress.operation.map(|operation| operation.name),
            ),
            facts,
            account: progress.account,
            qps: progress.operation.map_or(0, |operation| run.accounts().limits().of(operation).qps),
            delivery: progress.delivery,
            planned_end: progress
                .ends_after
                .map(|after| PlannedEnd { transaction_id: ids.transaction_id(), after }),
            at: progress.at.unwrap_or(at),
        }
    }

    /// The checks in order. The contract defines only that action and version are checked before the access key; the rest of
    /// the order is our choice.
    fn check(
        &self,
        call: &Call,
        presented: Result<Presented<'_>, ApiError>,
        run: &ScenarioRun,
        at: ClockReading,
        progress: &mut CallProgress,
    ) -> Result<Content, ApiError> {
        progress.format = format(call, &presented)?;
        let version = common(call, &presented, "Version", &X_ACS_VERSION, |claim| claim.version);
        if version.is_some_and(|version| version != VERSION) {
            return Err(INVALID_VERSION.error().with_hint(Some(addressing::version_hint())));
        }
        let action = common(call, &presented, "Action", &X_ACS_ACTION, |claim| claim.action)
            .ok_or_else(|| MISSING_ACTION.error())?;
        let operation = operations::find(action)
            .ok_or_else(|| INVALID_ACTION.error().with_hint(Some(addressing::action_hint(action))))?;
        progress.operation = Some(operation);
        progress.facts.operation = Some(operation.kind);
        if version.is_none() {
            return Err(MISSING_VERSION.error());
        }
        self.check_method(&call.method, operation, &mut progress.facts)?;
        let presented = presented?;
        // Without a declared key no signature is checked, whatever its algorithm.
        if run.accounts().declared() {
            presented.check_method()?;
        }

        progress.facts.signature = SignatureCheck::Refused;
        let key = declared_key(run.accounts(), &presented)?;
        let account = match key {
            Some(key) => key.account.clone(),
            None => run.accounts().undeclared(presented.access_key_id().unwrap_or(ANONYMOUS), at.elapsed),
        };
        let reading = account.clock.after(at);
        progress.at = Some(reading);
        let ids = CallIds::next(&mut account.state().id_rng);
        progress.account = Some(account.clone());
        progress.ids = Some(ids);
        if let Some(key) = key {
            let window = account.clock.timestamps().unwrap_or(run.accounts().limits().timestamps);
            if authenticate(call, &presented, key, reading, window)? == Verified::WithoutEmpty {
                progress.facts.tolerated.push(WITHOUT_EMPTY.to_owned());
            }
        }

        let limit = run.accounts().limits().abnormal;
        let mut state = account.state();
        if let Some(key) = key {
            consume_nonce(&mut state, &presented, key, reading)?;
            progress.facts.signature = SignatureCheck::Verified;
            check_permission(key.declared.standing)?;
        } else {
            progress.facts.signature = SignatureCheck::NotChecked;
        }
        let decision = run.decide(call, operation, presented.access_key_id(), &mut state, reading);
        let exceeded = state.abnormal.exceeded(limit, reading.elapsed);
        drop(state);

        let qps = run.accounts().limits().of(operation).qps;
        let mut plan = None;
        if let Some(decision) = decision {
            progress.apply(run, &decision);
            plan = CheckPlan::new(decision.verification, decision.callback);
            match decision.response {
                ResponseChoice::Ordinary => {}
                ResponseChoice::Error(error) => {
                    // By default the time of one call at the operation's QPS.
                    return Err(error.with_default_retry_after(Duration::from_secs(1) / qps.max(1)));
                }
                ResponseChoice::Raw(raw) => return Ok(Content::Raw(raw)),
            }
        }

        if exceeded {
            return Err(EXCEPTION_REPEATED_INVOKE.error());
        }
        progress.facts.throttle = Some(ThrottleState { qps, remaining: 0 });
        let remaining = account
            .throttle(operation, reading.elapsed)
            .map_err(|wait| THROTTLING_API.error().after(wait))?;
        progress.facts.throttle = remaining.map(|remaining| ThrottleState { qps, remaining });
        let valid = match validate(operation.parameters, &call.parameters, self.strictness)
            .and_then(|valid| check_callback(call).map(|()| valid))
        {
            Ok(valid) => valid,
            Err(error) => {
                account.state().abnormal.refused(limit, reading.elapsed);
                return Err(error);
            }
        };
        let mut state = account.state();
        state.abnormal.succeeded();
        state.coverage.count_parameters(operation, &valid);
        drop(state);
        progress.facts.tolerated.extend(valid.tolerated.iter().map(Tolerated::sentence));
        progress.ends_after = plan.as_ref().filter(|plan| plan.passed.is_some()).map(|plan| plan.after);
        let args = operation.args(&valid);
        if let OperationArgs::Initialize(InitializeArgs { style_config: Some(style), .. }) = &args {
            progress.facts.tolerated.extend(style::warnings(style));
        }
        let checked = CheckedCall { call, account: &account, ids: &ids, reading, now: at.elapsed };
        let result = self.execute(&checked, &args, plan)?;
        Ok(Content::Success { operation, result })
    }

    /// POST is the documented method; KeepaliveIntl also accepts GET, and a lenient run accepts it for every operation.
    fn check_method(
        &self,
        method: &Method,
        operation: &Operation,
        facts: &mut CallFacts,
    ) -> Result<(), ApiError> {
        match *method {
            Method::POST => Ok(()),
            Method::GET if operation.takes_get => Ok(()),
            Method::GET if self.strictness == Strictness::Lenient => {
                let sentence =
                    "GET was accepted only because of the strictness lenient: the action accepts only POST";
                facts.tolerated.push(sentence.to_owned());
                Ok(())
            }
            Method::GET => Err(UNSUPPORTED_HTTP_METHOD
                .error()
                .with_hint(Some(format!("{ONLY_POST} {}", passes_at(Strictness::Lenient))))),
            _ => Err(UNSUPPORTED_HTTP_METHOD.error().with_hint(Some(ONLY_POST.to_owned()))),
        }
    }
}

/// The format of the response. V1 uses `Format`, XML by default. V3 has no `Format` and gets JSON unless it accepts only
/// XML. A request without an action gets JSON.
fn format(call: &Call, presented: &Result<Presented<'_>, ApiError>) -> Result<Format, ApiError> {
    let v3 = matches!(presented, Ok(Presented::V3(_)))
        || call.header(AUTHORIZATION).is_some_and(|value| value.starts_with("ACS3-"));
    if let (false, Some(format)) = (v3, call.parameters.value("Format")) {
        return match format {
            _ if format.eq_ignore_ascii_case("JSON") => Ok(Format::Json),
            _ if format.eq_ignore_ascii_case("XML") => Ok(Format::Xml),
            _ => Err(INVALID_FORMAT.error()),
        };
    }
    if !v3 && call.parameters.contains("Action") {
        return Ok(Format::Xml);
    }
    let accept = call.header(ACCEPT).unwrap_or_default();
    if accept == "application/json" {
        return Ok(Format::Json);
    }
    let xml = !accept.contains("json") && (accept.contains("text/xml") || accept.contains("application/xml"));
    Ok(if xml { Format::Xml } else { Format::Json })
}

/// Action or Version: for V3 the header, otherwise the parameter; for an unsigned call without the parameter the header.
fn common<'a>(
    call: &'a Call,
    presented: &Result<Presented<'a>, ApiError>,
    parameter: &str,
    header: &HeaderName,
    signed: impl Fn(&v3::V3Claim<'a>) -> Option<&'a str>,
) -> Option<&'a str> {
    let in_parameters = || call.parameters.value(parameter);
    let in_headers = || call.header(header).filter(|value| !value.is_empty());
    match presented {
        Ok(Presented::V1(_)) => in_parameters(),
        Ok(Presented::V3(claim)) => signed(claim).filter(|value| !value.is_empty()),
        _ => in_parameters().or_else(in_headers),
    }
}

/// Refuses a CallbackUrl that the server could not connect to.
fn check_callback(call: &Call) -> Result<(), ApiError> {
    match &call.callback_failure {
        None => Ok(()),
        Some(reason) => Err(INVALID_PARAMETER
            .with_message("Invalid parameter: CallbackUrl cannot be reached.".to_owned())
            .with_hint(Some(format!("--callback-check: {reason}")))),
    }
}

const ONLY_POST: &str = "The action accepts only POST: set the client's method, such as method: 'POST'.";

/// The tolerated form of a V1 signature.
const WITHOUT_EMPTY: &str = "the signature leaves out the empty parameters, as the Java SDK's V1 mode does; the documentation says that it covers them";

/// Checks RAM permission, then the status of the account.
fn check_permission(standing: AccountStanding) -> Result<(), ApiError> {
    match standing {
        AccountStanding::RamDenied => Err(RAM_USER_ACCESS_DENIED.error()),
        AccountStanding::NotActivated | AccountStanding::Overdue => Err(ACCOUNT_ACCESS_DENIED.error()),
        AccountStanding::Active | AccountStanding::KeyDisabled => Ok(()),
    }
}
