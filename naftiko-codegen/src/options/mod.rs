//! Options of the generator: one set for the macro, build.rs and the command.
//!
//! [`TABLE`] describes each option once: its name, its type, its key in a spec and its documentation. The three fronts read their
//! arguments by the table, and `docs/options.md` is made from it. To add an option, add a field to [`Options`], an entry to the
//! table, and a method to [`Build`](crate::Build).

mod kind;
mod per_namespace;
mod spelling;
mod table;
mod words;

pub use kind::Kind;
pub use per_namespace::PerNamespace;
pub use table::{Entry, Front, Per, TABLE};
pub use words::{
    Catalogue, Derives, Fill, OutputSchemas, Testing, Tolerance, ToolBudget, Types, Unknown, UnknownArguments,
};

use std::path::PathBuf;

use crate::spelling::nearest;

/// The options of a run.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Options {
    /// The emit kinds to generate.
    pub emit: Emit,
    /// Whether warnings about what the Naftiko format does not allow are errors.
    pub strict: bool,
    /// Name of the generated module, instead of the spec's file name; for one spec only.
    pub module: Option<String>,
    /// Name of the dependency on the runtime, if the manifest renames it.
    pub crate_name: Option<String>,
    /// Folders and files outside of a spec's package that the spec may include or serve, as the loader names them.
    pub allow_paths: Vec<PathBuf>,
    /// The `OpenAPI` documents with the types of requests and responses, by consumed API, as the loader names them.
    pub openapi: PerNamespace<Vec<PathBuf>>,
    /// The overlays that change these documents, in their order, by consumed API, as the loader names them.
    pub overlay: PerNamespace<Vec<PathBuf>>,
    /// Whether specs that use one `OpenAPI` document have its types in common, in a module `types` beside theirs.
    pub share_types: bool,
    /// The files in place of those that references of documents name, by the start of the reference and by consumed API.
    pub refs: PerNamespace<Vec<(String, PathBuf)>>,
    /// Handling of responses that do not fit their declared type, by consumed API.
    pub tolerance: PerNamespace<Tolerance>,
    /// Handling of operations without types, by consumed API.
    pub types: PerNamespace<Types>,
    /// Handling of members that the document does not list, by consumed API.
    pub unknown: PerNamespace<Unknown>,
    /// Handling of required parameters that only the document has, by consumed API.
    pub fill: PerNamespace<Fill>,
    /// Traits of the types of documents, by consumed API.
    pub derive: PerNamespace<Derives>,
    /// Whether code has fake APIs for tests.
    pub testing: Testing,
    /// Handling of unknown arguments of tools and members of REST bodies, by adapter.
    pub unknown_arguments: PerNamespace<UnknownArguments>,
    /// Whether tools have schemas of their results, by MCP adapter.
    pub output_schemas: PerNamespace<OutputSchemas>,
    /// The largest size of a tool in the list, by MCP adapter.
    pub tool_budget: PerNamespace<ToolBudget>,
    /// How clients see the tools, by MCP adapter.
    pub catalogue: PerNamespace<Option<Catalogue>>,
    /// The tools that are always listed, before all others, by MCP adapter.
    pub pinned_tools: PerNamespace<Vec<String>>,
    /// The origins of web pages that may call, by adapter.
    pub allow_origins: PerNamespace<Vec<String>>,
    /// The headers of API responses that REST adapters pass on, by adapter.
    pub expose_headers: PerNamespace<Vec<String>>,
}

/// The emit kinds of a capability. The client is always generated, since the adapters call it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Emit {
    /// The REST adapters.
    pub rest: bool,
    /// The MCP adapters.
    pub mcp: bool,
    /// The skill adapters.
    pub skill: bool,
}

impl Emit {
    /// Returns whether adapters of a kind are generated.
    pub(crate) fn serves(self) -> bool {
        self.rest || self.mcp || self.skill
    }
}

impl Default for Emit {
    fn default() -> Self {
        Self {
            rest: true,
            mcp: true,
            skill: true,
        }
    }
}

/// Prefix of the keys that set options in a spec.
///
/// The Naftiko format has no keys with a prefix. `x-` marks extensions in the neighbouring formats (`OpenAPI` 3.1, section
/// 4.9), and the name keeps the keys apart from those of other tools.
pub const EXTENSION_PREFIX: &str = "x-naftiko-";

/// The extension key of a consumed operation with the pages of its list. It is no option, since it has parts.
pub(crate) const PAGES_KEY: &str = "x-naftiko-pages";

/// The extension key of a consumed operation that is long-running. It is no option, since it is of one operation.
pub(crate) const LONG_RUNNING_KEY: &str = "x-naftiko-long-running";

/// The extension keys of consumed operations.
pub(crate) const OPERATION_KEYS: [&str; 2] = [PAGES_KEY, LONG_RUNNING_KEY];

/// Returns the entry of an option by its name, such as `emit`.
pub fn find(name: &str) -> Option<&'static Entry> {
    TABLE.iter().find(|entry| entry.name == name)
}

/// Returns the options that a front has, in the order of the table.
pub fn of_front(front: Front) -> impl Iterator<Item = &'static Entry> {
    TABLE
        .iter()
        .filter(move |entry| entry.absent_from(front).is_none())
}

/// Returns the error text for a name that is not an option of a front.
pub fn unknown(name: &str, front: Front) -> String {
    if let Some(reason) = find(name).and_then(|entry| entry.absent_from(front)) {
        return format!("`{name}` is not an option of {front}; {reason}");
    }
    let names = || of_front(front).map(|entry| entry.name);
    let advice = nearest(name, names()).map_or_else(
        || format!("known options: `{}`", names().collect::<Vec<_>>().join("`, `")),
        |near| format!("a similar name exists: `{near}`"),
    );
    format!("unknown option `{name}`; {advice}")
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test fails by panicking")]
mod precedence_tests;

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test fails by panicking")]
mod tests;
