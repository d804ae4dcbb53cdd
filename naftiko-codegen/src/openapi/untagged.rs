//! Unions without a tag: the kind of a value selects its variant, and the members of an object.

use std::collections::HashSet;

use super::library::Location;
use super::lower::{Content, JsonKind, Lowering};
use super::structs::{constant, description};
use super::union::{branch_name, kind_name, variant};
use crate::diagnostic::{Diagnostic, codes};
use crate::model::{Select, Type, Union, Untyped, Usage, Variant};
use crate::source::Span;
use crate::yaml::Node;

/// A branch of a union.
struct Branch {
    kind: JsonKind,
    variant: Variant,
}

impl<'t> Lowering<'t> {
    /// Returns the union of branches that have no tag.
    pub(super) fn union_by_kind(
        &mut self,
        at: Location<'t>,
        branches: &[Location<'t>],
        name: &str,
    ) -> Content {
        let mut found: Vec<Branch> = self.texts(at, branches, name).into_iter().collect();
        for (index, branch) in branches.iter().enumerate() {
            let kind = self.kind(*branch);
            if kind == JsonKind::Any {
                return self.union_with_any(at, *branch);
            }
            // Only objects can be told apart by more than their kind.
            let known = found
                .iter()
                .find(|known| known.kind == kind && kind != JsonKind::Object);
            let same = known.map(|known| known.variant.id);
            if same.is_some() && kind == JsonKind::String {
                continue;
            }
            let variant = self.branch(*branch, kind, index, name);
            match same {
                None => found.push(Branch { kind, variant }),
                Some(id) if id == variant.id => {}
                Some(_) => {
                    let kind = plural(kind);
                    return self.undecided(
                        at,
                        &format!("two branches of the union are {kind}, which values do not tell apart"),
                    );
                }
            }
        }
        self.report_equal_objects(at, &found);
        // An integer is a number too, and an object with more members is the more specific one.
        found.sort_by_key(|Branch { kind, variant }| {
            let is_number = *kind == JsonKind::Number;
            (
                is_number,
                usize::MAX - variant.constants.len(),
                usize::MAX - variant.keys.len(),
            )
        });
        Content::Own(Type::Union(Union {
            name: name.to_owned(),
            description: description(at),
            select: Select::Kind,
            variants: found.into_iter().map(|branch| branch.variant).collect(),
            other: String::new(),
            fallback: None,
            usage: Usage::default(),
        }))
    }

    /// Returns the one variant of several branches that are strings.
    fn texts(&mut self, at: Location<'t>, branches: &[Location<'t>], name: &str) -> Option<Branch> {
        let kind = JsonKind::String;
        let mut texts = branches.to_vec();
        texts.retain(|branch| self.kind(*branch) == kind);
        if texts.len() < 2 {
            return None;
        }
        let wanted = kind_name(kind).to_owned();
        let content = self.union_of_texts(at, &texts, &format!("{name} {wanted}"))?;
        let variant = variant(wanted, self.added(content));
        Some(Branch { kind, variant })
    }

    fn branch(&mut self, at: Location<'t>, kind: JsonKind, index: usize, name: &str) -> Variant {
        let is_reference = at.reference().is_some();
        let wanted = if kind == JsonKind::Object || is_reference {
            branch_name(at, name, index)
        } else {
            kind_name(kind).to_owned()
        };
        let declared = if is_reference {
            wanted.clone()
        } else {
            format!("{name} {wanted}")
        };
        let mut variant = variant(wanted, self.slot(at, &declared).id);
        if kind == JsonKind::Object {
            let parts = self.parts(at);
            (variant.keys, variant.constants) = (required(&parts), constants(&parts));
        }
        variant
    }

    /// Returns the schema of an object, and those that its `allOf` combines.
    fn parts(&self, at: Location<'t>) -> Vec<Location<'t>> {
        let (mut found, mut seen, mut pending) = (Vec::new(), HashSet::new(), vec![at]);
        while let Some(part) = pending.pop() {
            let part = self.followed(part);
            if let Some(part) = part.filter(|part| seen.insert(part.identity())) {
                found.push(part);
                pending.extend(part.get("allOf").into_iter().flat_map(Location::items));
            }
        }
        found
    }

    /// Returns the content of a union with a branch that is not of one kind.
    fn union_with_any(&mut self, at: Location<'t>, branch: Location<'t>) -> Content {
        const SHAPE: [&str; 4] = ["type", "oneOf", "anyOf", "allOf"];
        let has_shape = |branch: Location<'t>| SHAPE.iter().any(|key| branch.node.get(key).is_some());
        if self.followed(branch).is_some_and(has_shape) {
            return self.undecided(at, "a branch of the union has several types");
        }
        Content::Other(self.any(Untyped::Free))
    }

    /// Reports a union whose variant a value does not select. Its values have no type.
    pub(super) fn undecided(&mut self, at: Location<'t>, problem: &str) -> Content {
        let diagnostic = Diagnostic::new(
            codes::UNION_UNDECIDED,
            place(at),
            format!("{problem}; the place has no type"),
        );
        let help = "describe one type that has the values of all branches";
        self.diagnostics.push_once(diagnostic.help(help));
        Content::Other(self.any(Untyped::Union))
    }

    /// Reports the first two objects that no member tells apart.
    fn report_equal_objects(&mut self, at: Location<'t>, branches: &[Branch]) {
        let marks = |branch: &Branch| {
            let Variant { keys, constants, .. } = &branch.variant;
            let keys: HashSet<String> = keys.iter().cloned().collect();
            let constants: HashSet<(String, String)> = constants.iter().cloned().collect();
            (branch.kind == JsonKind::Object).then_some((keys, constants))
        };
        let equal = branches.iter().enumerate().find_map(|(place, branch)| {
            let own = marks(branch)?;
            let mut others = branches.iter().skip(place + 1);
            let other = others.find(|other| marks(other).as_ref() == Some(&own))?;
            Some((&branch.variant.ident, &other.variant.ident))
        });
        let Some((first, second)) = equal else { return };
        let message = format!(
            "`{first}` and `{second}` require the same members; a response with either is read as `{first}`"
        );
        let help = "add a `discriminator` to the union, or require a member that only one of them has";
        let diagnostic = Diagnostic::new(codes::UNION_UNDECIDED, place(at), message);
        self.diagnostics.push_once(diagnostic.help(help));
    }
}

/// Returns the place of the keyword of a union.
fn place(at: Location<'_>) -> Span {
    let mut members = at.node.as_mapping().unwrap_or_default().iter();
    let keyword = members.find(|(key, _)| ["oneOf", "anyOf"].contains(&key.value.as_str()));
    keyword.map_or_else(|| at.node.head(), |(key, _)| key.span)
}

/// Returns the members that an object with these parts always has.
fn required(parts: &[Location<'_>]) -> Vec<String> {
    let lists = parts.iter().filter_map(|part| part.get("required"));
    let mut names: Vec<String> = Vec::new();
    for name in lists.flat_map(Location::items) {
        if let Some(name) = name.node.as_str()
            && !names.iter().any(|known| known == name)
        {
            names.push(name.to_owned());
        }
    }
    names
}

/// Returns the only value of each member that has one.
fn constants(parts: &[Location<'_>]) -> Vec<(String, String)> {
    let members = parts.iter().filter_map(|part| part.get("properties"));
    let members = members.flat_map(Location::members);
    members
        .filter_map(|(name, member)| Some((name.value.clone(), only_text(member)?)))
        .collect()
}

fn only_text(at: Location<'_>) -> Option<String> {
    constant(at).or_else(|| match at.node.get("enum").and_then(Node::as_sequence) {
        Some([one]) => one.as_str().map(str::to_owned),
        _ => None,
    })
}

fn plural(kind: JsonKind) -> &'static str {
    match kind {
        JsonKind::String => "strings",
        JsonKind::Boolean => "booleans",
        JsonKind::Integer | JsonKind::Number => "numbers",
        JsonKind::Array => "lists",
        JsonKind::Null | JsonKind::Object | JsonKind::Any => "values",
    }
}
