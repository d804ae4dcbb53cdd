//! Reader of one map of a spec. Each key that is asked for is known; every other key is reported at the end.

mod aliases;
mod extensions;
mod forms;
mod named;
mod values;

use std::collections::HashSet;

use crate::diagnostic::{Diagnostic, codes};
use crate::parse::context::Context;
use crate::parse::record;
use crate::source::{Span, Spanned};
use crate::spec::Text;
use crate::spelling;
use crate::yaml::{Kind, Node};

use extensions::{is_extension, rejected};

pub(super) use forms::{is_address, is_date, is_email, is_uri};
pub(super) use named::{Form, Item};
pub(super) use values::prose;

/// A map that is being read as an object of the spec.
pub(in crate::parse) struct Fields<'n> {
    /// The object's name in messages, with its article: "a resource".
    what: &'static str,
    /// The place of the object in diagnostics.
    pub(in crate::parse) span: Span,
    entries: &'n [(Text, Node)],
    /// Keys of the format.
    known: Vec<&'static str>,
    /// Keys that are read although the format does not have them.
    pub(in crate::parse) accepted: Vec<&'static str>,
    /// Keys of the format with the keys that are read instead.
    pub(in crate::parse) renamed: Vec<(&'static str, &'static str)>,
    /// Whether the object contains the end of a truncated file, so that nothing is reported.
    truncated: bool,
    /// Places of unknown keys that are already reported as misspellings of missing keys.
    reported: HashSet<Span>,
}

impl<'n> Fields<'n> {
    /// Reads a node as an object. Reports a node that is not a map.
    pub(in crate::parse) fn of(node: &'n Node, what: &'static str, cx: &mut Context<'_>) -> Option<Self> {
        let truncated = cx.is_truncated(node);
        let Some(entries) = node.as_mapping() else {
            if !truncated {
                let message = format!("expected a map for {what}, found {}", node.describe());
                let diagnostic = Diagnostic::new(codes::WRONG_TYPE, node.head(), message);
                cx.report(diagnostic.help(advice("a map", "key", node)));
            }
            return None;
        };
        Some(Self::new(what, node.head(), entries, truncated))
    }

    pub(in crate::parse) fn new(
        what: &'static str,
        span: Span,
        entries: &'n [(Text, Node)],
        truncated: bool,
    ) -> Self {
        let fields = Self {
            what,
            span,
            entries,
            known: Vec::new(),
            accepted: Vec::new(),
            renamed: Vec::new(),
            truncated,
            reported: HashSet::new(),
        };
        record::opened(&fields);
        fields
    }

    /// Returns the entry of a key, or of the key that is read instead. A null counts as missing.
    pub(in crate::parse) fn entry(&mut self, key: &'static str) -> Option<&'n (Text, Node)> {
        if !self.known.contains(&key) {
            self.known.push(key);
        }
        let written = self
            .renamed
            .iter()
            .find(|(official, _)| *official == key)
            .map_or(key, |(_, alias)| *alias);
        let entry = self.peek(written);
        record::asked(self, key, entry.map(|(_, node)| node));
        entry
    }

    /// Returns the value of a key, unless it is null.
    pub(in crate::parse) fn node(&mut self, key: &'static str) -> Option<&'n Node> {
        self.entry(key).map(|(_, node)| node)
    }

    /// Returns the entry of a key without making the key known. A null counts as missing.
    pub(in crate::parse) fn peek(&self, key: &str) -> Option<&'n (Text, Node)> {
        self.entries
            .iter()
            .find(|(name, node)| name.value == key && !node.is_null())
    }

    /// Returns whether the key is present, even without a value.
    pub(in crate::parse) fn has(&self, key: &str) -> bool {
        self.entries.iter().any(|(name, _)| name.value == key)
    }

    /// Makes a key known that is read in another way.
    pub(in crate::parse) fn mark_known(&mut self, key: &'static str) {
        self.accepted.push(key);
    }

    /// Returns the place of the key, even without a value.
    pub(in crate::parse) fn key_span(&self, key: &str) -> Option<Span> {
        let mut entries = self.entries.iter();
        entries
            .find(|(name, _)| name.value == key)
            .map(|(name, _)| name.span)
    }

    /// Reports an error about the object or a part of it, unless the object is truncated.
    pub(in crate::parse) fn report(&self, cx: &mut Context<'_>, diagnostic: Diagnostic) {
        if !self.truncated {
            cx.report(diagnostic);
        }
    }

    /// Reports a warning about the object or a part of it, unless the object is truncated.
    pub(in crate::parse) fn warn(&self, cx: &mut Context<'_>, diagnostic: Diagnostic) {
        if !self.truncated {
            cx.warn(diagnostic);
        }
    }

    /// Reports a missing key. `key` may list alternatives: "call`, `steps` or `location".
    pub(in crate::parse) fn missing(&mut self, cx: &mut Context<'_>, key: &str) {
        record::missing(self, key);
        let message = format!("missing key `{key}` in {}", self.what);
        let (span, help) = match self.misspelt(key) {
            Some(name) => {
                self.reported.insert(name.span);
                (name.span, format!("rename `{name}` to `{key}`"))
            }
            None => (self.span, format!("add `{}`", line(self.what, key))),
        };
        self.report(cx, Diagnostic::new(codes::MISSING_KEY, span, message).help(help));
    }

    /// Returns an unknown key that is similar to a missing one.
    pub(in crate::parse) fn misspelt(&self, key: &str) -> Option<&'n Text> {
        let unknown = |name: &&Text| !self.known.contains(&name.as_str());
        let mut candidates = self.entries.iter().map(|(name, _)| name).filter(unknown);
        candidates.find(|name| spelling::nearest(name.as_str(), [key]).is_some())
    }

    /// Reports a value of the wrong type.
    pub(in crate::parse) fn wrong_type(&self, cx: &mut Context<'_>, key: &str, node: &Node, expected: &str) {
        let message = format!(
            "expected {expected} for `{key}` in {}, found {}",
            self.what,
            node.describe()
        );
        let diagnostic = Diagnostic::new(codes::WRONG_TYPE, node.head(), message);
        self.report(cx, diagnostic.help(advice(expected, key, node)));
    }

    /// Returns whether a key is known.
    pub(in crate::parse) fn is_known(&self, key: &str) -> bool {
        self.known.contains(&key)
    }

    /// Reports nothing about the other keys.
    pub(in crate::parse) fn ignore_rest(&mut self) {
        self.entries = &[];
    }

    /// Returns the keys of the object with their values.
    #[cfg(test)]
    pub(in crate::parse) fn entries(&self) -> &'n [(Text, Node)] {
        self.entries
    }

    /// Returns the object's name in messages, with its article.
    pub(in crate::parse) fn what(&self) -> &'static str {
        self.what
    }

    /// Reads the object with `read`, then reports unknown keys. `read` returns `None` for a missing key after it has read the others,
    /// so that one run reports every mistake.
    pub(in crate::parse) fn read<'d, T>(
        mut self,
        cx: &mut Context<'d>,
        read: impl FnOnce(&mut Self, &mut Context<'d>) -> Option<T>,
    ) -> Option<T> {
        let object = read(&mut self, cx);
        self.finish(cx);
        object
    }

    /// Reports unknown keys.
    pub(in crate::parse) fn finish(self, cx: &mut Context<'_>) {
        record::closed(&self);
        if self.truncated {
            return;
        }
        let mut free = None;
        for (key, _) in self.entries {
            let name = key.value.as_str();
            let reported = self.reported.contains(&key.span);
            if self.known.contains(&name) || self.accepted.contains(&name) || reported {
                continue;
            }
            cx.warn(if is_extension(name) {
                rejected(key, self.what, cx.imported)
            } else {
                self.unknown(key, free.get_or_insert_with(|| self.free()))
            });
        }
    }

    /// Returns the known keys that the object does not have.
    fn free(&self) -> Vec<&'static str> {
        let known = self.known.iter().copied();
        known.filter(|known| !self.has(known)).collect()
    }

    fn unknown(&self, key: &Spanned<String>, free: &[&'static str]) -> Diagnostic {
        let message = format!("unknown key `{key}` in {}; it is ignored", self.what);
        let diagnostic = Diagnostic::new(codes::UNKNOWN_KEY, key.span, message);
        if let Some(near) = spelling::nearest(&key.value, free.iter().copied()) {
            return diagnostic.help(format!("a key with a similar name exists: `{near}`"));
        }
        diagnostic.help(format!(
            "known keys of {}: `{}`",
            self.what,
            self.known.join("`, `")
        ))
    }
}

/// Returns how to write a value of the type `expected`, given the value that was found.
pub(in crate::parse) fn advice(expected: &str, key: &str, node: &Node) -> String {
    let is_list = matches!(node.kind, Kind::Sequence(_));
    let is_map = matches!(node.kind, Kind::Mapping(_));
    let help = match expected {
        "a map" if is_list => "write the keys without the `- ` or `[` of a list",
        "a map" => "write its keys on separate indented lines, or as `{key: value}`",
        "a list" | "a list of strings" if is_map => "begin each item with `- `",
        "a list" | "a list of strings" => "write `[first, second]`, or a line with `- ` for each item",
        "a string" if is_list || is_map => "put a string that begins with `[` or `{` in quotes",
        "`true` or `false`" => "write `true` or `false`",
        "an integer" => "write it in digits, without a unit",
        "a number" => "write it in digits: `0.5`",
        _ => return format!("write one value: `{key}: value`"),
    };
    help.to_owned()
}

/// Returns the line that adds a missing key to an object, which is named with its article.
pub(in crate::parse) fn line(what: &str, key: &str) -> String {
    let value = match (what, key) {
        ("an adapter", "type") => "rest",
        ("a tunnel", "type") => "ziti",
        ("a step", "type") => "call",
        ("a body", "type") => "json",
        ("a consumed API", "type") => "http",
        ("an authentication", "type") => "bearer",
        (_, "type") => "string",
        (_, "method") => "GET",
        (_, "in") => "query",
        (_, "role") if what == "a message" => "user",
        (_, "call") => "<namespace>.<operation>",
        (_, "mediaType") => "application/pdf",
        // Collections, and alternatives of several keys.
        (_, "operations" | "skills" | "functions" | "flows" | "keys" | "parameters" | "acquire") => {
            return key.to_owned();
        }
        _ if key.contains('`') => return key.to_owned(),
        _ => "…",
    };
    format!("{key}: {value}")
}
