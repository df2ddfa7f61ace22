//! Where the local CA is kept: `<folder>/ca/cert.pem` and `<folder>/ca/key.pem`. The two appear at once, by renaming
//! a finished folder into place, so that two processes that start together agree on one CA.

use std::ffi::OsString;
use std::fs::{self, DirBuilder, OpenOptions};
use std::io::{self, ErrorKind, Write as _};
use std::path::{Path, PathBuf};

use rand::TryRng as _;
use rand::rngs::SysRng;

use super::{Authority, TlsError};

/// The name of the CA's certificate, under `--tls-dir`.
pub const CERTIFICATE: &str = "ca/cert.pem";
const KEY: &str = "ca/key.pem";

/// The user's folder for state: `$XDG_STATE_HOME/cloudauth-local` or `~/.local/state/cloudauth-local`; on macOS
/// `~/Library/Application Support/cloudauth-local`; on Windows `%LOCALAPPDATA%\cloudauth-local`.
///
/// # Errors
/// The environment names no such folder.
pub fn default_folder(variable: impl Fn(&str) -> Option<OsString>) -> Result<PathBuf, TlsError> {
    let absolute = |name: &str| variable(name).map(PathBuf::from).filter(|path| path.is_absolute());
    let state = if cfg!(windows) {
        absolute("LOCALAPPDATA")
    } else if cfg!(target_os = "macos") {
        absolute("XDG_STATE_HOME")
            .or_else(|| absolute("HOME").map(|home| home.join("Library/Application Support")))
    } else {
        absolute("XDG_STATE_HOME").or_else(|| absolute("HOME").map(|home| home.join(".local/state")))
    };
    state.map(|folder| folder.join("cloudauth-local")).ok_or(TlsError::NoFolder)
}

/// The CA in a folder, made now if there is none.
///
/// # Errors
/// The folder cannot be read or written, or holds something else.
pub fn open(folder: &Path) -> Result<Authority, TlsError> {
    if let Some(authority) = read(folder)? {
        return Ok(authority);
    }
    private_folder(folder, true).map_err(TlsError::folder("make the folder", folder))?;
    let mut draft = Draft::new(folder)?;
    let authority = Authority::make()?;
    draft.write("cert.pem", authority.certificate_pem(), 0o644)?;
    draft.write("key.pem", &authority.key_pem(), 0o600)?;
    if draft.publish(&folder.join("ca"))? {
        return Ok(authority);
    }
    // Another process was first.
    read(folder)?.ok_or_else(|| damaged(folder, "it appeared and vanished while it was read"))
}

fn read(folder: &Path) -> Result<Option<Authority>, TlsError> {
    let (certificate, key) = (folder.join(CERTIFICATE), folder.join(KEY));
    let certificate_pem = match fs::read_to_string(&certificate) {
        Ok(text) => text,
        Err(error) if error.kind() == ErrorKind::NotFound && !key.exists() => return Ok(None),
        Err(error) if error.kind() == ErrorKind::NotFound => {
            return Err(damaged(folder, "cert.pem is missing"));
        }
        Err(error) if error.kind() == ErrorKind::InvalidData => {
            return Err(damaged(folder, "cert.pem is no text"));
        }
        Err(error) => return Err(TlsError::folder("read", &certificate)(error)),
    };
    let key_pem = fs::read_to_string(&key).map_err(|error| match error.kind() {
        ErrorKind::NotFound => damaged(folder, "key.pem is missing"),
        ErrorKind::InvalidData => damaged(folder, "key.pem is no text"),
        _ => TlsError::folder("read", &key)(error),
    })?;
    // A copy or a careless umask may have opened the key to others; where modes mean nothing this does nothing.
    let _ = restrict(&key, 0o600);
    Authority::read(certificate_pem, &key_pem).map(Some).map_err(|why| damaged(folder, &why))
}

fn damaged(folder: &Path, why: &str) -> TlsError {
    TlsError::Damaged { folder: folder.join("ca"), why: why.to_owned() }
}

/// A folder in the making; what is left of it at the end is removed.
struct Draft {
    path: PathBuf,
}

impl Draft {
    fn new(folder: &Path) -> Result<Self, TlsError> {
        let unique = SysRng
            .try_next_u64()
            .map_err(|error| TlsError::folder("name a file in", folder)(error.into()))?;
        let path = folder.join(format!(".ca-{unique:016x}"));
        private_folder(&path, false).map_err(TlsError::folder("make the folder", &path))?;
        Ok(Self { path })
    }

    fn write(&mut self, name: &str, text: &str, mode: u32) -> Result<(), TlsError> {
        let path = self.path.join(name);
        write_new(&path, text, mode).map_err(TlsError::folder("write", &path))
    }

    /// Whether the draft became `target`; `false` if there is one already.
    fn publish(self, target: &Path) -> Result<bool, TlsError> {
        match fs::rename(&self.path, target) {
            Ok(()) => Ok(true),
            Err(_) if target.join("cert.pem").exists() => Ok(false),
            Err(error) => Err(TlsError::folder("make the folder", target)(error)),
        }
    }
}

impl Drop for Draft {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.path);
    }
}

fn write_new(path: &Path, text: &str, mode: u32) -> io::Result<()> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, mode);
    let mut file = options.open(path)?;
    file.write_all(text.as_bytes())?;
    // A full disk may show itself only here.
    file.sync_all()?;
    restrict(path, mode)
}

fn private_folder(path: &Path, with_parents: bool) -> io::Result<()> {
    let mut builder = DirBuilder::new();
    builder.recursive(with_parents);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(path)
}

#[cfg(unix)]
fn restrict(path: &Path, mode: u32) -> io::Result<()> {
    use std::os::unix::fs::PermissionsExt as _;
    fs::set_permissions(path, fs::Permissions::from_mode(mode))
}

/// Elsewhere the folder of the user's profile is the protection.
#[cfg(not(unix))]
#[expect(clippy::unnecessary_wraps, reason = "the same shape as on Unix")]
fn restrict(_: &Path, _: u32) -> io::Result<()> {
    Ok(())
}

#[cfg(test)]
#[path = "folder_tests.rs"]
mod tests;
