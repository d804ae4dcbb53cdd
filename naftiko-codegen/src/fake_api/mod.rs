//! Fake upstream APIs: what the consumed APIs take and return, as plain data.
//!
//! The description is JSON, which the runtime's module `testing` serves: for `naftiko mock`, and for tests of programs.

mod authentication;
mod draw;
mod fits;
mod formats;
mod make;
mod operation;
mod place;
mod reads;
mod request;

#[cfg(test)]
mod tests;

use serde_json::{Map, Value, json};

use crate::interface::variables;
use crate::json_schema::components;
use crate::model::{Capability, Client, TypeId};
use crate::options::Emit;
use make::Maker;
use reads::Reads;

/// Returns the description of the APIs that a capability consumes. The same seed gives the same description.
pub(crate) fn description(capability: &Capability, emit: Emit, seed: u64) -> Value {
    let maker = Maker {
        types: &capability.types,
        seed,
    };
    let reads = Reads::of(capability);
    let apis = capability.clients.iter().enumerate();
    let apis: Vec<Value> = apis
        .map(|(position, client)| api(client, position, &reads, maker))
        .collect();
    let variables = variables(capability, emit).into_iter();
    let variables: Vec<Value> = variables
        .map(|variable| json!({"environment": variable.environment, "isAddress": variable.is_address}))
        .collect();
    json!({"apis": apis, "variables": variables, "schemas": schemas(capability)})
}

/// Returns the description of one API.
fn api(client: &Client, position: usize, reads: &Reads<'_>, maker: Maker<'_>) -> Value {
    let operations = client.operations.iter().enumerate();
    let operations: Vec<Value> = operations
        .map(|(number, operation)| {
            operation::description(client, operation, reads.get((position, number)), maker)
        })
        .collect();
    let mut api = Map::from_iter([
        ("name".to_owned(), client.namespace.as_str().into()),
        ("variable".to_owned(), client.base_uri_variable.as_str().into()),
        (
            "address".to_owned(),
            authentication::address(client, &client.base_uri),
        ),
        ("operations".to_owned(), operations.into()),
    ]);
    let credentials = authentication::credentials(&client.authentication);
    if !credentials.is_empty() {
        api.insert("credentials".to_owned(), credentials.into());
    }
    if let Some(endpoint) = authentication::token_endpoint(client) {
        api.insert("tokenEndpoint".to_owned(), endpoint);
    }
    api.into()
}

/// Returns the schemas that bodies of requests refer to.
fn schemas(capability: &Capability) -> Map<String, Value> {
    let operations = capability.clients.iter().flat_map(|client| &client.operations);
    let inputs = operations.flat_map(|operation| &operation.inputs);
    let types: Vec<TypeId> = inputs.map(|input| input.value_type).collect();
    components(&capability.types, &types, false)
}
