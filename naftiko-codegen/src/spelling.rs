//! The search for names that are spelled with another case or punctuation.

use std::collections::HashMap;

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
