//! Search and description of the tools that a request sees.

use naftiko_search::{first_sentence, shortened};

use super::search_tools::{CALL_READ, FOUND, MOST_DESCRIBED, MOST_FOUND, SEARCH, TABLE};
use super::{NestedCall, Offered, View};
use crate::input::{Inputs, ParameterIn};
use crate::mcp::result::{ToolError, ToolResult};
use crate::mcp::schema::Accepted;
use crate::value::{Json, Writer};

/// The longest query in bytes.
const LONGEST_QUERY: usize = 1000;

/// The longest summary of a tool in bytes.
const SUMMARY: usize = 200;

/// The longest part of an unknown name in an error, in bytes.
const SHOWN: usize = 64;

/// The number of names that are suggested for an unknown one.
const SUGGESTED: usize = 3;

/// The tools that a request may search.
#[derive(Clone, Copy)]
pub(crate) struct Searching<'s> {
    pub(crate) offered: &'s Offered,
    pub(crate) view: &'s View,
    pub(crate) accepted: &'s Accepted,
    /// The largest result in bytes.
    pub(crate) limit: usize,
}

impl Searching<'_> {
    /// Runs `search_tools`.
    pub(crate) fn search(self, mut inputs: Inputs) -> Result<ToolResult, ToolError> {
        let query = inputs.string(ParameterIn::Field("query"));
        let toolset = inputs.optional_string(ParameterIn::Field("toolset"));
        let limit = inputs.optional_integer(ParameterIn::Field("limit"));
        let cursor = inputs.optional_string(ParameterIn::Field("cursor"));
        inputs.finish()?;
        if query.len() > LONGEST_QUERY {
            let message = format!("The query is longer than {LONGEST_QUERY} bytes. Search with fewer words.");
            return Err(ToolError::new(message));
        }
        let toolset = toolset.map(|name| self.toolset(&name)).transpose()?;
        let limit = limit.map_or(Ok(FOUND), page_size)?;
        let start = cursor.map_or(Ok(0), |cursor| position(&cursor))?;
        let found = self.found(&query, toolset);
        if start > 0 && start >= found.len() {
            return Err(unknown_cursor());
        }
        Ok(self.page(&found, start, limit))
    }

    /// Returns the name of a visible toolset.
    fn toolset(self, name: &str) -> Result<&'static str, ToolError> {
        let known = self.offered.directory.toolset_names(&self.view.visible);
        let found = known.iter().copied().find(|known| *known == name);
        found.ok_or_else(|| {
            let names = known.join("`, `");
            ToolError::new(format!(
                "Unknown toolset `{name}`. Use one of `{names}`, or search without a toolset."
            ))
        })
    }

    /// Returns the positions of the tools that fit a query, the best first; of all tools for a query without words.
    fn found(self, query: &str, toolset: Option<&str>) -> Vec<usize> {
        let (directory, visible) = (&self.offered.directory, &self.view.visible);
        let is_visible = |position: usize| {
            visible.has(position)
                && toolset.is_none_or(|toolset| directory.toolset_of(position) == Some(toolset))
        };
        if query.trim().is_empty() {
            let all = directory.order.iter().copied();
            return all.filter(|position| is_visible(*position)).collect();
        }
        let named = folded(query);
        let tools = directory.tools.iter().enumerate();
        let exact = tools.filter(|(position, tool)| is_visible(*position) && folded(tool.name) == named);
        let mut found: Vec<usize> = exact.map(|(position, _)| position).collect();
        for hit in self.offered.index().search(query, is_visible) {
            if !found.contains(&hit.entry) {
                found.push(hit.entry);
            }
        }
        found
    }

    fn page(self, found: &[usize], start: usize, limit: usize) -> ToolResult {
        let end = found.len().min(start.saturating_add(limit));
        let mut json = Writer::default();
        json.raw("{").name("tools").raw("[");
        for position in found.get(start..end).unwrap_or_default() {
            self.write_found(*position, json.separate());
        }
        json.raw("]").name("total").count(found.len());
        if end < found.len() {
            json.name("next_cursor").string(&end.to_string());
        }
        if found.is_empty() {
            let toolsets = self.offered.directory.toolset_names(&self.view.visible);
            json.name("toolsets").tree(&toolsets.into());
            json.name("notice").string(
                "No tool of this server fits. Search once more in other words, or list a toolset with an empty query. If nothing fits then, the \
                 server cannot do it: do not call another tool instead.",
            );
        }
        json.raw("}");
        ToolResult::success(Vec::new()).with_structured(json.finish())
    }

    fn write_found(self, position: usize, json: &mut Writer) {
        let Some(tool) = self.offered.directory.tools.get(position) else {
            return;
        };
        json.raw("{").name("name").string(tool.name);
        json.text_member("title", tool.title);
        json.name("summary")
            .string(&shortened(first_sentence(tool.description), SUMMARY));
        json.text_member(
            "toolset",
            self.offered.directory.toolset_of(position).unwrap_or_default(),
        );
        json.name("readOnly").boolean(tool.hints.read_only);
        let destroys = tool.hints.destructive && !tool.hints.read_only;
        json.name("destructive").boolean(destroys);
        let required = self.accepted.required(tool.name);
        json.name("required").tree(&required.into()).raw("}");
    }

    /// Returns a call that `call_tool` or `call_read_tool` may run.
    ///
    /// # Errors
    /// When its tool is unknown or hidden, and when `call_read_tool` is to call a tool that changes something.
    pub(crate) fn allowed<'c>(self, caller: &str, call: NestedCall<'c>) -> Result<NestedCall<'c>, ToolError> {
        let directory = &self.offered.directory;
        if self.offered.is_result_tool(&call.name, self.view) {
            return Ok(call);
        }
        let tool = directory.position(&call.name, &self.view.visible);
        let Some(tool) = tool.and_then(|position| directory.tools.get(position)) else {
            return Err(self.unknown(&call.name));
        };
        if caller == CALL_READ && !tool.hints.read_only {
            let name = tool.name;
            return Err(ToolError::new(format!(
                "The tool `{name}` changes data, which `call_read_tool` does not do. Nothing was sent. Call it with `call_tool`."
            )));
        }
        Ok(call)
    }

    /// Returns the error of a call whose tool is unknown or hidden. It suggests visible tools alone.
    fn unknown(self, name: &str) -> ToolError {
        let name = prefix(name, SHOWN);
        if TABLE.iter().any(|tool| tool.name == name) {
            return ToolError::new(format!(
                "`{name}` is not called through another tool. Nothing was sent. Call it directly."
            ));
        }
        let similar = self.similar(name);
        let instruction = if similar.is_empty() {
            format!("Find the name of a tool with `{SEARCH}`.")
        } else {
            let names = similar.join("`, `");
            format!("Similar names are `{names}`. Call one of them if it fits, or search with `{SEARCH}`.")
        };
        ToolError::new(format!("Unknown tool `{name}`. Nothing was sent. {instruction}"))
    }

    /// Runs `describe_tools`. An unknown name is not an error for the others.
    pub(crate) fn describe(self, mut inputs: Inputs) -> Result<ToolResult, ToolError> {
        let names = inputs.array(ParameterIn::Field("names"));
        inputs.finish()?;
        let names = texts(&names);
        if !(1..=MOST_DESCRIBED).contains(&names.len()) {
            let message = format!(
                "`names` has {} names. Give 1 to {MOST_DESCRIBED} at once.",
                names.len()
            );
            return Err(ToolError::new(message));
        }
        let positions = names
            .iter()
            .map(|name| self.offered.directory.position(name, &self.view.visible));
        let described: Vec<(&String, Option<usize>)> = names.iter().zip(positions).collect();
        let mut json = Writer::default();
        json.raw("{").name("tools").raw("[");
        let mut omitted = Vec::new();
        for (name, position) in &described {
            let Some(position) = position else { continue };
            let item = self.offered.item(*position);
            let is_first = json.len() < 16;
            // Whole descriptions only: half a schema is of no use. What one tool needs is sent whatever its size.
            if is_first || json.len() + item.len() + RESERVED < self.limit {
                json.separate().raw(item);
            } else {
                omitted.push(name.as_str());
            }
        }
        json.raw("]").name("unknown").raw("[");
        for (name, _) in described.iter().filter(|(_, position)| position.is_none()) {
            json.separate().raw("{").name("name").string(name);
            json.name("didYouMean").tree(&self.similar(name).into()).raw("}");
        }
        json.raw("]");
        if !omitted.is_empty() {
            let names = omitted.join("`, `");
            json.name("notice").string(&format!(
                "The descriptions are too large together. Describe `{names}` in another call."
            ));
        }
        json.raw("}");
        Ok(ToolResult::success(Vec::new()).with_structured(json.finish()))
    }

    /// Returns names for an unknown one: the most similar, then those that a search finds.
    fn similar(self, name: &str) -> Vec<&'static str> {
        let (directory, visible) = (&self.offered.directory, &self.view.visible);
        let mut similar: Vec<&'static str> = directory.similar(name, visible).into_iter().collect();
        let query = prefix(name, LONGEST_QUERY);
        let found = self
            .offered
            .index()
            .search(query, |position| visible.has(position));
        for hit in found {
            let tool = directory.tools.get(hit.entry).map(|tool| tool.name);
            similar.extend(tool.filter(|tool| !similar.contains(tool) && similar.len() < SUGGESTED));
        }
        similar
    }
}

/// The bytes of a description's result that are not those of tools.
const RESERVED: usize = 2048;

/// Returns the letters and digits of a name in lower case.
fn folded(name: &str) -> String {
    let letters = name.chars().filter(|c| c.is_alphanumeric());
    letters.flat_map(char::to_lowercase).collect()
}

fn texts(list: &Json) -> Vec<String> {
    let items = list.items().map(|item| item.to_value());
    items
        .map(|item| item.as_str().map_or_else(|| item.to_string(), str::to_owned))
        .collect()
}

fn page_size(limit: i64) -> Result<usize, ToolError> {
    let size = usize::try_from(limit)
        .ok()
        .filter(|size| (1..=MOST_FOUND).contains(size));
    size.ok_or_else(|| {
        ToolError::new(format!(
            "`limit` is {limit}. Give a number from 1 to {MOST_FOUND}."
        ))
    })
}

/// Returns the position that a cursor stands for. The tools of a server never change, so no state is kept for it.
fn position(cursor: &str) -> Result<usize, ToolError> {
    let position = cursor.parse().ok().filter(|position| *position > 0);
    position.ok_or_else(unknown_cursor)
}

fn unknown_cursor() -> ToolError {
    ToolError::new("Unknown `cursor`. Use the `next_cursor` of the page before, with the same query.")
}

/// Returns the start of a text, at most `length` bytes long.
fn prefix(text: &str, length: usize) -> &str {
    let end = (0..=length.min(text.len()))
        .rev()
        .find(|end| text.is_char_boundary(*end));
    text.get(..end.unwrap_or_default()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn prefix_ends_at_a_character() {
        assert_eq!(prefix("aüb", 2), "a");
        assert_eq!(prefix("aüb", 9), "aüb");
    }
}
