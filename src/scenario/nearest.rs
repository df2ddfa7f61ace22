//! The word that was probably meant.

/// The candidate that is most like a word, where one is like enough.
#[must_use]
pub fn nearest<'a>(word: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let folded = word.to_lowercase();
    candidates
        .into_iter()
        .map(|candidate| (likeness(&folded, &candidate.to_lowercase()), candidate))
        .filter(|(score, _)| *score >= 0.72)
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
