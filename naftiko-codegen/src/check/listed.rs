//! A list of names with a fast search.

use std::collections::HashSet;

/// Names in the order of the spec.
#[derive(Clone, Debug, Default)]
pub(super) struct Listed<'a> {
    all: Vec<&'a str>,
    known: HashSet<&'a str>,
}

impl<'a> FromIterator<&'a str> for Listed<'a> {
    fn from_iter<I: IntoIterator<Item = &'a str>>(names: I) -> Self {
        let all: Vec<&str> = names.into_iter().collect();
        let known = all.iter().copied().collect();
        Self { all, known }
    }
}

impl<'a> Listed<'a> {
    /// Returns whether the list has a name.
    pub(super) fn contains(&self, name: &str) -> bool {
        self.known.contains(name)
    }

    /// Returns the names in the order of the spec.
    pub(super) fn iter(&self) -> impl Iterator<Item = &'a str> + Clone + '_ {
        self.all.iter().copied()
    }
}
