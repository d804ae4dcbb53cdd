//! The root module: the capability, its builder and its adapters.

use std::collections::BTreeSet;

use proc_macro2::{Ident, Literal, TokenStream};
use quote::quote;

use super::chain;
use super::imports::Imports;
use super::{
    Unit, aggregate, builder, client, control, convention_of_clients, mcp, rest, script, skill, types,
};
use crate::model::{Capability, Client, Guard, Transport};
use crate::names::ident;
use crate::options::Emit;
use crate::prose::{code, docs, prose};
use crate::secrets;
use crate::tool_list::ListedTool;

/// Returns the root module with the modules of the selected emit kinds.
pub(super) fn unit(capability: &Capability, lists: &[Vec<ListedTool>], emit: Emit) -> Unit {
    let mut unit = Unit::new(
        &capability.module,
        [prose(&capability.title), prose(&capability.description)],
    );
    let control = capability.control.iter().filter(|_| emit.serves());
    let has_adapters = emit.rest && !capability.rest.is_empty()
        || emit.mcp && !capability.mcp.is_empty()
        || emit.skill && !capability.skills.is_empty()
        || control.clone().next().is_some();
    let imports = &unit.imports;
    let serving = if has_adapters {
        server(capability, emit, imports)
    } else {
        TokenStream::new()
    };
    let signing_key = capability.signing_key(emit);
    let variables = variables(capability, emit, signing_key.as_deref());
    let item = item(capability, emit, variables, &serving, imports);
    let builder = builder::builder(capability, emit, imports);
    unit.items = quote!(#item #builder);
    if !capability.clients.is_empty() {
        unit.children
            .push(client::unit(capability, signing_key.as_deref()));
    }
    let aggregates = capability.aggregates.iter();
    unit.children
        .extend(aggregates.map(|item| aggregate::unit(capability, item)));
    if emit.rest {
        let adapters = capability.rest.iter();
        unit.children
            .extend(adapters.map(|adapter| rest::unit(capability, adapter)));
    }
    if emit.mcp {
        let adapters = capability.mcp.iter().zip(lists);
        unit.children
            .extend(adapters.map(|(adapter, list)| mcp::unit(capability, adapter, list, emit)));
    }
    if emit.skill {
        let adapters = capability.skills.iter();
        unit.children
            .extend(adapters.map(|adapter| skill::unit(capability, adapter)));
    }
    unit.children
        .extend(control.map(|adapter| control::unit(capability, adapter, emit)));
    unit.children.extend(script::unit(capability));
    unit.children.extend(types::unit(capability, emit));
    unit
}

/// Returns the path of a client's item from the root module.
pub(super) fn in_client(capability: &Capability, client: &Client, item: &str) -> TokenStream {
    let item = ident(item);
    if capability.clients.len() == 1 {
        return quote!(client::#item);
    }
    let module = ident(&client.accessor);
    quote!(client::#module::#item)
}

/// Returns the capability with its methods.
fn item(
    capability: &Capability,
    emit: Emit,
    variables: String,
    server: &TokenStream,
    imports: &Imports,
) -> TokenStream {
    let title = docs([format!(
        "The capability “{}”: its clients{}.",
        prose(&capability.title),
        adapters_named(capability)
    )]);
    let fields = fields(capability, emit, imports);
    let convention = convention_of_clients(capability);
    let made = making(capability, variables, imports);
    let accessors = capability.clients.iter().map(|client| {
        let (name, path) = (
            ident(&client.accessor),
            in_client(capability, client, &client.type_name),
        );
        let docs = docs([format!("Returns the client of {}.", code(&client.namespace))]);
        quote! {
            #docs
            #[must_use]
            pub fn #name(&self) -> &#path {
                &self.#name
            }
        }
    });
    let flows = capability.aggregates.iter().map(aggregate::accessor);
    quote! {
        #title
        #[derive(Clone, Debug)]
        pub struct Capability { #(#fields),* }

        #convention
        impl Capability {
            #made

            #(#accessors)*

            #(#flows)*

            #server
        }
    }
}

/// Returns the fields of the capability: clients, guards and the scripts of the program.
fn fields(capability: &Capability, emit: Emit, imports: &Imports) -> Vec<TokenStream> {
    let clients = capability.clients.iter().map(|client| {
        let (name, path) = (
            ident(&client.accessor),
            in_client(capability, client, &client.type_name),
        );
        quote!(#name: #path)
    });
    let guards = capability.guarded(emit).map(|emitted| {
        let (name, guard) = (ident(&emitted.guard.field), imports.runtime("guard", "Guard"));
        quote!(#name: #guard)
    });
    let scripts = capability.has_scripts().then(|| {
        let arc = imports.arc();
        quote!(scripts: #arc<dyn scripts::Scripts>)
    });
    clients.chain(guards).chain(scripts).collect()
}

/// Returns the functions that make the capability, and the method for its scripts.
fn making(capability: &Capability, variables: String, imports: &Imports) -> TokenStream {
    let error = imports.runtime("client", "BuildError");
    let variables = docs([
        "Builds the capability as the spec defines it, with variables from the environment.".to_owned(),
        variables,
    ]);
    let has_scripts = capability.has_scripts();
    let parameter = has_scripts.then(|| quote!(scripts: impl scripts::Scripts));
    let given = has_scripts.then(|| quote!(scripts));
    let made = if has_scripts {
        quote!(Builder::new(Arc::new(scripts)))
    } else {
        quote!(Builder::default())
    };
    let accessor = has_scripts.then(|| {
        quote! {
            /// Returns the scripts of the program.
            pub(crate) fn scripts(&self) -> &Arc<dyn scripts::Scripts> {
                &self.scripts
            }
        }
    });
    quote! {
        #variables
        pub fn from_env(#parameter) -> Result<Self, #error> {
            Self::builder(#given).build()
        }

        /// Creates a builder with the values of the spec.
        #[must_use]
        pub fn builder(#parameter) -> Builder {
            #made
        }

        #accessor
    }
}

fn adapters_named(capability: &Capability) -> &'static str {
    match (capability.rest.is_empty(), capability.mcp.is_empty()) {
        (true, true) => "",
        (false, true) => " and its REST adapter",
        (true, false) => " and its MCP adapter",
        (false, false) => ", its REST and its MCP adapter",
    }
}

/// Returns the paragraph about the environment variables.
fn variables(capability: &Capability, emit: Emit, signing_key: Option<&str>) -> String {
    let names = capability.variables(emit);
    let names: BTreeSet<&str> = names.map(|variable| variable.environment.as_str()).collect();
    let bases = capability
        .clients
        .iter()
        .flat_map(Client::address_variables)
        .chain(signing_key)
        .map(code)
        .collect::<Vec<_>>()
        .join(", ");
    let needed = if names.is_empty() {
        String::new()
    } else {
        let uses = secrets::uses(capability, emit);
        let sentences: Vec<String> = names.iter().map(|name| secrets::sentence(name, &uses)).collect();
        format!("Required: {}. ", sentences.join("; "))
    };
    if bases.is_empty() {
        needed
    } else {
        format!("{needed}Optional: {bases}.")
    }
}

/// Returns the call that sets the origins of web pages that may call an adapter.
fn origins(origins: &[String]) -> TokenStream {
    if origins.is_empty() {
        return TokenStream::new();
    }
    quote!(.allow_origins([#(#origins),*]))
}

fn server(capability: &Capability, emit: Emit, imports: &Imports) -> TokenStream {
    let [adapter, server, error] = imports.all("serve", ["Adapter", "Server", "ServeError"]);
    let name = &capability.module.trim_start_matches("r#");
    let (names, lets): (Vec<Ident>, Vec<TokenStream>) =
        adapters(capability, emit, &adapter).into_iter().unzip();
    let adapters = names.iter().map(|name| quote!(.adapter(#name)));
    let (statements, made) = chain::split(&quote!(#server::new(#name)), adapters);
    let is_constant = (!emit.rest || capability.rest.is_empty())
        && (!emit.mcp || capability.mcp.is_empty())
        && capability.guarded(emit).next().is_none();
    let constant = is_constant.then(|| {
        quote! {
            #[allow(clippy::unused_self, reason = "servers of other capabilities need them")]
        }
    });
    quote! {
        /// Returns the server, with every adapter at the address of its spec.
        #constant
        #[must_use]
        pub fn server(&self) -> #server {
            #(#lets)*
            #statements
            #made
        }

        /// Serves every adapter until the process gets a stop signal.
        pub async fn serve(&self) -> Result<(), #error> {
            self.server().run().await
        }
    }
}

/// Returns the adapters, each with its variable and the statement that declares it.
fn adapters(capability: &Capability, emit: Emit, adapter: &Ident) -> Vec<(Ident, TokenStream)> {
    let rest = capability.rest.iter().filter(|_| emit.rest).map(|item| {
        let module = ident(&item.module);
        let place = place(&item.namespace, &item.address, item.port);
        // The routes have no guard of their own, so that the program can replace the adapter's guard.
        let (guard, origins) = (guarded(item.guard.as_ref()), origins(&item.allow_origins));
        let made = quote!(rest(#place, #module::routes().into_service(self.clone())) #guard #origins);
        (module, made)
    });
    let mcp = capability.mcp.iter().filter(|_| emit.mcp).map(|item| {
        let (namespace, module) = (&item.namespace, ident(&item.module));
        let made = match &item.transport {
            Transport::Http { address, port } => {
                let (place, origins) = (place(namespace, address, *port), origins(&item.allow_origins));
                quote!(mcp(#place, #module::server(self.clone())) #origins)
            }
            Transport::Stdio => quote!(stdio(#namespace, #module::server(self.clone()))),
        };
        (module, made)
    });
    let skills = capability.skills.iter().filter(|_| emit.skill).map(|item| {
        let module = ident(&item.module);
        let place = place(&item.namespace, &item.address, item.port);
        let guard = guarded(item.guard.as_ref());
        let made = quote!(skill(#place, &#module::SKILLS) #guard);
        (module, made)
    });
    let control = capability.control.iter().filter(|_| emit.serves()).map(|item| {
        let module = ident(&item.module);
        let place = place(&item.namespace, &item.address, item.port);
        let guard = guarded(item.guard.as_ref());
        let made = quote!(control(#place, #module::control()) #guard);
        (module, made)
    });
    let all = rest.chain(mcp).chain(skills).chain(control);
    all.map(|(module, made)| {
        let declared = quote!(let #module = #adapter::#made;);
        (module, declared)
    })
    .collect()
}

/// Returns the call that sets the guard of an adapter.
fn guarded(guard: Option<&Guard>) -> Option<TokenStream> {
    let field = guard.map(|guard| ident(&guard.field));
    field.map(|field| quote!(.authentication(self.#field.clone())))
}

/// Returns the first arguments of an adapter that listens.
fn place(namespace: &str, address: &str, port: u16) -> TokenStream {
    let port = Literal::u16_unsuffixed(port);
    quote!(#namespace, #address, #port)
}
