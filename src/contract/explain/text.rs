//! Renders rows as text for a terminal of 80 columns.

use super::{Topic, choices, first_sentence, source};
use crate::contract::coverage_event::{CALLBACKS, CHECKS, CoverageEvent};
use crate::contract::document::DOCUMENTS;
use crate::contract::error::{ERRORS, ErrorOrigin, Reachability};
use crate::contract::operations::OPERATIONS;
use crate::contract::operations::check_result::{self, SUB_CODES, SubCodeRow};
use crate::contract::redirect::{CLIENT_RESULTS, ClientResult};
use crate::contract::value::Choice;
use crate::contract::{ErrorRow, Operation, Parameter};

/// The width of a line. A longer word gets a line of its own.
pub const WIDTH: usize = 80;
/// The column of the text after a label.
const TEXT: usize = 12;

/// The full page of a row.
#[must_use]
pub fn page(topic: Topic) -> String {
    match topic {
        Topic::Operation(operation) => operation_page(operation),
        Topic::Parameter(operation, parameter) => parameter_page(operation, parameter),
        Topic::Document(document) => document_page(document),
        Topic::ClientResult(row) => client_result_page(row),
        Topic::SubCode(row) => sub_code_page(row),
        Topic::Event(row) => event_page(row),
        Topic::Error(row) => error_page(row),
    }
}

/// The list of all rows.
#[must_use]
pub fn overview() -> String {
    let mut out = TextPage::titled("Operations");
    for operation in OPERATIONS {
        out.entry(operation.name, operation.meaning, 20);
    }
    for operation in OPERATIONS.iter().filter(|operation| !operation.parameters.is_empty()) {
        out.title(&format!("Parameters of {} (* required)", operation.name));
        parameters(&mut out, operation);
    }
    out.title("Document types (values of DocType)");
    for document in DOCUMENTS {
        out.entry(document.value, document.meaning, 20);
    }
    out.title("Client result codes (resultCode in the redirect to ReturnUrl)");
    for row in CLIENT_RESULTS {
        out.entry(row.code, row.outcome.meaning, 20);
    }
    out.title("SubCodes (of CheckResult and the callback)");
    for row in &SUB_CODES {
        out.entry(row.code, row.meaning, 20);
    }
    for (title, events) in [("Other outcomes of a check", CHECKS), ("What becomes of a callback", CALLBACKS)]
    {
        out.title(title);
        for row in events {
            out.entry(row.name, row.meaning, 26);
        }
    }
    for (origin, title) in [
        (ErrorOrigin::Service, "Errors of the service"),
        (ErrorOrigin::Gateway, "Errors of the gateway and of the server"),
    ] {
        out.title(title);
        for row in ERRORS.iter().filter(|row| row.origin == origin) {
            out.line(&format!("  {} {}", row.status, row.code));
            out.wrapped(6, "", first_sentence(row.meaning));
        }
    }
    out.line("");
    out.wrapped(0, "", "`cloudauth-local explain WORD` prints the details of a row.");
    out.0
}

/// A line or more: a head, and text that starts at `column` in each line.
#[must_use]
pub fn wrapped(column: usize, head: &str, text: &str) -> String {
    let mut out = TextPage(String::new());
    out.wrapped(column, head, text);
    out.0
}

/// Labels and what belongs to them, as the pages write them.
#[must_use]
pub fn fields(fields: &[(&str, String)]) -> String {
    let mut out = TextPage(String::new());
    for (label, text) in fields {
        out.field(label, text);
    }
    out.0
}

fn operation_page(operation: &Operation) -> String {
    let mut out = TextPage::titled(&format!("{} (operation)", operation.name));
    out.wrapped(2, "", operation.meaning);
    out.line("");
    out.field("Limit", &format!("{} calls per second for each account", operation.qps));
    if operation.parameters.is_empty() {
        out.field("Parameters", "none");
    } else {
        out.title("Parameters (* required)");
        parameters(&mut out, operation);
    }
    out.0
}

fn parameters(out: &mut TextPage, operation: &Operation) {
    for parameter in operation.parameters {
        let star = if parameter.required { "*" } else { "" };
        out.entry(&format!("{}{star}", parameter.name), first_sentence(parameter.meaning), 20);
    }
}

fn parameter_page(operation: &Operation, parameter: &Parameter) -> String {
    let need = if parameter.required { "required" } else { "optional" };
    let mut out = TextPage::titled(&format!("{} (parameter of {}, {need})", parameter.name, operation.name));
    out.wrapped(2, "", parameter.meaning);
    out.line("");
    out.field("Rule", &parameter.form.expectation());
    for tolerance in parameter.tolerances {
        let level = tolerance.level.word();
        out.field("Accepted", &format!("--strictness {level} {}", tolerance.describe()));
    }
    if let Some(default) = parameter.default {
        out.field("Default", default);
    }
    out.field("Example", parameter.example);
    out.field("Source", source(parameter.mark));
    let choices = choices(&parameter.form);
    if choices.len() > 1 {
        out.title("Values");
        for choice in choices {
            out.entry(choice.value, choice.meaning, TEXT + 2);
        }
    }
    out.0
}

fn document_page(document: &Choice) -> String {
    let mut out = TextPage::titled(&format!("{} (value of DocType)", document.value));
    out.wrapped(2, "", document.meaning);
    out.0
}

fn client_result_page(row: &ClientResult) -> String {
    let mut out = TextPage::titled(&format!("{} (client result code)", row.code));
    out.wrapped(2, "", &format!("resultCode in the redirect to ReturnUrl: {}.", row.outcome.meaning));
    out.line("");
    out.field(
        "Completes",
        if row.completes {
            "yes: the service calls CallbackUrl, and CheckResult answers the result"
        } else {
            "no: no callback, and CheckResult keeps answering ProcessNotCompleted (our choice)"
        },
    );
    out.field("Coverage", row.outcome.name);
    out.field("Provoke", "open TransactionUrl and choose the outcome in the emulator's panel");
    out.field("Source", source(row.mark));
    out.0
}

fn sub_code_page(row: &SubCodeRow) -> String {
    let mut out = TextPage::titled(&format!("{} (SubCode)", row.code));
    out.wrapped(2, "", row.meaning);
    out.line("");
    out.field("Where", "SubCode in the result of CheckResult, subCode in the callback");
    out.field(
        "Provoke",
        &format!(
            "MerchantUserId emulate:verification:{}, the verification of a scenario, or the panel of the page",
            if row.code == check_result::PASSED { "passed" } else { row.code }
        ),
    );
    out.field("Source", source(row.mark));
    out.0
}

fn event_page(row: &CoverageEvent) -> String {
    let of = if row.name.starts_with("check.") { "outcome of a check" } else { "what becomes of a callback" };
    let mut out = TextPage::titled(&format!("{} ({of})", row.name));
    out.wrapped(2, "", row.meaning);
    out.line("");
    out.field("Coverage", &format!("counted under this name; --fail-under-coverage {} demands it", row.name));
    out.0
}

fn error_page(row: &ErrorRow) -> String {
    let origin = match row.origin {
        ErrorOrigin::Service => "the ID Verification service",
        ErrorOrigin::Gateway => "the gateway, or the server in front of it",
    };
    let mut out = TextPage::titled(&format!("{} (error, HTTP status {})", row.code, row.status));
    out.wrapped(2, "", row.meaning);
    out.line("");
    out.field("Message", row.message);
    out.field("Origin", origin);
    out.field(
        "Cause",
        match row.reachability {
            Reachability::Call => "a call",
            Reachability::Scenario => "a scenario only",
        },
    );
    out.field("Provoke", row.provoke);
    out.field("Source", source(row.mark));
    out.0
}

/// Builds a page.
struct TextPage(String);

impl TextPage {
    fn titled(title: &str) -> Self {
        Self(format!("{title}\n"))
    }

    fn title(&mut self, title: &str) {
        self.line("");
        self.line(title);
    }

    fn line(&mut self, text: &str) {
        self.0.push_str(text);
        self.0.push('\n');
    }

    /// Adds a label and its text.
    fn field(&mut self, label: &str, text: &str) {
        self.wrapped(TEXT, &format!("  {label}"), text);
    }

    /// Adds a word of a list and its meaning, which starts at `column`.
    fn entry(&mut self, word: &str, text: &str, column: usize) {
        self.wrapped(column, &format!("  {word}"), text);
    }

    /// Adds wrapped text after a head; each line starts at `column`.
    fn wrapped(&mut self, column: usize, head: &str, text: &str) {
        let mut line = head.to_owned();
        let mut length = head.chars().count();
        let mut is_start = true;
        for word in text.split(' ') {
            let width = word.chars().count();
            if !is_start && length + 1 + width > WIDTH {
                self.line(&line);
                line.clear();
                length = 0;
                is_start = true;
            }
            let gap = if is_start { column.saturating_sub(length).max(usize::from(length > 0)) } else { 1 };
            line.extend(std::iter::repeat_n(' ', gap));
            line.push_str(word);
            length += gap + width;
            is_start = false;
        }
        self.line(&line);
    }
}
