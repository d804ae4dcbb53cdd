//! The builder of a capability.

use proc_macro2::TokenStream;
use quote::quote;

use super::capability::in_client;
use super::imports::Imports;
use super::prose::{code, docs};
use crate::model::Capability;
use crate::names::ident;

/// The struct and its methods: one per consumed API, variables, and `build`.
pub(super) fn builder(capability: &Capability, imports: &Imports) -> TokenStream {
    let (error, variables, connect) = (
        imports.runtime("client", "BuildError"),
        imports.runtime("client", "Variables"),
        imports.runtime("client", "connect"),
    );
    let config = || imports.runtime("client", "Config");
    let fields = capability.clients.iter().map(|client| {
        let (name, config) = (ident(&client.accessor), config());
        quote!(#name: #config)
    });
    let methods = capability.clients.iter().map(|client| {
        let (name, config) = (ident(&client.accessor), config());
        let docs = docs([format!("Changes how {} is called.", code(&client.namespace))]);
        quote! {
            #docs
            #[must_use]
            pub fn #name(mut self, change: impl FnOnce(#config) -> #config) -> Self {
                self.#name = change(self.#name);
                self
            }
        }
    });
    let names = capability
        .clients
        .iter()
        .map(|client| ident(&client.accessor))
        .collect::<Vec<_>>();
    let apis = capability
        .clients
        .iter()
        .map(|client| in_client(capability, client, "API"));
    let types = capability
        .clients
        .iter()
        .map(|client| in_client(capability, client, &client.type_name));
    quote! {
        /// Makes a [`Capability`] from the spec and what is changed of it.
        #[derive(Clone, Debug, Default)]
        pub struct Builder {
            variables: #variables,
            #(#fields),*
        }

        impl Builder {
            /// Gives a variable of the spec a value, which otherwise comes from the environment.
            #[must_use]
            pub fn variable(mut self, name: &str, value: impl Into<String>) -> Self {
                self.variables.set(name, value);
                self
            }

            #(#methods)*

            /// Makes the capability, or says everything that is missing.
            pub fn build(self) -> Result<Capability, #error> {
                let [#(#names),*] = #connect([#((&#apis, self.#names)),*], &self.variables)?;
                Ok(Capability { #(#names: #types::new(#names)),* })
            }
        }
    }
}
