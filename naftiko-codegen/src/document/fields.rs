//! Reading a map of the document: each key that is asked for is known, what is left at the end is not.

use std::cell::RefCell;
use std::collections::HashSet;

use super::advice::advice;
use super::context::Context;
use super::extensions::{is_extension, rejected};
use super::record;
use super::{Span, Spanned, Text};
use crate::diagnostic::{Diagnostic, codes};
use crate::suggest;
use crate::yaml::Node;

/// A map that is being read as an object of the spec.
pub(super) struct Fields<'n> {
    /// What the object is, with its article: "a resource".
    what: &'static str,
    /// A short place that stands for the object.
    pub(super) span: Span,
    entries: &'n [(Text, Node)],
    /// Keys of the format.
    known: Vec<&'static str>,
    /// Keys that are tolerated.
    pub(super) tolerated: Vec<&'static str>,
    /// Keys that are read in place of official ones.
    pub(super) renamed: Vec<(&'static str, &'static str)>,
    /// Whether the end of a cut file is within: nothing is reported then.
    cut: bool,
    /// Places of unknown keys that have been reported as misspellings of missing ones.
    misspelt: RefCell<HashSet<Span>>,
}

impl<'n> Fields<'n> {
    /// Reads a node as an object. Reports when it is no map.
    pub(super) fn of(node: &'n Node, what: &'static str, cx: &mut Context<'_>) -> Option<Self> {
        let cut = cx.is_cut(node);
        let Some(entries) = node.as_mapping() else {
            if !cut {
                let message = format!("{what} has to be a map, this is {}", node.describe());
                let diagnostic = Diagnostic::new(codes::WRONG_TYPE, node.head(), message);
                cx.report(diagnostic.help(advice("a map", node)));
            }
            return None;
        };
        Some(Self::new(what, node.head(), entries, cut))
    }

    pub(super) fn new(what: &'static str, span: Span, entries: &'n [(Text, Node)], cut: bool) -> Self {
        let fields = Self {
            what,
            span,
            entries,
            known: Vec::new(),
            tolerated: Vec::new(),
            renamed: Vec::new(),
            cut,
            misspelt: RefCell::default(),
        };
        record::opened(&fields);
        fields
    }

    /// The entry of a key, or of the one that stands for it. A null counts as nothing.
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

    /// The value of a key, unless it is null.
    pub(super) fn node(&mut self, key: &'static str) -> Option<&'n Node> {
        self.entry(key).map(|(_, node)| node)
    }

    /// The entry of a key that may be unknown. A null counts as nothing.
    pub(super) fn peek(&self, key: &str) -> Option<&'n (Text, Node)> {
        self.entries
            .iter()
            .find(|(name, node)| name.value == key && !node.is_null())
    }

    /// Whether the key is there, even without a value.
    pub(super) fn has(&self, key: &str) -> bool {
        self.entries.iter().any(|(name, _)| name.value == key)
    }

    /// A key that is looked at by other means.
    pub(super) fn mark_known(&mut self, key: &'static str) {
        self.tolerated.push(key);
    }

    /// Where the key stands, even without a value.
    pub(super) fn key_span(&self, key: &str) -> Option<Span> {
        let mut entries = self.entries.iter();
        entries
            .find(|(name, _)| name.value == key)
            .map(|(name, _)| name.span)
    }

    /// Reports something about the object or a part of it, unless it was cut off.
    pub(super) fn report(&self, cx: &mut Context<'_>, diagnostic: Diagnostic) {
        if !self.cut {
            cx.report(diagnostic);
        }
    }

    /// Reports a tolerance about the object or a part of it, unless it was cut off.
    pub(super) fn tolerate(&self, cx: &mut Context<'_>, diagnostic: Diagnostic) {
        if !self.cut {
            cx.tolerate(diagnostic);
        }
    }

    /// Reports that a key is missing.
    pub(super) fn missing(&self, cx: &mut Context<'_>, key: &str) {
        record::missing(self, key);
        let message = format!("{} needs the key `{key}`", self.what);
        let unknown = |name: &&Text| !self.known.contains(&name.as_str());
        let mut candidates = self.entries.iter().map(|(name, _)| name).filter(unknown);
        let misspelt = candidates.find(|name| suggest::nearest(name.as_str(), [key]).is_some());
        let (span, label) = match misspelt {
            Some(name) => {
                self.misspelt.borrow_mut().insert(name.span);
                (name.span, format!("did you mean `{key}`?"))
            }
            None => (self.span, format!("has no `{key}`")),
        };
        self.report(
            cx,
            Diagnostic::new(codes::MISSING_KEY, span, message).label(label),
        );
    }

    /// Reports that a value is of the wrong kind.
    pub(super) fn wrong_type(&self, cx: &mut Context<'_>, key: &str, node: &Node, expected: &str) {
        let message = format!(
            "`{key}` of {} has to be {expected}, this is {}",
            self.what,
            node.describe()
        );
        let diagnostic = Diagnostic::new(codes::WRONG_TYPE, node.head(), message);
        self.report(cx, diagnostic.help(advice(expected, node)));
    }

    /// Whether a key has been asked for.
    pub(super) fn is_known(&self, key: &str) -> bool {
        self.known.contains(&key)
    }

    /// Leaves the rest of the keys to somebody else.
    pub(super) fn ignore_rest(&mut self) {
        self.entries = &[];
    }

    /// The keys of the object with their values.
    pub(super) fn entries(&self) -> &'n [(Text, Node)] {
        self.entries
    }

    /// What the object is, with its article.
    pub(super) fn what(&self) -> &'static str {
        self.what
    }

    /// Reads the object, and reports the keys that were not asked for. What can be missing is best looked at last, so that a run
    /// finds all mistakes.
    pub(super) fn read<'d, T>(
        mut self,
        cx: &mut Context<'d>,
        read: impl FnOnce(&mut Self, &mut Context<'d>) -> Option<T>,
    ) -> Option<T> {
        let object = read(&mut self, cx);
        self.finish(cx);
        object
    }

    /// Reports the keys that nobody asked for.
    pub(super) fn finish(self, cx: &mut Context<'_>) {
        record::closed(&self);
        if self.cut {
            return;
        }
        let mut free = None;
        for (key, _) in self.entries {
            let name = key.value.as_str();
            let told = self.misspelt.borrow().contains(&key.span);
            if self.known.contains(&name) || self.tolerated.contains(&name) || told {
                continue;
            }
            cx.tolerate(if is_extension(name) {
                rejected(key, self.what, cx.imported)
            } else {
                self.unknown(key, free.get_or_insert_with(|| self.free()))
            });
        }
    }

    /// The known keys that the object does not have.
    fn free(&self) -> Vec<&'static str> {
        let known = self.known.iter().copied();
        known.filter(|known| !self.has(known)).collect()
    }

    fn unknown(&self, key: &Spanned<String>, free: &[&'static str]) -> Diagnostic {
        let message = format!("the key `{key}` of {} is unknown and ignored", self.what);
        let diagnostic = Diagnostic::new(codes::UNKNOWN_KEY, key.span, message);
        if let Some(near) = suggest::nearest(&key.value, free.iter().copied()) {
            return diagnostic.label(format!("did you mean `{near}`?"));
        }
        diagnostic.help(format!(
            "the keys of {} are `{}`",
            self.what,
            self.known.join("`, `")
        ))
    }
}
