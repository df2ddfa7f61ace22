//! The shape of the code: which module may use which, how long a file may be, what every module says of itself.

use std::fs;
use std::path::{Path, PathBuf};

use crate::kit::expect;

/// What each module may use. A module that is not here has no place yet.
const MAY_USE: &[(&str, &[&str])] = &[
    ("contract", &[]),
    ("signature", &["contract"]),
    ("wire", &["contract"]),
    ("scenario", &["contract"]),
    ("escape", &[]),
    ("tls", &["escape"]),
    ("engine", &["contract", "scenario", "signature"]),
    ("server", &["contract", "engine", "escape", "scenario", "tls", "wire"]),
    ("emulator", &["contract", "engine", "scenario", "server"]),
    ("torture", &["contract", "emulator", "engine", "escape", "scenario", "server"]),
    ("parity", &["contract", "engine", "escape", "server", "signature", "wire"]),
    ("lint", &["contract", "engine", "scenario", "signature", "wire"]),
    ("fidelity", &["contract", "parity"]),
    (
        "cli",
        &[
            "contract", "engine", "escape", "fidelity", "lint", "parity", "scenario", "server", "tls",
            "torture",
        ],
    ),
    ("main", &["cli"]),
];

/// The longest file, in lines.
const LONGEST: usize = 400;

/// Every source file and its text.
pub(crate) fn sources() -> Vec<(PathBuf, String)> {
    rust_files(&["src"])
}

/// Every Rust file in these folders of the package, sorted, with its text.
pub(crate) fn rust_files(folders: &[&str]) -> Vec<(PathBuf, String)> {
    let mut folders: Vec<_> = folders.iter().copied().map(expect::path).collect();
    let mut files = Vec::new();
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                files.push((path.clone(), fs::read_to_string(path).unwrap()));
            }
        }
    }
    files.sort();
    files
}

/// Every page of documentation and its text. The change log is none: it names what once was.
pub(crate) fn pages() -> Vec<(PathBuf, String)> {
    let single = ["README.md", "CONTRIBUTING.md", "benches/README.md", "fuzz/README.md"].map(expect::path);
    let folders = ["docs", "docs/decisions"].map(|folder| fs::read_dir(expect::path(folder)).unwrap());
    let inside = folders.into_iter().flatten().map(|entry| entry.unwrap().path());
    let pages = inside.filter(|path| path.extension().is_some_and(|extension| extension == "md"));
    single.into_iter().chain(pages).map(|path| (path.clone(), fs::read_to_string(path).unwrap())).collect()
}

/// The top-level module that a file belongs to.
fn module(path: &Path) -> String {
    let inside = path.strip_prefix(expect::path("src")).unwrap();
    let first = inside.components().next().unwrap();
    Path::new(first.as_os_str()).file_stem().unwrap().to_str().unwrap().to_owned()
}

/// The top-level modules that a source names: `crate::NAME` and `cloudauth_local::NAME` outside of comments.
fn used(source: &str) -> Vec<&str> {
    let code = source.lines().filter(|line| !line.trim_start().starts_with("//"));
    let names = code.flat_map(|line| {
        ["crate::", "cloudauth_local::"].into_iter().flat_map(move |prefix| line.split(prefix).skip(1))
    });
    names.map(|rest| rest.split(|c: char| !(c.is_alphanumeric() || c == '_')).next().unwrap()).collect()
}

#[test]
fn modules_use_only_what_stands_below_them() {
    for (path, source) in sources() {
        let module = module(&path);
        if module == "lib" {
            continue;
        }
        let (_, allowed) = MAY_USE
            .iter()
            .find(|(name, _)| *name == module)
            .unwrap_or_else(|| panic!("say in this test what the module {module} may use"));
        for name in used(&source) {
            assert!(
                name == module || allowed.contains(&name),
                "{}: {module} must not use {name}",
                path.display()
            );
        }
    }
}

#[test]
fn the_scan_sees_every_way_to_name_a_module() {
    let source = "use crate::a::B;\nlet x = crate::b::c();\n// crate::d\n    /// crate::e\npub(crate) use cloudauth_local::f;\nuse crate::{g};";
    assert_eq!(used(source), ["a", "b", "f", ""]);
    for (path, source) in sources() {
        assert!(!source.contains("crate::{"), "{}: name one module in each use", path.display());
    }
}

#[test]
fn every_module_says_what_it_is_and_no_file_is_long() {
    for (path, source) in sources() {
        assert!(source.starts_with("//! "), "{} does not begin with //!", path.display());
        let lines = source.lines().count();
        assert!(lines <= LONGEST, "{} has {lines} lines, more than {LONGEST}", path.display());
    }
}

/// The files and folders of this package that a text names between backticks: `src/…`, `tests/…`, or below `src`.
fn paths(text: &str) -> impl Iterator<Item = &str> {
    let named = text.lines().flat_map(|line| line.split('`').skip(1).step_by(2));
    let folder = |span: &str| span.split_once('/').map(|(folder, _)| folder.to_owned());
    let of_path = |c: char| c.is_ascii_alphanumeric() || "_-./".contains(c);
    named.filter(move |span| {
        let is_known =
            |folder: &str| ["src", "tests"].contains(&folder) || MAY_USE.iter().any(|(m, _)| *m == folder);
        span.chars().all(of_path) && folder(span).is_some_and(|folder| is_known(&folder))
    })
}

#[test]
fn every_path_that_is_named_exists() {
    let mut texts = rust_files(&["src", "tests", "benches", "xtask", "examples"]);
    // The pages for users name probes and made files, which look alike.
    let is_of_code =
        |page: &Path| !page.starts_with(expect::path("docs")) || page.ends_with("architecture.md");
    texts.extend(pages().into_iter().filter(|(page, _)| is_of_code(page)));
    let mut seen = 0;
    for (page, text) in &texts {
        for path in paths(text) {
            seen += 1;
            let exists = ["", "src"].into_iter().any(|root| expect::path(root).join(path).exists());
            assert!(exists, "{} names {path}, which does not exist", page.display());
        }
    }
    assert!(seen > 50, "the scan finds paths: {seen}");
}
