//! Inputs, constants and templates as arguments of a client's method.

use std::collections::BTreeMap;

use proc_macro2::TokenStream;
use quote::quote;

use super::Site;
use crate::emit::argument::{self, Presence};
use crate::emit::value;
use crate::model::{Argument, Input, Piece, Template, Type, TypeId};

impl Site<'_> {
    /// Returns an argument of the method.
    pub(super) fn borrowed(&self, target: &Input, argument: &Argument) -> TokenStream {
        if let Some(target) = self.as_json(target) {
            let json = self.borrowed(&target, argument);
            let typed = self.typed();
            return quote!(&#typed(#json)?);
        }
        let wanted = target.value_type;
        match argument {
            Argument::Input(index) => {
                let (place, given, _) = self.input(*index);
                match (given, wanted) {
                    _ if same(given, wanted) && argument::is_copy(wanted) => place,
                    _ if same(given, wanted) => quote!(&#place),
                    (TypeId::NUMBER, TypeId::DOUBLE) => quote!(#place.as_f64()),
                    (TypeId::STRING, TypeId::FILE) => {
                        let upload = self.upload(&quote!(#place.as_str()));
                        quote!(&#upload)
                    }
                    (TypeId::STRING, _) => {
                        let text = quote!(#place.as_str());
                        let converted = self.convert(&text, given, wanted);
                        quote!(&#converted)
                    }
                    _ => {
                        let given_up = if argument::is_copy(given) {
                            place
                        } else {
                            quote!(#place.clone())
                        };
                        let given_up = if wanted == TypeId::STRING {
                            self.input(*index).0
                        } else {
                            given_up
                        };
                        let converted = self.convert(&given_up, given, wanted);
                        quote!(&#converted)
                    }
                }
            }
            Argument::Constant(serde_json::Value::String(text)) if wanted == TypeId::STRING => {
                quote!(#text)
            }
            Argument::Constant(_) if argument::is_copy(wanted) => self.fixed(argument, wanted),
            Argument::Text(template)
                if wanted == TypeId::STRING && matches!(template.as_slice(), [Piece::Variable(_)]) =>
            {
                value::text(
                    template,
                    &self.holes(&|index| self.reference(index)),
                    self.imports,
                )
            }
            Argument::Constant(_) | Argument::Text(_) | Argument::Absent => {
                let fixed = self.fixed(argument, wanted);
                quote!(&#fixed)
            }
        }
    }

    /// Returns a field of the params.
    pub(super) fn owned(
        &self,
        target: &Input,
        argument: &Argument,
        uses: &BTreeMap<usize, usize>,
    ) -> TokenStream {
        if let Some(plain) = self.as_json(target) {
            let json = self.owned(&plain, argument, uses);
            let typed = self.typed();
            return match argument {
                Argument::Absent => json,
                _ if target.required => quote!(#typed(&#json)?),
                _ => quote!(#json.as_ref().map(#typed).transpose()?),
            };
        }
        let wanted = target.value_type;
        let takes = Presence::of(target.required, target.nullable);
        let Argument::Input(index) = argument else {
            if *argument == Argument::Absent {
                return self.absent(takes);
            }
            return self.present(takes, &self.fixed(argument, wanted));
        };
        let (place, given, presence) = self.input(*index);
        let shared = uses.get(index).is_some_and(|uses| *uses > 1) && !argument::is_copy(given);
        let place = if shared { quote!(#place.clone()) } else { place };
        if presence == Presence::Required {
            let converted = if same(given, wanted) {
                place
            } else {
                self.convert(&place, given, wanted)
            };
            return self.present(takes, &converted);
        }
        let converted = if same(given, wanted) {
            place
        } else {
            let function = self.conversion(given, wanted);
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

    /// Returns a body with the type of a document as JSON; `None` for any other parameter.
    fn as_json(&self, target: &Input) -> Option<Input> {
        if target.value_type.is_plain() {
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

    /// Returns the function that reads a body of the type that the method takes.
    fn typed(&self) -> TokenStream {
        let function = self.imports.runtime("input", "typed");
        quote!(#function)
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
    fn conversion(&self, given: TypeId, wanted: TypeId) -> TokenStream {
        match (given, wanted) {
            (_, TypeId::ANY | TypeId::OBJECT) => {
                let json = self.imports.runtime("value", "Json");
                quote!(#json::from)
            }
            (TypeId::STRING, TypeId::FILE) => {
                let upload = self.imports.runtime("client", "Upload");
                quote!(#upload::from)
            }
            _ => {
                let converted = self.convert(&quote!(value), given, wanted);
                quote!(|value| #converted)
            }
        }
    }

    /// Converts an owned value to another type. `resolve` allows only conversions that cannot fail.
    fn convert(&self, value: &TokenStream, given: TypeId, wanted: TypeId) -> TokenStream {
        match (given, wanted) {
            (TypeId::STRING, TypeId::FILE) => self.upload(value),
            (_, TypeId::FILE) => {
                let text = self.convert(value, given, TypeId::STRING);
                self.upload(&text)
            }
            (_, TypeId::STRING) => quote!(#value.to_string()),
            (_, TypeId::ARRAY) => {
                let array = self.imports.runtime("value", "ArrayBuilder");
                self.json(&quote!(#array::new().with(#value)))
            }
            (TypeId::NUMBER, TypeId::DOUBLE) => quote!(#value.as_f64()),
            (TypeId::DOUBLE, TypeId::NUMBER) => {
                let number = self.imports.runtime("value", "Number");
                quote!(#number::try_from(#value).unwrap_or_default())
            }
            _ => self.json(value),
        }
    }

    /// Returns a constant or template as an owned value of the wanted type.
    fn fixed(&self, argument: &Argument, wanted: TypeId) -> TokenStream {
        if wanted == TypeId::FILE {
            let text = self.fixed(argument, TypeId::STRING);
            return self.upload(&text);
        }
        if wanted == TypeId::ARRAY {
            return self.fixed_list(argument);
        }
        match argument {
            Argument::Text(template) => {
                let rendered = self.rendered(template);
                match (wanted, template.as_slice()) {
                    (TypeId::STRING, []) => quote!(String::new()),
                    (TypeId::STRING, [Piece::Text(_) | Piece::Variable(_)]) => {
                        quote!(#rendered.to_owned())
                    }
                    (TypeId::STRING, _) => rendered,
                    _ => self.json(&rendered),
                }
            }
            Argument::Constant(serde_json::Value::String(text))
                if wanted == TypeId::STRING && text.is_empty() =>
            {
                quote!(String::new())
            }
            Argument::Constant(serde_json::Value::String(text)) if wanted == TypeId::STRING => {
                quote!(#text.to_owned())
            }
            Argument::Constant(constant) => match wanted {
                TypeId::INTEGER | TypeId::DOUBLE | TypeId::BOOLEAN => value::constant(constant, self.imports),
                TypeId::NUMBER => value::number(constant, self.imports),
                _ => self.constant(constant),
            },
            Argument::Absent | Argument::Input(_) => TokenStream::new(),
        }
    }

    /// Returns a constant or template that is passed as a list. A single value is the only item.
    fn fixed_list(&self, argument: &Argument) -> TokenStream {
        let item = match argument {
            Argument::Text(template) => self.rendered(template),
            Argument::Constant(constant @ serde_json::Value::Array(_)) => return self.constant(constant),
            Argument::Constant(constant) => value::constant(constant, self.imports),
            Argument::Absent | Argument::Input(_) => TokenStream::new(),
        };
        let array = self.imports.runtime("value", "ArrayBuilder");
        self.json(&quote!(#array::new().with(#item)))
    }

    fn rendered(&self, template: &Template) -> TokenStream {
        value::text(
            template,
            &self.holes(&|index| self.reference(index)),
            self.imports,
        )
    }
}

/// Returns whether two types are the same type in Rust.
fn same(given: TypeId, wanted: TypeId) -> bool {
    let json = |value_type| matches!(value_type, TypeId::ARRAY | TypeId::OBJECT | TypeId::ANY);
    given == wanted || json(given) && json(wanted)
}
