//! Reader of one map of a spec. Each key that is asked for is known; every other key is reported at the end.

use std::cell::RefCell;
use std::collections::HashSet;

use super::advice::{advice, line};
use super::context::Context;
use super::extensions::{is_extension, rejected};
use super::record;
use super::{Span, Spanned, Text};
use crate::diagnostic::{Diagnostic, codes};
use crate::spelling;
use crate::yaml::Node;

/// A map that is being read as an object of the spec.
pub(super) struct Fields<'n> {
    /// The object's name in messages, with its article: "a resource".
    what: &'static str,
    /// The place of the object in diagnostics.
    pub(super) span: Span,
    entries: &'n [(Text, Node)],
    /// Keys of the format.
    known: Vec<&'static str>,
    /// Keys that are read although the format does not have them.
    pub(super) accepted: Vec<&'static str>,
    /// Keys of the format with the keys that are read instead.
    pub(super) renamed: Vec<(&'static str, &'static str)>,
    /// Whether the object contains the end of a truncated file, so that nothing is reported.
    truncated: bool,
    /// Places of unknown keys that are already reported as misspellings of missing keys.
    misspelt: RefCell<HashSet<Span>>,
}

impl<'n> Fields<'n> {
    /// Reads a node as an object. Reports a node that is not a map.
    pub(super) fn of(node: &'n Node, what: &'static str, cx: &mut Context<'_>) -> Option<Self> {
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

    pub(super) fn new(what: &'static str, span: Span, entries: &'n [(Text, Node)], truncated: bool) -> Self {
        let fields = Self {
            what,
            span,
            entries,
            known: Vec::new(),
            accepted: Vec::new(),
            renamed: Vec::new(),
            truncated,
            misspelt: RefCell::default(),
        };
        record::opened(&fields);
        fields
    }

    /// Returns the entry of a key, or of the key that is read instead. A null counts as missing.
    pub(super) fn entry(&mut self, key: &'static str) -> Option<&'n (Text, Node)> {
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
    pub(super) fn node(&mut self, key: &'static str) -> Option<&'n Node> {
        self.entry(key).map(|(_, node)| node)
    }

    /// Returns the entry of a key without making the key known. A null counts as missing.
    pub(super) fn peek(&self, key: &str) -> Option<&'n (Text, Node)> {
        self.entries
            .iter()
            .find(|(name, node)| name.value == key && !node.is_null())
    }

    /// Returns whether the key is present, even without a value.
    pub(super) fn has(&self, key: &str) -> bool {
        self.entries.iter().any(|(name, _)| name.value == key)
    }

    /// Makes a key known that is read in another way.
    pub(super) fn mark_known(&mut self, key: &'static str) {
        self.accepted.push(key);
    }

    /// Returns the place of the key, even without a value.
    pub(super) fn key_span(&self, key: &str) -> Option<Span> {
        let mut entries = self.entries.iter();
        entries
            .find(|(name, _)| name.value == key)
            .map(|(name, _)| name.span)
    }

    /// Reports an error about the object or a part of it, unless the object is truncated.
    pub(super) fn report(&self, cx: &mut Context<'_>, diagnostic: Diagnostic) {
        if !self.truncated {
            cx.report(diagnostic);
        }
    }

    /// Reports a warning about the object or a part of it, unless the object is truncated.
    pub(super) fn warn(&self, cx: &mut Context<'_>, diagnostic: Diagnostic) {
        if !self.truncated {
            cx.warn(diagnostic);
        }
    }

    /// Reports a missing key. `key` may list alternatives: "call`, `steps` or `location".
    pub(super) fn missing(&self, cx: &mut Context<'_>, key: &str) {
        record::missing(self, key);
        let message = format!("missing key `{key}` in {}", self.what);
        let unknown = |name: &&Text| !self.known.contains(&name.as_str());
        let mut candidates = self.entries.iter().map(|(name, _)| name).filter(unknown);
        let misspelt = candidates.find(|name| spelling::nearest(name.as_str(), [key]).is_some());
        let (span, help) = match misspelt {
            Some(name) => {
                self.misspelt.borrow_mut().insert(name.span);
                (name.span, format!("rename `{name}` to `{key}`"))
            }
            None => (self.span, format!("add `{}`", line(self.what, key))),
        };
        self.report(cx, Diagnostic::new(codes::MISSING_KEY, span, message).help(help));
    }

    /// Reports a value of the wrong type.
    pub(super) fn wrong_type(&self, cx: &mut Context<'_>, key: &str, node: &Node, expected: &str) {
        let message = format!(
            "expected {expected} for `{key}` in {}, found {}",
            self.what,
            node.describe()
        );
        let diagnostic = Diagnostic::new(codes::WRONG_TYPE, node.head(), message);
        self.report(cx, diagnostic.help(advice(expected, key, node)));
    }

    /// Returns whether a key is known.
    pub(super) fn is_known(&self, key: &str) -> bool {
        self.known.contains(&key)
    }

    /// Reports nothing about the other keys.
    pub(super) fn ignore_rest(&mut self) {
        self.entries = &[];
    }

    /// Returns the keys of the object with their values.
    pub(super) fn entries(&self) -> &'n [(Text, Node)] {
        self.entries
    }

    /// Returns the object's name in messages, with its article.
    pub(super) fn what(&self) -> &'static str {
        self.what
    }

    /// Reads the object with `read`, then reports unknown keys. `read` returns `None` for a missing key after it has read the others,
    /// so that one run reports every mistake.
    pub(super) fn read<'d, T>(
        mut self,
        cx: &mut Context<'d>,
        read: impl FnOnce(&mut Self, &mut Context<'d>) -> Option<T>,
    ) -> Option<T> {
        let object = read(&mut self, cx);
        self.finish(cx);
        object
    }

    /// Reports unknown keys.
    pub(super) fn finish(self, cx: &mut Context<'_>) {
        record::closed(&self);
        if self.truncated {
            return;
        }
        let mut free = None;
        for (key, _) in self.entries {
            let name = key.value.as_str();
            let reported = self.misspelt.borrow().contains(&key.span);
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
