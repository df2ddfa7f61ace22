//! Reloads the scenario when its file changes, and on SIGHUP. If the file cannot be loaded, the error is logged and the
//! current scenario is kept.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use notify::{Event, RecommendedWatcher, RecursiveMode, Watcher};
use tokio::sync::Notify;

use crate::engine::Engine;
use crate::scenario::{Scenario, warnings};
use crate::server::scenario_file::{FileStamp, ScenarioFileError, parse, read};

/// The time between a change and reading the file: editors write in several steps.
const SETTLE_TIME: Duration = Duration::from_millis(50);

/// Watches a scenario file and loads it into the engine whenever its content has changed. `again` forces a reload.
/// Without a file only forced reloads happen; they restart the current scenario.
pub async fn keep_loaded(engine: Arc<Engine>, loaded: Option<(PathBuf, FileStamp)>, again: Arc<Notify>) {
    let (file, mut last) = loaded.unzip();
    let changed = Arc::new(Notify::new());
    // Dropping the watcher ends watching.
    let _watcher = file.as_deref().and_then(|path| match watch(path, changed.clone()) {
        Ok(watcher) => Some(watcher),
        Err(error) => {
            tracing::warn!("cannot watch {}: {error}; send SIGHUP to reload it", path.display());
            None
        }
    });
    // The file may have changed before it was watched.
    changed.notify_one();
    loop {
        let forced = tokio::select! {
            () = changed.notified() => false,
            () = again.notified() => true,
        };
        let Some(path) = file.clone() else {
            if forced {
                load_into(&engine, engine.scenario(), "the scenario");
            }
            continue;
        };
        tokio::time::sleep(SETTLE_TIME).await;
        let name = path.display().to_string();
        let before = last.clone();
        // On a blocking thread: a large file takes a while, and calls must be served meanwhile.
        let read = tokio::task::spawn_blocking(move || {
            let bytes = read(&path);
            let stamp = FileStamp::of(&bytes);
            let same = before.as_ref() == Some(&stamp) && !forced;
            let scenario = (!same).then(|| bytes.and_then(|bytes| parse(&path, &bytes)));
            (stamp, scenario)
        });
        let Ok((stamp, scenario)) = read.await else { continue };
        last = Some(stamp);
        match scenario {
            None => {}
            Some(Ok(scenario)) => load_into(&engine, Arc::new(scenario), &name),
            Some(Err(ScenarioFileError::Invalid(report))) => {
                tracing::error!("{name} is invalid; the previous scenario is kept\n{report}");
            }
            Some(Err(error)) => tracing::error!("{error}; the previous scenario is kept"),
        }
    }
}

fn load_into(engine: &Engine, scenario: Arc<Scenario>, name: &str) {
    let rules = scenario.rules.len();
    let warnings = warnings(&scenario);
    match engine.load(scenario) {
        Ok(()) => {
            tracing::info!(rules, "reloaded {name}");
            for warning in warnings {
                tracing::warn!("{name}: {warning}");
            }
        }
        Err(error) => {
            tracing::error!("{name} is invalid: {error}; the previous scenario is kept");
        }
    }
}

/// Watches the folder of a file, since editors replace files, and the folder of the target of a symbolic link.
fn watch(path: &Path, changed: Arc<Notify>) -> notify::Result<RecommendedWatcher> {
    let mut watcher = notify::recommended_watcher(move |event: notify::Result<Event>| {
        // Our own reads cause access events, which would cause reloads without end.
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
    async fn a_change_before_watching_started_is_not_missed() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("scenario.json");
        std::fs::write(&file, r#"{"description":"old"}"#).unwrap();
        let (scenario, stamp) = load(&file).unwrap();
        let settings = Settings::of_a_test();
        let engine = Arc::new(Engine::with_scenario(settings, Arc::new(scenario)).unwrap());
        std::fs::write(&file, r#"{"description":"new"}"#).unwrap();
        let keeping = keep_loaded(engine.clone(), Some((file, stamp)), Arc::new(Notify::new()));
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
