//! Static tables of an MCP server.

use std::collections::BTreeMap;

use proc_macro2::TokenStream;
use quote::quote;

use super::{prompt, resource};
use crate::catalogue::{self, Toolset};
use crate::emit::imports::Imports;
use crate::emit::skill;
use crate::emit::value::{self, raw_string};
use crate::json_schema;
use crate::model::{Capability, ListedTool, McpAdapter, PassedPages, Tool, Types};
use crate::options::{Catalogue, Emit};
use crate::tool_list::listed;

/// The member with a result that is no object.
const RESULT: &str = "result";

pub(super) fn table(capability: &Capability, adapter: &McpAdapter, imports: &Imports) -> TokenStream {
    let [info, tool_type] = imports.all("mcp", ["ServerInfo", "Tool"]);
    let (name, title, version) = (&adapter.namespace, &capability.title, &capability.version);
    let instructions = &adapter.description;
    let count = proc_macro2::Literal::usize_unsuffixed(adapter.tools.len());
    let tools = adapter.tools.iter().zip(listed(capability, adapter));
    let tools = tools.map(|(tool, listed)| entry(tool, listed, imports));
    let whole_results = whole_results_table(capability, adapter);
    let api_names = api_names_table(&capability.types, adapter);
    let (pages, fields) = (
        pages_table(capability, adapter),
        fields_table(capability, adapter),
    );
    let long_running = long_running_table(capability, adapter);
    let (toolsets, index) = (toolsets(capability, adapter, imports), index(capability, adapter));
    let (resources, prompts) = (resource::table(adapter, imports), prompt::table(adapter, imports));
    quote! {
        static SERVER: #info = #info { name: #name, title: #title, version: #version, instructions: #instructions };

        /// The result of `tools/list`, in the order of the spec.
        static TOOLS: [#tool_type; #count] = [#(#tools),*];

        #whole_results

        #toolsets

        #index

        #api_names

        #pages

        #fields

        #long_running

        #resources

        #prompts
    }
}

/// Returns the parts of the server's description besides its tools.
pub(super) fn declared(
    capability: &Capability,
    adapter: &McpAdapter,
    emit: Emit,
    imports: &Imports,
) -> TokenStream {
    let types = &capability.types;
    let skills = emit.skill.then(|| skill::served(capability, adapter));
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
    let api_names = (!api_names(types, adapter).is_empty()).then(|| quote!(.api_names(&API_NAMES)));
    let catalogue = catalogue(capability, adapter, imports);
    let has_pages = pages(capability, adapter).next().is_some();
    let pages = has_pages.then(|| quote!(.pages(&PAGES)));
    let has_fields = fields(capability, adapter).next().is_some();
    let fields = has_fields.then(|| quote!(.fields(&FIELDS)));
    let has_long_running = long_running(capability, adapter).next().is_some();
    let long_running = has_long_running.then(|| quote!(.long_running(&LONG_RUNNING)));
    let has_whole_results = whole_results(capability, adapter).next().is_some();
    let whole_results = has_whole_results.then(|| quote!(.whole_results(&WHOLE_RESULTS)));
    quote!(#resources #prompts #skills #kept #api_names #whole_results #pages #fields #long_running #catalogue)
}

/// Returns the calls that declare how clients see the tools.
fn catalogue(capability: &Capability, adapter: &McpAdapter, imports: &Imports) -> TokenStream {
    let toolsets =
        (!catalogue::toolsets(capability, adapter).is_empty()).then(|| quote!(.toolsets(&TOOLSETS)));
    let index = catalogue::is_indexed(capability, adapter).then(|| quote!(.search_index(INDEX)));
    let chosen = catalogue::chosen(capability, adapter).map(|chosen| {
        let kind = imports.runtime("mcp", "Catalogue");
        let chosen = match chosen {
            Catalogue::All => quote!(All),
            Catalogue::Toolsets => quote!(Toolsets),
            Catalogue::Search => quote!(Search),
        };
        quote!(.catalogue(#kind::#chosen))
    });
    let pinned = &adapter.pinned_tools;
    let pinned = (!pinned.is_empty()).then(|| quote!(.pinned_tools([#(#pinned),*])));
    quote!(#toolsets #index #chosen #pinned)
}

/// Returns the table of toolsets, if there are several.
fn toolsets(capability: &Capability, adapter: &McpAdapter, imports: &Imports) -> Option<TokenStream> {
    let toolsets = catalogue::toolsets(capability, adapter);
    if toolsets.is_empty() {
        return None;
    }
    let toolset = imports.runtime("mcp", "Toolset");
    let count = proc_macro2::Literal::usize_unsuffixed(toolsets.len());
    let rows = toolsets
        .iter()
        .map(|Toolset { name, tools }| quote!(#toolset { name: #name, tools: &[#(#tools),*] }));
    Some(quote! {
        /// The groups of tools that clients can choose.
        static TOOLSETS: [#toolset; #count] = [#(#rows),*];
    })
}

/// Returns the index for searches, if there is one.
fn index(capability: &Capability, adapter: &McpAdapter) -> Option<TokenStream> {
    let index = raw_string(&catalogue::index(capability, adapter)?);
    Some(quote! {
        /// The index of the tools for `search_tools`: a term in each line, with the tools that have it.
        static INDEX: &str = #index;
    })
}

/// Returns the tools whose listed schemas leave out members of their results, each with the schema that has them.
fn whole_results<'a>(
    capability: &Capability,
    adapter: &'a McpAdapter,
) -> impl Iterator<Item = (&'a str, &'a str)> {
    let tools = listed(capability, adapter).iter();
    let tools = tools.filter(|tool| !tool.whole_result.is_empty());
    tools.map(|tool| (tool.name.as_str(), tool.whole_result.as_str()))
}

/// Returns the table of the schemas with all members of results, if there are any.
fn whole_results_table(capability: &Capability, adapter: &McpAdapter) -> Option<TokenStream> {
    let rows = whole_results(capability, adapter).map(|(tool, schema)| {
        let schema = raw_string(schema);
        quote!((#tool, #schema))
    });
    let rows = rows_of(&quote!((&str, &str)), rows)?;
    Some(quote! {
        /// The members of results that the list of tools does not describe, as they would exceed its budget: a schema for each tool.
        static WHOLE_RESULTS: #rows;
    })
}

/// Returns the tools with members whose names vendors of models reject, each with the accepted names.
fn api_names<'a>(types: &Types, adapter: &'a McpAdapter) -> Vec<(&'a str, BTreeMap<String, String>)> {
    let tools = adapter.tools.iter();
    let names = tools.map(|tool| (tool.name.as_str(), json_schema::api_names(types, tool)));
    names.filter(|(_, names)| !names.is_empty()).collect()
}

/// Returns the table of accepted names, if there are any.
fn api_names_table(types: &Types, adapter: &McpAdapter) -> Option<TokenStream> {
    let tools = api_names(types, adapter);
    let rows = tools.iter().map(|(tool, names)| {
        let pairs = names.iter().map(|(api_name, name)| quote!((#name, #api_name)));
        quote!((#tool, &[#(#pairs),*]))
    });
    let rows = rows_of(&quote!((&str, &[(&str, &str)])), rows)?;
    Some(quote! {
        /// The arguments whose names the schemas cannot have, by tool: the name in the schema and that in requests to the API.
        static API_NAMES: #rows;
    })
}

/// Returns the tools that pass pages on, each with these pages.
fn pages<'c>(
    capability: &'c Capability,
    adapter: &'c McpAdapter,
) -> impl Iterator<Item = (&'c str, PassedPages<'c>)> {
    let tools = adapter.tools.iter();
    tools.filter_map(|tool| Some((tool.name.as_str(), capability.pages_of_tool(tool)?)))
}

/// Returns the table of tools with pages, if there are any.
fn pages_table(capability: &Capability, adapter: &McpAdapter) -> Option<TokenStream> {
    let rows = pages(capability, adapter).map(|(tool, PassedPages { operation, list })| {
        let id = &operation.id;
        let list = if list.is_empty() {
            vec![RESULT.to_owned()]
        } else {
            list
        };
        quote!((#tool, #id, &[#(#list),*]))
    });
    let rows = rows_of(&quote!((&str, &str, &[&str])), rows)?;
    Some(quote! {
        /// The tools whose operations return lists in pages, with these operations, and where results have the list.
        static PAGES: #rows;
    })
}

/// Returns the tools that return the results of long-running operations, each with the operation that it calls.
fn long_running<'c>(
    capability: &'c Capability,
    adapter: &'c McpAdapter,
) -> impl Iterator<Item = (&'c str, &'c str)> {
    let tools = adapter.tools.iter();
    tools.filter_map(|tool| {
        Some((
            tool.name.as_str(),
            capability.long_running_of_tool(tool)?.id.as_str(),
        ))
    })
}

/// Returns the table of tools with long-running operations, if there are any.
fn long_running_table(capability: &Capability, adapter: &McpAdapter) -> Option<TokenStream> {
    let rows = long_running(capability, adapter).map(|(tool, operation)| quote!((#tool, #operation)));
    let rows = rows_of(&quote!((&str, &str)), rows)?;
    Some(quote! {
        /// The tools whose operations are long-running, with these operations.
        static LONG_RUNNING: #rows;
    })
}

/// Returns the type and the value of a table with rows of a type; `None` if it is empty.
fn rows_of(row: &TokenStream, rows: impl Iterator<Item = TokenStream>) -> Option<TokenStream> {
    let rows: Vec<TokenStream> = rows.collect();
    let count = proc_macro2::Literal::usize_unsuffixed(rows.len());
    (!rows.is_empty()).then(|| quote!([#row; #count] = [#(#rows),*]))
}

/// Returns the names of the tools that take `fields`.
fn fields<'a>(capability: &'a Capability, adapter: &'a McpAdapter) -> impl Iterator<Item = &'a str> {
    let tools = adapter.tools.iter();
    let selecting = tools.filter(|tool| json_schema::has_fields(capability, adapter, tool));
    selecting.map(|tool| tool.name.as_str())
}

/// Returns the table of the tools that take `fields`, if there are any.
fn fields_table(capability: &Capability, adapter: &McpAdapter) -> Option<TokenStream> {
    let names = fields(capability, adapter).map(|name| quote!(#name));
    let names = rows_of(&quote!(&str), names)?;
    Some(quote! {
        /// The tools that take the members of their results as `fields`.
        static FIELDS: #names;
    })
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

fn entry(tool: &Tool, listed: &ListedTool, imports: &Imports) -> TokenStream {
    let [tool_type, hints_type] = imports.all("mcp", ["Tool", "Hints"]);
    let ListedTool {
        name,
        title,
        description,
        ..
    } = listed;
    let (input, output) = (raw_string(&listed.arguments), raw_string(&listed.result));
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
