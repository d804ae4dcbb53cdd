//! Unions: `oneOf`, `anyOf`, lists of types, and bases with a discriminator.

use std::collections::HashSet;

use super::library::Location;
use super::lower::{Content, JsonKind, Lowering, Named, is_annotation, is_null, name_of};
use super::structs::description;
use crate::diagnostic::{Diagnostic, codes};
use crate::model::{Enum, Select, Type, TypeId, Union, Untyped, Usage, Variant};
use crate::source::Span;
use crate::yaml::Kind;

/// The largest number of branches of a union with a type.
const MAX_BRANCHES: usize = 500;

impl<'t> Lowering<'t> {
    /// Returns the union of the branches of `oneOf` or `anyOf`.
    pub(super) fn union(&mut self, at: Location<'t>, branches: Location<'t>, name: &str) -> Content {
        let mut branches = self.branches(branches);
        let all = branches.len();
        // Values of a branch that cannot be read are kept as JSON.
        branches.retain(|branch| self.resolved(*branch).is_ok());
        if branches.is_empty() && all > 0 {
            return Content::Other(self.any(Untyped::Reference));
        }
        if branches.len() == all
            && let Some(content) = self.union_of_texts(at, &branches, name)
        {
            return content;
        }
        if branches.is_empty() {
            return Content::Other(self.any(Untyped::Unsupported));
        }
        if branches.len() > MAX_BRANCHES {
            return self.undecided(at, &format!("the union has more than {MAX_BRANCHES} branches"));
        }
        if let Some(member) = at.get("discriminator").and_then(|tag| tag.text("propertyName")) {
            let mapping = at.get("discriminator").and_then(|tag| tag.get("mapping"));
            return self.union_by_tag(at, &branches, member, mapping, name);
        }
        self.union_by_kind(at, &branches, name)
    }

    /// Returns the union of a schema that also has members, which the branches extend. `None` if no tag tells the branches apart.
    pub(super) fn union_with_members(
        &mut self,
        at: Location<'t>,
        branches: Location<'t>,
        name: &str,
    ) -> Option<Content> {
        at.get("discriminator")?.text("propertyName")?;
        let extend = |branch: Location<'t>| {
            self.followed(branch)
                .is_some_and(|branch| self.extends(branch, at))
        };
        if !self.branches(branches).into_iter().all(extend) {
            return None;
        }
        let Content::Own(Type::Union(union)) = self.union(at, branches, name) else {
            return None;
        };
        Some(Content::Own(Type::Union(Union {
            fallback: Some(self.own_members(at, name)),
            ..union
        })))
    }

    /// Returns whether a schema extends another one, directly or not.
    fn extends(&self, at: Location<'t>, base: Location<'t>) -> bool {
        self.descendants(base)
            .iter()
            .any(|named| named.at.identity() == at.identity())
    }

    /// Returns the branches that describe values, with those of nested unions.
    fn branches(&self, at: Location<'t>) -> Vec<Location<'t>> {
        let mut found = Vec::new();
        let mut pending: Vec<Location<'t>> = at.items().collect();
        pending.reverse();
        let mut seen = HashSet::new();
        while let Some(branch) = pending.pop() {
            if is_null(branch) || is_annotation(branch) || found.len() > MAX_BRANCHES {
                continue;
            }
            let target = self.followed(branch).unwrap_or(branch);
            if !seen.insert(target.identity()) {
                continue;
            }
            match nested(target) {
                Some(nested) => {
                    let items: Vec<_> = nested.items().collect();
                    pending.extend(items.into_iter().rev());
                }
                None => found.push(branch),
            }
        }
        found
    }

    /// Returns the open set of strings of branches that are all strings: the way in which documents say that a set is open.
    pub(super) fn union_of_texts(
        &mut self,
        at: Location<'t>,
        branches: &[Location<'t>],
        name: &str,
    ) -> Option<Content> {
        if branches.is_empty()
            || branches
                .iter()
                .any(|branch| self.kind(*branch) != JsonKind::String)
        {
            return None;
        }
        let mut variants: Vec<(String, String)> = Vec::new();
        let mut seen = HashSet::new();
        let mut is_open = false;
        for branch in branches {
            let branch = self.followed(*branch)?;
            // The branch of any string makes the set open.
            is_open |= branch.get("enum").is_none() && branch.get("const").is_none();
            let listed = branch.get("enum").into_iter().flat_map(Location::items);
            let texts = listed.filter_map(|value| value.node.as_str());
            for text in texts.chain(branch.text("const")) {
                if seen.insert(text.to_owned()) {
                    variants.push((text.to_owned(), String::new()));
                }
            }
        }
        if variants.is_empty() {
            return Some(Content::Other(TypeId::STRING));
        }
        Some(Content::Own(Type::Enum(Enum {
            name: name.to_owned(),
            description: description(at),
            variants,
            unlisted: String::new(),
            is_open,
            usage: Usage::default(),
        })))
    }

    fn union_by_tag(
        &mut self,
        at: Location<'t>,
        branches: &[Location<'t>],
        member: &str,
        mapping: Option<Location<'t>>,
        name: &str,
    ) -> Content {
        let mut variants = Vec::new();
        let mut identities = Vec::new();
        for (index, branch) in branches.iter().enumerate() {
            let wanted = branch_name(*branch, name, index);
            let Some(target) = self.followed(*branch) else {
                continue;
            };
            if self.kind(*branch) != JsonKind::Object {
                return self.union_by_kind(at, branches, name);
            }
            identities.push((target.identity(), wanted.clone()));
            let id = self.slot(*branch, &wanted).id;
            variants.push(variant(wanted, id));
        }
        let mut tags: Vec<(String, usize)> = Vec::new();
        for (tag, value) in mapping.into_iter().flat_map(Location::members) {
            let Some(text) = value.node.as_str() else { continue };
            let target = self.mapped(value, text);
            let index = target.and_then(|target| {
                let mut places = identities.iter();
                places.position(|(identity, _)| *identity == target.identity())
            });
            match index {
                Some(index) => tags.push((tag.value.clone(), index)),
                None => self.dangling(value.node.span, text),
            }
        }
        // A branch that the mapping does not name has the name of its schema as tag.
        for (index, (_, wanted)) in identities.iter().enumerate() {
            let is_mapped = tags.iter().any(|(_, place)| *place == index);
            if !is_mapped && !tags.iter().any(|(tag, _)| tag == wanted) {
                tags.push((wanted.clone(), index));
            }
        }
        Content::Own(Type::Union(Union {
            name: name.to_owned(),
            description: description(at),
            select: Select::Tag {
                member: member.to_owned(),
                tags,
            },
            variants,
            other: String::new(),
            fallback: None,
            usage: Usage::default(),
        }))
    }

    /// Returns the schema that a mapping names: by a reference, or by the name of a schema.
    fn mapped(&self, at: Location<'t>, text: &str) -> Option<Location<'t>> {
        let by_name = || {
            let pointer = format!("#/components/schemas/{text}");
            self.library.resolve(at.file, &pointer).ok()
        };
        let found = self.library.resolve(at.file, text).ok();
        found.or_else(by_name).and_then(|found| self.followed(found))
    }

    fn dangling(&mut self, span: Span, text: &str) {
        let message = format!("`{text}` is no branch of the union; values with this tag are kept as JSON");
        let diagnostic = Diagnostic::new(codes::DISCRIMINATOR, span, message);
        self.diagnostics
            .push(diagnostic.help("name a schema that `oneOf` or `anyOf` lists"));
    }

    /// Returns the union of a list of types (3.1).
    pub(super) fn union_of_kinds(&mut self, at: Location<'t>, name: &str, kinds: &[JsonKind]) -> Content {
        let variants = kinds.iter().map(|kind| {
            let declared = format!("{name} {}", kind_name(*kind));
            let content = self.of_kind(at, *kind, &declared);
            let id = self.added(content);
            variant(kind_name(*kind).to_owned(), id)
        });
        let variants: Vec<Variant> = variants.collect();
        Content::Own(Type::Union(Union {
            name: name.to_owned(),
            description: description(at),
            select: Select::Kind,
            variants,
            other: String::new(),
            fallback: None,
            usage: Usage::default(),
        }))
    }

    /// Returns the union of the schemas that extend a base.
    pub(super) fn union_of_subtypes(&mut self, at: Location<'t>, name: &str) -> Content {
        let discriminator = at.get("discriminator");
        let member = discriminator.and_then(|tag| match &tag.node.kind {
            Kind::Scalar(scalar) => Some(scalar.text.clone()),
            _ => tag.text("propertyName").map(str::to_owned),
        });
        let Some(member) = member else {
            return self.structure(at, name);
        };
        let mapping: Vec<(String, usize)> = discriminator
            .and_then(|tag| tag.get("mapping"))
            .into_iter()
            .flat_map(Location::members)
            .filter_map(|(tag, value)| {
                let target = self.mapped(value, value.node.as_str()?)?;
                Some((tag.value.clone(), target.identity()))
            })
            .collect();
        let (mut variants, mut tags) = (Vec::new(), Vec::new());
        for subtype in self.descendants(at) {
            let index = variants.len();
            let id = self.members_of(subtype.at, &subtype.name);
            let identity = subtype.at.identity();
            let named = mapping.iter().filter(|(_, target)| *target == identity);
            let mut own: Vec<String> = named.map(|(tag, _)| tag.clone()).collect();
            if own.is_empty() {
                let value = subtype.at.text("x-ms-discriminator-value");
                own.push(value.map_or_else(|| subtype.name.clone(), str::to_owned));
            }
            // The first of several subtypes with one tag has it.
            own.retain(|tag| !tags.iter().any(|(known, _)| known == tag));
            tags.extend(own.into_iter().map(|tag| (tag, index)));
            variants.push(variant(subtype.name, id));
        }
        let base = self.members_of(at, name);
        Content::Own(Type::Union(Union {
            name: name.to_owned(),
            description: description(at),
            select: Select::Tag { member, tags },
            variants,
            other: String::new(),
            fallback: Some(base),
            usage: Usage::default(),
        }))
    }

    /// Returns whether a schema with a name extends a base, whose union has it as a variant.
    pub(super) fn is_subtype(&self, at: Location<'t>) -> bool {
        let branches = at.get("allOf").into_iter().flat_map(Location::items);
        let mut bases = branches.filter_map(|branch| self.quiet_target(branch));
        bases.any(|base| {
            let extensions = self.extensions.get(&base.identity());
            let mut extensions = extensions.into_iter().flatten();
            self.is_base(base) && extensions.any(|known| known.at.identity() == at.identity())
        })
    }

    /// Returns every schema that extends a schema, directly or not, in the order of the document.
    fn descendants(&self, at: Location<'t>) -> Vec<Named<'t>> {
        let (mut found, mut seen) = (Vec::new(), HashSet::from([at.identity()]));
        let mut pending = vec![at.identity()];
        while let Some(base) = pending.pop() {
            for extension in self.extensions.get(&base).into_iter().flatten() {
                if seen.insert(extension.at.identity()) {
                    pending.push(extension.at.identity());
                    found.push(extension.clone());
                }
            }
        }
        found.sort_by_key(|named| (named.at.file, named.at.node.span));
        found
    }
}

/// Returns the branches of a schema that is only a union, without a tag and members of its own.
fn nested(at: Location<'_>) -> Option<Location<'_>> {
    const OWN: [&str; 3] = ["discriminator", "properties", "allOf"];
    let branches = at.get("oneOf").or_else(|| at.get("anyOf"))?;
    OWN.iter()
        .all(|key| at.node.get(key).is_none())
        .then_some(branches)
}

pub(super) fn variant(ident: String, id: TypeId) -> Variant {
    Variant {
        ident,
        id,
        boxed: false,
        keys: Vec::new(),
        constants: Vec::new(),
    }
}

/// Returns the name of a branch: that of its schema, its title, or its place.
pub(super) fn branch_name(branch: Location<'_>, name: &str, index: usize) -> String {
    if let Some(reference) = branch.text("$ref") {
        return name_of(reference);
    }
    let title = branch.text("title").filter(|title| title.len() < 60);
    title.map_or_else(|| format!("{name} {}", index + 1), str::to_owned)
}

pub(super) fn kind_name(kind: JsonKind) -> &'static str {
    match kind {
        JsonKind::Null => "Null",
        JsonKind::Boolean => "Boolean",
        JsonKind::Integer => "Integer",
        JsonKind::Number => "Number",
        JsonKind::String => "Text",
        JsonKind::Array => "List",
        JsonKind::Object => "Object",
        JsonKind::Any => "Any",
    }
}
