//! Names of a spec, made of those of a document.

use std::collections::{HashMap, HashSet};

use heck::ToKebabCase as _;

use crate::names::{TOGETHER, plain_plurals};
use crate::openapi::outline::Operation;

/// The largest length of a tool's name, beside a short name of its server.
const LONGEST_TOOL: usize = 48;

/// The largest length of several words in the name that an MCP server has of its API. The names of its tools need the rest.
const LONGEST_SERVER: usize = 16;

/// The largest length of a single word in that name, which is not cut as long as it is an ordinary one.
const LONGEST_WORD: usize = 24;

/// The words at the end of the name of an API that it has in common with many others.
const COMMON: [&str; 25] = [
    "api",
    "apis",
    "beta",
    "client",
    "clients",
    "definition",
    "document",
    "documentation",
    "http",
    "json",
    "management",
    "open",
    "openapi",
    "preview",
    "provider",
    "public",
    "reference",
    "rest",
    "service",
    "services",
    "spec",
    "specification",
    "swagger",
    "version",
    "web",
];

/// Words that no name begins with, since they join others.
const JOINING: [&str; 12] = [
    "a", "an", "and", "by", "for", "from", "in", "of", "on", "the", "to", "with",
];

/// The usual verbs of the ids of operations.
const VERBS: [&str; 16] = [
    "add", "cancel", "check", "create", "delete", "find", "get", "list", "patch", "post", "put", "remove",
    "replace", "search", "set", "update",
];

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

/// Returns a text in lower case, with hyphens between its words: `getMeter` is `get-meter`, and `listVMs` is `list-vms`.
pub(super) fn kebab(text: &str) -> String {
    let kebab = plain_plurals(text).to_kebab_case();
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

/// Returns the namespace of the MCP adapter of an API: its last words that are not common. The first ones of a long name are those of the
/// vendor, and the same in the names of its other APIs.
pub(super) fn of_server(namespace: &str) -> String {
    let mut seen = HashSet::new();
    let words: Vec<&str> = namespace.split('-').filter(|word| seen.insert(*word)).collect();
    let last = words.iter().rposition(|word| !is_common(word)).unwrap_or(0);
    let mut name = String::new();
    for word in words.iter().take(last + 1).rev() {
        if name.is_empty() {
            name.extend(word.chars().take(LONGEST_WORD));
        } else if name.len() + 1 + word.len() <= LONGEST_SERVER {
            name = format!("{word}-{name}");
        } else {
            break;
        }
    }
    let mut name = name.as_str();
    while let Some((first, rest)) = name.split_once('-')
        && (JOINING.contains(&first) || is_number(first))
    {
        name = rest;
    }
    format!("{name}-mcp")
}

/// Returns whether APIs of many services have a word at the end of their names, which may be a number of a version.
fn is_common(word: &str) -> bool {
    COMMON.contains(&word) || is_number(word.strip_prefix('v').unwrap_or(word))
}

fn is_number(word: &str) -> bool {
    word.chars().all(|character| character.is_ascii_digit())
}

/// How the tools of an API are named.
#[derive(Debug, Default)]
pub(super) struct ToolNaming {
    /// The words that the names of all tools begin with, which are left out.
    shared: String,
    /// The words of the name of the API.
    api: Vec<String>,
    /// The largest length of a name, since clients put that of the server before it.
    room: usize,
}

impl ToolNaming {
    pub(super) fn of(operations: &[&Operation], namespace: &str) -> Self {
        let server = of_server(namespace);
        let room = TOGETHER.saturating_sub(server.len() + NUMBER).min(LONGEST_TOOL);
        Self {
            shared: shared_words(operations, room),
            api: namespace.split('-').map(str::to_owned).collect(),
            room,
        }
    }

    /// Returns the name of the tool of an operation with a name.
    pub(super) fn name(&self, operation: &Operation, name: &str) -> String {
        let wanted = verb_first(operation, name);
        let wanted = wanted.strip_prefix(&self.shared).unwrap_or(&wanted);
        if wanted.len() <= self.room {
            return wanted.to_owned();
        }
        // Of a long name, the words of the API say least.
        let is_of_api = |word: &&str| self.api.iter().any(|own| own == word);
        let own: Vec<&str> = wanted.split('-').skip_while(is_of_api).collect();
        if own.is_empty() {
            shortened(wanted, self.room)
        } else {
            shortened(&own.join("-"), self.room)
        }
    }
}

/// Returns the words that the names of all tools begin with, if they make a name longer than `room`.
fn shared_words(operations: &[&Operation], room: usize) -> String {
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
        // A part in small letters is as often the verb.
        let is_noun = is_word(noun) || !begins_with_verb(noun) && begins_with_verb(verb);
        is_noun && is_word(verb) && !verb.contains('_')
    });
    verb_last.map_or_else(
        || name.to_owned(),
        |(noun, verb)| kebab(&format!("{verb} {noun}")),
    )
}

/// Returns whether the first word of a part of an id is a usual verb.
fn begins_with_verb(part: &str) -> bool {
    let words = kebab(part);
    let first = words.split('-').next().unwrap_or_default();
    VERBS.contains(&first)
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn servers_have_the_last_words_of_the_names_of_their_apis() {
        for (title, expected) in [
            ("m3ter API", "m3ter"),
            ("Depots", "depots"),
            ("KeyVaultManagementClient", "key-vault"),
            ("Microsoft Azure Azure Blob Storage API", "blob-storage"),
            ("Microsoft Azure Face Client", "azure-face"),
            ("Microsoft Azure Azure Migrate Hub", "migrate-hub"),
            ("Microsoft Azure SiteRecoveryManagementClient", "site-recovery"),
            ("Microsoft Azure Azure Health Insights", "health-insights"),
            (
                "Microsoft Azure Azure OpenAI API version 2023-07-01-preview",
                "azure-open-ai",
            ),
            (
                "Microsoft Azure Speech Services API v3.2-preview.2",
                "azure-speech",
            ),
            ("Microsoft Azure Service Fabric Client APIs", "service-fabric"),
            (
                "Microsoft Azure Purview Data Map Service REST API Document",
                "purview-data-map",
            ),
            (
                "Microsoft Azure Azure CDN WebApplicationFirewallManagement",
                "firewall",
            ),
            (
                "Microsoft Azure Desktop Virtualization API Client",
                "virtualization",
            ),
            ("Swagger Petstore - OpenAPI 3.0", "swagger-petstore"),
            ("Internationalization API", "internationalization"),
            ("Donaudampfschifffahrtsgesellschaft", "donaudampfschifffahrtsge"),
            ("Northern Parcel Depots and Deliveries of Parcels", "parcels"),
            ("Depots 2024 01 Returns", "returns"),
            ("REST API", "rest"),
            ("Services", "services"),
        ] {
            assert_eq!(
                of_server(&named(title, "api")),
                format!("{expected}-mcp"),
                "{title}"
            );
        }
    }

    #[test]
    fn plurals_of_abbreviations_are_words() {
        for (text, expected) in [
            ("listVMs", "list-vms"),
            ("IDsOfUsers", "ids-of-users"),
            ("Run History APIs", "run-history-apis"),
            ("DNSserver", "dn-sserver"),
            ("OSsAndVMs", "oss-and-vms"),
            ("getMeter", "get-meter"),
            ("As", "as"),
        ] {
            assert_eq!(kebab(text), expected, "{text}");
        }
    }
}
