//! What a check shows: the answer to Initialize, its page, its result, and how far its user came.

use std::time::Duration;

use cloudauth_local::contract::redirect::{client_result, redirect_url};
use jiff::{SignedDuration, Timestamp};
use serde_json::{Map, Value, json};

use crate::reference::check::{Check, Done, Refusal};
use crate::reference::model::Model;
use crate::reference::names;
use crate::reference::seen::Page;
use crate::reference::step::{Deleted, EndStep};

type Members = Vec<(String, String)>;

/// What CheckResult has in place of a picture.
pub(crate) const PICTURE: &str = "a picture";

/// The answer to Initialize.
pub(crate) fn initialized(check: &Check) -> Members {
    let mut result = vec![
        ("TransactionId".to_owned(), check.id.clone()),
        ("ClientCfg".to_owned(), check.client_cfg.clone()),
    ];
    if check.start.page {
        let url = format!("{}/index.html?clientcfg={}", names::BASE_URL, check.client_cfg);
        result.push(("TransactionUrl".to_owned(), url));
    }
    result.push(("Protocol".to_owned(), check.protocol.clone()));
    result
}

/// The result of a check that has ended.
pub(crate) fn result(check: &Check, image: bool) -> Option<Members> {
    let done = check.done.as_ref()?;
    let texts_are_gone = check.deleted_text();
    let fields = |fields: &Members| {
        let fields = if texts_are_gone { &[][..] } else { fields };
        fields.iter().map(|(name, value)| (name.clone(), json!(value))).collect::<Map<_, _>>()
    };
    let passed = if done.passed { "Y" } else { "N" };
    let mut info = json!({
        "idFaceQualityScore": 98.0,
        "ocrIdInfo": fields(&done.read),
        "spoofInfo": if done.copy {
            json!({ "spoofResult": "Y", "spoofType": ["PHOTO_COPY"] })
        } else {
            json!({ "spoofResult": "N", "spoofType": [] })
        },
        "ocrIdPassed": passed,
    });
    if let (Some(edited), false) = (&done.edited, texts_are_gone) {
        info["ocrIdEditInfo"] = fields(edited).into();
    }
    if image && check.deleted != Some(Deleted::Img) {
        info["idImage"] = json!(PICTURE);
    }
    let omits = check.plan.as_ref().and_then(|plan| plan.verification.as_ref()).is_some_and(|one| one.omits);
    let mut result = vec![
        ("Passed".to_owned(), passed.to_owned()),
        ("SubCode".to_owned(), done.sub_code.clone()),
        ("ExtIdInfo".to_owned(), info.to_string()),
        ("ExtBasicInfo".to_owned(), "{}".to_owned()),
    ];
    if !omits {
        result.push(("ExtInfo".to_owned(), "{}".to_owned()));
    }
    Some(result)
}

/// How far the user came.
pub(crate) fn verify_log(check: &Check, elapsed: Duration, now: Timestamp) -> Members {
    let time = |at: Duration| {
        let signed = |duration| SignedDuration::try_from(duration).unwrap();
        now.saturating_sub(signed(elapsed) - signed(at)).unwrap()
    };
    let opened = !check.pages.is_empty();
    let mut lines: Vec<_> = check
        .pages
        .iter()
        .map(|(page, at)| json!({ "time": time(*at).to_string(), "event": page }))
        .collect();
    let mut result = Vec::new();
    let mut add = |name: &str, value: &str| result.push((name.to_owned(), value.to_owned()));
    let usual = match &check.done {
        Some(Done { passed, sub_code, at, .. }) => {
            add("VerifyStatus", "0");
            add("Passed", if *passed { "Y" } else { "N" });
            add("SubCode", sub_code);
            let event = if *passed { "PASSED" } else { "NOT_PASSED" };
            lines.push(json!({ "time": time(*at).to_string(), "event": event }));
            Some(if *passed { "1000" } else { "1001" })
        }
        None if opened => {
            add("VerifyStatus", "1");
            Some("9999")
        }
        None => {
            add("VerifyStatus", "2");
            None
        }
    };
    if let Some(code) = check.client_code.as_deref().or(usual) {
        add("VerifyErrorCode", code);
    }
    if check.done.is_none() {
        add("InterruptPageEn", check.pages.last().map_or("LOADING", |(page, _)| page));
    }
    add("LogInfoEn", &Value::Array(lines).to_string());
    add("LogStatisticsInfo", &Value::Object(times(check)).to_string());
    add("ExtInfo", "{}");
    result
}

/// The time on each page, in milliseconds; the last page lasts until the end of the check.
fn times(check: &Check) -> Map<String, Value> {
    let mut times: Map<String, Value> = Map::new();
    for (index, (page, start)) in check.pages.iter().enumerate() {
        let next = check.pages.get(index + 1).map(|(_, at)| *at);
        let Some(end) = next.or(check.done.as_ref().map(|done| done.at)) else { continue };
        let known = times.get(*page).and_then(Value::as_i64).unwrap_or_default();
        let millis = |at: Duration| i64::try_from(at.as_millis()).unwrap();
        times.insert((*page).to_owned(), (known + millis(end) - millis(*start)).into());
    }
    times
}

impl Check {
    fn deleted_text(&self) -> bool {
        self.done.as_ref().is_some_and(|done| done.texts_deleted)
    }
}

impl Model {
    /// The present of the account of a page's check.
    fn time_of_page(&self, client_cfg: &str) -> Duration {
        self.time_of(self.checks.look(client_cfg))
    }

    /// Opens a page that can be used.
    fn use_page(&mut self, client_cfg: &str) -> Result<(Duration, &mut Check), Refusal> {
        let at = self.time_of_page(client_cfg);
        let found = self.checks.find_url(client_cfg, at)?;
        found.usable(at)?;
        Ok((at, found))
    }

    pub(crate) fn open(&mut self, client_cfg: &str) -> Result<Page, Refusal> {
        let (at, found) = self.use_page(client_cfg)?;
        let is_first = found.pages.is_empty();
        if is_first {
            found.reach("LOADING", at);
        }
        let page = Page {
            id: found.id.clone(),
            protocol: found.protocol.clone(),
            account: found.account.clone(),
            fields: found.read(),
        };
        if is_first {
            self.events.push(format!("opened {}", page.id));
        }
        Ok(page)
    }

    pub(crate) fn reach(&mut self, client_cfg: &str, page: &'static str) -> Result<(), Refusal> {
        let (at, found) = self.use_page(client_cfg)?;
        found.reach(page, at);
        Ok(())
    }

    /// Ends a check on its page. Some results only end the session of the browser.
    pub(crate) fn finish(
        &mut self,
        client_cfg: &str,
        code: &str,
        end: &EndStep,
    ) -> Result<Option<String>, Refusal> {
        let (at, found) = self.use_page(client_cfg)?;
        let is_first = found.pages.is_empty();
        if is_first {
            found.reach("LOADING", at);
        }
        let code = found.interruption().unwrap_or(code).to_owned();
        let id = found.id.clone();
        let redirect = found.start.return_url.then(|| redirect_url(names::RETURN_URL, &code, &id));
        if code == "1000" || code == "1001" {
            self.complete(&id, code == "1000", end)?;
            return Ok(redirect);
        }
        found.client_code = Some(code.clone());
        let account = found.account.clone();
        if is_first {
            self.events.push(format!("opened {id}"));
        }
        self.count(&account, client_result(&code).unwrap().outcome.name);
        Ok(redirect)
    }

    /// Deletes what an ended check left behind.
    pub(crate) fn delete(&mut self, id: &str, what: Option<Deleted>) {
        match what {
            None | Some(Deleted::All) => self.checks.remove(|one| one.id == id),
            Some(what) => {
                let found = self.checks.all.iter_mut().find(|one| one.id == id).unwrap();
                found.deleted = Some(what);
                if let (Deleted::Text, Some(done)) = (what, &mut found.done) {
                    done.texts_deleted = true;
                }
            }
        }
    }
}
