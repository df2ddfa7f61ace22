//! `/events`: the journal as it grows, as server-sent events. The stream looks into the journal a few times a second;
//! a call does nothing for it and never waits for a slow reader.

use std::convert::Infallible;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use bytes::Bytes;
use hyper::body::{Body, Frame};
use serde::Serialize;
use tokio::time::{Sleep, sleep};

use super::problem::Problem;
use super::{Ask, Page};
use crate::engine::Engine;
use crate::engine::journal::{Entry, Filter};

/// How often the stream looks.
const LOOK: Duration = Duration::from_millis(100);
/// After how many looks without news a comment shows that the stream is alive.
const QUIET_LOOKS: u32 = 150;
/// How many calls one look tells at most; of more, the newest.
const AT_ONCE: usize = 500;

#[expect(clippy::unnecessary_wraps, reason = "the shape of every handler")]
pub(super) fn events(ask: &Ask<'_>) -> Result<Page, Problem> {
    let engine = ask.engine.clone();
    let last = engine.journal().extent().total;
    Ok(Page::Events(Box::new(Events {
        engine,
        filter: Filter::of_key(ask.key()),
        last,
        quiet: QUIET_LOOKS,
        wait: Box::pin(sleep(Duration::ZERO)),
    })))
}

/// A stream of events.
#[derive(Debug)]
pub struct Events {
    engine: Arc<Engine>,
    filter: Filter,
    /// The number of the last call that was told or left out.
    last: u64,
    quiet: u32,
    wait: Pin<Box<Sleep>>,
}

/// A call in short; the whole is at `/requests/{id}`.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Brief<'a> {
    id: u64,
    time: String,
    account: &'a str,
    operation: Option<&'static str>,
    status: u16,
    code: &'static str,
    message: Option<&'a str>,
    merchant_biz_id: Option<&'a str>,
    scene_code: Option<&'a str>,
    transaction_id: Option<&'a str>,
    rules: &'a [String],
    hint: Option<&'a str>,
    took_micros: u64,
    delay_millis: u64,
}

impl Events {
    /// What happened since the last look, as event text; empty where nothing did.
    fn look(&mut self) -> Vec<u8> {
        let mut out = Vec::new();
        let total = self.engine.journal().extent().total;
        let surplus = total.saturating_sub(self.last).saturating_sub(AT_ONCE as u64);
        if surplus > 0 {
            self.last += surplus;
            event(&mut out, "skipped", &serde_json::json!({ "calls": surplus }));
        }
        let page = self.engine.journal().after(&self.filter, AT_ONCE, self.last);
        self.last = page.next.unwrap_or(self.last);
        for entry in &page.entries {
            event(&mut out, "call", &brief(entry));
        }
        out
    }
}

fn brief(entry: &Entry) -> Brief<'_> {
    Brief {
        id: entry.id,
        time: entry.time.to_string(),
        account: &entry.account,
        operation: entry.operation,
        status: entry.status,
        code: entry.code,
        message: entry.message.as_deref().map(|text| &text[..text.floor_char_boundary(200)]),
        merchant_biz_id: entry.parameter("MerchantBizId"),
        scene_code: entry.parameter("SceneCode"),
        transaction_id: entry.transaction_id(),
        rules: &entry.rules,
        hint: entry.hint.as_deref(),
        took_micros: u64::try_from(entry.took.as_micros()).unwrap_or(u64::MAX),
        delay_millis: super::view::millis(entry.delay),
    }
}

/// Writes one event. JSON text has no line breaks of its own.
fn event(out: &mut Vec<u8>, name: &str, data: &impl Serialize) {
    out.extend_from_slice(b"event: ");
    out.extend_from_slice(name.as_bytes());
    out.extend_from_slice(b"\ndata: ");
    // Writing into memory cannot fail.
    let _ = serde_json::to_writer(&mut *out, data);
    out.extend_from_slice(b"\n\n");
}

impl Body for Events {
    type Data = Bytes;
    type Error = Infallible;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Infallible>>> {
        loop {
            ready!(self.wait.as_mut().poll(context));
            self.wait = Box::pin(sleep(LOOK));
            let mut news = self.look();
            self.quiet += 1;
            if news.is_empty() && self.quiet > QUIET_LOOKS {
                news.extend_from_slice(b": still here\n\n");
            }
            if !news.is_empty() {
                self.quiet = 0;
                return Poll::Ready(Some(Ok(Frame::data(news.into()))));
            }
        }
    }
}
