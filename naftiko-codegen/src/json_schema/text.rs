//! Descriptions in schemas of tools: prose of the document, and constraints that clients do not know as keywords.

use naftiko_search::{first_sentence, shortened};
use serde_json::Value;

use super::Prose;
use crate::model::{Enum, Member};

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

/// Returns the constraints of a member as sentences.
pub(super) fn facts(member: &Member) -> String {
    let number = |key| member.keyword(key).map(Value::to_string);
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
    let pattern = member.keyword("pattern").and_then(Value::as_str);
    facts.extend(pattern.map(|pattern| format!("Pattern: `{pattern}`.")));
    facts.join(" ")
}

fn size(least: Option<String>, most: Option<String>, what: &str) -> Option<String> {
    match (least.filter(|least| least != "0"), most) {
        (Some(least), Some(most)) if least == most => Some(format!("{most} {what}.")),
        (Some(least), Some(most)) => Some(format!("{least} to {most} {what}.")),
        (Some(least), None) => Some(format!("At least {least} {what}.")),
        (None, Some(most)) => Some(format!("At most {most} {what}.")),
        (None, None) => None,
    }
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
