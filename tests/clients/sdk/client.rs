//! The SDKs under test: what each runs in, and the form in which its user sees a refusal.

use std::path::Path;
use std::process::Command;

use serde::Deserialize;
use serde_json::{Map, Value, json};

use crate::sdk::environment::Environment;
use crate::sdk::process::Process;

/// One SDK in one way of use.
pub(crate) struct Client {
    environment: Environment,
    script: &'static str,
    argument: &'static str,
    /// `query` or `body`: where the parameters go, for SDKs that leave the choice to their user.
    placement: &'static str,
    /// The type of the exception for a refusal; `{code}` stands for the error code.
    pub(crate) refusal: &'static str,
    /// The type of the exception for a throttled call.
    pub(crate) throttling: &'static str,
    /// Whether the exception of a throttled call carries `x-acs-retry-after`.
    pub(crate) reads_the_wait: bool,
    /// The code and a part of the message that a wrong secret leads to.
    pub(crate) wrong_secret: (&'static str, &'static str),
}

const V1_MISMATCH: (&str, &str) =
    ("SignatureDoesNotMatch", "server string to sign is:POST&%2F&AccessKeyId%3D");
const V3_MISMATCH: (&str, &str) = ("SignatureDoesNotMatch", "server StringToSign is [ACS3-HMAC-SHA256\n");

/// `alibabacloud-cloudauth-intl20220809` 3.23.1; `mode` is `sync` or `async`.
pub(crate) fn tea(mode: &'static str) -> Client {
    Client {
        environment: Environment::Python("cloudauth-intl-3.23.1"),
        script: "python/tea.py",
        argument: mode,
        placement: "query",
        refusal: "ClientException",
        throttling: "ThrottlingException",
        reads_the_wait: true,
        wrong_secret: V3_MISMATCH,
    }
}

/// `alibabacloud-cloudauth-intl20220809` 3.10.0 on tea-openapi 0.3.15: one exception for all, and
/// the wait is not read.
pub(crate) fn old_tea(mode: &'static str) -> Client {
    Client {
        environment: Environment::Python("cloudauth-intl-3.10.0"),
        refusal: "TeaException",
        throttling: "TeaException",
        reads_the_wait: false,
        ..tea(mode)
    }
}

/// `aliyun-python-sdk-core` 2.16.1 with its request for any operation.
pub(crate) fn core_common() -> Client {
    Client {
        environment: Environment::Python("core-2.16.1"),
        script: "python/core.py",
        argument: "common",
        placement: "body",
        refusal: "ServerException",
        throttling: "ServerException",
        reads_the_wait: false,
        wrong_secret: V1_MISMATCH,
    }
}

/// The same with the requests of generated packages. For these it compares the server's string to
/// sign with its own and, when they are equal, tells its user that the secret is wrong.
pub(crate) fn core_generated() -> Client {
    Client {
        argument: "generated",
        placement: "query",
        wrong_secret: (
            "InvalidAccessKeySecret",
            "The AccessKeySecret is incorrect. Please check your AccessKeyId and AccessKeySecret.",
        ),
        ..core_common()
    }
}

/// `@alicloud/openapi-core` 1.0.8.
pub(crate) fn openapi_core(placement: &'static str) -> Client {
    Client {
        environment: Environment::Node,
        script: "node/openapi-core.js",
        argument: "",
        placement,
        refusal: "ClientError",
        throttling: "ThrottlingError",
        reads_the_wait: true,
        wrong_secret: V3_MISMATCH,
    }
}

/// `@alicloud/pop-core` 1.8.0 with POST.
pub(crate) fn pop_core() -> Client {
    Client {
        environment: Environment::Node,
        script: "node/pop-core.js",
        argument: "",
        placement: "body",
        refusal: "{code}Error",
        throttling: "{code}Error",
        reads_the_wait: false,
        wrong_secret: V1_MISMATCH,
    }
}

impl Client {
    /// Starts the driver. The error says why this client cannot run on this machine.
    pub(crate) fn start(&self) -> Result<Driver, String> {
        self.start_with(&[])
    }

    /// The same with environment variables of the driver set.
    pub(crate) fn start_with(&self, variables: &[(&str, &Path)]) -> Result<Driver, String> {
        let mut command: Command = self.environment.command(self.script)?;
        command.arg(self.argument).envs(variables.iter().copied());
        Ok(Driver {
            process: Process::start(self.script, command),
            placement: self.placement,
            more: json!({}),
        })
    }
}

/// A running driver.
pub(crate) struct Driver {
    process: Process,
    placement: &'static str,
    /// What every call says besides, such as `ca`.
    pub(crate) more: Value,
}

impl Driver {
    /// Makes one call; `key` is an access key ID and its secret.
    pub(crate) fn call(
        &mut self,
        endpoint: &str,
        key: (&str, &str),
        operation: &str,
        parameters: &Value,
    ) -> Seen {
        let mut ask = json!({
            "endpoint": endpoint,
            "key": key.0,
            "secret": key.1,
            "operation": operation,
            "parameters": parameters,
            "placement": self.placement,
        });
        if let (Value::Object(ask), Value::Object(more)) = (&mut ask, &self.more) {
            ask.extend(more.clone());
        }
        self.process.send(&ask.to_string());
        let line = self.process.line();
        serde_json::from_str(&line).unwrap_or_else(|error| panic!("the driver said {line}: {error}"))
    }
}

/// What the user of the SDK sees.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Seen {
    /// The call returned.
    Returned(Returned),
    /// The call raised an exception.
    Raised(Raised),
}

/// A returned call. Status and headers are there where the SDK shows them.
#[derive(Debug, Deserialize)]
pub(crate) struct Returned {
    pub(crate) status: Option<u16>,
    #[serde(default)]
    pub(crate) headers: Map<String, Value>,
    pub(crate) body: Value,
}

/// An exception: its type, its text, and what the SDK put into its fields.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Raised {
    #[serde(rename = "type")]
    pub(crate) kind: String,
    pub(crate) text: String,
    pub(crate) code: Option<String>,
    pub(crate) status: Option<u16>,
    pub(crate) message: Option<String>,
    pub(crate) request_id: Option<String>,
    /// Milliseconds.
    pub(crate) retry_after: Option<u64>,
    pub(crate) access_denied_detail: Option<Value>,
}
