//! The error table, and [`ApiError`], an error of a call. Error responses, `explain`, the README and the codes in scenarios
//! are derived from the rows.

use std::borrow::Cow;
use std::time::Duration;

use super::Mark;
use super::access_denied::AccessDeniedDetail;

/// The origin of an error, which determines the order of members in its JSON body.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ErrorOrigin {
    /// The gateway that all RPC APIs of the vendor share.
    Gateway,
    /// The ID Verification service itself.
    Service,
}

/// How an error can be provoked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reachability {
    /// By a call.
    Call,
    /// By a scenario only.
    Scenario,
}

/// A row of the error table.
#[derive(Debug)]
pub struct ErrorRow {
    /// `Code` in the body, as the vendor spells it.
    pub code: &'static str,
    /// HTTP status.
    pub status: u16,
    /// Its origin.
    pub origin: ErrorOrigin,
    /// `Message` in the body, unless a more specific one is set.
    pub message: &'static str,
    /// What it means for the caller, and how to fix it.
    pub meaning: &'static str,
    /// How to provoke it on this emulator.
    pub provoke: &'static str,
    /// How it can be provoked.
    pub reachability: Reachability,
    /// The source of the row.
    pub mark: Mark,
}

impl ErrorRow {
    /// Whether it refuses a call for want of permission, so that its body says who was denied what.
    #[must_use]
    pub fn denies_permission(&self) -> bool {
        [&RAM_USER_ACCESS_DENIED, &FORBIDDEN_RAM, &NO_PERMISSION].iter().any(|row| row.code == self.code)
    }

    /// The error with the row's message.
    #[must_use]
    pub fn error(&'static self) -> ApiError {
        ApiError::new(self, self.message)
    }

    /// The error with a more specific message.
    #[must_use]
    pub fn with_message(&'static self, message: impl Into<Cow<'static, str>>) -> ApiError {
        ApiError::new(self, message)
    }
}

/// An error of a call.
#[derive(Debug, Clone)]
pub struct ApiError {
    /// Its row.
    pub row: &'static ErrorRow,
    /// HTTP status: that of the row, unless a scenario overrides it.
    pub status: u16,
    /// `Message` in the body.
    pub message: Cow<'static, str>,
    /// How long the client is told to wait; only for throttling errors.
    pub retry_after: Option<Duration>,
    /// One sentence for the developer, sent in `x-emulator-hint`, never in the body.
    pub hint: Option<String>,
    /// Who was denied what; set on refusals for want of permission only.
    pub access_denied: Option<Box<AccessDeniedDetail>>,
}

impl ApiError {
    fn new(row: &'static ErrorRow, message: impl Into<Cow<'static, str>>) -> Self {
        Self {
            row,
            status: row.status,
            message: message.into(),
            retry_after: None,
            hint: None,
            access_denied: None,
        }
    }

    /// Sets how long the client is told to wait.
    #[must_use]
    pub fn after(mut self, wait: Duration) -> Self {
        self.retry_after = Some(wait);
        self
    }

    /// Sets how long the client is told to wait if this is a throttling error without such a duration: the service always
    /// sends one.
    #[must_use]
    pub fn with_default_retry_after(mut self, wait: Duration) -> Self {
        if self.row.code.starts_with("Throttling") {
            self.retry_after.get_or_insert(wait);
        }
        self
    }

    /// Sets the hint for the developer.
    #[must_use]
    pub fn with_hint(mut self, hint: Option<String>) -> Self {
        self.hint = hint;
        self
    }
}

/// The row of a code. If two rows have the same code, that of the service.
#[must_use]
pub fn find(code: &str) -> Option<&'static ErrorRow> {
    let mut rows = ERRORS.iter().copied().filter(|row| row.code == code);
    let first = rows.next()?;
    Some(rows.next().filter(|row| row.origin == ErrorOrigin::Service).unwrap_or(first))
}

macro_rules! errors {
    ($($(#[$doc:meta])* $name:ident: $code:literal, $status:literal, $origin:ident, $message:literal,
        $meaning:literal, $provoke:literal, $reachability:ident, $mark:ident;)*) => {
        $($(#[$doc])* pub static $name: ErrorRow = ErrorRow {
            code: $code, status: $status, origin: ErrorOrigin::$origin, message: $message, meaning: $meaning,
            provoke: $provoke, reachability: Reachability::$reachability, mark: Mark::$mark,
        };)*
        /// All errors of the emulator, those of the service first.
        pub static ERRORS: &[&ErrorRow] = &[$(&$name),*];
    };
}

errors! {
    /// A required business parameter is absent or empty.
    MISSING_PARAMETER: "MissingParameter", 400, Service, "Parameter cannot be empty.",
        "A required parameter is absent or empty; the message names it.",
        "leave a required parameter out", Call, Documented;
    /// A business parameter is invalid.
    INVALID_PARAMETER: "InvalidParameter", 400, Service, "Invalid parameter.",
        "A parameter is invalid; the message names it and says what is expected.",
        "send DocType=1", Call, Documented;
    /// Too many refused calls in a row.
    EXCEPTION_REPEATED_INVOKE: "Forbidden.ExceptionRepeatedInvoke", 401, Service,
        "The number of repeated abnormal calls exceeds the limit.",
        "One account sent too many calls in a row that were refused for their parameters. A valid call resets the count, and so does waiting until the window has passed.",
        "send more invalid calls in a row than the limit (20 within 60 s) with one access key", Call, Documented;
    /// The RAM user lacks the policy.
    RAM_USER_ACCESS_DENIED: "Forbidden.RAMUserAccessDenied", 403, Service,
        "You need to grant the RAM user the AliyunAntCloudAuthFullAccess permission.",
        "The RAM user that owns the access key lacks the policy AliyunAntCloudAuthFullAccess.",
        "--account ID:SECRET:ram-denied", Call, Documented;
    /// Not activated, or overdue.
    ACCOUNT_ACCESS_DENIED: "Forbidden.AccountAccessDenied", 403, Service,
        "Ensure that you have activated ID verification and your account has no overdue payment.",
        "The account has not activated ID Verification, or it has an overdue payment.",
        "--account ID:SECRET:not-activated or --account ID:SECRET:overdue", Call, Documented;
    /// Above the QPS of the operation.
    THROTTLING_API: "Throttling.Api", 403, Service, "API request is blocked due to throttling.",
        "The account called this operation more often than its QPS allows. Wait as long as x-acs-retry-after (milliseconds) says.",
        "call faster than --qps allows, for example with --qps 1", Call, Documented;
    /// The service failed.
    INTERNAL_ERROR: "InternalError", 500, Service,
        "Internal system error. Provide feedback to engineers for troubleshooting.",
        "The service failed. Retry with back-off.",
        "a scenario rule with \"error\": \"InternalError\"", Scenario, Documented;
    /// The service is unavailable.
    SERVICE_UNAVAILABLE: "ServiceUnavailable", 503, Service,
        "The service is unavailable. Contact engineers for troubleshooting.",
        "The service is temporarily unavailable. Retry with back-off.",
        "a scenario rule with \"error\": \"ServiceUnavailable\"", Scenario, Documented;

    /// The transaction is unknown.
    TRANSACTION_ID_INVALID: "TransactionIdInvalid", 400, Service, "The Transaction ID is invalid.",
        "CheckResult was called for a transaction that does not exist, is older than 30 days, or belongs to another MerchantBizId.",
        "CheckResult with an invented TransactionId", Call, Documented;
    /// The check is not completed.
    PROCESS_NOT_COMPLETED: "ProcessNotCompleted", 404, Service, "The authentication process is not complete.",
        "CheckResult was called before the user finished the check. Wait for the callback or the redirect.",
        "CheckResult right after Initialize", Call, Documented;

    /// There is no action.
    MISSING_ACTION: "MissingParameter", 400, Gateway,
        "The input parameter \"Action\" that is mandatory for processing this request is not supplied.",
        "The request has no Action, neither as a parameter nor in x-acs-action.",
        "POST / without parameters", Call, Observed;
    /// The action is unknown.
    INVALID_ACTION: "InvalidAction.NotFound", 404, Gateway,
        "Specified api is not found, please check your url and method.",
        "The service has no such action (names are case-sensitive), or the path is not /.",
        "send Action=initialize", Call, Observed;
    /// The version is unknown.
    INVALID_VERSION: "InvalidVersion", 400, Gateway, "Specified parameter Version is not valid.",
        "The version is not 2022-08-09.", "send Version=2019-03-07", Call, Observed;
    /// There is no version.
    MISSING_VERSION: "MissingVersion", 400, Gateway, "Version is mandatory for this action.",
        "The request has no Version, neither as a parameter nor in x-acs-version.", "leave Version out", Call, Observed;
    /// No timestamp.
    MISSING_TIMESTAMP: "MissingTimestamp", 400, Gateway, "Timestamp is mandatory for this action.",
        "The request has no Timestamp (V1; TimeStamp is ignored) or x-acs-date (V3).",
        "with an account declared, leave Timestamp out", Call, Observed;
    /// No access key.
    MISSING_ACCESS_KEY_ID: "MissingAccessKeyId", 400, Gateway, "AccessKeyId is mandatory for this action.",
        "The request has no access key.", "with an account declared, send an unsigned call", Call, Observed;
    /// No signature.
    MISSING_SIGNATURE: "MissingSignature", 400, Gateway, "Signature is mandatory for this action.",
        "The request has an access key and no signature.", "with an account declared, leave Signature out", Call, Observed;
    /// No nonce.
    MISSING_SIGNATURE_NONCE: "MissingSignatureNonce", 400, Gateway, "SignatureNonce is mandatory for this action.",
        "The request has no SignatureNonce (V1) or x-acs-signature-nonce (V3).",
        "with an account declared, leave SignatureNonce out", Call, Observed;
    /// No signature method.
    MISSING_SIGNATURE_METHOD: "MissingSignatureMethod", 400, Gateway, "SignatureMethod is mandatory for this action.",
        "The V1 request has no SignatureMethod.", "with an account declared, leave SignatureMethod out", Call, Observed;
    /// No signature version.
    MISSING_SIGNATURE_VERSION: "MissingSignatureVersion", 400, Gateway, "SignatureVersion is mandatory for this action.",
        "The V1 request has no SignatureVersion.", "with an account declared, leave SignatureVersion out", Call, Observed;
    /// Neither JSON nor XML.
    INVALID_FORMAT: "InvalidParameter.Format", 400, Gateway, "Specified parameter format is not valid.",
        "Format is neither JSON nor XML.", "send Format=yaml", Call, Documented;
    /// Another method than POST.
    UNSUPPORTED_HTTP_METHOD: "UnsupportedHTTPMethod", 400, Gateway, "This http method is not supported.",
        "The action accepts POST only; --lenient also accepts GET.", "send GET", Call, Observed;
    /// The access key is unknown.
    INVALID_ACCESS_KEY_ID: "InvalidAccessKeyId.NotFound", 404, Gateway, "Specified access key is not found.",
        "No declared account has this access key. Check for a space pasted with it.",
        "with an account declared, use another key", Call, Observed;
    /// The access key is disabled.
    INACTIVE_ACCESS_KEY_ID: "InvalidAccessKeyId.Inactive", 400, Gateway, "Specified access key is disabled.",
        "The access key exists and is disabled.", "--account ID:SECRET:key-disabled", Call, Documented;
    /// A timestamp that cannot be parsed.
    INVALID_TIME_STAMP_FORMAT: "InvalidTimeStamp.Format", 400, Gateway,
        "Specified time stamp or date value is not well formatted.",
        "The timestamp is not of the form yyyy-MM-ddTHH:mm:ssZ.",
        "with an account declared, send Timestamp=now", Call, Documented;
    /// A timestamp outside the window.
    INVALID_TIME_STAMP_EXPIRED: "InvalidTimeStamp.Expired", 400, Gateway,
        "Specified time stamp or date value is expired.",
        "The timestamp is more than 15 minutes away from the server's clock. Local time sent as UTC is the usual cause.",
        "with an account declared, send a timestamp of an hour ago", Call, Observed;
    /// An unknown signature algorithm.
    INVALID_SIGNATURE_METHOD: "InvalidSignatureMethod", 400, Gateway, "Specified signature method is not valid.",
        "The algorithm is neither HMAC-SHA1 (V1) nor ACS3-HMAC-SHA256 (V3).",
        "send SignatureMethod=HMAC-MD5", Call, Documented;
    /// A wrong signature.
    SIGNATURE_DOES_NOT_MATCH: "SignatureDoesNotMatch", 400, Gateway,
        "Specified signature is not matched with our calculation.",
        "The signature is not the one that the declared secret gives; the message has the string to sign, and x-emulator-hint the cause if it is known.",
        "with an account declared, sign with another secret", Call, Observed;
    /// An Authorization header that cannot be parsed.
    INCOMPLETE_SIGNATURE: "IncompleteSignature", 400, Gateway,
        "The request signature does not conform to Aliyun standards.",
        "The Authorization header cannot be parsed.", "send Authorization: ACS3-HMAC-SHA256 nonsense", Call, Documented;
    /// A nonce that was used before.
    SIGNATURE_NONCE_USED: "SignatureNonceUsed", 400, Gateway, "Specified signature nonce was used already.",
        "The nonce was used within the last 31 minutes with this access key. A retry needs a new nonce.",
        "with an account declared, send the same request twice", Call, Observed;
    /// An STS key without its token.
    MISSING_SECURITY_TOKEN: "MissingSecurityToken", 400, Gateway, "SecurityToken is mandatory for this action.",
        "The access key is a temporary one (STS.…) and its token was not sent.",
        "--account STS.ID:SECRET and no SecurityToken", Call, Observed;
    /// An expired token.
    EXPIRED_SECURITY_TOKEN: "InvalidSecurityToken.Expired", 400, Gateway, "Specified SecurityToken is expired.",
        "The STS token has expired. Get a new one.",
        "a scenario account with securityTokenExpires in the past, or a rule", Scenario, Observed;
    /// A malformed token.
    MALFORMED_SECURITY_TOKEN: "InvalidSecurityToken.Malformed", 400, Gateway, "Specified SecurityToken is malformed.",
        "The STS token has characters that tokens do not have; it may have been truncated or quoted.",
        "--account STS.ID:SECRET and SecurityToken=a b", Call, Documented;
    /// A token of another key.
    MISMATCHED_SECURITY_TOKEN: "InvalidSecurityToken.MismatchWithAccessKey", 400, Gateway,
        "Specified SecurityToken mismatch with the AccessKey.",
        "The STS token does not belong to this access key; a long-lived key has none.",
        "send a SecurityToken with a key that is not STS.…", Call, Documented;
    /// The body does not have the declared digest.
    CONTENT_SHA256_NOT_MATCHED: "ContentSHA256NotMatched", 400, Gateway,
        "The digest in x-acs-content-sha256 is not that of the request body.",
        "The body was changed after signing, or the digest was computed over something else.",
        "V3 with an account declared: change the body after signing", Call, Choice;
    /// Throttled for the user.
    THROTTLING_USER: "Throttling.User", 400, Gateway, "Request was denied due to user flow control.",
        "The user called too many APIs of the vendor at once.", "a scenario rule with \"error\": \"Throttling.User\"", Scenario, Observed;
    /// Throttled without a reason.
    THROTTLING: "Throttling", 400, Gateway, "Request was denied due to request throttling.",
        "The gateway is throttling.", "a scenario rule with \"error\": \"Throttling\"", Scenario, Observed;
    /// Refused by RAM.
    FORBIDDEN_RAM: "Forbidden.RAM", 403, Gateway,
        "User not authorized to operate on the specified resource, or this API doesn't support RAM.",
        "A RAM policy forbids the action.", "a scenario rule with \"error\": \"Forbidden.RAM\"", Scenario, Observed;
    /// No permission.
    NO_PERMISSION: "NoPermission", 403, Gateway, "You are not authorized to do this action.",
        "A policy forbids the action.", "a scenario rule with \"error\": \"NoPermission\"", Scenario, Observed;

    /// A request that cannot be parsed.
    BAD_REQUEST: "InvalidRequest", 400, Gateway, "The request cannot be read.",
        "The bytes are not an HTTP request, or the query, form or JSON in it is malformed; the message says where.",
        "send a query with %ZZ", Call, Choice;
    /// A method that a path of the emulator does not accept.
    METHOD_NOT_ALLOWED: "MethodNotAllowed", 405, Gateway, "This path does not take this method.",
        "A page or an admin path was requested with a method that it does not accept.", "POST /index.html", Call, Choice;
    /// A request that is not complete in time.
    REQUEST_TIMEOUT: "RequestTimeout", 408, Gateway, "The request did not arrive in time.",
        "The head of a request took longer than 30 s, or its body longer than 60 s.",
        "send half a request and wait", Call, Choice;
    /// A body above the limit.
    ENTITY_TOO_LARGE: "RequestEntityTooLarge", 413, Gateway, "The request body is larger than 10 MiB.",
        "The body is above the limit of 10 MiB.", "send a body of 11 MiB", Call, Choice;
    /// A request line above the limit.
    URI_TOO_LONG: "RequestURITooLong", 414, Gateway, "The request line is longer than 64 KiB. Put the parameters into a form body.",
        "The request target is above the limit of the HTTP library (65,534 bytes).", "send a query of 70 KB", Call, Choice;
    /// Headers above the limit.
    HEADERS_TOO_LARGE: "RequestHeaderFieldsTooLarge", 431, Gateway, "The request headers are too large or too many.",
        "The request head is above 400 KiB, or has more than 100 headers.", "send 101 headers", Call, Choice;
}
