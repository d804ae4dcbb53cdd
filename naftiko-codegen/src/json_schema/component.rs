//! Schemas of the types of documents in an OpenAPI 3.1 document: one entry a type, which others refer to.

use serde_json::{Map, Value, json};

use super::pattern::is_portable;
use super::{Dialect, Schemas, texts};
use crate::model::{Enum, Member, Record, Select, Slot, Type, TypeId, Types, Union};

/// The place of the entries in a document.
const PLACE: &str = "#/components/schemas/";

/// The entry of the runtime's problem document, whose name no type gets.
pub(crate) const PROBLEM: &str = "Problem";

/// Returns the entries of all types that values of some types contain, in the order of the table.
///
/// If `closed`, callers must not send unknown members.
pub(crate) fn components(types: &Types, roots: &[TypeId], closed: bool) -> Map<String, Value> {
    let reached = types.reached(roots);
    let used = types.iter().filter(|(id, _)| reached.contains(id));
    used.filter_map(|(_, item)| Some((name(types, item.name()?), entry(types, item, closed)?)))
        .collect()
}

/// Returns a reference to the entry of a type.
pub(super) fn reference(types: &Types, own: &str) -> Value {
    json!({"$ref": format!("{PLACE}{}", name(types, own))})
}

/// Returns the name of the entry of a type. The name of the problem document gets a number.
fn name(types: &Types, own: &str) -> String {
    if own != PROBLEM {
        return own.to_owned();
    }
    let is_taken = |name: &str| types.iter().any(|(_, item)| item.name() == Some(name));
    let mut numbered = (2..).map(|number| format!("{PROBLEM}{number}"));
    numbered.find(|name| !is_taken(name)).unwrap_or_default()
}

fn entry(types: &Types, item: &Type, closed: bool) -> Option<Value> {
    Some(match item {
        Type::Record(item) => record(types, item, closed),
        Type::Enum(item) => enumeration(item),
        Type::Union(item) => union(types, item),
        _ => return None,
    })
}

fn record(types: &Types, item: &Record, closed: bool) -> Value {
    let members = item.members.iter();
    let members = members.map(|member| (member.name.clone(), member.required, of_member(types, member)));
    let constants = item.constants.iter();
    let constants =
        constants.map(|(name, text)| (name.clone(), false, json!({"type": "string", "const": text})));
    let mut schema = Schemas::object(members.chain(constants));
    describe(&mut schema, &item.description);
    if item.deprecated {
        schema.insert("deprecated".to_owned(), true.into());
    }
    if let Some((_, slot)) = &item.rest {
        schema.insert("additionalProperties".to_owned(), of_slot(types, *slot));
    } else if closed && item.usage.received && !item.usage.read {
        // An API may add members to its responses.
        schema.insert("additionalProperties".to_owned(), false.into());
    }
    schema.into()
}

fn of_slot(types: &Types, slot: Slot) -> Value {
    let schemas = Schemas {
        types,
        dialect: Dialect::OpenApi,
    };
    schemas.slot(slot)
}

fn of_member(types: &Types, member: &Member) -> Value {
    let mut schema = match of_slot(types, member.slot) {
        Value::Object(schema) => schema,
        _ => Map::new(),
    };
    describe(&mut schema, &member.description);
    for (key, value) in &member.keywords {
        match *key {
            // OpenAPI 3.1 has a list of examples.
            "example" => schema.insert("examples".to_owned(), json!([value])),
            // `contentEncoding` says the same of bytes.
            "format" if member.slot.id == TypeId::BYTES => None,
            "pattern" if !value.as_str().is_some_and(is_portable) => None,
            "enum" if member.slot.nullable => {
                let values = value.as_array().cloned().unwrap_or_default();
                let values = values.into_iter().chain([Value::Null]);
                schema.insert("enum".to_owned(), values.collect())
            }
            key => schema.insert(key.to_owned(), value.clone()),
        };
    }
    if let Some(text) = &member.constant {
        schema.insert("const".to_owned(), text.as_str().into());
    }
    let flags = [
        ("readOnly", member.read_only),
        ("writeOnly", member.write_only),
        ("deprecated", member.deprecated),
    ];
    for (key, _) in flags.into_iter().filter(|(_, is_set)| *is_set) {
        schema.insert(key.to_owned(), true.into());
    }
    schema.into()
}

fn enumeration(item: &Enum) -> Value {
    let listed = Value::from(texts(item));
    let schema = if item.is_open {
        json!({"anyOf": [listed, {"type": "string"}]})
    } else {
        listed
    };
    described(schema, &item.description)
}

fn union(types: &Types, item: &Union) -> Value {
    let variant = |id: TypeId| of_slot(types, Slot::from(id));
    let mut variants: Vec<Value> = item.variants.iter().map(|found| variant(found.id)).collect();
    variants.extend(item.fallback.map(variant));
    let mut schema = json!({"anyOf": variants});
    if let (Select::Tag { member, tags }, Value::Object(schema)) = (&item.select, &mut schema) {
        let mapping = tags.iter().filter_map(|(tag, index)| {
            let found = item.variants.get(*index)?;
            let own = types.get(found.id).name()?;
            Some((tag.clone(), Value::from(format!("{PLACE}{}", name(types, own)))))
        });
        let mapping: Map<String, Value> = mapping.collect();
        schema.insert(
            "discriminator".to_owned(),
            json!({"propertyName": member, "mapping": mapping}),
        );
    }
    described(schema, &item.description)
}

fn described(mut schema: Value, description: &str) -> Value {
    if let Value::Object(schema) = &mut schema {
        describe(schema, description);
    }
    schema
}

fn describe(schema: &mut Map<String, Value>, description: &str) {
    if !description.is_empty() {
        schema.insert("description".to_owned(), description.into());
    }
}
