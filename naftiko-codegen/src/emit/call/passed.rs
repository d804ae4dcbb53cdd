//! Inputs, constants and templates as arguments of a client's method.

use std::collections::BTreeMap;

use proc_macro2::TokenStream;
use quote::quote;

use super::Site;
use crate::emit::argument::{self, Presence};
use crate::emit::{types, value};
use crate::model::{Argument, Constant, Input, Piece, Template, Type, TypeId};

/// The conversion of a value to the type of a parameter. Resolution allows only those that cannot fail.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Conversion {
    /// The same type in Rust.
    None,
    Text,
    /// An upload of a string.
    Upload,
    /// An upload of the text of another value.
    TextUpload,
    /// A list with the value as its only item.
    List,
    /// The nearest double.
    Double,
    Number,
    Json,
}

impl Conversion {
    fn between(given: TypeId, wanted: TypeId) -> Self {
        let is_json = |value_type| matches!(value_type, TypeId::ARRAY | TypeId::OBJECT | TypeId::ANY);
        match (given, wanted) {
            _ if given == wanted || is_json(given) && is_json(wanted) => Self::None,
            (TypeId::STRING, TypeId::FILE) => Self::Upload,
            (_, TypeId::FILE) => Self::TextUpload,
            (_, TypeId::STRING) => Self::Text,
            (_, TypeId::ARRAY) => Self::List,
            (TypeId::NUMBER, TypeId::DOUBLE) => Self::Double,
            (TypeId::DOUBLE, TypeId::NUMBER) => Self::Number,
            _ => Self::Json,
        }
    }
}

impl Site<'_> {
    /// Returns an argument of the method.
    pub(super) fn borrowed(&self, target: &Input, argument: &Argument) -> TokenStream {
        if let Some((text, _)) = self.as_text(target) {
            return self.borrowed(&text, argument);
        }
        if let Some(value) = self.described_value(target, argument) {
            return quote!(&#value);
        }
        if let Some(target) = self.as_json(target, argument) {
            let json = self.borrowed(&target, argument);
            let (read, fails) = self.reading(&target);
            return quote!(&#read(#json) #fails);
        }
        let wanted = target.value_type;
        let is_text = wanted == TypeId::STRING;
        match argument {
            Argument::Input(index) => self.borrowed_input(*index, wanted),
            Argument::Constant(Constant::String(text)) if is_text => quote!(#text),
            Argument::Constant(_) if argument::is_copy(wanted) => self.fixed(argument, wanted),
            Argument::Text(template) if is_text && matches!(template.as_slice(), [Piece::Variable(_)]) => {
                self.rendered(template)
            }
            Argument::Constant(_) | Argument::Text(_) | Argument::Absent => {
                let fixed = self.fixed(argument, wanted);
                quote!(&#fixed)
            }
        }
    }

    fn borrowed_input(&self, index: usize, wanted: TypeId) -> TokenStream {
        let (place, given, _) = self.input(index);
        let value = match (Conversion::between(given, wanted), given) {
            (Conversion::None, _) if argument::is_copy(wanted) => return place,
            (Conversion::None, _) => return quote!(&#place),
            (Conversion::Double, _) => return self.converted(Conversion::Double, &place),
            (_, TypeId::STRING) => quote!(#place.as_str()),
            (Conversion::Text, _) => place,
            _ if argument::is_copy(given) => place,
            _ => quote!(#place.clone()),
        };
        let converted = self.converted(Conversion::between(given, wanted), &value);
        quote!(&#converted)
    }

    /// Returns a field of the params.
    pub(super) fn owned(
        &self,
        target: &Input,
        argument: &Argument,
        uses: &BTreeMap<usize, usize>,
    ) -> TokenStream {
        if let Some((plain, choice)) = self.as_text(target) {
            let text = self.owned(&plain, argument, uses);
            return match argument {
                Argument::Absent => text,
                _ if target.required => quote!(#choice::from(#text)),
                _ => quote!(#text.map(#choice::from)),
            };
        }
        if let Some(value) = self.described_value(target, argument) {
            return value;
        }
        if let Some(plain) = self.as_json(target, argument) {
            let json = self.owned(&plain, argument, uses);
            let (read, fails) = self.reading(target);
            return match argument {
                Argument::Absent => json,
                _ if target.required => quote!(#read(&#json) #fails),
                _ if fails.is_some() => quote!(#json.as_ref().map(#read).transpose()?),
                _ => quote!(#json.as_ref().map(#read)),
            };
        }
        let wanted = target.value_type;
        let takes = Presence::of(target.required, target.nullable);
        let index = match argument {
            Argument::Input(index) => index,
            Argument::Absent => return self.absent(takes),
            Argument::Constant(_) | Argument::Text(_) => {
                return self.present(takes, &self.fixed(argument, wanted));
            }
        };
        let (place, given, presence) = self.input(*index);
        let shared = uses.get(index).is_some_and(|uses| *uses > 1) && !argument::is_copy(given);
        let place = if shared { quote!(#place.clone()) } else { place };
        let conversion = Conversion::between(given, wanted);
        if presence == Presence::Required {
            return self.present(takes, &self.converted(conversion, &place));
        }
        let converted = if conversion == Conversion::None {
            place
        } else {
            let function = self.function(conversion);
            quote!(#place.map(#function))
        };
        match (presence, takes) {
            (Presence::Nullable, Presence::Optional) => quote!(#converted.into_option()),
            (Presence::Optional, Presence::Nullable) => {
                let optional = self.imports.runtime("value", "Optional");
                quote!(#optional::from(#converted))
            }
            _ => converted,
        }
    }

    /// Returns a parameter that is a text with listed values as a text, and the path of its type.
    fn as_text(&self, target: &Input) -> Option<(Input, TokenStream)> {
        let name = argument::choice(target, &self.capability.types)?;
        let plain = Input {
            value_type: TypeId::STRING,
            ..target.clone()
        };
        Some((plain, types::path(name, self.imports)))
    }

    /// Returns the value of a step that is read as a body with the type of a document.
    fn described_value(&self, target: &Input, argument: &Argument) -> Option<TokenStream> {
        let Argument::Input(index) = argument else {
            return None;
        };
        let is_body = target.whole_body && !target.value_type.is_plain();
        is_body
            .then(|| self.typed_value_of_step(*index, target.required))
            .flatten()
    }

    /// Returns a body or a list with the type of a document as JSON; `None` for any other parameter, and for a value of this type.
    fn as_json(&self, target: &Input, argument: &Argument) -> Option<Input> {
        let given = match argument {
            Argument::Input(index) => self.input(*index).1,
            Argument::Absent | Argument::Constant(_) | Argument::Text(_) => TypeId::ANY,
        };
        if target.value_type.is_plain() || given == target.value_type {
            return None;
        }
        let value_type = match self.capability.types.get(target.value_type) {
            Type::List(_) => TypeId::ARRAY,
            Type::Record(_) | Type::Map(_) => TypeId::OBJECT,
            _ => TypeId::ANY,
        };
        Some(Input {
            value_type,
            nullable: false,
            ..target.clone()
        })
    }

    /// Returns the function that reads the type that the method takes, a body or a list of texts, and the operator after it. Any list has texts.
    fn reading(&self, target: &Input) -> (TokenStream, Option<TokenStream>) {
        let name = if target.whole_body { "typed" } else { "texts" };
        let function = self.imports.runtime("input", name);
        (quote!(#function), target.whole_body.then(|| quote!(?)))
    }

    /// Returns the value of an absent argument.
    fn absent(&self, takes: Presence) -> TokenStream {
        if takes == Presence::Nullable {
            let optional = self.imports.runtime("value", "Optional");
            quote!(#optional::Absent)
        } else {
            quote!(None)
        }
    }

    /// Returns a value in the type of its parameter.
    fn present(&self, takes: Presence, value: &TokenStream) -> TokenStream {
        match takes {
            Presence::Required => value.clone(),
            Presence::Optional => quote!(Some(#value)),
            Presence::Nullable => {
                let optional = self.imports.runtime("value", "Optional");
                quote!(#optional::Value(#value))
            }
        }
    }

    /// Returns the function that converts an owned value.
    fn function(&self, conversion: Conversion) -> TokenStream {
        let (module, name) = match conversion {
            Conversion::Json => ("value", "Json"),
            Conversion::Upload => ("client", "Upload"),
            _ => {
                let converted = self.converted(conversion, &quote!(value));
                return quote!(|value| #converted);
            }
        };
        let target = self.imports.runtime(module, name);
        quote!(#target::from)
    }

    /// Converts an owned value.
    fn converted(&self, conversion: Conversion, value: &TokenStream) -> TokenStream {
        match conversion {
            Conversion::None => value.clone(),
            Conversion::Text => quote!(#value.to_string()),
            Conversion::Upload => {
                let upload = self.imports.runtime("client", "Upload");
                quote!(#upload::from(#value))
            }
            Conversion::TextUpload => self.converted(Conversion::Upload, &quote!(#value.to_string())),
            Conversion::List => {
                let array = self.imports.runtime("value", "ArrayBuilder");
                self.json(&quote!(#array::new().with(#value)))
            }
            Conversion::Double => quote!(#value.as_f64()),
            Conversion::Number => {
                let number = self.imports.runtime("value", "Number");
                quote!(#number::try_from(#value).unwrap_or_default())
            }
            Conversion::Json => self.json(value),
        }
    }

    /// Returns a constant or template as an owned value of the wanted type.
    fn fixed(&self, argument: &Argument, wanted: TypeId) -> TokenStream {
        match (argument, wanted) {
            (_, TypeId::FILE) => self.converted(Conversion::Upload, &self.fixed(argument, TypeId::STRING)),
            (Argument::Constant(Constant::Array(_)), TypeId::ARRAY) => self.constant(argument),
            // A single value is the only item.
            (Argument::Constant(constant), TypeId::ARRAY) => {
                self.converted(Conversion::List, &value::constant(constant, self.imports))
            }
            (Argument::Text(template), TypeId::ARRAY) => {
                self.converted(Conversion::List, &self.rendered(template))
            }
            (Argument::Text(template), TypeId::STRING) => match template.as_slice() {
                [] => quote!(String::new()),
                [Piece::Text(_) | Piece::Variable(_)] => {
                    let rendered = self.rendered(template);
                    quote!(#rendered.to_owned())
                }
                _ => self.rendered(template),
            },
            (Argument::Text(template), _) => self.json(&self.rendered(template)),
            (Argument::Constant(Constant::String(text)), TypeId::STRING) if text.is_empty() => {
                quote!(String::new())
            }
            (Argument::Constant(Constant::String(text)), TypeId::STRING) => quote!(#text.to_owned()),
            (Argument::Constant(constant), TypeId::INTEGER | TypeId::BOOLEAN) => {
                value::constant(constant, self.imports)
            }
            (Argument::Constant(constant), TypeId::DOUBLE) => value::double(constant),
            (Argument::Constant(constant), TypeId::NUMBER) => value::number(constant, self.imports),
            _ => self.constant(argument),
        }
    }

    /// Returns a constant as JSON.
    fn constant(&self, argument: &Argument) -> TokenStream {
        match argument {
            Argument::Constant(constant) => value::owned_json(constant, self.imports),
            Argument::Absent | Argument::Input(_) | Argument::Text(_) => TokenStream::new(),
        }
    }

    pub(super) fn rendered(&self, template: &Template) -> TokenStream {
        let reference = |index| self.reference(index);
        value::text(template, &self.holes(&reference), self.imports)
    }
}
