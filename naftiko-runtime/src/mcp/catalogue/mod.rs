//! How clients see the tools of a server.

mod directory;
mod nested_call;
mod offered;
mod search;
pub(crate) mod search_tools;
mod selection;

use crate::mcp::long_running::LongRunningTools;
pub(crate) use nested_call::NestedCall;
pub(crate) use offered::{Offered, OfferedOnce, View};
pub(crate) use search::Searching;
pub(crate) use selection::Selection;

/// How clients see the tools of a server.
///
/// By default a server lists all tools, unless their list is larger than 256 KiB; then it has tools that search.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Catalogue {
    /// The list has every tool.
    All,
    /// Clients choose toolsets by URL or header. Without a choice, the list has as many toolsets as fit into 256 KiB.
    Toolsets,
    /// The list has tools that search for others, describe them and call them, and the pinned tools.
    Search,
}

impl Catalogue {
    /// The words of the values, as an environment variable has them.
    pub(crate) const WORDS: &'static str = "`all`, `toolsets` or `search`";

    /// Returns the value of a word.
    pub(crate) fn of(word: &str) -> Option<Self> {
        match word {
            "all" => Some(Self::All),
            "toolsets" => Some(Self::Toolsets),
            "search" => Some(Self::Search),
            _ => None,
        }
    }
}

/// A group of tools that clients choose by its name.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Toolset {
    /// The name, for URLs and headers.
    pub name: &'static str,
    /// The names of its tools.
    pub tools: &'static [&'static str],
}

/// What a program declares of the tools besides their table.
#[derive(Clone, Debug, Default)]
pub(crate) struct CatalogueSettings {
    /// The catalogue that the spec, the program or the environment chose.
    pub(crate) chosen: Option<Catalogue>,
    pub(crate) toolsets: &'static [Toolset],
    /// The index that the generator made of the tools.
    pub(crate) index: Option<&'static str>,
    pub(crate) pinned: Vec<String>,
    pub(crate) long_running: LongRunningTools,
    /// What the program allows.
    pub(crate) bound: Selection,
    /// What the environment leaves of it. A client only narrows that.
    pub(crate) environment: Selection,
}
