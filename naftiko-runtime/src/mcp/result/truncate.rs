//! Truncation of results to a size that an agent can read.

use super::pages::NEXT;
use super::{ContentBlock, Page, ResultLink, ToolResult};
use crate::value::{Json, JsonPart, Kind, Parts, Writer, string_of};

/// Members that mark a truncated result. MCP hosts show only the structured content when there is one, so the marks
/// are in it.
const TRUNCATED: &str = "truncated";
pub(crate) const NOTICE: &str = "notice";

/// Members of a structure that are the server's: they stay when a call asks for others.
pub(crate) const MARKS: [&str; 3] = [TRUNCATED, NOTICE, NEXT];

/// The size of the marks in bytes, without links and cursors.
const MARKS_SIZE: usize = 300;

/// What leads to the rest of a result that is cut.
#[derive(Default)]
pub(crate) struct Rest<'p> {
    pub(crate) link: Option<ResultLink>,
    pub(crate) page: Option<&'p Page>,
}

/// Truncates a result to `limit` bytes: lists and strings end early, and a notice says so, and what leads to the rest.
pub(crate) fn truncate<'p>(
    mut result: ToolResult,
    limit: usize,
    rest: impl FnOnce() -> Rest<'p>,
) -> ToolResult {
    let whole = match &result.structured {
        Some(structured) => structured.as_bytes().len(),
        None => result.content.iter().map(block_size).sum(),
    };
    if whole <= limit {
        return result;
    }
    let is_text = result.content.iter().all(|block| block.as_text().is_some());
    // Images have no whole text that a link could lead to.
    let has_rest = !result.is_error && (result.structured.is_some() || is_text);
    let rest = if has_rest { rest() } else { Rest::default() };
    let cut = Cut { whole, limit, rest };
    let (text, media_type) = if let Some(structured) = &mut result.structured {
        *structured = cut.object(structured);
        // The text is the same JSON.
        (structured.to_string(), "application/json")
    } else {
        let text: String = result.content.iter().filter_map(ContentBlock::as_text).collect();
        let kept = prefix(&text, cut.budget());
        // A truncated image is useless.
        result.is_error |= kept.is_empty();
        (format!("{kept}\n[{}]", cut.notice(false)), "text/plain")
    };
    result.content = vec![ContentBlock::text(text)];
    let link = cut.rest.link.iter();
    result
        .content
        .extend(link.map(|link| link.block(media_type, whole)));
    result
}

/// The cut of a result.
struct Cut<'p> {
    /// The sizes of the result and its limit in bytes.
    whole: usize,
    limit: usize,
    rest: Rest<'p>,
}

impl Cut<'_> {
    /// Returns the size of what is kept.
    fn budget(&self) -> usize {
        let link = self.rest.link.as_ref().map_or(0, |link| link.notice().len());
        let cursor = self.rest.page.map_or(0, Page::largest_cursor);
        self.limit.saturating_sub(MARKS_SIZE + link + cursor)
    }

    /// Returns the notice. `is_continued`: a cursor leads to the items that are cut.
    fn notice(&self, is_continued: bool) -> String {
        let Self { whole, limit, .. } = self;
        let advice = if is_continued {
            "`next_cursor` goes on with the first item that is left out"
        } else {
            "Request less data, if the tool has arguments for that (`fields`, a filter, a page, a smaller limit)"
        };
        let link = self.rest.link.as_ref().map(ResultLink::notice);
        let link = link.unwrap_or_default();
        format!(
            "The result had {whole} bytes; the limit is {limit}. Lists and strings end early. {advice}.{link}"
        )
    }

    /// Returns the object of a result, cut, with the marks. What is kept has the digits that it came with.
    fn object(&self, object: &Json) -> Json {
        let is_mark = |name: &str| match name {
            TRUNCATED | NOTICE => true,
            NEXT => self.rest.page.is_some(),
            _ => false,
        };
        let members = Parts::of(object.as_str()).filter(|(name, _)| !is_mark(name));
        let mut text = Writer::with_capacity(self.limit);
        text.raw("{");
        cut_members(members.collect(), self.budget(), &mut text);
        let following = self.rest.page.and_then(|page| {
            let mut left = text.clone();
            left.raw("}");
            page.following(object.as_str(), left.finish().as_str())
        });
        let is_within = following.as_ref().is_some_and(|following| following.is_within);
        text.name(TRUNCATED).boolean(true);
        text.name(NOTICE).string(&self.notice(is_within));
        if let Some(following) = following {
            text.name(NEXT).string(&following.cursor);
        }
        text.raw("}");
        text.finish()
    }
}

fn block_size(block: &ContentBlock) -> usize {
    if let Some(text) = block.as_text() {
        return text.len();
    }
    let mut json = Writer::default();
    block.write(&mut json);
    json.len()
}

fn text_size(text: &str) -> usize {
    let escaped = |byte: u8| match byte {
        b'"' | b'\\' | b'\n' | b'\r' | b'\t' => 2,
        0..=31 => 6,
        _ => 1,
    };
    2 + text.bytes().map(escaped).sum::<usize>()
}

/// Appends as much of a value as fits into a budget, if it is of a kind that can be cut.
fn cut(value: &str, budget: usize, out: &mut Writer) {
    match Kind::of(value) {
        Kind::String if value.len() > budget => {
            let text = string_of(value);
            let kept = prefix(&text, budget.saturating_sub(5));
            out.string(&format!("{kept}…"));
        }
        Kind::Array => {
            out.raw("[");
            cut_array(value, budget.saturating_sub(2), out);
            out.raw("]");
        }
        Kind::Object => {
            out.raw("{");
            cut_members(Parts::of(value).collect(), budget.saturating_sub(2), out);
            out.raw("}");
        }
        _ => {
            out.raw(value);
        }
    }
}

/// Appends the items that fit; the first one is cut if it does not fit.
fn cut_array(array: &str, budget: usize, out: &mut Writer) {
    let mut left = budget;
    for (index, (_, item)) in Parts::of(array).enumerate() {
        let needed = item.len() + 1;
        if needed <= left {
            out.separate().raw(item);
            left -= needed;
        } else {
            if index == 0 {
                cut(item, budget.saturating_sub(1), out.separate());
            }
            return;
        }
    }
}

/// Appends every member: small ones completely, and the large ones share the rest.
fn cut_members(members: Vec<JsonPart<'_>>, budget: usize, out: &mut Writer) {
    let mut sizes: Vec<(usize, usize)> = members
        .iter()
        .enumerate()
        .map(|(index, (name, value))| (name.len() + 3 + value.len() + 1, index))
        .collect();
    sizes.sort_unstable();
    let mut shares = vec![None; members.len()];
    let mut left = budget;
    for (place, (needed, index)) in sizes.iter().enumerate() {
        let share = left / (members.len() - place);
        if *needed > share {
            if let Some(cut) = shares.get_mut(*index) {
                *cut = Some(share);
            }
            left = left.saturating_sub(share);
        } else {
            left -= needed;
        }
    }
    for ((name, value), share) in members.into_iter().zip(shares) {
        out.raw_name(name);
        match share {
            Some(share) => cut(value, share.saturating_sub(name.len() + 4), out),
            None => {
                out.raw(value);
            }
        }
    }
}

/// Returns the longest prefix that takes at most `budget` bytes in JSON.
fn prefix(text: &str, budget: usize) -> &str {
    let mut taken = 0;
    let end = text
        .char_indices()
        .find(|(_, c)| {
            taken += text_size(c.encode_utf8(&mut [0; 4])) - 2;
            taken > budget
        })
        .map_or(text.len(), |(end, _)| end);
    text.get(..end).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    fn cut(result: ToolResult, limit: usize) -> ToolResult {
        truncate(result, limit, Rest::default)
    }

    fn structured(value: Value, limit: usize) -> (Value, usize) {
        let result = cut(ToolResult::success(Vec::new()).with_structured(value), limit);
        let structured = result.structured().cloned().unwrap_or_default();
        assert_eq!(result.text(), structured.to_string());
        let size = structured.to_string().len();
        (structured.to_value(), size)
    }

    #[test]
    fn cut_results_keep_their_digits_and_stay_json() {
        let items: Vec<String> = (0..500)
            .map(|id| format!(r#"{{"amount":{id}.10000000000000000000001}}"#))
            .collect();
        let whole = Json::parse(format!(
            r#"{{"notice":"theirs","items":[{}],"a\"b":1e5}}"#,
            items.join(",")
        ));
        let result = ToolResult::success(Vec::new()).with_structured(whole.unwrap_or_default());
        let cut = cut(result, 2000).text();
        assert!(
            cut.len() <= 2000 && cut.contains(r#"{"amount":7.10000000000000000000001}"#),
            "{cut}"
        );
        assert!(cut.contains(r#""a\"b":1e5"#) && !cut.contains("theirs"), "{cut}");
        assert!(Json::parse(cut.clone()).is_ok(), "{cut}");
    }

    #[test]
    fn result_within_the_limit_is_unchanged() {
        let value = json!({"items": [1, 2, 3]});
        assert_eq!(structured(value.clone(), 100).0, value);
    }

    #[test]
    fn large_lists_and_strings_are_cut_and_small_members_stay() {
        let items: Vec<Value> = (0..1000)
            .map(|id| json!({"id": id, "name": "n".repeat(20)}))
            .collect();
        let (value, size) = structured(
            json!({"items": items, "total": 1000, "text": "t".repeat(5000)}),
            4000,
        );
        assert!((2000..=4000).contains(&size), "{size}");
        assert_eq!(
            (&value["total"], &value["truncated"]),
            (&json!(1000), &json!(true))
        );
        assert!(
            value["notice"]
                .as_str()
                .is_some_and(|notice| notice.contains("4000"))
        );
        let kept = value["items"].as_array().map_or(0, Vec::len);
        assert!(kept > 10 && kept < 1000, "{kept}");
        assert_eq!(value["items"][0], json!({"id": 0, "name": "n".repeat(20)}));
        assert!(value["text"].as_str().is_some_and(|text| text.ends_with('…')));
    }

    #[test]
    fn single_large_item_is_cut_inside() {
        let (value, size) = structured(json!({"result": [{"id": 1, "text": "\"".repeat(9000)}]}), 2000);
        assert!(size <= 2000, "{size}");
        assert_eq!(value["result"][0]["id"], 1);
    }

    #[test]
    fn truncated_text_has_a_notice_and_truncated_image_is_an_error() {
        let text = ToolResult::success(vec![ContentBlock::text("é".repeat(1000))]);
        let text = cut(text, 500);
        let said = text.text();
        assert!(said.len() <= 500 && said.contains("2000 bytes"), "{said}");
        assert!(!text.is_error());
        let image = ToolResult::success(vec![ContentBlock::image("A".repeat(1000), "image/png")]);
        assert!(cut(image, 500).is_error());
    }

    #[test]
    fn text_and_structures_have_a_link_and_errors_and_images_none() {
        let linked = |result: ToolResult| {
            let uri = format!("naftiko://result/{}", "x".repeat(200));
            let link = Some(ResultLink { uri, tool: "find" });
            truncate(result, 1000, || Rest { link, page: None })
        };
        let text = || ContentBlock::text("t".repeat(2000));
        let structured = ToolResult::success(Vec::new()).with_structured(json!({"rows": vec![7; 1000]}));
        for result in [ToolResult::success(vec![text()]), structured] {
            let result = linked(result);
            assert_eq!((result.content.len(), result.is_error()), (2, false));
            let said = result.text();
            assert!(
                said.len() <= 1000 && said.contains("naftiko://result/xxx"),
                "{said}"
            );
        }
        let image = ContentBlock::image("A".repeat(2000), "image/png");
        for result in [
            ToolResult::error(vec![text()]),
            ToolResult::success(vec![text(), image]),
        ] {
            let result = linked(result);
            assert!(result.content.len() == 1 && !result.text().contains("naftiko://"));
        }
    }
}
