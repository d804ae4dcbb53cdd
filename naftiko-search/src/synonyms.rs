//! Words that people use for one another. They widen a query; the index has the words of the tools only.

use crate::stem::stem;

/// Words of one meaning, and how much a match of another one of them counts.
struct Group {
    words: &'static [&'static str],
    weight: f32,
}

/// Verbs: they choose among the operations of one resource, and never make a tool relevant by themselves.
const VERBS: &[Group] = &[
    Group {
        words: &["list", "show", "view", "see", "display", "browse", "enumerate"],
        weight: 0.9,
    },
    Group {
        words: &[
            "get", "show", "view", "see", "read", "fetch", "retrieve", "open", "describe", "details",
        ],
        weight: 0.9,
    },
    Group {
        words: &["list", "get", "retrieve", "find", "search"],
        weight: 0.6,
    },
    Group {
        words: &["search", "find", "query", "lookup", "discover"],
        weight: 0.9,
    },
    Group {
        words: &[
            "create", "add", "new", "make", "insert", "register", "post", "define", "build", "upsert",
        ],
        weight: 0.9,
    },
    Group {
        words: &[
            "update", "change", "edit", "modify", "set", "put", "patch", "replace", "rename", "alter",
        ],
        weight: 0.9,
    },
    Group {
        words: &[
            "delete",
            "remove",
            "erase",
            "drop",
            "destroy",
            "discard",
            "forget",
            "unregister",
            "revoke",
        ],
        weight: 0.9,
    },
    Group {
        words: &[
            "start", "run", "begin", "launch", "trigger", "execute", "initiate", "invoke", "perform",
        ],
        weight: 0.9,
    },
    Group {
        words: &["stop", "cancel", "abort", "halt", "terminate", "kill"],
        weight: 0.9,
    },
    Group {
        words: &["enable", "activate", "resume"],
        weight: 0.9,
    },
    Group {
        words: &["disable", "deactivate", "suspend", "pause"],
        weight: 0.9,
    },
    Group {
        words: &["attach", "assign", "link", "add", "associate", "connect", "apply"],
        weight: 0.8,
    },
    Group {
        words: &[
            "detach",
            "unassign",
            "unlink",
            "remove",
            "dissociate",
            "disconnect",
        ],
        weight: 0.8,
    },
    Group {
        words: &["send", "submit", "post"],
        weight: 0.8,
    },
    Group {
        words: &["restart", "reboot", "rerun", "retry"],
        weight: 0.8,
    },
    Group {
        words: &["restore", "recover", "revert", "rollback"],
        weight: 0.8,
    },
    Group {
        words: &["invite", "invitation"],
        weight: 0.9,
    },
];

/// Nouns that APIs of any kind have.
const NOUNS: &[Group] = &[
    Group {
        words: &["customer", "account", "client"],
        weight: 0.6,
    },
    Group {
        words: &["invoice", "bill"],
        weight: 0.9,
    },
    Group {
        words: &["price", "cost", "rate", "tariff"],
        weight: 0.5,
    },
    Group {
        words: &["picture", "photo", "image"],
        weight: 0.9,
    },
    Group {
        words: &["person", "people", "user", "member"],
        weight: 0.5,
    },
    Group {
        words: &["setting", "configuration", "config", "preference", "option"],
        weight: 0.8,
    },
    Group {
        words: &["organization", "org", "company", "tenant"],
        weight: 0.8,
    },
    Group {
        words: &["status", "progress", "state"],
        weight: 0.7,
    },
    Group {
        words: &["machine", "node", "host", "server"],
        weight: 0.5,
    },
    Group {
        words: &["alert", "notification", "alarm"],
        weight: 0.7,
    },
    Group {
        words: &["webhook", "hook", "callback"],
        weight: 0.8,
    },
    Group {
        words: &["credential", "secret", "password", "key"],
        weight: 0.6,
    },
    Group {
        words: &["application", "app", "program"],
        weight: 0.8,
    },
    Group {
        words: &["directory", "folder"],
        weight: 0.9,
    },
    Group {
        words: &["location", "url", "uri", "link", "address"],
        weight: 0.5,
    },
    Group {
        words: &["identifier", "id"],
        weight: 0.9,
    },
    Group {
        words: &["sensor", "device"],
        weight: 0.5,
    },
];

/// Another word for one of a query: its stem, and how much it counts.
pub(crate) type Alternative = (String, f32);

/// Returns the other words for a word, by their stems.
pub(crate) fn alternatives(word_stem: &str) -> Vec<Alternative> {
    let mut found: Vec<Alternative> = Vec::new();
    for group in VERBS.iter().chain(NOUNS) {
        let stems = || group.words.iter().map(|word| stem(word));
        if stems().any(|known| known == word_stem) {
            for other in stems().filter(|other| other != word_stem) {
                match found.iter_mut().find(|(known, _)| *known == other) {
                    Some((_, weight)) => *weight = weight.max(group.weight),
                    None => found.push((other, group.weight)),
                }
            }
        }
    }
    found
}

/// Returns whether a word is a verb that many resources have.
pub(crate) fn is_verb(word_stem: &str) -> bool {
    let mut words = VERBS.iter().flat_map(|group| group.words);
    words.any(|word| stem(word) == word_stem)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn verbs_have_alternatives_and_nouns_are_no_verbs() {
        let of = |word: &str| alternatives(&stem(word));
        let has = |word: &str, other: &str| of(word).iter().any(|(found, _)| *found == stem(other));
        assert!(
            has("erase", "delete")
                && has("removing", "delete")
                && has("show", "list")
                && has("make", "create")
        );
        assert!(has("invoices", "bill") && !has("invoice", "delete"));
        assert!(of("zebra").is_empty());
        assert!(is_verb(&stem("removing")) && !is_verb(&stem("invoice")));
    }
}
