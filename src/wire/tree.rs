//! Parses a JSON or XML body to a tree that keeps the order of members, and serialises it.

use quick_xml::events::Event;
use quick_xml::{Reader, escape};

use crate::contract::overlay::OrderedValue;

/// A parsed body.
#[derive(Debug, Clone, PartialEq)]
pub enum BodyTree {
    /// JSON.
    Json(OrderedValue),
    /// XML with its root element.
    Xml {
        /// The name of the root element.
        root: String,
        /// Its content.
        content: OrderedValue,
    },
}

/// Parses a body; `None` if it is neither JSON nor XML.
#[must_use]
pub fn read(body: &[u8]) -> Option<BodyTree> {
    let text = std::str::from_utf8(body).ok()?;
    if text.trim_start().starts_with('<') {
        return read_xml(text).map(|(root, content)| BodyTree::Xml { root, content });
    }
    serde_json::from_str(text).ok().map(BodyTree::Json)
}

/// Serialises a body.
#[must_use]
pub fn write(tree: &BodyTree) -> Vec<u8> {
    match tree {
        // Cannot fail: all member names are strings.
        BodyTree::Json(value) => serde_json::to_vec(value).unwrap_or_default(),
        BodyTree::Xml { root, content } => {
            let mut out = String::from("<?xml version='1.0' encoding='UTF-8'?>");
            write_element(&mut out, root, content);
            out.into_bytes()
        }
    }
}

fn write_element(out: &mut String, name: &str, content: &OrderedValue) {
    out.extend(["<", name, ">"]);
    match content {
        OrderedValue::Object(members) => {
            for (name, value) in members {
                write_element(out, name, value);
            }
        }
        OrderedValue::String(text) => out.push_str(&escape::escape(text.as_str())),
        other => out.push_str(&serde_json::to_string(other).unwrap_or_default()),
    }
    out.extend(["</", name, ">"]);
}

/// An element whose end tag has not been read.
#[derive(Default)]
struct OpenElement {
    name: String,
    members: Vec<(String, OrderedValue)>,
    text: String,
}

/// Name and content of the root element: an element with child elements becomes an object, any other a string.
fn read_xml(text: &str) -> Option<(String, OrderedValue)> {
    let mut reader = Reader::from_str(text);
    let mut open: Vec<OpenElement> = Vec::new();
    loop {
        match reader.read_event().ok()? {
            Event::Start(start) => {
                open.push(OpenElement { name: start.name().as_ref().to_owned(), ..OpenElement::default() });
            }
            Event::Empty(empty) => {
                let element = (empty.name().as_ref().to_owned(), OrderedValue::String(String::new()));
                match open.last_mut() {
                    Some(parent) => parent.members.push(element),
                    None => return Some(element),
                }
            }
            Event::Text(piece) => {
                if let Some(OpenElement { text, .. }) = open.last_mut() {
                    text.push_str(&piece);
                }
            }
            Event::GeneralRef(reference) => {
                let entity = format!("&{};", &*reference);
                if let Some(OpenElement { text, .. }) = open.last_mut() {
                    text.push_str(&escape::unescape(&entity).ok()?);
                }
            }
            Event::CData(piece) => {
                if let Some(OpenElement { text, .. }) = open.last_mut() {
                    text.push_str(&piece);
                }
            }
            Event::End(_) => {
                let OpenElement { name, members, text } = open.pop()?;
                let value = if members.is_empty() {
                    OrderedValue::String(text)
                } else {
                    OrderedValue::Object(members)
                };
                match open.last_mut() {
                    Some(parent) => parent.members.push((name, value)),
                    None => return Some((name, value)),
                }
            }
            Event::Eof => return None,
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_formats_come_back_as_they_were() {
        for text in [
            r#"{"RequestId":"A","Code":"x\"y","Result":{"b":1,"a":null}}"#,
            "<?xml version='1.0' encoding='UTF-8'?><Error><Code>a&amp;b&lt;</Code><R><S></S><T>x</T></R></Error>",
        ] {
            let tree = read(text.as_bytes()).unwrap();
            assert_eq!(String::from_utf8(write(&tree)).unwrap(), text);
        }
    }

    #[test]
    fn what_is_neither_is_no_tree() {
        for text in ["", "nonsense", "<Error><Code>", "{\"a\":", "\u{feff}"] {
            assert_eq!(read(text.as_bytes()), None, "{text}");
        }
    }
}
