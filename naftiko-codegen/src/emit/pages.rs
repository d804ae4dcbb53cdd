//! Pages of lists: their static description, and the methods that return streams.

use proc_macro2::TokenStream;
use quote::quote;

use super::imports::Imports;
use super::operation::{inputs, payload};
use super::{document_type, value};
use crate::model::{
    Capability, Input, Operation, OperationPages, PageParameter, Paging, PagingWay, Place, Slot, TypeId,
};
use crate::names::ident;
use crate::prose::docs;

/// Returns the call that adds the description of its pages to that of an operation.
pub(super) fn description(pages: &OperationPages, imports: &Imports) -> TokenStream {
    let Paging {
        items,
        way,
        total,
        limit,
    } = &pages.paging;
    let type_name = imports.runtime("client", "Paging");
    let in_place = |parameter| in_place(parameter, imports);
    let items = names(items);
    let start = match way {
        PagingWay::Token { parameter, next } => {
            let (parameter, next) = (in_place(parameter), names(next));
            quote!(#type_name::token(#items, #parameter, #next))
        }
        PagingWay::Offset { parameter } => {
            let parameter = in_place(parameter);
            quote!(#type_name::offset(#items, #parameter))
        }
        PagingWay::Number { parameter, first } => {
            let (parameter, first) = (in_place(parameter), value::grouped(*first, ""));
            quote!(#type_name::number(#items, #parameter, #first))
        }
        PagingWay::Link { next } => {
            let next = names(next);
            quote!(#type_name::link(#items, #next))
        }
        PagingWay::LinkHeader => quote!(#type_name::link_header(#items)),
    };
    let limit = limit.as_ref().map(|limit| {
        let limit = in_place(limit);
        quote!(.limit(#limit))
    });
    let total = total.as_ref().map(|total| {
        let total = names(total);
        quote!(.total(#total))
    });
    quote!(.pages(#start #limit #total))
}

/// Returns a path of names.
fn names(path: &[String]) -> TokenStream {
    quote!(&[#(#path),*])
}

fn in_place(parameter: &PageParameter, imports: &Imports) -> TokenStream {
    let place = imports.runtime("input", "ParameterIn");
    let name = &parameter.name;
    let variant = ident(match parameter.place {
        Place::Header => "Header",
        Place::Template => "Field",
        Place::Query | Place::Path | Place::Cookie => "Query",
    });
    quote!(#place::#variant(#name))
}

/// Returns the methods for the pages of an operation and for their items.
pub(super) fn methods(
    capability: &Capability,
    operation: &Operation,
    imports: &Imports,
) -> Option<TokenStream> {
    let pages = operation.pages.as_ref()?;
    let (pages_type, items_type) = (
        imports.runtime("client", "Pages"),
        imports.runtime("client", "Items"),
    );
    let names = [
        operation.call_method.as_ref()?,
        &pages.pages_method,
        &pages.items_method,
    ];
    let [call_name, pages_name, items_name] = names.map(|name| ident(name));
    let payload = payload(capability, &operation.payload, imports);
    let item = item(capability, pages.item, imports);
    let given = inputs(operation, &capability.types, &TokenStream::new(), imports);
    let passed = passed(operation);
    let (about_pages, about_items) = (
        docs([format!(
            "Returns the pages of [`Self::{}`], each of which is requested when the one before has been read.",
            operation.method_name
        )]),
        docs([format!(
            "Returns the items of the pages of [`Self::{}`].",
            operation.method_name
        )]),
    );
    Some(quote! {
        #about_pages
        pub fn #pages_name(&self, #given) -> #pages_type<#payload, #item> {
            self.#call_name(#passed).pages()
        }

        #about_items
        pub fn #items_name(&self, #given) -> #items_type<#item> {
            self.#pages_name(#passed).items()
        }
    })
}

/// Returns the inputs of a method, passed to another one with the same inputs.
pub(super) fn passed(operation: &Operation) -> TokenStream {
    let positional = operation
        .inputs
        .iter()
        .filter(|input| operation.is_positional(input));
    let positional = positional.map(|input: &Input| ident(&input.ident));
    let params = operation.params_name.as_ref().map(|_| ident("params"));
    let all = positional.chain(params);
    quote!(#(#all),*)
}

fn item(capability: &Capability, item: Slot, imports: &Imports) -> TokenStream {
    if item.id == TypeId::ANY {
        let json = imports.runtime("value", "Json");
        return quote!(#json);
    }
    document_type::of_slot(item, &capability.types, imports)
}
