//! The engine, driven as the server drives it, and what is seen of it.

use std::sync::Arc;
use std::time::Duration;

use cloudauth_local::contract::coverage_event::{CoverageEvent, DELIVERED, NOT_SENT, REFUSED, UNREACHABLE};
use cloudauth_local::contract::identity::IdentityFields;
use cloudauth_local::contract::operations::OperationKind;
use cloudauth_local::contract::operations::check_result::SpoofType;
use cloudauth_local::contract::operations::check_verify_log::CheckPage;
use cloudauth_local::contract::redirect::client_result;
use cloudauth_local::contract::reply::{Content, Format};
use cloudauth_local::contract::{Call, Strictness, callback, error};
use cloudauth_local::engine::Engine;
use cloudauth_local::engine::account::abnormal::AbnormalLimit;
use cloudauth_local::engine::account::limits::AccountLimits;
use cloudauth_local::engine::account::{AccountStanding, DeclaredKey};
use cloudauth_local::engine::call::{Outcome, SignatureCheck};
use cloudauth_local::engine::callback::outbox::DueCallback;
use cloudauth_local::engine::callback::record::CallbackAttempt;
use cloudauth_local::engine::clock::Clock;
use cloudauth_local::engine::events::{EngineEvent, EventListener};
use cloudauth_local::engine::journal::JournalBounds;
use cloudauth_local::engine::settings::Settings;
use cloudauth_local::engine::transaction::store::TransactionBounds;
use cloudauth_local::engine::transaction::summary::TransactionSummary;
use cloudauth_local::engine::transaction::{CheckEnd, UrlError};
use cloudauth_local::scenario::format::TimestampWindow;
use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};

use crate::reference::callback::{Attempt, Verdict, verdict};
use crate::reference::check::Refusal;
use crate::reference::counts::Counts;
use crate::reference::model::Model;
use crate::reference::pages::PICTURE;
use crate::reference::scenario::AccountSpec;
use crate::reference::seen::{Answer, Inspection, Page, Remaining, Seen, Transaction, Waits};
use crate::reference::step::{CallStep, EndStep, Key, Receiver, Setup, Step, target};
use crate::reference::{names, request};

/// How long a call is said to have taken.
const TOOK: Duration = Duration::from_micros(100);

/// The engine under test.
pub(crate) struct Driven {
    pub(crate) engine: Arc<Engine>,
    events: EventListener,
    tries: u32,
}

impl Driven {
    pub(crate) fn new(setup: &Setup) -> Self {
        let engine = Arc::new(start(setup));
        Self { events: engine.events().listen(), engine, tries: setup.tries }
    }

    /// Takes a step. The reference, which has not taken it yet, says which check it means.
    pub(crate) fn step(&mut self, step: &Step, model: &Model) -> Seen {
        let engine = &self.engine;
        match step {
            Step::Call(call) => {
                let call = request::call(call, &model.asked_by(call), model.present_of_call(call));
                Seen::Answer(Box::new(answer(&self.call(&call))))
            }
            Step::Garbage => {
                let outcome = engine.refuse(error::BAD_REQUEST.error(), "garbage");
                engine.record(None, &outcome, TOOK);
                Seen::Answer(Box::new(answer(&outcome)))
            }
            Step::ManyKeys { first, count } => self.many_keys(*first, *count),
            Step::Advance { key, ms } => {
                if let Some(clock) = self.clock(*key) {
                    clock.advance(Duration::from_millis(*ms));
                }
                Seen::Nothing
            }
            Step::Set { key, seconds } => {
                if let Some(clock) = self.clock(*key) {
                    clock.set(target(clock.read().now, *seconds));
                }
                Seen::Nothing
            }
            Step::Timestamps { key, follow } => {
                let window = if *follow { TimestampWindow::Follow } else { TimestampWindow::Either };
                if let Some(clock) = self.clock(*key) {
                    clock.set_timestamps(window);
                }
                Seen::Nothing
            }
            Step::Load { key, scenario } => {
                match key.map(names::name) {
                    None => engine.load(scenario.scenario()).unwrap(),
                    Some(key) => engine.load_for_key(&key, scenario.scenario()).unwrap(),
                }
                Seen::Nothing
            }
            Step::Clear { key } => {
                engine.clear_key_scenario(key.map(names::name).as_deref());
                Seen::Nothing
            }
            Step::Reset { key } => {
                engine.reset(key.map(names::name).as_deref());
                Seen::Nothing
            }
            Step::Open { check, changed } => Seen::Page(self.open(&model.client_cfg(*check, *changed))),
            Step::Reach { check, page } => {
                let reached = engine.reach_page(&model.client_cfg(*check, 0), CheckPage::ALL[*page]);
                Seen::Reached(reached.map_err(refusal))
            }
            Step::Finish { check, code, end } => {
                let result = client_result(code).unwrap();
                let client_cfg = model.client_cfg(*check, 0);
                let finished = engine.finish(&client_cfg, result, &check_end(code == "1000", end));
                Seen::Finished(finished.map(|finished| finished.redirect).map_err(refusal))
            }
            Step::Complete { check, passed, end } => {
                let (id, _) = model.asked(*check);
                Seen::Completed(engine.complete(&id, &check_end(*passed, end)).map_err(refusal))
            }
            Step::Deliver { receiver } => self.deliver(*receiver),
            Step::Inspect { key } => Seen::Inspected(Box::new(self.inspect(*key))),
        }
    }

    fn call(&self, call: &Call) -> Outcome {
        let outcome = self.engine.handle(call);
        self.engine.record(Some(call), &outcome, TOOK);
        outcome
    }

    fn many_keys(&self, first: Key, count: Key) -> Seen {
        let mut last = None;
        let mut passed = 0;
        for number in 0..count {
            let step = CallStep::of_many(first + number);
            let call = request::call(&step, &request::Asked::default(), Timestamp::UNIX_EPOCH);
            let outcome = self.call(&call);
            passed += usize::from(outcome.reply.status() == 200);
            last = Some(outcome);
        }
        last.map_or(Seen::Nothing, |last| Seen::ManyKeys(passed, Box::new(answer(&last))))
    }

    fn clock(&self, key: Option<Key>) -> Option<Arc<Clock>> {
        match key {
            None => Some(self.engine.clock().clone()),
            Some(key) => self.engine.clock_of(&names::name(key)),
        }
    }

    fn open(&self, client_cfg: &str) -> Result<Page, Refusal> {
        let opened = self.engine.open(client_cfg).map_err(|refused| refusal(refused.why))?;
        let fields = opened.fields.iter().map(|(name, value)| (name.to_owned(), value.to_owned()));
        Ok(Page {
            account: opened.options.account().to_owned(),
            fields: fields.collect(),
            id: opened.transaction_id,
            protocol: opened.protocol,
        })
    }

    /// Does what is due, as `server/webhook` does it.
    fn deliver(&self, receiver: Receiver) -> Seen {
        let mut attempts = Vec::new();
        loop {
            let end = self.engine.end_due_checks();
            match self.engine.take_due_callback() {
                Ok(due) => attempts.push(self.send(due, receiver)),
                Err(callback) => return Seen::Delivered(attempts, Waits { end, callback }),
            }
        }
    }

    fn send(&self, due: DueCallback, receiver: Receiver) -> Attempt {
        let DueCallback { report, attempts } = due;
        let number = attempts + 1;
        let (status, event, is_permanent): (_, &'static CoverageEvent, _) =
            match verdict(receiver, &report.transaction_id, number) {
                Verdict::Accepted => (Some(200), &DELIVERED, false),
                Verdict::Refused => (Some(500), &REFUSED, false),
                Verdict::Unreachable => (None, &UNREACHABLE, false),
                Verdict::Forbidden => (None, &NOT_SENT, true),
            };
        let (url, body) = match report.plan.method {
            Some(callback::CallbackMethod::Post) => (report.url.clone(), Some(report.parameters.clone())),
            _ => (callback::get_url(&report.url, &report.parameters), None),
        };
        let attempt = CallbackAttempt {
            transaction_id: report.transaction_id.clone(),
            account: report.account.clone(),
            at: self.engine.clock_of_report(&report).read().now.to_string(),
            number,
            url: url.clone(),
            sent_to: None,
            body: body.clone(),
            accepted: status == Some(200),
            status,
            failure: is_permanent.then(|| "not sent".to_owned()),
        };
        let again = !attempt.accepted && !is_permanent && number < self.tries;
        if again {
            let next = DueCallback { report: report.clone(), attempts: number };
            self.engine.retry_callback(next, callback::wait(number));
        }
        let done = Some(&*report).filter(|_| !again);
        self.engine.note_attempt(attempt.clone(), event, done);
        let masked = CallbackAttempt {
            url: callback::without_token(&url),
            body: body.as_deref().map(callback::parameters_without_token),
            ..attempt
        };
        view(&masked, !again)
    }

    fn inspect(&mut self, key: Option<Key>) -> Inspection {
        let engine = &self.engine;
        let name = key.map(names::name);
        let clock = self.clock(key).map(|clock| clock.read());
        let account = name.as_deref().map(|name| engine.account_name_of(name));
        let coverage = engine.coverage(name.as_deref());
        let met = [coverage.codes(), coverage.checks(), coverage.callbacks()].concat();
        let met = met.into_iter().filter(|one| one.count > 0);
        let throttles = name.as_deref().map(|name| engine.throttles(Some(name))).unwrap_or_default();
        let extent = engine.journal().extent();
        let (events, lost) = self.events.next(usize::MAX);
        assert_eq!(lost, 0, "events are lost");
        Inspection {
            transactions: engine.transactions(account.as_deref()).iter().map(transaction).collect(),
            rules: engine.rules_of(name.as_deref()),
            has_own: name.as_deref().is_some_and(|name| engine.has_own_scenario(name)),
            coverage: Counts(met.map(|one| (one.name.to_owned(), one.count)).collect()),
            throttles: throttles
                .into_iter()
                .map(|(_, operation, used)| {
                    let limit = used.limit;
                    (number(operation), limit.qps, limit.burst, used.idle, Remaining(used.remaining))
                })
                .collect(),
            accounts: engine.account_count(),
            attempts: engine
                .callbacks()
                .attempts(None, account.as_deref())
                .iter()
                .map(|one| view(one, self.is_last(one)))
                .collect(),
            waiting: engine.callbacks().waiting(),
            journal: (extent.kept, extent.total),
            clock: clock.map(|reading| (reading.elapsed, reading.now)),
            events: events.iter().map(|(_, one)| event(one)).collect(),
            seed: engine.seed(),
        }
    }

    /// Whether no other attempt followed.
    fn is_last(&self, attempt: &CallbackAttempt) -> bool {
        // Only an attempt that must not be made has a failure here.
        attempt.accepted || attempt.failure.is_some() || attempt.number >= self.tries
    }
}

fn start(setup: &Setup) -> Engine {
    let clock = Clock::by_hand(names::START.parse().unwrap());
    let (count, window) = setup.abnormal;
    let mut settings = Settings {
        seed: Some(setup.seed),
        keys: setup.keys.iter().map(declared).collect(),
        limits: AccountLimits {
            qps: setup.qps,
            burst: setup.burst,
            abnormal: AbnormalLimit { count, window: Duration::from_secs(window) },
            ..AccountLimits::default()
        },
        strictness: Strictness::ALL[setup.strictness],
        clock: Arc::new(clock),
        ..Settings::new(names::BASE_URL)
    };
    if setup.transactions > 0 {
        settings.transactions =
            TransactionBounds { count: setup.transactions, ..TransactionBounds::default() };
    }
    if setup.journal > 0 {
        settings.journal = JournalBounds { calls: setup.journal, ..JournalBounds::default() };
    }
    match &setup.scenario {
        None => Engine::new(settings),
        Some(scenario) => Engine::with_scenario(settings, scenario.scenario()).unwrap(),
    }
}

fn declared(spec: &AccountSpec) -> DeclaredKey {
    let start: Timestamp = names::START.parse().unwrap();
    DeclaredKey {
        access_key_id: spec.name(),
        access_key_secret: names::secret(spec.key),
        standing: spec.standing.parse::<AccountStanding>().unwrap(),
        security_token: spec.token.clone(),
        security_token_expires: spec.expires.map(|seconds| start + SignedDuration::from_secs(seconds)),
        account: spec.shared.then(|| names::SHARED.to_owned()),
    }
}

fn check_end(passed: bool, end: &EndStep) -> CheckEnd {
    let edits = if end.edits { &["passportNo", "idNumber", "nonsense"][..] } else { &[] };
    CheckEnd {
        edits: edits
            .iter()
            .map(|name| ((*name).to_owned(), names::CORRECTION.to_owned()))
            .collect::<IdentityFields>(),
        spoof_types: if end.copy { vec![SpoofType::PhotoCopy] } else { Vec::new() },
        ..CheckEnd::plain(passed, end.sub_code.clone())
    }
}

fn refusal(error: UrlError) -> Refusal {
    match error {
        UrlError::Used => Refusal::Used,
        UrlError::Changed => Refusal::Changed,
        UrlError::Unknown => Refusal::Unknown,
        UrlError::Expired => Refusal::Expired,
    }
}

fn number(kind: OperationKind) -> usize {
    kind as usize
}

fn answer(outcome: &Outcome) -> Answer {
    let reply = &outcome.reply;
    let facts = &outcome.facts;
    let (mut message, mut retry_after, mut result) = (String::new(), None, Vec::new());
    match &reply.content {
        Content::Error(error) => {
            message = brief(error.row.code, &error.message);
            retry_after = error.retry_after;
        }
        Content::Success { result: members, .. } => {
            result = members.iter().filter_map(|(name, value)| member(name, &value.text())).collect();
        }
        Content::Raw(_) => {}
    }
    Answer {
        status: reply.status(),
        code: reply.code().to_owned(),
        message,
        retry_after,
        format: match reply.format {
            Format::Json => "Json",
            Format::Xml => "Xml",
        },
        request_id: outcome.account.as_ref().map(|_| reply.request_id.clone()),
        result,
        account: facts.account.clone(),
        operation: facts.operation.map(number),
        signature: match facts.signature {
            SignatureCheck::NotReached => "NotReached",
            SignatureCheck::NotChecked => "NotChecked",
            SignatureCheck::Verified => "Verified",
            SignatureCheck::Refused => "Refused",
        },
        throttle: facts.throttle.map(|throttle| (throttle.qps, throttle.remaining)),
        qps: outcome.qps,
        rules: facts.rules.clone(),
        tolerated: facts.tolerated.len(),
        delay: outcome.delivery.delay,
        dribble: outcome.delivery.bytes_per_second,
        cut: outcome.delivery.cut.is_some(),
        elapsed: outcome.at.elapsed,
        now: outcome.at.now,
    }
}

/// A message up to what it names; of a wrong signature nothing, since it repeats the call.
fn brief(code: &str, message: &str) -> String {
    match message.split_once(": ") {
        _ if code == error::SIGNATURE_DOES_NOT_MATCH.code => String::new(),
        Some((start, rest)) if matches!(code, "InvalidParameter" | "MissingParameter") => {
            let first = rest.split(' ').next().unwrap_or_default();
            format!("{start}: {}", first.trim_end_matches('.'))
        }
        _ => message.to_owned(),
    }
}

/// A member of a result; of those in two languages only the English one, and JSON in one form.
fn member(name: &str, value: &str) -> Option<(String, String)> {
    let value = match name {
        "LogInfo" | "InterruptPage" => return None,
        "ExtIdInfo" => {
            let mut info: Value = serde_json::from_str(value).unwrap();
            if info.get("idImage").is_some_and(|picture| picture.as_str() != Some("")) {
                info["idImage"] = json!(PICTURE);
            }
            info.to_string()
        }
        "LogInfoEn" => {
            let lines: Vec<String> = serde_json::from_str(value).unwrap();
            serde_json::from_str::<Value>(&lines[0]).unwrap().to_string()
        }
        _ => value.to_owned(),
    };
    Some((name.to_owned(), value))
}

fn view(attempt: &CallbackAttempt, last: bool) -> Attempt {
    Attempt {
        id: attempt.transaction_id.clone(),
        account: attempt.account.clone(),
        at: attempt.at.clone(),
        number: attempt.number,
        url: attempt.url.clone(),
        body: attempt.body.clone(),
        accepted: attempt.accepted,
        last,
    }
}

fn transaction(summary: &TransactionSummary) -> Transaction {
    Transaction {
        id: summary.transaction_id.clone(),
        account: summary.account.clone(),
        biz: summary.merchant_biz_id.clone(),
        state: summary.state.word(),
        age: summary.age,
        result: summary.result.clone(),
    }
}

fn event(event: &EngineEvent) -> String {
    match event {
        EngineEvent::Opened(id) => format!("opened {id}"),
        EngineEvent::Completed(id) => format!("completed {id}"),
        EngineEvent::Reset(None) => "reset".to_owned(),
        EngineEvent::Reset(Some(account)) => format!("reset {account}"),
    }
}
