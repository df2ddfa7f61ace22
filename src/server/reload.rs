//! Loading the scenario again: when its file changes, and when the process is told to. A file that cannot be used is
//! reported, and the scenario that is played stays.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use notify::{Event, RecommendedWatcher, RecursiveMode, Watcher};
use sha2::{Digest, Sha256};
use tokio::sync::Notify;

use super::scenario_file::{Problem, parse, read};
use crate::engine::Engine;
use crate::scenario::Scenario;

/// How long a file is left alone after it changed: editors write in several steps.
const SETTLE: Duration = Duration::from_millis(50);

/// Watches a scenario file and loads it into the engine whenever its content has changed. `again` is notified
/// when the scenario shall be loaded again in any case. Without a file only that is waited for.
///
/// The watch begins with this call, so that no change is missed behind it; the future does the rest.
pub fn keep_loaded(
    engine: Arc<Engine>,
    file: Option<PathBuf>,
    again: Arc<Notify>,
) -> impl Future<Output = ()> + Send {
    let changed = Arc::new(Notify::new());
    let watcher = file.as_deref().and_then(|path| match watch(path, changed.clone()) {
        Ok(watcher) => Some(watcher),
        Err(fault) => {
            tracing::warn!("cannot watch {}: {fault}; SIGHUP loads it again", path.display());
            None
        }
    });
    let seen = file.as_deref().map(|path| State::of(&read(path)));
    async move {
        // Watching ends when the watcher is dropped.
        let _watcher = watcher;
        follow(&engine, file, seen, &changed, &again).await;
    }
}

async fn follow(
    engine: &Engine,
    file: Option<PathBuf>,
    mut seen: Option<State>,
    changed: &Notify,
    again: &Notify,
) {
    loop {
        let forced = tokio::select! {
            () = changed.notified() => false,
            () = again.notified() => true,
        };
        let Some(path) = file.clone() else {
            play(engine, engine.scenario(), "the scenario");
            continue;
        };
        tokio::time::sleep(SETTLE).await;
        let name = path.display().to_string();
        let before = seen.clone();
        // A large file takes a while, during which calls are answered.
        let read = tokio::task::spawn_blocking(move || {
            let bytes = read(&path);
            let state = State::of(&bytes);
            let same = before.as_ref() == Some(&state) && !forced;
            let scenario =
                (!same).then(|| bytes.map_err(Problem::Unreadable).and_then(|bytes| parse(&path, &bytes)));
            (state, scenario)
        });
        let Ok((state, scenario)) = read.await else { continue };
        seen = Some(state);
        match scenario {
            None => {}
            Some(Ok(scenario)) => play(engine, Arc::new(scenario), &name),
            Some(Err(Problem::Unreadable(fault))) => {
                tracing::error!("{fault}; the scenario that was loaded before stays");
            }
            Some(Err(Problem::Faulty(report))) => {
                tracing::error!("{name} cannot be used; the scenario that was loaded before stays\n{report}");
            }
        }
    }
}

fn play(engine: &Engine, scenario: Arc<Scenario>, name: &str) {
    let rules = scenario.rules.len();
    match engine.load(scenario) {
        Ok(()) => tracing::info!(rules, "{name} was loaded again"),
        Err(fault) => {
            tracing::error!("{name} cannot be used: {fault}; the scenario that was loaded before stays");
        }
    }
}

/// What a file held when it was read last.
#[derive(Debug, Clone, PartialEq, Eq)]
enum State {
    Content([u8; 32]),
    Unreadable(String),
}

impl State {
    fn of(read: &Result<Vec<u8>, String>) -> Self {
        match read {
            Ok(bytes) => Self::Content(Sha256::digest(bytes).into()),
            Err(fault) => Self::Unreadable(fault.clone()),
        }
    }
}

/// Watches the folder of a file, as editors put a new file in the old one's place; and the folder of what it links to.
fn watch(path: &Path, changed: Arc<Notify>) -> notify::Result<RecommendedWatcher> {
    let mut watcher = notify::recommended_watcher(move |event: notify::Result<Event>| {
        // Reading the file is an event too, and would go on for ever.
        if event.is_ok_and(|event| !event.kind.is_access()) {
            changed.notify_one();
        }
    })?;
    let folder = |path: &Path| match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder.to_path_buf(),
        _ => PathBuf::from("."),
    };
    let mut folders = vec![folder(path)];
    folders.extend(path.canonicalize().ok().map(|target| folder(&target)));
    folders.dedup();
    for folder in folders {
        watcher.watch(&folder, RecursiveMode::NonRecursive)?;
    }
    Ok(watcher)
}
