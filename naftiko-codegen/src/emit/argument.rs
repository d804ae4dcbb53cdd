//! Rust types of inputs, and conversions between them.

use proc_macro2::TokenStream;
use quote::quote;

use super::imports::Imports;
use crate::model::ValueType;

/// Whether a value is always present, and whether null and absence differ.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Presence {
    Required,
    Optional,
    /// Absent, null or a value.
    Nullable,
}

impl Presence {
    pub(super) fn of(required: bool, nullable: bool) -> Self {
        match (required, nullable) {
            (true, _) => Self::Required,
            (false, true) => Self::Nullable,
            (false, false) => Self::Optional,
        }
    }
}

/// Returns the type of a positional argument, which is borrowed for the call or copied.
pub(super) fn borrowed(value_type: ValueType, imports: &Imports) -> TokenStream {
    if value_type == ValueType::String {
        return quote!(&'a str);
    }
    let plain = plain(value_type, imports);
    if is_copy(value_type) {
        plain
    } else {
        quote!(&'a #plain)
    }
}

/// Returns the owned type of a field.
pub(super) fn owned(value_type: ValueType, presence: Presence, imports: &Imports) -> TokenStream {
    let plain = plain(value_type, imports);
    match presence {
        Presence::Required => plain,
        Presence::Optional => quote!(Option<#plain>),
        Presence::Nullable => {
            let optional = imports.runtime("value", "Optional");
            quote!(#optional<#plain>)
        }
    }
}

fn plain(value_type: ValueType, imports: &Imports) -> TokenStream {
    let (module, name) = match value_type {
        ValueType::String => return quote!(String),
        ValueType::Integer => return quote!(i64),
        ValueType::Double => return quote!(f64),
        ValueType::Boolean => return quote!(bool),
        ValueType::Number => ("value", "Number"),
        ValueType::Array | ValueType::Object | ValueType::Any => ("value", "Json"),
        ValueType::File => ("client", "Upload"),
    };
    let name = imports.runtime(module, name);
    quote!(#name)
}

/// Returns whether values of the type are copied, not moved.
pub(super) fn is_copy(value_type: ValueType) -> bool {
    matches!(
        value_type,
        ValueType::Integer | ValueType::Double | ValueType::Boolean
    )
}

/// Returns the name of the runtime's reader for the type: `string`, `integer`, …, which are the same for every source.
pub(super) fn reader(value_type: ValueType, presence: Presence) -> String {
    let name = match value_type {
        // Callers of adapters pass the content of a file as a string.
        ValueType::String | ValueType::File => "string",
        ValueType::Integer => "integer",
        ValueType::Number => "number",
        ValueType::Double => "double",
        ValueType::Boolean => "boolean",
        ValueType::Array => "array",
        ValueType::Object => "object",
        ValueType::Any => "any",
    };
    match presence {
        Presence::Required => name.to_owned(),
        Presence::Optional => format!("optional_{name}"),
        Presence::Nullable => format!("nullable_{name}"),
    }
}
