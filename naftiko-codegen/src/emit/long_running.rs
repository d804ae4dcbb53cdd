//! Long-running operations: where the result is, and the methods that return its future.

use proc_macro2::TokenStream;
use quote::quote;

use super::imports::Imports;
use super::operation::{inputs, payload};
use super::pages::passed;
use crate::model::{Capability, FinalState, LongRunningOperation, Operation};
use crate::names::ident;
use crate::prose::docs;

/// Returns the call that adds where the result is to the description of an operation; `None` where its method tells it.
pub(super) fn description(long_running: &LongRunningOperation, imports: &Imports) -> Option<TokenStream> {
    let variant = ident(match long_running.final_state {
        FinalState::ByMethod => return None,
        FinalState::Location => "Location",
        FinalState::Resource => "Resource",
        FinalState::Status => "Status",
    });
    let type_name = imports.runtime("client", "FinalState");
    Some(quote!(.final_state(#type_name::#variant)))
}

/// Returns the methods of a long-running operation: from its call to the result, and from a token.
pub(super) fn methods(
    capability: &Capability,
    operation: &Operation,
    imports: &Imports,
) -> Option<TokenStream> {
    let long_running = operation.long_running.as_ref()?;
    let [future, token] = imports.all("client", ["LongRunning", "ResumeToken"]);
    let completed = ident(&long_running.completed_method);
    let resumed = ident(&long_running.resumed_method);
    let call = ident(operation.call_method.as_ref()?);
    let description = ident(&operation.static_name);
    let payload = payload(capability, &operation.payload, imports);
    let given = inputs(operation, &capability.types, &TokenStream::new(), imports);
    let passed = passed(operation);
    let about_completed = docs([format!(
        "Returns the result of [`Self::{}`], which is a long-running operation, when it has ended.",
        operation.method_name
    )]);
    let about_resumed = docs([format!(
        "Goes on with an operation that [`Self::{}`] has begun, perhaps in another process.",
        long_running.completed_method
    )]);
    Some(quote! {
        #about_completed
        pub fn #completed(&self, #given) -> #future<#payload> {
            self.#call(#passed).long_running()
        }

        #about_resumed
        pub fn #resumed(&self, token: #token) -> #future<#payload> {
            self.http.call(&#description).long_running().resuming(token)
        }
    })
}
