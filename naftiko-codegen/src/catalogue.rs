//! What an MCP adapter offers at once: toolsets, the bytes of its list of tools, and the index for searches.

use std::collections::BTreeSet;

use naftiko_search::Entry;

use crate::model::{Capability, Client, McpAdapter, Operation, Tool};
use crate::options::Catalogue;
use crate::tool_list::ListedTool;

/// The largest list of tools that a server sends without being asked to, in bytes; the runtime has the same limit.
///
/// It is about 65,000 tokens, a third of the context of the models that most clients use (`docs/mcp.md`).
pub(crate) const LIST_LIMIT: usize = 256 * 1024;

/// The number of tools from which generated code has an index, although the list is not too large: the environment can ask for a
/// search, and from here on building an index at start would take longer than reading one.
const INDEXED: usize = 64;

/// The smallest number of tools whose list can be too large: two schemas of 8 KiB and a description each.
const FEW: usize = LIST_LIMIT / (24 * 1024);

/// Tools that belong together.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Toolset {
    pub(crate) name: String,
    /// The names of its tools, in the order of the spec.
    pub(crate) tools: Vec<String>,
}

/// Returns the catalogue of an adapter: the one that the user chose, or that its size asks for.
pub(crate) fn chosen(adapter: &McpAdapter, list: &[ListedTool]) -> Option<Catalogue> {
    let is_large = || list_bytes(list) > LIST_LIMIT;
    adapter
        .catalogue
        .or_else(|| (adapter.tools.len() > FEW && is_large()).then_some(Catalogue::Search))
}

/// Returns the bytes of the list of tools, without what is around its items.
pub(crate) fn list_bytes(list: &[ListedTool]) -> usize {
    list.iter().map(ListedTool::bytes).sum()
}

/// Returns the toolsets in the order of their first tools; none where they would be one.
pub(crate) fn toolsets(capability: &Capability, adapter: &McpAdapter) -> Vec<Toolset> {
    let mut found: Vec<Toolset> = Vec::new();
    for (tool, name) in adapter.tools.iter().zip(groups(capability, adapter)) {
        match found.iter_mut().find(|toolset| toolset.name == name) {
            Some(toolset) => toolset.tools.push(tool.name.clone()),
            None => found.push(Toolset {
                name,
                tools: vec![tool.name.clone()],
            }),
        }
    }
    if found.len() > 1 { found } else { Vec::new() }
}

/// Returns whether generated code has an index of the tools. The one that the runtime makes otherwise knows the texts of the list alone.
pub(crate) fn is_indexed(adapter: &McpAdapter, list: &[ListedTool]) -> bool {
    let is_cut = |tool: &ListedTool| tool.shortening.description.is_some();
    adapter.tools.len() >= INDEXED
        || chosen(adapter, list) == Some(Catalogue::Search)
        || list.iter().any(is_cut)
}

/// Returns the index of the tools, if generated code has one.
pub(crate) fn index(capability: &Capability, adapter: &McpAdapter, list: &[ListedTool]) -> Option<String> {
    is_indexed(adapter, list).then(|| {
        let tools = indexed_tools(capability, adapter);
        let entries: Vec<Entry<'_>> = tools.iter().map(IndexedTool::entry).collect();
        naftiko_search::build(&entries)
    })
}

/// Returns what searches find of each tool, in the order of the spec.
pub(crate) fn indexed_tools(capability: &Capability, adapter: &McpAdapter) -> Vec<IndexedTool> {
    let tools = adapter.tools.iter().zip(groups(capability, adapter));
    tools
        .map(|(tool, group)| IndexedTool::of(capability, tool, group))
        .collect()
}

/// Returns the name of the toolset of each tool: the first tag of the spec, or of the document; else the API where tools call several, or
/// the resource of the called operation.
fn groups(capability: &Capability, adapter: &McpAdapter) -> Vec<String> {
    let called: Vec<Option<(&Client, &Operation)>> = adapter
        .tools
        .iter()
        .map(|tool| called(capability, tool))
        .collect();
    let apis: BTreeSet<&str> = called
        .iter()
        .flatten()
        .map(|(api, _)| api.namespace.as_str())
        .collect();
    let paths: Vec<Vec<&str>> = called
        .iter()
        .map(|called| called.map_or_else(Vec::new, |(_, operation)| segments(&operation.shown_path)))
        .collect();
    let shared = shared_segments(paths.iter().filter(|path| !path.is_empty()));
    let tools = adapter.tools.iter().zip(called).zip(paths);
    tools
        .map(|((tool, called), path)| {
            let tag = tool.tags.first().map(String::as_str);
            let documented = called.and_then(|(_, operation)| operation.naming.tags.first());
            let resource = || match called {
                Some((api, _)) if apis.len() > 1 => Some(api.namespace.as_str()),
                _ => path.get(shared).or(path.last()).copied(),
            };
            let name = tag.or(documented.map(String::as_str)).or_else(resource);
            name.map(slug)
                .filter(|slug| !slug.is_empty())
                .unwrap_or_else(|| OTHERS.to_owned())
        })
        .collect()
}

/// The toolset of tools that call no operation.
const OTHERS: &str = "other";

/// Returns the operation whose response is the result of a tool.
fn called<'c>(capability: &'c Capability, tool: &'c Tool) -> Option<(&'c Client, &'c Operation)> {
    capability.called(capability.answering(&tool.operation).target.answering()?)
}

/// Returns the segments of a path without placeholders and versions.
fn segments(path: &str) -> Vec<&str> {
    let is_version = |segment: &str| {
        let digits = segment.strip_prefix('v').unwrap_or(segment);
        digits.starts_with(|c: char| c.is_ascii_digit())
    };
    let path = path.split('?').next().unwrap_or_default();
    let segments = path.split('/').filter(|segment| !segment.is_empty());
    segments
        .filter(|segment| !segment.contains(['{', '}']) && *segment != "api" && !is_version(segment))
        .collect()
}

/// Returns the number of segments that all paths begin with.
fn shared_segments<'p>(mut paths: impl Iterator<Item = &'p Vec<&'p str>>) -> usize {
    let Some(first) = paths.next() else { return 0 };
    paths.fold(first.len(), |shared, path| {
        let alike = first.iter().zip(path).take(shared);
        alike.take_while(|(one, other)| one == other).count()
    })
}

/// Returns a name for URLs and headers: words in lower case with `-`.
fn slug(name: &str) -> String {
    let mut slug = String::new();
    let mut after_lower = false;
    for c in name.chars() {
        if c.is_alphanumeric() {
            if after_lower && c.is_uppercase() {
                slug.push('-');
            }
            slug.extend(c.to_lowercase());
        } else if !slug.is_empty() && !slug.ends_with('-') {
            slug.push('-');
        }
        after_lower = c.is_lowercase() || c.is_numeric();
    }
    slug.trim_end_matches('-').to_owned()
}

/// What searches find of a tool.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct IndexedTool {
    /// The name.
    pub name: String,
    title: String,
    description: String,
    summary: String,
    /// The toolset, and the tags of the operation.
    groups: String,
    path: String,
    method: &'static str,
    parameters: Vec<String>,
}

impl IndexedTool {
    fn of(capability: &Capability, tool: &Tool, group: String) -> Self {
        let called = called(capability, tool).map(|(_, operation)| operation);
        let documented = called.into_iter().flat_map(|operation| &operation.naming.tags);
        let tags = tool.tags.iter().chain(documented);
        let groups = tags.fold(group, |groups, tag| groups + " " + tag);
        let inputs = tool.operation.inputs.iter();
        Self {
            name: tool.name.clone(),
            title: tool.operation.title.clone(),
            description: tool.operation.description.clone(),
            summary: called.map_or_else(String::new, |operation| operation.naming.summary.clone()),
            groups,
            path: called.map_or_else(String::new, |operation| operation.shown_path.clone()),
            method: called.map_or("", |operation| operation.method.as_str()),
            parameters: inputs.map(|input| input.name.clone()).collect(),
        }
    }

    /// Returns the entry of an index.
    pub fn entry(&self) -> Entry<'_> {
        Entry {
            name: &self.name,
            title: &self.title,
            description: &self.description,
            summary: &self.summary,
            toolset: &self.groups,
            path: &self.path,
            method: self.method,
            parameters: &self.parameters,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_toolsets_are_words_for_urls() {
        for (name, expected) in [
            ("BillJob", "bill-job"),
            ("Line Item", "line-item"),
            ("OAuth2 (beta)", "oauth2-beta"),
            ("Größe", "größe"),
            ("--", ""),
        ] {
            assert_eq!(slug(name), expected);
        }
    }

    #[test]
    fn resource_is_the_first_segment_that_differs() {
        let paths = [
            "/api/v1/organizations/{orgId}/bills/{id}/lines",
            "/api/v1/organizations/{orgId}/accounts",
        ];
        let paths: Vec<Vec<&str>> = paths.iter().map(|path| segments(path)).collect();
        assert_eq!(
            paths,
            [
                vec!["organizations", "bills", "lines"],
                vec!["organizations", "accounts"]
            ]
        );
        assert_eq!(shared_segments(paths.iter()), 1);
    }
}
