//! Consumed operations: the request and the response of each.

use std::collections::HashMap;

use super::apis::Api;
use super::authentication::report_unplaced;
use super::context::Context;
use super::request::{Request, request};
use super::response::{Response, response};
use super::types::TypeTable;
use crate::diagnostic::{Diagnostic, Diagnostics, codes};
use crate::index::{Index, IndexedApi, Position};
use crate::model::Template;
use crate::spec::ConsumedOperation;

/// The operations of an API.
pub(super) struct ApiCalls {
    pub api: Api,
    pub calls: Vec<Call>,
}

/// A consumed operation.
pub(super) struct Call {
    pub request: Request,
    pub response: Response,
}

/// Resolves the operations of every API.
pub(super) fn calls(
    index: &Index<'_>,
    apis: Vec<Api>,
    types: &mut TypeTable,
    diagnostics: &mut Diagnostics,
) -> Vec<ApiCalls> {
    let apis = index.apis.iter().zip(apis).enumerate();
    apis.map(|(position, (indexed, api))| {
        let mut cx = Context::new(&indexed.api.namespace.value, &index.binds, diagnostics);
        let operations = indexed.operations.iter().enumerate();
        let calls = operations.map(|(number, declared)| {
            let callers = index.callers((position, number));
            Call {
                request: request(&mut cx, indexed, declared, &api.keys, &callers),
                response: response(indexed, declared.operation, types, cx.diagnostics),
            }
        });
        let calls: Vec<Call> = calls.collect();
        let paths: Vec<&Template> = calls.iter().map(|call| &call.request.path).collect();
        report_unplaced(&mut cx, indexed.api, &api.keys, &paths);
        report_duplicates(&mut cx, indexed);
        let mut variables = cx.variables;
        variables.extend(api.variables);
        let api = Api { variables, ..api };
        ApiCalls { api, calls }
    })
    .collect()
}

/// Returns the call at a position.
pub(super) fn call(calls: &[ApiCalls], (api, operation): Position) -> Option<&Call> {
    calls.get(api)?.calls.get(operation)
}

fn report_duplicates(cx: &mut Context<'_>, api: &IndexedApi<'_>) {
    let mut names: HashMap<&str, &ConsumedOperation> = HashMap::new();
    for declared in api.operations.iter().map(|indexed| indexed.operation) {
        let first = *names.entry(declared.name.as_str()).or_insert(declared);
        if !std::ptr::eq(first, declared) {
            let message = format!("the operation `{}` is declared twice", declared.name);
            let diagnostic = Diagnostic::new(codes::OPERATION_DUPLICATE, declared.name.span, message)
                .related(first.name.span, "first defined here");
            let help = "rename one of the two; calls use the first one";
            cx.diagnostics.push_once(diagnostic.help(help));
        }
    }
}
