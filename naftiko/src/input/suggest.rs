//! Suggestions for unknown names.

/// Returns the most similar known name; `None` if none is similar enough.
///
/// Ignores case and separators; at most a third of the letters may differ.
pub(crate) fn nearest<'a>(wrong: &str, known: &[&'a str]) -> Option<&'a str> {
    let wrong = normal(wrong);
    known
        .iter()
        .map(|name| (distance(&wrong, &normal(name)), *name))
        .filter(|(distance, name)| *distance <= (name.len() / 3).max(1))
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, name)| name)
}

/// Returns the letters and digits in lower case, at most 64.
fn normal(name: &str) -> Vec<char> {
    name.chars()
        .filter(|c| c.is_alphanumeric())
        .flat_map(char::to_lowercase)
        .take(64)
        .collect()
}

/// Returns the Levenshtein distance.
fn distance(left: &[char], right: &[char]) -> usize {
    let mut row: Vec<usize> = (0..=right.len()).collect();
    for (above, from) in left.iter().enumerate() {
        let mut diagonal = above;
        let mut before = above + 1;
        let mut next = vec![before];
        for (to, up) in right.iter().zip(row.iter().skip(1)) {
            before = (diagonal + usize::from(from != to)).min(before + 1).min(up + 1);
            diagonal = *up;
            next.push(before);
        }
        row = next;
    }
    row.last().copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn distance_counts_edits() {
        let of = |left: &str, right: &str| distance(&normal(left), &normal(right));
        assert_eq!(of("kitten", "sitting"), 3);
        assert_eq!(of("", "abc"), 3);
        assert_eq!(of("abc", ""), 3);
        assert_eq!(of("same", "same"), 0);
    }

    #[test]
    fn near_names_are_found() {
        let known = ["parcel_id", "lang", "weight"];
        assert_eq!(nearest("parcelId", &known), Some("parcel_id"));
        assert_eq!(nearest("parcel-ids", &known), Some("parcel_id"));
        assert_eq!(nearest("wieght", &known), Some("weight"));
        assert_eq!(nearest("colour", &known), None);
        assert_eq!(nearest("x", &[]), None);
    }
}
