//! Merging of values.

use super::Version;
use crate::yaml::{Kind, Node};

/// The kind of a value, as far as values of different kinds cannot be merged.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Shape {
    Map,
    List,
    Scalar,
}

/// Two values that cannot be merged.
#[derive(Clone, Debug)]
pub(super) struct Mismatch {
    pub(super) old: Node,
    pub(super) new: Node,
}

impl Shape {
    pub(super) fn of(node: &Node) -> Self {
        match &node.kind {
            Kind::Mapping(_) => Self::Map,
            Kind::Sequence(_) => Self::List,
            Kind::Scalar(_) | Kind::Null => Self::Scalar,
        }
    }

    /// Returns the shape in messages.
    pub(super) fn noun(self) -> &'static str {
        match self {
            Self::Map => "a map",
            Self::List => "a list",
            Self::Scalar => "a scalar",
        }
    }
}

/// Changes a selected value. A list takes a new item, or in version 1.1 the items of a list.
pub(super) fn update(version: Version, old: &mut Node, new: &Node) -> Result<(), Box<Mismatch>> {
    match (&mut old.kind, &new.kind) {
        (Kind::Sequence(items), Kind::Sequence(more)) if version >= Version::V11 => {
            items.extend(more.iter().cloned());
        }
        (Kind::Sequence(items), _) => items.push(new.clone()),
        (Kind::Scalar(_) | Kind::Null, _) if version < Version::V11 => return mismatch(old, new),
        _ => return merge(old, new),
    }
    Ok(())
}

/// Merges a value into another one: members of maps are merged, lists are joined, scalars are replaced.
fn merge(old: &mut Node, new: &Node) -> Result<(), Box<Mismatch>> {
    if Shape::of(old) != Shape::of(new) {
        return mismatch(old, new);
    }
    match (&mut old.kind, &new.kind) {
        (Kind::Mapping(entries), Kind::Mapping(more)) => {
            for (key, value) in more {
                match entries.iter_mut().find(|(known, _)| known.value == key.value) {
                    Some((_, old)) => merge(old, value)?,
                    None => entries.push((key.clone(), value.clone())),
                }
            }
        }
        (Kind::Sequence(items), Kind::Sequence(more)) => items.extend(more.iter().cloned()),
        _ => *old = new.clone(),
    }
    Ok(())
}

fn mismatch<T>(old: &Node, new: &Node) -> Result<T, Box<Mismatch>> {
    Err(Box::new(Mismatch {
        old: old.clone(),
        new: new.clone(),
    }))
}
