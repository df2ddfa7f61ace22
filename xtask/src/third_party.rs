//! The notices of everything that is linked into the binary. Most licences ask for no more than this.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use anyhow::Context as _;
use serde_json::Value;

use crate::release::{Release, files};

const HEAD: &str = "\
cloudauth-local is under the licence in LICENSE. Linked into its binary are the Rust standard library (MIT OR
Apache-2.0), on Linux the GNU C Library (LGPL-2.1-or-later; the source of this program and `cargo xtask dist` link it
again, with any version of that library), and the packages below, each under the licence that stands beside it. The
texts of these licences follow.

";
const RULE: &str = "--------------------------------------------------------------------------------";

/// The notices, each text once.
pub(crate) fn notices(release: &Release) -> anyhow::Result<String> {
    let mut list = String::new();
    let mut texts: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for package in linked(&release.metadata)? {
        let text = |name: &str| package[name].as_str().unwrap_or_default();
        let title = format!("{} {}", text("name"), text("version"));
        writeln!(list, "{title}: {}", text("license"))?;
        let folder = Path::new(text("manifest_path")).parent().context("a manifest without a folder")?;
        for file in files(folder)?.iter().filter(|file| is_notice(file)) {
            let notice = fs::read_to_string(file).with_context(|| file.display().to_string())?;
            texts.entry(notice.trim().to_owned()).or_default().push(title.clone());
        }
    }
    let mut out = format!("{HEAD}{list}");
    for (notice, titles) in texts {
        write!(out, "\n{RULE}\n{}\n{RULE}\n\n{notice}\n", titles.join(", "))?;
    }
    Ok(out)
}

/// The packages that the program consists of, this one left out, sorted by name.
fn linked(metadata: &Value) -> anyhow::Result<Vec<&Value>> {
    let array = |value: &'static str, of: &Value| -> anyhow::Result<Vec<Value>> {
        Ok(of[value].as_array().with_context(|| format!("cargo metadata has no {value}"))?.clone())
    };
    let packages = metadata["packages"].as_array().context("cargo metadata has no packages")?;
    let root = packages.iter().find(|package| package["name"] == "cloudauth-local").context("no package")?;
    let nodes = array("nodes", &metadata["resolve"])?;
    let mut seen = BTreeSet::new();
    let mut next = vec![root["id"].as_str().unwrap_or_default().to_owned()];
    while let Some(id) = next.pop() {
        if !seen.insert(id.clone()) {
            continue;
        }
        let node = nodes.iter().find(|node| node["id"] == id.as_str()).context("a package without a node")?;
        let is_normal = |dependency: &&Value| {
            dependency["dep_kinds"]
                .as_array()
                .is_some_and(|kinds| kinds.iter().any(|kind| kind["kind"].is_null()))
        };
        for dependency in array("deps", node)?.iter().filter(is_normal) {
            next.extend(dependency["pkg"].as_str().map(str::to_owned));
        }
    }
    let mut linked: Vec<_> = packages
        .iter()
        .filter(|package| {
            package["id"] != root["id"] && package["id"].as_str().is_some_and(|id| seen.contains(id))
        })
        .collect();
    linked.sort_by_key(|package| (package["name"].as_str(), package["version"].as_str()));
    Ok(linked)
}

fn is_notice(file: &Path) -> bool {
    let name = file.file_name().unwrap_or_default().to_string_lossy().to_uppercase();
    let begins = ["LICENSE", "LICENCE", "COPYING", "COPYRIGHT", "NOTICE", "UNLICENSE"];
    file.is_file() && begins.iter().any(|begin| name.starts_with(begin))
}
