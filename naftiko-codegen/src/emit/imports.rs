//! `use` items of a generated file, sorted, without unused ones.

use std::cell::{Cell, RefCell};
use std::collections::{BTreeMap, BTreeSet, HashMap};

use proc_macro2::{Ident, TokenStream};
use quote::quote;

use crate::names::{Case, Scope, ident, identifier};

/// The imports of one file, collected while its items are generated.
#[derive(Debug, Default)]
pub(crate) struct Imports {
    /// Names by their path below the runtime's root (`client`, `value`, or empty for the root).
    runtime: RefCell<BTreeMap<&'static str, BTreeSet<&'static str>>>,
    /// Items of sibling modules.
    local: RefCell<BTreeSet<&'static str>>,
    /// Whether `Future` is used.
    future: Cell<bool>,
    /// Whether `Duration` is used.
    duration: Cell<bool>,
    /// Whether `BTreeMap` is used.
    map: Cell<bool>,
    /// Whether `Arc` is used.
    arc: Cell<bool>,
    /// Paths that are evaluated at run time, and the names of their statics.
    json_paths: RefCell<JsonPaths>,
    /// Whether the file is the module `types` itself.
    home_of_types: bool,
    /// Whether adapters are generated beside the client.
    adapters: bool,
}

/// The paths and the names of their statics, in the order of their first use.
#[derive(Debug)]
struct JsonPaths {
    all: Vec<(String, Ident)>,
    /// The index of each path.
    known: HashMap<String, usize>,
    names: Scope,
}

impl Default for JsonPaths {
    fn default() -> Self {
        Self {
            all: Vec::new(),
            known: HashMap::new(),
            names: Scope::new(Case::Shouty),
        }
    }
}

impl JsonPaths {
    /// Returns the name of a path's static.
    fn name(&mut self, text: &str) -> Ident {
        let known = self.known.get(text).and_then(|index| self.all.get(*index));
        if let Some((_, name)) = known {
            return name.clone();
        }
        let name: String = identifier(&format!("path-{text}"), Case::Shouty)
            .chars()
            .take(LONGEST)
            .collect();
        let name = ident(&self.names.assign(&name));
        self.known.insert(text.to_owned(), self.all.len());
        self.all.push((text.to_owned(), name.clone()));
        name
    }
}

/// Limit of characters in the name of a static.
const LONGEST: usize = 40;

impl Imports {
    /// Creates the imports of the module `types`, which declares the structs.
    pub(crate) fn of_types(adapters: bool) -> Self {
        Self {
            home_of_types: true,
            adapters,
            ..Self::default()
        }
    }

    /// Returns whether the file declares the structs, so that they need no path.
    pub(crate) fn is_home_of_types(&self) -> bool {
        self.home_of_types
    }

    /// Returns whether adapters read the types that requests contain.
    pub(crate) fn has_adapters(&self) -> bool {
        self.adapters
    }

    /// Imports a name of the runtime.
    pub(crate) fn runtime(&self, module: &'static str, name: &'static str) -> Ident {
        self.runtime.borrow_mut().entry(module).or_default().insert(name);
        ident(name)
    }

    /// Imports several names of a module of the runtime.
    pub(crate) fn all<const N: usize>(&self, module: &'static str, names: [&'static str; N]) -> [Ident; N] {
        names.map(|name| self.runtime(module, name))
    }

    /// Imports the trait `Future`, which is not in the prelude of older editions.
    pub(crate) fn future(&self) -> Ident {
        self.future.set(true);
        ident("Future")
    }

    /// Imports the type `Duration`.
    pub(crate) fn duration(&self) -> Ident {
        self.duration.set(true);
        ident("Duration")
    }

    /// Imports the type `BTreeMap`.
    pub(crate) fn map(&self) -> Ident {
        self.map.set(true);
        ident("BTreeMap")
    }

    /// Imports the type `Arc`.
    pub(crate) fn arc(&self) -> Ident {
        self.arc.set(true);
        ident("Arc")
    }

    /// Imports a trait of the runtime for its methods.
    pub(crate) fn trait_in_scope(&self, module: &'static str, name: &'static str) {
        self.runtime(module, name);
    }

    /// Imports an item of the capability's root module (`super::name`).
    pub(crate) fn parent(&self, name: &'static str) -> Ident {
        self.local.borrow_mut().insert(name);
        ident(name)
    }

    /// Returns the static of a path that is evaluated at run time.
    pub(crate) fn json_path(&self, text: &str) -> Ident {
        self.runtime("value", "JsonPath");
        self.json_paths.borrow_mut().name(text)
    }

    /// Returns whether an item of the runtime is imported.
    pub(crate) fn has_runtime(&self, module: &str, name: &str) -> bool {
        let runtime = self.runtime.borrow();
        runtime.get(module).is_some_and(|names| names.contains(name))
    }

    /// Returns the statics of paths in the order of their use.
    pub(crate) fn statics(&self) -> TokenStream {
        let paths = self.json_paths.borrow();
        let statics = paths
            .all
            .iter()
            .map(|(text, name)| quote!(static #name: JsonPath = JsonPath::new(#text);));
        quote!(#(#statics)*)
    }

    /// Returns the `use` items. `depth` is the number of modules between the file and the capability's root.
    pub(crate) fn tokens(&self, runtime: &TokenStream, depth: usize) -> TokenStream {
        let uses = self
            .runtime
            .borrow()
            .iter()
            .map(|(module, names)| use_item(runtime, module, names))
            .collect::<Vec<_>>();
        let supers = std::iter::repeat_n(quote!(super::), depth).collect::<TokenStream>();
        let local = self.local.borrow();
        let names = local.iter().map(|name| ident(name)).collect::<Vec<_>>();
        let local = match names.as_slice() {
            [] => TokenStream::new(),
            [name] => quote!(use #supers #name;),
            _ => quote!(use #supers { #(#names),* };),
        };
        let future = self.future.get().then(|| {
            quote!(
                use ::core::future::Future;
            )
        });
        let duration = self.duration.get().then(|| {
            quote!(
                use ::core::time::Duration;
            )
        });
        let map = self.map.get().then(|| {
            quote!(
                use ::std::collections::BTreeMap;
            )
        });
        let arc = self.arc.get().then(|| {
            quote!(
                use ::std::sync::Arc;
            )
        });
        quote!(#future #duration #map #arc #(#uses)* #local)
    }
}

fn use_item(runtime: &TokenStream, module: &str, names: &BTreeSet<&'static str>) -> TokenStream {
    let path: TokenStream = module
        .split("::")
        .filter(|segment| !segment.is_empty())
        .map(|segment| {
            let segment = ident(segment);
            quote!(:: #segment)
        })
        .collect();
    let names = names.iter().map(|name| ident(name)).collect::<Vec<_>>();
    if let [name] = names.as_slice() {
        quote!(use #runtime #path :: #name;)
    } else {
        quote!(use #runtime #path :: { #(#names),* };)
    }
}
