//! Resolves access tokens: refresh rules, paths in responses, and `custom-token`.

use super::authentication::secret;
use super::context::Context;
use super::outputs::single;
use crate::diagnostic::{Diagnostic, Diagnostics, codes};
use crate::index::Index;
use crate::json_path::{self, JsonPath};
use crate::model::{
    self, Authentication, Client, CustomToken, Path, Renewal, TokenFields, TokenPlacement, TypeId,
};
use crate::source::{Span, Spanned};
use crate::spec::{self, Scheme, Text};
use crate::spelling::find;

/// Resolves when tokens are refreshed.
pub(super) fn renewal(declared: &spec::Refresh) -> Renewal {
    let seconds = |seconds: &Spanned<u64>| u32::try_from(seconds.value).unwrap_or(u32::MAX);
    Renewal {
        safety_margin: declared.safety_margin.as_ref().map(seconds),
        on_forbidden: declared.on_forbidden.as_ref().is_some_and(|given| given.value),
    }
}

/// Resolves the paths of a token and its lifetime in a response.
pub(super) fn fields(declared: &spec::TokenPaths) -> Result<TokenFields, Box<Diagnostic>> {
    let path = |text: &Option<Text>| text.as_ref().map(path).transpose();
    Ok(TokenFields {
        token: path(&declared.token)?,
        expires_in: path(&declared.expires_in)?,
        expires_at: path(&declared.expires_at)?,
    })
}

/// Resolves the operation of every client with a `custom-token`.
pub(super) fn custom(index: &Index<'_>, clients: &mut [Client], diagnostics: &mut Diagnostics) {
    for (number, api) in index.apis.iter().enumerate() {
        let api = api.api;
        let Some(Scheme::CustomToken(declared)) =
            api.authentication.as_ref().map(|declared| &declared.scheme)
        else {
            continue;
        };
        match token(declared, number, index, clients, diagnostics) {
            Ok((token, variables)) => {
                let (client, operation) = (token.client, token.operation);
                if let Some(operation) = clients
                    .get_mut(client)
                    .and_then(|client| client.operations.get_mut(operation))
                {
                    operation.mints_tokens = true;
                    operation.repeatable = !operation.method.is_idempotent();
                }
                if let Some(client) = clients.get_mut(number) {
                    client.authentication = Authentication::CustomToken(Box::new(token));
                    client.variables.extend(variables);
                    client.variables.sort();
                    client.variables.dedup();
                }
            }
            Err(diagnostic) => diagnostics.push(*diagnostic),
        }
    }
}

type Found = (CustomToken, Vec<model::Variable>);

fn token(
    declared: &spec::CustomToken,
    own: usize,
    index: &Index<'_>,
    clients: &[Client],
    diagnostics: &mut Diagnostics,
) -> Result<Found, Box<Diagnostic>> {
    let call = &declared.call;
    let Some((client, operation)) = index.called(call, diagnostics) else {
        let message = format!("unknown operation `{}`", call.value);
        let help = "write `call: <namespace>.<operation>`, the operation that returns the token";
        return Err(refuse(call.span, message, help));
    };
    if client == own {
        let message = format!("`{}` requires the token that it returns", call.value);
        let help = "move the operation to its own `consumes` entry, without this authentication";
        return Err(refuse(call.span, message, help));
    }
    let target = clients
        .get(client)
        .and_then(|client| client.operations.get(operation));
    let inputs = target
        .map(|operation| operation.inputs.as_slice())
        .unwrap_or_default();
    if inputs.iter().any(|input| input.value_type == TypeId::FILE) {
        let message = format!("token operation `{}` cannot take a file", call.value);
        return Err(refuse(
            call.span,
            message,
            "call an operation without file inputs",
        ));
    }
    let mut context = Context::new("", &index.binds, diagnostics);
    let mut arguments = Vec::new();
    for input in inputs {
        let with = find(
            declared.with.iter().map(|with| with.name.value.as_str()),
            &input.name,
        );
        let text = with
            .and_then(|index| declared.with.get(index))
            .and_then(|with| with.value.to_text());
        if text.is_none() && input.required {
            let message = format!(
                "no value for the required parameter `{}` of `{}`",
                input.name, call.value
            );
            let help = format!("add `{}: \"{{{{VARIABLE}}}}\"` to `with`", input.name);
            return Err(refuse(call.span, message, &help));
        }
        arguments.push(text.map(|text| secret(&mut context, &text)));
    }
    let variables = context.variables.into_iter().collect();
    let token = CustomToken {
        client,
        operation,
        arguments,
        answer: fields(&declared.paths)?,
        placement: placement(declared)?,
        renewal: renewal(&declared.refresh),
    };
    Ok((token, variables))
}

/// Returns a diagnostic about a token that cannot be obtained.
pub(super) fn refuse(span: Span, message: String, help: &str) -> Box<Diagnostic> {
    Box::new(Diagnostic::new(codes::TOKEN_UNOBTAINABLE, span, message).help(help))
}

fn placement(declared: &spec::CustomToken) -> Result<TokenPlacement, Box<Diagnostic>> {
    let Some(placement) = &declared.placement else {
        return Ok(TokenPlacement::Bearer);
    };
    let name = |text: &Option<Text>, key: &str| {
        let missing = || {
            let message = format!("`placement: {}` requires `{key}`", placement.value);
            refuse(placement.span, message, &format!("add `{key}: …`"))
        };
        text.as_ref().map(|text| text.value.clone()).ok_or_else(missing)
    };
    match placement.as_str() {
        "bearer" => Ok(TokenPlacement::Bearer),
        "header" => name(&declared.header_name, "headerName").map(TokenPlacement::Header),
        "query" => name(&declared.param_name, "paramName").map(TokenPlacement::Query),
        other => {
            let message = format!("invalid `placement` `{other}` of a token");
            Err(refuse(
                placement.span,
                message,
                "expected one of `bearer`, `header`, `query`",
            ))
        }
    }
}

/// Resolves a path of name and index steps.
fn path(text: &Text) -> Result<Path, Box<Diagnostic>> {
    let no_value = || {
        let message = format!("path `{}` must select one value", text.value);
        refuse(
            text.span,
            message,
            "write a path such as `$.access_token` or `$.data[0].token`",
        )
    };
    let Ok(JsonPath::Steps(steps)) = json_path::parse(&text.value) else {
        return Err(no_value());
    };
    let single: Option<Path> = steps.iter().map(single).collect();
    single.ok_or_else(no_value)
}
