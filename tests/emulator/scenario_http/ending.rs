//! What comes over a bare socket, and how the connection ends.

use std::io::{ErrorKind, Read as _, Write as _};
use std::time::Duration;

use crate::kit::program::Program;
use crate::kit::raw::connect;
use crate::kit::request::Request;

/// How a connection ended.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum End {
    /// The server closed it.
    Closed,
    /// The server reset it.
    Reset,
    /// Nothing more came within the time.
    Silence,
}

/// Sends an Initialize of a user, and reads until the end or until nothing comes for so long.
pub(crate) fn bytes(server: &Program, user: &str, timeout: Duration) -> (Vec<u8>, End) {
    let mut stream = connect(server.address);
    stream.set_read_timeout(Some(timeout)).unwrap();
    stream.write_all(&Request::initialize().with("MerchantUserId", user).bytes()).unwrap();
    let (mut got, mut piece) = (Vec::new(), [0; 4096]);
    loop {
        match stream.read(&mut piece) {
            Ok(0) => return (got, End::Closed),
            Ok(length) => got.extend_from_slice(&piece[..length]),
            Err(error) if error.kind() == ErrorKind::ConnectionReset => return (got, End::Reset),
            Err(error) if matches!(error.kind(), ErrorKind::WouldBlock | ErrorKind::TimedOut) => {
                return (got, End::Silence);
            }
            Err(error) => panic!("{error}"),
        }
    }
}
