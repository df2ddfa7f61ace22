//! The result of a search as JUnit XML, as CI systems read it: a test case for each set of faults.

use quick_xml::Writer;
use quick_xml::events::{BytesText, Event};

use crate::torture::describe;
use crate::torture::injection::name;
use crate::torture::report::word;
use crate::torture::search::{CellResult, SearchResult};

/// The name of the suite.
const SUITE: &str = "cloudauth-local torture";

/// The whole document.
///
/// # Errors
/// The document cannot be written, which memory alone can cause.
pub fn text(result: &SearchResult, command: &str) -> std::io::Result<String> {
    let failed = result.cells.iter().filter(|cell| is_failure(result, cell)).count();
    let skipped = result.cells.iter().filter(|cell| is_skipped(result, cell)).count();
    let mut writer = Writer::new_with_indent(Vec::new(), b' ', 2);
    writer.write_event(Event::Decl(quick_xml::events::BytesDecl::new("1.0", Some("UTF-8"), None)))?;
    writer
        .create_element("testsuite")
        .with_attributes([
            ("name", SUITE),
            ("tests", &result.cells.len().to_string()),
            ("failures", &failed.to_string()),
            ("errors", "0"),
            ("skipped", &skipped.to_string()),
            ("time", &format!("{:.3}", result.totals.elapsed.as_secs_f64())),
        ])
        .write_inner_content(|writer| {
            result.cells.iter().try_for_each(|cell| case(writer, result, cell, command))
        })?;
    Ok(String::from_utf8_lossy(&writer.into_inner()).into_owned() + "\n")
}

fn case(
    writer: &mut Writer<Vec<u8>>,
    result: &SearchResult,
    cell: &CellResult,
    command: &str,
) -> std::io::Result<()> {
    let name = name(&cell.injections);
    let site = cell.injections.first().map(|one| one.site.to_string()).unwrap_or_default();
    let element = writer
        .create_element("testcase")
        .with_attributes([("classname", &*format!("{SUITE}.{site}")), ("name", &*name)]);
    let failure = cell.failure.and_then(|index| result.failures.get(index));
    match failure.filter(|_| is_failure(result, cell)) {
        Some(failure) => element.write_inner_content(|writer| {
            let text = printable(&describe::text(failure, command));
            let message = failure.verdict();
            writer
                .create_element("failure")
                .with_attributes([("message", &*message), ("type", word(result, cell))])
                .write_text_content(BytesText::new(&text))
                .map(drop)
        }),
        None if is_skipped(result, cell) => element.write_inner_content(|writer| {
            writer
                .create_element("skipped")
                .with_attribute(("message", word(result, cell)))
                .write_empty()
                .map(drop)
        }),
        None => element.write_empty(),
    }
    .map(drop)
}

fn is_failure(result: &SearchResult, cell: &CellResult) -> bool {
    matches!(word(result, cell), "failed" | "hung" | "flaky")
}

fn is_skipped(result: &SearchResult, cell: &CellResult) -> bool {
    matches!(word(result, cell), "known" | "not reached" | "not run")
}

/// A text without the control characters that XML cannot hold.
fn printable(text: &str) -> String {
    text.chars().filter(|c| !c.is_control() || matches!(c, '\n' | '\t' | '\r')).collect()
}
