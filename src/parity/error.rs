//! Why a comparison cannot run.

/// Why a comparison cannot run. The texts are what the user reads.
#[derive(Debug, thiserror::Error)]
pub enum ParityError {
    /// No probe has such a name.
    #[error("no probe begins with what --only names; `cloudauth-local parity --list` lists them")]
    NoProbe,
    /// A variable of the environment is missing.
    #[error("{0} is not set: the access key is read from the environment alone, and never logged")]
    NoKey(&'static str),
    /// The endpoint is no URL of a service.
    #[error("{url}: {what}; expected a URL such as https://cloudauth-intl.cn-hongkong.aliyuncs.com")]
    NoEndpoint {
        /// What was given.
        url: String,
        /// What is wrong with it.
        what: String,
    },
    /// The certificates to trust cannot be had.
    #[error("there are no certificates to trust: {0}")]
    NoTrust(String),
    /// The server's certificate is not trusted, or it speaks no TLS.
    #[error("no TLS with {host}: {what}; name its CA with --ca FILE")]
    Tls {
        /// The server.
        host: String,
        /// What went wrong.
        what: String,
    },
    /// The server cannot be reached, or broke off.
    #[error("cannot ask {host}: {what}")]
    Unreachable {
        /// The server.
        host: String,
        /// What went wrong.
        what: String,
    },
    /// What answers is something else.
    #[error("{host} is not this API: {what}")]
    OtherApi {
        /// The server.
        host: String,
        /// What it answered.
        what: String,
    },
    /// The key may not call the API.
    #[error("the access key cannot be used there: {code} ({message})")]
    KeyRefused {
        /// The code that was answered.
        code: String,
        /// The message, with identifiers replaced.
        message: String,
    },
    /// The service throttles, or counts abnormal calls.
    #[error("the service answered {0}; wait some minutes before going on")]
    Offended(String),
    /// The emulator in this process cannot run.
    #[error("cannot start the emulator to compare with: {0}")]
    Emulator(std::io::Error),
    /// The file of an earlier comparison cannot be used.
    #[error("{file}: {what}")]
    Record {
        /// The file.
        file: String,
        /// What is wrong with it.
        what: String,
    },
}
