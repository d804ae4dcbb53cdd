//! Resolves mapped outputs: reads of a response, and structs for their values.

use super::paths::compiled;
use crate::diagnostic::Diagnostics;
use crate::model::{Field, Path, Read, ReadKind, TypeId};
use crate::names::Scope;
use crate::resolve::drafts::value_type;
use crate::resolve::types::TypeTable;
use crate::spec::{Output as Declared, Text};

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
            kind: ReadKind::Constant(value.to_json()),
        });
    }
    let path = output
        .mapping
        .clone()
        .or_else(|| output.value.as_ref().and_then(crate::yaml::Node::to_text));
    if let Some(properties) = &output.properties {
        let shape = shape(properties, name, types, diagnostics);
        return nested(path.as_ref(), ReadKind::Value(shape), diagnostics);
    }
    if let Some(items) = &output.items {
        let item = read(items, &format!("{name}-item"), types, diagnostics)?;
        return nested(path.as_ref(), ReadKind::List(Box::new(item)), diagnostics);
    }
    let kind = ReadKind::Value(
        output
            .data_type
            .as_ref()
            .map_or(TypeId::ANY, |kind| value_type(kind.value)),
    );
    match &path {
        Some(path) => compiled(path, kind, false, diagnostics),
        None => Some(Read {
            path: Path::new(),
            required: false,
            kind,
        }),
    }
}

/// Resolves an object or list. An object without its own path is always present.
pub(super) fn nested(path: Option<&Text>, kind: ReadKind, diagnostics: &mut Diagnostics) -> Option<Read> {
    let mut read = match path {
        Some(path) => compiled(path, kind, false, diagnostics)?,
        None => Read {
            path: Path::new(),
            required: false,
            kind,
        },
    };
    if read.path.is_empty() && matches!(read.kind, ReadKind::Value(value_type) if !value_type.is_plain()) {
        read.required = true;
    }
    Some(read)
}

/// Resolves the struct of named outputs.
pub(super) fn shape(
    properties: &[Declared],
    name: &str,
    types: &mut TypeTable,
    diagnostics: &mut Diagnostics,
) -> TypeId {
    let mut idents = Scope::locals();
    let mut fields: Vec<Field> = Vec::new();
    for property in properties {
        let Some(key) = property.name.as_ref().map(|name| name.value.clone()) else {
            continue;
        };
        let Some(read) = read(property, &format!("{name}-{key}"), types, diagnostics) else {
            continue;
        };
        fields.push(Field {
            ident: idents.assign(&key),
            name: key,
            read,
        });
    }
    types.add(name, "Part of a mapped response.", fields, true)
}
