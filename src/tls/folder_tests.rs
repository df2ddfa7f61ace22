//! Tests of the CA's folder.

use std::sync::Barrier;
use std::thread;

use super::*;

fn environment(variables: &'static [(&'static str, &'static str)]) -> impl Fn(&str) -> Option<OsString> {
    |name| variables.iter().find(|(known, _)| *known == name).map(|(_, value)| value.into())
}

#[cfg(target_os = "linux")]
#[test]
fn the_default_is_the_user_s_state_folder() {
    for (variables, expected) in [
        (&[("XDG_STATE_HOME", "/s"), ("HOME", "/h")][..], "/s/cloudauth-local"),
        (&[("XDG_STATE_HOME", "relative"), ("HOME", "/h")], "/h/.local/state/cloudauth-local"),
        (&[("XDG_STATE_HOME", ""), ("HOME", "/h")], "/h/.local/state/cloudauth-local"),
    ] {
        assert_eq!(default_folder(environment(variables)).unwrap(), Path::new(expected));
    }
    let refusal = default_folder(environment(&[])).unwrap_err().to_string();
    assert!(refusal.contains("HOME is not set") && refusal.contains("--tls-dir"), "{refusal}");
}

#[test]
fn a_ca_is_made_once_and_kept() {
    let folder = tempfile::tempdir().unwrap();
    let deep = folder.path().join("a/b");
    let first = open(&deep).unwrap();
    let second = open(&deep).unwrap();
    assert_eq!(first.certificate_pem(), second.certificate_pem());
    assert_eq!(fs::read_to_string(deep.join(CERTIFICATE)).unwrap(), first.certificate_pem());
    assert_eq!(fs::read_dir(&deep).unwrap().count(), 1, "nothing is left of the draft");
}

#[test]
fn processes_that_start_together_agree_on_one_ca() {
    let folder = tempfile::tempdir().unwrap();
    let barrier = Barrier::new(8);
    let certificates: Vec<String> = thread::scope(|scope| {
        let start = || {
            barrier.wait();
            open(&folder.path().join("state")).unwrap().certificate_pem().to_owned()
        };
        let threads: Vec<_> = (0..8).map(|_| scope.spawn(start)).collect();
        threads.into_iter().map(|thread| thread.join().unwrap()).collect()
    });
    assert!(certificates.iter().all(|certificate| *certificate == certificates[0]));
    assert_eq!(
        fs::read_dir(folder.path().join("state")).unwrap().count(),
        1,
        "nothing is left of the drafts"
    );
}

#[cfg(unix)]
#[test]
fn the_key_is_readable_by_its_owner_alone() {
    use std::os::unix::fs::PermissionsExt as _;
    let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
    let folder = tempfile::tempdir().unwrap();
    let state = folder.path().join("state");
    open(&state).unwrap();
    for (path, expected) in [
        (state.clone(), 0o700),
        (state.join("ca"), 0o700),
        (state.join(KEY), 0o600),
        (state.join(CERTIFICATE), 0o644),
    ] {
        assert_eq!(mode(&path), expected, "{}", path.display());
    }
    restrict(&state.join(KEY), 0o644).unwrap();
    open(&state).unwrap();
    assert_eq!(mode(&state.join(KEY)), 0o600, "a key that others could read is private again");
}

#[test]
fn a_folder_that_cannot_be_made_gives_one_clear_error() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("file");
    fs::write(&file, "").unwrap();
    let refusal = open(&file.join("state")).err().unwrap().to_string();
    assert!(refusal.starts_with("cannot ") && refusal.contains("--tls-dir"), "{refusal}");
    assert!(!refusal.contains('\n'), "{refusal}");
}

#[test]
fn a_damaged_ca_is_named_and_never_replaced() {
    for (file, text, why) in [
        (CERTIFICATE, None, "cert.pem is missing"),
        (KEY, None, "key.pem is missing"),
        (KEY, Some(&b"x"[..]), "the key is not a private key"),
        (CERTIFICATE, Some(b"x"), "the certificate is not a certificate"),
        (KEY, Some(b"\xff"), "key.pem is not valid UTF-8"),
    ] {
        let folder = tempfile::tempdir().unwrap();
        open(folder.path()).unwrap();
        match text {
            Some(text) => fs::write(folder.path().join(file), text).unwrap(),
            None => fs::remove_file(folder.path().join(file)).unwrap(),
        }
        let refusal = open(folder.path()).err().unwrap().to_string();
        assert!(refusal.contains(why) && refusal.contains("remove that folder"), "{refusal}");
    }
}
