//! MCP adapters: a trait with one method per tool, MCP resource and prompt, their inputs and the static tables.

mod input;
mod method;
mod prompt;
mod resource;
mod table;

use proc_macro2::TokenStream;
use quote::quote;

use super::call::Response;
use super::imports::Imports;
use super::{Unit, convention, guard};
use crate::model::{Capability, Exposed, McpAdapter, Types};
use crate::names::ident;
use crate::options::Emit;
use crate::prose::{code, docs, prose};
use crate::tool_list::ListedTool;
use input::Parameter;

/// Returns the module of one adapter.
pub(super) fn unit(capability: &Capability, adapter: &McpAdapter, list: &[ListedTool], emit: Emit) -> Unit {
    let about = if adapter.description.is_empty() {
        format!("The MCP adapter {}.", code(&adapter.namespace))
    } else {
        prose(&adapter.description)
    };
    let mut unit = Unit::new(&adapter.module, [about]);
    let imports = &unit.imports;
    let tables = table::tables(capability, adapter, list, emit, imports);
    let inputs = inputs(&capability.types, adapter, imports);
    let callers = adapter
        .guard
        .as_ref()
        .map(|guard| guard::description(&adapter.namespace, guard, false, imports));
    let tools = tools(capability, adapter, imports);
    let server = server(capability, adapter, &tables.calls, imports);
    let dispatcher = dispatcher(capability, adapter, imports);
    let statics = tables.statics;
    unit.items = quote!(#callers #statics #tools #server #dispatcher #inputs);
    unit
}

/// Returns the input structs of tools, MCP resources and prompts.
fn inputs(types: &Types, adapter: &McpAdapter, imports: &Imports) -> TokenStream {
    let has_struct = |tool: &&crate::model::Tool| {
        matches!(
            Parameter::of(&tool.operation, &tool.input_name),
            Parameter::Struct(_)
        )
    };
    let tools = adapter.tools.iter().filter(has_struct).filter_map(|tool| {
        let inputs: Vec<_> = tool.operation.inputs.iter().collect();
        let what = format!("the tool {}", code(&tool.name));
        input::input(types, &tool.input_name, &what, &inputs, imports)
    });
    let resources = adapter.resources.iter().filter_map(|resource| {
        let (operation, input_name) = resource.operation()?;
        let inputs: Vec<_> = operation.inputs.iter().collect();
        let what = format!("the resource {}", code(&resource.uri));
        input::input(types, input_name, &what, &inputs, imports)
    });
    let prompts = adapter.prompts.iter().filter_map(|prompt| {
        let inputs: Vec<_> = prompt.arguments.iter().map(|argument| &argument.input).collect();
        let what = format!("the prompt {}", code(&prompt.name));
        input::input(types, &prompt.input_name, &what, &inputs, imports)
    });
    tools.chain(resources).chain(prompts).collect()
}

/// Returns the parts of the adapter for the documentation.
fn offered(adapter: &McpAdapter) -> &'static str {
    match (adapter.resources.is_empty(), adapter.prompts.is_empty()) {
        (true, true) => "The tools",
        (false, true) => "The tools and resources",
        (true, false) => "The tools and prompts",
        (false, false) => "The tools, resources and prompts",
    }
}

/// Returns the trait.
fn tools(capability: &Capability, adapter: &McpAdapter, imports: &Imports) -> TokenStream {
    let own = imports.parent("Capability");
    let tools = adapter.tools.iter().map(|tool| {
        method::method(
            capability,
            &tool.operation,
            Parameter::of(&tool.operation, &tool.input_name),
            imports,
        )
    });
    let resources = adapter
        .resources
        .iter()
        .filter_map(|resource| resource::method(capability, resource, imports));
    let prompts = adapter
        .prompts
        .iter()
        .map(|prompt| prompt::method(prompt, imports));
    let methods = tools.chain(resources).chain(prompts);
    let convention = convention(adapter.tools.iter().map(|tool| tool.operation.ident.as_str()));
    let about = docs([
        format!("{} of {}.", offered(adapter), code(&adapter.namespace)),
        "Each method calls the operation of the spec; implement the trait for another type to change that."
            .to_owned(),
    ]);
    quote! {
        #about
        #convention
        pub trait Tools: Send + Sync + 'static {
            /// Returns the capability that the tools call.
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

/// Returns the function that makes the server. `tables` are the calls that give it its tables.
fn server(
    capability: &Capability,
    adapter: &McpAdapter,
    tables: &TokenStream,
    imports: &Imports,
) -> TokenStream {
    let server = imports.runtime("mcp", "Server");
    let about = docs([format!(
        "Returns the MCP server of {} over any implementation of [`Tools`].",
        code(&adapter.namespace)
    )]);
    let field = adapter.guard.as_ref().map(|guard| ident(&guard.field));
    let callers = field
        .as_ref()
        .map(|field| quote!(let callers = tools.capability().#field.clone();));
    let guarded = field.as_ref().map(|_| quote!(.authentication(callers)));
    let sealing = capability.clients.first().filter(|_| capability.seals(adapter));
    let client = sealing.map(|client| {
        let name = ident(&client.accessor);
        quote!(let client = tools.capability().#name.http.clone();)
    });
    let sealed = sealing.map(|_| quote!(.signing_keys(&client)));
    quote! {
        #about
        #[must_use]
        pub fn server<T: Tools>(tools: T) -> #server {
            #callers
            #client
            #server::new(&SERVER, &TOOLS, Dispatcher(tools)) #tables #sealed #guarded
        }
    }
}

/// Returns the dispatcher, which calls the methods of the trait by the names of tools and prompts, and by URIs.
fn dispatcher(capability: &Capability, adapter: &McpAdapter, imports: &Imports) -> TokenStream {
    let [dispatch, pending] = imports.all("mcp", ["Dispatch", "ToolFuture"]);
    let inputs = imports.runtime("input", "Inputs");
    let arms = adapter.tools.iter().map(|tool| {
        let tool = (tool.name.as_str(), &tool.operation, tool.input_name.as_str());
        operation_arm(capability, tool, "tool_result", imports)
    });
    let call = if adapter.tools.is_empty() {
        quote! {
            fn call<'a>(&'a self, _: &str, _: #inputs) -> Option<#pending<'a>> {
                None
            }
        }
    } else {
        quote! {
            fn call<'a>(&'a self, tool: &str, inputs: #inputs) -> Option<#pending<'a>> {
                match tool {
                    #(#arms)*
                    _ => None,
                }
            }
        }
    };
    let read = resource::dispatch(capability, adapter, imports);
    let prompt = prompt::dispatch(adapter, imports);
    quote! {
        struct Dispatcher<T>(T);

        impl<T: Tools> #dispatch for Dispatcher<T> {
            #call

            #read

            #prompt
        }
    }
}

/// Returns the arm of a dispatch that reads inputs and starts a method. `result` is the function that makes the result from the
/// method's.
fn arm(
    name: &str,
    method: &str,
    input: Parameter<'_>,
    result: &TokenStream,
    imports: &Imports,
) -> TokenStream {
    let (method, start) = (ident(method), imports.runtime("mcp", "start"));
    let (read, call) = match input {
        Parameter::None => (quote!(inputs.finish()), quote!(|()| self.0.#method())),
        _ => (input.read(imports), quote!(|input| self.0.#method(input))),
    };
    quote!(#name => #start(#read, #call, #result),)
}

/// Returns the arm of a tool or MCP resource. `function` is that of the runtime that makes the result.
fn operation_arm(
    capability: &Capability,
    (name, operation, input): (&str, &Exposed, &str),
    function: &'static str,
    imports: &Imports,
) -> TokenStream {
    let function = imports.runtime("mcp", function);
    let result = if Response::of(capability, operation).is_mapped(capability) {
        imports.trait_in_scope("value", "ToJson");
        quote!(|output| #function(output.to_json()))
    } else {
        quote!(#function)
    };
    let input = Parameter::of(operation, input);
    arm(name, &operation.ident, input, &result, imports)
}
