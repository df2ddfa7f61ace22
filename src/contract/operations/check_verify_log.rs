//! `CheckVerifyLog`: how far the user of a check came, and where they stopped. Documented by the API's metadata; what the
//! JSON texts hold is our choice.

use jiff::Timestamp;
use serde::Serialize;
use serde_json::{Map, Value};

use crate::contract::operations::initialize::{merchant_biz_id, required};
use crate::contract::operations::{EnvelopeMember, OperationKind, check_result};
use crate::contract::parameter::row;
use crate::contract::result_value::ResultValue;
use crate::contract::validate::ValidParameters;
use crate::contract::value::Form;
use crate::contract::{Operation, Parameter};

/// The operation's row.
pub static OPERATION: Operation = Operation {
    kind: OperationKind::CheckVerifyLog,
    name: "CheckVerifyLog",
    takes_get: false,
    meaning: "Answers how far the user came: not started, interrupted and where, or finished. To be asked when the check has ended or its 30 minutes are over.",
    parameters: PARAMETERS,
    envelope: [
        EnvelopeMember::RequestId,
        EnvelopeMember::Code,
        EnvelopeMember::Message,
        EnvelopeMember::Result,
    ],
    success_code: "Success",
    qps: 10,
};

/// `VerifyErrorCode` of a check that was left without a client result code.
pub const SUSPECTED_INTERRUPTION: &str = "9999";

/// Every parameter, in the order in which they are checked.
const PARAMETERS: &[Parameter] = &[
    merchant_biz_id("The number that Initialize was given. Another one answers TransactionIdInvalid."),
    required(
        "TransactionId",
        Form::Text,
        "The TransactionId that Initialize answered.",
        "hksb7ba1b28130d24e015d694361bee4",
    ),
];

/// What a valid CheckVerifyLog call asks for.
#[derive(Debug, Clone, Copy)]
pub struct CheckVerifyLogArgs<'a> {
    /// `MerchantBizId`.
    pub merchant_biz_id: &'a str,
    /// `TransactionId`.
    pub transaction_id: &'a str,
}

impl<'a> CheckVerifyLogArgs<'a> {
    pub(super) fn new(valid: &ValidParameters<'a>) -> Self {
        const MERCHANT_BIZ_ID: usize = row(PARAMETERS, "MerchantBizId");
        const TRANSACTION_ID: usize = row(PARAMETERS, "TransactionId");
        Self {
            merchant_biz_id: valid.value(MERCHANT_BIZ_ID).unwrap_or_default(),
            transaction_id: valid.value(TRANSACTION_ID).unwrap_or_default(),
        }
    }
}

/// A page of the check that the user reached.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CheckPage {
    /// The page was opened and nothing shown yet.
    Loading,
    /// The guide.
    Guide,
    /// The picture of the document.
    OcrScan,
    /// What was recognised.
    OcrResult,
}

impl CheckPage {
    /// Every page, in the order of the check.
    pub const ALL: [Self; 4] = [Self::Loading, Self::Guide, Self::OcrScan, Self::OcrResult];

    /// `InterruptPageEn`.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Loading => "LOADING",
            Self::Guide => "GUIDE",
            Self::OcrScan => "OCR_SCAN",
            Self::OcrResult => "OCR_RESULT",
        }
    }

    /// `InterruptPage`, in Chinese.
    const fn chinese(self) -> &'static str {
        match self {
            Self::Loading => "页面未开始",
            Self::Guide => "OCR引导页",
            Self::OcrScan => "OCR证件拍摄页",
            Self::OcrResult => "OCR识别结果编辑页",
        }
    }
}

/// What is known of a check's way.
#[derive(Debug, Clone, Default)]
pub struct VerifyLog {
    /// The pages that the user reached, each with its time; empty where the URL was never opened.
    pub pages: Vec<(CheckPage, Timestamp)>,
    /// The client result code that ended the check on the page, if any.
    pub client_code: Option<&'static str>,
    /// When the check was completed, whether it passed, and its SubCode.
    pub completed: Option<(Timestamp, bool, String)>,
}

/// One line of the log.
#[derive(Serialize)]
struct LogLine<'a> {
    time: String,
    event: &'a str,
}

/// The members of `Result`, in order.
#[must_use]
pub fn result(log: &VerifyLog) -> Vec<(&'static str, ResultValue)> {
    let status = match (&log.completed, log.pages.is_empty()) {
        (Some(_), _) => "0",
        (None, false) => "1",
        (None, true) => "2",
    };
    let mut result = vec![("VerifyStatus", status.into())];
    if let Some((_, passed, sub_code)) = &log.completed {
        result.push(("Passed", if *passed { "Y" } else { "N" }.into()));
        result.push(("SubCode", sub_code.clone().into()));
    }
    let usual = match (&log.completed, log.pages.is_empty()) {
        (Some((_, true, _)), _) => Some(check_result::CLIENT_PASSED),
        (Some((_, false, _)), _) => Some(check_result::CLIENT_NOT_PASSED),
        (None, false) => Some(SUSPECTED_INTERRUPTION),
        (None, true) => None,
    };
    if let Some(code) = log.client_code.or(usual) {
        result.push(("VerifyErrorCode", code.into()));
    }
    if log.completed.is_none() {
        let last = log.pages.last().map_or(CheckPage::Loading, |(page, _)| *page);
        result.push(("InterruptPage", last.chinese().into()));
        result.push(("InterruptPageEn", last.word().into()));
    }
    result.push(("LogInfo", ResultValue::List(vec![lines(log, CheckPage::chinese)])));
    result.push(("LogInfoEn", ResultValue::List(vec![lines(log, CheckPage::word)])));
    result.push(("LogStatisticsInfo", statistics(log).into()));
    result.push(("ExtInfo", "{}".into()));
    result
}

/// The log as JSON text, with the pages in one language.
fn lines(log: &VerifyLog, name: impl Fn(CheckPage) -> &'static str) -> String {
    let line = |(page, time): &(CheckPage, Timestamp)| LogLine { time: time.to_string(), event: name(*page) };
    let mut lines: Vec<_> = log.pages.iter().map(line).collect();
    if let Some((time, passed, _)) = &log.completed {
        lines.push(LogLine { time: time.to_string(), event: if *passed { "PASSED" } else { "NOT_PASSED" } });
    }
    serde_json::to_string(&lines).unwrap_or_default()
}

/// The time on each page, in milliseconds, as JSON text. The last page lasts until the check was completed.
fn statistics(log: &VerifyLog) -> String {
    let mut times = Map::new();
    let ends = log.pages.iter().skip(1).map(|(_, time)| Some(*time));
    let ends = ends.chain([log.completed.as_ref().map(|(time, ..)| *time)]);
    for ((page, start), end) in log.pages.iter().zip(ends) {
        let Some(end) = end else { continue };
        let spent = end.duration_since(*start).as_millis();
        let sum = times.get(page.word()).and_then(Value::as_i64).unwrap_or_default();
        times.insert(page.word().to_owned(), (sum + i64::try_from(spent).unwrap_or(i64::MAX)).into());
    }
    Value::Object(times).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(log: &VerifyLog, name: &str) -> Option<String> {
        result(log)
            .into_iter()
            .find(|(member, _)| *member == name)
            .map(|(_, value)| value.text().into_owned())
    }

    #[test]
    fn the_status_follows_the_way_of_the_user() {
        let at = |second| Timestamp::from_second(second).unwrap();
        let pages = vec![(CheckPage::Guide, at(0)), (CheckPage::OcrScan, at(3)), (CheckPage::Guide, at(4))];
        let unopened = VerifyLog::default();
        let left = VerifyLog { pages: pages.clone(), client_code: Some("1006"), completed: None };
        let walked_away = VerifyLog { pages: pages.clone(), ..VerifyLog::default() };
        let failed =
            VerifyLog { pages, client_code: None, completed: Some((at(9), false, "206".to_owned())) };
        for (log, status, code, page, sub_code) in [
            (&unopened, "2", None, Some("LOADING"), None),
            (&left, "1", Some("1006"), Some("GUIDE"), None),
            (&walked_away, "1", Some("9999"), Some("GUIDE"), None),
            (&failed, "0", Some("1001"), None, Some("206")),
        ] {
            assert_eq!(text(log, "VerifyStatus").as_deref(), Some(status));
            assert_eq!(text(log, "VerifyErrorCode").as_deref(), code);
            assert_eq!(text(log, "InterruptPageEn").as_deref(), page);
            assert_eq!(text(log, "SubCode").as_deref(), sub_code);
        }
        assert_eq!(text(&failed, "LogStatisticsInfo").unwrap(), r#"{"GUIDE":8000,"OCR_SCAN":1000}"#);
        let (_, log) = result(&failed).into_iter().find(|(name, _)| *name == "LogInfoEn").unwrap();
        let ResultValue::List(lines) = log else { panic!("{log:?}") };
        let lines: Value = serde_json::from_str(&lines[0]).unwrap();
        assert_eq!(lines[3], serde_json::json!({ "time": "1970-01-01T00:00:09Z", "event": "NOT_PASSED" }));
    }
}
