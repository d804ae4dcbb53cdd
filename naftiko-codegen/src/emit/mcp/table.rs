//! Static tables of an MCP server.

use proc_macro2::{Literal, TokenStream};
use quote::quote;

use super::{prompt, resource};
use crate::catalogue::{self, Toolset};
use crate::emit::imports::Imports;
use crate::emit::skill;
use crate::emit::value::{self, raw_string};
use crate::json_schema;
use crate::model::{Capability, McpAdapter, PassedPages, Tool, Types};
use crate::names::ident;
use crate::options::{Catalogue, Emit};
use crate::tool_list::ListedTool;

/// The member with a result that is no object.
const RESULT: &str = "result";

/// The static tables of a server.
pub(super) struct Tables {
    /// Their declarations.
    pub statics: TokenStream,
    /// The calls that give them to the server, without that of the tools.
    pub calls: TokenStream,
}

/// A table, and the call that gives it to the server. A table without rows is not declared.
#[derive(Default)]
pub(super) struct Table {
    declared: TokenStream,
    call: TokenStream,
}

impl Table {
    /// Creates a table of rows. The call has its name.
    pub(super) fn of(
        about: &str,
        name: &str,
        row: impl FnOnce() -> TokenStream,
        rows: impl Iterator<Item = TokenStream>,
    ) -> Self {
        let rows: Vec<TokenStream> = rows.collect();
        if rows.is_empty() {
            return Self::default();
        }
        let (docs, call, name) = (format!(" {about}"), ident(&name.to_lowercase()), ident(name));
        let (count, row) = (Literal::usize_unsuffixed(rows.len()), row());
        Self {
            declared: quote!(#[doc = #docs] static #name: [#row; #count] = [#(#rows),*];),
            call: quote!(.#call(&#name)),
        }
    }
}

/// Returns the tables of a server.
pub(super) fn tables(
    capability: &Capability,
    adapter: &McpAdapter,
    list: &[ListedTool],
    emit: Emit,
    imports: &Imports,
) -> Tables {
    let (server, tools) = (
        server(capability, adapter, imports),
        tools(adapter, list, imports),
    );
    let whole_results = whole_results(list);
    let toolsets = toolsets(capability, adapter, imports);
    let index = index(capability, adapter, list);
    let api_names = api_names(&capability.types, adapter);
    let pages = pages(capability, adapter);
    let fields = fields(capability, adapter);
    let long_running = long_running(capability, adapter);
    let (resources, prompts) = (resource::table(adapter, imports), prompt::table(adapter, imports));
    let statics = [
        &whole_results,
        &toolsets,
        &index,
        &api_names,
        &pages,
        &fields,
        &long_running,
        &resources,
        &prompts,
    ];
    let statics = statics.map(|table| &table.declared);
    let skills = emit.skill.then(|| skill::served(capability, adapter));
    let cache = cache(adapter, imports);
    let results = [&api_names, &whole_results, &pages, &fields, &long_running].map(|table| &table.call);
    let (resources, prompts) = (&resources.call, &prompts.call);
    let (toolsets, index) = (&toolsets.call, &index.call);
    let (catalogue, pinned) = (catalogue(adapter, list, imports), pinned(adapter));
    Tables {
        statics: quote!(#server #tools #(#statics)*),
        calls: quote!(#resources #prompts #skills #cache #(#results)* #toolsets #index #catalogue #pinned),
    }
}

fn server(capability: &Capability, adapter: &McpAdapter, imports: &Imports) -> TokenStream {
    let info = imports.runtime("mcp", "ServerInfo");
    let (name, title, version) = (&adapter.namespace, &capability.title, &capability.version);
    let instructions = &adapter.description;
    quote! {
        static SERVER: #info = #info { name: #name, title: #title, version: #version, instructions: #instructions };
    }
}

fn tools(adapter: &McpAdapter, list: &[ListedTool], imports: &Imports) -> TokenStream {
    let tool = imports.runtime("mcp", "Tool");
    let count = Literal::usize_unsuffixed(list.len());
    let tools = adapter.tools.iter().zip(list);
    let tools = tools.map(|(tool, listed)| entry(tool, listed, imports));
    quote! {
        /// The result of `tools/list`, in the order of the spec.
        static TOOLS: [#tool; #count] = [#(#tools),*];
    }
}

/// Returns the call with the caching rules of the spec.
fn cache(adapter: &McpAdapter, imports: &Imports) -> Option<TokenStream> {
    let keeping = adapter.keeping?;
    let (ttl, sharing) = (ttl(keeping.ttl, imports), imports.runtime("mcp", "CacheScope"));
    let scope = if keeping.public {
        quote!(Public)
    } else {
        quote!(Private)
    };
    Some(quote!(.cache(#ttl, #sharing::#scope)))
}

/// Returns the call with the catalogue, if it is not that of every tool by its size.
fn catalogue(adapter: &McpAdapter, list: &[ListedTool], imports: &Imports) -> Option<TokenStream> {
    let chosen = match catalogue::chosen(adapter, list)? {
        Catalogue::All => quote!(All),
        Catalogue::Toolsets => quote!(Toolsets),
        Catalogue::Search => quote!(Search),
    };
    let kind = imports.runtime("mcp", "Catalogue");
    Some(quote!(.catalogue(#kind::#chosen)))
}

fn pinned(adapter: &McpAdapter) -> Option<TokenStream> {
    let pinned = &adapter.pinned_tools;
    (!pinned.is_empty()).then(|| quote!(.pinned_tools([#(#pinned),*])))
}

/// Returns the toolsets, if there are several.
fn toolsets(capability: &Capability, adapter: &McpAdapter, imports: &Imports) -> Table {
    let toolset = || {
        let toolset = imports.runtime("mcp", "Toolset");
        quote!(#toolset)
    };
    let toolsets = catalogue::toolsets(capability, adapter);
    let rows = toolsets.iter().map(|Toolset { name, tools }| {
        let toolset = toolset();
        quote!(#toolset { name: #name, tools: &[#(#tools),*] })
    });
    Table::of(
        "The groups of tools that clients can choose.",
        "TOOLSETS",
        toolset,
        rows,
    )
}

/// Returns the index for searches, if there is one.
fn index(capability: &Capability, adapter: &McpAdapter, list: &[ListedTool]) -> Table {
    let Some(index) = catalogue::index(capability, adapter, list) else {
        return Table::default();
    };
    let index = raw_string(&index);
    Table {
        declared: quote! {
            /// The index of the tools for `search_tools`: a term in each line, with the tools that have it.
            static INDEX: &str = #index;
        },
        call: quote!(.search_index(INDEX)),
    }
}

/// Returns the tools whose listed schemas leave out members of their results, each with the schema that has them.
fn whole_results(list: &[ListedTool]) -> Table {
    let tools = list.iter().filter(|tool| !tool.whole_result.is_empty());
    let rows = tools.map(|tool| {
        let (name, schema) = (&tool.name, raw_string(&tool.whole_result));
        quote!((#name, #schema))
    });
    Table::of(
        "The members of results that the list of tools does not describe, as they would exceed its budget: a schema for each tool.",
        "WHOLE_RESULTS",
        || quote!((&str, &str)),
        rows,
    )
}

/// Returns the tools with members whose names vendors of models reject, each with the accepted names.
fn api_names(types: &Types, adapter: &McpAdapter) -> Table {
    let tools = adapter.tools.iter();
    let names = tools.map(|tool| (&tool.name, json_schema::api_names(types, tool)));
    let names = names.filter(|(_, names)| !names.is_empty());
    let rows = names.map(|(tool, names)| {
        let pairs = names.iter().map(|(api_name, name)| quote!((#name, #api_name)));
        quote!((#tool, &[#(#pairs),*]))
    });
    Table::of(
        "The arguments whose names the schemas cannot have, by tool: the name in the schema and that in requests to the API.",
        "API_NAMES",
        || quote!((&str, &[(&str, &str)])),
        rows,
    )
}

/// Returns the tools that pass pages on, each with these pages.
fn pages(capability: &Capability, adapter: &McpAdapter) -> Table {
    let rows = adapter.tools.iter().filter_map(|tool| {
        let PassedPages { operation, list } = capability.pages_of_tool(tool)?;
        let list = if list.is_empty() {
            vec![RESULT.to_owned()]
        } else {
            list
        };
        let (tool, id) = (&tool.name, &operation.id);
        Some(quote!((#tool, #id, &[#(#list),*])))
    });
    Table::of(
        "The tools whose operations return lists in pages, with these operations, and where results have the list.",
        "PAGES",
        || quote!((&str, &str, &[&str])),
        rows,
    )
}

/// Returns the tools that return the results of long-running operations, each with the operation that it calls.
fn long_running(capability: &Capability, adapter: &McpAdapter) -> Table {
    let rows = adapter.tools.iter().filter_map(|tool| {
        let (name, operation) = (&tool.name, &capability.long_running_of_tool(tool)?.id);
        Some(quote!((#name, #operation)))
    });
    Table::of(
        "The tools whose operations are long-running, with these operations.",
        "LONG_RUNNING",
        || quote!((&str, &str)),
        rows,
    )
}

/// Returns the names of the tools that take `fields`.
fn fields(capability: &Capability, adapter: &McpAdapter) -> Table {
    let tools = adapter.tools.iter();
    let selecting = tools.filter(|tool| json_schema::has_fields(capability, adapter, tool));
    let rows = selecting.map(|tool| {
        let name = &tool.name;
        quote!(#name)
    });
    Table::of(
        "The tools that take the members of their results as `fields`.",
        "FIELDS",
        || quote!(&str),
        rows,
    )
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
