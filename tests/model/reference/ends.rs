//! How checks end, by their users or as planned, and what becomes of their callbacks.

use std::time::Duration;

use cloudauth_local::contract::redirect::client_result;

use crate::reference::callback::{Attempt, Callback, Verdict, verdict, wait};
use crate::reference::check::Refusal;
use crate::reference::clock::{ClockId, ROOT};
use crate::reference::model::Model;
use crate::reference::names;
use crate::reference::seen::{Seen, Waits};
use crate::reference::step::{EndStep, Receiver};

impl Model {
    /// Ends a check after a time of its account's clock; after none at once.
    pub(crate) fn plan_end(&mut self, id: &str, clock: ClockId, after: Duration) {
        if after.is_zero() {
            self.end_as_planned(id);
        } else {
            self.ends.add(&self.clocks, clock, after, id.to_owned());
        }
    }

    fn end_as_planned(&mut self, id: &str) {
        let at = self.time_of(self.checks.by_id(id));
        let Some(found) = self.checks.find(id, at) else { return };
        let Some(plan) = &found.plan else { return };
        let Some((passed, _)) = plan.end() else { return };
        let check = plan.verification.clone().unwrap_or_default();
        let end = EndStep { sub_code: check.sub_code, edits: false, copy: check.copy };
        // One that its user ended, or that has expired, stays as it is.
        let _ = self.complete(id, passed, &end);
    }

    /// Ends a check, and sends its callback.
    pub(crate) fn complete(&mut self, id: &str, passed: bool, end: &EndStep) -> Result<(), Refusal> {
        let known = self.checks.by_id(id);
        let at = self.time_of(known);
        if let Some((code, account)) =
            known.and_then(|found| Some((found.interruption()?.to_owned(), found.account.clone())))
        {
            self.count(&account, client_result(&code).unwrap().outcome.name);
            return Err(Refusal::Expired);
        }
        let now = self.clocks.elapsed(ROOT);
        let found = self.checks.find(id, at).ok_or(Refusal::Unknown)?;
        found.usable(at)?;
        found.complete(passed, end, at);
        let ended = found.clone();
        self.checks.completed(id, now);
        self.events.push(format!("completed {id}"));
        let plan = ended.plan.clone().unwrap_or_default();
        let times = plan.times();
        // A check that had to go at once is not counted.
        if self.checks.by_id(id).is_some() {
            let done = ended.done.as_ref().unwrap();
            let usual = done.sub_code == "200" || done.sub_code == "206";
            let has_callback = ended.start.callback;
            for (holds, event) in [
                (done.passed, "check.passed"),
                (!done.passed, "check.notPassed"),
                (!usual, "check.otherSubCode"),
                (done.edited.is_some(), "check.corrected"),
                (done.copy, "check.spoofed"),
                (has_callback && times == 0, "callback.dropped"),
                (has_callback && times > 0 && plan.callback.delay.unwrap_or(0) > 0, "callback.delayed"),
                (has_callback && times > 1, "callback.repeated"),
            ] {
                if holds {
                    self.count(&ended.account, event);
                }
            }
        }
        if !ended.start.callback {
            return Ok(());
        }
        self.posted.insert(id.to_owned(), times);
        if times == 0 {
            return Ok(());
        }
        let done = ended.done.unwrap();
        let token = if ended.start.token { "callbackToken=***&" } else { "" };
        let passed = if done.passed { "Y" } else { "N" };
        let callback = Callback {
            id: id.to_owned(),
            account: ended.account.clone(),
            parameters: format!("{token}transactionId={id}&passed={passed}&subCode={}", done.sub_code),
            post: plan.callback.post,
            tried: 0,
        };
        let clock = self.clock_of(&ended.account).unwrap_or(ROOT);
        let delay = Duration::from_millis(plan.callback.delay.unwrap_or(0));
        for _ in 0..times {
            self.callbacks.add(&self.clocks, clock, delay, callback.clone());
        }
        self.attempts.waiting += times;
        Ok(())
    }

    /// Does what is due.
    pub(crate) fn deliver(&mut self, receiver: Receiver) -> Seen {
        let mut attempts = Vec::new();
        loop {
            let end = loop {
                match self.ends.take(&self.clocks) {
                    Ok(id) => self.end_as_planned(&id),
                    Err(wait) => break wait,
                }
            };
            match self.callbacks.take(&self.clocks) {
                Ok(callback) => attempts.push(self.send(callback, receiver)),
                Err(callback) => return Seen::Delivered(attempts, Waits { end, callback }),
            }
        }
    }

    fn send(&mut self, callback: Callback, receiver: Receiver) -> Attempt {
        let number = callback.tried + 1;
        let verdict = verdict(receiver, &callback.id, number);
        let clock = self.clock_of(&callback.account).unwrap_or(ROOT);
        let accepted = verdict == Verdict::Accepted;
        let again = !accepted && verdict != Verdict::Forbidden && number < self.setup.tries;
        let url = names::CALLBACK_URL.to_owned();
        let (url, body) = if callback.post {
            (url, Some(callback.parameters.clone()))
        } else {
            (format!("{url}&{}", callback.parameters), None)
        };
        let attempt = Attempt {
            id: callback.id.clone(),
            account: callback.account.clone(),
            at: self.clocks.now(clock).to_string(),
            number,
            url,
            body,
            accepted,
            last: !again,
        };
        if again {
            let next = Callback { tried: number, ..callback };
            self.callbacks.add(&self.clocks, clock, wait(number), next);
        }
        for (holds, event) in [
            (accepted, "callback.delivered"),
            (verdict == Verdict::Refused, "callback.refused"),
            (verdict == Verdict::Unreachable, "callback.unreachable"),
            (verdict == Verdict::Forbidden, "callback.notSent"),
            (number > 1, "callback.retried"),
            (number > 1 && accepted, "callback.recovered"),
            (!again && !accepted && verdict != Verdict::Forbidden, "callback.givenUp"),
        ] {
            if holds {
                self.count(&attempt.account, event);
            }
        }
        self.attempts.note(attempt.clone());
        attempt
    }
}
