//! Code generation: from the model to Rust tokens, one emit kind per file.

mod aggregate;
mod argument;
mod builder;
mod call;
mod capability;
mod chain;
mod client;
mod control;
mod debug;
mod document_type;
mod guard;
mod imports;
mod inputs;
mod long_running;
mod mcp;
mod openapi;
mod operation;
mod pages;
mod params;
mod read;
mod rest;
mod script;
mod sending;
mod skill;
mod testing;
mod token;
mod types;
mod union;
mod value;

use proc_macro2::TokenStream;
use quote::quote;
use serde_json::Value;

use crate::json_schema::visible;
#[cfg(feature = "files")]
use crate::json_schema::visible_lines;
use crate::model::{Capability, SharedTypes, Slot, Types};
use crate::names::ident;
use crate::options::{Emit, Testing};
use crate::prose;
use crate::tool_list::ListedTool;
use imports::Imports;
use value::raw_string;

/// The end of the name of a document's file, after the name of its module.
pub(crate) const DOCUMENT: &str = ".openapi.json";

/// A generated module: a file, or a `mod` block in its parent.
#[derive(Debug)]
pub(crate) struct Unit {
    pub name: String,
    /// The paragraphs of its documentation.
    docs: Vec<String>,
    imports: Imports,
    items: TokenStream,
    /// The attribute on which it depends whether the module is compiled.
    condition: TokenStream,
    pub document: Option<Document>,
    pub children: Vec<Unit>,
}

/// The `OpenAPI` document of a REST adapter: a static text, which has a file of its own beside the module's.
#[derive(Debug)]
pub(crate) struct Document {
    /// The namespace of the adapter.
    #[cfg_attr(not(feature = "files"), expect(dead_code, reason = "it names files"))]
    pub namespace: String,
    /// The static with its documentation, up to the text.
    declared: TokenStream,
    json: Value,
}

#[cfg(feature = "files")]
impl Document {
    /// Returns the text for a file, with a line for each value.
    pub(crate) fn text(&self) -> String {
        visible_lines(&self.json)
    }
}

impl Unit {
    fn new(name: &str, docs: impl IntoIterator<Item = String>) -> Self {
        Self {
            name: name.to_owned(),
            docs: docs.into_iter().collect(),
            imports: Imports::default(),
            items: TokenStream::new(),
            condition: TokenStream::new(),
            document: None,
            children: Vec::new(),
        }
    }

    /// Creates a module of items.
    #[cfg(test)]
    pub(crate) fn of_items(name: &str, items: TokenStream) -> Self {
        Self {
            items,
            ..Self::new(name, [])
        }
    }

    /// Returns the module as the content of its own file, with declarations of its children.
    pub(crate) fn file(&self, runtime: &TokenStream, depth: usize) -> TokenStream {
        let children = self.children.iter().map(|child| {
            let (name, condition) = (ident(&child.name), &child.condition);
            quote!(#condition pub mod #name;)
        });
        let document = self.document.as_ref().map(|document| {
            let (declared, name) = (&document.declared, self.document_name());
            quote!(#declared = include_str!(#name);)
        });
        self.laid_out(&quote!(#(#children)*), &quote!(#document), runtime, depth)
    }

    /// Returns the module's content with its children inside.
    pub(crate) fn inline(&self, runtime: &TokenStream, depth: usize) -> TokenStream {
        let children = self.children.iter().map(|child| {
            let (name, condition) = (ident(&child.name), &child.condition);
            let content = child.inline(runtime, depth + 1);
            quote!(#condition pub mod #name { #content })
        });
        let document = self.document.as_ref().map(|document| {
            let (declared, line) = (&document.declared, raw_string(&visible(&document.json)));
            quote!(#declared = #line;)
        });
        self.laid_out(
            &TokenStream::new(),
            &quote!(#document #(#children)*),
            runtime,
            depth,
        )
    }

    /// Returns whether the code has an item of the runtime, which is in a module or, if that is empty, in its root.
    pub(crate) fn uses(&self, module: &str, name: &str) -> bool {
        self.imports.has_runtime(module, name) || self.children.iter().any(|child| child.uses(module, name))
    }

    /// Returns the name of the document's file.
    pub(crate) fn document_name(&self) -> String {
        format!("{}{DOCUMENT}", self.name.trim_start_matches("r#"))
    }

    /// Returns documentation, declared modules, imports, items, and modules with their content.
    fn laid_out(
        &self,
        declared: &TokenStream,
        contained: &TokenStream,
        runtime: &TokenStream,
        depth: usize,
    ) -> TokenStream {
        let docs = prose::inner_docs(&self.docs);
        let allows = if depth == 0 { allows() } else { TokenStream::new() };
        let uses = self.imports.tokens(runtime, depth);
        let statics = self.imports.statics();
        let items = &self.items;
        // Crates with `no_implicit_prelude` have no other.
        let prelude = quote!(
            use ::std::prelude::rust_2021::*;
        );
        let prelude = (!items.is_empty()).then_some(prelude);
        quote!(#docs #allows #declared #prelude #uses #statics #items #contained)
    }
}

/// Returns the allowed lints with their reasons. Generated code passes `deny(warnings)` and clippy's pedantic group otherwise.
fn allows() -> TokenStream {
    quote! {
        #![allow(dead_code, unused_imports, reason = "a program may not use every part of a capability")]
        #![allow(
            clippy::doc_markdown,
            clippy::many_single_char_names,
            clippy::missing_errors_doc,
            clippy::similar_names,
            clippy::struct_excessive_bools,
            clippy::struct_field_names,
            clippy::too_many_lines,
            clippy::unicode_not_nfc,
            reason = "texts, names and numbers come from the spec; errors are documented at the error types"
        )]
    }
}

/// Returns the generated modules of a capability, from its root. `lists` are those of its MCP adapters, and `fake_apis` describes the APIs for
/// the module `testing`.
pub(crate) fn capability(
    capability: &Capability,
    lists: &[Vec<ListedTool>],
    emit: Emit,
    testing: Testing,
    fake_apis: &Value,
) -> Unit {
    let mut unit = capability::unit(capability, lists, emit);
    unit.children
        .extend(testing::unit(capability, testing, fake_apis));
    unit
}

/// Returns the generated module with types that several capabilities have in common.
pub(crate) fn shared(module: &str, types: &[&SharedTypes], emit: Emit) -> Unit {
    types::shared(module, types, emit)
}

/// Returns the text of a Rust type outside the module `types`.
pub(crate) fn rust_type(slot: Slot, types: &Types) -> String {
    document_type::of_slot(slot, types, &Imports::default()).to_string()
}

/// Returns the allowed lint for methods whose names have a convention for `self` that operations do not follow.
fn convention<'a>(mut methods: impl Iterator<Item = &'a str>) -> Option<TokenStream> {
    let promises = |name: &str| ["from_", "into_"].iter().any(|start| name.starts_with(start));
    methods.any(promises).then(|| {
        quote! {
            #[allow(clippy::wrong_self_convention, reason = "operations keep their names from the spec")]
        }
    })
}

/// Returns the allowed lint for methods with the names of APIs, since those of a builder take `self` by value.
fn convention_of_clients(capability: &Capability) -> Option<TokenStream> {
    let promises = |name: &str| {
        ["as_", "from_", "into_", "is_", "to_"]
            .iter()
            .any(|start| name.starts_with(start))
    };
    let mut names = capability.clients.iter().map(|client| client.accessor.as_str());
    names.any(promises).then(|| {
        quote! {
            #[allow(clippy::wrong_self_convention, reason = "APIs keep their names from the spec")]
        }
    })
}
