//! What all listeners share: every event is made once, by the first listener that sends it.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use crate::server::admin::events::calls::CallEvents;

/// The memory of the events of one kind that are kept for other listeners, in bytes: as many as the listeners of a busy
/// emulator send in a few polls.
const MAX_KEPT: usize = 1024 * 1024;

/// The events that were made lately.
#[derive(Debug, Default)]
pub(in crate::server) struct SharedEvents {
    /// Those of calls.
    pub(super) calls: CallEvents,
    /// Those of transactions that were opened or ended.
    pub(super) transactions: NumberedEvents,
    /// Those of attempts to deliver callbacks.
    pub(super) attempts: NumberedEvents,
}

/// Events of one kind by their numbers.
#[derive(Debug, Default)]
pub(super) struct NumberedEvents(Mutex<KeptEvents>);

#[derive(Debug, Default)]
struct KeptEvents {
    events: BTreeMap<u64, Arc<NumberedEvent>>,
    bytes: usize,
}

/// An event, serialised.
#[derive(Debug)]
pub(super) struct NumberedEvent {
    /// The account that it is about.
    pub(super) account: String,
    /// Empty if there is nothing to tell.
    pub(super) text: Vec<u8>,
}

impl NumberedEvents {
    /// The event with this number, which `make` makes if no listener had it yet.
    pub(super) fn get(&self, number: u64, make: impl FnOnce() -> NumberedEvent) -> Arc<NumberedEvent> {
        // Listeners alone wait for this lock.
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(event) = kept.events.get(&number) {
            return event.clone();
        }
        let event = Arc::new(make());
        kept.bytes += event.size();
        kept.events.insert(number, event.clone());
        while kept.bytes > MAX_KEPT {
            let Some((_, oldest)) = kept.events.pop_first() else { break };
            kept.bytes -= oldest.size();
        }
        event
    }
}

impl NumberedEvent {
    /// Its memory, in bytes.
    fn size(&self) -> usize {
        self.account.capacity() + self.text.capacity() + size_of::<Self>() + 64
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_event_is_made_once_and_the_oldest_are_forgotten() {
        let events = NumberedEvents::default();
        let mut made = Vec::new();
        for number in [1, 2, 1, 2, 3, 1] {
            events.get(number, || {
                made.push(number);
                NumberedEvent { account: String::new(), text: number.to_string().into_bytes() }
            });
        }
        assert_eq!(made, [1, 2, 3]);
        let long = || NumberedEvent { account: String::new(), text: vec![0; MAX_KEPT / 4] };
        for number in 4..20 {
            assert_eq!(events.get(number, long).text.len(), MAX_KEPT / 4);
            assert!(events.0.lock().unwrap().bytes <= MAX_KEPT);
        }
        let kept = events.0.lock().unwrap().events.keys().copied().collect::<Vec<_>>();
        assert_eq!(kept, [17, 18, 19]);
    }
}
