//! Rust types for the types of a document: structs and open enums, with their reading and writing.

use proc_macro2::{Ident, TokenStream};
use quote::quote;
use serde_json::Value;

use super::argument;
use super::debug::{self, Shown};
use super::imports::Imports;
use super::union;
use crate::model::{Enum, Member, Record, Slot, Type, TypeId, Types, Usage};
use crate::names::ident;
use crate::prose::{code, docs, prose};

/// Limit of the arguments of a constructor (clippy's `too_many_arguments`).
const ARGUMENTS: usize = 7;

/// Returns the items of a type; `None` for a type without a name.
pub(super) fn item(types: &Types, item: &Type, imports: &Imports) -> Option<TokenStream> {
    match item {
        Type::Record(item) => Some(record(types, item, imports)),
        Type::Enum(item) => Some(enumeration(item, imports)),
        Type::Union(item) => Some(union::item(types, item, imports)),
        _ => None,
    }
}

/// Returns whether values of a type are read: from responses, by adapters from their callers, or from a store.
pub(super) fn is_read(usage: Usage, imports: &Imports) -> bool {
    usage.read || is_received(usage, imports) || usage.derives.serde
}

/// Returns whether values of a type are written: in requests, to be stored, or as responses of fake APIs.
pub(super) fn is_written(usage: Usage) -> bool {
    usage.written || usage.derives.serde || usage.tested
}

/// Returns the derived traits that the user asks for.
pub(super) fn traits(usage: Usage) -> TokenStream {
    let eq = usage.derives.eq.then(|| quote!(, Eq));
    let hash = usage.derives.hash.then(|| quote!(, Hash));
    quote!(#eq #hash)
}

/// Returns the traits of serde, which go through JSON, if the user asks for them.
pub(super) fn stored(name: &Ident, usage: Usage, imports: &Imports) -> Option<TokenStream> {
    if !usage.derives.serde {
        return None;
    }
    let serde = imports.runtime("", "serde");
    let serialize = imports.runtime("value", "serialize");
    let deserialize = imports.runtime("value", "deserialize");
    Some(quote! {
        impl #serde::Serialize for #name {
            fn serialize<S: #serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                #serialize(self, serializer)
            }
        }
        impl<'de> #serde::Deserialize<'de> for #name {
            fn deserialize<D: #serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                #deserialize(deserializer)
            }
        }
    })
}

/// Returns whether adapters read values of a type from their callers.
fn is_received(usage: Usage, imports: &Imports) -> bool {
    usage.received && imports.has_adapters()
}

/// Returns the Rust type of a slot.
pub(super) fn of_slot(slot: Slot, types: &Types, imports: &Imports) -> TokenStream {
    let plain = argument::plain(slot.id, types, imports);
    if slot.nullable {
        quote!(Option<#plain>)
    } else {
        plain
    }
}

/// The form of a field, by the states that its member has in JSON.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Form {
    /// Always present.
    Value,
    /// Always present, and null for `None`.
    Nullable,
    /// Absent for `None`.
    Optional,
    /// Absent, null or a value.
    ThreeStates,
}

impl Form {
    fn of(member: &Member, usage: Usage) -> Self {
        match (member.required, member.slot.nullable) {
            (true, false) => Self::Value,
            (true, true) => Self::Nullable,
            (false, true) if usage.written && !member.read_only => Self::ThreeStates,
            (false, _) => Self::Optional,
        }
    }
}

fn record(types: &Types, item: &Record, imports: &Imports) -> TokenStream {
    let name = ident(&item.name);
    let about = docs([about(&item.description, "An object")]);
    let fields = item.members.iter().map(|member| {
        let (field, about) = (ident(&member.ident), docs(paragraphs(member)));
        let field_type = field_type(types, item, member, imports);
        quote!(#about pub #field: #field_type)
    });
    let rest = item.rest.as_ref().map(|(rest, slot)| {
        let (rest, value) = (ident(rest), of_slot(*slot, types, imports));
        let map = imports.map();
        quote!(#[doc = " Members without a field."] pub #rest: #map<String, #value>)
    });
    let shown = item.members.iter().map(|member| Shown {
        wire: &member.name,
        field: &member.ident,
        is_secret: member.secret,
    });
    let rest_name = item.rest.iter().map(|(rest, _)| Shown::named("", rest));
    let (derived, debug) = debug::debug(&name, shown.chain(rest_name));
    let mut members = item.members.iter();
    let is_optional = members.all(|member| !matches!(Form::of(member, item.usage), Form::Value));
    let default = (is_optional || item.usage.derives.default).then(|| quote!(Default,));
    let constructor = (item.usage.written && !is_optional).then(|| constructor(types, item, imports));
    let reading = is_read(item.usage, imports).then(|| reading(item, imports));
    let writing = is_written(item.usage).then(|| writing(item, imports));
    let (traits, stored) = (traits(item.usage), stored(&name, item.usage, imports));
    let fields = fields.chain(rest);
    quote! {
        #about
        #[derive(Clone, #derived #default PartialEq #traits)]
        pub struct #name { #(#fields),* }
        #constructor
        #debug
        #reading
        #writing
        #stored
    }
}

/// Returns the documentation of a type: the document's, or what it is.
pub(super) fn about(description: &str, what: &str) -> String {
    if description.trim().is_empty() {
        format!("{what} of the API's document.")
    } else {
        prose(description)
    }
}

/// Returns the documentation of a field.
fn paragraphs(member: &Member) -> Vec<String> {
    let mut paragraphs = vec![match (with_default(member), member.name.trim()) {
        (text, "") if text.is_empty() => "The member without a name.".to_owned(),
        (text, name) if text.is_empty() => format!("The member {}.", code(name)),
        (text, _) => prose(&text),
    }];
    if member.deprecated {
        paragraphs.push("Deprecated by the API.".to_owned());
    }
    if member.read_only {
        paragraphs.push("Set by the API; requests leave it out.".to_owned());
    }
    paragraphs
}

/// Returns the description of a member, with the default that the API fills in.
fn with_default(member: &Member) -> String {
    const LONGEST: usize = 60;
    let description = &member.description;
    let shown = |value: &Value| value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    let default = member.keyword("default").map(shown);
    let Some(default) =
        default.filter(|text| !text.is_empty() && text.len() < LONGEST && !text.contains('`'))
    else {
        return description.clone();
    };
    let separator = match description.chars().last() {
        None => "",
        Some('.' | '!' | '?') => " ",
        Some(_) => ". ",
    };
    format!("{description}{separator}The default is `{default}`.")
}

fn field_type(types: &Types, item: &Record, member: &Member, imports: &Imports) -> TokenStream {
    let plain = argument::plain(member.slot.id, types, imports);
    let plain = if member.boxed { quote!(Box<#plain>) } else { plain };
    match Form::of(member, item.usage) {
        Form::Value => plain,
        Form::Nullable | Form::Optional => quote!(Option<#plain>),
        Form::ThreeStates => {
            let optional = imports.runtime("value", "Optional");
            quote!(#optional<#plain>)
        }
    }
}

/// Returns `new` with the required fields.
fn constructor(types: &Types, item: &Record, imports: &Imports) -> TokenStream {
    let name = ident(&item.name);
    let is_argument = |member: &&Member| Form::of(member, item.usage) == Form::Value;
    let arguments: Vec<&Member> = item.members.iter().filter(is_argument).collect();
    let parameters = arguments.iter().map(|member| {
        let (field, field_type) = (ident(&member.ident), field_type(types, item, member, imports));
        if member.slot.id == TypeId::STRING && !member.boxed {
            quote!(#field: impl Into<String>)
        } else {
            quote!(#field: #field_type)
        }
    });
    let values = item.members.iter().map(|member| {
        let field = ident(&member.ident);
        match Form::of(member, item.usage) {
            Form::Value if member.slot.id == TypeId::STRING && !member.boxed => quote!(#field: #field.into()),
            Form::Value => quote!(#field),
            Form::Nullable | Form::Optional => quote!(#field: None),
            Form::ThreeStates => {
                let optional = imports.runtime("value", "Optional");
                quote!(#field: #optional::Absent)
            }
        }
    });
    let rest = item.rest.as_ref().map(|(rest, _)| {
        let (rest, map) = (ident(rest), imports.map());
        quote!(#rest: #map::new())
    });
    let values = values.chain(rest);
    let many = (arguments.len() > ARGUMENTS)
        .then(|| quote!(#[allow(clippy::too_many_arguments, reason = "the API requires these members")]));
    quote! {
        impl #name {
            /// Creates a value with the members that the API requires.
            #many
            #[must_use]
            pub fn new(#(#parameters),*) -> Self {
                Self { #(#values),* }
            }
        }
    }
}

fn reading(item: &Record, imports: &Imports) -> TokenStream {
    let name = ident(&item.name);
    let from_json = imports.runtime("value", "FromJson");
    let reader = imports.runtime("value", "Reader");
    let error = imports.runtime("value", "ReadError");
    let fields: Vec<(&Member, Ident)> = item
        .members
        .iter()
        .map(|member| (member, local(&member.ident)))
        .collect();
    let variables = fields.iter().map(|(member, variable)| {
        if Form::of(member, item.usage) == Form::ThreeStates {
            let optional = imports.runtime("value", "Optional");
            quote!(let mut #variable = #optional::Absent;)
        } else {
            quote!(let mut #variable = None;)
        }
    });
    let arms = fields.iter().map(|(member, variable)| {
        let wire = &member.name;
        let method = ident(match Form::of(member, item.usage) {
            Form::Value | Form::Nullable => "once",
            Form::Optional => "optional",
            Form::ThreeStates => "three_states",
        });
        quote!(#wire => json.#method(&mut #variable))
    });
    let values = fields.iter().map(|(member, variable)| {
        let (wire, field) = (&member.name, ident(&member.ident));
        match Form::of(member, item.usage) {
            Form::Value | Form::Nullable => quote!(#field: json.required(start, #wire, #variable)?),
            _ if *variable == field => quote!(#field),
            _ => quote!(#field: #variable),
        }
    });
    let constants = item.constants.iter();
    let constants = constants.map(|(wire, text)| quote!(#wire => json.constant(#text)));
    let arms = arms.chain(constants);
    let is_required = |member: &&Member| matches!(Form::of(member, item.usage), Form::Value | Form::Nullable);
    let required = fields.iter().filter(|(member, _)| is_required(member));
    let required: Vec<&(&Member, Ident)> = required.collect();
    let start = (!required.is_empty()).then(|| quote!(let start = json.next_offset();));
    // A caller gets every problem at once.
    let present = (is_received(item.usage, imports) && required.len() > 1).then(|| {
        let present = required.iter().map(|(member, variable)| {
            let wire = &member.name;
            quote!((#wire, #variable.is_some()))
        });
        quote!(json.all_present(start, &[#(#present),*])?;)
    });
    let Rest {
        variable: rest,
        arm: unknown,
        value,
    } = rest(item, imports);
    let values = values.chain(value);
    quote! {
        impl #from_json for #name {
            fn read(json: &mut #reader<'_>) -> Result<Self, #error> {
                #start
                #(#variables)*
                #rest
                json.object()?;
                while let Some(key) = json.key()? {
                    match &*key {
                        #(#arms,)*
                        #unknown,
                    }?;
                }
                #present
                Ok(Self { #(#values),* })
            }
        }
    }
}

/// What the function that reads a record does with members that the document does not name.
struct Rest {
    variable: Option<TokenStream>,
    arm: TokenStream,
    value: Option<TokenStream>,
}

fn rest(item: &Record, imports: &Imports) -> Rest {
    let Some((rest, _)) = &item.rest else {
        return Rest {
            variable: None,
            arm: if is_received(item.usage, imports) {
                quote!(_ => json.unknown(&key))
            } else {
                quote!(_ => json.skip())
            },
            value: None,
        };
    };
    let (field, variable, map) = (ident(rest), local(rest), imports.map());
    Rest {
        variable: Some(quote!(let mut #variable = #map::new();)),
        arm: quote!(_ => json.insert(key, &mut #variable)),
        value: Some(if field == variable {
            quote!(#field)
        } else {
            quote!(#field: #variable)
        }),
    }
}

/// Returns the variable of a field. The names of other variables in the function get an underscore.
fn local(field: &str) -> Ident {
    if matches!(field, "json" | "key" | "start") {
        ident(&format!("{field}_"))
    } else {
        ident(field)
    }
}

fn writing(item: &Record, imports: &Imports) -> TokenStream {
    let name = ident(&item.name);
    let to_json = imports.runtime("value", "ToJson");
    let writer = imports.runtime("value", "Writer");
    // Requests leave these out.
    let (usage, stores) = (item.usage, item.usage.derives.serde);
    let is_left_out = |member: &Member| member.read_only && usage.written;
    let members = item.members.iter();
    let written = members.filter(|member| stores || !is_left_out(member));
    let written = written.map(|member| {
        let (wire, field) = (&member.name, ident(&member.ident));
        let written = match Form::of(member, usage) {
            Form::Value | Form::Nullable => quote!(json.member(#wire, &self.#field);),
            Form::Optional => quote!(json.optional_member(#wire, self.#field.as_ref());),
            Form::ThreeStates => quote!(json.three_states(#wire, self.#field.as_ref());),
        };
        if is_left_out(member) {
            quote!(if json.is_complete() { #written })
        } else {
            written
        }
    });
    let constants = item
        .constants
        .iter()
        .map(|(wire, text)| quote!(json.member(#wire, #text);));
    let rest = item.rest.as_ref().map(|(rest, _)| {
        let rest = ident(rest);
        quote!(for (name, value) in &self.#rest { json.member(name, value); })
    });
    quote! {
        impl #to_json for #name {
            fn write_json(&self, json: &mut #writer) {
                json.object();
                #(#constants)*
                #(#written)*
                #rest
                json.end_object();
            }
        }
    }
}

fn enumeration(item: &Enum, imports: &Imports) -> TokenStream {
    let name = ident(&item.name);
    let about = docs([about(&item.description, "A text")]);
    let unlisted = ident(&item.unlisted);
    let variants: Vec<(&String, Ident)> = item
        .variants
        .iter()
        .map(|(text, variant)| (text, ident(variant)))
        .collect();
    let declared = variants.iter().map(|(text, variant)| {
        let about = match text.trim() {
            "" => "An empty string.".to_owned(),
            text => code(text),
        };
        let about = docs([about]);
        quote!(#about #variant)
    });
    let names = item.variants.iter().map(|(_, variant)| variant);
    let exception = repeated_names(&item.name, names.chain([&item.unlisted]));
    let texts = variants
        .iter()
        .map(|(text, variant)| quote!(Self::#variant => #text));
    let found = variants
        .iter()
        .map(|(text, variant)| quote!(#text => Self::#variant));
    let parameter = item.usage.parameter.then(|| as_parameter(&name));
    let json = in_json(item, &name, imports);
    quote! {
        #about
        #exception
        #[derive(Clone, Debug, PartialEq, Eq, Hash)]
        #[non_exhaustive]
        pub enum #name {
            #(#declared,)*
            /// A value that the document does not list, unchanged.
            #unlisted(String),
        }
        impl #name {
            /// Returns the text in JSON.
            #[must_use]
            pub fn as_str(&self) -> &str {
                match self {
                    #(#texts,)*
                    Self::#unlisted(text) => text,
                }
            }
        }
        impl From<&str> for #name {
            fn from(text: &str) -> Self {
                match text {
                    #(#found,)*
                    _ => Self::#unlisted(text.to_owned()),
                }
            }
        }
        #parameter
        impl ::core::fmt::Display for #name {
            fn fmt(&self, formatter: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                formatter.write_str(self.as_str())
            }
        }
        #json
    }
}

/// Returns the implementations with which an enum of texts is a parameter.
fn as_parameter(name: &Ident) -> TokenStream {
    quote! {
        impl From<String> for #name {
            fn from(text: String) -> Self {
                Self::from(text.as_str())
            }
        }
        impl AsRef<str> for #name {
            fn as_ref(&self) -> &str {
                self.as_str()
            }
        }
    }
}

/// Returns the implementations with which an enum of texts is read and written.
fn in_json(item: &Enum, name: &Ident, imports: &Imports) -> TokenStream {
    let reading = is_read(item.usage, imports).then(|| {
        let from_json = imports.runtime("value", "FromJson");
        let reader = imports.runtime("value", "Reader");
        let error = imports.runtime("value", "ReadError");
        quote! {
            impl #from_json for #name {
                fn read(json: &mut #reader<'_>) -> Result<Self, #error> {
                    json.text_value().map(|text| Self::from(&*text))
                }
            }
        }
    });
    let writing = is_written(item.usage).then(|| {
        let to_json = imports.runtime("value", "ToJson");
        let writer = imports.runtime("value", "Writer");
        quote! {
            impl #to_json for #name {
                fn write_json(&self, json: &mut #writer) {
                    json.string(self.as_str());
                }
            }
        }
    });
    let stored = stored(name, item.usage, imports);
    quote!(#reading #writing #stored)
}

/// Returns the exception for variants whose names have the name of their type, as the document has them.
pub(super) fn repeated_names<'n>(
    name: &str,
    mut variants: impl Iterator<Item = &'n String>,
) -> Option<TokenStream> {
    let repeats = variants.any(|variant| variant.starts_with(name) || variant.ends_with(name));
    repeats.then(|| quote!(#[allow(clippy::enum_variant_names, reason = "names of the document")]))
}
