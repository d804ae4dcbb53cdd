//! What a generated file imports: exactly what it uses, in order.

use std::cell::{Cell, RefCell};
use std::collections::{BTreeMap, BTreeSet};

use proc_macro2::{Ident, TokenStream};
use quote::quote;

use crate::names::ident;

/// The imports of one file, collected while its items are written.
#[derive(Debug, Default)]
pub(crate) struct Imports {
    /// Path below the runtime's root (`client`, `value`, or empty for the root) to names.
    runtime: RefCell<BTreeMap<&'static str, BTreeSet<&'static str>>>,
    /// Items of sibling modules.
    local: RefCell<BTreeSet<&'static str>>,
    /// Whether `Future` is named.
    future: Cell<bool>,
    /// Whether `Duration` is named.
    duration: Cell<bool>,
    /// Whether the file is the module `types` itself.
    home_of_types: bool,
}

impl Imports {
    /// The imports of the module `types`, where shapes are at home.
    pub(crate) fn of_types() -> Self {
        Self {
            home_of_types: true,
            ..Self::default()
        }
    }

    /// Whether shapes need no path here.
    pub(crate) fn is_home_of_types(&self) -> bool {
        self.home_of_types
    }

    /// A name of the runtime, imported.
    pub(crate) fn runtime(&self, module: &'static str, name: &'static str) -> Ident {
        self.runtime.borrow_mut().entry(module).or_default().insert(name);
        ident(name)
    }

    /// The trait `Future`, which older editions do not have in their prelude.
    pub(crate) fn future(&self) -> Ident {
        self.future.set(true);
        ident("Future")
    }

    /// The type `Duration`, imported.
    pub(crate) fn duration(&self) -> Ident {
        self.duration.set(true);
        ident("Duration")
    }

    /// A trait of the runtime whose methods are called: imported, though never named.
    pub(crate) fn trait_in_scope(&self, module: &'static str, name: &'static str) {
        self.runtime(module, name);
    }

    /// An item of the capability's root module (`super::name`), imported.
    pub(crate) fn parent(&self, name: &'static str) -> Ident {
        self.local.borrow_mut().insert(name);
        ident(name)
    }

    /// The `use` items; `depth` is how many modules lie between the file and the capability's root.
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
        quote!(#future #duration #(#uses)* #local)
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
