//! The module `testing`: fake APIs for tests of programs.

use proc_macro2::TokenStream;
use quote::quote;
use serde_json::Value;

use super::imports::Imports;
use super::value::raw_string;
use super::{Unit, document_type};
use crate::json_schema::visible;
use crate::model::{Capability, Client, Operation, Payload};
use crate::names::{Case, Scope, ident};
use crate::options::Testing;
use crate::prose::{code, docs};

/// The names of every module `testing`, which no API gets.
const METHODS: [&str; 3] = ["apis", "builder", "start"];
const TYPES: [&str; 4] = ["Builder", "Capability", "FakeOperation", "Upstream"];

/// Returns the module; `None` unless the option asks for it.
pub(super) fn unit(capability: &Capability, testing: Testing, description: &Value) -> Option<Unit> {
    if testing == Testing::Off {
        return None;
    }
    let about = "Fake APIs in place of those that the spec consumes, for tests.";
    let mut unit = Unit::new("testing", [about.to_owned()]);
    if testing == Testing::Test {
        unit.condition = quote!(#[cfg(test)]);
    }
    let imports = &unit.imports;
    let mut methods = Scope::with(Case::Snake, &METHODS);
    let mut types = Scope::with(Case::Pascal, &TYPES);
    let apis = capability.clients.iter().map(|client| {
        let accessor = methods.assign(client.accessor.trim_start_matches("r#"));
        api(
            capability,
            client,
            &accessor,
            &types.assign(&client.type_name),
            imports,
        )
    });
    let (accessors, apis): (Vec<TokenStream>, Vec<TokenStream>) = apis.unzip();
    let builder = builder(capability, imports);
    let description = raw_string(&visible(description));
    let fake = imports.runtime("testing", "FakeApis");
    unit.items = quote! {
        /// What the APIs take and answer.
        static DESCRIPTION: &str = #description;

        /// The fake APIs of the spec, which listen on a free port of this machine. Dropping this stops them.
        #[derive(Debug)]
        pub struct Upstream { apis: #fake }

        impl Upstream {
            /// Starts the fake APIs.
            pub async fn start() -> ::std::io::Result<Self> {
                let apis = #fake::start(DESCRIPTION).await?;
                Ok(Self { apis })
            }

            #builder

            /// Returns what all APIs have in common: their address, the record of calls, and tokens.
            #[must_use]
            pub fn apis(&self) -> &#fake {
                &self.apis
            }

            #(#accessors)*
        }

        #(#apis)*
    };
    Some(unit)
}

/// Returns the method that builds the capability over the fake APIs.
fn builder(capability: &Capability, imports: &Imports) -> TokenStream {
    let (builder, item) = (imports.parent("Builder"), imports.parent("Capability"));
    let has_scripts = capability.has_scripts();
    let (parameter, given) = if has_scripts {
        let scripts = imports.parent("scripts");
        (quote!(, scripts: impl #scripts::Scripts), quote!(scripts))
    } else {
        (TokenStream::new(), TokenStream::new())
    };
    let tunnels = capability.clients.iter().filter(|client| client.tunnel.is_some());
    let tunnels = tunnels.map(|client| {
        let accessor = ident(&client.accessor);
        quote!(.#accessor(|config| config.transport(self.apis.transport())))
    });
    quote! {
        /// Returns a builder of the capability, which calls the fake APIs.
        #[must_use]
        pub fn builder(&self #parameter) -> #builder {
            let variables = self.apis.variables().into_iter();
            variables.fold(#item::builder(#given), |builder, (name, value)| builder.variable(&name, value)) #(#tunnels)*
        }
    }
}

/// Returns the accessor of a fake API, and its struct.
fn api(
    capability: &Capability,
    client: &Client,
    accessor: &str,
    type_name: &str,
    imports: &Imports,
) -> (TokenStream, TokenStream) {
    let (accessor, type_name) = (ident(accessor), ident(type_name));
    let fake = imports.runtime("testing", "FakeApis");
    let about = docs([format!("Returns the fake API {}.", code(&client.namespace))]);
    let accessor = quote! {
        #about
        #[must_use]
        pub fn #accessor(&self) -> #type_name<'_> {
            #type_name { apis: &self.apis }
        }
    };
    let operations = client.operations.iter();
    let operations = operations.map(|operation| self::operation(capability, operation, imports));
    let about = docs([format!("The fake API {}.", code(&client.namespace))]);
    let item = quote! {
        #about
        #[derive(Clone, Copy, Debug)]
        pub struct #type_name<'a> { apis: &'a #fake }

        impl<'a> #type_name<'a> {
            #(#operations)*
        }
    };
    (accessor, item)
}

fn operation(capability: &Capability, operation: &Operation, imports: &Imports) -> TokenStream {
    let (name, id) = (ident(&operation.method_name), &operation.id);
    let handle = imports.runtime("testing", "FakeOperation");
    let response = response(capability, operation, imports);
    let about = docs([code(&format!("{} {}", operation.method, operation.shown_path))]);
    quote! {
        #about
        #[must_use]
        pub fn #name(self) -> #handle<'a, #response> {
            #handle::new(self.apis, #id)
        }
    }
}

/// Returns the type of an operation's responses: that of the document, or any JSON.
fn response(capability: &Capability, operation: &Operation, imports: &Imports) -> TokenStream {
    match operation.payload {
        Payload::Json(slot) if capability.types.is_described(slot.id) => {
            document_type::of_slot(slot, &capability.types, imports)
        }
        _ => {
            let value = imports.runtime("", "Value");
            quote!(#value)
        }
    }
}
