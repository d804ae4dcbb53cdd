//! Static tables of an MCP server.

use proc_macro2::TokenStream;
use quote::quote;

use super::{prompt, resource};
use crate::emit::imports::Imports;
use crate::emit::json_schema::{Dialect, Schemas, visible};
use crate::emit::value::{self, raw_string};
use crate::model::{Capability, McpAdapter, Output, Read, ReadKind, Source, Tool, Type};
use crate::options::UnknownArguments;

pub(super) fn table(capability: &Capability, adapter: &McpAdapter, imports: &Imports) -> TokenStream {
    let [info, tool_type] = imports.all("mcp", ["ServerInfo", "Tool"]);
    let (name, title, version) = (&adapter.namespace, &capability.title, &capability.version);
    let instructions = &adapter.description;
    let count = proc_macro2::Literal::usize_unsuffixed(adapter.tools.len());
    let tools = adapter
        .tools
        .iter()
        .map(|tool| entry(capability, adapter, tool, imports));
    let (resources, prompts) = (resource::table(adapter, imports), prompt::table(adapter, imports));
    quote! {
        static SERVER: #info = #info { name: #name, title: #title, version: #version, instructions: #instructions };

        /// The result of `tools/list`, in the order of the spec.
        static TOOLS: [#tool_type; #count] = [#(#tools),*];

        #resources

        #prompts
    }
}

/// Returns the parts of the server's description besides its tools.
pub(super) fn declared(adapter: &McpAdapter, imports: &Imports) -> TokenStream {
    let resources = (!adapter.resources.is_empty()).then(|| quote!(.resources(&RESOURCES)));
    let prompts = (!adapter.prompts.is_empty()).then(|| quote!(.prompts(&PROMPTS)));
    let kept = adapter.keeping.map(|keeping| {
        let sharing = imports.runtime("mcp", "CacheScope");
        let ttl = ttl(keeping.ttl, imports);
        let scope = if keeping.public {
            quote!(Public)
        } else {
            quote!(Private)
        };
        quote!(.cache(#ttl, #sharing::#scope))
    });
    quote!(#resources #prompts #kept)
}

/// Returns a duration in milliseconds. `from_mins` and similar functions, which clippy suggests, need a newer Rust than users may have.
fn ttl(milliseconds: u64, imports: &Imports) -> TokenStream {
    let duration = imports.duration();
    if milliseconds.is_multiple_of(1000) {
        let seconds = value::grouped(milliseconds / 1000, "");
        quote!(#duration::new(#seconds, 0))
    } else {
        let milliseconds = value::grouped(milliseconds, "");
        quote!(#duration::from_millis(#milliseconds))
    }
}

fn entry(capability: &Capability, adapter: &McpAdapter, tool: &Tool, imports: &Imports) -> TokenStream {
    let [tool_type, hints_type] = imports.all("mcp", ["Tool", "Hints"]);
    let (name, title) = (&tool.name, &tool.operation.title);
    let description = if tool.operation.description.is_empty() {
        name
    } else {
        &tool.operation.description
    };
    let schemas = Schemas {
        types: &capability.types,
        dialect: Dialect::Tool,
    };
    let output = match &tool.operation.output {
        Output::Mapped(read) if !read.is_selection() => output_schema(schemas, read),
        // The spec does not declare the output.
        Output::Mapped(_) | Output::Relay | Output::Binary(_) => String::new(),
    };
    let (input, output) = (
        raw_string(&input_schema(schemas, tool, adapter.unknown_arguments)),
        raw_string(&output),
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

/// Returns the schema of a tool's arguments.
fn input_schema(schemas: Schemas<'_>, tool: &Tool, unknown: UnknownArguments) -> String {
    let members = tool
        .operation
        .inputs
        .iter()
        .filter_map(|input| match &input.source {
            Source::Field(name) => Some((name.clone(), input.required, schemas.property(input, None))),
            _ => None,
        });
    let mut schema = Schemas::object(members);
    // The schema allows unknown arguments if the runtime ignores them.
    let ignored = unknown == UnknownArguments::Ignore;
    schema.insert("additionalProperties".to_owned(), ignored.into());
    visible(&schema.into())
}

/// Returns the schema of a tool's result, which is an object: other values are its member `result`.
fn output_schema(schemas: Schemas<'_>, read: &Read) -> String {
    let is_struct =
        matches!(read.kind, ReadKind::Value(id) if matches!(schemas.types.get(id), Type::Struct(_)));
    let schema = schemas.read(read);
    visible(&if is_struct && read.required {
        schema
    } else {
        Schemas::object([("result".to_owned(), true, schema)]).into()
    })
}
