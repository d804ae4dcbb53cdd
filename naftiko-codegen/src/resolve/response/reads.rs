//! Mapped outputs: reads of a response, and structs for their values.

use super::paths::compiled;
use crate::diagnostic::Diagnostics;
use crate::model::{Field, Path, Read, ReadKind, TypeId};
use crate::names::Scope;
use crate::resolve::constants;
use crate::resolve::types::{TypeTable, value_type};
use crate::spec::{DataType, Output as Declared, Text};
use crate::yaml::Node;

/// Resolves the path and the type of an output.
pub(super) fn read(
    output: &Declared,
    name: &str,
    types: &mut TypeTable,
    diagnostics: &mut Diagnostics,
) -> Option<Read> {
    if let Some(value) = output.value.as_ref().or(output.constant.as_ref())
        && !value.as_str().is_some_and(|text| text.starts_with('$'))
    {
        return Some(Read {
            path: Path::new(),
            required: true,
            kind: ReadKind::Constant(constants::of(value)),
        });
    }
    let path = output.mapping.clone();
    let path = path.or_else(|| output.value.as_ref().and_then(Node::to_text));
    let kind = if let Some(properties) = &output.properties {
        ReadKind::Value(structured(properties, name, types, diagnostics))
    } else if let Some(items) = &output.items {
        let item = read(items, &format!("{name}-item"), types, diagnostics)?;
        ReadKind::List(Box::new(item))
    } else {
        let declared = output.data_type.map(|kind| passed_on(kind.value));
        ReadKind::Value(declared.unwrap_or(TypeId::ANY))
    };
    nested(path.as_ref(), kind, diagnostics)
}

/// Returns the type of a value that an adapter passes on. Its digits may be more than those of a 64-bit integer.
fn passed_on(declared: DataType) -> TypeId {
    match declared {
        DataType::Integer => TypeId::EXACT_INTEGER,
        other => value_type(other),
    }
}

/// Resolves an optional path. An object without its own path is always present.
pub(super) fn nested(path: Option<&Text>, kind: ReadKind, diagnostics: &mut Diagnostics) -> Option<Read> {
    let read = match path {
        Some(path) => compiled(path, kind, false, diagnostics)?,
        None => Read {
            path: Path::new(),
            required: false,
            kind,
        },
    };
    let is_struct = matches!(read.kind, ReadKind::Value(value_type) if !value_type.is_plain());
    Some(Read {
        required: read.required || read.path.is_empty() && is_struct,
        ..read
    })
}

/// Returns the struct of named outputs.
pub(super) fn structured(
    properties: &[Declared],
    name: &str,
    types: &mut TypeTable,
    diagnostics: &mut Diagnostics,
) -> TypeId {
    let mut idents = Scope::locals();
    let mut fields: Vec<Field> = Vec::new();
    for property in properties {
        let Some(key) = property.name.as_ref().map(Text::as_str) else {
            continue;
        };
        if let Some(read) = read(property, &format!("{name}-{key}"), types, diagnostics) {
            fields.push(Field {
                ident: idents.assign(key),
                name: key.to_owned(),
                read,
            });
        }
    }
    types.add(name, "Part of a mapped response.", fields, true)
}
