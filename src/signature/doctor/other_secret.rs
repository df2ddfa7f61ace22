//! What to compare when no known mistake gives the signature that was sent: most likely the client has another secret.

use crate::signature::Secret;

/// How many characters at each end of a secret are described.
const ENDS: usize = 2;
/// The shortest secret whose ends are described.
const MIN_LENGTH: usize = 8;

/// Says how to compare. Of the declared secret it tells only the length, the kinds of the first and last two characters,
/// and white space.
#[must_use]
pub fn other_secret(secret: &Secret) -> String {
    format!(
        "No known signing mistake gives this signature. Compare the string to sign in the message with the one that the \
         client signs; if they are equal, the client has another secret. The declared secret {}.",
        description(secret.text())
    )
}

fn description(secret: &str) -> String {
    let characters: Vec<char> = secret.chars().collect();
    let length = characters.len();
    let white_space = match characters.iter().filter(|character| character.is_whitespace()).count() {
        0 => "no white space".to_owned(),
        1 => "one white-space character".to_owned(),
        spaces => format!("{spaces} white-space characters"),
    };
    let noun = if length == 1 { "character" } else { "characters" };
    if length < MIN_LENGTH {
        return format!("has {length} {noun} and {white_space}");
    }
    let first = kinds(&characters[..ENDS]);
    let last = kinds(&characters[length - ENDS..]);
    format!("has {length} {noun} and {white_space}, begins with {first} and ends with {last}")
}

/// The kinds of two characters, such as `a digit and an upper-case letter` or `two digits`.
fn kinds(characters: &[char]) -> String {
    let kinds: Vec<_> = characters.iter().copied().map(kind).collect();
    match kinds[..] {
        [(one, two), (other, _)] if one == other => two.to_owned(),
        _ => kinds.iter().map(|(one, _)| *one).collect::<Vec<_>>().join(" and "),
    }
}

/// The kind of a character: of one, and of two.
fn kind(character: char) -> (&'static str, &'static str) {
    match character {
        _ if character.is_whitespace() => ("white space", "white space"),
        _ if character.is_ascii_digit() => ("a digit", "two digits"),
        _ if character.is_ascii_uppercase() => ("an upper-case letter", "two upper-case letters"),
        _ if character.is_ascii_lowercase() => ("a lower-case letter", "two lower-case letters"),
        _ => ("another character", "two other characters"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_is_described_and_never_told() {
        for (secret, says) in [
            (
                "4Xabcdefz!",
                "has 10 characters and no white space, begins with a digit and an upper-case letter and ends with a \
                 lower-case letter and another character",
            ),
            (
                " ab cdefgh ",
                "has 11 characters and 3 white-space characters, begins with white space and a lower-case letter and \
                 ends with a lower-case letter and white space",
            ),
            (
                "abcdefg12",
                "has 9 characters and no white space, begins with two lower-case letters and ends with two digits",
            ),
            ("s", "has 1 character and no white space"),
            ("", "has 0 characters and no white space"),
        ] {
            let hint = other_secret(&Secret::new(secret));
            assert!(hint.ends_with(&format!("The declared secret {says}.")), "{hint}");
            assert!(secret.len() < 2 || !hint.contains(secret.trim()), "{hint}");
        }
    }
}
