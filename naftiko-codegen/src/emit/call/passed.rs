//! The caller's inputs, constants and texts as arguments of a client's method.

use std::collections::BTreeMap;

use proc_macro2::TokenStream;
use quote::quote;

use super::Site;
use crate::emit::argument;
use crate::emit::value;
use crate::model::{Argument, Input, Piece, Template, ValueType};

impl Site<'_> {
    /// An argument of the method.
    pub(super) fn borrowed(&self, target: &Input, argument: &Argument) -> TokenStream {
        let wanted = target.value_type;
        match argument {
            Argument::Input(index) => {
                let (place, given, _) = self.input(*index);
                match (given, wanted) {
                    _ if same(given, wanted) && argument::is_copy(wanted) => place,
                    _ if same(given, wanted) => quote!(&#place),
                    (_, ValueType::String) if argument::is_copy(given) => quote!(&#place.to_string()),
                    (ValueType::String, ValueType::File) => {
                        let upload = self.upload(&quote!(#place.as_str()));
                        quote!(&#upload)
                    }
                    (ValueType::String, _) => {
                        let value = self.json(&quote!(#place.as_str()));
                        quote!(&#value)
                    }
                    _ => {
                        let given_up = if argument::is_copy(given) {
                            place
                        } else {
                            quote!(#place.clone())
                        };
                        if wanted == ValueType::Array {
                            let json = self.json(&given_up);
                            return quote!(&[#json]);
                        }
                        let converted = self.convert(&given_up, given, wanted);
                        quote!(&#converted)
                    }
                }
            }
            Argument::Constant(serde_json::Value::String(text)) if wanted == ValueType::String => {
                quote!(#text)
            }
            Argument::Constant(_) if argument::is_copy(wanted) => self.fixed(argument, wanted),
            Argument::Text(template)
                if wanted == ValueType::String && matches!(template.as_slice(), [Piece::Variable(_)]) =>
            {
                value::text(
                    template,
                    &self.holes(&|index| self.reference(index)),
                    self.imports,
                )
            }
            // A slice needs no list of its own.
            Argument::Constant(_) | Argument::Text(_) if wanted == ValueType::Array => {
                let items = self.fixed_items(argument);
                quote!(&[#(#items),*])
            }
            Argument::Constant(_) | Argument::Text(_) | Argument::Absent => {
                let fixed = self.fixed(argument, wanted);
                quote!(&#fixed)
            }
        }
    }

    /// A field of the params.
    pub(super) fn owned(
        &self,
        target: &Input,
        argument: &Argument,
        uses: &BTreeMap<usize, usize>,
    ) -> TokenStream {
        let wanted = target.value_type;
        let Argument::Input(index) = argument else {
            if *argument == Argument::Absent {
                return quote!(None);
            }
            let fixed = self.fixed(argument, wanted);
            return if target.required {
                fixed
            } else {
                quote!(Some(#fixed))
            };
        };
        let (place, given, always) = self.input(*index);
        let shared = uses.get(index).is_some_and(|uses| *uses > 1) && !argument::is_copy(given);
        let place = if shared { quote!(#place.clone()) } else { place };
        match (always, target.required) {
            (false, _) if same(given, wanted) => place,
            (false, _) => {
                if wanted == ValueType::Any || wanted == ValueType::Object {
                    let json = self.imports.runtime("", "Value");
                    return quote!(#place.map(#json::from));
                }
                if (given, wanted) == (ValueType::String, ValueType::File) {
                    let upload = self.imports.runtime("client", "Upload");
                    return quote!(#place.map(#upload::from));
                }
                let converted = self.convert(&quote!(value), given, wanted);
                quote!(#place.map(|value| #converted))
            }
            (true, required) => {
                let converted = if same(given, wanted) {
                    place
                } else {
                    self.convert(&place, given, wanted)
                };
                if required {
                    converted
                } else {
                    quote!(Some(#converted))
                }
            }
        }
    }

    /// An owned value of one type as another; `resolve` leaves only conversions that cannot fail.
    fn convert(&self, value: &TokenStream, given: ValueType, wanted: ValueType) -> TokenStream {
        match (given, wanted) {
            (ValueType::String, ValueType::File) => self.upload(value),
            (_, ValueType::File) => {
                let text = self.convert(value, given, ValueType::String);
                self.upload(&text)
            }
            (ValueType::Array, ValueType::String) => {
                let json = self.json(value);
                quote!(#json.to_string())
            }
            (_, ValueType::String) => quote!(#value.to_string()),
            (_, ValueType::Array) => {
                let json = self.json(value);
                quote!(vec![#json])
            }
            _ => self.json(value),
        }
    }

    /// A constant or a text, owned, of the wanted type.
    fn fixed(&self, argument: &Argument, wanted: ValueType) -> TokenStream {
        if wanted == ValueType::File {
            let text = self.fixed(argument, ValueType::String);
            return self.upload(&text);
        }
        if wanted == ValueType::Array {
            let items = self.fixed_items(argument);
            return quote!(vec![#(#items),*]);
        }
        match argument {
            Argument::Text(template) => {
                let rendered = self.rendered(template);
                match (wanted, template.as_slice()) {
                    (ValueType::String, []) => quote!(String::new()),
                    (ValueType::String, [Piece::Text(_) | Piece::Variable(_)]) => {
                        quote!(#rendered.to_owned())
                    }
                    (ValueType::String, _) => rendered,
                    _ => self.json(&rendered),
                }
            }
            Argument::Constant(serde_json::Value::String(text))
                if wanted == ValueType::String && text.is_empty() =>
            {
                quote!(String::new())
            }
            Argument::Constant(serde_json::Value::String(text)) if wanted == ValueType::String => {
                quote!(#text.to_owned())
            }
            Argument::Constant(constant) => match wanted {
                ValueType::Integer | ValueType::Number | ValueType::Boolean => {
                    value::constant(constant, self.imports)
                }
                _ => self.constant(constant),
            },
            Argument::Absent | Argument::Input(_) => TokenStream::new(),
        }
    }

    /// The items of a constant or a text that is passed as a list; one that is none is its only item.
    fn fixed_items(&self, argument: &Argument) -> Vec<TokenStream> {
        match argument {
            Argument::Text(template) => vec![self.json(&self.rendered(template))],
            Argument::Constant(serde_json::Value::Array(items)) => {
                items.iter().map(|item| self.constant(item)).collect()
            }
            Argument::Constant(constant) => vec![self.constant(constant)],
            Argument::Absent | Argument::Input(_) => Vec::new(),
        }
    }

    fn rendered(&self, template: &Template) -> TokenStream {
        value::text(
            template,
            &self.holes(&|index| self.reference(index)),
            self.imports,
        )
    }
}

/// Whether two types are one in Rust.
fn same(given: ValueType, wanted: ValueType) -> bool {
    let any = |value_type| matches!(value_type, ValueType::Object | ValueType::Any);
    given == wanted || any(given) && any(wanted)
}
