//! Lists and maps during parsing.

use std::collections::hash_map::Entry;
use std::collections::{HashMap, HashSet};

use granit_parser::StructureStyle;

use super::failure::{self, Failure};
use super::node::{Kind, Node};
use crate::diagnostic::Diagnostics;
use crate::source::{Span, Spanned};

type Entries = Vec<(Spanned<String>, Node)>;

/// The start of a list or map.
pub(super) struct Open {
    /// The bracket, or the place of the first item.
    pub span: Span,
    mapping: bool,
    flow: bool,
    anchor: usize,
}

/// A list or map without its end.
pub(super) struct Frame {
    open: Open,
    content: Content,
}

enum Content {
    Sequence(Vec<Node>),
    Mapping {
        entries: Entries,
        key: Option<Spanned<String>>,
        merged: Vec<Node>,
    },
}

impl Open {
    pub(super) fn sequence(style: StructureStyle, span: Span, anchor: usize) -> Self {
        Self {
            span,
            mapping: false,
            flow: style == StructureStyle::Flow,
            anchor,
        }
    }

    pub(super) fn mapping(style: StructureStyle, span: Span, anchor: usize) -> Self {
        Self {
            mapping: true,
            ..Self::sequence(style, span, anchor)
        }
    }

    /// Returns whether it is a map in braces.
    pub(super) fn is_braced(&self) -> bool {
        self.mapping && self.flow
    }
}

impl Frame {
    pub(super) fn new(open: Open) -> Self {
        let content = if open.mapping {
            Content::Mapping {
                entries: Vec::new(),
                key: None,
                merged: Vec::new(),
            }
        } else {
            Content::Sequence(Vec::new())
        };
        Self { open, content }
    }

    pub(super) fn anchor(&self) -> usize {
        self.open.anchor
    }

    /// Returns the opening bracket or brace; `None` in block style.
    pub(super) fn bracket(&self) -> Option<Span> {
        self.open.flow.then_some(self.open.span)
    }

    /// Returns the start.
    pub(super) fn opening(&self) -> &Open {
        &self.open
    }

    /// Returns whether the next value is a key.
    pub(super) fn expects_key(&self) -> bool {
        matches!(&self.content, Content::Mapping { key: None, .. })
    }

    /// Adds the next value: an item, a key, or the value of the last key.
    pub(super) fn add(&mut self, node: Node) -> Result<(), Failure> {
        match &mut self.content {
            Content::Sequence(items) => items.push(node),
            Content::Mapping { entries, key, merged } => match key.take() {
                None => *key = Some(to_key(node)?),
                Some(name) if name.value == MERGE => merged.push(node),
                Some(name) => entries.push((name, node)),
            },
        }
        Ok(())
    }

    /// Returns the complete list or map, and reports duplicate keys.
    pub(super) fn into_node(self, end: Span, diagnostics: &mut Diagnostics) -> Node {
        let start = self.open.span;
        let (kind, last) = match self.content {
            Content::Sequence(items) => {
                let last = items.last().map(|item| item.span);
                (Kind::Sequence(items), last)
            }
            Content::Mapping {
                mut entries, merged, ..
            } => {
                let last = entries
                    .iter()
                    .map(|(key, value)| key.span.to(value.span))
                    .max_by_key(|span| span.end);
                report_duplicates(&mut entries, diagnostics);
                if !merged.is_empty() {
                    let mut known = entries.iter().map(|(key, _)| key.value.clone()).collect();
                    for node in merged {
                        merge(&mut entries, &mut known, node);
                    }
                }
                (Kind::Mapping(entries), last)
            }
        };
        // The parser reports the end of a block collection where the next token begins.
        let span = if self.open.flow {
            start.to(end)
        } else {
            start.to(last.unwrap_or(start))
        };
        Node { span, kind }
    }
}

/// The merge key of YAML 1.1: the entries of its value are copied into the map.
const MERGE: &str = "<<";

fn to_key(node: Node) -> Result<Spanned<String>, Failure> {
    match node.kind {
        Kind::Scalar(scalar) => Ok(Spanned::new(scalar.text, node.span)),
        Kind::Null | Kind::Sequence(_) | Kind::Mapping(_) => Err(failure::key_of_wrong_kind(node.span)),
    }
}

/// Adds the entries of a map, or of each map in a list, unless their keys are present.
fn merge(entries: &mut Entries, known: &mut HashSet<String>, node: Node) {
    match node.kind {
        Kind::Sequence(items) => items.into_iter().for_each(|item| merge(entries, known, item)),
        Kind::Mapping(more) => {
            for (key, value) in more {
                if known.insert(key.value.clone()) {
                    entries.push((key, value));
                }
            }
        }
        Kind::Null | Kind::Scalar(_) => {}
    }
}

/// Reports duplicate keys and keeps the first of each.
fn report_duplicates(entries: &mut Entries, diagnostics: &mut Diagnostics) {
    let mut seen: HashMap<String, Span> = HashMap::with_capacity(entries.len());
    entries.retain(|(key, _)| match seen.entry(key.value.clone()) {
        Entry::Vacant(vacant) => {
            vacant.insert(key.span);
            true
        }
        Entry::Occupied(first) => {
            diagnostics.push(failure::duplicate_key(key, *first.get()));
            false
        }
    });
}
