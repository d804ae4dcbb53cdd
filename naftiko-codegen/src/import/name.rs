//! Names of a spec, made of those of a document.

use std::collections::{HashMap, HashSet};

use heck::ToKebabCase as _;

use crate::openapi::outline::Operation;

/// The largest length of a tool's name. Clients add the name of the server, and accept 64 characters.
const LONGEST_TOOL: usize = 48;

/// Names of one kind, each once.
#[derive(Debug, Default)]
pub(super) struct Names {
    taken: HashSet<String>,
    /// The next number of a name that is taken.
    numbers: HashMap<String, usize>,
}

impl Names {
    /// Returns a name, with a number if it is taken.
    pub(super) fn free(&mut self, wanted: &str) -> String {
        let mut free = wanted.to_owned();
        while !self.taken.insert(free.clone()) {
            let number = self.numbers.entry(wanted.to_owned()).or_insert(2);
            free = format!("{wanted}-{number}");
            *number += 1;
        }
        free
    }

    /// Returns whether a name is taken.
    pub(super) fn has(&self, name: &str) -> bool {
        self.taken.contains(name)
    }
}

/// Returns a text in lower case, with hyphens between its words: `getMeter` is `get-meter`.
pub(super) fn kebab(text: &str) -> String {
    let kebab = text.to_kebab_case();
    let parts = kebab.split(|character: char| !character.is_ascii_alphanumeric());
    let parts: Vec<&str> = parts.filter(|part| !part.is_empty()).collect();
    parts.join("-")
}

/// Returns a name that is not empty and begins with a letter.
pub(super) fn named(text: &str, otherwise: &str) -> String {
    let name = kebab(text);
    if name.starts_with(|first: char| first.is_ascii_alphabetic()) {
        name
    } else if name.is_empty() {
        otherwise.to_owned()
    } else {
        format!("{otherwise}-{name}")
    }
}

/// Returns the name of an operation: its id, else its method and path.
pub(super) fn of_operation(operation: &Operation) -> String {
    let id = operation.id.as_ref().map_or("", |id| id.value.as_str());
    if kebab(id).is_empty() {
        by_place(operation)
    } else {
        named(id, "operation")
    }
}

/// Returns the method and path of an operation as a name.
pub(super) fn by_place(operation: &Operation) -> String {
    kebab(&format!(
        "{} {}",
        operation.method.value.to_ascii_lowercase(),
        operation.path
    ))
}

/// Returns the name of a tool without the words that all tools begin with.
pub(super) fn of_tool(operation: &Operation, name: &str, shared: &str) -> String {
    let wanted = verb_first(operation, name);
    shortened(wanted.strip_prefix(shared).unwrap_or(&wanted))
}

/// Returns the words that the names of all tools begin with, if they make a name too long.
pub(super) fn shared_words(operations: &[&Operation]) -> String {
    let names = operations
        .iter()
        .map(|operation| verb_first(operation, &of_operation(operation)));
    let names: Vec<String> = names.collect();
    let Some((first, others)) = names.split_first() else {
        return String::new();
    };
    if others.is_empty() || names.iter().all(|name| name.len() <= LONGEST_TOOL) {
        return String::new();
    }
    let starts = first.match_indices('-').filter_map(|(end, _)| first.get(..=end));
    let is_shared = |start: &&str| {
        let mut rests = names.iter().map(|name| name.strip_prefix(*start));
        rests.all(|rest| rest.is_some_and(|rest| rest.starts_with(|first: char| first.is_ascii_alphabetic())))
    };
    starts.take_while(is_shared).last().unwrap_or_default().to_owned()
}

/// Returns the name of an operation with the verb first: `list-meters` for the ids `listMeters` and `Meters_List`.
fn verb_first(operation: &Operation, name: &str) -> String {
    let id = operation.id.as_ref().map_or("", |id| id.value.as_str());
    let verb_last = id.split_once('_').filter(|(noun, verb)| {
        let is_word = |part: &str| part.starts_with(|first: char| first.is_ascii_uppercase());
        is_word(noun) && is_word(verb) && !verb.contains('_')
    });
    verb_last.map_or_else(
        || name.to_owned(),
        |(noun, verb)| kebab(&format!("{verb} {noun}")),
    )
}

/// Returns a name of at most [`LONGEST_TOOL`] characters: without repeated words, and then without its last words.
fn shortened(name: &str) -> String {
    if name.len() <= LONGEST_TOOL {
        return name.to_owned();
    }
    let mut seen = HashSet::new();
    let mut words: Vec<&str> = name.split('-').filter(|word| seen.insert(*word)).collect();
    while words.len() > 1 && words.join("-").len() > LONGEST_TOOL {
        words.pop();
    }
    words.join("-").chars().take(LONGEST_TOOL).collect()
}

/// Returns the name of an input in a spec: letters, digits, hyphens and underscores.
pub(super) fn of_input(name: &str) -> String {
    let plain = |character: char| character.is_ascii_alphanumeric() || matches!(character, '-' | '_');
    let plain: String = name
        .chars()
        .map(|character| if plain(character) { character } else { '-' })
        .collect();
    let trimmed: String = plain.trim_matches('-').chars().take(60).collect();
    if trimmed.is_empty() {
        "input".to_owned()
    } else {
        trimmed
    }
}

/// Returns the name of a variable: `METERS_TOKEN`.
pub(super) fn variable(namespace: &str, name: &str) -> String {
    crate::names::environment(namespace, name)
}
