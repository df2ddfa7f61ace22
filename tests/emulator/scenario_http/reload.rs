//! Loading a scenario again while the emulator runs.

use std::fs;
use std::path::Path;
use std::process::Command;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::thread;

use crate::kit::program::{Program, until};
use crate::scenario_http::initialize;

/// A scenario that answers everything with an error and a message of its own.
fn scenario(code: &str, message: &str) -> String {
    format!(r#"{{ "rules": [{{ "then": {{ "error": "{code}", "message": "{message}" }} }}] }}"#)
}

fn code(server: &Program) -> String {
    initialize(server, &[], &[]).unwrap().code()
}

/// A server that plays a file whose content is the scenario of `InternalError`.
fn playing(file: &Path) -> Program {
    fs::write(file, scenario("InternalError", "first")).unwrap();
    let server = Program::start(&["--scenario", file.to_str().unwrap(), "--qps", "0"]);
    assert_eq!(code(&server), "InternalError");
    server
}

/// Puts a file in the place of another, as editors do.
fn replace(file: &Path, text: &str) {
    let new = file.with_extension("new");
    fs::write(&new, text).unwrap();
    fs::rename(&new, file).unwrap();
}

#[test]
fn a_file_that_is_written_or_replaced_is_loaded_again() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("scenario.json");
    let server = playing(&file);
    fs::write(&file, scenario("ServiceUnavailable", "second")).unwrap();
    until("the written file", || code(&server) == "ServiceUnavailable");
    replace(&file, &scenario("NoPermission", "third"));
    until("the replaced file", || code(&server) == "NoPermission");
    // The file is a new one now; it is watched all the same.
    fs::write(&file, scenario("Throttling", "fourth")).unwrap();
    until("the file written once more", || code(&server) == "Throttling");
}

#[test]
fn what_cannot_be_used_is_reported_and_the_running_scenario_stays() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("scenario.json");
    let server = playing(&file);
    replace(&file, &scenario("NoSuchCode", "broken"));
    assert!(server.logs("\"NoSuchCode\" is not an error code of the service"));
    assert_eq!(code(&server), "InternalError");
    fs::remove_file(&file).unwrap();
    assert!(server.logs("No such file or directory"));
    assert_eq!(code(&server), "InternalError");
    fs::create_dir(&file).unwrap();
    assert!(server.logs("it is a directory, not a scenario file"));
    fs::remove_dir(&file).unwrap();
    let huge = fs::File::create(&file).unwrap();
    huge.set_len(1 << 30).unwrap();
    assert!(server.logs("a scenario file is at most 8 MiB long"));
    drop(huge);
    assert_eq!(code(&server), "InternalError");
    replace(&file, &scenario("ServiceUnavailable", "mended"));
    until("the mended file", || code(&server) == "ServiceUnavailable");
}

#[cfg(unix)]
#[test]
fn a_pipe_in_the_place_of_the_file_blocks_nobody() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("scenario.json");
    let server = playing(&file);
    fs::remove_file(&file).unwrap();
    assert!(Command::new("mkfifo").arg(&file).status().unwrap().success());
    assert!(server.logs("it is not a regular file"));
    assert_eq!(code(&server), "InternalError");
}

#[cfg(unix)]
#[test]
fn a_link_that_is_set_to_another_file_is_followed() {
    let folder = tempfile::tempdir().unwrap();
    let link = folder.path().join("scenario.json");
    for (name, code) in [("one", "InternalError"), ("other", "ServiceUnavailable")] {
        fs::write(folder.path().join(name), scenario(code, name)).unwrap();
    }
    std::os::unix::fs::symlink("one", &link).unwrap();
    let server = Program::start(&["--scenario", link.to_str().unwrap(), "--qps", "0"]);
    assert_eq!(code(&server), "InternalError");
    let new = folder.path().join("new");
    std::os::unix::fs::symlink("other", &new).unwrap();
    fs::rename(&new, &link).unwrap();
    until("the other file", || code(&server) == "ServiceUnavailable");
}

#[cfg(unix)]
#[test]
fn sighup_begins_the_scenario_anew() {
    for scenario in ["retry-ladder", concat!(env!("CARGO_MANIFEST_DIR"), "/scenarios/retry-ladder.json")] {
        let server = Program::start(&["--scenario", scenario]);
        assert_eq!([code(&server), code(&server)], ["InternalError", "ServiceUnavailable"]);
        server.signal("HUP");
        assert!(server.logs("reloaded "));
        assert_eq!([code(&server), code(&server)], ["InternalError", "ServiceUnavailable"]);
    }
}

#[test]
fn no_call_is_lost_and_none_meets_two_scenarios_while_files_change() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("scenario.json");
    let server = playing(&file);
    let (done, answered) = (AtomicBool::new(false), AtomicUsize::new(0));
    thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| {
                while !done.load(Ordering::Relaxed) {
                    let answer = initialize(&server, &[], &[]).unwrap();
                    let message = answer.json()["Message"].as_str().unwrap().to_owned();
                    let (status, code) = answer.verdict();
                    let pair = (status, code, message.as_str());
                    assert!(
                        [(500, "InternalError", "first"), (503, "ServiceUnavailable", "second")]
                            .contains(&pair),
                        "{pair:?}"
                    );
                    answered.fetch_add(1, Ordering::Relaxed);
                }
            });
        }
        for round in 0..10 {
            let (code, message) =
                if round % 2 == 0 { ("ServiceUnavailable", "second") } else { ("InternalError", "first") };
            replace(&file, &scenario(code, message));
            until("the next file", || self::code(&server) == code);
        }
        done.store(true, Ordering::Relaxed);
    });
    assert!(answered.into_inner() > 10);
}
