//! The description of a skill: what it does, and when to use it.

use naftiko_search::first_sentence;

use super::line;
use super::tool::ToolFacts;
use crate::model::{Capability, Skill};
use crate::skill_format::{MAX_DESCRIPTION, cut};

/// Returns the description for agents. Agents select a skill by it alone, so a text that does not say when to use the skill is completed.
pub(super) fn description(capability: &Capability, skill: &Skill, facts: &[ToolFacts<'_>]) -> String {
    let own = [&skill.description, &capability.title];
    let own = own
        .into_iter()
        .map(|text| line(text))
        .find(|text| !text.is_empty());
    let own = own.unwrap_or_else(|| skill.name.clone());
    if says_when(&own) {
        return cut(&own, MAX_DESCRIPTION).to_owned();
    }
    let own = sentence(cut(&own, MAX_DESCRIPTION - 1));
    let hint = line(&skill.argument_hint);
    let when = if says_when(&hint) {
        Some(sentence(&hint))
    } else {
        from_tools(facts, MAX_DESCRIPTION.saturating_sub(own.chars().count() + 1))
    };
    match when {
        Some(when) => cut(&format!("{own} {when}"), MAX_DESCRIPTION).to_owned(),
        None => own,
    }
}

/// Returns whether a text says when to use the skill. Some authors write that into `argument-hint`.
pub(super) fn says_when(text: &str) -> bool {
    let lower = text.to_lowercase();
    let mut words = lower.split(|character: char| !character.is_alphanumeric());
    words.any(|word| matches!(word, "when" | "whenever"))
}

/// Returns the tasks of the tools as one sentence of at most `most` characters; `None` without room for one of them.
fn from_tools(facts: &[ToolFacts<'_>], most: usize) -> Option<String> {
    const START: &str = "Use when a task needs one of these: ";
    let mut tasks = String::new();
    for fact in facts {
        let task = uncapitalised(first_sentence(&fact.purpose).trim_end_matches('.'));
        let separator = if tasks.is_empty() { "" } else { "; " };
        let length = START.len() + tasks.chars().count() + separator.len() + task.chars().count() + 1;
        if length > most {
            break;
        }
        tasks.extend([separator, &task]);
    }
    (!tasks.is_empty()).then(|| format!("{START}{tasks}."))
}

/// Returns a text with a small letter at its start, unless it begins with an abbreviation or a name in capitals.
fn uncapitalised(text: &str) -> String {
    let mut characters = text.chars();
    match (characters.next(), characters.as_str()) {
        (Some(first), rest) if rest.starts_with(|second: char| second.is_lowercase() || second == ' ') => {
            first.to_lowercase().chain(rest.chars()).collect()
        }
        _ => text.to_owned(),
    }
}

/// Returns a text with a full stop, unless it ends with another mark.
fn sentence(text: &str) -> String {
    if text.ends_with(['.', '!', '?', ':', '。']) {
        text.to_owned()
    } else {
        format!("{text}.")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_says_when_in_words() {
        assert!(says_when("Use when a parcel is late.") && says_when("Whenever needed"));
        assert!(!says_when("Finds whence parcels come."));
    }

    #[test]
    fn abbreviation_keeps_its_capitals() {
        assert_eq!(uncapitalised("Finds a parcel"), "finds a parcel");
        assert_eq!(
            (uncapitalised("API keys"), uncapitalised("")),
            ("API keys".to_owned(), String::new())
        );
    }
}
