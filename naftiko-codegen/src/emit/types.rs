//! The module `types`: the types of the spec and of its documents.

use proc_macro2::TokenStream;
use quote::quote;

use super::debug::{Shown, debug};
use super::imports::Imports;
use super::{Unit, document_type, read};
use crate::model::{Capability, Field, ImportedTypes, ReadKind, SharedTypes, Step, Struct, Type, Types};
use crate::names::ident;
use crate::options::Emit;
use crate::prose::{code, docs, prose};

/// Returns the module; `None` without types that have a name.
pub(super) fn unit(capability: &Capability, emit: Emit) -> Option<Unit> {
    let mut unit = Unit::new("types", ["Types of requests and responses.".to_owned()]);
    unit.imports = Imports::of_types(emit.rest || emit.mcp);
    let types = &capability.types;
    let imported = &capability.imported;
    unit.items = imported.iter().map(|imported| uses(types, imported)).collect();
    let is_own = |id| !imported.iter().any(|imported| imported.names.contains_key(&id));
    let own = types.iter().filter(|(id, _)| is_own(*id));
    unit.items
        .extend(own.filter_map(|(_, shown)| item(types, shown, &unit.imports)));
    if unit.items.is_empty() {
        return None;
    }
    Some(unit)
}

/// Returns the module with the modules of types that several specs have in common.
pub(super) fn shared(module: &str, shared: &[&SharedTypes], emit: Emit) -> Unit {
    let about = "Types of OpenAPI documents that several capabilities have in common.";
    let mut unit = Unit::new(module, [about.to_owned()]);
    unit.children = shared.iter().map(|shared| of_document(shared, emit)).collect();
    unit
}

fn of_document(shared: &SharedTypes, emit: Emit) -> Unit {
    let name = shared.path.last().map_or("", String::as_str);
    let mut unit = Unit::new(name, [format!("Types of {}.", prose(&shared.title))]);
    unit.imports = Imports::of_types(emit.rest || emit.mcp);
    let types = shared.types.iter();
    unit.items = types
        .filter_map(|(_, shown)| item(&shared.types, shown, &unit.imports))
        .collect();
    unit
}

/// Returns the `use` item of types that another module has.
fn uses(types: &Types, imported: &ImportedTypes) -> TokenStream {
    let path = imported.path.iter().map(|segment| ident(segment));
    let names = imported.names.iter().filter_map(|(id, name)| {
        let (name, own) = (ident(name), ident(types.get(*id).name()?));
        Some(if name == own {
            quote!(#name)
        } else {
            quote!(#name as #own)
        })
    });
    let mut names: Vec<TokenStream> = names.collect();
    names.sort_by_key(ToString::to_string);
    match names.as_slice() {
        [] => TokenStream::new(),
        [name] => quote!(pub use #(#path)::*::#name;),
        _ => quote!(pub use #(#path)::*::{#(#names),*};),
    }
}

fn item(types: &Types, shown: &Type, imports: &Imports) -> Option<TokenStream> {
    match shown {
        Type::Struct(shown) => Some(structure(types, shown, imports)),
        shown => document_type::item(types, shown, imports),
    }
}

/// Returns the path of a type from another generated module, or its name inside `types`.
pub(super) fn path(name: &str, imports: &Imports) -> TokenStream {
    let name = ident(name);
    if imports.is_home_of_types() {
        return quote!(#name);
    }
    let module = imports.parent("types");
    quote!(#module::#name)
}

fn structure(types: &Types, shown: &Struct, imports: &Imports) -> TokenStream {
    let name = ident(&shown.name);
    let about = docs([prose(&shown.description)]);
    let fields = shown.fields.iter().map(|field| {
        let (name, docs) = (ident(&field.ident), docs([field_docs(field)]));
        let field_type = read::type_of(types, &field.read, imports);
        let nested = read::nests(&field.read)
            .then(|| quote!(#[allow(clippy::type_complexity, reason = "the spec nests lists")]));
        quote!(#docs #nested pub #name: #field_type)
    });
    let fields_shown = shown
        .fields
        .iter()
        .map(|field| Shown::named(&field.name, &field.ident));
    let (derived, debug) = debug(&name, fields_shown);
    let reading = reading(types, shown, imports);
    let writing = shown.written.then(|| writing(shown, imports));
    quote! {
        #about
        #[derive(Clone, #derived PartialEq)]
        pub struct #name { #(#fields),* }
        #debug
        #reading
        #writing
    }
}

fn field_docs(field: &Field) -> String {
    let mut path = String::from("$");
    for step in &field.read.path {
        match step {
            Step::Key(key) if key.chars().all(|c| c.is_ascii_alphanumeric() || c == '_') => {
                path.push('.');
                path.push_str(key);
            }
            Step::Key(key) => path.extend(["['", key, "']"]),
            Step::Index(index) => path.extend(["[", &index.to_string(), "]"]),
            Step::FromEnd(place) => path.extend(["[-", &place.to_string(), "]"]),
            // Only whole responses are alternatives.
            Step::FirstOf(_) => {}
            Step::Query(query) => path.push_str(query.strip_prefix('$').unwrap_or(query)),
        }
    }
    match &field.read.kind {
        ReadKind::Constant(_) => "A constant.".to_owned(),
        _ => format!("{} of the response.", code(&path)),
    }
}

fn reading(types: &Types, shown: &Struct, imports: &Imports) -> TokenStream {
    let name = ident(&shown.name);
    let from_json = imports.runtime("value", "FromJson");
    let at = imports.runtime("value", "JsonCursor");
    let error = imports.runtime("value", "DecodeError");
    let keys = keys(shown);
    let found = (!keys.is_empty()).then(|| {
        let names = keys.iter().map(|(key, _)| key);
        let places = keys.iter().map(|(_, name)| ident(name));
        quote!(let [#(#places),*] = at.keys([#(#names),*]);)
    });
    let fields = shown.fields.iter().map(|field| {
        let name = ident(&field.ident);
        let known = field.read.path.first().and_then(|step| place(&keys, step));
        let value = match known {
            Some(place) => {
                let place = ident(place);
                let mut rest = field.read.clone();
                rest.path.remove(0);
                read::value(types, &rest, &quote!(#place), imports)
            }
            None => read::value(types, &field.read, &quote!(at), imports),
        };
        if matches!(known, Some(place) if value.to_string() == place) {
            quote!(#name)
        } else {
            quote!(#name: #value)
        }
    });
    let constant = shown
        .fields
        .iter()
        .all(|field| matches!(field.read.kind, ReadKind::Constant(_)));
    let parameter = if constant { quote!(_at) } else { quote!(at) };
    quote! {
        impl #from_json for #name {
            fn from_json(#parameter: #at<'_>) -> Result<Self, #error> {
                #found
                Ok(Self { #(#fields),* })
            }
        }
    }
}

/// Returns the members that fields are read from, which the code finds in one pass, with the variable of each: the name of the first field
/// that is read from it.
fn keys(shown: &Struct) -> Vec<(&str, &str)> {
    let mut keys: Vec<(&str, &str)> = Vec::new();
    for field in &shown.fields {
        let Some(Step::Key(key)) = field.read.path.first() else {
            continue;
        };
        // The variable `at` is the root, from which other fields may be read.
        if field.ident != "at" && !keys.iter().any(|(known, _)| known == key) {
            keys.push((key, &field.ident));
        }
    }
    // A single member needs no common pass.
    if keys.len() < 2 { Vec::new() } else { keys }
}

/// Returns the variable in which a path starts.
fn place<'a>(keys: &[(&str, &'a str)], step: &Step) -> Option<&'a str> {
    let Step::Key(key) = step else { return None };
    let found = keys.iter().find(|(known, _)| known == key);
    found.map(|(_, place)| *place)
}

fn writing(shown: &Struct, imports: &Imports) -> TokenStream {
    let name = ident(&shown.name);
    let to_json = imports.runtime("value", "ToJson");
    let writer = imports.runtime("value", "Writer");
    let fields = shown.fields.iter().map(|field| {
        let (name, ident) = (&field.name, ident(&field.ident));
        quote!(json.member(#name, &self.#ident);)
    });
    quote! {
        impl #to_json for #name {
            fn write_json(&self, json: &mut #writer) {
                json.object();
                #(#fields)*
                json.end_object();
            }
        }
    }
}
