//! Finds TransactionUrls that were fetched by a client other than the user's browser.

use super::mistakes::URL_FETCHED;
use super::polling::Polling;
use crate::engine::conduct::ConductReport;
use crate::engine::transaction::non_browser_fetches::NonBrowserFetch;

/// Reports fetches for transactions whose Initialize call is in the journal, under the number of that call.
pub(super) fn check(fetches: &[NonBrowserFetch], polling: &Polling, conduct: &mut ConductReport) {
    for fetch in fetches {
        let Some(created) = polling.created(&fetch.transaction_id) else { continue };
        conduct.add_of(&URL_FETCHED, &created.account, created.call, || {
            format!("the TransactionUrl of call {} was fetched by {}", created.call, fetch.client)
        });
    }
}
