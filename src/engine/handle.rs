//! The pipeline: every check of the contract, in its order, in one function.

use std::sync::Arc;
use std::time::Duration;

use http::Method;
use http::header::{ACCEPT, AUTHORIZATION, HeaderName};
use jiff::Timestamp;

use super::accounts::{ANONYMOUS, Account, Accounts, Key, Standing, State};
use super::answer::Passed;
use super::clock::Moment;
use super::identity::Draw;
use super::journal::{Allowance, Verdict};
use super::transaction::Plan;
use super::world::World;
use super::{Delivery, Engine, Outcome, PlannedEnd, reply};
use crate::contract::error::{
    ACCOUNT_ACCESS_DENIED, EXCEPTION_REPEATED_INVOKE, EXPIRED_SECURITY_TOKEN, INACTIVE_ACCESS_KEY_ID,
    INVALID_ACCESS_KEY_ID, INVALID_ACTION, INVALID_FORMAT, INVALID_TIME_STAMP_EXPIRED,
    INVALID_TIME_STAMP_FORMAT, INVALID_VERSION, MALFORMED_SECURITY_TOKEN, MISMATCHED_SECURITY_TOKEN,
    MISSING_ACCESS_KEY_ID, MISSING_ACTION, MISSING_SECURITY_TOKEN, MISSING_VERSION, RAM_USER_ACCESS_DENIED,
    SIGNATURE_NONCE_USED, THROTTLING_API, UNSUPPORTED_HTTP_METHOD,
};
use crate::contract::operation::{self, Operation};
use crate::contract::reply::{Content, Format};
use crate::contract::validate::validate;
use crate::contract::{Call, Fault, Parameter, Strictness, VERSION};
use crate::scenario::{Answer, Decision};
use crate::signature::{self, Presented, Secret, doctor, timestamp, v3};

/// How far a time stamp may be from the clock, either way.
const TIME_WINDOW: Duration = Duration::from_mins(15);

static X_ACS_ACTION: HeaderName = HeaderName::from_static("x-acs-action");
static X_ACS_VERSION: HeaderName = HeaderName::from_static("x-acs-version");

/// What the checks find out on their way, for the answer and the log.
#[derive(Default)]
struct Known {
    format: Format,
    operation: Option<&'static Operation>,
    account: Option<Arc<Account>>,
    draw: Option<Draw>,
    tolerated: Vec<String>,
    rules: Vec<String>,
    delivery: Delivery,
    signature: Verdict,
    throttle: Option<Allowance>,
    ends_after: Option<Duration>,
    at: Option<Moment>,
}

impl Known {
    /// Keeps what a scenario wants of the way to the client.
    fn follow(&mut self, world: &World, decision: &Decision) {
        world.count(decision);
        let name = |index: &usize| world.script().rule_name(*index).map(str::to_owned);
        self.rules = decision.rules.iter().filter_map(name).collect();
        self.delivery = Delivery { delay: decision.delay, cut: decision.cut, dribble: decision.dribble };
    }

    fn tolerate(&mut self, rows: &[&Parameter]) {
        let sentence = |row: &&Parameter| {
            format!("{} passed only because the run is lenient: it {}", row.name, row.form.expectation())
        };
        self.tolerated.extend(rows.iter().map(sentence));
    }
}

impl Engine {
    /// Answers one call.
    pub fn handle(&self, call: &Call) -> Outcome {
        let mut known = Known::default();
        let presented = signature::presented(call);
        let at = self.clock.read();
        let world = self.world_of(presented.as_ref().ok());
        let content = match self.check(call, presented, &world, at, &mut known) {
            Ok(content) => content,
            Err(fault) => Content::Fault(fault),
        };
        let draw = known.draw.unwrap_or_else(|| self.gateway_draw());
        self.count(known.account.as_deref(), &content);
        Outcome {
            reply: reply(&draw, known.format, content),
            operation: known.operation.map(|operation| operation.name),
            account: known.account,
            qps: known.operation.map_or(0, |operation| world.accounts().limits().of(operation).qps),
            tolerated: known.tolerated,
            rules: known.rules,
            delivery: known.delivery,
            signature: known.signature,
            throttle: known.throttle,
            ending: known.ends_after.map(|after| PlannedEnd { transaction_id: draw.transaction_id(), after }),
            at: known.at.unwrap_or(at),
        }
    }

    /// The order of checks. The contract fixes only that action and version come before the access key; the rest of
    /// the order is our choice, and this function is the one place that holds it.
    fn check(
        &self,
        call: &Call,
        presented: Result<Presented<'_>, Fault>,
        world: &World,
        at: Moment,
        known: &mut Known,
    ) -> Result<Content, Fault> {
        known.format = format(call, &presented)?;
        let version = common(call, &presented, "Version", &X_ACS_VERSION, |claim| claim.version);
        if version.is_some_and(|version| version != VERSION) {
            return Err(INVALID_VERSION.fault());
        }
        let action = common(call, &presented, "Action", &X_ACS_ACTION, |claim| claim.action)
            .ok_or_else(|| MISSING_ACTION.fault())?;
        let operation = operation::find(action).ok_or_else(|| INVALID_ACTION.fault())?;
        known.operation = Some(operation);
        if version.is_none() {
            return Err(MISSING_VERSION.fault());
        }
        self.check_method(call, known)?;
        let presented = presented?;

        known.signature = Verdict::Refused;
        let key = declared_key(world.accounts(), &presented)?;
        let account = match key {
            Some(key) => key.account.clone(),
            None => world.accounts().undeclared(presented.access_key_id().unwrap_or(ANONYMOUS), at.elapsed),
        };
        let moment = account.clock.after(at);
        known.at = Some(moment);
        let draw = Draw::next(&mut account.state().generator);
        known.account = Some(account.clone());
        known.draw = Some(draw);
        if let Some(key) = key {
            authenticate(call, &presented, key, moment)?;
        }

        let limit = world.accounts().limits().abnormal;
        let mut state = account.state();
        if let Some(key) = key {
            first_use(&mut state, &presented, key, moment)?;
            known.signature = Verdict::Verified;
            permit(key.declared.standing)?;
        } else {
            known.signature = Verdict::NotChecked;
        }
        let decision = world.decide(call, operation, presented.access_key_id(), &mut state, moment);
        let exceeded = state.abnormal.exceeded(limit, moment.elapsed);
        drop(state);

        let mut plan = None;
        if let Some(decision) = decision {
            known.follow(world, &decision);
            plan = Plan::new(decision.verification, decision.callback);
            match decision.answer {
                Answer::Ordinary => {}
                Answer::Fault(fault) => {
                    // As long as one call takes at the operation's QPS.
                    let qps = world.accounts().limits().of(operation).qps;
                    return Err(fault.after_unless_told(Duration::from_secs(1) / qps.max(1)));
                }
                Answer::Raw(raw) => return Ok(Content::Raw(raw)),
            }
        }

        if exceeded {
            return Err(EXCEPTION_REPEATED_INVOKE.fault());
        }
        let qps = world.accounts().limits().of(operation).qps;
        known.throttle = Some(Allowance { qps, remaining: 0 });
        let remaining =
            account.throttle(operation, moment.elapsed).map_err(|wait| THROTTLING_API.fault().after(wait))?;
        known.throttle = remaining.map(|remaining| Allowance { qps, remaining });
        match validate(&operation.parameters, &call.parameters, self.strictness) {
            Ok(checked) => {
                let mut state = account.state();
                state.abnormal.succeeded();
                state.coverage.passed(operation, &checked);
                drop(state);
                known.tolerate(&checked.tolerated);
                let device = checked.device;
                known.ends_after = plan.as_ref().filter(|plan| plan.passed.is_some()).map(|plan| plan.after);
                let now = at.elapsed;
                self.answer(Passed {
                    call,
                    operation,
                    account: &account,
                    draw: &draw,
                    device,
                    moment,
                    now,
                    plan,
                })
            }
            Err(fault) => {
                account.state().abnormal.refused(limit, moment.elapsed);
                Err(fault)
            }
        }
    }

    fn check_method(&self, call: &Call, known: &mut Known) -> Result<(), Fault> {
        match (&call.method, self.strictness) {
            (&Method::POST, _) => Ok(()),
            (&Method::GET, Strictness::Lenient) => {
                known
                    .tolerated
                    .push("GET passed only because the run is lenient: the action takes POST".to_owned());
                Ok(())
            }
            _ => Err(UNSUPPORTED_HTTP_METHOD.fault()),
        }
    }
}

/// The declared key that a call presents; `None` where no key is declared at all, so that any is taken.
fn declared_key<'a>(accounts: &'a Accounts, presented: &Presented<'_>) -> Result<Option<&'a Key>, Fault> {
    if !accounts.declared() {
        return Ok(None);
    }
    if let Some(missing) = presented.missing() {
        return Err(missing);
    }
    let access_key_id = presented.access_key_id().ok_or_else(|| MISSING_ACCESS_KEY_ID.fault())?;
    if let Some(key) = accounts.key(access_key_id) {
        Ok(Some(key))
    } else {
        let pasted = accounts.key(access_key_id.trim()).is_some();
        let hint = pasted.then(|| {
            "Remove the white space around the AccessKeyId: without it the key is known.".to_owned()
        });
        Err(INVALID_ACCESS_KEY_ID.fault().hinting(hint))
    }
}

/// How the answer is written. V1 says so by `Format` and gets XML where it does not; V3 has no `Format` and gets JSON
/// unless it accepts XML only. A call that names no action at all gets JSON, as everything that is not a call does.
fn format(call: &Call, presented: &Result<Presented<'_>, Fault>) -> Result<Format, Fault> {
    let v3 = matches!(presented, Ok(Presented::V3(_)))
        || call.header(AUTHORIZATION).is_some_and(|value| value.starts_with("ACS3-"));
    if let (false, Some(format)) = (v3, call.parameters.filled("Format")) {
        return match format {
            _ if format.eq_ignore_ascii_case("JSON") => Ok(Format::Json),
            _ if format.eq_ignore_ascii_case("XML") => Ok(Format::Xml),
            _ => Err(INVALID_FORMAT.fault()),
        };
    }
    if !v3 && call.parameters.get("Action").is_some() {
        return Ok(Format::Xml);
    }
    let accept = call.header(ACCEPT).unwrap_or_default();
    if accept == "application/json" {
        return Ok(Format::Json);
    }
    let xml = !accept.contains("json") && (accept.contains("text/xml") || accept.contains("application/xml"));
    Ok(if xml { Format::Xml } else { Format::Json })
}

/// Action or Version: of V3 the header's; otherwise the parameter's, and of an unsigned call then the header's too.
fn common<'a>(
    call: &'a Call,
    presented: &Result<Presented<'a>, Fault>,
    parameter: &str,
    header: &HeaderName,
    signed: impl Fn(&v3::Claim<'a>) -> Option<&'a str>,
) -> Option<&'a str> {
    let in_parameters = || call.parameters.filled(parameter);
    let in_headers = || call.header(header).filter(|value| !value.is_empty());
    match presented {
        Ok(Presented::V1(_)) => in_parameters(),
        Ok(Presented::V3(claim)) => signed(claim).filter(|value| !value.is_empty()),
        _ => in_parameters().or_else(in_headers),
    }
}

/// Key active, security token, time stamp, signature.
fn authenticate(call: &Call, presented: &Presented<'_>, key: &Key, moment: Moment) -> Result<(), Fault> {
    if key.declared.standing == Standing::KeyDisabled {
        return Err(INACTIVE_ACCESS_KEY_ID.fault());
    }
    check_security_token(presented.security_token(), key, moment.now)?;
    check_time_stamp(presented.timestamp().unwrap_or_default(), moment.now)?;
    check_signature(call, presented, &key.secret)
}

/// A nonce that was not used before; only what is signed rightly uses one up.
fn first_use(state: &mut State, presented: &Presented<'_>, key: &Key, moment: Moment) -> Result<(), Fault> {
    let nonce = presented.nonce().unwrap_or_default();
    if state.nonces.first_use(&key.declared.access_key_id, nonce, moment.elapsed) {
        Ok(())
    } else {
        Err(SIGNATURE_NONCE_USED.fault())
    }
}

fn check_security_token(given: Option<&str>, key: &Key, now: Timestamp) -> Result<(), Fault> {
    let temporary = key.declared.access_key_id.starts_with("STS.") || key.declared.security_token.is_some();
    let Some(given) = given else {
        return if temporary { Err(MISSING_SECURITY_TOKEN.fault()) } else { Ok(()) };
    };
    let known = |c: char| c.is_ascii_alphanumeric() || matches!(c, '+' | '/' | '=' | '-' | '_' | '.');
    if !given.chars().all(known) {
        return Err(MALFORMED_SECURITY_TOKEN.fault());
    }
    if !temporary || key.declared.security_token.as_ref().is_some_and(|token| token != given) {
        return Err(MISMATCHED_SECURITY_TOKEN.fault());
    }
    if key.declared.security_token_expires.is_some_and(|expires| expires <= now) {
        return Err(EXPIRED_SECURITY_TOKEN.fault());
    }
    Ok(())
}

fn check_time_stamp(given: &str, now: Timestamp) -> Result<(), Fault> {
    let claimed = timestamp::parse(given).ok_or_else(|| INVALID_TIME_STAMP_FORMAT.fault())?;
    if now.duration_since(claimed).unsigned_abs() > TIME_WINDOW {
        return Err(INVALID_TIME_STAMP_EXPIRED.fault().hinting(doctor::clock_offset(claimed, now)));
    }
    Ok(())
}

fn check_signature(call: &Call, presented: &Presented<'_>, secret: &Secret) -> Result<(), Fault> {
    signature::verify(call, presented, secret).map_err(|fault| {
        let hint = doctor::diagnose(call, presented, secret);
        fault.hinting(hint)
    })
}

/// RAM permission, then the standing of the account.
fn permit(standing: Standing) -> Result<(), Fault> {
    match standing {
        Standing::RamDenied => Err(RAM_USER_ACCESS_DENIED.fault()),
        Standing::NotActivated | Standing::Overdue => Err(ACCOUNT_ACCESS_DENIED.fault()),
        Standing::Active | Standing::KeyDisabled => Ok(()),
    }
}
