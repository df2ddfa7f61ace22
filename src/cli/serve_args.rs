//! The flags of `serve`, their environment variables, defaults and limits.

use std::net::IpAddr;
use std::path::PathBuf;

use clap::builder::{PossibleValuesParser, TypedValueParser};
use clap::{Args, ValueEnum};

use crate::cli::callbacks::CallbackArgs;
use crate::cli::complete;
use crate::cli::memory_size;
use crate::cli::overlay::OverlayArg;
use crate::cli::scenario::ScenarioArg;
use crate::cli::tls::TlsArgs;
use crate::cli::values;
use crate::contract::Strictness;
use crate::engine::account::DeclaredKey;
use crate::engine::account::limits::AccountLimits;
use crate::engine::account::throttle::MAX_QPS;
use crate::engine::journal::JournalBounds;
use crate::engine::memory::MemoryBudget;
use crate::engine::transaction::store::TransactionBounds;
use crate::server;

/// The address where none is named.
pub(super) const DEFAULT_HOST: &str = "127.0.0.1";
/// The port where none is named.
pub(super) const DEFAULT_PORT: u16 = 8809;

/// How the emulator is run.
#[derive(Debug, Clone, Args)]
#[allow(clippy::struct_excessive_bools, reason = "each is a flag of its own")]
pub struct ServeArgs {
    /// Address to listen on, or a host name of this machine such as localhost.
    #[arg(long, env = "CLOUDAUTH_LOCAL_HOST", default_value = DEFAULT_HOST, value_parser = clap::builder::StringValueParser::new().try_map(|text| values::listen_host(&text)))]
    pub host: IpAddr,

    /// Port to listen on; 0 takes a free one.
    #[arg(long, env = "CLOUDAUTH_LOCAL_PORT", default_value_t = DEFAULT_PORT)]
    pub port: u16,

    /// The scenario.
    #[command(flatten)]
    pub scenario: ScenarioArg,

    /// Overlay.
    #[command(flatten)]
    pub overlay: OverlayArg,

    /// Seed of all identifiers: the same seed and the same calls give the same responses [default: random].
    #[arg(long, env = "CLOUDAUTH_LOCAL_SEED", value_name = "N")]
    pub seed: Option<u64>,

    /// Declare an access key; may be repeated. Keys, signatures, timestamps and nonces are then checked.
    /// STANDING is active, ram-denied, not-activated, overdue or key-disabled.
    #[arg(
        long = "account",
        env = "CLOUDAUTH_LOCAL_ACCOUNT",
        hide_env_values = true,
        value_name = "ID:SECRET[:STANDING]",
        value_delimiter = ',',
        value_parser = clap::builder::StringValueParser::new().try_map(|text| values::account(&text))
    )]
    pub accounts: Vec<DeclaredKey>,

    /// Calls per second that each account may make of each operation; 0 disables throttling [default: as documented, 10].
    #[arg(long, env = "CLOUDAUTH_LOCAL_QPS", value_name = "N", value_parser = clap::value_parser!(u32).range(..=i64::from(MAX_QPS)))]
    pub qps: Option<u32>,

    /// Calls that may arrive at once before throttling starts [default: the value of --qps].
    #[arg(long, env = "CLOUDAUTH_LOCAL_BURST", value_name = "N", value_parser = clap::value_parser!(u32).range(1..=i64::from(MAX_QPS)))]
    pub burst: Option<u32>,

    /// How strictly calls are checked: by the documentation (documented); accepting and logging what the real service is
    /// known to accept (observed); accepting also what it may or may not refuse (lenient).
    #[arg(long, env = "CLOUDAUTH_LOCAL_STRICTNESS", value_name = "LEVEL", default_value = Strictness::default().word(), value_parser = PossibleValuesParser::new(Strictness::ALL.map(Strictness::word)).try_map(|word| values::strictness(&word)))]
    pub strictness: Strictness,

    /// Short for --strictness lenient.
    #[arg(long, env = "CLOUDAUTH_LOCAL_LENIENT", value_parser = clap::builder::FalseyValueParser::new())]
    pub lenient: bool,

    /// Base of the TransactionUrl, if browsers reach the emulator at another URL than the SDK.
    #[arg(long, env = "CLOUDAUTH_LOCAL_PUBLIC_URL", value_name = "URL", value_parser = clap::builder::StringValueParser::new().try_map(|text| values::public_url(&text)))]
    pub public_url: Option<String>,

    /// HTTPS.
    #[command(flatten)]
    pub tls: TlsArgs,

    /// Maximum number of open connections; further ones wait to be accepted.
    #[arg(long, env = "CLOUDAUTH_LOCAL_CONNECTIONS", value_name = "N", default_value_t = server::CONNECTIONS as u32, value_parser = clap::value_parser!(u32).range(1..=1_000_000))]
    pub connections: u32,

    /// Worker threads [default: one for each core, up to 4].
    #[arg(long, env = "CLOUDAUTH_LOCAL_THREADS", value_name = "N", value_parser = clap::value_parser!(u32).range(1..=64))]
    pub threads: Option<u32>,

    /// Callbacks.
    #[command(flatten)]
    pub callbacks: CallbackArgs,

    /// Maximum number of transactions, within their share of --memory; beyond it the oldest are evicted.
    #[arg(long, env = "CLOUDAUTH_LOCAL_TRANSACTIONS", value_name = "N", default_value_t = TransactionBounds::default().count as u32, value_parser = clap::value_parser!(u32).range(1..))]
    pub transactions: u32,

    /// Token that requests to the admin API under /_emulator/ must carry, as Authorization: Bearer TOKEN.
    #[arg(long, env = "CLOUDAUTH_LOCAL_ADMIN_TOKEN", value_name = "TOKEN", hide_env_values = true, value_parser = clap::builder::NonEmptyStringValueParser::new())]
    pub admin_token: Option<String>,

    /// Host name by which clients may use the admin API without a token, such as that of a compose service; may be
    /// repeated. Addresses, localhost and the host of --public-url need none.
    #[arg(
        long = "admin-host",
        env = "CLOUDAUTH_LOCAL_ADMIN_HOST",
        value_name = "NAME",
        value_delimiter = ',',
        value_parser = clap::builder::StringValueParser::new().try_map(|text| values::host_name(&text))
    )]
    pub admin_hosts: Vec<String>,

    /// Memory for everything that is kept, such as 512MiB or 1GiB; see Memory in docs/reference.md.
    #[arg(long, env = "CLOUDAUTH_LOCAL_MEMORY", value_name = "SIZE", default_value_t = MemoryBudget::default(), value_parser = clap::builder::StringValueParser::new().try_map(|text| memory_size::parse(&text)))]
    pub memory: MemoryBudget,

    /// Calls kept in the journal, within its share of --memory.
    #[arg(long, env = "CLOUDAUTH_LOCAL_JOURNAL", value_name = "N", default_value_t = JournalBounds::default().calls as u32, value_parser = clap::value_parser!(u32).range(1..=1_000_000))]
    pub journal: u32,

    /// What must have occurred by the end of the run, separated by commas: Success, error codes, check outcomes such as
    /// check.expired, callback events such as callback.dropped. The exit code is 3 if one never occurred.
    #[arg(long, env = "CLOUDAUTH_LOCAL_FAIL_UNDER_COVERAGE", value_name = "CODE", value_delimiter = ',', add = complete::coverage_names(), value_parser = clap::builder::StringValueParser::new().try_map(|text| values::coverage_name(&text)))]
    pub fail_under_coverage: Vec<String>,

    /// Exit with 3 if a rule of the scenario never acted. Rules count from when the scenario was loaded last.
    #[arg(long, env = "CLOUDAUTH_LOCAL_FAIL_ON_UNUSED_RULES", value_parser = clap::builder::FalseyValueParser::new())]
    pub fail_on_unused_rules: bool,

    /// Write the URL to this file, in one line, as soon as the emulator is ready.
    #[arg(long, env = "CLOUDAUTH_LOCAL_READY_FILE", value_name = "FILE")]
    pub ready_file: Option<PathBuf>,

    /// Stop when stdin is closed, as when the program that holds the other end of the pipe ends or is killed.
    #[arg(long, env = "CLOUDAUTH_LOCAL_STOP_ON_STDIN_CLOSE", value_parser = clap::builder::FalseyValueParser::new())]
    pub stop_on_stdin_close: bool,

    /// How the log on stderr is written.
    #[arg(long, env = "CLOUDAUTH_LOCAL_LOG", value_name = "FORMAT", value_enum, default_value_t = LogFormat::Text)]
    pub log: LogFormat,

    /// Log more: -v connections too, -vv everything.
    #[arg(short, long, env = "CLOUDAUTH_LOCAL_VERBOSE", action = clap::ArgAction::Count)]
    pub verbose: u8,

    /// Log warnings only.
    #[arg(short, long, env = "CLOUDAUTH_LOCAL_QUIET", conflicts_with = "verbose", value_parser = clap::builder::FalseyValueParser::new())]
    pub quiet: bool,
}

/// The format of the log.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum LogFormat {
    /// Lines for people.
    Text,
    /// One JSON object a line.
    Json,
}

impl ServeArgs {
    /// The strictness in the flags: the more lenient of --strictness and --lenient.
    #[must_use]
    pub fn strictness(&self) -> Strictness {
        if self.lenient { Strictness::Lenient } else { self.strictness }
    }

    /// The limits in the flags.
    #[must_use]
    pub fn limits(&self) -> AccountLimits {
        AccountLimits { qps: self.qps, burst: self.burst, ..AccountLimits::default() }
    }
}
