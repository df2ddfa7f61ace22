//! The table of mistakes: one row for each kind, with the reason why it matters.

/// A kind of mistake.
#[derive(Debug, PartialEq, Eq)]
pub struct ConductRule {
    /// Its name, for programs.
    pub name: &'static str,
    /// Why it causes failures in production, and what to do.
    pub why: &'static str,
}

macro_rules! mistakes {
    ($($(#[$doc:meta])* $name:ident: $word:literal, $why:literal;)*) => {
        $($(#[$doc])* pub static $name: ConductRule = ConductRule { name: $word, why: $why };)*
        /// All mistakes.
        pub static MISTAKES: &[&ConductRule] = &[$(&$name),*];
    };
}

mistakes! {
    /// A retry before the end of the wait that a throttling error told.
    IMPATIENT_RETRY: "impatientRetry",
        "The retry is throttled too and makes the wait longer. Wait as long as x-acs-retry-after says.";
    /// Many calls in spite of throttling.
    THROTTLING_IGNORED: "throttlingIgnored",
        "A client that continues at full speed gets only a few calls through, and blocks the other calls of its account. Slow down all calls: use a queue, or a limiter in front of the SDK.";
    /// A 5xx was retried immediately.
    HASTY_RETRY: "hastyRetry",
        "Many immediate retries keep a failing service down. Wait before the first retry, and longer before each further one, with a random part.";
    /// A refused call repeated unchanged.
    REFUSAL_REPEATED: "refusalRepeated",
        "A call that was refused for its content is refused again, and 20 of them in a row block the account. Retry throttling and 5xx only.";
    /// A nonce used twice.
    NONCE_REUSED: "nonceReused",
        "The second call is refused with SignatureNonceUsed, even if the first one was lost. Sign each attempt anew.";
    /// CheckResult before the end of the check, although a callback is sent.
    POLLED_BEFORE_CALLBACK: "polledBeforeCallback",
        "CheckResult returns ProcessNotCompleted until the user is done, which takes minutes, and the callback reports it. Polling uses up the QPS that other calls need.";
    /// CheckResult more than once a second.
    POLLED_TOO_FAST: "polledTooFast",
        "All users together have 10 calls per second. Poll a transaction at most once per second, and not forever.";
    /// CheckVerifyLog before it can tell how the check ended.
    VERIFY_LOG_TOO_EARLY: "verifyLogTooEarly",
        "CheckVerifyLog tells where a user stopped once the check has ended or its 30 minutes are over. Before, it takes a user who is still at work for one who left.";
    /// A value that the documentation forbids and the real service was seen to take.
    TOLERATED: "tolerated",
        "It passes today, the documentation says otherwise: the service may refuse it tomorrow. Send what the documentation says.";
    /// A MerchantBizId used for two users.
    MERCHANT_BIZ_ID_SHARED: "merchantBizIdShared",
        "Results are requested by MerchantBizId: if two users share one, one may get the result of the other. Create a new one for each check.";
    /// A TransactionUrl fetched by a client other than a browser.
    URL_FETCHED: "transactionUrlFetched",
        "TransactionUrl is for the browser of one user, once. A server that opens it, to preview, shorten, check or log it, uses a secret of the user, and the vendor may take the request for the user's. Pass it on without opening it.";
    /// The secret of an access key sent in a parameter.
    SECRET_SENT: "secretSent",
        "Parameters appear in URLs and logs. Replace the key; the secret is only for signing and must never be sent.";
}
