//! `allOf`, and sets of values: `enum` and `const`.

use std::collections::HashSet;

use super::library::Location;
use super::lower::{Content, JsonKind, Lowering, wrapped};
use super::structs::description;
use crate::diagnostic::{Diagnostic, codes};
use crate::model::{Enum, Type, TypeId, Untyped, Usage};
use crate::yaml::Node;

impl<'t> Lowering<'t> {
    /// Returns the content of a schema that combines others; `None` for one that does not.
    pub(super) fn composed(&mut self, at: Location<'t>, name: &str) -> Option<Content> {
        self.report_malformed(at);
        self.report_ignored(at);
        if self.is_base(at) {
            return Some(self.union_of_subtypes(at, name));
        }
        if let Some(inner) = wrapped(at).filter(|_| !self.is_subtype(at)) {
            return Some(Content::Other(self.slot(inner, name).id));
        }
        let union = at.get("oneOf").or_else(|| at.get("anyOf"));
        if let Some(branches) = union
            && at.node.get("properties").is_none()
            && at.node.get("allOf").is_none()
        {
            return Some(self.union(at, branches, name));
        }
        if let Some(content) = union.and_then(|branches| self.union_with_members(at, branches, name)) {
            return Some(content);
        }
        let branches = at.get("allOf")?;
        let objects = branches
            .items()
            .all(|branch| matches!(self.kind(branch), JsonKind::Object | JsonKind::Any));
        if objects {
            return Some(self.structure(at, name));
        }
        // The branches restrict one value; the first one with a type says what it is.
        let first = branches
            .items()
            .find(|branch| self.kind(*branch) != JsonKind::Any)?;
        let kinds: HashSet<JsonKind> = branches
            .items()
            .map(|branch| self.kind(branch))
            .filter(|kind| *kind != JsonKind::Any)
            .collect();
        if kinds.len() > 1 {
            let message = "no value has the types of all branches; the place has no type";
            let diagnostic = Diagnostic::new(codes::SCHEMA_CONFLICT, at.node.head(), message);
            self.diagnostics
                .push(diagnostic.help("give the branches of `allOf` one type"));
            return Some(Content::Other(self.any(Untyped::Conflict)));
        }
        Some(Content::Other(self.slot(first, name).id))
    }

    /// Returns the open set of strings of an `enum`.
    pub(super) fn enumeration(at: Location<'t>, values: Location<'t>, name: &str) -> Content {
        let mut texts = Vec::new();
        let mut seen = HashSet::new();
        for value in values.items() {
            let Some(text) = value.node.as_str() else { continue };
            if seen.insert(text) {
                texts.push((text.to_owned(), String::new()));
            }
        }
        if texts.is_empty() {
            return Content::Other(TypeId::STRING);
        }
        let names = variant_names(at, values);
        if let Some(names) = names.filter(|names| names.len() == texts.len()) {
            for ((_, variant), name) in texts.iter_mut().zip(names) {
                *variant = name;
            }
        }
        Content::Own(Type::Enum(Enum {
            name: name.to_owned(),
            description: description(at),
            variants: texts,
            unlisted: String::new(),
            is_open: false,
            usage: Usage::default(),
        }))
    }

    /// Reports keywords whose values have the wrong type.
    fn report_malformed(&mut self, at: Location<'t>) {
        let is_map = |node: &Node| node.as_mapping().is_some();
        let is_list = |node: &Node| node.as_sequence().is_some_and(|items| !items.is_empty());
        let is_boolean = |node: &Node| node.as_bool().is_some();
        for (key, value) in at.node.as_mapping().unwrap_or_default() {
            let (expected, fits) = match key.value.as_str() {
                "$ref" => ("a string", value.as_str().is_some()),
                "properties" => ("a map of schemas", is_map(value)),
                "items" => ("a schema", is_map(value) || is_boolean(value) || is_list(value)),
                "additionalProperties" => ("a schema, `true` or `false`", is_map(value) || is_boolean(value)),
                "allOf" | "oneOf" | "anyOf" => ("a list of schemas", is_list(value)),
                "enum" => ("a list of values", is_list(value)),
                "nullable" | "readOnly" | "writeOnly" | "deprecated" => {
                    ("`true` or `false`", is_boolean(value))
                }
                _ => continue,
            };
            if !fits {
                self.malformed(value, &key.value, expected);
            }
        }
        self.report_values(at);
        self.report_tag(at);
    }

    /// Reports values of an `enum` of strings that are none.
    fn report_values(&mut self, at: Location<'t>) {
        if at.text("type") != Some("string") {
            return;
        }
        for value in at.get("enum").into_iter().flat_map(Location::items) {
            if value.node.as_str().is_none() && !value.node.is_null() {
                self.malformed(value.node, "enum", "a list of strings");
            }
        }
    }

    /// Reports a discriminator that does not name a member.
    fn report_tag(&mut self, at: Location<'t>) {
        let Some(tag) = at.get("discriminator") else {
            return;
        };
        if tag.node.as_str().is_none() && tag.text("propertyName").is_none() {
            let message = "the discriminator names no member; the branches are told apart by their members";
            let diagnostic = Diagnostic::new(codes::DISCRIMINATOR, tag.node.head(), message);
            self.diagnostics.push_once(
                diagnostic.help("add `propertyName` with the name of the member that has the tag"),
            );
        }
    }

    /// Reports keywords that restrict values and describe no type, once a document.
    fn report_ignored(&mut self, at: Location<'t>) {
        const RESTRICTIONS: [&str; 8] = [
            "not",
            "if",
            "dependentSchemas",
            "dependentRequired",
            "unevaluatedProperties",
            "unevaluatedItems",
            "patternProperties",
            "$dynamicRef",
        ];
        for key in RESTRICTIONS {
            if let Some(value) = at.node.get(key) {
                let message = format!("`{key}` has no counterpart in a type and is ignored");
                self.diagnostics.push_once(Diagnostic::new(
                    codes::SCHEMA_KEYWORD_IGNORED,
                    value.head(),
                    message,
                ));
            }
        }
    }
}

/// Returns the names that extensions give the values of an `enum`, if they are complete and unique.
fn variant_names(at: Location<'_>, values: Location<'_>) -> Option<Vec<String>> {
    let count = values.items().count();
    let listed = ["x-enum-varnames", "x-enumNames"]
        .iter()
        .find_map(|key| at.get(key));
    let names: Vec<String> = match (at.get("x-ms-enum").and_then(|hint| hint.get("values")), listed) {
        (Some(hints), _) => values
            .items()
            .map(|value| {
                let text = value.node.as_str()?;
                let hint = hints.items().find(|hint| hint.text("value") == Some(text))?;
                hint.text("name").map(str::to_owned)
            })
            .collect::<Option<_>>()?,
        (None, Some(listed)) => listed
            .items()
            .map(|name| name.node.as_str().map(str::to_owned))
            .collect::<Option<_>>()?,
        (None, None) => return None,
    };
    let unique: HashSet<&String> = names.iter().collect();
    (names.len() == count && unique.len() == count).then_some(names)
}
