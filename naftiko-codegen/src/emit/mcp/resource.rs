//! MCP resources: one method for each with a call, and the static table.

use proc_macro2::TokenStream;
use quote::quote;

use super::input::Parameter;
use super::table::Table;
use super::{method, operation_arm};
use crate::emit::imports::Imports;
use crate::model::{Capability, McpAdapter, Resource, ResourceContent};

/// Returns the method that reads an MCP resource. The runtime reads files.
pub(super) fn method(capability: &Capability, resource: &Resource, imports: &Imports) -> Option<TokenStream> {
    let (operation, input_name) = resource.operation()?;
    let input = Parameter::of(operation, input_name);
    Some(method::method(capability, operation, input, imports))
}

/// Returns the dispatch of MCP resources by their URI in the table, if any has a call.
pub(super) fn dispatch(
    capability: &Capability,
    adapter: &McpAdapter,
    imports: &Imports,
) -> Option<TokenStream> {
    let arms = adapter.resources.iter().filter_map(|resource| {
        let (operation, input_name) = resource.operation()?;
        let resource = (resource.uri.as_str(), operation, input_name);
        Some(operation_arm(capability, resource, "resource_content", imports))
    });
    let arms: Vec<TokenStream> = arms.collect();
    if arms.is_empty() {
        return None;
    }
    let (reading, inputs) = (
        imports.runtime("mcp", "ResourceFuture"),
        imports.runtime("input", "Inputs"),
    );
    Some(quote! {
        fn read<'a>(&'a self, uri: &str, inputs: #inputs) -> Option<#reading<'a>> {
            match uri {
                #(#arms)*
                _ => None,
            }
        }
    })
}

/// Returns the table of MCP resources.
pub(super) fn table(adapter: &McpAdapter, imports: &Imports) -> Table {
    let resource_type = || {
        let resource = imports.runtime("mcp", "Resource");
        quote!(#resource)
    };
    let rows = adapter.resources.iter().map(|resource| {
        let Resource {
            uri,
            name,
            title,
            description,
            mime_type,
            binary,
            content,
        } = resource;
        let location = match content {
            ResourceContent::Operation { .. } => "",
            ResourceContent::Location(location) => location,
        };
        let resource_type = resource_type();
        quote! {
            #resource_type {
                uri: #uri,
                name: #name,
                title: #title,
                description: #description,
                mime_type: #mime_type,
                binary: #binary,
                location: #location,
            }
        }
    });
    Table::of(
        "The results of `resources/list` and `resources/templates/list`, in the order of the spec.",
        "RESOURCES",
        resource_type,
        rows,
    )
}
