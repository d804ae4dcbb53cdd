//! Consumed APIs: base URI, constants of every request, and authentication.

use std::collections::BTreeSet;

use super::authentication::{ApiKeys, authentication};
use super::context::Context;
use crate::address::Address;
use crate::diagnostic::{Diagnostic, Diagnostics, codes};
use crate::index::Index;
use crate::model::{Authentication, Piece, Template, Variable};
use crate::names::environment;
use crate::source::Spanned;
use crate::spec::{ConsumedApi, Place, Text, Tunnel};
use crate::template::Notation;

/// Names with their values.
pub(super) type Pairs = Vec<(String, Template)>;

/// What every request to an API has.
pub(super) struct Api {
    pub base_uri: Template,
    pub headers: Pairs,
    pub query: Pairs,
    /// `None` for tokens of another API too, which are resolved after the requests.
    pub authentication: Authentication,
    /// The API keys that requests have in their path and body.
    pub keys: ApiKeys,
    /// The kind of the tunnel without which the API is not called.
    pub tunnel: Option<String>,
    pub variables: BTreeSet<Variable>,
}

/// Resolves every consumed API.
pub(super) fn apis(index: &Index<'_>, diagnostics: &mut Diagnostics) -> Vec<Api> {
    let apis = index.apis.iter();
    apis.map(|indexed| {
        let namespace = &indexed.api.namespace.value;
        api(Context::new(namespace, &index.binds, diagnostics), indexed.api)
    })
    .collect()
}

fn api(mut cx: Context<'_>, declared: &ConsumedApi) -> Api {
    let base_uri = base_uri(&mut cx, declared);
    let (authentication, keys) = authentication(&mut cx, declared.authentication.as_ref());
    let tunnel = declared
        .tunnel
        .as_ref()
        .and_then(|declared| tunnel(&mut cx, declared));
    let (headers, query) = constants(&mut cx, declared);
    Api {
        base_uri,
        headers,
        query,
        authentication,
        keys,
        tunnel,
        variables: cx.variables,
    }
}

/// Returns the kind of a tunnel that requests cannot bypass.
fn tunnel(cx: &mut Context<'_>, tunnel: &Tunnel) -> Option<String> {
    let is_direct = tunnel
        .fallback
        .as_ref()
        .is_some_and(|fallback| fallback.value == "direct");
    let message = if is_direct {
        "the client calls the API directly, unless the program opens the tunnel"
    } else {
        "the client cannot be built unless the program opens the tunnel"
    };
    let diagnostic = Diagnostic::new(codes::TUNNEL_MANUAL, tunnel.span, message);
    let help = "set a transport that uses the tunnel on the builder: `transport(…)`";
    cx.diagnostics.push(diagnostic.help(help));
    (!is_direct).then(|| tunnel.kind.value.clone())
}

/// Returns the base URI; empty if the program or the environment must set it.
fn base_uri(cx: &mut Context<'_>, api: &ConsumedApi) -> Template {
    let Some(base) = &api.base_uri else {
        let message = format!("the API `{}` has no base URI", api.namespace);
        let help = format!(
            "add `baseUri: https://…`, call `base_uri(…)` on the builder, or set `{}`",
            environment(&api.namespace.value, "BASE_URI")
        );
        let diagnostic = Diagnostic::new(codes::BASE_URI_MISSING, api.namespace.span, message);
        cx.diagnostics.push(diagnostic.help(help));
        return Template::new();
    };
    if let Some((scheme, _)) = base.value.split_once("://")
        && !matches!(scheme.to_ascii_lowercase().as_str(), "http" | "https")
        && !scheme.contains(['{', '$'])
    {
        let message = format!("unsupported scheme `{scheme}://`; the base URI is ignored");
        let help = "write `https://…`, or call `base_uri(…)` on the builder";
        let diagnostic = Diagnostic::new(codes::SCHEME_UNSUPPORTED, base.span, message);
        cx.diagnostics.push(diagnostic.help(help));
        return Template::new();
    }
    let base = with_scheme(cx, base);
    cx.without_inputs(&base, Notation::All)
}

/// Adds a missing scheme: `http` for loopback hosts, `https` for others. A base URI that begins with a variable is left unchanged,
/// because the variable may have a scheme.
fn with_scheme(cx: &mut Context<'_>, base: &Text) -> Text {
    let written = base.value.trim_start();
    if written.contains("://") || written.starts_with(['{', '$', '/']) {
        return base.clone();
    }
    let here = Address::of(written).is_loopback();
    let whole = format!("{}://{written}", if here { "http" } else { "https" });
    let message = format!("base URI `{written}` has no scheme; the client calls `{whole}`");
    let diagnostic = Diagnostic::new(codes::SCHEME_UNSUPPORTED, base.span, message);
    cx.diagnostics.push(diagnostic.help(format!("write `{whole}`")));
    Spanned::new(whole, base.span)
}

/// Returns the constant headers and query parameters of the API.
fn constants(cx: &mut Context<'_>, api: &ConsumedApi) -> (Pairs, Pairs) {
    let (mut headers, mut query) = (Pairs::new(), Pairs::new());
    for parameter in &api.inputs {
        let Some(value) = &parameter.value else { continue };
        let name = parameter.name.value.clone();
        match parameter.place.map(|place| place.value) {
            Some(Place::Header) => headers.push((name, cx.secret(&value.to_text_or_json()))),
            Some(Place::Query) | None => query.push((name, cx.secret(&value.to_text_or_json()))),
            Some(Place::Cookie) => {
                let value = cx.secret(&value.to_text_or_json());
                headers.push(cookie(&name, value));
            }
            // Each operation has it in its own request.
            Some(Place::Path | Place::Body | Place::Form | Place::Environment) => {}
        }
    }
    (headers, query)
}

/// Returns the header of a cookie.
pub(super) fn cookie(name: &str, mut value: Template) -> (String, Template) {
    value.insert(0, Piece::Text(format!("{name}=")));
    ("Cookie".to_owned(), value)
}
