//! Access tokens: refresh rules, paths in responses, and `custom-token`.

use std::collections::{BTreeMap, BTreeSet};

use crate::diagnostic::{Diagnostic, Diagnostics, codes};
use crate::index::{Index, Position};
use crate::json_path::{self, JsonPath};
use crate::model::{CustomToken, Path, Renewal, TokenFields, TokenPlacement, TypeId, Variable};
use crate::resolve::calls::{self, ApiCalls};
use crate::resolve::context::Context;
use crate::resolve::response::single;
use crate::source::{Span, Spanned};
use crate::spec::{self, Scheme, Text};
use crate::spelling::find;

/// The calls that fetch tokens.
#[derive(Default)]
pub(in crate::resolve) struct TokenCalls {
    /// The call and its variables, by the position of the API.
    pub of_api: BTreeMap<usize, (CustomToken, BTreeSet<Variable>)>,
}

impl TokenCalls {
    /// Returns the called operations, with the places of a token in their responses.
    pub(in crate::resolve) fn minted(&self) -> BTreeMap<Position, TokenFields> {
        let tokens = self.of_api.values();
        let minted = tokens.map(|(token, _)| ((token.client, token.operation), token.answer.clone()));
        minted.collect()
    }
}

/// Resolves the operation of every API with a `custom-token`.
pub(in crate::resolve) fn token_calls(
    index: &Index<'_>,
    calls: &[ApiCalls],
    diagnostics: &mut Diagnostics,
) -> TokenCalls {
    let mut tokens = TokenCalls::default();
    for (own, indexed) in index.apis.iter().enumerate() {
        let Some(Scheme::CustomToken(declared)) = indexed.api.scheme() else {
            continue;
        };
        match token_call(declared, own, index, calls, diagnostics) {
            Ok((token, variables)) => {
                tokens.of_api.insert(own, (token, variables));
            }
            Err(diagnostic) => diagnostics.push(*diagnostic),
        }
    }
    tokens
}

fn token_call(
    declared: &spec::CustomToken,
    own: usize,
    index: &Index<'_>,
    calls: &[ApiCalls],
    diagnostics: &mut Diagnostics,
) -> Result<(CustomToken, BTreeSet<Variable>), Box<Diagnostic>> {
    let call = &declared.call;
    let Some(position) = index.called(call, diagnostics) else {
        let message = format!("unknown operation `{call}`");
        let help = "write `call: <namespace>.<operation>`, the operation that returns the token";
        return Err(refuse(call.span, message, help));
    };
    let (client, operation) = position;
    if client == own {
        let message = format!("`{call}` requires the token that it returns");
        let help = "move the operation to its own `consumes` entry, without this authentication";
        return Err(refuse(call.span, message, help));
    }
    let target = calls::call(calls, position);
    let inputs = target
        .map(|call| call.request.inputs.as_slice())
        .unwrap_or_default();
    if inputs.iter().any(|input| input.value_type == TypeId::FILE) {
        let message = format!("token operation `{call}` cannot take a file");
        let help = "call an operation without file inputs";
        return Err(refuse(call.span, message, help));
    }
    let mut cx = Context::new("", &index.binds, diagnostics);
    let names = || declared.with.iter().map(|with| with.name.value.as_str());
    let mut arguments = Vec::new();
    for input in inputs {
        let with = find(names(), &input.name).and_then(|index| declared.with.get(index));
        let text = with.and_then(|with| with.value.to_text());
        if text.is_none() && input.required {
            let message = format!("no value for the required parameter `{}` of `{call}`", input.name);
            let help = format!("add `{}: \"{{{{VARIABLE}}}}\"` to `with`", input.name);
            return Err(refuse(call.span, message, &help));
        }
        arguments.push(text.map(|text| cx.secret(&text)));
    }
    let token = CustomToken {
        client,
        operation,
        arguments,
        answer: fields(&declared.paths)?,
        placement: placement(declared)?,
        renewal: renewal(&declared.refresh),
    };
    Ok((token, cx.variables))
}

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
