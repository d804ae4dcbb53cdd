//! Rust types of inputs, and values passed between them.

use proc_macro2::TokenStream;
use quote::quote;

use super::imports::Imports;
use crate::model::ValueType;

/// The type of a value that is lent for the time of a call, or copied: a positional argument.
pub(super) fn borrowed(value_type: ValueType, imports: &Imports) -> TokenStream {
    match value_type {
        ValueType::String => quote!(&'a str),
        ValueType::Integer => quote!(i64),
        ValueType::Number => quote!(f64),
        ValueType::Boolean => quote!(bool),
        ValueType::Array => {
            let value = imports.runtime("", "Value");
            quote!(&'a [#value])
        }
        ValueType::Object | ValueType::Any => {
            let value = imports.runtime("", "Value");
            quote!(&'a #value)
        }
        ValueType::File => {
            let upload = imports.runtime("client", "Upload");
            quote!(&'a #upload)
        }
    }
}

/// The type of a value that is kept: a field.
pub(super) fn owned(value_type: ValueType, required: bool, imports: &Imports) -> TokenStream {
    let owned = match value_type {
        ValueType::String => quote!(String),
        ValueType::Integer => quote!(i64),
        ValueType::Number => quote!(f64),
        ValueType::Boolean => quote!(bool),
        ValueType::Array => {
            let value = imports.runtime("", "Value");
            quote!(Vec<#value>)
        }
        ValueType::Object | ValueType::Any => {
            let value = imports.runtime("", "Value");
            quote!(#value)
        }
        ValueType::File => {
            let upload = imports.runtime("client", "Upload");
            quote!(#upload)
        }
    };
    if required { owned } else { quote!(Option<#owned>) }
}

/// Whether values of the type are copied rather than moved.
pub(super) fn is_copy(value_type: ValueType) -> bool {
    matches!(
        value_type,
        ValueType::Integer | ValueType::Number | ValueType::Boolean
    )
}

/// The reader of the type among `string`, `integer`, …: the runtime names them alike wherever it reads.
pub(super) fn reader(value_type: ValueType, required: bool) -> &'static str {
    match (value_type, required) {
        // Callers of adapters give the content of a file as a text.
        (ValueType::String | ValueType::File, true) => "string",
        (ValueType::Integer, true) => "integer",
        (ValueType::Number, true) => "number",
        (ValueType::Boolean, true) => "boolean",
        (ValueType::Array, true) => "array",
        (ValueType::Object, true) => "object",
        (ValueType::Any, true) => "any",
        (ValueType::String | ValueType::File, false) => "optional_string",
        (ValueType::Integer, false) => "optional_integer",
        (ValueType::Number, false) => "optional_number",
        (ValueType::Boolean, false) => "optional_boolean",
        (ValueType::Array, false) => "optional_array",
        (ValueType::Object, false) => "optional_object",
        (ValueType::Any, false) => "optional_any",
    }
}
