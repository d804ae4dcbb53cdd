//! Suggestions of similar names.

/// The largest length of a name that is compared, which bounds the time.
const MAX_LENGTH: usize = 80;

/// The largest bytes of a name that is compared. A longer name exceeds `MAX_LENGTH` even without punctuation.
const MAX_BYTES: usize = 8 * MAX_LENGTH;

/// Returns the candidate that is most similar to a name.
///
/// A candidate that differs only in case and punctuation comes first, then the one with the fewest edits. At most one edit is allowed
/// for up to five characters, and one more for every three further characters. Of equal candidates, the first one is returned.
pub fn nearest<'a>(name: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    counted(name, candidates, &mut 0)
}

/// Returns the same as `nearest`, and adds the number of compared pairs of characters to `work`.
pub(crate) fn counted<'a>(
    name: &str,
    candidates: impl IntoIterator<Item = &'a str>,
    work: &mut usize,
) -> Option<&'a str> {
    if name.len() > MAX_BYTES {
        return None;
    }
    let wanted = plain(name);
    if wanted.is_empty() || wanted.len() > MAX_LENGTH {
        return None;
    }
    let threshold = if wanted.len() < 3 {
        0
    } else {
        1 + wanted.len().saturating_sub(3) / 3
    };
    let mut best: Option<(usize, &str)> = None;
    for candidate in candidates {
        *work += 1;
        if candidate.len() > MAX_BYTES {
            continue;
        }
        let other = plain(candidate);
        if other.len().abs_diff(wanted.len()) > threshold {
            continue;
        }
        *work += wanted.len() * other.len();
        let edits = distance(&wanted, &other);
        if edits <= threshold && best.is_none_or(|(least, _)| edits < least) {
            best = Some((edits, candidate));
        }
    }
    best.map(|(_, candidate)| candidate)
}

/// Returns the letters and digits in lower case, so that spelling conventions do not count.
fn plain(name: &str) -> Vec<char> {
    name.chars()
        .filter(|character| character.is_alphanumeric())
        .flat_map(char::to_lowercase)
        .collect()
}

/// Returns the number of insertions, deletions, replacements and swaps of neighbours between two words.
fn distance(left: &[char], right: &[char]) -> usize {
    let mut second_above = Vec::new();
    let mut above: Vec<usize> = (0..=right.len()).collect();
    for (row, from) in left.iter().enumerate() {
        let mut current = vec![row + 1];
        for (column, to) in right.iter().enumerate() {
            let at = |costs: &[usize], index: usize| costs.get(index).copied().unwrap_or(usize::MAX - 1);
            let replaced = at(&above, column) + usize::from(from != to);
            let mut least = replaced
                .min(at(&above, column + 1) + 1)
                .min(at(&current, column) + 1);
            let is_swap =
                row > 0 && column > 0 && left.get(row - 1) == Some(to) && right.get(column - 1) == Some(from);
            if is_swap {
                least = least.min(at(&second_above, column - 1) + 1);
            }
            current.push(least);
        }
        second_above = std::mem::replace(&mut above, current);
    }
    above.last().copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    const KEYS: [&str; 5] = ["path", "name", "inputParameters", "operations", "outputRawFormat"];

    #[test]
    fn nearest_ignores_case_and_punctuation() {
        assert_eq!(nearest("input_parameters", KEYS), Some("inputParameters"));
        assert_eq!(nearest("Path", KEYS), Some("path"));
        assert_eq!(
            nearest("createnote", ["delete-note", "create-note"]),
            Some("create-note")
        );
    }

    #[test]
    fn nearest_finds_names_with_few_edits() {
        assert_eq!(nearest("pth", KEYS), Some("path"));
        assert_eq!(nearest("naem", KEYS), Some("name"));
        assert_eq!(nearest("operatoins", KEYS), Some("operations"));
        assert_eq!(nearest("outputFormat", KEYS), Some("outputRawFormat"));
    }

    #[test]
    fn nearest_rejects_names_with_many_edits() {
        assert_eq!(nearest("schema", KEYS), None);
        assert_eq!(nearest("id", ["in", "if"]), None);
        assert_eq!(nearest("", KEYS), None);
        assert_eq!(nearest(&"x".repeat(10_000), KEYS), None);
    }

    #[test]
    fn nearest_returns_the_first_of_equal_candidates() {
        assert_eq!(nearest("get-a", ["get-b", "get-c"]), Some("get-b"));
    }

    #[test]
    fn distance_counts_a_swap_as_one_edit() {
        let chars = |text: &str| text.chars().collect::<Vec<_>>();
        assert_eq!(distance(&chars("ab"), &chars("ba")), 1);
        assert_eq!(distance(&chars("kitten"), &chars("sitting")), 3);
    }
}
