//! Markdown: front matter, tables and sections.

mod reader;

use serde_json::Map;

use self::reader::MarkdownReader;
use super::limits::ConversionBudget;
use super::{FormatLimits, yaml};
use crate::value::{DecodeError, Json, Writer};

/// Converts the parts of a document: `{"frontMatter": {…}, "tables": [[{…}]], "sections": [{…}]}`.
///
/// Front matter is the YAML between a first line `---` and the next one. Tables are read as in HTML. A section has a
/// heading, its level, and the text of the blocks up to the next heading, one a line, without tables, code blocks and
/// HTML. With a prefix, only sections with a heading that starts with it count.
pub(super) fn to_json(text: &str, prefix: Option<&str>, limits: &FormatLimits) -> Result<Json, DecodeError> {
    let (front, body) = split(text);
    let front = match front {
        Some(front) => yaml::to_json(front, limits)?,
        None => Json::NULL,
    };
    let front = if front.is_null() {
        Json::from(Map::new())
    } else {
        front
    };
    let mut budget = ConversionBudget::new(limits);
    let mut reader = MarkdownReader::new(prefix.unwrap_or_default());
    reader.read(body, &mut budget)?;
    let (tables, sections) = reader.into_parts(&mut budget)?;
    let mut json = Writer::new();
    json.object().member("frontMatter", &front);
    json.member("tables", &tables)
        .member("sections", &sections)
        .end_object();
    Ok(json.finish())
}

/// Splits off the front matter.
fn split(text: &str) -> (Option<&str>, &str) {
    let mut lines = text.split_inclusive('\n');
    if lines.next().map(str::trim_end) != Some("---") {
        return (None, text);
    }
    let start = text.find('\n').map_or(text.len(), |end| end + 1);
    let mut end = start;
    for line in lines {
        let after = end + line.len();
        if matches!(line.trim_end(), "---" | "...") {
            return (text.get(start..end), text.get(after..).unwrap_or_default());
        }
        end = after;
    }
    (None, text)
}

#[cfg(test)]
mod tests;
