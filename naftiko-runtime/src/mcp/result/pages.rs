//! Tools whose operations return lists in pages: one call is one page, or what fits of it.

use std::collections::BTreeMap;

use http::HeaderMap;

use super::ToolResult;
use crate::context::{AskedPage, Context};
use crate::value::{Json, Kind, Parts, Writer, is_named, string_of};

/// The argument for the cursor of a page, in addition to those of the spec.
const CURSOR: &str = "cursor";

/// The member of the structure with the cursor of the next page.
pub(crate) const NEXT: &str = "next_cursor";

/// The names of members from a structure to a list.
type ListPath = &'static [&'static str];

/// The tools with pages, each with the operation that it calls, and the path of the list in its results.
#[derive(Clone, Debug, Default)]
pub(crate) struct PagedTools(BTreeMap<&'static str, (&'static str, ListPath)>);

/// The page that a call asks for.
#[derive(Clone, Debug)]
pub(crate) struct Page {
    asked: AskedPage,
    list: ListPath,
}

impl PagedTools {
    pub(crate) fn add(&mut self, tools: &[(&'static str, &'static str, ListPath)]) {
        let tools = tools.iter();
        self.0
            .extend(tools.map(|(tool, operation, list)| (*tool, (*operation, *list))));
    }

    /// Returns the arguments that the tool reads, and the page that a call asks for. Its cursors are of no use with other arguments.
    pub(crate) fn asked(&self, tool: &str, arguments: Json) -> (Json, Option<Page>) {
        let Some((operation, list)) = self.0.get(tool) else {
            return (arguments, None);
        };
        let (mut cursor, mut others) = (None, BTreeMap::new());
        let mut passed = Writer::default();
        passed.raw("{");
        for (name, value) in Parts::of(arguments.as_str()) {
            if name == CURSOR {
                cursor = match Kind::of(value) {
                    Kind::Null => None,
                    Kind::String => Some(string_of(value)),
                    // It is of no list.
                    _ => Some(value.to_owned()),
                };
                continue;
            }
            passed.raw_name(name).raw(value);
            if Kind::of(value) != Kind::Null {
                others.insert(name, Json::part(None, value));
            }
        }
        passed.raw("}");
        let cursor = cursor.filter(|cursor| !cursor.is_empty());
        let others = others.iter().fold(String::new(), |text, (name, value)| {
            text + name + "\n" + value.as_str() + "\n"
        });
        let asked = AskedPage::new(operation, format!("{tool}\n{others}"), cursor);
        (passed.finish(), Some(Page { asked, list }))
    }
}

/// Runs a call that asks for a page.
pub(crate) async fn within<T>(page: Option<&Page>, call: impl Future<Output = T>) -> T {
    let Some(page) = page else { return call.await };
    let context = Context::current().unwrap_or_else(|| Context::from_headers(&HeaderMap::new()));
    context.with_page(page.asked.clone()).scope(call).await
}

/// What follows a result that was cut.
pub(crate) struct Following {
    pub(crate) cursor: String,
    /// Whether the cursor leads to the items of this page that were cut.
    pub(crate) is_within: bool,
}

impl Page {
    /// Returns a result without the items that the caller has already.
    pub(crate) fn unseen(&self, mut result: ToolResult) -> ToolResult {
        let skipped = self.asked.skipped();
        if let Some(structured) = result.structured.as_mut().filter(|_| skipped > 0) {
            let mut json = Writer::default();
            without_first(structured.as_str(), self.list, skipped, &mut json);
            *structured = json.finish();
            // The text is the same JSON.
            result.content = Vec::new();
        }
        result
    }

    /// Returns a result with the cursor of the next page in its structure.
    pub(crate) fn continued(&self, mut result: ToolResult) -> ToolResult {
        if let Some((next, structured)) = self.asked.next().zip(result.structured.as_mut()) {
            let mut json = Writer::default();
            json.raw("{");
            for (name, value) in Parts::of(structured.as_str()).filter(|(name, _)| *name != NEXT) {
                json.raw_name(name).raw(value);
            }
            json.name(NEXT).string(&next);
            json.raw("}");
            *structured = json.finish();
        }
        result
    }

    /// Returns the largest size of a cursor after a result in bytes.
    pub(crate) fn largest_cursor(&self) -> usize {
        let cursors = [self.asked.next(), self.asked.rest(usize::MAX)];
        cursors.iter().flatten().map(String::len).max().unwrap_or(0)
    }

    /// Returns what follows a structure, of which another one is left: the first item that was cut, else the next page.
    pub(crate) fn following(&self, whole: &str, left: &str) -> Option<Following> {
        let (whole, left) = (length(whole, self.list), length(left, self.list));
        // A caller that gets nothing of a page would ask for it forever.
        let is_within = (1..whole).contains(&left);
        let cursor = if is_within {
            self.asked.rest(left)
        } else {
            self.asked.next()
        };
        let cursor = cursor?;
        Some(Following { cursor, is_within })
    }
}

/// Appends a value without the first items of the list at a path.
fn without_first(text: &str, list: &[&str], skipped: usize, json: &mut Writer) {
    match (Kind::of(text), list) {
        (Kind::Array, []) => {
            json.raw("[");
            for (_, item) in Parts::of(text).skip(skipped) {
                json.separate().raw(item);
            }
            json.raw("]");
        }
        (Kind::Object, [first, rest @ ..]) => {
            json.raw("{");
            for (name, value) in Parts::of(text) {
                json.raw_name(name);
                if is_named(name, first) {
                    without_first(value, rest, skipped, json);
                } else {
                    json.raw(value);
                }
            }
            json.raw("}");
        }
        _ => {
            json.raw(text);
        }
    }
}

/// Returns the number of items in the list at a path; 0 without one.
fn length(text: &str, list: &[&str]) -> usize {
    match (Kind::of(text), list) {
        (Kind::Array, []) => Parts::of(text).count(),
        (Kind::Object, [first, rest @ ..]) => {
            let member = Parts::of(text).find(|(name, _)| is_named(name, first));
            member.map_or(0, |(_, value)| length(value, rest))
        }
        _ => 0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn items_of_a_list_are_counted_and_left_out() {
        let text = r#"{"a":1,"page":{"it\u0065ms":[1,{"x":[2]},3],"n":3},"items":[4]}"#;
        let left = |list: &[&str], skipped| {
            let mut json = Writer::default();
            without_first(text, list, skipped, &mut json);
            json.into_string()
        };
        assert_eq!(
            left(&["page", "items"], 2),
            r#"{"a":1,"page":{"it\u0065ms":[3],"n":3},"items":[4]}"#
        );
        assert_eq!(
            left(&["items"], 5),
            r#"{"a":1,"page":{"it\u0065ms":[1,{"x":[2]},3],"n":3},"items":[]}"#
        );
        for absent in [&["a"][..], &["page"], &["none", "items"], &["a", "b"], &[]] {
            assert_eq!((left(absent, 1).as_str(), length(text, absent)), (text, 0));
        }
        assert_eq!(length(text, &["page", "items"]), 3);
    }
}
