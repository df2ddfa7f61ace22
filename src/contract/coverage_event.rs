//! What can become of a check and of its callback, besides what the code of an answer says: the rows that contract
//! coverage counts.

/// Something that a client under test meets, or never does.
#[derive(Debug, PartialEq, Eq)]
pub struct CoverageEvent {
    /// Its name, for programs: `check.` or `callback.` and a word (our choice).
    pub name: &'static str,
    /// What it means.
    pub meaning: &'static str,
}

macro_rules! situations {
    ($(#[$about:meta])* $all:ident: $($(#[$doc:meta])* $name:ident: $word:literal, $meaning:literal;)*) => {
        $($(#[$doc])* pub static $name: CoverageEvent = CoverageEvent { name: $word, meaning: $meaning };)*
        $(#[$about])*
        pub static $all: &[&CoverageEvent] = &[$(&$name),*];
    };
}

situations! {
    /// How a check can end in the browser: one for each client result code.
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
    NO_CAMERA: "check.noCamera", "camera refused or missing";
    /// 1005.
    NETWORK_ERROR: "check.networkError", "network error";
    /// 1006.
    USER_LEFT: "check.userLeft", "the user left";
}

situations! {
    /// What can become of a check besides its client result.
    CHECKS:
    /// A SubCode that the emulator does not give by itself.
    OTHER_SUB_CODE: "check.otherSubCode",
        "The check ended with a SubCode that a scenario, a test or the page chose, neither 200 nor 206.";
    /// The user's corrections.
    CORRECTED: "check.corrected", "The user corrected what was read off the document.";
    /// A copy or a screen.
    SPOOFED: "check.spoofed", "The document was taken for a copy or a screen, and IdSpoof was Y.";
    /// The time was over on the page.
    EXPIRED: "check.expired", "The page was opened and the check not ended within 30 minutes.";
    /// The time was over before the page.
    NEVER_OPENED: "check.neverOpened", "Nobody opened the page within 30 minutes.";
}

situations! {
    /// What can become of a callback.
    CALLBACKS:
    /// Delivered.
    DELIVERED: "callback.delivered", "The receiver answered 200.";
    /// Another status.
    REFUSED: "callback.refused", "The receiver answered another status than 200.";
    /// A redirect.
    REDIRECTED: "callback.redirected", "The receiver answered with a redirect, which is not followed.";
    /// Silence.
    TIMED_OUT: "callback.timedOut", "The receiver took the request and did not answer in time.";
    /// A connection that broke.
    BROKEN_OFF: "callback.brokenOff", "The receiver broke off the connection, or spoke no HTTP.";
    /// No connection.
    UNREACHABLE: "callback.unreachable", "No connection with the receiver came about.";
    /// A URL that leads nowhere from here.
    NOT_SENT: "callback.notSent",
        "It was not sent: CallbackUrl leads to another machine, or nobody is trusted behind https.";
    /// A further try.
    RETRIED: "callback.retried", "A try was not accepted and another one followed.";
    /// Delivered by a further try.
    RECOVERED: "callback.recovered", "A further try was accepted.";
    /// The end of all tries.
    GIVEN_UP: "callback.givenUp", "The last try was not accepted either: the merchant never hears of it.";
    /// A scenario held it back.
    DELAYED: "callback.delayed", "The scenario held it back: CheckResult knew the result first.";
    /// A scenario sent it more than once.
    REPEATED: "callback.repeated", "The scenario sent it more than once.";
    /// A scenario dropped it.
    DROPPED: "callback.dropped", "The scenario dropped it: only CheckResult tells the result.";
}

/// Everything that can become of a check: its ends first.
pub fn checks() -> impl Iterator<Item = &'static CoverageEvent> {
    CHECK_ENDS.iter().chain(CHECKS).copied()
}

/// Every situation there is: those of checks, then those of callbacks.
pub fn all() -> impl Iterator<Item = &'static CoverageEvent> {
    checks().chain(CALLBACKS.iter().copied())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::contract::error;

    #[test]
    fn names_tell_what_they_are_about_and_none_stands_for_two_things() {
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
