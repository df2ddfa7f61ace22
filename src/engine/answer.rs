//! What each operation answers when nothing stands against the call.

use std::borrow::Cow;
use std::time::Duration;

use super::accounts::Account;
use super::clock::Moment;
use super::identity::Draw;
use super::terms::Asked;
use super::transaction::Plan;
use super::{Engine, lock};
use crate::contract::check_result;
use crate::contract::initialize::Device;
use crate::contract::operation::Kind;
use crate::contract::reply::Content;
use crate::contract::{Call, Fault, Operation};

/// The members of `Result`, in order.
type Members = Vec<(&'static str, Cow<'static, str>)>;

/// A call that passed every check, and what was found out about it.
pub(super) struct Passed<'a> {
    /// The call.
    pub(super) call: &'a Call,
    /// What it asks for.
    pub(super) operation: &'static Operation,
    /// Whose it is.
    pub(super) account: &'a Account,
    /// Its share of chance.
    pub(super) draw: &'a Draw,
    /// The device that `MetaInfo` names.
    pub(super) device: Option<Device>,
    /// When it came, by its account's clock.
    pub(super) moment: Moment,
    /// When it came, by the emulator's clock.
    pub(super) now: Duration,
    /// What a scenario has in store for the transaction.
    pub(super) plan: Option<Box<Plan>>,
}

impl Engine {
    /// The success of an operation, or the refusal that only its state knows.
    pub(super) fn answer(&self, passed: Passed<'_>) -> Result<Content, Fault> {
        let operation = passed.operation;
        let result = match operation.kind {
            Kind::Initialize => self.initialize(passed),
            Kind::CheckResult => self.check_result(&passed)?,
            Kind::KeepaliveIntl => vec![("Result", "SUCCESS".into())],
        };
        Ok(Content::Success { operation, result })
    }

    fn initialize(&self, passed: Passed<'_>) -> Members {
        let Passed { call, account, draw, moment, now, plan, .. } = passed;
        // What only a lenient run takes for MetaInfo opens the PC page.
        let device = passed.device.unwrap_or(Device::Web);
        let asked = Asked { account: &account.name, device, parameters: &call.parameters };
        lock(&self.transactions).create(draw, &asked, plan, moment.elapsed, now);
        let client_cfg = draw.client_cfg();
        let mut result = Vec::with_capacity(4);
        result.push(("TransactionId", draw.transaction_id().into()));
        let url = device.has_page().then(|| {
            let mut url = String::with_capacity(160);
            self.push_public_base(&mut url, call);
            url.extend(["/index.html?clientcfg=", &client_cfg]);
            url
        });
        result.push(("ClientCfg", client_cfg.into()));
        if let Some(url) = url {
            result.push(("TransactionUrl", url.into()));
        }
        result.push(("Protocol", draw.protocol().into()));
        result
    }

    fn check_result(&self, passed: &Passed<'_>) -> Result<Members, Fault> {
        let given = |name| passed.call.parameters.get(name).unwrap_or_default();
        let mut transactions = lock(&self.transactions);
        let (transaction, verdict) = transactions.result(
            &passed.account.name,
            given("MerchantBizId"),
            given("TransactionId"),
            passed.moment.elapsed,
        )?;
        let with_image = given("IsReturnImage") == "Y";
        Ok(check_result::result(verdict, transaction.terms.detects_spoof(), with_image))
    }

    /// Where the user's browser finds this emulator: the public URL that was set, or the host that the client called,
    /// unless that is the vendor's own name or not a host at all.
    fn push_public_base(&self, url: &mut String, call: &Call) {
        if let Some(public_url) = &self.public_url {
            return url.push_str(public_url);
        }
        let host = call.host();
        // Python can send a whole URL for a host.
        let host = host.strip_prefix("http://").unwrap_or(host).trim_end_matches('/');
        let name = host.split(':').next().unwrap_or_default();
        let odd = |c: char| !(c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_' | ':' | '[' | ']'));
        if host.is_empty() || name.ends_with(".aliyuncs.com") || host.contains(odd) {
            url.push_str(&self.base_url);
        } else {
            url.extend(["http://", host]);
        }
    }
}
