//! From descriptions, configuration and the environment to clients.

use std::sync::Arc;
use std::time::Duration;

use http::HeaderMap;
use http::header::AUTHORIZATION;

use super::api::{Key, Scheme, Template};
use super::authenticator::Authenticator;
use super::base::Base;
use super::http_client::Inner;
use super::resolve::{Resolved, Sources};
use super::transport::{Profile, Transport};
use super::{
    Api, Authentication, BuildError, BuildProblem, BuildProblemKind, Config, HttpClient, Variables, constants,
};
use crate::secret::Secret;

const TIMEOUT: Duration = Duration::from_secs(60);
const RESPONSE_LIMIT: usize = 8 * 1024 * 1024;

/// Makes the clients of a capability's APIs, in their order.
///
/// Variables come from `variables` first, then from the environment (an empty one is as good as none). What a
/// [`Config`] overrides is not needed. APIs with the same kind of host share connections.
///
/// # Errors
/// Everything that is missing or unusable, for all APIs at once.
pub fn connect<const N: usize>(
    apis: [(&'static Api, Config); N],
    variables: &Variables,
) -> Result<[HttpClient; N], BuildError> {
    let environment = |name: &str| std::env::var(name).ok();
    let mut connector = Connector::new(Sources {
        code: variables,
        environment: &environment,
    });
    let clients = apis.map(|(api, config)| connector.client(api, config));
    connector.finish()?;
    let clients: Vec<HttpClient> = clients.into_iter().flatten().collect();
    // Every API without a client has left a problem, so that the numbers are equal here.
    clients.try_into().map_err(|_| BuildError::default())
}

/// Makes clients and collects problems.
struct Connector<'a> {
    sources: Sources<'a>,
    transports: Vec<(Profile, Transport)>,
    problems: Vec<BuildProblem>,
}

impl<'a> Connector<'a> {
    fn new(sources: Sources<'a>) -> Self {
        Self {
            sources,
            transports: Vec::new(),
            problems: Vec::new(),
        }
    }

    fn finish(self) -> Result<(), BuildError> {
        BuildError::check(self.problems)
    }

    /// The client of an API; `None` when a problem was noted that leaves no way to make one.
    fn client(&mut self, api: &'static Api, config: Config) -> Option<HttpClient> {
        let resolved = Resolved::new(api, &config, self.sources);
        self.note_missing(api, &resolved);
        let base = self.base(api, &config, &resolved);
        let authenticator = self.authenticator(api, &config, &resolved);
        let headers = self.headers(api, &config, &resolved);
        let (base, authenticator) = (base?, authenticator?);
        let transport = self.transport(api, &base, config.http)?;
        let query = constants::query(api, config.query, &resolved);
        let inner = Inner {
            name: api.name,
            base,
            authenticator,
            variables: resolved.values,
            headers,
            query,
            transport,
            timeout: config.timeout.unwrap_or(TIMEOUT),
            response_limit: config.response_limit.unwrap_or(RESPONSE_LIMIT),
            allow_plain_http: config.allow_plain_http,
        };
        self.check_plain_http(&inner);
        Some(HttpClient(Arc::new(inner)))
    }

    fn note(&mut self, api: &Api, kind: BuildProblemKind, message: impl Into<String>) {
        self.problems.push(BuildProblem::new(api.name, kind, message));
    }

    fn note_missing(&mut self, api: &Api, resolved: &Resolved) {
        for (name, environment) in &resolved.missing {
            let message = format!(
                "variable `{name}` has no value: set `{environment}` in the environment, or give it to the builder"
            );
            // A variable that several APIs use is named once.
            if !self.problems.iter().any(|problem| problem.message() == message) {
                self.note(api, BuildProblemKind::MissingVariable, message);
            }
        }
    }

    fn base(&mut self, api: &Api, config: &Config, resolved: &Resolved) -> Option<Base> {
        let variable = api.base_uri_variable;
        let (uri, from) = if let Some(uri) = &config.base_uri {
            (Secret::new(uri), "the configured base URI".to_owned())
        } else if let Some(uri) = self.sources.base_uri(api) {
            (uri, format!("the base URI in `{variable}`"))
        } else if api.base_uri.is_empty() {
            let set = if variable.is_empty() {
                String::new()
            } else {
                format!("set `{variable}`, or ")
            };
            let message = format!("the spec gives no base URI: {set}configure one with `Config::base_uri`");
            self.note(api, BuildProblemKind::BaseUri, message);
            return None;
        } else {
            (
                Secret::new(resolved.render(api.base_uri)?),
                "the base URI of the spec".to_owned(),
            )
        };
        let base = Base::parse(uri.reveal());
        base.map_err(|why| self.note(api, BuildProblemKind::BaseUri, format!("{from} {why}")))
            .ok()
    }

    fn authenticator(&mut self, api: &Api, config: &Config, resolved: &Resolved) -> Option<Authenticator> {
        let authentication = match &config.authentication {
            Some(authentication) => authentication.clone(),
            None => self.authentication(api, resolved)?,
        };
        let authenticator = Authenticator::new(&authentication);
        authenticator
            .map_err(|why| self.note(api, BuildProblemKind::Authentication, why))
            .ok()
    }

    /// What the spec asks for; `None` when a variable is missing (which is noted already) or the scheme is
    /// not spoken.
    fn authentication(&mut self, api: &Api, resolved: &Resolved) -> Option<Authentication> {
        let render = |template: Template| resolved.render(template);
        match api.scheme {
            Scheme::None => Some(Authentication::none()),
            Scheme::Bearer(token) => render(token).map(Authentication::bearer),
            Scheme::Basic(user, password) => Some(Authentication::basic(render(user)?, render(password)?)),
            Scheme::Keys => api
                .keys
                .iter()
                .flatten()
                .try_fold(Authentication::none(), |keys, key| {
                    Some(keys.and(match key {
                        Key::Header(name, key) => Authentication::api_key_header(*name, render(key)?),
                        Key::Query(name, key) => Authentication::api_key_query(*name, render(key)?),
                    }))
                }),
            Scheme::Digest(..) => {
                let message =
                    "digest authentication is not supported: give another with `Config::authentication`";
                self.note(api, BuildProblemKind::Authentication, message);
                None
            }
        }
    }

    fn headers(&mut self, api: &Api, config: &Config, resolved: &Resolved) -> HeaderMap {
        let (headers, refused) = constants::headers(api, &config.headers, resolved);
        for message in refused {
            self.note(api, BuildProblemKind::Header, message);
        }
        headers
    }

    fn transport(&mut self, api: &Api, base: &Base, own: Option<reqwest::Client>) -> Option<Transport> {
        if let Some(client) = own {
            return Some(Transport::of(client));
        }
        let profile = Profile::of(base);
        if let Some((_, transport)) = self.transports.iter().find(|(known, _)| *known == profile) {
            return Some(transport.clone());
        }
        match Transport::new(profile) {
            Ok(transport) => {
                self.transports.push((profile, transport.clone()));
                Some(transport)
            }
            Err(why) => {
                self.note(
                    api,
                    BuildProblemKind::Http,
                    format!("there is no HTTP client: {why}"),
                );
                None
            }
        }
    }

    fn check_plain_http(&mut self, client: &Inner) {
        let credentials = !client.authenticator.is_none() || client.headers.contains_key(AUTHORIZATION);
        if credentials && !client.may_send_credentials() {
            let message = format!(
                "credentials would travel unencrypted to `{}`: use https, or accept it with `Config::allow_plain_http`",
                client.base.host()
            );
            self.problems.push(BuildProblem::new(
                client.name,
                BuildProblemKind::PlainHttp,
                message,
            ));
        }
    }
}

#[cfg(test)]
mod tests;
