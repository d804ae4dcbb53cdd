//! From descriptions, configuration and the environment to clients.

mod order;
mod wiring;

use std::sync::Arc;

use http::HeaderMap;
use http::header::AUTHORIZATION;

use super::base::Base;
use super::http_client::Inner;
use super::resolve::{Resolved, Sources};
use super::retry::Budget;
use super::settings::Settings;
use super::transport::{Profile, Transport};
use super::{Api, BuildError, BuildProblem, BuildProblemKind, Config, HttpClient, Variables, constants};
use crate::secret::Secret;

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
    let clients = connector.clients(apis.into());
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
    fn client(&mut self, api: &'static Api, config: Config, made: &[HttpClient]) -> Option<HttpClient> {
        let resolved = Resolved::new(api, &config, self.sources);
        self.note_missing(api, &resolved);
        let base = self.base(api, &config, &resolved);
        let authenticator = self.authenticator(api, &config, &resolved, made);
        let headers = self.headers(api, &config, &resolved);
        let (base, authenticator) = (base?, authenticator?);
        let profile = Profile::new(api, &config, &base);
        let transport = self.transport(api, profile, &config)?;
        let settings = Settings::new(&config, api.tolerance, profile.metadata);
        let inner = Inner {
            name: api.name,
            base,
            authenticator,
            headers,
            query: constants::query(api, config.query, &resolved),
            variables: resolved.values,
            transport,
            settings,
            budget: Budget::default(),
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

    fn headers(&mut self, api: &Api, config: &Config, resolved: &Resolved) -> HeaderMap {
        let (headers, refused) = constants::headers(api, &config.headers, resolved);
        for message in refused {
            self.note(api, BuildProblemKind::Header, message);
        }
        headers
    }

    fn transport(&mut self, api: &Api, profile: Profile, config: &Config) -> Option<Transport> {
        if let Some(carrier) = &config.carrier {
            return Some(Transport::of(carrier.clone(), profile).layered(config));
        }
        let shared = config.tls.is_none();
        let mut known = self.transports.iter().filter(|_| shared);
        if let Some((_, transport)) = known.find(|(known, _)| *known == profile) {
            return Some(transport.clone().layered(config));
        }
        match Transport::new(profile, config.tls.clone()) {
            Ok(transport) => {
                if shared {
                    self.transports.push((profile, transport.clone()));
                }
                Some(transport.layered(config))
            }
            Err(why) => {
                let message = format!("there is no HTTP client: {why}");
                self.note(api, BuildProblemKind::Http, message);
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
