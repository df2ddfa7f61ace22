//! What each operation answers when nothing stands against the call.

use std::borrow::Cow;
use std::time::Duration;

use crate::contract::operations::OperationKind;
use crate::contract::operations::check_result;
use crate::contract::operations::initialize::Device;
use crate::contract::reply::Content;
use crate::contract::{ApiError, Call, Operation};
use crate::engine::Engine;
use crate::engine::account::Account;
use crate::engine::clock::ClockReading;
use crate::engine::ids::CallIds;
use crate::engine::sync::lock;
use crate::engine::transaction::CheckPlan;
use crate::engine::transaction::options::InitializeArgs;

/// The members of `Result`, in order.
type ResultMembers = Vec<(&'static str, Cow<'static, str>)>;

/// A call that passed every check, and what was found out about it.
pub(in crate::engine) struct CheckedCall<'a> {
    /// The call.
    pub(in crate::engine) call: &'a Call,
    /// What it asks for.
    pub(in crate::engine) operation: &'static Operation,
    /// Whose it is.
    pub(in crate::engine) account: &'a Account,
    /// Its share of chance.
    pub(in crate::engine) ids: &'a CallIds,
    /// The device that `MetaInfo` names.
    pub(in crate::engine) device: Option<Device>,
    /// When it came, by its account's clock.
    pub(in crate::engine) reading: ClockReading,
    /// When it came, by the emulator's clock.
    pub(in crate::engine) now: Duration,
    /// What a scenario has in store for the transaction.
    pub(in crate::engine) plan: Option<Box<CheckPlan>>,
}

impl Engine {
    /// The success of an operation, or the refusal that only its state knows.
    pub(in crate::engine) fn answer(&self, passed: CheckedCall<'_>) -> Result<Content, ApiError> {
        let operation = passed.operation;
        let result = match operation.kind {
            OperationKind::Initialize => self.initialize(passed),
            OperationKind::CheckResult => self.check_result(&passed)?,
            OperationKind::KeepaliveIntl => vec![("Result", "SUCCESS".into())],
        };
        Ok(Content::Success { operation, result })
    }

    fn initialize(&self, passed: CheckedCall<'_>) -> ResultMembers {
        let CheckedCall { call, account, ids, reading, now, plan, .. } = passed;
        // What only a lenient run takes for MetaInfo opens the PC page.
        let device = passed.device.unwrap_or(Device::Web);
        let args = InitializeArgs { account: &account.name, device, parameters: &call.parameters };
        lock(&self.transactions).create(ids, &args, plan, reading.elapsed, now);
        let client_cfg = ids.client_cfg();
        let mut result = Vec::with_capacity(4);
        result.push(("TransactionId", ids.transaction_id().into()));
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
        result.push(("Protocol", ids.protocol().into()));
        result
    }

    fn check_result(&self, passed: &CheckedCall<'_>) -> Result<ResultMembers, ApiError> {
        let given = |name| passed.call.parameters.get(name).unwrap_or_default();
        let mut transactions = lock(&self.transactions);
        let (transaction, verdict) = transactions.result(
            &passed.account.name,
            given("MerchantBizId"),
            given("TransactionId"),
            passed.reading.elapsed,
        )?;
        let with_image = given("IsReturnImage") == "Y";
        Ok(check_result::result(verdict, transaction.options.detects_spoof(), with_image))
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
