//! Rust types of inputs, and conversions between them.

use proc_macro2::TokenStream;
use quote::quote;

use super::imports::Imports;
use super::{document_type, types};
use crate::model::{Enum, ExposedInput, Input, Record, Source, Struct, Type, TypeId, Types, Union};
use crate::names::ident;

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

/// Returns the type of a positional argument, which is borrowed for a lifetime or copied.
pub(super) fn borrowed(
    input: &Input,
    types: &Types,
    lifetime: &TokenStream,
    imports: &Imports,
) -> TokenStream {
    // Callers pass a variant, or any text.
    if choice(input, types).is_some() {
        return quote!(&#lifetime (impl AsRef<str> + ?Sized));
    }
    let value_type = input.value_type;
    if value_type == TypeId::STRING {
        return quote!(&#lifetime str);
    }
    // Adapters read a body into the type of this parameter, which has to be an owned one.
    if let (Type::List(slot), false) = (types.get(value_type), input.whole_body) {
        let item = document_type::of_slot(*slot, types, imports);
        return quote!(&#lifetime [#item]);
    }
    let plain = plain(value_type, types, imports);
    if is_copy(value_type) {
        plain
    } else {
        quote!(&#lifetime #plain)
    }
}

/// Returns the name of the type of a parameter that is a text with listed values.
pub(super) fn choice<'t>(input: &Input, types: &'t Types) -> Option<&'t str> {
    match types.get(input.value_type) {
        Type::Enum(item) if !input.whole_body => Some(&item.name),
        _ => None,
    }
}

/// Returns the owned type of a field.
pub(super) fn owned(value_type: TypeId, presence: Presence, types: &Types, imports: &Imports) -> TokenStream {
    let plain = plain(value_type, types, imports);
    match presence {
        Presence::Required => plain,
        Presence::Optional => quote!(Option<#plain>),
        Presence::Nullable => {
            let optional = imports.runtime("value", "Optional");
            quote!(#optional<#plain>)
        }
    }
}

/// Returns the type of a value that is present.
pub(super) fn plain(value_type: TypeId, types: &Types, imports: &Imports) -> TokenStream {
    let (module, name) = match types.get(value_type) {
        Type::String => return quote!(String),
        Type::Integer => return quote!(i64),
        Type::Double => return quote!(f64),
        Type::Boolean => return quote!(bool),
        Type::Number | Type::ExactInteger => ("value", "Number"),
        Type::Array | Type::Object | Type::Any | Type::Untyped(_) => ("value", "Json"),
        Type::File => ("client", "Upload"),
        Type::Bytes => ("value", "Base64"),
        Type::Struct(Struct { name, .. })
        | Type::Record(Record { name, .. })
        | Type::Enum(Enum { name, .. })
        | Type::Union(Union { name, .. }) => return types::path(name, imports),
        Type::List(slot) => {
            let item = document_type::of_slot(*slot, types, imports);
            return quote!(Vec<#item>);
        }
        Type::Map(slot) => {
            let value = document_type::of_slot(*slot, types, imports);
            let map = imports.map();
            return quote!(#map<String, #value>);
        }
    };
    let name = imports.runtime(module, name);
    quote!(#name)
}

/// Returns whether values of the type are copied, not moved.
pub(super) fn is_copy(value_type: TypeId) -> bool {
    matches!(value_type, TypeId::INTEGER | TypeId::DOUBLE | TypeId::BOOLEAN)
}

/// Returns the name of the runtime's reader for the type: `string`, `integer`, …, which are the same for every source.
pub(super) fn reader(value_type: TypeId, presence: Presence, types: &Types) -> String {
    let name = match types.get(value_type) {
        // Callers of adapters pass the content of a file as a string.
        Type::String | Type::File => "string",
        Type::Integer => "integer",
        Type::ExactInteger => "exact_integer",
        Type::Number => "number",
        Type::Double => "double",
        Type::Boolean => "boolean",
        Type::Array => "array",
        Type::Object | Type::Struct(_) => "object",
        Type::Any | Type::Untyped(_) => "any",
        // The type of the variable says what is read.
        Type::Bytes | Type::List(_) | Type::Map(_) | Type::Record(_) | Type::Enum(_) | Type::Union(_) => {
            "typed"
        }
    };
    match presence {
        Presence::Required => name.to_owned(),
        Presence::Optional => format!("optional_{name}"),
        Presence::Nullable => format!("nullable_{name}"),
    }
}

/// Returns the expression that reads one input from its source.
pub(super) fn read_input(input: &ExposedInput, types: &Types, imports: &Imports) -> TokenStream {
    let reader = ident(&reader(
        input.value_type,
        Presence::of(input.required, input.nullable),
        types,
    ));
    let source = place(&input.source, imports);
    quote!(inputs.#reader(#source))
}

/// Returns the call that reads a body with the type of a document, the last input, and finishes.
pub(super) fn finish_with(body: &ExposedInput, imports: &Imports) -> TokenStream {
    let name = ident(if body.required {
        "finish_with"
    } else {
        "finish_with_optional"
    });
    let place = place(&body.source, imports);
    quote!(#name(#place))
}

/// Returns the runtime's value for the location of an input.
pub(super) fn place(source: &Source, imports: &Imports) -> TokenStream {
    let place = imports.runtime("input", "ParameterIn");
    match source {
        Source::Path(name) => quote!(#place::Path(#name)),
        Source::Query(name) => quote!(#place::Query(#name)),
        Source::Header(name) => quote!(#place::Header(#name)),
        Source::Cookie(name) => quote!(#place::Cookie(#name)),
        Source::Body => quote!(#place::Body),
        Source::Field(name) | Source::Selected(name, _) => quote!(#place::Field(#name)),
    }
}
