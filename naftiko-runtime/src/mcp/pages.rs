//! Tools whose operations return lists in pages: one call is one page.

use std::collections::BTreeMap;

use http::HeaderMap;

use super::ToolResult;
use crate::context::{AskedPage, Context};
use crate::value::{Json, Kind, Parts, Writer, string_of};

/// The argument for the cursor of a page, in addition to those of the spec.
const CURSOR: &str = "cursor";

/// The member of the structure with the cursor of the next page.
pub(super) const NEXT: &str = "next_cursor";

/// The tools with pages, each with the operation that it calls.
#[derive(Clone, Debug, Default)]
pub(super) struct PagedTools(BTreeMap<&'static str, &'static str>);

impl PagedTools {
    pub(super) fn add(&mut self, tools: &[(&'static str, &'static str)]) {
        self.0.extend(tools.iter().copied());
    }

    /// Returns the arguments that the tool reads, and the page that a call asks for. Its cursors are of no use with other arguments.
    pub(super) fn asked(&self, tool: &str, arguments: Json) -> (Json, Option<AskedPage>) {
        let Some(operation) = self.0.get(tool) else {
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
        (passed.finish(), Some(asked))
    }
}

/// Runs a call that asks for a page.
pub(super) async fn within<T>(page: Option<AskedPage>, call: impl Future<Output = T>) -> T {
    let Some(page) = page else { return call.await };
    let context = Context::current().unwrap_or_else(|| Context::from_headers(&HeaderMap::new()));
    context.with_page(page).scope(call).await
}

/// Returns a result with the cursor of the next page in its structure.
pub(super) fn continued(mut result: ToolResult, page: Option<&AskedPage>) -> ToolResult {
    let next = page.and_then(AskedPage::take_next);
    if let (Some(next), Some(structured)) = (next, &mut result.structured) {
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
