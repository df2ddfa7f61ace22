//! Loading the scenario again: when its file changes, and when the process is told to. A file that cannot be used is
//! reported, and the scenario that is played stays.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use notify::{Event, RecommendedWatcher, RecursiveMode, Watcher};
use tokio::sync::Notify;

use crate::engine::Engine;
use crate::scenario::Scenario;
use crate::server::scenario_file::{FileStamp, ScenarioFileError, parse, read};

/// How long a file is left alone after it changed: editors write in several steps.
const SETTLE: Duration = Duration::from_millis(50);

/// Watches a scenario file and loads it into the engine whenever its content differs from what was loaded before.
/// `again` is notified when the scenario shall be loaded again in any case. Without a file only that is waited for.
pub async fn keep_loaded(engine: Arc<Engine>, loaded: Option<(PathBuf, FileStamp)>, again: Arc<Notify>) {
    let (file, mut seen) = loaded.unzip();
    let changed = Arc::new(Notify::new());
    // Watching ends when the watcher is dropped.
    let _watcher = file.as_deref().and_then(|path| match watch(path, changed.clone()) {
        Ok(watcher) => Some(watcher),
        Err(error) => {
            tracing::warn!("cannot watch {}: {error}; SIGHUP loads it again", path.display());
            None
        }
    });
    // It may have changed before it was watched.
    changed.notify_one();
    loop {
        let forced = tokio::select! {
            () = changed.notified() => false,
            () = again.notified() => true,
        };
        let Some(path) = file.clone() else {
            if forced {
                play(&engine, engine.scenario(), "the scenario");
            }
            continue;
        };
        tokio::time::sleep(SETTLE).await;
        let name = path.display().to_string();
        let before = seen.clone();
        // A large file takes a while, during which calls are answered.
        let read = tokio::task::spawn_blocking(move || {
            let bytes = read(&path);
            let state = FileStamp::of(&bytes);
            let same = before.as_ref() == Some(&state) && !forced;
            let scenario = (!same)
                .then(|| bytes.map_err(ScenarioFileError::Unreadable).and_then(|bytes| parse(&path, &bytes)));
            (state, scenario)
        });
        let Ok((state, scenario)) = read.await else { continue };
        seen = Some(state);
        match scenario {
            None => {}
            Some(Ok(scenario)) => play(&engine, Arc::new(scenario), &name),
            Some(Err(ScenarioFileError::Unreadable(error))) => {
                tracing::error!("{error}; the scenario that was loaded before stays");
            }
            Some(Err(ScenarioFileError::Faulty(report))) => {
                tracing::error!("{name} cannot be used; the scenario that was loaded before stays\n{report}");
            }
        }
    }
}

fn play(engine: &Engine, scenario: Arc<Scenario>, name: &str) {
    let rules = scenario.rules.len();
    match engine.load(scenario) {
        Ok(()) => tracing::info!(rules, "{name} was loaded again"),
        Err(error) => {
            tracing::error!("{name} cannot be used: {error}; the scenario that was loaded before stays");
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::settings::Settings;
    use crate::server::scenario_file::load;

    #[tokio::test]
    async fn what_changed_before_it_was_watched_is_not_missed() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("scenario.json");
        std::fs::write(&file, r#"{"description":"old"}"#).unwrap();
        let (scenario, state) = load(&file).unwrap();
        let settings = Settings::of_a_test();
        let engine = Arc::new(Engine::with_scenario(settings, Arc::new(scenario)).unwrap());
        std::fs::write(&file, r#"{"description":"new"}"#).unwrap();
        let keeping = keep_loaded(engine.clone(), Some((file, state)), Arc::new(Notify::new()));
        let loaded = async {
            while engine.scenario().description.as_deref() != Some("new") {
                tokio::task::yield_now().await;
            }
        };
        tokio::select! {
            () = keeping => {}
            loaded = tokio::time::timeout(Duration::from_secs(30), loaded) => loaded.unwrap(),
        }
    }
}
