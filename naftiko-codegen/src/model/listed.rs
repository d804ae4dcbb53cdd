//! Tools as `tools/list` has them.

/// A tool in the list of its adapter.
#[derive(Clone, Debug)]
pub(crate) struct ListedTool {
    pub name: String,
    pub title: String,
    pub description: String,
    /// The JSON Schema of the arguments, as text.
    pub arguments: String,
    /// The JSON Schema of the result, as text; empty without one.
    pub result: String,
    /// A schema that has every member of the result, if `result` leaves some out; else empty.
    pub whole_result: String,
    /// The bytes of the tool with all its texts and members.
    pub whole_bytes: usize,
    pub shortening: Shortening,
}

/// What the list leaves out of a tool.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Shortening {
    /// The bytes that are listed of a description that is cut.
    pub description: Option<usize>,
    pub arguments: Prose,
    pub result: Detail,
}

impl Default for Shortening {
    fn default() -> Self {
        Self {
            description: None,
            arguments: Prose::All,
            result: Detail::WHOLE,
        }
    }
}

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

/// The bytes of a tool in the list besides its texts and schemas: the names of members, and hints.
const FRAME: usize = 180;

impl ListedTool {
    /// Returns the bytes of the tool in the list.
    pub(crate) fn bytes(&self) -> usize {
        let texts = [&self.name, &self.title, &self.description];
        let texts: usize = texts.into_iter().map(|text| json_bytes(text)).sum();
        FRAME + texts + self.arguments.len() + self.result.len()
    }
}

/// Returns the bytes of a text in JSON, without its quotes.
pub(crate) fn json_bytes(text: &str) -> usize {
    let escapes = text.chars().map(|character| match character {
        '"' | '\\' | '\n' | '\r' | '\t' | '\u{8}' | '\u{c}' => 1,
        '\0'..='\u{1f}' => 5,
        _ => 0,
    });
    text.len() + escapes.sum::<usize>()
}
