//! The notices of everything that is linked into the binary. Most licences ask for no more than this.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::fs;
use std::path::Path;
use std::process::Command;

use anyhow::Context as _;
use serde_json::Value;

use crate::release::{Release, files};
use crate::shell;

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
    for package in linked(release)? {
        let title = title(package);
        let text = |name: &str| package[name].as_str().unwrap_or_default();
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
    // The dashboard's editor is JavaScript inside the binary.
    let editor = release.root.join("src/server/admin/dashboard/codemirror.licences.txt");
    let editor = fs::read_to_string(&editor).with_context(|| editor.display().to_string())?;
    write!(out, "\n{RULE}\n\n{editor}")?;
    Ok(out)
}

/// The packages that the program consists of, this one left out, sorted by name.
fn linked(release: &Release) -> anyhow::Result<Vec<&Value>> {
    let mut tree = Command::new("cargo");
    tree.current_dir(&release.root).args(["tree", "--locked", "--package=cloudauth-local", "--prefix=none"]);
    tree.args(["--edges=normal,no-proc-macro", "--format={p}", "--target", release.target.triple]);
    let tree = shell::output(&mut tree)?;
    // Such as `bytes v1.12.2`, and what is a repetition has a mark behind it.
    let name = |line: &str| {
        let mut words = line.split(' ');
        Some(format!("{} {}", words.next()?, words.next()?.trim_start_matches('v')))
    };
    let names: BTreeSet<_> = tree.lines().filter_map(name).collect();
    let packages = release.metadata["packages"].as_array().context("cargo metadata has no packages")?;
    let mut linked: Vec<_> = packages
        .iter()
        .filter(|package| package["name"] != "cloudauth-local" && names.contains(&title(package)))
        .collect();
    linked.sort_by_key(|package| title(package));
    Ok(linked)
}

/// Name and version.
fn title(package: &Value) -> String {
    let text = |name: &str| package[name].as_str().unwrap_or_default();
    format!("{} {}", text("name"), text("version"))
}

fn is_notice(file: &Path) -> bool {
    let name = file.file_name().unwrap_or_default().to_string_lossy().to_uppercase();
    let begins = ["LICENSE", "LICENCE", "COPYING", "COPYRIGHT", "NOTICE", "UNLICENSE"];
    file.is_file() && begins.iter().any(|begin| name.starts_with(begin))
}
