//! The events of checks and callbacks that contract coverage counts, in addition to response codes.

/// An event of a check or a callback.
#[derive(Debug, PartialEq, Eq)]
pub struct CoverageEvent {
    /// Its name: `check.` or `callback.` and a word (our choice).
    pub name: &'static str,
    /// What it means.
    pub meaning: &'static str,
}

macro_rules! events {
    ($(#[$about:meta])* $all:ident: $($(#[$doc:meta])* $name:ident: $word:literal, $meaning:literal;)*) => {
        $($(#[$doc])* pub static $name: CoverageEvent = CoverageEvent { name: $word, meaning: $meaning };)*
        $(#[$about])*
        pub static $all: &[&CoverageEvent] = &[$(&$name),*];
    };
}

events! {
    /// The ends of a check in the browser: one for each client result code.
    CHECK_ENDS:
    /// 1000.
    PASSED: "check.passed", "passed";
    /// 1001.
    NOT_PASSED: "check.notPassed", "not passed";
    /// 1002.
    SYSTEM_ERROR: "check.systemError", "system error";
    /// 1003.
    INITIALISATION_FAILED: "check.initialisationFailed", "initialisation failed";
    /// 1004.
    NO_CAMERA: "check.noCamera", "camera missing or failing";
    /// 1005.
    NETWORK_ERROR: "check.networkError", "network error";
    /// 1006.
    USER_LEFT: "check.userLeft", "the user left";
    /// 1007.
    INVALID_TRANSACTION_ID: "check.invalidTransactionId", "invalid TransactionId";
    /// 1009.
    WRONG_CLOCK: "check.wrongClock", "the client's clock is wrong";
    /// 1011.
    WRONG_DOCUMENT: "check.wrongDocument", "wrong document type";
    /// 1012.
    MISSING_INFORMATION: "check.missingInformation", "key information missing or malformed";
    /// 1013.
    POOR_IMAGE: "check.poorImage", "poor image";
    /// 1014.
    TOO_MANY_ERRORS: "check.tooManyErrors", "too many errors";
    /// 1015.
    OLD_ANDROID: "check.oldAndroid", "Android too old";
    /// 1016.
    NO_CAMERA_PERMISSION: "check.noCameraPermission", "no permission to use the camera";
}

events! {
    /// Other events of checks.
    CHECKS:
    /// A SubCode other than the default ones.
    OTHER_SUB_CODE: "check.otherSubCode",
        "The check ended with a SubCode that a scenario, a test or the page chose, neither 200 nor 206.";
    /// Corrections by the user.
    CORRECTED: "check.corrected", "The user corrected the data read from the document.";
    /// A copy or a photo of a screen.
    SPOOFED: "check.spoofed", "The document was classified as a copy or a photo of a screen, and IdSpoof was Y.";
    /// Expired after the page was opened.
    EXPIRED: "check.expired", "The page was opened and the check not ended within 30 minutes.";
    /// Expired before the page was opened.
    NEVER_OPENED: "check.neverOpened", "The page was not opened within 30 minutes.";
}

events! {
    /// Events of callbacks.
    CALLBACKS:
    /// Delivered.
    DELIVERED: "callback.delivered", "The receiver responded with 200.";
    /// Another status.
    REFUSED: "callback.refused", "The receiver responded with a status other than 200.";
    /// A redirect.
    REDIRECTED: "callback.redirected", "The receiver responded with a redirect, which is not followed.";
    /// Timeout.
    TIMED_OUT: "callback.timedOut", "The receiver accepted the connection and did not respond in time.";
    /// A connection that failed.
    BROKEN_OFF: "callback.brokenOff", "The receiver closed the connection, or did not respond with HTTP.";
    /// No connection.
    UNREACHABLE: "callback.unreachable", "No connection to the receiver could be established.";
    /// A URL that must not be called.
    NOT_SENT: "callback.notSent",
        "It was not sent: CallbackUrl is on another machine, or is https and no CA is trusted.";
    /// Another attempt.
    RETRIED: "callback.retried", "An attempt was not accepted and another one followed.";
    /// Delivered by another attempt.
    RECOVERED: "callback.recovered", "A later attempt was accepted.";
    /// All attempts failed.
    GIVEN_UP: "callback.givenUp", "The last attempt was not accepted either: the merchant gets no callback.";
    /// Delayed by a scenario.
    DELAYED: "callback.delayed", "The scenario delayed it: CheckResult had the result first.";
    /// Sent more than once by a scenario.
    REPEATED: "callback.repeated", "The scenario sent it more than once.";
    /// Dropped by a scenario.
    DROPPED: "callback.dropped", "The scenario dropped it: only CheckResult has the result.";
}

/// All events of checks, the ends first.
pub fn checks() -> impl Iterator<Item = &'static CoverageEvent> {
    CHECK_ENDS.iter().chain(CHECKS).copied()
}

/// All events: those of checks, then those of callbacks.
pub fn all() -> impl Iterator<Item = &'static CoverageEvent> {
    checks().chain(CALLBACKS.iter().copied())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::contract::error;

    #[test]
    fn names_have_their_prefix_and_are_unique() {
        let mut names: Vec<_> = all().map(|row| row.name).collect();
        assert!(checks().all(|row| row.name.starts_with("check.") && !row.meaning.is_empty()));
        assert!(CALLBACKS.iter().all(|row| row.name.starts_with("callback.") && row.meaning.ends_with('.')));
        assert!(names.iter().all(|name| error::find(name).is_none()));
        names.sort_unstable();
        let count = names.len();
        names.dedup();
        assert_eq!(names.len(), count);
    }
}
