//! `explain` and `schema`: nothing that a row says is left out, and every line fits a terminal.

use cloudauth_local::contract::error::ERRORS;
use cloudauth_local::contract::explain::{Topic, find, meant, schema, text};
use cloudauth_local::contract::operations::initialize;
use serde_json::Value;

/// A text without its line breaks.
fn flat(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[test]
fn every_word_is_found_in_any_case_and_its_page_says_all_that_the_row_says() {
    for topic in Topic::all() {
        let word = topic.word();
        assert!(!find(&word.to_ascii_lowercase()).is_empty(), "{word}");
        let page = flat(&text::page(topic));
        let says: Vec<String> = match topic {
            Topic::Operation(operation) => {
                let names = operation.parameters.iter().map(|row| row.name.to_owned());
                names
                    .chain([operation.meaning.to_owned(), format!("{} calls per second", operation.qps)])
                    .collect()
            }
            Topic::Parameter(operation, row) => {
                let rule = row.form.expectation().into_owned();
                let mut says = vec![operation.name, row.meaning, &rule, row.example];
                says.extend(row.default);
                let tolerances = row.tolerances.iter().map(|tolerance| tolerance.describe().into_owned());
                says.into_iter().map(str::to_owned).chain(tolerances).collect()
            }
            Topic::Document(document) => vec![document.meaning.to_owned()],
            Topic::ClientResult(row) => vec![row.outcome.meaning.to_owned(), row.outcome.name.to_owned()],
            Topic::SubCode(row) => vec![row.meaning.to_owned()],
            Topic::Event(row) => vec![row.meaning.to_owned()],
            Topic::Error(row) => {
                [row.message, row.meaning, row.provoke, &row.status.to_string()].map(str::to_owned).into()
            }
        };
        for said in says.iter().map(|said| flat(said)) {
            assert!(page.contains(&said), "{word}: {said}\n{page}");
        }
        assert!(page.contains(word), "{page}");
    }
}

#[test]
fn a_code_with_two_rows_gets_two_pages() {
    assert_eq!(find("MissingParameter").len(), 2);
    assert_eq!(find("nothing at all").len(), 0);
    assert_eq!(meant("Throttling.Ap"), Some("Throttling.Api"));
    for (word, titles) in [
        ("206", &["206 (SubCode)"][..]),
        ("check.userLeft", &["1006 (client result code)"]),
        ("userleft", &["1006 (client result code)"]),
        ("expired", &["check.expired (outcome of a check)"]),
        ("callback.recovered", &["callback.recovered (what becomes of a callback)"]),
        ("recovered", &["callback.recovered (what becomes of a callback)"]),
    ] {
        let pages: Vec<_> = find(word).into_iter().map(text::page).collect();
        assert_eq!(
            pages.iter().map(|page| page.lines().next().unwrap()).collect::<Vec<_>>(),
            titles,
            "{word}"
        );
    }
    assert_eq!(meant("callback.recoverd"), Some("callback.recovered"));
}

#[test]
fn the_overview_names_every_row() {
    let overview = text::overview();
    for topic in Topic::all() {
        assert!(overview.contains(topic.word()), "{}", topic.word());
    }
}

#[test]
fn no_line_is_wider_than_a_terminal_unless_it_is_one_word() {
    let pages = Topic::all().map(text::page).chain([text::overview()]);
    for page in pages {
        for line in page.lines() {
            // An example is one word, whatever it holds; so is its label in front of it.
            let words = line.split_whitespace().filter(|word| *word != "Example").count();
            assert!(line.chars().count() <= text::WIDTH || words == 1, "{line}");
            assert_eq!(line, line.trim_end(), "{line:?}");
        }
    }
}

#[test]
fn the_rows_read_well_in_sentences() {
    for row in ERRORS {
        assert!(row.meaning.ends_with('.'), "{}", row.code);
        assert!(!row.provoke.ends_with('.'), "{}", row.code);
        assert!((400..600).contains(&row.status), "{}", row.code);
    }
    for topic in Topic::all() {
        if let Topic::Parameter(_, row) = topic {
            assert!(row.meaning.ends_with('.'), "{}", row.name);
        }
    }
}

#[test]
fn the_schema_holds_every_parameter_in_table_order() {
    let schema = schema::of(&initialize::OPERATION);
    let value: Value = serde_json::from_str(&schema).unwrap();
    assert_eq!(value["$schema"], "https://json-schema.org/draft/2020-12/schema");
    let mut last = schema.find("\"properties\"").unwrap();
    for row in initialize::OPERATION.parameters {
        let at = last + schema[last..].find(&format!("\n    \"{}\": {{", row.name)).unwrap();
        last = at;
        let property = &value["properties"][row.name];
        assert_eq!(property["type"], "string", "{}", row.name);
        assert_eq!(property["examples"][0], row.example);
        assert_eq!(property["default"].as_str(), row.default);
        assert!(property["description"].as_str().unwrap().contains(row.meaning));
        let required = value["required"].as_array().unwrap().iter().any(|name| name == row.name);
        assert_eq!(required, row.required, "{}", row.name);
    }
    let properties = &value["properties"];
    assert_eq!(properties["ProductCode"]["const"], "ID_OCR");
    assert_eq!(properties["MerchantBizId"]["pattern"], "^[A-Za-z0-9]{1,32}$");
    assert_eq!(properties["SceneCode"]["pattern"], "^[A-Za-z0-9_]{1,10}$");
    assert_eq!(properties["IdSpoof"]["enum"], serde_json::json!(["Y", "N"]));
    assert_eq!(properties["MetaInfo"]["contentMediaType"], "application/json");
}
