//! The emulator that an endpoint is compared with: in this process, on a free port of loopback, with the user's key
//! declared and nothing throttled.

use std::io;
use std::net::Ipv4Addr;
use std::sync::Arc;

use tokio::net::TcpListener;
use tokio::task::JoinHandle;

use crate::contract::overlay::Overlay;
use crate::engine::account::abnormal::AbnormalLimit;
use crate::engine::account::limits::AccountLimits;
use crate::engine::account::{AccountStanding, DeclaredKey};
use crate::engine::{Engine, Settings};
use crate::parity::credentials::Credentials;
use crate::server::{ServerOptions, serve};

/// A running emulator. It ends when it is dropped.
pub(super) struct Reference {
    /// Its base URL.
    pub(super) url: String,
    task: JoinHandle<()>,
}

impl Reference {
    /// Starts one.
    pub(super) async fn start(credentials: &Credentials, overlay: Option<Overlay>) -> io::Result<Self> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?;
        let url = format!("http://{}", listener.local_addr()?);
        let engine = Engine::new(settings(credentials, &url)).with_overlay(overlay.map(Arc::new));
        let task = tokio::spawn(async move {
            serve(listener, Arc::new(engine), ServerOptions::default(), std::future::pending()).await;
        });
        Ok(Self { url, task })
    }
}

impl Drop for Reference {
    fn drop(&mut self) {
        self.task.abort();
    }
}

fn settings(credentials: &Credentials, url: &str) -> Settings {
    let id = credentials.access_key_id.as_str();
    let key = DeclaredKey {
        security_token: credentials.security_token.clone(),
        ..DeclaredKey::new(id, credentials.secret.text(), AccountStanding::Active)
    };
    let abnormal = AbnormalLimit { count: 0, ..AbnormalLimit::default() };
    Settings {
        keys: vec![key],
        limits: AccountLimits { qps: Some(0), abnormal, ..AccountLimits::default() },
        ..Settings::new(url)
    }
}
