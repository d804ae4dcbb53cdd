//! Descriptions in schemas of tools: prose of the document, and constraints that clients do not know as keywords.

use naftiko_search::{first_sentence, shortened};
use serde_json::Value;

use super::Prose;
use crate::model::Enum;

/// The largest number of names in a description.
const NAMES: usize = 12;

/// The longest sentence of a schema that has first sentences only, in bytes.
const SENTENCE: usize = 200;

/// Returns the description of a member at a level; 1 is that of the arguments.
pub(crate) fn described(prose: Prose, text: &str, level: usize) -> String {
    let is_root = level <= 1;
    match prose {
        Prose::All => joined([text]),
        Prose::FirstSentencesBelow if is_root => joined([text]),
        Prose::FirstSentencesAtRoot if !is_root => String::new(),
        Prose::FirstSentencesBelow | Prose::FirstSentences | Prose::FirstSentencesAtRoot => {
            joined([&*shortened(first_sentence(text), SENTENCE)])
        }
        Prose::Names | Prose::None => String::new(),
    }
}

/// Joins texts with single spaces.
pub(super) fn joined<'t>(texts: impl IntoIterator<Item = &'t str>) -> String {
    let words: Vec<&str> = texts.into_iter().flat_map(str::split_whitespace).collect();
    words.join(" ")
}

/// Joins texts to sentences. One that another follows has a full stop, unless it ends as a sentence does.
pub(super) fn sentences<'t>(texts: impl IntoIterator<Item = &'t str>) -> String {
    let mut joined = String::new();
    for text in texts.into_iter().filter(|text| !text.is_empty()) {
        if !joined.is_empty() {
            let has_ended = joined.ends_with(['.', '!', '?', ':', ';', '…', '。', '！', '？']);
            joined.push_str(if has_ended { " " } else { ". " });
        }
        joined.push_str(text);
    }
    joined
}

/// Returns the constraints of a value as sentences.
pub(super) fn facts<'k>(keyword: impl Fn(&str) -> Option<&'k Value>) -> String {
    let number = |key| keyword(key).map(Value::to_string);
    let mut facts = Vec::new();
    match (number("minimum"), number("maximum")) {
        (Some(least), Some(most)) => facts.push(format!("From {least} to {most}.")),
        (Some(least), None) => facts.push(format!("At least {least}.")),
        (None, Some(most)) => facts.push(format!("At most {most}.")),
        (None, None) => {}
    }
    facts.extend(number("exclusiveMinimum").map(|least| format!("More than {least}.")));
    facts.extend(number("exclusiveMaximum").map(|most| format!("Less than {most}.")));
    facts.extend(number("multipleOf").map(|factor| format!("A multiple of {factor}.")));
    facts.extend(size(number("minLength"), number("maxLength"), "characters"));
    facts.extend(size(number("minItems"), number("maxItems"), "items"));
    let pattern = keyword("pattern").and_then(Value::as_str);
    facts.extend(pattern.map(|pattern| format!("Pattern: `{pattern}`.")));
    facts.join(" ")
}

fn size(least: Option<String>, most: Option<String>, what: &str) -> Option<String> {
    match (least.filter(|least| least != "0"), most) {
        (Some(least), Some(most)) if least == most => Some(format!("{}.", counted(&most, what))),
        (Some(least), Some(most)) => Some(format!("{least} to {}.", counted(&most, what))),
        (Some(least), None) => Some(format!("At least {}.", counted(&least, what))),
        (None, Some(most)) => Some(format!("At most {}.", counted(&most, what))),
        (None, None) => None,
    }
}

/// Returns a number of things, whose plural ends with `s`.
fn counted(number: &str, what: &str) -> String {
    let what = if number == "1" {
        what.trim_end_matches('s')
    } else {
        what
    };
    format!("{number} {what}")
}

/// Returns the texts of an open or large set.
pub(super) fn listed(found: &Enum) -> String {
    let texts = found
        .variants
        .iter()
        .take(NAMES)
        .map(|(text, _)| format!("`{text}`"));
    let texts: Vec<String> = texts.collect();
    format!("Such as {}.", texts.join(", "))
}

/// Returns the names of members that a schema does not describe.
pub(super) fn members<'n>(names: impl Iterator<Item = &'n str>) -> String {
    let names: Vec<String> = names.map(|name| format!("`{name}`")).collect();
    let (shown, more) = match names.get(..NAMES) {
        Some(shown) if names.len() > NAMES => (shown, " and others"),
        _ => (names.as_slice(), ""),
    };
    if shown.is_empty() {
        return String::new();
    }
    format!("Members: {}{more}.", shown.join(", "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_before_others_end_as_sentences() {
        for (texts, joined) in [
            (
                ["Meter ID", "At least 1 character."],
                "Meter ID. At least 1 character.",
            ),
            (["A meter.", "Members: `id`."], "A meter. Members: `id`."),
            (["", "At most 5."], "At most 5."),
            (["Meter ID", ""], "Meter ID"),
        ] {
            assert_eq!(sentences(texts), joined);
        }
    }

    #[test]
    fn sizes_agree_with_their_numbers() {
        let size =
            |least: &str, most: Option<&str>| size(Some(least.to_owned()), most.map(str::to_owned), "items");
        assert_eq!(size("1", None).as_deref(), Some("At least 1 item."));
        assert_eq!(size("1", Some("1")).as_deref(), Some("1 item."));
        assert_eq!(size("1", Some("3")).as_deref(), Some("1 to 3 items."));
        assert_eq!(size("0", Some("1")).as_deref(), Some("At most 1 item."));
    }
}
