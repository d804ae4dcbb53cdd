//! Authentication of consumed APIs.

use super::name;
use crate::diagnostic::{Diagnostic, Diagnostics, codes};
use crate::openapi::outline::{Operation, Outline, Requirement, Scheme, SchemeKind};
use crate::source::{SourceId, Span};
use crate::yaml::Node;

/// The authentication of an API, with the variables of its credentials.
#[derive(Debug, Default)]
pub(super) struct Authentication {
    pub(super) node: Option<Node>,
    pub(super) variables: Vec<String>,
}

/// Returns the authentication that most operations need.
pub(super) fn authentication(
    namespace: &str,
    base: &str,
    outline: &Outline,
    operations: &[&Operation],
    source: SourceId,
    diagnostics: &mut Diagnostics,
) -> Authentication {
    let Some(alternatives) = usual(outline, operations) else {
        return Authentication::default();
    };
    report_others(outline, operations, alternatives, diagnostics);
    let schemes = chosen(outline, alternatives);
    let mut made = Authentication::default();
    let Some((first, scopes)) = schemes.first() else {
        let message = "the document has no security scheme of the name that it requires";
        let diagnostic = Diagnostic::new(codes::IMPORT_AUTHENTICATION, Span::file(source), message);
        diagnostics.push(diagnostic.help("add `authentication` to the consumed API by hand"));
        return made;
    };
    let keys: Vec<(&str, &str)> = schemes
        .iter()
        .filter_map(|(scheme, _)| header_key(scheme))
        .collect();
    if keys.len() > 1 && keys.len() == schemes.len() {
        made.node = Some(made.headers(namespace, &keys));
        return made;
    }
    for (scheme, _) in schemes.iter().skip(1) {
        let message = format!("requests need `{}` too, which is not imported", scheme.name);
        let diagnostic = Diagnostic::new(codes::IMPORT_AUTHENTICATION, scheme.span, message);
        diagnostics.push(diagnostic.help("add it as a header or a query parameter of the consumed API"));
    }
    made.node = made.scheme(namespace, base, first, scopes, diagnostics);
    made
}

/// Returns the alternatives that most operations have; `None` if most need no authentication.
fn usual<'o>(outline: &'o Outline, operations: &[&'o Operation]) -> Option<&'o [Requirement]> {
    let mut counted: Vec<(&[Requirement], usize)> = Vec::new();
    for operation in operations {
        let own = effective(outline, operation);
        match counted.iter_mut().find(|(known, _)| names(known) == names(own)) {
            Some((_, count)) => *count += 1,
            None => counted.push((own, 1)),
        }
    }
    let most = counted.iter().rev().max_by_key(|(_, count)| *count)?.0;
    most.iter()
        .any(|requirement| !requirement.is_empty())
        .then_some(most)
}

/// Returns the alternatives of an operation: its own, or those of the document.
fn effective<'o>(outline: &'o Outline, operation: &'o Operation) -> &'o [Requirement] {
    operation.security.as_ref().unwrap_or(&outline.security)
}

/// Returns the names of the schemes of each alternative.
fn names(alternatives: &[Requirement]) -> Vec<Vec<&str>> {
    let alternatives = alternatives.iter();
    alternatives
        .map(|requirement| requirement.iter().map(|(name, _)| name.as_str()).collect())
        .collect()
}

/// Returns the schemes of an alternative: the first whose schemes all have a counterpart, else the first.
fn chosen<'o>(outline: &'o Outline, alternatives: &'o [Requirement]) -> Vec<(&'o Scheme, &'o [String])> {
    let find = |name: &str| outline.schemes.iter().find(|scheme| scheme.name == name);
    let schemes = |requirement: &'o Requirement| -> Vec<(&'o Scheme, &'o [String])> {
        let schemes = requirement.iter();
        let schemes = schemes.filter_map(|(name, scopes)| Some((find(name)?, scopes.as_slice())));
        schemes.collect()
    };
    let mut known = alternatives
        .iter()
        .map(schemes)
        .filter(|schemes| !schemes.is_empty());
    let all: Vec<_> = known.by_ref().collect();
    let is_whole = |(scheme, _): &(&Scheme, &[String])| {
        !matches!(scheme.kind, SchemeKind::Token(_) | SchemeKind::Other(_))
    };
    let whole = all.iter().find(|schemes| schemes.iter().all(is_whole));
    whole.or_else(|| all.first()).cloned().unwrap_or_default()
}

/// Returns the header and the scheme of an API key in a header.
fn header_key(scheme: &Scheme) -> Option<(&str, &str)> {
    match &scheme.kind {
        SchemeKind::ApiKey { place, name } if place == "header" => Some((name, &scheme.name)),
        _ => None,
    }
}

impl Authentication {
    /// Adds a variable and returns its template.
    fn variable(&mut self, namespace: &str, name: &str) -> Node {
        let variable = name::variable(namespace, name);
        let template = Node::text(format!("{{{{{variable}}}}}"));
        self.variables.push(variable);
        template
    }

    /// Returns the authentication with several API keys in headers.
    fn headers(&mut self, namespace: &str, keys: &[(&str, &str)]) -> Node {
        let headers = keys.iter().map(|(header, scheme)| {
            let key = Node::text(*header);
            let value = self.variable(namespace, scheme);
            Node::map([("key", key), ("value", value)])
        });
        let headers = Node::list(headers.collect::<Vec<_>>());
        Node::map([("type", Node::text("apikey")), ("headers", headers)])
    }

    fn scheme(
        &mut self,
        namespace: &str,
        base: &str,
        scheme: &Scheme,
        scopes: &[String],
        diagnostics: &mut Diagnostics,
    ) -> Option<Node> {
        let typed = |name: &str| ("type", Node::text(name));
        Some(match &scheme.kind {
            SchemeKind::Basic | SchemeKind::Digest => {
                let is_basic = matches!(scheme.kind, SchemeKind::Basic);
                Node::map([
                    typed(if is_basic { "basic" } else { "digest" }),
                    ("username", self.variable(namespace, "username")),
                    ("password", self.variable(namespace, "password")),
                ])
            }
            SchemeKind::Bearer => Node::map([typed("bearer"), ("token", self.variable(namespace, "token"))]),
            SchemeKind::ApiKey { place, name } => Node::map([
                typed("apikey"),
                ("key", Node::text(name.clone())),
                ("value", self.variable(namespace, "api-key")),
                ("placement", Node::text(place.clone())),
            ]),
            SchemeKind::ClientCredentials { token_url } => {
                let mut keys = vec![
                    typed("oauth2"),
                    ("grantType", Node::text("client-credentials")),
                    ("tokenEndpoint", Node::text(absolute(base, token_url))),
                    ("clientId", self.variable(namespace, "client-id")),
                    ("clientSecret", self.variable(namespace, "client-secret")),
                ];
                if !scopes.is_empty() {
                    keys.push(("scopes", Node::list(scopes.iter().cloned().map(Node::text))));
                }
                Node::map(keys)
            }
            SchemeKind::Token(kind) => {
                let variable = name::variable(namespace, "token");
                let message = format!("tokens of `{}` ({kind}) are not fetched", scheme.name);
                let diagnostic = Diagnostic::new(codes::IMPORT_AUTHENTICATION, scheme.span, message);
                diagnostics.push(diagnostic.help(format!(
                    "set the variable `{variable}`, or the token in the program"
                )));
                Node::map([typed("bearer"), ("token", self.variable(namespace, "token"))])
            }
            SchemeKind::Other(kind) => {
                let message = format!("`{}` ({kind}) is not imported", scheme.name);
                let diagnostic = Diagnostic::new(codes::IMPORT_AUTHENTICATION, scheme.span, message);
                diagnostics.push(diagnostic.help("authenticate requests by a layer in the program"));
                return None;
            }
        })
    }
}

/// Reports the operations whose authentication differs.
fn report_others(
    outline: &Outline,
    operations: &[&Operation],
    alternatives: &[Requirement],
    diagnostics: &mut Diagnostics,
) {
    let usual = names(alternatives);
    for operation in operations {
        if names(effective(outline, operation)) == usual {
            continue;
        }
        let message = format!(
            "`{} {}` has another authentication; it is called with that of the API",
            operation.method, operation.path
        );
        let diagnostic = Diagnostic::new(codes::IMPORT_AUTHENTICATION, operation.method.span, message);
        diagnostics.push_alike(diagnostic.help("move the operation to a consumed API of its own"));
    }
}

/// Returns the address of a token endpoint, which may be relative to the API.
fn absolute(base: &str, url: &str) -> String {
    if url.contains("://") {
        return url.to_owned();
    }
    match url.strip_prefix('/') {
        Some(path) => {
            let start = base.find("://").map_or(0, |at| at + 3);
            let host = base.get(start..).and_then(|rest| rest.find('/'));
            let host = host.and_then(|end| base.get(..start + end)).unwrap_or(base);
            format!("{host}/{path}")
        }
        None => format!("{base}/{url}"),
    }
}
