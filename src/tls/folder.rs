//! Storage of the local CA: `<folder>/ca/cert.pem` and `<folder>/ca/key.pem`. Both are created atomically, by renaming a
//! finished folder, so that processes that start at the same time use the same CA.

use std::ffi::OsString;
use std::fs::{self, DirBuilder, OpenOptions};
use std::io::{self, ErrorKind, Write as _};
use std::path::{Path, PathBuf};

use rand::TryRng as _;
use rand::rngs::SysRng;

use super::{Authority, TlsError};

/// The path of the CA's certificate, relative to `--tls-dir`.
pub const CERTIFICATE: &str = "ca/cert.pem";
const KEY: &str = "ca/key.pem";

/// The default state folder: `$XDG_STATE_HOME/cloudauth-local` or `~/.local/state/cloudauth-local`; on macOS
/// `~/Library/Application Support/cloudauth-local`; on Windows `%LOCALAPPDATA%\cloudauth-local`.
///
/// # Errors
/// The variables that name the folder are not set.
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

/// The CA in a folder; it is created if there is none.
///
/// # Errors
/// The folder cannot be read or written, or its CA cannot be used.
pub fn open(folder: &Path) -> Result<Authority, TlsError> {
    if let Some(authority) = read(folder)? {
        return Ok(authority);
    }
    private_folder(folder, true).map_err(TlsError::folder("make the folder", folder))?;
    let mut draft = FolderDraft::new(folder)?;
    let authority = Authority::make()?;
    draft.write("cert.pem", authority.certificate_pem(), 0o644)?;
    draft.write("key.pem", &authority.key_pem(), 0o600)?;
    if draft.publish(&folder.join("ca"))? {
        return Ok(authority);
    }
    // Another process created the CA first.
    read(folder)?.ok_or_else(|| damaged(folder, "it was removed while it was being read"))
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
            return Err(damaged(folder, "cert.pem is not valid UTF-8"));
        }
        Err(error) => return Err(TlsError::folder("read", &certificate)(error)),
    };
    let key_pem = fs::read_to_string(&key).map_err(|error| match error.kind() {
        ErrorKind::NotFound => damaged(folder, "key.pem is missing"),
        ErrorKind::InvalidData => damaged(folder, "key.pem is not valid UTF-8"),
        _ => TlsError::folder("read", &key)(error),
    })?;
    // Others may be able to read the key, after a copy or because of the umask. Failing is fine: some file systems have
    // no modes.
    let _ = restrict(&key, 0o600);
    Authority::read(certificate_pem, &key_pem).map(Some).map_err(|why| damaged(folder, &why.to_string()))
}

fn damaged(folder: &Path, why: &str) -> TlsError {
    TlsError::Damaged { folder: folder.join("ca"), why: why.to_owned() }
}

/// A temporary folder in which the CA is written; removed on drop unless it was published.
struct FolderDraft {
    path: PathBuf,
}

impl FolderDraft {
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

    /// Renames the draft to `target`; `false` if there is a CA already.
    fn publish(self, target: &Path) -> Result<bool, TlsError> {
        match fs::rename(&self.path, target) {
            Ok(()) => Ok(true),
            Err(_) if target.join("cert.pem").exists() => Ok(false),
            Err(error) => Err(TlsError::folder("make the folder", target)(error)),
        }
    }
}

impl Drop for FolderDraft {
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
    // A full disk may be reported only here.
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

/// On other systems the user's profile folder protects the key.
#[cfg(not(unix))]
#[expect(clippy::unnecessary_wraps, reason = "the same signature as on Unix")]
fn restrict(_: &Path, _: u32) -> io::Result<()> {
    Ok(())
}

#[cfg(test)]
#[path = "folder_tests.rs"]
mod tests;
