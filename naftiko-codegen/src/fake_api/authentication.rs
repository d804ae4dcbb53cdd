//! The credentials that fake APIs expect, and the tokens that they issue.

use serde_json::{Value, json};

use crate::model::{
    Authentication, Client, Credential, OAuth2, Path, Piece, Place, Step, Template, TokenFields,
    TokenPlacement,
};

/// Returns the places of the credentials of each request. Those with `issued` are tokens that a fake API has issued.
pub(super) fn credentials(authentication: &Authentication) -> Vec<Value> {
    match authentication {
        Authentication::None => Vec::new(),
        Authentication::Bearer(_) => vec![header("authorization", Some("Bearer"), false)],
        Authentication::Basic { .. } => vec![header("authorization", Some("Basic"), false)],
        Authentication::Digest { .. } => vec![header("authorization", Some("Digest"), false)],
        Authentication::OAuth2(_) => vec![header("authorization", Some("Bearer"), true)],
        Authentication::CustomToken(token) => vec![match &token.placement {
            TokenPlacement::Bearer => header("authorization", Some("Bearer"), true),
            TokenPlacement::Header(name) => header(name, None, true),
            TokenPlacement::Query(name) => json!({"in": "query", "name": name, "issued": true}),
        }],
        Authentication::ApiKeys(keys) => {
            let key = |key: &Credential| match key.place {
                Place::Query => json!({"in": "query", "name": key.name}),
                _ => header(&key.name, None, false),
            };
            keys.iter().map(key).collect()
        }
    }
}

fn header(name: &str, scheme: Option<&str>, issued: bool) -> Value {
    let mut credential = json!({"in": "header", "name": name});
    if let Value::Object(credential) = &mut credential {
        credential.extend(scheme.map(|scheme| ("scheme".to_owned(), scheme.into())));
        credential.extend(issued.then(|| ("issued".to_owned(), true.into())));
    }
    credential
}

/// Returns the token endpoint of OAuth 2: the variable with its address, and the places of a token in its response.
pub(super) fn token_endpoint(client: &Client) -> Option<Value> {
    let Authentication::OAuth2(oauth2) = &client.authentication else {
        return None;
    };
    let OAuth2 { json, answer, .. } = &**oauth2;
    let access_token = vec![Step::Key("access_token".to_owned())];
    let expires_in = vec![Step::Key("expires_in".to_owned())];
    let is_timed = answer.expires_in.is_some() || answer.expires_at.is_some();
    let answer = TokenFields {
        token: Some(answer.token.clone().unwrap_or(access_token)),
        expires_in: answer
            .expires_in
            .clone()
            .or_else(|| (!is_timed).then_some(expires_in)),
        expires_at: answer.expires_at.clone(),
    };
    Some(json!({
        "variable": client.token_uri_variable,
        "address": address(client, &oauth2.token_endpoint),
        "mediaType": if *json { "application/json" } else { "application/x-www-form-urlencoded" },
        "grant": if oauth2.refresh_token.is_some() { "refresh_token" } else { "client_credentials" },
        "token": token(&answer),
    }))
}

/// Returns the pieces of an address: texts, and the environment variables of a client.
pub(super) fn address(client: &Client, template: &Template) -> Value {
    let environment = |name: &str| {
        let mut variables = client.variables.iter();
        let known = variables.find(|variable| variable.name == name);
        known.map_or_else(|| name.to_owned(), |variable| variable.environment.clone())
    };
    let pieces = template.iter().map(|piece| match piece {
        Piece::Text(text) => Value::from(text.as_str()),
        Piece::Variable(name) => json!({"variable": environment(name)}),
        Piece::Input(_) => Value::from(""),
    });
    pieces.collect()
}

/// Returns the places of a token and its lifetime in a response.
pub(super) fn token(fields: &TokenFields) -> Value {
    let places = [
        ("token", &fields.token),
        ("expiresIn", &fields.expires_in),
        ("expiresAt", &fields.expires_at),
    ];
    let places = places
        .into_iter()
        .filter_map(|(name, path)| Some((name.to_owned(), path.as_ref().and_then(steps)?)));
    Value::Object(places.collect())
}

/// Returns the names and indexes of a path; `None` for one that has other steps.
fn steps(path: &Path) -> Option<Value> {
    let steps = path.iter().map(|step| match step {
        Step::Key(key) => Some(Value::from(key.as_str())),
        Step::Index(index) => Some(Value::from(*index)),
        Step::FromEnd(_) | Step::FirstOf(_) | Step::Query(_) => None,
    });
    steps.collect()
}
