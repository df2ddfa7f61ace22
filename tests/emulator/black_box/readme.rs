//! The README: its tables are made from the code, and its examples are true. `UPDATE_EXPECT=1` rewrites the tables.

use clap::CommandFactory as _;
use cloudauth_local::cli::Cli;
use cloudauth_local::contract::error::ErrorOrigin;
use cloudauth_local::contract::explain::markdown;
use cloudauth_local::contract::operations::initialize;
use cloudauth_local::engine::memory::{MemoryBudget, MemoryShare, SHARES};
use cloudauth_local::scenario::SHIPPED;
use cloudauth_local::scenario::load;
use cloudauth_local::server::admin::openapi;
use serde_json::Value;

use crate::black_box::architecture::pages;
use crate::kit::expect;
use crate::kit::in_process::InProcess;
use crate::kit::raw::exchange;
use crate::kit::request::HOST;
use crate::kit::server::Server;

const README: &str = "README.md";

/// The flags of the command line.
fn flags() -> String {
    let mut table = String::from("| flag | variable | default | meaning |\n|---|---|---|---|\n");
    for arg in Cli::command().get_arguments() {
        let (Some(long), Some(variable)) = (arg.get_long(), arg.get_env()) else { continue };
        let short = arg.get_short().map_or_else(String::new, |short| format!("`-{short}`, "));
        let value = match arg.get_value_names() {
            // A bar ends a cell, in code too.
            Some([name]) if arg.get_action().takes_values() => format!(" {}", name.replace('|', "\\|")),
            _ => String::new(),
        };
        let defaults: Vec<_> =
            arg.get_default_values().iter().map(|value| format!("`{}`", value.display())).collect();
        let help = arg.get_help().unwrap().to_string();
        let row = [
            format!("{short}`--{long}{value}`"),
            format!("`{}`", variable.display()),
            if arg.get_action().takes_values() { defaults.join(", ") } else { String::new() },
            markdown::cell(&help),
        ];
        table.extend(["| ", &row.join(" | "), " |\n"]);
    }
    table
}

/// The shares of `--memory`.
fn memory() -> String {
    let row = |row: &MemoryShare| {
        let mebi = MemoryBudget::default().share(row.kind) >> 20;
        format!("| {} | {} | {mebi} MiB | {} | {} |\n", row.name, row.parts, row.holds, row.when_full)
    };
    let rows: String = SHARES.iter().map(row).collect();
    format!("| kind | 32nds | by default | holds | when it is full |\n|---|---|---|---|---|\n{rows}")
}

/// The words of the default scenario.
fn words() -> String {
    let row = |(word, meaning): &(&str, &str)| format!("| `{word}` | {} |\n", markdown::cell(meaning));
    let rows: String = cloudauth_local::scenario::WORDS.iter().map(row).collect();
    format!("| word | what happens |\n|---|---|\n| an error code | the call is refused with it |\n{rows}")
}

/// The shipped scenarios.
fn scenarios() -> String {
    let row = |(name, text): &(&str, &str)| {
        let description = load(text).unwrap().description.unwrap();
        format!("| [`{name}`](../scenarios/{name}.json) | {} |\n", markdown::cell(&description))
    };
    format!("| name | what it does |\n|---|---|\n{}", SHIPPED.iter().map(row).collect::<String>())
}

/// The routes of the admin API.
fn routes() -> String {
    let document = openapi();
    let mut table = String::from("| request | what it does |\n|---|---|\n");
    for (path, methods) in document["paths"].as_object().unwrap() {
        for (method, operation) in methods.as_object().unwrap() {
            let summary = markdown::cell(operation["summary"].as_str().unwrap());
            let method = method.to_uppercase();
            table.extend([&format!("| `{method} {path}` | {summary} |\n")].map(String::as_str));
        }
    }
    table
}

#[test]
fn the_tables_are_those_of_the_code() {
    let reference = [
        ("flags", flags()),
        ("parameters", markdown::parameters(&initialize::OPERATION)),
        ("documents", markdown::documents()),
        ("sizes", markdown::sizes()),
        ("memory", memory()),
        ("service errors", markdown::errors(ErrorOrigin::Service)),
        ("gateway errors", markdown::errors(ErrorOrigin::Gateway)),
    ];
    let scenarios = [
        ("words", words()),
        ("scenarios", scenarios()),
        ("faults", expect::text("tests/clients/sdk/faults.md")),
    ];
    same("docs/reference.md", &reference);
    same("docs/scenarios.md", &scenarios);
    same("docs/admin-api.md", &[("routes", routes())]);
}

/// Holds the tables of a page against the code, or rewrites them.
fn same(page: &str, tables: &[(&str, String)]) {
    let mut text = expect::text(page);
    for (name, table) in tables {
        let start = format!("<!-- generated: {name} -->\n");
        let (before, rest) =
            text.split_once(&start).unwrap_or_else(|| panic!("{page} has no place for {name}"));
        let (_, behind) = rest.split_once("<!-- end -->").unwrap();
        text = format!("{before}{start}{table}<!-- end -->{behind}");
    }
    expect::same(page, text.as_bytes());
}

#[test]
fn the_readme_is_short_and_its_links_lead_somewhere() {
    assert!(expect::text(README).lines().count() <= 250);
    for (page, text) in pages() {
        for link in text.split("](").skip(1).map(|rest| rest.split(')').next().unwrap()) {
            let file = link.split('#').next().unwrap();
            let leads = file.is_empty() || file.contains("://") || page.parent().unwrap().join(file).exists();
            assert!(leads, "{}: {link}", page.display());
        }
    }
}

/// The code block behind a marker.
fn block<'a>(readme: &'a str, marker: &str) -> &'a str {
    let (_, rest) = readme.split_once(&format!("<!-- {marker} -->\n```")).unwrap();
    let (_, rest) = rest.split_once('\n').unwrap();
    rest.split_once("\n```").unwrap().0
}

#[test]
fn the_scenario_does_what_the_text_says() {
    let readme = expect::text(README);
    let scenario = load(block(&readme, "scenario")).unwrap();
    let said = cloudauth_local::scenario::explain(&scenario);
    for (number, effect) in [(3, "403 Throttling.Api"), (4, "503 ServiceUnavailable"), (5, "reset in place")]
    {
        let line = said.lines().find(|line| line.contains(&format!("number {number}:"))).unwrap();
        assert!(line.contains(effect), "{line}");
    }
}

#[test]
fn the_curl_gets_the_answer_that_stands_beside_it() {
    let readme = expect::text(README);
    let mut form = form_urlencoded::Serializer::new(String::new());
    let curl = block(&readme, "curl").replace("\\\n", " ");
    for (flag, pair) in options(&curl) {
        assert!(matches!(flag, "-d" | "--data-urlencode"), "{flag}");
        let (name, value) = pair.split_once('=').unwrap();
        form.append_pair(name, value);
    }
    let body = form.finish();
    let request = format!(
        "POST / HTTP/1.1\r\nHost: {HOST}\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: {}\r\n\r\n{body}",
        body.len()
    );
    assert!(curl.starts_with(&format!("curl http://{HOST}/ ")), "{curl}");
    let server = Server::start(InProcess::plain().engine);
    let response = exchange(server.address, request.as_bytes());
    let answer = block(&readme, "answer");
    let expected: Value = serde_json::from_str(answer).unwrap();
    assert_eq!(response.json(), expected);
    // The README breaks the lines and changes nothing else.
    let flat: String = answer.lines().map(|line| line.trim_start().replace("\": ", "\":")).collect();
    assert_eq!(response.body, flat);
}

/// The options of a command and their values, with or without single quotes.
fn options(command: &str) -> Vec<(&str, &str)> {
    let mut options = Vec::new();
    let mut rest = command;
    while let Some(at) = rest.find(" -") {
        let (flag, behind) = rest[at + 1..].split_once(' ').unwrap();
        let (value, behind) = match behind.strip_prefix('\'') {
            Some(quoted) => quoted.split_once('\'').unwrap(),
            None => behind.split_at(behind.find(' ').unwrap_or(behind.len())),
        };
        options.push((flag, value));
        rest = behind;
    }
    options
}
