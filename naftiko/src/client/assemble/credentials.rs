//! Authenticators, built from the spec or the configuration.

use std::sync::Arc;

use super::{
    Api, BaseUri, BuildProblemKind, CallOptions, ClientBuilder, ClientInner, Config, HeaderMap, HttpClient,
    ResolvedVariables, RetryBudget, Secret, TransportOptions,
};
use crate::client::auth::Digest;
use crate::client::auth::StaticCredential;
use crate::client::auth::{Authenticator, DynamicCredential, TokenPlacement};
use crate::client::auth::{TokenFetcher, TokenSource};
use crate::client::config::Authentication;
use crate::client::config::OAuth2Credentials;
use crate::client::config::{Credential, TokenOrigin};
use crate::client::description::{ApiKey, AuthScheme};
use crate::client::description::{Placement, TokenVariables};
use crate::client::request::headers;

use crate::template::Template;

/// The largest response to a token request.
const TOKEN_LIMIT: usize = 256 * 1024;

impl ClientBuilder<'_> {
    pub(super) fn authenticator(
        &mut self,
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
            let added = match (credential, StaticCredential::new(credential)) {
                (_, Some(fixed)) => fixed.map(|fixed| authenticator.static_credentials.push(fixed)),
                (Credential::RequestSigner(signer), _) => {
                    authenticator.signers.push(Arc::clone(&signer.0));
                    Ok(())
                }
                _ if authenticator.dynamic.is_some() => {
                    Err("digest and token authentication cannot be combined".to_owned())
                }
                _ => self
                    .dynamic(api, config, resolved, credential, made)
                    .map(|dynamic| authenticator.dynamic = dynamic),
            };
            if let Err(reason) = added {
                self.report(api, BuildProblemKind::Authentication, reason);
                return None;
            }
        }
        authenticator
            .signers
            .extend(config.signers.iter().map(|signer| Arc::clone(&signer.0)));
        Some(authenticator)
    }

    fn dynamic(
        &mut self,
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
                let source = self.oauth2(api, config, credentials)?;
                (source, Placement::Bearer, credentials.refresh_on_forbidden)
            }
            Credential::Token(TokenOrigin::Operation(token)) => {
                let name = token.api.name;
                let client = made
                    .iter()
                    .find(|client| client.0.name == name)
                    .ok_or_else(|| format!("tokens come from `{name}`, which is not a consumed API"))?;
                let variables = TokenVariables(resolved.values.clone());
                let fetcher = TokenFetcher::operation(client.clone(), token, variables);
                let source = TokenSource::new(fetcher, token.margin());
                (source, token.placement, token.refresh_on_forbidden)
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
        &mut self,
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
        let options = TransportOptions::new(api, config, &endpoint);
        let transport = self
            .transport(api, options, config)
            .ok_or_else(|| "failed to build the client of the token endpoint".to_owned())?;
        let mut settings = CallOptions::new(config, api.tolerance, options.metadata);
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
            allow_plain_http: config.allow_plain_http,
        };
        if !inner.may_send_credentials() {
            return Err(
                "the token endpoint must use https; call `Config::allow_plain_http` to allow http".to_owned(),
            );
        }
        let client = HttpClient(Arc::new(inner));
        let fetcher = TokenFetcher::grant(name, client, credentials.clone());
        Ok(TokenSource::new(fetcher, credentials.margin))
    }
}

/// Returns the authentication of the spec; `None` when a variable is missing (which is reported already).
fn of_spec(api: &'static Api, resolved: &ResolvedVariables) -> Option<Authentication> {
    let render = |template: Template| resolved.render(template);
    Some(match api.scheme {
        AuthScheme::None => Authentication::none(),
        AuthScheme::Bearer(token) => Authentication::bearer(render(token)?),
        AuthScheme::Basic(user, password) => Authentication::basic(render(user)?, render(password)?),
        AuthScheme::Digest(user, password) => Authentication::digest(render(user)?, render(password)?),
        AuthScheme::OAuth2(oauth2) => Authentication::oauth2(oauth2.credentials(render)?),
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
    let pairs = url::form_urlencoded::parse(query.as_bytes());
    let pairs = pairs.map(|(name, value)| (name.into_owned(), Secret::new(value.into_owned())));
    Ok((base, pairs.collect()))
}
