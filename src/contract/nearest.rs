//! Suggestions for misspelt words.

/// The minimum similarity of a suggestion, from 0 to 1.
const MIN_SIMILARITY: f64 = 0.72;

/// The longest word that is compared, in bytes: all candidates are shorter, and the cost of a comparison is the product of
/// the lengths.
const MAX_LENGTH: usize = 100;

/// The candidate that is most similar to a word, if one is similar enough.
#[must_use]
pub fn nearest<'a>(word: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    if word.len() > MAX_LENGTH {
        return None;
    }
    let folded = word.to_lowercase();
    candidates
        .into_iter()
        .map(|candidate| (similarity(&folded, &candidate.to_lowercase()), candidate))
        .filter(|(score, _)| *score >= MIN_SIMILARITY)
        .reduce(|best, next| if next.0 > best.0 { next } else { best })
        .map(|(_, candidate)| candidate)
}

fn similarity(word: &str, candidate: &str) -> f64 {
    // A prefix, or the last part of a dotted code, is a match even if many letters are missing.
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
    fn a_typo_a_part_and_another_case_are_recognised_and_other_words_are_not() {
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
        // The comparison would take minutes.
        let codes = || crate::contract::error::ERRORS.iter().map(|row| row.code);
        assert_eq!(nearest(&"x".repeat(10 * 1024 * 1024), codes()), None);
        assert!(codes().all(|code| code.len() < super::MAX_LENGTH));
    }
}
