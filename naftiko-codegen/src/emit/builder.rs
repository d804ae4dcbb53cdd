//! The builder of a capability.

use proc_macro2::{Ident, TokenStream};
use quote::quote;

use super::capability::in_client;
use super::convention_of_clients;
use super::imports::Imports;
use crate::model::{Capability, Guarded};
use crate::names::ident;
use crate::options::Emit;
use crate::prose::{code, docs};

/// Returns the struct and its methods: one per consumed API, variables, and `build`.
pub(super) fn builder(capability: &Capability, emit: Emit, imports: &Imports) -> TokenStream {
    let [error, variables] = imports.all("client", ["BuildError", "Variables"]);
    let config = || imports.runtime("client", "Config");
    let fields = capability.clients.iter().map(|client| {
        let (name, config) = (ident(&client.accessor), config());
        quote!(#name: #config)
    });
    let methods = capability.clients.iter().map(|client| {
        let (name, config) = (ident(&client.accessor), config());
        let docs = docs([format!("Configures the client of {}.", code(&client.namespace))]);
        quote! {
            #docs
            #[must_use]
            pub fn #name(mut self, change: impl FnOnce(#config) -> #config) -> Self {
                self.#name = change(self.#name);
                self
            }
        }
    });
    let guard_fields = capability.guarded(emit).map(|emitted| {
        let (name, callers) = (
            ident(&emitted.guard.field),
            imports.runtime("guard", "GuardConfig"),
        );
        quote!(#name: #callers)
    });
    let has_scripts = capability.has_scripts();
    let scripts = has_scripts.then(|| {
        let arc = imports.arc();
        quote!(scripts: #arc<dyn scripts::Scripts>)
    });
    let fields = fields.chain(guard_fields).chain(scripts);
    let made = has_scripts.then(|| new(capability, emit, imports));
    let default = (!has_scripts).then(|| quote!(, Default));
    let guard_methods = capability
        .guarded(emit)
        .map(|emitted| guard_method(&emitted, imports));
    let methods = methods.chain(guard_methods);
    let building = building(capability, emit, &error, imports);
    let convention = convention_of_clients(capability);
    quote! {
        /// Builds a [`Capability`] from the spec and the settings of the program.
        #[derive(Clone, Debug #default)]
        pub struct Builder {
            variables: #variables,
            #(#fields),*
        }

        #convention
        impl Builder {
            #made

            /// Sets a variable of the spec, in place of its value in the environment.
            #[must_use]
            pub fn variable(mut self, name: &str, value: impl Into<String>) -> Self {
                self.variables.set(name, value);
                self
            }

            #(#methods)*

            /// Builds the capability, or returns everything that is missing or invalid.
            pub fn build(self) -> Result<Capability, #error> {
                #building
            }
        }
    }
}

/// Returns the constructor of a builder with scripts, which have no default.
fn new(capability: &Capability, emit: Emit, imports: &Imports) -> TokenStream {
    let (arc, variables) = (imports.arc(), imports.runtime("client", "Variables"));
    let clients = capability.clients.iter().map(|client| {
        let (name, config) = (ident(&client.accessor), imports.runtime("client", "Config"));
        quote!(#name: #config::default())
    });
    let guards = capability.guarded(emit).map(|emitted| {
        let config = imports.runtime("guard", "GuardConfig");
        let name = ident(&emitted.guard.field);
        quote!(#name: #config::default())
    });
    let fields = clients.chain(guards);
    quote! {
        fn new(scripts: #arc<dyn scripts::Scripts>) -> Self {
            Self {
                variables: #variables::default(),
                #(#fields,)*
                scripts,
            }
        }
    }
}

/// Returns the body of `build`: clients and guards, whose problems are one error.
fn building(capability: &Capability, emit: Emit, error: &Ident, imports: &Imports) -> TokenStream {
    let build_clients = imports.runtime("client", "build_clients");
    let clients: Vec<_> = capability.clients.iter().collect();
    let names = clients.iter().map(|client| ident(&client.accessor));
    let apis = clients.iter().map(|client| {
        let (name, api) = (ident(&client.accessor), in_client(capability, client, "API"));
        quote!((&#api, self.#name))
    });
    let made = clients.iter().map(|client| {
        let name = ident(&client.accessor);
        let type_name = in_client(capability, client, &client.type_name);
        quote!(#name: #type_name::new(#name))
    });
    let scripts = capability.has_scripts().then(|| quote!(scripts: self.scripts));
    let made = made.chain(scripts);
    let guarded: Vec<_> = capability.guarded(emit).collect();
    let guards: Vec<_> = guarded
        .iter()
        .map(|emitted| ident(&emitted.guard.field))
        .collect();
    let (names, clients) = (
        quote!([#(#names),*]),
        quote!(#build_clients([#(#apis),*], &self.variables)),
    );
    if guards.is_empty() {
        return quote! {
            let #names = #clients?;
            Ok(Capability { #(#made),* })
        };
    }
    let build_guards = imports.runtime("guard", "build_guards");
    let specs = guarded.iter().map(|emitted| {
        let (name, module) = (ident(&emitted.guard.field), ident(emitted.module));
        quote!((&#module::GUARD, self.#name))
    });
    let made = made.chain(guards.iter().map(|name| quote!(#name)));
    quote! {
        let clients = #clients;
        let guards = #build_guards([#(#specs),*], &self.variables);
        let (#names, [#(#guards),*]) = #error::both(clients, guards)?;
        Ok(Capability { #(#made),* })
    }
}

fn guard_method(emitted: &Guarded<'_>, imports: &Imports) -> TokenStream {
    let (name, callers) = (
        ident(&emitted.guard.field),
        imports.runtime("guard", "GuardConfig"),
    );
    let docs = docs([format!(
        "Configures the guard of the adapter in {}.",
        code(emitted.module.trim_start_matches("r#"))
    )]);
    quote! {
        #docs
        #[must_use]
        pub fn #name(mut self, change: impl FnOnce(#callers) -> #callers) -> Self {
            self.#name = change(self.#name);
            self
        }
    }
}
