//! Names of a spec, made of those of a document.

use std::collections::{HashMap, HashSet};

use heck::ToKebabCase as _;

use crate::names::TOGETHER;
use crate::openapi::outline::Operation;

/// The largest length of a tool's name, beside a short name of its server.
const LONGEST_TOOL: usize = 48;

/// The largest length of the name that an MCP server has of its API. The names of its tools need the rest.
const LONGEST_SERVER: usize = 8;

/// The room for the number of a name that is taken.
const NUMBER: usize = 4;

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

/// Returns the namespace of the MCP adapter of an API.
pub(super) fn of_server(namespace: &str) -> String {
    format!("{}-mcp", first_words(namespace, LONGEST_SERVER))
}

/// Returns the first words of a name that are not longer than `longest` together, at least a part of the first one.
fn first_words(name: &str, longest: usize) -> &str {
    let ends = name.match_indices('-').map(|(end, _)| end).chain([name.len()]);
    let fitting = ends.take_while(|end| *end <= longest).last();
    // Names have ASCII characters alone.
    name.get(..fitting.unwrap_or(longest)).unwrap_or(name)
}

/// Returns the largest length of the names of a server's tools, since clients put both names together.
pub(super) fn room_for_tools(server: &str) -> usize {
    TOGETHER.saturating_sub(server.len() + NUMBER).min(LONGEST_TOOL)
}

/// Returns the name of a tool without the words that all tools begin with, and not longer than `room`.
pub(super) fn of_tool(operation: &Operation, name: &str, shared: &str, room: usize) -> String {
    let wanted = verb_first(operation, name);
    shortened(wanted.strip_prefix(shared).unwrap_or(&wanted), room)
}

/// Returns the words that the names of all tools begin with, if they make a name longer than `room`.
pub(super) fn shared_words(operations: &[&Operation], room: usize) -> String {
    let names = operations
        .iter()
        .map(|operation| verb_first(operation, &of_operation(operation)));
    let names: Vec<String> = names.collect();
    let Some((first, others)) = names.split_first() else {
        return String::new();
    };
    if others.is_empty() || names.iter().all(|name| name.len() <= room) {
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

/// Returns a name that is not longer than `longest`: without repeated words, and then without the words after the first one, which is the verb. The
/// last words tell names apart. If two are too long, the end of the longer one is cut.
fn shortened(name: &str, longest: usize) -> String {
    if name.len() <= longest {
        return name.to_owned();
    }
    let mut seen = HashSet::new();
    let mut words: Vec<&str> = name.split('-').filter(|word| seen.insert(*word)).collect();
    let length = |words: &[&str]| {
        words
            .iter()
            .map(|word| word.len() + 1)
            .sum::<usize>()
            .saturating_sub(1)
    };
    while words.len() > 2 && length(&words) > longest {
        words.remove(1);
    }
    let excess = length(&words).saturating_sub(longest);
    if let Some(word) = words.iter_mut().max_by_key(|word| word.len()) {
        // Names have ASCII characters alone.
        *word = word.get(..word.len().saturating_sub(excess)).unwrap_or_default();
    }
    let joined = words.join("-");
    joined
        .chars()
        .take(longest)
        .collect::<String>()
        .trim_matches('-')
        .to_owned()
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
