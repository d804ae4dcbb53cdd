//! The search for names that are spelled with another case or punctuation, or misspelt.

use std::collections::HashMap;

use strsim::osa_distance;

/// An index of the positions of names in a list.
#[derive(Clone, Debug, Default)]
pub(crate) struct Names {
    exact: HashMap<String, usize>,
    /// The same without case and punctuation.
    folded: HashMap<String, usize>,
    count: usize,
}

impl Names {
    /// Creates the index of a list.
    pub(crate) fn of<'a>(names: impl IntoIterator<Item = &'a str>) -> Self {
        let mut all = Self::default();
        for name in names {
            all.add(name);
        }
        all
    }

    /// Adds the next name and returns its position. Of two equal names, the search finds the first.
    pub(crate) fn add(&mut self, name: &str) -> usize {
        let index = self.count;
        self.count += 1;
        self.exact.entry(name.to_owned()).or_insert(index);
        self.folded.entry(folded(name)).or_insert(index);
        index
    }

    /// Returns the position of a name: an exact match first, then one without case and punctuation.
    pub(crate) fn find(&self, name: &str) -> Option<usize> {
        let loose = || self.folded.get(&folded(name)).copied();
        self.exact(name).or_else(loose)
    }

    /// Returns the position of an exact name.
    pub(crate) fn exact(&self, name: &str) -> Option<usize> {
        self.exact.get(name).copied()
    }
}

/// Returns the position of a name like `Names::find`, for a list that is searched once.
pub(crate) fn find<'a>(mut names: impl Iterator<Item = &'a str> + Clone, name: &str) -> Option<usize> {
    let exact = names.clone().position(|candidate| candidate == name);
    exact.or_else(|| {
        let wanted = folded(name);
        names.position(|candidate| folded(candidate) == wanted)
    })
}

/// Returns a name without case and punctuation.
pub(crate) fn folded(name: &str) -> String {
    name.chars()
        .filter(|c| c.is_alphanumeric())
        .flat_map(char::to_lowercase)
        .collect()
}

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
    let wanted = folded(name);
    let length = wanted.chars().count();
    if length == 0 || length > MAX_LENGTH {
        return None;
    }
    let threshold = if length < 3 { 0 } else { length / 3 };
    let mut best: Option<(usize, &str)> = None;
    for candidate in candidates {
        *work += 1;
        if candidate.len() > MAX_BYTES {
            continue;
        }
        let other = folded(candidate);
        let other_length = other.chars().count();
        if other_length.abs_diff(length) > threshold {
            continue;
        }
        *work += length * other_length;
        let edits = osa_distance(&wanted, &other);
        if edits <= threshold && best.is_none_or(|(least, _)| edits < least) {
            best = Some((edits, candidate));
        }
    }
    best.map(|(_, candidate)| candidate)
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
        assert_eq!(nearest("naem", ["name"]), Some("name"));
        assert_eq!(nearest("nbem", ["name"]), None);
    }

    #[test]
    fn near_names_are_found() {
        for line in include_str!("../../tests/cases/names.txt").lines() {
            let columns: Vec<&str> = line.split('|').map(str::trim).collect();
            if let [unknown, known, suggested] = columns[..] {
                let near = nearest(unknown, known.split_whitespace());
                assert_eq!(near.unwrap_or("-"), suggested, "{unknown}");
            }
        }
    }
}
