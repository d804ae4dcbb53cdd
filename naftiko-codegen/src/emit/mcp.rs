//! MCP adapters: a trait with a method per tool, the tools' inputs and the static table.

use proc_macro2::TokenStream;
use quote::quote;

use super::call::{Site, call};
use super::imports::Imports;
use super::prose::{code, docs, prose};
use super::value::raw_string;
use super::{Unit, argument, read, rest, schema};
use crate::model::{Capability, McpAdapter, Output, Payload, Target, Tool};
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
    let table = table(capability, adapter, imports);
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

fn table(capability: &Capability, adapter: &McpAdapter, imports: &Imports) -> TokenStream {
    let (info, tool_type) = (
        imports.runtime("mcp", "ServerInfo"),
        imports.runtime("mcp", "Tool"),
    );
    let (name, title, version) = (&adapter.namespace, &capability.title, &capability.version);
    let instructions = adapter.description.trim();
    let count = proc_macro2::Literal::usize_unsuffixed(adapter.tools.len());
    let tools = adapter.tools.iter().map(|tool| entry(capability, tool, imports));
    quote! {
        static SERVER: #info = #info { name: #name, title: #title, version: #version, instructions: #instructions };

        /// What `tools/list` answers, in the order of the spec.
        static TOOLS: [#tool_type; #count] = [#(#tools),*];
    }
}

fn entry(capability: &Capability, tool: &Tool, imports: &Imports) -> TokenStream {
    let (tool_type, hints_type) = (imports.runtime("mcp", "Tool"), imports.runtime("mcp", "Hints"));
    let (name, title) = (&tool.name, tool.operation.title.trim());
    let description = if tool.operation.description.trim().is_empty() {
        name
    } else {
        tool.operation.description.trim()
    };
    let mapped = match &tool.operation.output {
        Output::Mapped(read) => Some(read),
        Output::Relay => None,
    };
    let (input, output) = (
        raw_string(&schema::input(tool)),
        raw_string(&schema::output(capability, mapped)),
    );
    let hints = tool.hints;
    let (read_only, destructive, idempotent, open_world) = (
        hints.read_only,
        hints.destructive,
        hints.idempotent,
        hints.open_world,
    );
    quote! {
        #tool_type {
            name: #name,
            title: #title,
            description: #description,
            input_schema: #input,
            output_schema: #output,
            hints: #hints_type { read_only: #read_only, destructive: #destructive, idempotent: #idempotent, open_world: #open_world },
        }
    }
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
    let reads = tool.operation.inputs.iter().map(|input| {
        let name = ident(&input.ident);
        let read = rest::read_input(input, imports);
        quote!(#name: #read)
    });
    Some(quote! {
        #about
        #[derive(Clone, Debug, PartialEq)]
        pub struct #name { #(#fields),* }

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
    let methods = adapter.tools.iter().map(|tool| method(capability, tool, imports));
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

fn method(capability: &Capability, tool: &Tool, imports: &Imports) -> TokenStream {
    let exposed = &tool.operation;
    let name = ident(&exposed.ident);
    let error = imports.runtime("mcp", "ToolError");
    let docs = docs([prose(&exposed.title), prose(&exposed.description)]);
    let site = Site {
        capability,
        exposed,
        prefix: quote!(input.),
        receiver: quote!(self.capability()),
        imports,
    };
    let (output, body) = answer(&site);
    let input = (!exposed.inputs.is_empty()).then(|| {
        let input = ident(&tool.input_name);
        let name = if body.uses_input {
            quote!(input)
        } else {
            quote!(_input)
        };
        quote!(, #name: #input)
    });
    let (tokens, future) = (&body.tokens, imports.future());
    quote! {
        #docs
        fn #name(&self #input) -> impl #future<Output = Result<#output, #error>> + Send {
            async move { #tokens }
        }
    }
}

struct Body {
    tokens: TokenStream,
    uses_input: bool,
}

/// The type that a tool answers with, and its default body.
fn answer(site: &Site<'_>) -> (TokenStream, Body) {
    let (capability, imports) = (site.capability, site.imports);
    let json = || imports.runtime("", "Value");
    match &site.exposed.target {
        Target::Call {
            client,
            operation,
            arguments,
        } => {
            let uses_input = !super::call::uses(arguments).is_empty();
            let Some((client, operation)) = capability.operation(*client, *operation) else {
                return (
                    TokenStream::new(),
                    Body {
                        tokens: TokenStream::new(),
                        uses_input,
                    },
                );
            };
            let (before, future) = call(site, client, operation, arguments);
            let (output, answer) = match (&site.exposed.output, &operation.payload) {
                (Output::Mapped(mapped), _) if mapped.is_selection() => {
                    let (json, select) = (json(), read::selection(mapped));
                    (quote!(#json), quote!(Ok(response.select(#select)?)))
                }
                (Output::Mapped(mapped), _) => {
                    let map = read::function(capability, mapped, imports);
                    (
                        read::type_of(capability, mapped, imports),
                        quote!(Ok(response.map(#map)?)),
                    )
                }
                (Output::Relay, Payload::Text) => (quote!(String), quote!(Ok(response.value()?))),
                (Output::Relay, Payload::Bytes) => {
                    let bytes = imports.runtime("", "Bytes");
                    (quote!(#bytes), quote!(Ok(response.into_bytes())))
                }
                (Output::Relay, Payload::Json | Payload::Shape(_)) => {
                    let json = json();
                    (quote!(#json), quote!(Ok(response.json()?)))
                }
            };
            (
                output,
                Body {
                    tokens: quote!(#before let response = #future.await?; #answer),
                    uses_input,
                },
            )
        }
        Target::Mock(template) => {
            let mut uses_input = false;
            template.visit(&mut |piece| uses_input |= matches!(piece, crate::model::Piece::Input(_)));
            let value = site.mock(template);
            let json = json();
            (
                quote!(#json),
                Body {
                    tokens: quote!(Ok(#value)),
                    uses_input,
                },
            )
        }
        Target::Unresolved(message) => {
            let (error, json) = (imports.runtime("mcp", "ToolError"), json());
            (
                quote!(#json),
                Body {
                    tokens: quote!(Err(#error::unresolved(#message))),
                    uses_input: false,
                },
            )
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
            #name => Box::pin(async move {
                inputs.finish()?;
                #reply(self.0.#method().await? #to_json)
            }),
        };
    }
    let input = ident(&tool.input_name);
    quote!(#name => Box::pin(async move { #reply(self.0.#method(#input::read(inputs)?).await? #to_json) }),)
}
