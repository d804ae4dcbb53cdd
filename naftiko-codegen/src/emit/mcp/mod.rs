//! MCP adapters: a trait with a method per tool, the tools' inputs and the static table.

mod method;
mod table;

use proc_macro2::TokenStream;
use quote::quote;

use super::debug::debug;
use super::imports::Imports;
use super::prose::{code, docs, prose};
use super::{Unit, argument, rest};
use crate::model::{Capability, McpAdapter, Output, Target, Tool};
use crate::names::ident;

/// The module of one adapter.
pub(super) fn unit(capability: &Capability, adapter: &McpAdapter) -> Unit {
    let about = if adapter.description.is_empty() {
        format!("The MCP adapter {}.", code(&adapter.namespace))
    } else {
        prose(&adapter.description)
    };
    let mut unit = Unit::new(&adapter.module, [about]);
    let imports = &unit.imports;
    let table = table::table(capability, adapter, imports);
    let inputs = adapter
        .tools
        .iter()
        .filter_map(|tool| input(tool, imports))
        .collect::<TokenStream>();
    let tools = tools(capability, adapter, imports);
    let server = server(adapter, imports);
    unit.items = quote!(#table #tools #server #inputs);
    unit
}

/// The struct of a tool's inputs, when it has any.
fn input(tool: &Tool, imports: &Imports) -> Option<TokenStream> {
    if tool.operation.inputs.is_empty() {
        return None;
    }
    let name = ident(&tool.input_name);
    let (inputs_type, invalid) = (
        imports.runtime("input", "Inputs"),
        imports.runtime("input", "InvalidInput"),
    );
    let about = docs([format!("Input of the tool {}.", code(&tool.name))]);
    let fields = tool.operation.inputs.iter().map(|input| {
        let name = ident(&input.ident);
        let field_type = argument::owned(input.value_type, input.required, imports);
        let description = if input.description.trim().is_empty() {
            format!("The input {}.", code(&input.name))
        } else {
            prose(&input.description)
        };
        let docs = docs([description]);
        quote!(#docs pub #name: #field_type)
    });
    let pairs = tool
        .operation
        .inputs
        .iter()
        .map(|input| (input.name.as_str(), input.ident.as_str()));
    let (derived, debug) = debug(&name, pairs);
    let reads = tool.operation.inputs.iter().map(|input| {
        let name = ident(&input.ident);
        let read = rest::read_input(input, imports);
        quote!(#name: #read)
    });
    Some(quote! {
        #about
        #[derive(Clone, #derived PartialEq)]
        pub struct #name { #(#fields),* }

        #debug

        impl #name {
            fn read(mut inputs: #inputs_type) -> Result<Self, #invalid> {
                let input = Self { #(#reads),* };
                inputs.finish()?;
                Ok(input)
            }
        }
    })
}

/// The trait.
fn tools(capability: &Capability, adapter: &McpAdapter, imports: &Imports) -> TokenStream {
    let own = imports.parent("Capability");
    let methods = adapter
        .tools
        .iter()
        .map(|tool| method::method(capability, tool, imports));
    let about = docs([
        format!("The tools of {}.", code(&adapter.namespace)),
        "Each method makes the call that the spec declares; implement the trait for a type of your own to do something else.".to_owned(),
    ]);
    quote! {
        #about
        pub trait Tools: Send + Sync + 'static {
            /// The capability that the tools call.
            fn capability(&self) -> &#own;

            #(#methods)*
        }

        impl Tools for #own {
            fn capability(&self) -> &#own {
                self
            }
        }
    }
}

fn server(adapter: &McpAdapter, imports: &Imports) -> TokenStream {
    let (server, dispatch) = (
        imports.runtime("mcp", "Server"),
        imports.runtime("mcp", "Dispatch"),
    );
    let (pending, inputs) = (
        imports.runtime("mcp", "Pending"),
        imports.runtime("input", "Inputs"),
    );
    let arms = adapter.tools.iter().map(|tool| arm(tool, imports));
    let about = docs([format!(
        "The MCP server of {} over any implementation of [`Tools`].",
        code(&adapter.namespace)
    )]);
    quote! {
        #about
        #[must_use]
        pub fn server<T: Tools>(tools: T) -> #server {
            #server::new(&SERVER, &TOOLS, Dispatcher(tools))
        }

        struct Dispatcher<T>(T);

        impl<T: Tools> #dispatch for Dispatcher<T> {
            fn call<'a>(&'a self, tool: &str, inputs: #inputs) -> Option<#pending<'a>> {
                let pending: #pending<'a> = match tool {
                    #(#arms)*
                    _ => return None,
                };
                Some(pending)
            }
        }
    }
}

fn arm(tool: &Tool, imports: &Imports) -> TokenStream {
    let (name, method) = (&tool.name, ident(&tool.operation.ident));
    let reply = imports.runtime("mcp", "reply");
    let mapped = matches!(&tool.operation.output, Output::Mapped(read) if !read.is_selection())
        && matches!(tool.operation.target, Target::Call { .. });
    let to_json = mapped.then(|| {
        imports.trait_in_scope("value", "ToJson");
        quote!(.to_json())
    });
    if tool.operation.inputs.is_empty() {
        return quote! {
            #name => {
                let none = inputs.finish();
                Box::pin(async move {
                    none?;
                    #reply(self.0.#method().await? #to_json)
                })
            }
        };
    }
    let input = ident(&tool.input_name);
    quote! {
        #name => {
            let input = #input::read(inputs);
            Box::pin(async move { #reply(self.0.#method(input?).await? #to_json) })
        }
    }
}
