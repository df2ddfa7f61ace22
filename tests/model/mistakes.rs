//! Mistakes that the comparison with the reference must find: `cargo xtask mistakes` puts one at a time into a copy of the
//! sources. A test holds that each text occurs in its file once.

/// A mistake that somebody could make.
pub(crate) struct Mistake {
    /// What is wrong.
    pub(crate) name: &'static str,
    pub(crate) file: &'static str,
    /// The text as it is, and with the mistake.
    pub(crate) right: &'static str,
    pub(crate) wrong: &'static str,
}

const fn mistake(
    name: &'static str,
    file: &'static str,
    right: &'static str,
    wrong: &'static str,
) -> Mistake {
    Mistake { name, file, right, wrong }
}

pub(crate) const MISTAKES: &[Mistake] = &[
    mistake(
        "a check can be finished when its 30 minutes are over",
        "src/engine/transaction/mod.rs",
        "self.completed.is_none() && at.saturating_sub(self.created.at) >= lifetime",
        "self.completed.is_none() && at.saturating_sub(self.created.at) > lifetime",
    ),
    mistake(
        "a completed check is kept from its creation on, not from its end",
        "src/engine/transaction/mod.rs",
        "map_or(self.created.at, |(completed, _)| *completed)",
        "map_or(self.created.at, |(_, _)| self.created.at)",
    ),
    mistake(
        "corrections count where the merchant did not allow them",
        "src/engine/transaction/mod.rs",
        "transaction.options.edits_result() && !end.edits.is_empty()",
        "!end.edits.is_empty()",
    ),
    mistake(
        "a nonce may be used again after half the time",
        "src/engine/account/nonce.rs",
        "u128::from(now.saturating_sub(since)) >= RETENTION.as_millis()",
        "u128::from(now.saturating_sub(since)) >= RETENTION.as_millis() / 2",
    ),
    mistake(
        "a nonce is kept for the account, not for its key",
        "src/engine/account/nonce.rs",
        "self.hasher.hash_one((access_key_id, nonce))",
        "self.hasher.hash_one((access_key_id.is_empty(), nonce))",
    ),
    mistake(
        "a nonce is used up before the signature is checked",
        "src/engine/call/handle.rs",
        "let window = account.clock.timestamps()",
        "consume_nonce(&mut account.state(), &presented, key, reading)?;\n            let window = account.clock.timestamps()",
    ),
    mistake(
        "a timestamp is good for a second too long",
        "src/signature/timestamp.rs",
        "pub const WINDOW: Duration = Duration::from_mins(15);",
        "pub const WINDOW: Duration = Duration::from_secs(901);",
    ),
    mistake(
        "an expired security token passes for its last moment",
        "src/engine/call/authenticate.rs",
        "is_some_and(|expires| expires <= now)",
        "is_some_and(|expires| expires < now - jiff::SignedDuration::from_hours(1))",
    ),
    mistake(
        "the limit of refused calls is one higher",
        "src/engine/account/abnormal.rs",
        "limit.count > 0 && self.refused.len() >= limit.count as usize",
        "limit.count > 0 && self.refused.len() > limit.count as usize",
    ),
    mistake(
        "a valid call leaves the refused calls before it",
        "src/engine/account/abnormal.rs",
        "self.refused.clear();",
        "self.refused.pop_back();",
    ),
    mistake(
        "a reset leaves the counts of rules",
        "src/engine/account/mod.rs",
        "state.counters = Counters::default();",
        "",
    ),
    mistake(
        "a reset leaves the throttles",
        "src/engine/account/mod.rs",
        "self.throttles.get().into_iter().flatten().for_each(Throttle::reset);",
        "",
    ),
    mistake(
        "operations share one throttle",
        "src/engine/account/mod.rs",
        "throttles.get(operation.index())",
        "throttles.get(operation.index() / 5)",
    ),
    mistake(
        "an account that returns gets the same identifiers again",
        "src/engine/account/accounts.rs",
        "evicted.record(&name, account.epoch);",
        "",
    ),
    mistake(
        "a rule does not count what an earlier rule answered",
        "src/scenario/script.rs",
        "if ended && index >= self.counting_end {",
        "if ended {",
    ),
    mistake(
        "a rule counts the calls that its other conditions exclude",
        "src/scenario/script.rs",
        "if (ended && rule.calls.is_none()) || !(rule.any_call || rule.when.is_match(context)) {",
        "if (ended && rule.calls.is_none()) || !(rule.any_call || rule.calls.is_some() || rule.when.is_match(context)) {",
    ),
    mistake(
        "every third call is every fourth",
        "src/scenario/matcher.rs",
        "number.is_multiple_of(every)",
        "number.is_multiple_of(every + 1)",
    ),
    mistake(
        "a period includes its end",
        "src/scenario/matcher.rs",
        "self.to.is_none_or(|to| context.elapsed < to)",
        "self.to.is_none_or(|to| context.elapsed <= to + Duration::from_secs(1))",
    ),
    mistake(
        "a callback that was dropped is sent",
        "src/engine/transaction/mod.rs",
        "if callback.drop == Some(true) { 0 } else { callback.repeat.unwrap_or(1) }",
        "callback.repeat.unwrap_or(1)",
    ),
    mistake(
        "a callback that is sent twice is counted once",
        "src/engine/callback/record.rs",
        "let times = report.plan.times as usize;",
        "let times = usize::from(report.plan.times > 0);",
    ),
    mistake(
        "a timer does not follow its account's clock",
        "src/engine/callback/timers.rs",
        "due.at = now.saturating_add(*at).saturating_sub(clock.after(reading).elapsed);",
        "due.at = now.saturating_add(*at).saturating_sub(clock.after(reading).elapsed).max(due.at);",
    ),
    mistake(
        "the second attempt follows after a second",
        "src/contract/callback.rs",
        "saturating_pow(failed.saturating_sub(1)).saturating_mul(2)",
        "saturating_pow(failed.saturating_sub(1))",
    ),
    mistake(
        "a recovered callback is given up too",
        "src/engine/coverage/record.rs",
        "(last && !attempt.accepted && *event != NOT_SENT, &GIVEN_UP)",
        "(last && *event != NOT_SENT, &GIVEN_UP)",
    ),
    mistake(
        "CheckResult answers for another MerchantBizId",
        "src/engine/transaction/store.rs",
        "&& merchant_biz_id.is_none_or(|id| id == found.options.merchant_biz_id())",
        "",
    ),
    mistake(
        "another account's check can be asked for",
        "src/engine/transaction/store.rs",
        "found.options.account() == account\n",
        "!found.options.account().is_empty() && !account.is_empty()\n",
    ),
    mistake(
        "of too many checks the newest that can still be finished goes",
        "src/engine/transaction/eviction.rs",
        "Some((_, key)) = self.waiting.pop_first()",
        "Some((_, key)) = self.waiting.pop_last()",
    ),
    mistake(
        "one check too many is kept",
        "src/engine/transaction/eviction.rs",
        "self.len() > self.bounds.count",
        "self.len() > self.bounds.count + 1",
    ),
    mistake(
        "a completed check can be completed again",
        "src/engine/transaction/store.rs",
        "transaction.usable(at)?;\n        let before = transaction.size();",
        "let before = transaction.size();",
    ),
    mistake(
        "a page that is opened twice counts twice",
        "src/engine/transaction/store.rs",
        "if transaction.pages.is_empty() {",
        "if transaction.pages.len() < 2 {",
    ),
    mistake("nothing is deleted after a query", "src/engine/call/execute.rs", "found.queried = true;", ""),
    mistake(
        "the picture is shown after it was deleted",
        "src/engine/call/execute.rs",
        "args.is_return_image && found.deleted != Some(DeleteType::Img)",
        "args.is_return_image",
    ),
    mistake(
        "coverage of an earlier run is lost",
        "src/engine/mod.rs",
        "past.add(&run.accounts().coverage());",
        "drop(run);",
    ),
    mistake(
        "a key's own scenario plays for its neighbours",
        "src/engine/scenario_run/per_key.rs",
        "if let Some(own) = self.key_scenarios.read().of(key) {\n                return own.run.clone();",
        "if let Some(own) = self.key_scenarios.read().all().next().filter(|_| !key.is_empty()) {\n                return own.run.clone();",
    ),
    mistake(
        "two keys of one account get the same identifiers",
        "src/engine/scenario_run/per_key.rs",
        "self.key_scenarios.generation(flags.account_of(&merged, access_key_id))",
        "self.key_scenarios.generation(access_key_id)",
    ),
    mistake(
        "identifiers and random decisions come from one generator",
        "src/engine/call/handle.rs",
        "let ids = CallIds::next(&mut account.state().id_rng);",
        "let ids = CallIds::next(&mut account.state().rule_rng);",
    ),
    mistake(
        "going back in time takes elapsed time away from the next move",
        "src/engine/clock.rs",
        "moved.elapsed = moved.elapsed.saturating_add(ahead.try_into().unwrap_or_default());",
        "moved.elapsed = moved.elapsed.saturating_add(ahead.unsigned_abs());",
    ),
];
