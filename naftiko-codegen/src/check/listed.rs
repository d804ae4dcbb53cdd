//! Names in their order that are searched often.

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
    /// Whether a name is among them.
    pub(super) fn contains(&self, name: &str) -> bool {
        self.known.contains(name)
    }

    /// The names in their order.
    pub(super) fn iter(&self) -> impl Iterator<Item = &'a str> + Clone + '_ {
        self.all.iter().copied()
    }
}
