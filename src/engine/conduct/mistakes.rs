//! The table of mistakes: one row a kind, with why it hurts.

/// A kind of mistake.
#[derive(Debug, PartialEq, Eq)]
pub struct ConductRule {
    /// Its name, for programs.
    pub name: &'static str,
    /// Why it hurts in production, and what to do.
    pub why: &'static str,
}

macro_rules! mistakes {
    ($($(#[$doc:meta])* $name:ident: $word:literal, $why:literal;)*) => {
        $($(#[$doc])* pub static $name: ConductRule = ConductRule { name: $word, why: $why };)*
        /// Every mistake that is looked for.
        pub static MISTAKES: &[&ConductRule] = &[$(&$name),*];
    };
}

mistakes! {
    /// A retry came before the wait was over that a throttling answer told.
    IMPATIENT_RETRY: "impatientRetry",
        "The retry is throttled too and makes the wait longer. Wait as long as x-acs-retry-after says.";
    /// Call after call in spite of throttling.
    THROTTLING_IGNORED: "throttlingIgnored",
        "A client that goes on at full speed gets nothing through but a few calls, and starves its own account's others. Slow down as a whole: a queue, or a limiter in front of the SDK.";
    /// A 5xx was retried at once.
    HASTY_RETRY: "hastyRetry",
        "A service that is down stays down under a storm of retries. Wait before the first retry, longer before each further one, with some chance in it.";
    /// The same refused call again.
    REFUSAL_REPEATED: "refusalRepeated",
        "A call that was refused for what it holds is refused again, and 20 of them in a row block the account. Retry throttling and 5xx only.";
    /// A nonce for the second time.
    NONCE_REUSED: "nonceReused",
        "The second call is refused with SignatureNonceUsed, even where the first one never arrived. Sign each attempt anew.";
    /// CheckResult before the check was over, in spite of a callback.
    POLLED_BEFORE_CALLBACK: "polledBeforeCallback",
        "CheckResult answers ProcessNotCompleted until the user is done, which takes minutes, and the callback says when. Polling eats the QPS that others need.";
    /// CheckResult more than once a second.
    POLLED_TOO_FAST: "polledTooFast",
        "All users together have 10 calls a second. Ask for one transaction once a second at most, and not for ever.";
    /// CheckVerifyLog before it can tell how the check ended.
    VERIFY_LOG_TOO_EARLY: "verifyLogTooEarly",
        "CheckVerifyLog tells where a user stopped once the check has ended or its 30 minutes are over. Before, it takes a user who is still at work for one who left.";
    /// A value that the documentation forbids and the real service was seen to take.
    TOLERATED: "tolerated",
        "It passes today, the documentation says otherwise: the service may refuse it tomorrow. Send what the documentation says.";
    /// One MerchantBizId for two users.
    MERCHANT_BIZ_ID_SHARED: "merchantBizIdShared",
        "Results are asked for by MerchantBizId: with one for two users, one may get the other's. Make a new one for each check.";
    /// A TransactionUrl that something else than a browser asked for.
    URL_FETCHED: "transactionUrlFetched",
        "TransactionUrl is for the browser of one user, once. A server that opens it, to preview, shorten, check or log it, holds what only the user should hold, and the vendor may take its visit for the user's. Hand it on unopened.";
    /// The secret of an access key in a parameter.
    SECRET_SENT: "secretSent",
        "A parameter stands in URLs and logs on its way. Change the key; the secret signs and never travels.";
}
