//! A call: every check in the order of the contract, then what the operation does.

use std::time::Duration;

use cloudauth_local::contract::error::{self, ErrorRow};
use cloudauth_local::engine::ids::CallIds;
use jiff::{SignedDuration, Timestamp};

use crate::reference::check::{Check, Plan, merchant_user_id};
use crate::reference::clock::{ClockId, ROOT};
use crate::reference::model::{Model, RunOf};
use crate::reference::request::{Asked, new_biz};
use crate::reference::rules::{Call, Decision, Response, decide, words};
use crate::reference::runs::Run;
use crate::reference::seen::{Answer, Seen};
use crate::reference::step::{Ask, Auth, CallStep, CheckRef, Flaw, Key, Signing};
use crate::reference::{names, pages};

/// How far a timestamp may be from the present.
const WINDOW: SignedDuration = SignedDuration::from_mins(15);

/// Why a call is refused, or that a scenario answers in place of the service.
pub(crate) enum Stop {
    Error { row: &'static ErrorRow, status: u16, message: String, retry_after: Option<Duration> },
    Raw,
}

type Members = Vec<(String, String)>;

impl From<&'static ErrorRow> for Stop {
    fn from(row: &'static ErrorRow) -> Self {
        let message = if row.code == error::SIGNATURE_DOES_NOT_MATCH.code { "" } else { row.message };
        Self::Error { row, status: row.status, message: message.to_owned(), retry_after: None }
    }
}

/// A refusal for a parameter; the message names it.
fn refusal(row: &'static ErrorRow, start: &str, parameter: &str) -> Stop {
    Stop::Error { row, status: row.status, message: format!("{start}: {parameter}"), retry_after: None }
}

/// The call so far.
struct Progress {
    answer: Answer,
    ids: Option<CallIds>,
    account: Option<(RunOf, String)>,
    plan: Option<Plan>,
}

impl Model {
    fn blank(&self) -> Answer {
        Answer {
            status: 0,
            code: String::new(),
            message: String::new(),
            retry_after: None,
            format: "Json",
            request_id: None,
            result: Vec::new(),
            account: String::new(),
            operation: None,
            signature: "NotReached",
            throttle: None,
            qps: 0,
            rules: Vec::new(),
            tolerated: 0,
            delay: Duration::ZERO,
            dribble: None,
            cut: false,
            elapsed: self.clocks.elapsed(ROOT),
            now: self.clocks.now(ROOT),
        }
    }

    /// A request that is no call.
    pub(crate) fn garbage(&mut self) -> Answer {
        self.journal += 1;
        let row = &error::BAD_REQUEST;
        self.gateway.count(row.code);
        let mut answer = self.blank();
        (answer.status, answer.code, answer.message) =
            (row.status, row.code.to_owned(), row.message.to_owned());
        answer
    }

    /// One call of each of many keys.
    pub(crate) fn many_keys(&mut self, first: Key, count: Key) -> Seen {
        let mut last = None;
        let mut passed = 0;
        for number in 0..count {
            let step = CallStep::of_many(first + number);
            let answer = self.call(&step, &Asked::default());
            passed += usize::from(answer.status == 200);
            last = Some(answer);
        }
        last.map_or(Seen::Nothing, |last| Seen::ManyKeys(passed, Box::new(last)))
    }

    /// What a call asks for.
    pub(crate) fn asked_by(&self, step: &CallStep) -> Asked {
        let (check, own_biz): (CheckRef, bool) = match step.ask {
            Ask::CheckResult { check, own_biz, .. } | Ask::CheckVerifyLog { check, own_biz } => {
                (check, own_biz)
            }
            Ask::DeleteVerifyResult { check, .. } => (check, true),
            Ask::Initialize(_) | Ask::Keepalive => return Asked::default(),
        };
        let (id, biz) = self.asked(check);
        (id, if own_biz { biz } else { "another".to_owned() })
    }

    /// The present of the machine or of the account of a call's key, by which the client makes its timestamp.
    pub(crate) fn present_of_call(&self, step: &CallStep) -> Timestamp {
        if let Auth::V1(Signing { machine: true, .. }) | Auth::V3(Signing { machine: true, .. }) = step.auth {
            return self.clocks.machine();
        }
        self.clocks.now(self.known_clock_of(&names::name(step.key)).unwrap_or(ROOT))
    }

    /// Answers a call.
    pub(crate) fn call(&mut self, step: &CallStep, asked: &Asked) -> Answer {
        self.journal += 1;
        let claimed = self.present_of_call(step);
        let of = self.run_of(&names::name(step.key));
        let mut progress = Progress { answer: self.blank(), ids: None, account: None, plan: None };
        let result = self.check(step, asked, claimed, &of, &mut progress);
        let Progress { mut answer, ids, account, plan } = progress;
        let code = match result {
            Ok(result) => {
                answer.result = result;
                answer.status = 200;
                let delete = matches!(step.ask, Ask::DeleteVerifyResult { .. });
                answer.code = if delete { "200" } else { "Success" }.to_owned();
                Some("Success")
            }
            Err(Stop::Error { row, status, message, retry_after }) => {
                answer.code = row.code.to_owned();
                (answer.status, answer.message, answer.retry_after) = (status, message, retry_after);
                Some(row.code)
            }
            Err(Stop::Raw) => {
                (answer.status, answer.code) = (502, "-".to_owned());
                None
            }
        };
        answer.request_id = ids.map(|ids| ids.request_id());
        if let Some(operation) = answer.operation {
            answer.qps = self.run(&of).limits[operation].qps;
        }
        if let Some(code) = code {
            match &account {
                Some((run, name)) => self.run(run).account(name).counts.count(code),
                None => self.gateway.count(code),
            }
        }
        // A planned end belongs to the check that the call made, whatever became of the answer.
        if let (Some((_, after)), Some(ids), Some((run, name))) =
            (plan.as_ref().and_then(Plan::end), ids, account)
        {
            let clock = self.run(&run).account(&name).clock;
            self.plan_end(&ids.transaction_id(), clock, after);
        }
        answer
    }

    fn check(
        &mut self,
        step: &CallStep,
        asked: &Asked,
        claimed: Timestamp,
        of: &RunOf,
        progress: &mut Progress,
    ) -> Result<Members, Stop> {
        self.check_request(step, progress)?;
        let operation = step.ask.operation();
        progress.answer.signature = "Refused";
        let name = self.account_of_call(step, of)?;
        let root_elapsed = self.clocks.elapsed(ROOT);
        let has_keys = self.run(of).has_keys();
        if !has_keys {
            let Self { common, own, clocks, .. } = self;
            let run = match of {
                RunOf::All => common,
                RunOf::Key(key) => &mut own.get_mut(key).unwrap().run,
            };
            run.undeclared(&name, root_elapsed.as_secs(), clocks);
        }
        let clock = self.run(of).account(&name).clock;
        let (elapsed, now) = (self.clocks.elapsed(clock), self.clocks.now(clock));
        (progress.answer.elapsed, progress.answer.now) = (elapsed, now);
        progress.answer.account.clone_from(&name);
        progress.account = Some((of.clone(), name.clone()));
        let machine = self.clocks.machine();
        let follow = self.clocks.follow(clock);
        let run = self.run(of);
        let follow = follow.unwrap_or(run.scenario.follow);
        let ids = CallIds::next(&mut run.account(&name).ids);
        progress.ids = Some(ids);
        progress.answer.signature = "NotChecked";
        if has_keys {
            progress.answer.signature = "Refused";
            let near = if follow { vec![now] } else { vec![now, machine] };
            authenticate(run, step, &name, claimed, (elapsed, now), &near)?;
            progress.answer.signature = "Verified";
            permit(run, step)?;
        }

        let started = run.loaded.max(run.account(&name).reset_at);
        let since_loaded = elapsed.saturating_sub(started);
        let decision = decision(run, step, &name, since_loaded);
        let abnormal = run.abnormal;
        let is_abnormal = run.account(&name).is_abnormal(abnormal, elapsed);
        let qps = run.limits[operation].qps;
        let mut plan = None;
        if let Some(decision) = decision {
            act(run, &decision, &mut progress.answer);
            if decision.verification.is_some() || decision.callback.is_some() {
                let callback = decision.callback.unwrap_or_default();
                plan = Some(Plan { verification: decision.verification, callback });
            }
            answer_of(decision.response, qps)?;
        }
        if is_abnormal {
            return Err(Stop::from(&error::EXCEPTION_REPEATED_INVOKE));
        }
        let account = run.account(&name);
        progress.answer.throttle = Some((qps, 0));
        let remaining = account.throttles[operation].as_mut().map(|bucket| bucket.take(elapsed));
        match remaining {
            None => progress.answer.throttle = None,
            Some(Ok(remaining)) => progress.answer.throttle = Some((qps, remaining)),
            Some(Err(wait)) => {
                let row = &error::THROTTLING_API;
                let message = row.message.to_owned();
                return Err(Stop::Error { row, status: row.status, message, retry_after: Some(wait) });
            }
        }
        match validate(step, asked, self.setup.strictness) {
            Ok(tolerated) => progress.answer.tolerated += tolerated,
            Err(stop) => {
                self.run(of).account(&name).refused.push(elapsed);
                return Err(stop);
            }
        }
        self.run(of).account(&name).refused.clear();
        progress.plan = plan.clone();
        self.execute(step, asked, &name, &ids, plan, clock)
    }

    /// What is refused before anybody knows whose call it is.
    fn check_request(&self, step: &CallStep, progress: &mut Progress) -> Result<(), Stop> {
        let signed_v3 = matches!(step.auth, Auth::V3(_));
        match step.flaw {
            Flaw::UnknownFormat if !signed_v3 => return Err(Stop::from(&error::INVALID_FORMAT)),
            Flaw::UnknownVersion => return Err(Stop::from(&error::INVALID_VERSION)),
            Flaw::NoAction => return Err(Stop::from(&error::MISSING_ACTION)),
            Flaw::UnknownAction => return Err(Stop::from(&error::INVALID_ACTION)),
            _ => progress.answer.operation = Some(step.ask.operation()),
        }
        match step.flaw {
            Flaw::NoVersion => Err(Stop::from(&error::MISSING_VERSION)),
            Flaw::Get if step.ask == Ask::Keepalive => Ok(()),
            Flaw::Get if self.setup.strictness == 2 => {
                progress.answer.tolerated += 1;
                Ok(())
            }
            Flaw::Get | Flaw::Put => Err(Stop::from(&error::UNSUPPORTED_HTTP_METHOD)),
            _ => Ok(()),
        }
    }

    /// The name of the account of a call.
    fn account_of_call(&mut self, step: &CallStep, of: &RunOf) -> Result<String, Stop> {
        let run = self.run(of);
        if !run.has_keys() {
            return Ok(names::name(step.key));
        }
        let Some(key) = names::key(step.key) else { return Err(Stop::from(&error::MISSING_ACCESS_KEY_ID)) };
        if step.auth == Auth::Unsigned {
            return Err(Stop::from(&error::MISSING_SIGNATURE));
        }
        let declared = run.key(&key).ok_or(&error::INVALID_ACCESS_KEY_ID)?;
        Ok(declared.account())
    }

    fn execute(
        &mut self,
        step: &CallStep,
        (id, biz): &Asked,
        account: &str,
        ids: &CallIds,
        plan: Option<Plan>,
        clock: ClockId,
    ) -> Result<Members, Stop> {
        let (elapsed, now) = (self.clocks.elapsed(clock), self.clocks.now(clock));
        if let Ask::Initialize(start) = &step.ask {
            let check = Check {
                id: ids.transaction_id(),
                client_cfg: ids.client_cfg(),
                protocol: ids.protocol(),
                account: account.to_owned(),
                biz: new_biz(start, step.flaw),
                start: start.clone(),
                plan,
                created: elapsed,
                created_at_root: self.clocks.elapsed(ROOT),
                pages: Vec::new(),
                client_code: None,
                queried: false,
                deleted: None,
                done: None,
            };
            let result = pages::initialized(&check);
            let created = self.created.entry(step.key).or_default();
            created.push((check.client_cfg.clone(), (check.id.clone(), check.biz.clone())));
            self.checks.add(check);
            return Ok(result);
        }
        if step.ask == Ask::Keepalive {
            return Ok(vec![("Result".to_owned(), "SUCCESS".to_owned())]);
        }
        let with_biz = !matches!(step.ask, Ask::DeleteVerifyResult { .. });
        let found = self.checks.find(id, elapsed);
        let found = found.filter(|one| one.account == account && (!with_biz || one.biz == *biz));
        let found = found.ok_or(&error::TRANSACTION_ID_INVALID)?;
        match step.ask {
            Ask::CheckResult { image, .. } => {
                let result = pages::result(found, image).ok_or(&error::PROCESS_NOT_COMPLETED)?;
                found.queried = true;
                Ok(result)
            }
            Ask::CheckVerifyLog { .. } => Ok(pages::verify_log(found, elapsed, now)),
            Ask::DeleteVerifyResult { after_query, what, .. } => {
                let deletes = found.done.is_some() && (found.queried || !after_query);
                if deletes {
                    self.delete(id, what);
                }
                Ok(vec![
                    ("TransactionId".to_owned(), id.clone()),
                    ("DeleteResult".to_owned(), if deletes { "Y" } else { "N" }.to_owned()),
                ])
            }
            Ask::Initialize(_) | Ask::Keepalive => Ok(Vec::new()),
        }
    }
}

impl CallStep {
    /// The call of one of many keys.
    pub(crate) fn of_many(key: Key) -> Self {
        Self { key, auth: Auth::Unsigned, flaw: Flaw::None, ask: Ask::Keepalive, header: None }
    }
}

fn authenticate(
    run: &mut Run,
    step: &CallStep,
    account: &str,
    claimed: Timestamp,
    (elapsed, now): (Duration, Timestamp),
    near: &[Timestamp],
) -> Result<(), Stop> {
    let (Auth::V1(signing) | Auth::V3(signing)) = &step.auth else { return Ok(()) };
    let name = names::name(step.key);
    let key = run.key(&name).unwrap();
    if key.standing == "key-disabled" {
        return Err(Stop::from(&error::INACTIVE_ACCESS_KEY_ID));
    }
    let start: Timestamp = names::START.parse().unwrap();
    let temporary = step.key == names::TEMPORARY || key.token.is_some();
    match &signing.token {
        None if temporary => return Err(Stop::from(&error::MISSING_SECURITY_TOKEN)),
        None => {}
        Some(token) if token.contains(' ') => return Err(Stop::from(&error::MALFORMED_SECURITY_TOKEN)),
        Some(token) if !temporary || key.token.as_ref().is_some_and(|known| known != token) => {
            return Err(Stop::from(&error::MISMATCHED_SECURITY_TOKEN));
        }
        Some(_) => {
            let expires = key.expires.map(|seconds| start + SignedDuration::from_secs(seconds));
            if expires.is_some_and(|expires| expires <= now) {
                return Err(Stop::from(&error::EXPIRED_SECURITY_TOKEN));
            }
        }
    }
    let sent = timestamp(claimed, signing);
    if near.iter().all(|time| time.duration_since(sent).abs() > WINDOW) {
        return Err(Stop::from(&error::INVALID_TIME_STAMP_EXPIRED));
    }
    if !signing.secret {
        return Err(Stop::from(&error::SIGNATURE_DOES_NOT_MATCH));
    }
    if !run.account(account).use_nonce(&name, signing.nonce, elapsed) {
        return Err(Stop::from(&error::SIGNATURE_NONCE_USED));
    }
    Ok(())
}

/// The timestamp in a call, in whole seconds.
fn timestamp(claimed: Timestamp, signing: &Signing) -> Timestamp {
    let at = claimed.saturating_add(SignedDuration::from_secs(signing.skew)).unwrap();
    Timestamp::from_second(at.as_millisecond().div_euclid(1000)).unwrap()
}

fn permit(run: &Run, step: &CallStep) -> Result<(), Stop> {
    match run.key(&names::name(step.key)).unwrap().standing.as_str() {
        "ram-denied" => Err(Stop::from(&error::RAM_USER_ACCESS_DENIED)),
        "not-activated" | "overdue" => Err(Stop::from(&error::ACCOUNT_ACCESS_DENIED)),
        _ => Ok(()),
    }
}

fn decision(run: &mut Run, step: &CallStep, account: &str, elapsed: Duration) -> Option<Decision> {
    let user = match &step.ask {
        Ask::Initialize(start) => Some(merchant_user_id(start)),
        _ => None,
    };
    let key = names::key(step.key);
    let call = Call {
        operation: step.ask.operation(),
        key: key.as_deref(),
        user: user.as_deref(),
        header: step.header.map(words),
        elapsed,
    };
    let rules = std::mem::take(&mut run.scenario.rules);
    let decision = decide(&rules, run.account(account), &call);
    run.scenario.rules = rules;
    decision
}

/// Counts the rules that act, and notes what they do to the delivery.
fn act(run: &mut Run, decision: &Decision, answer: &mut Answer) {
    for (rule, name) in &decision.rules {
        run.acted[*rule] += 1;
        answer.rules.push(name.clone());
    }
    (answer.delay, answer.dribble, answer.cut) = (decision.delay, decision.dribble, decision.reset);
}

fn answer_of(response: Response, qps: u32) -> Result<(), Stop> {
    match response {
        Response::Ordinary => Ok(()),
        Response::Raw => Err(Stop::Raw),
        Response::Nonsense(commands) => {
            Err(refusal(&error::INVALID_PARAMETER, "Invalid parameter", &format!("{commands:?}")))
        }
        Response::Error { code, status, retry_after } => {
            let row = error::find(&code).unwrap();
            let usual = code.starts_with("Throttling").then(|| Duration::from_secs(1) / qps.max(1));
            Err(Stop::Error {
                row,
                status: status.unwrap_or(row.status),
                message: row.message.to_owned(),
                retry_after: retry_after.or(usual),
            })
        }
    }
}

/// Checks the parameters: how many were accepted against the documentation.
fn validate(step: &CallStep, (_, biz): &Asked, strictness: usize) -> Result<usize, Stop> {
    let missing = |name| refusal(&error::MISSING_PARAMETER, "Parameter cannot be empty", name);
    let invalid = |name| refusal(&error::INVALID_PARAMETER, "Invalid parameter", name);
    let (biz, is_initialize) = match &step.ask {
        Ask::Keepalive => return Ok(0),
        Ask::DeleteVerifyResult { .. } => {
            return match step.flaw {
                Flaw::Missing => Err(missing("TransactionId")),
                Flaw::Twice => Err(invalid("TransactionId")),
                Flaw::Invalid => Err(invalid("DeleteType")),
                _ => Ok(0),
            };
        }
        Ask::Initialize(start) => (new_biz(start, step.flaw), true),
        Ask::CheckResult { .. } | Ask::CheckVerifyLog { .. } => (biz.clone(), false),
    };
    match step.flaw {
        Flaw::Missing => return Err(missing(if is_initialize { "MetaInfo" } else { "MerchantBizId" })),
        Flaw::Invalid if !is_initialize => return Err(invalid("MerchantBizId")),
        _ => {}
    }
    // Only the observed level takes a hyphen.
    let undocumented = biz.contains('-');
    if (undocumented && strictness == 0) || step.flaw == Flaw::Twice {
        return Err(invalid("MerchantBizId"));
    }
    if step.flaw == Flaw::Invalid {
        return Err(invalid("DocType"));
    }
    Ok(usize::from(undocumented))
}
