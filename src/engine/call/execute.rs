//! Executes a call that passed all checks.

use std::time::Duration;

use crate::contract::error::PROCESS_NOT_COMPLETED;
use crate::contract::operations::OperationArgs;
use crate::contract::operations::check_result::{self, CheckResultArgs};
use crate::contract::operations::check_verify_log::{self, CheckVerifyLogArgs};
use crate::contract::operations::delete_verify_result::{self, DeleteType, DeleteVerifyResultArgs};
use crate::contract::operations::initialize::InitializeArgs;
use crate::contract::reply::ResultValue;
use crate::contract::{ApiError, Call};
use crate::engine::Engine;
use crate::engine::account::Account;
use crate::engine::clock::ClockReading;
use crate::engine::ids::CallIds;
use crate::engine::transaction::{CheckPlan, CreatedAt};

/// The members of `Result`, in order.
type ResultMembers = Vec<(&'static str, ResultValue)>;

/// A call that passed all checks.
pub(super) struct CheckedCall<'a> {
    /// The call.
    pub(super) call: &'a Call,
    /// Its account.
    pub(super) account: &'a Account,
    /// Its identifiers.
    pub(super) ids: &'a CallIds,
    /// Its time, by its account's clock.
    pub(super) reading: ClockReading,
    /// Its time, by the emulator's clock.
    pub(super) now: Duration,
}

impl Engine {
    /// Executes an operation and returns the members of `Result`. `plan` is the scenario's plan for a new transaction.
    pub(super) fn execute(
        &self,
        checked: &CheckedCall<'_>,
        args: &OperationArgs<'_>,
        plan: Option<Box<CheckPlan>>,
    ) -> Result<ResultMembers, ApiError> {
        Ok(match args {
            OperationArgs::Initialize(args) => self.initialize(checked, args, plan),
            OperationArgs::CheckResult(args) => self.check_result(checked, args)?,
            OperationArgs::KeepaliveIntl => vec![("Result", "SUCCESS".into())],
            OperationArgs::CheckVerifyLog(args) => self.check_verify_log(checked, args)?,
            OperationArgs::DeleteVerifyResult(args) => self.delete_verify_result(checked, args)?,
        })
    }

    fn initialize(
        &self,
        checked: &CheckedCall<'_>,
        args: &InitializeArgs<'_>,
        plan: Option<Box<CheckPlan>>,
    ) -> ResultMembers {
        let CheckedCall { call, account, ids, reading, now } = *checked;
        let created = CreatedAt { at: reading.elapsed, now };
        self.transactions.lock().create(ids, &account.name, args, plan, created);
        let client_cfg = ids.client_cfg();
        let mut result = Vec::with_capacity(4);
        result.push(("TransactionId", ids.transaction_id().into()));
        let url = args.device.has_page().then(|| {
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

    fn check_result(
        &self,
        checked: &CheckedCall<'_>,
        args: &CheckResultArgs<'_>,
    ) -> Result<ResultMembers, ApiError> {
        let mut transactions = self.transactions.lock();
        let (account, biz_id) = (&checked.account.name, Some(args.merchant_biz_id));
        let found = transactions.owned(account, biz_id, args.transaction_id, checked.reading.elapsed)?;
        let data = found.result().ok_or_else(|| PROCESS_NOT_COMPLETED.error())?;
        let with_image = args.is_return_image && found.deleted != Some(DeleteType::Img);
        let omitted = found.plan.as_ref().map_or(&[][..], |plan| &plan.omitted);
        let result = check_result::result(data, with_image, omitted);
        found.queried = true;
        Ok(result)
    }

    fn check_verify_log(
        &self,
        checked: &CheckedCall<'_>,
        args: &CheckVerifyLogArgs<'_>,
    ) -> Result<ResultMembers, ApiError> {
        let mut transactions = self.transactions.lock();
        let (account, biz_id) = (&checked.account.name, Some(args.merchant_biz_id));
        let found = transactions.owned(account, biz_id, args.transaction_id, checked.reading.elapsed)?;
        Ok(check_verify_log::result(&found.verify_log(checked.reading)))
    }

    fn delete_verify_result(
        &self,
        checked: &CheckedCall<'_>,
        args: &DeleteVerifyResultArgs<'_>,
    ) -> Result<ResultMembers, ApiError> {
        let at = checked.reading.elapsed;
        let mut transactions = self.transactions.lock();
        let found = transactions.owned(&checked.account.name, None, args.transaction_id, at)?;
        let deletes = found.result().is_some() && (found.queried || !args.delete_after_query);
        if deletes {
            transactions.delete_result(args.transaction_id, args.delete_type, at);
        }
        Ok(delete_verify_result::result(args.transaction_id, deletes))
    }

    /// Appends the base of TransactionUrl: the configured public URL, or the scheme of the call and the host in the client's
    /// request. The server's own host stands in for the vendor's and for one that is not valid.
    fn push_public_base(&self, url: &mut String, call: &Call) {
        if let Some(public_url) = &self.public_url {
            return url.push_str(public_url);
        }
        let scheme = if call.secure { "https://" } else { "http://" };
        let host = call.host();
        // Some Python clients send a whole URL as Host.
        let host = host.strip_prefix(scheme).unwrap_or(host).trim_end_matches('/');
        let name = host.split(':').next().unwrap_or_default();
        let is_invalid =
            |c: char| !(c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_' | ':' | '[' | ']'));
        if host.is_empty() || name.ends_with(".aliyuncs.com") || host.contains(is_invalid) {
            let base_url = self.base_url.strip_prefix("http://").unwrap_or(&self.base_url);
            url.extend([scheme, base_url]);
        } else {
            url.extend([scheme, host]);
        }
    }
}
