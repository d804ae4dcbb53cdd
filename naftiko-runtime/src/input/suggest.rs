//! Suggestions for unknown names.

use strsim::osa_distance;

/// The largest length of a name that is compared, which bounds the time.
const MAX_LENGTH: usize = 80;

/// Returns the known name that is most similar to an unknown one, the first of equal ones.
///
/// Case and separators do not count, and a swap of neighbours is one edit. A third of the letters of the unknown name may differ. The generator
/// suggests names by the same rule.
pub(crate) fn nearest<'a>(unknown: &str, known: &[&'a str]) -> Option<&'a str> {
    let unknown = folded(unknown)?;
    let threshold = unknown.chars().count() / 3;
    let distances = known
        .iter()
        .filter_map(|name| Some((osa_distance(&unknown, &folded(name)?), *name)));
    distances
        .filter(|(edits, _)| *edits <= threshold)
        .min_by_key(|(edits, _)| *edits)
        .map(|(_, name)| name)
}

/// Returns the letters and digits in lower case; `None` if there are none, or too many.
fn folded(name: &str) -> Option<String> {
    let letters = name.chars().filter(|character| character.is_alphanumeric());
    let folded: String = letters
        .flat_map(char::to_lowercase)
        .take(MAX_LENGTH + 1)
        .collect();
    (1..=MAX_LENGTH)
        .contains(&folded.chars().count())
        .then_some(folded)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn near_names_are_found() {
        for line in include_str!("../../../tests/cases/names.txt").lines() {
            let columns: Vec<&str> = line.split('|').map(str::trim).collect();
            if let [unknown, known, suggested] = columns[..] {
                let known: Vec<&str> = known.split_whitespace().collect();
                assert_eq!(nearest(unknown, &known).unwrap_or("-"), suggested, "{unknown}");
            }
        }
        assert_eq!(nearest("x", &[]), None);
        assert_eq!(nearest(&"x".repeat(10_000), &["x"]), None);
    }

    #[test]
    fn distance_counts_edits() {
        assert_eq!(nearest("sittin", &["sitten"]), Some("sitten"));
        assert_eq!(nearest("kitten", &["sitting"]), None);
    }
}
