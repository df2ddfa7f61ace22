//! `docs/llms.txt`: the project in one text file for programs that read, made from the README, the pages and the tables.

use std::fmt::Write as _;
use std::fs;

use clap::CommandFactory as _;
use cloudauth_local::cli::Cli;
use cloudauth_local::contract::error::ERRORS;
use cloudauth_local::contract::operations::OPERATIONS;

use crate::kit::expect;

/// The first paragraph of a page that is prose, in one line.
fn summary(page: &str) -> String {
    let mut paragraphs = page.split("\n\n").map(str::trim);
    let prose = |text: &&str| {
        !text.is_empty()
            && !text.starts_with(['#', '<', '|', '`', '!', '[', '-'])
            && !text.starts_with(|c: char| c.is_ascii_digit())
    };
    paragraphs.find(prose).unwrap_or_default().split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The title of a page.
fn title(page: &str) -> &str {
    page.lines().find_map(|line| line.strip_prefix("# ")).unwrap_or_default()
}

fn text() -> String {
    let readme = expect::text("README.md");
    let mut out = format!("# {}\n\n> {}\n\n## Pages\n\n", title(&readme), summary(&readme));
    let mut pages: Vec<_> = fs::read_dir(expect::path("docs"))
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "md"))
        .map(|path| path.file_name().unwrap().to_str().unwrap().to_owned())
        .collect();
    pages.sort();
    for name in pages {
        let page = expect::text(&format!("docs/{name}"));
        let _ = writeln!(out, "- [{}]({name}): {}", title(&page), summary(&page));
    }
    out.push_str("\n## Commands\n\n");
    for command in Cli::command().get_subcommands() {
        let _ = writeln!(out, "- `cloudauth-local {}`: {}", command.get_name(), command.get_about().unwrap());
    }
    out.push_str(
        "\n`explain`, `check`, `coverage`, `conduct`, `lint` and `what-if` take `--json`; `cloudauth-local schema NAME` \
         prints the JSON Schema of each document.\n\n## Flags of serve\n\n",
    );
    for arg in Cli::command().get_arguments() {
        if let (Some(long), Some(variable)) = (arg.get_long(), arg.get_env()) {
            let _ = writeln!(out, "- `--{long}` (`{}`): {}", variable.display(), arg.get_help().unwrap());
        }
    }
    for operation in OPERATIONS {
        let _ = writeln!(out, "\n## {}\n\n{}\n", operation.name, operation.meaning);
        for row in operation.parameters {
            let need = if row.required { "required" } else { "optional" };
            let rule = row.form.expectation();
            let _ = writeln!(out, "- `{}` ({need}; it {rule}): {}", row.name, row.meaning);
        }
    }
    out.push_str("\n## Errors\n\n");
    for row in ERRORS {
        let _ = writeln!(
            out,
            "- `{}` ({}): {} To provoke it: {}.",
            row.code, row.status, row.meaning, row.provoke
        );
    }
    out
}

#[test]
fn llms_txt_is_made_of_the_readme_the_pages_and_the_tables() {
    expect::same("docs/llms.txt", text().as_bytes());
}
