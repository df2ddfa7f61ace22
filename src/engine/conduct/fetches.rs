//! A TransactionUrl that something else than the user's browser asked for.

use super::mistakes::URL_FETCHED;
use super::polling::Polling;
use crate::engine::conduct::ConductReport;
use crate::engine::transaction::non_browser_fetches::NonBrowserFetch;

/// Notes the visits to transactions whose Initialize call is in the journal, under the number of that call.
pub(super) fn see(visits: &[NonBrowserFetch], polling: &Polling, conduct: &mut ConductReport) {
    for visit in visits {
        let Some(made) = polling.made(&visit.transaction_id) else { continue };
        conduct.add_of(&URL_FETCHED, &made.account, made.call, || {
            format!("the TransactionUrl of call {} was fetched by {}", made.call, visit.visitor)
        });
    }
}
