//! The flags for HTTPS, and `ca`, which prints how to make clients trust the local CA.

use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;
use std::time::SystemTime;

use clap::Args;
use clap::builder::FalseyValueParser;
use rustls::ServerConfig;

use super::{cannot_run, print};
use crate::tls::{CertificateSource, TlsError, advice, folder, server_config};

/// The flags for HTTPS.
#[derive(Debug, Clone, Args)]
pub struct TlsArgs {
    /// Serve HTTPS too, on the same port, with a certificate of a local CA; see `cloudauth-local ca`.
    #[arg(long, env = "CLOUDAUTH_LOCAL_TLS", value_parser = FalseyValueParser::new())]
    pub tls: bool,

    #[command(flatten)]
    folder: FolderArg,

    /// Additional host name or IP address in the certificate; may be repeated.
    #[arg(long = "tls-name", env = "CLOUDAUTH_LOCAL_TLS_NAME", value_name = "NAME", value_delimiter = ',')]
    pub names: Vec<String>,

    /// Your own certificate with its chain, in PEM, instead of one of the local CA; implies --tls. Reloaded when it or
    /// its key changes.
    #[arg(long = "tls-cert", env = "CLOUDAUTH_LOCAL_TLS_CERT", value_name = "FILE", requires = "key")]
    pub certificate: Option<PathBuf>,

    /// The private key of --tls-cert, in PEM.
    #[arg(
        long = "tls-key",
        id = "key",
        env = "CLOUDAUTH_LOCAL_TLS_KEY",
        value_name = "FILE",
        requires = "certificate"
    )]
    pub key: Option<PathBuf>,
}

/// The flag for the local CA's folder.
#[derive(Debug, Clone, Args)]
pub(super) struct FolderArg {
    /// Folder of the local CA, created on first use [default: the user's state folder].
    #[arg(long = "tls-dir", env = "CLOUDAUTH_LOCAL_TLS_DIR", value_name = "FOLDER")]
    folder: Option<PathBuf>,
}

impl FolderArg {
    fn path(&self) -> Result<PathBuf, TlsError> {
        self.folder.clone().map_or_else(|| folder::default_folder(|name| std::env::var_os(name)), Ok)
    }
}

impl TlsArgs {
    /// The TLS configuration of the server; `None` without HTTPS.
    ///
    /// # Errors
    /// There is no usable certificate.
    pub fn config(&self) -> Result<Option<Arc<ServerConfig>>, TlsError> {
        let source = match (&self.certificate, &self.key) {
            (Some(certificate), Some(key)) => {
                CertificateSource::Own { certificate: certificate.clone(), key: key.clone() }
            }
            _ if self.tls => {
                CertificateSource::Local { folder: self.folder.path()?, names: self.names.clone() }
            }
            _ => return Ok(None),
        };
        server_config(&source, Box::new(SystemTime::now)).map(|config| Some(Arc::new(config)))
    }
}

/// Prints the path of the CA and the instructions for clients; creates the CA if there is none.
pub(super) fn print_advice(option: &FolderArg) -> ExitCode {
    let advice = option.path().and_then(|folder| {
        let folder = std::path::absolute(&folder).unwrap_or(folder);
        folder::open(&folder).map(|_| advice::text(&folder.join(folder::CERTIFICATE)))
    });
    match advice {
        Ok(text) => print(&text),
        Err(error) => cannot_run(&error.to_string()),
    }
}
