//! The order of the files: no file uses another one that leads back to it, and no type name stands for two things.
//!
//! A folder's `mod.rs` is the face of its folder: files below it may name it, so that only the ways between other files
//! are followed.

use std::collections::{BTreeMap, BTreeSet};

use crate::black_box::architecture::sources;
use crate::kit::expect;

type Module = Vec<String>;

/// The files of `src` by their module path, each without comments, tests and visibilities.
fn modules() -> BTreeMap<Module, String> {
    let module = |path: &std::path::Path| {
        let inside = path.strip_prefix(expect::path("src")).unwrap().with_extension("");
        let mut parts: Module =
            inside.components().map(|part| part.as_os_str().to_str().unwrap().to_owned()).collect();
        if parts.last().is_some_and(|last| ["mod", "lib"].contains(&last.as_str())) {
            parts.pop();
        }
        parts
    };
    let code = |text: &str| {
        let text = text.split("#[cfg(test)]").next().unwrap();
        let lines = text.lines().filter(|line| !line.trim_start().starts_with("//"));
        let code: Vec<_> = lines.map(|line| without_visibility(line).to_owned()).collect();
        code.join("\n")
    };
    sources().iter().map(|(path, text)| (module(path), code(text))).collect()
}

fn without_visibility(line: &str) -> &str {
    match line.trim_start().strip_prefix("pub(in ").and_then(|rest| rest.split_once(") ")) {
        Some((_, rest)) => rest,
        None => line,
    }
}

/// The leaves of a `use` tree: `a::{b, c::d}` is `a::b` and `a::c::d`.
fn leaves(tree: &str, prefix: &[&str], out: &mut Vec<Module>) {
    let tree = tree.trim();
    let Some((head, rest)) = tree.split_once('{') else {
        let name = tree.split(" as ").next().unwrap();
        let parts = name.split("::").map(str::trim).filter(|part| !part.is_empty());
        out.push(prefix.iter().copied().chain(parts).map(str::to_owned).collect());
        return;
    };
    let prefix: Vec<&str> = prefix
        .iter()
        .copied()
        .chain(head.split("::").map(str::trim).filter(|part| !part.is_empty()))
        .collect();
    let (mut depth, mut start) = (0, 0);
    let body = rest.rsplit_once('}').unwrap().0;
    for (at, c) in body.char_indices().chain([(body.len(), ',')]) {
        match c {
            '{' => depth += 1,
            '}' => depth -= 1,
            ',' if depth == 0 => {
                if !body[start..at].trim().is_empty() {
                    leaves(&body[start..at], &prefix, out);
                }
                start = at + 1;
            }
            _ => {}
        }
    }
}

/// Every `use` of a file: whether it is public, and its leaves.
fn uses(code: &str) -> Vec<(bool, Vec<Module>)> {
    let mut found = Vec::new();
    let mut at = 0;
    for line in code.split_inclusive('\n') {
        let start = line.trim_start();
        let public = start.starts_with("pub use ");
        if public || start.starts_with("use ") {
            let statement = code[at..].split(';').next().unwrap();
            let mut all = Vec::new();
            leaves(statement.split_once("use ").unwrap().1, &[], &mut all);
            found.push((public, all));
        }
        at += line.len();
    }
    found
}

/// A path as it is written, from the crate's root; `None` where it leads elsewhere.
fn absolute(path: &[String], module: &Module, all: &BTreeMap<Module, String>) -> Option<Module> {
    let mut base = module.clone();
    match path.first()?.as_str() {
        "crate" => return Some(path[1..].to_vec()),
        "super" | "self" => {
            let mut rest = path;
            while let Some(word @ ("super" | "self")) = rest.first().map(String::as_str) {
                if word == "super" {
                    base.pop();
                }
                rest = &rest[1..];
            }
            base.extend_from_slice(rest);
        }
        first => {
            base.push(first.to_owned());
            if !all.contains_key(&base) {
                return None;
            }
            base.extend_from_slice(&path[1..]);
        }
    }
    Some(base)
}

/// Which files each file uses, its own folders' faces left out. Re-exports lead to the file that they are of.
fn edges(all: &BTreeMap<Module, String>) -> BTreeMap<Module, BTreeSet<Module>> {
    let file =
        |path: &Module| (0..=path.len()).rev().map(|end| path[..end].to_vec()).find(|m| all.contains_key(m));
    let mut exported = BTreeMap::new();
    for (module, code) in all {
        for leaf in uses(code).into_iter().filter(|(public, _)| *public).flat_map(|(_, leaves)| leaves) {
            if let Some(target) = absolute(&leaf, module, all).as_ref().and_then(file) {
                exported.insert((module.clone(), leaf.last().cloned().unwrap()), target);
            }
        }
    }
    let used = |(module, code): (&Module, &String)| {
        let mut paths: Vec<Module> = uses(code).into_iter().flat_map(|(_, leaves)| leaves).collect();
        let qualified = code.split(|c: char| !(c.is_alphanumeric() || c == '_' || c == ':'));
        paths.extend(
            qualified
                .filter(|word| word.starts_with("crate::") || word.starts_with("super::"))
                .map(|word| word.split("::").filter(|part| !part.is_empty()).map(str::to_owned).collect()),
        );
        let target = |path: &Module| {
            let path = absolute(path, module, all)?;
            let found = file(&path)?;
            let name = path.get(found.len()).cloned().unwrap_or_default();
            Some(exported.get(&(found.clone(), name)).cloned().unwrap_or(found))
        };
        let targets = paths.iter().filter_map(target).filter(|found| !module.starts_with(found));
        (module.clone(), targets.collect())
    };
    all.iter().map(used).collect()
}

/// A way from a file back to itself, if there is one.
fn circle(edges: &BTreeMap<Module, BTreeSet<Module>>) -> Option<Vec<String>> {
    let mut done = BTreeSet::new();
    for start in edges.keys() {
        let mut way: Vec<(&Module, Vec<&Module>)> = vec![(start, edges[start].iter().collect())];
        while let Some((_, next)) = way.last_mut() {
            let Some(module) = next.pop() else {
                done.insert(way.pop().unwrap().0);
                continue;
            };
            if let Some(from) = way.iter().position(|(known, _)| *known == module) {
                return Some(way[from..].iter().map(|(module, _)| module.join("::")).collect());
            }
            if !done.contains(module) {
                way.push((module, edges[module].iter().collect()));
            }
        }
    }
    None
}

#[test]
fn no_file_uses_one_that_leads_back_to_it() {
    let edges = edges(&modules());
    assert_eq!(circle(&edges), None, "these files use one another in a circle");
    // The scan sees what it shall see.
    let uses = |from: &str, to: &str| {
        let path = |text: &str| text.split("::").map(str::to_owned).collect::<Module>();
        edges[&path(from)].contains(&path(to))
    };
    assert!(uses("engine::call::handle", "contract::validate") && uses("cli::serve", "engine::settings"));
    assert!(uses("server::service", "server::connection::delivery"), "through a module's name");
    let edge = |from: &str, to: &str| (vec![from.to_owned()], BTreeSet::from([vec![to.to_owned()]]));
    assert!(circle(&[edge("a", "b"), edge("b", "c"), edge("c", "b")].into()).is_some());
}

#[test]
fn no_type_name_stands_for_two_things() {
    let mut names: BTreeMap<String, usize> = BTreeMap::new();
    for code in modules().values() {
        for line in code.lines().map(str::trim_start) {
            let line = line.strip_prefix("pub").unwrap_or(line);
            let line =
                line.strip_prefix("(super)").or(line.strip_prefix("(crate)")).unwrap_or(line).trim_start();
            let kinds = ["struct ", "enum ", "trait ", "type "];
            let Some(rest) = kinds.iter().find_map(|kind| line.strip_prefix(kind)) else { continue };
            let name: String = rest.chars().take_while(|c| c.is_alphanumeric()).collect();
            let associated = line.starts_with("type ")
                && line.contains(" = ")
                && ["Err", "Value", "Item", "Target", "Data", "Error"].contains(&name.as_str());
            if !associated {
                *names.entry(name).or_default() += 1;
            }
        }
    }
    let repeated: Vec<_> = names.iter().filter(|(_, count)| **count > 1).map(|(name, _)| name).collect();
    assert!(repeated.is_empty(), "defined more than once: {repeated:?}");
    assert!(names.len() > 200, "the scan finds types");
}
