//! A string with placeholders: what it takes out of an answer, and what it makes of other values. A placeholder is a
//! known name in braces, such as `{requestId}`; any other brace is a character.

/// Every placeholder: what stands in the place of a value that differs from call to call.
pub const PLACEHOLDERS: &[&str] = &[
    "accessKeyId",
    "canonicalRequest",
    "code",
    "date",
    "digits",
    "etag",
    "hex",
    "host",
    "ip",
    "message",
    "nonce",
    "opaque",
    "requestId",
    "securityToken",
    "signature",
    "stringToSign",
    "timestamp",
    "traceId",
    "transactionId",
    "uuid",
];

/// A piece of a template.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Part<'a> {
    Literal(&'a str),
    Placeholder(&'a str),
}

/// Values by the names of their placeholders.
pub type Captures = Vec<(String, String)>;

/// What the placeholders of a template stand for in `text`; `None` where it does not fit. A placeholder takes as
/// little as possible, the last one everything.
#[must_use]
pub fn capture(template: &str, text: &str) -> Option<Captures> {
    let parts = parts(template);
    let mut rest = text;
    let mut captures = Captures::new();
    for (index, part) in parts.iter().enumerate() {
        match part {
            Part::Literal(literal) => rest = rest.strip_prefix(literal)?,
            Part::Placeholder(name) => {
                let end = match parts.get(index + 1) {
                    None => rest.len(),
                    Some(Part::Literal(literal)) if index + 2 == parts.len() => {
                        rest.strip_suffix(literal)?.len()
                    }
                    Some(Part::Literal(literal)) => rest.find(literal)?,
                    Some(Part::Placeholder(_)) => 0,
                };
                captures.push(((*name).to_owned(), rest.get(..end)?.to_owned()));
                rest = rest.get(end..)?;
            }
        }
    }
    rest.is_empty().then_some(captures)
}

/// The template with values in the place of its placeholders; `None` where one has no value.
#[must_use]
pub fn render<'a>(template: &str, value: impl Fn(&str) -> Option<&'a str>) -> Option<String> {
    let mut out = String::with_capacity(template.len());
    for part in parts(template) {
        match part {
            Part::Literal(text) => out.push_str(text),
            Part::Placeholder(name) => out.push_str(value(name)?),
        }
    }
    Some(out)
}

fn parts(template: &str) -> Vec<Part<'_>> {
    let mut parts = Vec::new();
    let (mut start, mut from) = (0, 0);
    while let Some(open) = template[from..].find('{').map(|at| at + from) {
        let inside = &template[open + 1..];
        let name = inside.find('}').map(|close| &inside[..close]);
        match name.filter(|name| PLACEHOLDERS.contains(name)) {
            Some(name) => {
                if open > start {
                    parts.push(Part::Literal(&template[start..open]));
                }
                parts.push(Part::Placeholder(name));
                start = open + name.len() + 2;
                from = start;
            }
            None => from = open + 1,
        }
    }
    if start < template.len() {
        parts.push(Part::Literal(&template[start..]));
    }
    parts
}

#[cfg(test)]
mod tests {
    use super::*;

    fn captured(template: &str, text: &str) -> Option<String> {
        let captures = capture(template, text)?;
        let pairs: Vec<_> = captures.iter().map(|(name, value)| format!("{name}={value};")).collect();
        Some(pairs.concat())
    }

    #[test]
    fn a_template_takes_out_what_its_placeholders_stand_for() {
        for (template, text, expected) in [
            ("plain", "plain", Some("")),
            ("plain", "plain.", None),
            ("sign is:{stringToSign}", "sign is:POST&%2F&a", Some("stringToSign=POST&%2F&a;")),
            (
                "[{stringToSign}] [{canonicalRequest}]",
                "[a\nb] [c]d]",
                Some("stringToSign=a\nb;canonicalRequest=c]d;"),
            ),
            ("{requestId}-{host}", "a-b-c", Some("requestId=a;host=b-c;")),
            ("{unknown} {\"a\":{host}}", "{unknown} {\"a\":h}", Some("host=h;")),
            ("{", "{", Some("")),
        ] {
            assert_eq!(captured(template, text).as_deref(), expected, "{template}");
        }
    }

    #[test]
    fn a_template_is_rendered_only_when_every_placeholder_has_a_value() {
        let value = |name: &str| (name == "host").then_some("h");
        assert_eq!(render("{x}{host}{", value).as_deref(), Some("{x}h{"));
        assert_eq!(render("{host}{uuid}", value), None);
    }
}
