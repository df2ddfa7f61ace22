//! The word that was probably meant.

/// How alike two words must be for the one to be offered for the other, from 0 to 1.
const ENOUGH: f64 = 0.72;

/// The longest word that is compared, in bytes: all that can be meant are shorter, and a comparison costs as many steps
/// as the two words' lengths multiplied.
const LONGEST: usize = 100;

/// The candidate that is most like a word, where one is like enough.
#[must_use]
pub fn nearest<'a>(word: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    if word.len() > LONGEST {
        return None;
    }
    let folded = word.to_lowercase();
    candidates
        .into_iter()
        .map(|candidate| (likeness(&folded, &candidate.to_lowercase()), candidate))
        .filter(|(score, _)| *score >= ENOUGH)
        .reduce(|best, next| if next.0 > best.0 { next } else { best })
        .map(|(_, candidate)| candidate)
}

fn likeness(word: &str, candidate: &str) -> f64 {
    // A word that was cut short, or the last part of a dotted code, is meant even where many letters are missing.
    let part = word.chars().count() >= 4
        && (candidate.starts_with(word) || candidate.rsplit('.').next() == Some(word));
    strsim::normalized_damerau_levenshtein(word, candidate)
        .max(strsim::jaro_winkler(word, candidate) - 0.12)
        .max(if part { 0.9 } else { 0.0 })
}

#[cfg(test)]
mod tests {
    use super::nearest;

    #[test]
    fn a_slip_a_part_and_another_case_are_understood_and_nonsense_is_not() {
        let known = ["Throttling.Api", "MetaInfo", "SignatureDoesNotMatch", "DocType"];
        for (word, meant) in [
            ("Throtling.Api", Some("Throttling.Api")),
            ("throttling", Some("Throttling.Api")),
            ("metainf", Some("MetaInfo")),
            ("SignatureDoesntMatch", Some("SignatureDoesNotMatch")),
            ("DocTpye", Some("DocType")),
            ("zebra", None),
            ("", None),
        ] {
            assert_eq!(nearest(word, known), meant, "{word}");
        }
    }

    #[test]
    fn a_word_of_megabytes_is_not_compared() {
        // Compared, it would take minutes.
        let codes = || crate::contract::error::ERRORS.iter().map(|row| row.code);
        assert_eq!(nearest(&"x".repeat(10 * 1024 * 1024), codes()), None);
        assert!(codes().all(|code| code.len() < super::LONGEST));
    }
}
