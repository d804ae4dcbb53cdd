//! Structs: objects with known members, and the objects that `allOf` combines.

use std::collections::{HashMap, HashSet};

use super::keywords::keywords;
use super::library::Location;
use super::lower::{Content, JsonKind, Lowering, name_of};
use crate::diagnostic::{Diagnostic, codes};
use crate::model::{Member, Record, Slot, Type, TypeId, Untyped, Usage};
use crate::yaml::Node;

/// The members of a schema and of its bases.
#[derive(Default)]
struct Members<'t> {
    all: Vec<Declared<'t>>,
    /// The index of each name.
    index: HashMap<&'t str, usize>,
    required: HashSet<&'t str>,
    rest: Option<(Location<'t>, String)>,
    /// Schemas that are already read.
    visited: HashSet<usize>,
}

struct Declared<'t> {
    name: &'t str,
    at: Location<'t>,
    /// The name of the schema that declares the member.
    owner: String,
    /// The reason why the member has no type.
    untyped: Option<Untyped>,
}

impl<'t> Lowering<'t> {
    /// Returns the struct of a schema, with the members of its bases and of the branches of a union beside them.
    pub(super) fn structure(&mut self, at: Location<'t>, name: &str) -> Content {
        let mut members = Members::default();
        self.collect(at, name, &mut members);
        self.collect_branches(at, name, &mut members);
        self.struct_of(at, name, members)
    }

    /// Returns the struct of the members of a schema that is a union too.
    pub(super) fn members_only(&mut self, at: Location<'t>, name: &str) -> Content {
        let mut members = Members::default();
        self.collect(at, name, &mut members);
        self.struct_of(at, name, members)
    }

    fn struct_of(&mut self, at: Location<'t>, name: &str, mut members: Members<'t>) -> Content {
        let rest = members.rest.take();
        if members.all.is_empty() {
            let Some((values, owner)) = rest else {
                return Content::Other(TypeId::OBJECT);
            };
            let slot = self.slot(values, &format!("{owner}Value"));
            return Content::Own(Type::Map(slot));
        }
        let fields = members
            .all
            .iter()
            .map(|member| self.field(member, members.required.contains(member.name)))
            .collect();
        let rest = rest.map(|(values, owner)| (String::new(), self.slot(values, &format!("{owner}Value"))));
        Content::Own(Type::Record(Record {
            name: name.to_owned(),
            description: description(at),
            members: fields,
            rest,
            constants: Vec::new(),
            deprecated: at.is_true("deprecated"),
            usage: Usage::default(),
        }))
    }

    /// Adds the members of a schema: those of its bases first.
    fn collect(&mut self, at: Location<'t>, owner: &str, members: &mut Members<'t>) {
        if !members.visited.insert(at.identity()) {
            return;
        }
        if let Some(reference) = at.text("$ref") {
            // A base that cannot be read is reported; the members that are known are still typed.
            if let Ok(target) = self.target(at) {
                self.collect(target, &name_of(reference), members);
            }
        }
        for branch in at.get("allOf").into_iter().flat_map(Location::items) {
            self.collect(branch, owner, members);
        }
        for (name, member) in at.get("properties").into_iter().flat_map(Location::members) {
            self.add(&name.value, member, owner, members);
        }
        let required = at.get("required").into_iter().flat_map(Location::items);
        members
            .required
            .extend(required.filter_map(|name| name.node.as_str()));
        if let Some(values) = at.get("additionalProperties")
            && values.members().next().is_some()
        {
            members.rest = Some((values, owner.to_owned()));
        }
    }

    /// Adds the members of the branches of a union, in the schema and in the parts of its `allOf`. No value has to have them, because
    /// another branch may hold.
    fn collect_branches(&mut self, at: Location<'t>, owner: &str, members: &mut Members<'t>) {
        let parts = at.get("allOf").into_iter().flat_map(Location::items);
        let inline: Vec<Location<'t>> = parts.filter(|part| part.reference().is_none()).collect();
        for part in inline {
            self.collect_branches(part, owner, members);
        }
        for key in ["oneOf", "anyOf"] {
            for branch in at.get(key).into_iter().flat_map(Location::items) {
                if self.kind(branch) != JsonKind::Object {
                    continue;
                }
                let mut added = Members {
                    visited: std::mem::take(&mut members.visited),
                    ..Members::default()
                };
                self.collect(branch, owner, &mut added);
                members.visited = added.visited;
                for member in added.all {
                    self.add_of_branch(member, members);
                }
                members.rest = members.rest.take().or(added.rest);
            }
        }
    }

    /// Adds a member of a branch. One that the schema or another branch has with another type has no type.
    fn add_of_branch(&mut self, member: Declared<'t>, members: &mut Members<'t>) {
        let index = members.index.get(member.name).copied();
        let Some(known) = index.and_then(|index| members.all.get_mut(index)) else {
            members.index.insert(member.name, members.all.len());
            members.all.push(member);
            return;
        };
        let (one, other) = (self.kind(known.at), self.kind(member.at));
        let is_scalar = !matches!(one, JsonKind::Array | JsonKind::Object | JsonKind::Any);
        let target = |at: Location<'t>| self.followed(at).map(Location::identity);
        let is_same = target(known.at) == target(member.at) || one == other && is_scalar;
        if !is_same && known.untyped.is_none() {
            known.untyped = Some(Untyped::Union);
            let message = format!(
                "`{}` has another type in another branch; the member has no type",
                member.name
            );
            let diagnostic = Diagnostic::new(codes::UNION_UNDECIDED, member.at.node.head(), message);
            self.diagnostics.push(
                diagnostic
                    .related(known.at.node.head(), "declared here first")
                    .help("give both the same type"),
            );
        }
    }

    fn add(&mut self, name: &'t str, at: Location<'t>, owner: &str, members: &mut Members<'t>) {
        let member = Declared {
            name,
            at,
            owner: owner.to_owned(),
            untyped: None,
        };
        let Some(known) = members
            .index
            .get(name)
            .and_then(|index| members.all.get_mut(*index))
        else {
            members.index.insert(name, members.all.len());
            members.all.push(member);
            return;
        };
        let earlier = known.at;
        let (one, other) = (self.kind(earlier), self.kind(at));
        let narrowed = one == JsonKind::Number && other == JsonKind::Integer;
        let differ = one != other && one != JsonKind::Any && other != JsonKind::Any && !narrowed;
        // A subtype declares a member again to narrow it; a smaller set of texts is read by the type of the base.
        if !self.narrows_texts(at, earlier) {
            *known = Declared {
                untyped: differ.then_some(Untyped::Conflict),
                ..member
            };
        }
        if differ {
            let message =
                format!("`{name}` has another type in the base of this schema; the member has no type");
            self.diagnostics.push(
                Diagnostic::new(codes::SCHEMA_CONFLICT, at.node.head(), message)
                    .related(earlier.node.head(), "declared here first")
                    .help("give both the same type"),
            );
        }
    }

    /// Returns whether the texts of an `enum` are among those of another one.
    fn narrows_texts(&self, narrow: Location<'t>, wide: Location<'t>) -> bool {
        let texts = |at: Location<'t>| {
            let at = super::lower::wrapped(at).unwrap_or(at);
            let values = self.followed(at)?.get("enum")?;
            Some(
                values
                    .items()
                    .filter_map(|value| value.node.as_str())
                    .collect::<HashSet<_>>(),
            )
        };
        matches!((texts(narrow), texts(wide)), (Some(narrow), Some(wide)) if narrow.is_subset(&wide))
    }

    fn field(&mut self, member: &Declared<'t>, required: bool) -> Member {
        let at = member.at;
        let slot = self.member_slot(member);
        let target = self.followed(at).unwrap_or(at);
        let is = |key: &str| at.is_true(key) || target.is_true(key);
        // `x-ms-mutability` lists what may be done with the member.
        let mutability = at
            .get("x-ms-mutability")
            .or_else(|| target.get("x-ms-mutability"));
        let is_fixed =
            mutability.is_some_and(|list| list.items().all(|item| item.node.as_str() == Some("read")));
        let write_only = is("writeOnly");
        let kind = self.kind(at);
        Member {
            name: member.name.to_owned(),
            ident: String::new(),
            slot,
            required,
            description: first_description(at, target),
            read_only: is("readOnly") || is_fixed,
            write_only,
            deprecated: at.is_true("deprecated"),
            secret: write_only || is("x-ms-secret") || target.text("format") == Some("password"),
            boxed: false,
            constant: constant(target),
            keywords: keywords(at, target, kind),
        }
    }

    fn member_slot(&mut self, member: &Declared<'t>) -> Slot {
        if let Some(reason) = member.untyped {
            return Slot::from(self.any(reason));
        }
        self.slot(member.at, &format!("{} {}", member.owner, member.name))
    }
}

/// Returns the only text of a schema (`const` of 3.1).
pub(super) fn constant(at: Location<'_>) -> Option<String> {
    let value = at.node.get("const")?;
    let is_text = value.as_number().is_none() && value.as_bool().is_none();
    value.as_str().filter(|_| is_text).map(str::to_owned)
}

/// Returns the description of a schema, or its title.
pub(super) fn description(at: Location<'_>) -> String {
    let text = |key| at.node.get(key).and_then(Node::as_str).map(str::trim);
    let text = text("description")
        .filter(|text| !text.is_empty())
        .or(text("title"));
    text.unwrap_or_default().to_owned()
}

/// Returns the description of a member: its own, or that of its type.
fn first_description(at: Location<'_>, target: Location<'_>) -> String {
    let own = at.text("description").map(str::trim).unwrap_or_default();
    if own.is_empty() && at.reference().is_none() {
        return description(target);
    }
    own.to_owned()
}
