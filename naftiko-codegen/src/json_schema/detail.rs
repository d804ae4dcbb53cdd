//! How much of a type a schema of a tool has.

/// The texts in a schema, from all to none.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Prose {
    All,
    /// First sentences, except for the members of the root.
    FirstSentencesBelow,
    FirstSentences,
    /// First sentences of the members of the root.
    FirstSentencesAtRoot,
    /// No texts but the names of members that the schema does not describe.
    Names,
    None,
}

/// The detail of a schema.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Detail {
    pub prose: Prose,
    /// The levels of objects with members below the root.
    pub depth: usize,
}

impl Detail {
    /// All texts, and as many levels as vendors of models accept.
    pub(crate) const WHOLE: Self = Self::new(Prose::All, 6);

    pub(crate) const fn new(prose: Prose, depth: usize) -> Self {
        Self { prose, depth }
    }

    /// Returns what two details have in common.
    pub(crate) fn within(self, limit: Self) -> Self {
        Self {
            prose: self.prose.max(limit.prose),
            depth: self.depth.min(limit.depth),
        }
    }
}
