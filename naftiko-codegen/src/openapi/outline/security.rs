//! Authentication of an API.

use super::Reader;
use crate::openapi::library::Location;
use crate::source::Span;

/// A security scheme.
#[derive(Debug)]
pub(crate) struct Scheme {
    pub(crate) name: String,
    pub(crate) kind: SchemeKind,
    pub(crate) span: Span,
}

/// The kind of a security scheme.
#[derive(Debug)]
pub(crate) enum SchemeKind {
    Basic,
    Bearer,
    Digest,
    ApiKey {
        /// `header`, `query` or `cookie`.
        place: String,
        name: String,
    },
    ClientCredentials {
        token_url: String,
    },
    /// A kind whose tokens the program obtains by other means, as documents name it.
    Token(String),
    /// A kind without a credential in requests, as documents name it.
    Other(String),
}

/// The schemes that a request needs together, with the scopes of each.
pub(crate) type Requirement = Vec<(String, Vec<String>)>;

/// Returns the schemes of a document.
pub(super) fn schemes(reader: &mut Reader<'_>) -> Vec<Scheme> {
    let of_v3 = reader.root.get("components");
    let of_v3 = of_v3.and_then(|components| components.get("securitySchemes"));
    let places = [reader.root.get("securityDefinitions"), of_v3];
    let members = places.into_iter().flatten().flat_map(Location::members);
    let schemes = members.filter_map(|(name, at)| {
        let at = reader.lowering.followed(at)?;
        Some(Scheme {
            name: name.value.clone(),
            kind: kind(at)?,
            span: name.span,
        })
    });
    schemes.collect()
}

fn kind(at: Location<'_>) -> Option<SchemeKind> {
    Some(match at.text("type")? {
        "basic" => SchemeKind::Basic,
        "http" => match at
            .text("scheme")
            .unwrap_or_default()
            .to_ascii_lowercase()
            .as_str()
        {
            "basic" => SchemeKind::Basic,
            "bearer" => SchemeKind::Bearer,
            "digest" => SchemeKind::Digest,
            other => SchemeKind::Other(format!("http, {other}")),
        },
        "apiKey" => SchemeKind::ApiKey {
            place: at.text("in").unwrap_or("header").to_owned(),
            name: at.text("name")?.to_owned(),
        },
        "oauth2" => oauth2(at),
        "openIdConnect" => SchemeKind::Token("openIdConnect".to_owned()),
        other => SchemeKind::Other(other.to_owned()),
    })
}

/// Returns the kind of an OAuth 2.0 scheme: client credentials, if it has them.
fn oauth2(at: Location<'_>) -> SchemeKind {
    let flows = at.get("flows");
    let of_v3 = flows.and_then(|flows| flows.get("clientCredentials"));
    let of_v2 = (at.text("flow") == Some("application")).then_some(at);
    let client = of_v3.or(of_v2).and_then(|flow| flow.text("tokenUrl"));
    if let Some(token_url) = client {
        return SchemeKind::ClientCredentials {
            token_url: token_url.to_owned(),
        };
    }
    let names = flows.into_iter().flat_map(Location::members);
    let names: Vec<&str> = names.map(|(name, _)| name.value.as_str()).collect();
    let flow = at.text("flow").map_or_else(|| names.join(", "), str::to_owned);
    SchemeKind::Token(format!("oauth2, {flow}"))
}

/// Returns the alternatives of an operation or a document; an empty one needs no authentication.
pub(super) fn requirements(at: Location<'_>) -> Option<Vec<Requirement>> {
    let alternatives = at.get("security")?.items().map(|alternative| {
        let schemes = alternative.members().map(|(name, scopes)| {
            let scopes = scopes.items().filter_map(|scope| scope.node.as_str());
            (name.value.clone(), scopes.map(str::to_owned).collect())
        });
        schemes.collect()
    });
    Some(alternatives.collect())
}
