//! A long body that is made in chunks while its client reads it, in the background.

use std::collections::VecDeque;
use std::convert::Infallible;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};

use bytes::Bytes;
use hyper::body::Frame;

use crate::server::background::Background;
use crate::server::connection::timeouts::{Activity, Phase};

/// The size from which a chunk is sent, in bytes.
const CHUNK: usize = 256 * 1024;

/// Makes the next chunk; `None` at the end.
pub(in crate::server) type Producer = Box<dyn FnMut() -> Option<Vec<u8>> + Send>;

type Produced = Pin<Box<dyn Future<Output = Option<(Option<Vec<u8>>, Producer)>> + Send>>;

/// A body in chunks.
pub(in crate::server) struct ChunkBody {
    ready: VecDeque<Bytes>,
    state: ChunkState,
    background: Arc<Background>,
    /// That of the connection: the client may read as slowly as it likes while it reads.
    activity: Option<Arc<Activity>>,
}

enum ChunkState {
    Idle(Producer),
    Producing(Produced),
    Ended,
}

impl ChunkBody {
    /// A body that begins with the chunks that are ready.
    pub(in crate::server) fn new(
        ready: VecDeque<Bytes>,
        producer: Producer,
        background: Arc<Background>,
    ) -> Self {
        Self { ready, state: ChunkState::Idle(producer), background, activity: None }
    }

    /// Sets the activity of the connection.
    pub(in crate::server) fn deliver(mut self, activity: &Arc<Activity>) -> Self {
        activity.enter(Phase::Stream);
        self.activity = Some(activity.clone());
        self
    }

    pub(in crate::server) fn poll_chunk(
        &mut self,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Infallible>>> {
        if let Some(chunk) = self.ready.pop_front() {
            return Poll::Ready(Some(Ok(Frame::data(chunk))));
        }
        if let ChunkState::Idle(_) = self.state
            && let ChunkState::Idle(mut producer) = std::mem::replace(&mut self.state, ChunkState::Ended)
        {
            let background = self.background.clone();
            let work = move || (producer(), producer);
            self.state = ChunkState::Producing(Box::pin(async move { background.run(work).await }));
        }
        let ChunkState::Producing(produced) = &mut self.state else { return Poll::Ready(None) };
        let produced = ready!(produced.as_mut().poll(context));
        self.state = ChunkState::Ended;
        Poll::Ready(produced.and_then(|(chunk, producer)| {
            self.state = ChunkState::Idle(producer);
            chunk.map(|chunk| Ok(Frame::data(chunk.into())))
        }))
    }
}

impl Drop for ChunkBody {
    fn drop(&mut self) {
        if let Some(activity) = &self.activity {
            activity.enter(Phase::Idle);
        }
    }
}

/// Makes a text of items with commas between them.
pub(in crate::server) fn list(
    start: impl Into<Vec<u8>>,
    mut items: impl Iterator<Item = Vec<u8>> + Send + 'static,
    end: impl Into<Vec<u8>>,
) -> Producer {
    let (mut start, mut end, mut is_first) = (Some(start.into()), Some(end.into()), true);
    Box::new(move || {
        end.as_ref()?;
        let mut out = start.take().unwrap_or_default();
        while out.len() < CHUNK {
            let Some(item) = items.next() else {
                out.extend(end.take()?);
                break;
            };
            if !std::mem::replace(&mut is_first, false) {
                out.push(b',');
            }
            out.extend(item);
        }
        Some(out)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_is_made_in_chunks_that_are_the_whole_text() {
        for (count, chunks) in [(0, 1), (1, 1), (3, 1), (1000, 4)] {
            let item = |number: usize| format!("{number:0>1000}").into_bytes();
            let producer = list("[", (0..count).map(item), "]");
            let made: Vec<_> = std::iter::from_fn(producer).collect();
            assert_eq!(made.len(), chunks, "{count}");
            let items: Vec<_> = (0..count).map(|number| String::from_utf8(item(number)).unwrap()).collect();
            assert_eq!(made.concat(), format!("[{}]", items.join(",")).into_bytes(), "{count}");
        }
    }
}
