//! Names of types, fields and variants, and the places of values on the heap.
//!
//! Names are assigned over the whole document: first those of its named schemas, then those of the schemas inside of others.

use std::collections::{HashMap, HashSet};

use super::graph::closing_parts;
use crate::model::{Record, Type, TypeId, Types};
use crate::names::{Case, Scope, has_words};

/// Names of variants that Rust reserves.
const VARIANTS: &[&str] = &["Self"];

/// The estimated size in bytes from which a variant is on the heap (clippy's `large_enum_variant` warns above 200).
const LARGE: usize = 120;

/// Assigns the names of a graph, those of the types in `named` first.
pub(super) fn assign(mut types: Types, named: &HashSet<TypeId>) -> Types {
    let mut scope = Scope::types_module();
    let ids: Vec<TypeId> = types.iter().map(|(id, _)| id).collect();
    let (first, second): (Vec<TypeId>, Vec<TypeId>) = ids.iter().partition(|id| named.contains(id));
    for id in first.into_iter().chain(second) {
        let item = named_item(types.get(id).clone(), &mut scope);
        types.set(id, item);
    }
    types
}

fn named_item(item: Type, scope: &mut Scope) -> Type {
    match item {
        Type::Record(mut item) => {
            item.name = scope.assign(&item.name);
            assign_fields(&mut item);
            Type::Record(item)
        }
        Type::Enum(mut item) => {
            item.name = scope.assign(&item.name);
            let mut variants = Scope::with(Case::Pascal, VARIANTS);
            for (place, (text, variant)) in item.variants.iter_mut().enumerate() {
                let wanted = if variant.is_empty() {
                    spelled(text).unwrap_or_else(|| format!("Text {}", place + 1))
                } else {
                    variant.clone()
                };
                *variant = variants.assign(&wanted);
            }
            item.unlisted = variants.assign("Unlisted");
            Type::Enum(item)
        }
        Type::Union(mut item) => {
            item.name = scope.assign(&item.name);
            let mut variants = Scope::with(Case::Pascal, VARIANTS);
            for variant in &mut item.variants {
                variant.ident = variants.assign(&variant.ident);
            }
            item.other = variants.assign("Other");
            Type::Union(item)
        }
        other => other,
    }
}

/// Assigns the names of fields. A member whose name starts with a letter has the first choice: `type` before `_type`.
fn assign_fields(item: &mut Record) {
    let mut scope = Scope::new(Case::Snake);
    let is_plain = |name: &str| name.starts_with(|first: char| first.is_ascii_alphabetic());
    for plain in [true, false] {
        for (place, member) in item.members.iter_mut().enumerate() {
            if is_plain(&member.name) == plain {
                let wanted = spelled(&member.name);
                member.ident = scope.assign(&wanted.unwrap_or_else(|| format!("member {}", place + 1)));
            }
        }
    }
    if let Some((rest, _)) = &mut item.rest {
        *rest = scope.assign("rest");
    }
}

/// Returns a name with letters or digits for a text: `*` is `Asterisk`. `None` for letters that identifiers should not have.
fn spelled(text: &str) -> Option<String> {
    if text.is_empty() {
        return Some("Empty".to_owned());
    }
    if has_words(text) {
        // `-1` and `1`, `+a` and `a`: signs tell values apart.
        return Some(match text.strip_prefix('-') {
            Some(rest) if rest.starts_with(|first: char| first.is_ascii_digit()) => format!("minus {rest}"),
            _ => text.to_owned(),
        });
    }
    let words: Option<Vec<&str>> = text.chars().map(character_name).collect();
    words.map(|words| words.join(" "))
}

fn character_name(character: char) -> Option<&'static str> {
    Some(match character {
        '*' => "Asterisk",
        '!' => "Exclamation",
        '#' => "Hash",
        '$' => "Dollar",
        '%' => "Percent",
        '&' => "Ampersand",
        '+' => "Plus",
        '-' => "Minus",
        '.' => "Dot",
        ',' => "Comma",
        '/' => "Slash",
        '\\' => "Backslash",
        ':' => "Colon",
        ';' => "Semicolon",
        '<' => "Less",
        '=' => "Equal",
        '>' => "Greater",
        '?' => "Question",
        '@' => "At",
        '^' => "Caret",
        '_' => "Underscore",
        '|' => "Bar",
        '~' => "Tilde",
        ' ' => "Space",
        '\'' | '"' | '`' => "Quote",
        '(' | '[' | '{' => "Open",
        ')' | ']' | '}' => "Close",
        _ => return None,
    })
}

/// Puts values on the heap: parts that contain their own type again, and large variants.
pub(super) fn place(mut types: Types) -> Types {
    let ids: Vec<TypeId> = types.iter().map(|(id, _)| id).collect();
    let closing = closing_parts(&types, direct_parts);
    for id in &ids {
        let item = boxed(types.get(*id).clone(), |part| closing.contains(&(*id, part)));
        types.set(*id, item);
    }
    let mut sizes = HashMap::new();
    for id in ids {
        if let Type::Union(item) = types.get(id) {
            let variants = item.variants.iter();
            let large: Vec<bool> = variants
                .map(|variant| size(&types, variant.id, &mut sizes) > LARGE)
                .collect();
            let item = boxed(Type::Union(item.clone()), |part| {
                large.get(part).copied().unwrap_or(false)
            });
            types.set(id, item);
        }
    }
    types
}

/// Returns the types that a value contains without a list or a map between, in the order of [`boxed`].
fn direct_parts(types: &Types, id: TypeId) -> Vec<TypeId> {
    match types.get(id) {
        Type::Record(item) => item.members.iter().map(|member| member.slot.id).collect(),
        Type::Union(item) => {
            let variants = item.variants.iter().map(|variant| variant.id);
            variants.chain(item.fallback).collect()
        }
        _ => Vec::new(),
    }
}

/// Returns a type with some of its direct parts on the heap. The last variant of a union is on the heap already.
fn boxed(mut item: Type, is_boxed: impl Fn(usize) -> bool) -> Type {
    match &mut item {
        Type::Record(item) => {
            for (part, member) in item.members.iter_mut().enumerate() {
                member.boxed |= is_boxed(part);
            }
        }
        Type::Union(item) => {
            for (part, variant) in item.variants.iter_mut().enumerate() {
                variant.boxed |= is_boxed(part);
            }
        }
        _ => {}
    }
    item
}

/// Returns the estimated size of a value in bytes.
fn size(types: &Types, id: TypeId, known: &mut HashMap<TypeId, usize>) -> usize {
    const POINTER: usize = 8;
    if let Some(size) = known.get(&id) {
        return *size;
    }
    // A circle goes through the heap, so that this entry stands for a pointer.
    known.insert(id, POINTER);
    let mut part = |id: TypeId, boxed: bool| if boxed { POINTER } else { size(types, id, known) };
    let size = match types.get(id) {
        Type::Record(item) => {
            let members = item.members.iter();
            let sizes = members.map(|member| part(member.slot.id, member.boxed).saturating_add(POINTER));
            sizes.fold(0, usize::saturating_add)
        }
        Type::Union(item) => {
            let variants = item.variants.iter();
            let sizes = variants.map(|variant| part(variant.id, variant.boxed).min(LARGE));
            sizes.max().unwrap_or(0).max(32).saturating_add(POINTER)
        }
        Type::Boolean => 1,
        Type::Integer | Type::Double => 8,
        _ => 32,
    };
    known.insert(id, size);
    size
}

/// Returns the name of a type from the words of its place.
pub(super) fn type_name(words: &str) -> String {
    Scope::new(Case::Pascal).assign(words)
}
