//! Authenticators, built from the spec or the configuration.

use std::sync::{Arc, Mutex};

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use http::header::AUTHORIZATION;
use http::{HeaderMap, HeaderValue};

use super::token::{GrantFetcher, OperationFetcher};
use super::variables::ResolvedVariables;
use super::{ClientBuilder, call_options, transport_options};
use crate::client::auth::{Authenticator, Digest, DynamicCredential, StaticCredential, TokenPlacement};
use crate::client::call::{ClientInner, RateLimiter, RetryBudget};
use crate::client::config::{Credential, TokenOrigin};
use crate::client::description::{ApiKey, AuthScheme};
use crate::client::request::base_uri::BaseUri;
use crate::client::request::headers;
use crate::client::{
    Api, Authentication, BuildProblemKind, Config, HttpClient, OAuth2, OAuth2Credentials, Placement,
    TokenSource, TokenVariables,
};
use crate::secret::Secret;
use crate::template::Template;

/// The largest response to a token request.
const TOKEN_LIMIT: usize = 256 * 1024;

/// Returns the authenticator of a client; `None` after a problem that was reported.
pub(super) fn authenticator(
    builder: &mut ClientBuilder<'_>,
    api: &'static Api,
    config: &Config,
    resolved: &ResolvedVariables,
    made: &[HttpClient],
) -> Option<Authenticator> {
    let authentication = match &config.authentication {
        Some(authentication) => authentication.clone(),
        None => of_spec(api, resolved)?,
    };
    let mut authenticator = Authenticator::default();
    for credential in &authentication.credentials {
        let added = match (credential, static_credential(credential)) {
            (_, Some(fixed)) => fixed.map(|fixed| authenticator.static_credentials.push(fixed)),
            (Credential::RequestSigner(signer), _) => {
                authenticator.signers.push(Arc::clone(&signer.0));
                Ok(())
            }
            _ if authenticator.dynamic.is_some() => {
                Err("digest and token authentication cannot be combined".to_owned())
            }
            _ => dynamic(builder, api, config, resolved, credential, made)
                .map(|dynamic| authenticator.dynamic = dynamic),
        };
        if let Err(reason) = added {
            builder.report(api, BuildProblemKind::Authentication, reason);
            return None;
        }
    }
    authenticator
        .signers
        .extend(config.signers.iter().map(|signer| Arc::clone(&signer.0)));
    Some(authenticator)
}

fn dynamic(
    builder: &mut ClientBuilder<'_>,
    api: &'static Api,
    config: &Config,
    resolved: &ResolvedVariables,
    credential: &Credential,
    made: &[HttpClient],
) -> Result<Option<DynamicCredential>, String> {
    let (source, placement, forbidden) = match credential {
        Credential::Digest { user, password } => {
            let digest = Digest::new(user.clone(), password.clone());
            return Ok(Some(DynamicCredential::Digest(Arc::new(digest))));
        }
        Credential::Token(TokenOrigin::Source(source, placement)) => (source.clone(), *placement, false),
        Credential::Token(TokenOrigin::OAuth2(credentials)) => {
            let source = oauth2(builder, api, config, credentials)?;
            (source, Placement::Bearer, credentials.policy.refresh_on_forbidden)
        }
        Credential::Token(TokenOrigin::Operation(token)) => {
            let name = token.api.name;
            let client = made
                .iter()
                .find(|client| client.0.name == name)
                .ok_or_else(|| format!("tokens come from `{name}`, which is not a consumed API"))?;
            let variables = TokenVariables(resolved.values.clone());
            let fetcher = OperationFetcher::new(client.clone(), token, variables);
            let source = TokenSource::new(fetcher, token.policy.margin);
            (source, token.placement, token.policy.refresh_on_forbidden)
        }
        // The others are static.
        _ => return Ok(None),
    };
    let place = token_placement(placement)?;
    Ok(Some(DynamicCredential::Token {
        source,
        placement: place,
        forbidden,
    }))
}

/// Returns a token source with a client of its own for the token endpoint. It uses the program's transport and
/// layers, if the API does.
fn oauth2(
    builder: &mut ClientBuilder<'_>,
    api: &'static Api,
    config: &Config,
    credentials: &OAuth2Credentials,
) -> Result<TokenSource, String> {
    let (endpoint, query) = endpoint(credentials.token_endpoint.reveal())?;
    for (what, text) in [
        ("client id", Some(credentials.client_id.as_str())),
        (
            "client secret",
            credentials.client_secret.as_ref().map(Secret::reveal),
        ),
        (
            "refresh token",
            credentials.refresh_token.as_ref().map(Secret::reveal),
        ),
    ] {
        if text.is_some_and(str::is_empty) {
            return Err(format!("the {what} is empty"));
        }
    }
    let name = format!("the token endpoint {endpoint:?}");
    let options = transport_options(api, config, &endpoint);
    let transport = builder
        .transport(api, options, config)
        .ok_or_else(|| "failed to build the client of the token endpoint".to_owned())?;
    let mut settings = call_options(api, config, options);
    settings.response_limit = Some(TOKEN_LIMIT);
    let inner = ClientInner {
        name: api.name,
        base: endpoint,
        authenticator: Authenticator::default(),
        variables: Vec::new(),
        headers: HeaderMap::new(),
        query,
        transport,
        settings,
        budget: RetryBudget::default(),
        rate_limiter: RateLimiter::default(),
        allow_plain_http: config.allow_plain_http,
        sends_baggage: false,
        #[cfg(any(feature = "rest", feature = "mcp"))]
        signing: None,
    };
    if !inner.may_send_credentials() {
        return Err(
            "the token endpoint must use https; call `Config::allow_plain_http` to allow http".to_owned(),
        );
    }
    let client = HttpClient(Arc::new(inner));
    let fetcher = GrantFetcher {
        name,
        client,
        credentials: Mutex::new(credentials.clone()),
    };
    Ok(TokenSource::new(fetcher, credentials.policy.margin))
}

/// Returns the authentication of the spec; `None` when a variable is missing (which is reported already).
fn of_spec(api: &'static Api, resolved: &ResolvedVariables) -> Option<Authentication> {
    let render = |template: Template| resolved.render(template);
    Some(match api.scheme {
        AuthScheme::None => Authentication::none(),
        AuthScheme::Bearer(token) => Authentication::bearer(render(token)?),
        AuthScheme::Basic(user, password) => Authentication::basic(render(user)?, render(password)?),
        AuthScheme::Digest(user, password) => Authentication::digest(render(user)?, render(password)?),
        AuthScheme::OAuth2(oauth2) => Authentication::oauth2(oauth2_credentials(oauth2, resolved)?),
        AuthScheme::Custom(token) => {
            resolved.render(token.variables)?;
            Authentication::custom_token(token)
        }
        AuthScheme::Keys => {
            return api
                .keys
                .iter()
                .flatten()
                .try_fold(Authentication::none(), |keys, key| {
                    Some(keys.and(match key {
                        ApiKey::Header(name, key) => Authentication::api_key_header(*name, render(key)?),
                        ApiKey::Query(name, key) => Authentication::api_key_query(*name, render(key)?),
                        ApiKey::Cookie(name, key) => Authentication::api_key_cookie(*name, render(key)?),
                    }))
                });
        }
    })
}

/// Returns the credentials of a spec's OAuth 2 client; `None` when a variable has no value.
fn oauth2_credentials(oauth2: &OAuth2, resolved: &ResolvedVariables) -> Option<OAuth2Credentials> {
    let render = |template: Template| resolved.render(template);
    let endpoint = match &resolved.token_uri {
        Some(uri) => uri.reveal().to_owned(),
        None => render(oauth2.token_endpoint)?,
    };
    let id = render(oauth2.client_id)?;
    let mut credentials = OAuth2Credentials::new(endpoint, id);
    for (template, set) in [
        (
            oauth2.client_secret,
            OAuth2Credentials::client_secret as fn(_, String) -> _,
        ),
        (oauth2.refresh_token, OAuth2Credentials::with_refresh_token),
        (oauth2.scope, OAuth2Credentials::scope),
    ] {
        if let Some(template) = template {
            credentials = set(credentials, render(template)?);
        }
    }
    for (name, template) in oauth2.parameters {
        credentials = credentials.parameter(*name, render(template)?);
    }
    credentials.authentication = oauth2.authentication;
    credentials.encoding = oauth2.encoding;
    credentials.policy = oauth2.policy;
    Some(credentials)
}

fn token_placement(placement: Placement) -> Result<TokenPlacement, String> {
    Ok(match placement {
        Placement::Bearer => TokenPlacement::Bearer,
        Placement::Header(name) => TokenPlacement::Header(
            headers::name(name).map_err(|reason| format!("the token's header `{name}` {reason}"))?,
        ),
        Placement::Query(name) => TokenPlacement::Query(name.to_owned()),
    })
}

/// Parses a token endpoint, and the parameters of its query: some have one.
fn endpoint(text: &str) -> Result<(BaseUri, Vec<(String, Secret)>), String> {
    let (text, query) = text.split_once('?').unwrap_or((text, ""));
    let base = BaseUri::parse(text).map_err(|reason| format!("the token endpoint {reason}"))?;
    let pairs = form_urlencoded::parse(query.as_bytes());
    let pairs = pairs.map(|(name, value)| (name.into_owned(), Secret::new(value.into_owned())));
    Ok((base, pairs.collect()))
}

/// Validates a credential; the error does not show it. Returns `None` for a dynamic credential.
fn static_credential(credential: &Credential) -> Option<Result<StaticCredential, String>> {
    Some(match credential {
        Credential::Bearer(token) => authorization("bearer token", "Bearer", token.reveal()),
        Credential::Basic { user, .. } if user.contains(':') => {
            Err("the user must not contain a colon".to_owned())
        }
        Credential::Basic { user, password } => {
            let pair = Secret::new(format!("{user}:{}", password.reveal()));
            authorization(
                "user and password",
                "Basic",
                &BASE64_STANDARD.encode(pair.reveal()),
            )
        }
        Credential::HeaderKey { name, key } => header_key(name, key),
        Credential::QueryKey { key, .. } if key.reveal().is_empty() => Err("the API key is empty".to_owned()),
        Credential::QueryKey { name, key } => Ok(StaticCredential::Query(name.clone(), key.clone())),
        Credential::CookieKey { name, key } => cookie_key(name, key),
        Credential::Digest { .. } | Credential::Token { .. } | Credential::RequestSigner(_) => {
            return None;
        }
    })
}

fn header_key(name: &str, key: &Secret) -> Result<StaticCredential, String> {
    let header = headers::name(name).map_err(|reason| format!("the API key's header `{name}` {reason}"))?;
    Ok(StaticCredential::Header(
        header,
        checked_header("API key", key.reveal(), key.reveal())?,
    ))
}

fn cookie_key(name: &str, key: &Secret) -> Result<StaticCredential, String> {
    if key.reveal().is_empty() {
        return Err("the API key is empty".to_owned());
    }
    let mut pair = String::new();
    headers::push_cookie(&mut pair, name, key.reveal())
        .map_err(|reason| format!("the API key's cookie `{name}` {reason}"))?;
    Ok(StaticCredential::Cookie {
        prefix: format!("{name}="),
        pair: Secret::new(pair),
    })
}

fn authorization(what: &str, scheme: &str, text: &str) -> Result<StaticCredential, String> {
    checked_header(what, text, &format!("{scheme} {text}"))
        .map(|value| StaticCredential::Header(AUTHORIZATION, value))
}

fn checked_header(what: &str, text: &str, value: &str) -> Result<HeaderValue, String> {
    if text.is_empty() {
        return Err(format!("the {what} is empty"));
    }
    headers::secret(value).map_err(|reason| format!("the {what} {reason}"))
}
