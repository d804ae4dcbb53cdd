//! From what the spec or the configuration says of authentication to what puts credentials on requests.

use std::sync::Arc;

use super::super::api::{Key, Scheme, Template};
use super::super::authentication::{Credential, Tokens};
use super::super::authenticator::{Authenticator, Live, Place};
use super::super::digest::Digest;
use super::super::fixed::Fixed;
use super::super::token::{Bindings, Minter, OAuth2Credentials, Placement, TokenSource};
use super::super::{Authentication, headers};
use super::{
    Api, Base, Budget, BuildProblemKind, Config, Connector, HeaderMap, HttpClient, Inner, Profile, Resolved,
    Secret, Settings,
};

/// The size of the largest answer to a request for a token.
const TOKEN_LIMIT: usize = 256 * 1024;

impl Connector<'_> {
    pub(super) fn authenticator(
        &mut self,
        api: &'static Api,
        config: &Config,
        resolved: &Resolved,
        made: &[HttpClient],
    ) -> Option<Authenticator> {
        let authentication = match &config.authentication {
            Some(authentication) => authentication.clone(),
            None => of_spec(api, resolved)?,
        };
        let mut authenticator = Authenticator::default();
        for credential in &authentication.credentials {
            let added = match (credential, Fixed::new(credential)) {
                (_, Some(fixed)) => fixed.map(|fixed| authenticator.fixed.push(fixed)),
                (Credential::Signer(signer), _) => {
                    authenticator.signers.push(Arc::clone(&signer.0));
                    Ok(())
                }
                _ if authenticator.live.is_some() => {
                    Err("of digest and tokens, one at a time can be used".to_owned())
                }
                _ => self
                    .live(api, config, resolved, credential, made)
                    .map(|live| authenticator.live = live),
            };
            if let Err(why) = added {
                self.note(api, BuildProblemKind::Authentication, why);
                return None;
            }
        }
        authenticator
            .signers
            .extend(config.signers.iter().map(|signer| Arc::clone(&signer.0)));
        Some(authenticator)
    }

    fn live(
        &mut self,
        api: &'static Api,
        config: &Config,
        resolved: &Resolved,
        credential: &Credential,
        made: &[HttpClient],
    ) -> Result<Option<Live>, String> {
        let (source, placement, forbidden) = match credential {
            Credential::Digest { user, password } => {
                let digest = Digest::new(user.clone(), password.clone());
                return Ok(Some(Live::Digest(Arc::new(digest))));
            }
            Credential::Token(Tokens::Source(source, placement)) => (source.clone(), *placement, false),
            Credential::Token(Tokens::OAuth2(credentials)) => {
                let source = self.oauth2(api, config, credentials)?;
                (source, Placement::Bearer, credentials.renew_on_forbidden)
            }
            Credential::Token(Tokens::Operation(token)) => {
                let name = token.api.name;
                let client = made
                    .iter()
                    .find(|client| client.0.name == name)
                    .ok_or_else(|| format!("its tokens come from `{name}`, which has no client"))?;
                let bindings = Bindings(resolved.values.clone());
                let minter = Minter::operation(client.clone(), token, bindings);
                let source = TokenSource::new(minter, token.margin());
                (source, token.placement, token.renew_on_forbidden)
            }
            // The others are fixed.
            _ => return Ok(None),
        };
        let place = place(placement)?;
        Ok(Some(Live::Token {
            source,
            place,
            forbidden,
        }))
    }

    /// A source of tokens with a client of its own for the token endpoint. It goes through the same transport
    /// and layers as the API, if they are the user's.
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
        let profile = Profile::new(api, config, &endpoint);
        let transport = self
            .transport(api, profile, config)
            .ok_or_else(|| "the token endpoint cannot be reached".to_owned())?;
        let mut settings = Settings::new(config, api.tolerance, profile.metadata);
        settings.response_limit = Some(TOKEN_LIMIT);
        let inner = Inner {
            name: api.name,
            base: endpoint,
            authenticator: Authenticator::default(),
            variables: Vec::new(),
            headers: HeaderMap::new(),
            query,
            transport,
            settings,
            budget: Budget::default(),
            allow_plain_http: config.allow_plain_http,
        };
        if !inner.may_send_credentials() {
            return Err(
                "the token endpoint must be https, or accepted with `Config::allow_plain_http`".to_owned(),
            );
        }
        let client = HttpClient(Arc::new(inner));
        let minter = Minter::grant(name, client, credentials.clone());
        Ok(TokenSource::new(minter, credentials.margin))
    }
}

/// What the spec asks for; `None` when a variable is missing (which is noted already).
fn of_spec(api: &'static Api, resolved: &Resolved) -> Option<Authentication> {
    let render = |template: Template| resolved.render(template);
    Some(match api.scheme {
        Scheme::None => Authentication::none(),
        Scheme::Bearer(token) => Authentication::bearer(render(token)?),
        Scheme::Basic(user, password) => Authentication::basic(render(user)?, render(password)?),
        Scheme::Digest(user, password) => Authentication::digest(render(user)?, render(password)?),
        Scheme::OAuth2(oauth2) => Authentication::oauth2(oauth2.credentials(render)?),
        Scheme::Custom(token) => {
            resolved.render(token.variables)?;
            Authentication::custom_token(token)
        }
        Scheme::Keys => {
            return api
                .keys
                .iter()
                .flatten()
                .try_fold(Authentication::none(), |keys, key| {
                    Some(keys.and(match key {
                        Key::Header(name, key) => Authentication::api_key_header(*name, render(key)?),
                        Key::Query(name, key) => Authentication::api_key_query(*name, render(key)?),
                        Key::Cookie(name, key) => Authentication::api_key_cookie(*name, render(key)?),
                    }))
                });
        }
    })
}

fn place(placement: Placement) -> Result<Place, String> {
    Ok(match placement {
        Placement::Bearer => Place::Bearer,
        Placement::Header(name) => {
            Place::Header(headers::name(name).map_err(|why| format!("the token's header `{name}` {why}"))?)
        }
        Placement::Query(name) => Place::Query(name.to_owned()),
    })
}

/// A token endpoint, and the pairs of its query: some have one.
fn endpoint(text: &str) -> Result<(Base, Vec<(String, Secret)>), String> {
    let (text, query) = text.split_once('?').unwrap_or((text, ""));
    let base = Base::parse(text).map_err(|why| format!("the token endpoint {why}"))?;
    let pairs = url::form_urlencoded::parse(query.as_bytes());
    let pairs = pairs.map(|(name, value)| (name.into_owned(), Secret::new(value.into_owned())));
    Ok((base, pairs.collect()))
}
