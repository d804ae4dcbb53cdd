//! Clients, built from descriptions, configuration and environment.

mod credentials;
mod defaults;
#[cfg(any(feature = "rest", feature = "mcp"))]
mod signing;
mod token;
mod variables;

use std::sync::Arc;

use http::HeaderMap;
use http::header::AUTHORIZATION;

use self::variables::{ResolvedVariables, base_uri};
use crate::client::call::{CallOptions, ClientInner, RateLimiter, RetryBudget};
use crate::client::config::{Credential, TokenOrigin};
use crate::client::description::AuthScheme;
use crate::client::request::base_uri::BaseUri;
use crate::client::transport::{Transport, TransportOptions};
use crate::client::{Api, BuildError, BuildProblem, BuildProblemKind, Config, HttpClient, Variables};
use crate::secret::Secret;
#[cfg(any(feature = "rest", feature = "mcp"))]
use crate::signing::SigningKeys;
use crate::variables::{Unusable, VariableSources};

/// Builds the clients of a capability's APIs, in order.
///
/// The value of a variable comes from `variables`, else from the environment (an empty value counts as unset).
/// Variables of overridden values are not needed. APIs with the same kind of host share connections.
///
/// # Errors
/// Everything that is missing or invalid, for all APIs at once.
pub fn build_clients<const N: usize>(
    apis: [(&'static Api, Config); N],
    variables: &Variables,
) -> Result<[HttpClient; N], BuildError> {
    let mut builder = ClientBuilder::new(VariableSources::of_program(variables));
    let clients = builder.clients(apis.into());
    builder.finish()?;
    let clients: Vec<HttpClient> = clients.into_iter().flatten().collect();
    // Each missing client has reported a problem, so the lengths are equal here.
    clients.try_into().map_err(|_| BuildError::default())
}

/// An API whose client is not built yet.
type Unbuilt = (usize, &'static Api, Config);

/// Builds clients and collects problems.
struct ClientBuilder<'a> {
    sources: VariableSources<'a>,
    transports: Vec<(TransportOptions, Transport)>,
    problems: Vec<BuildProblem>,
    /// The keys that seal what adapters hand out, by their variable.
    #[cfg(any(feature = "rest", feature = "mcp"))]
    signing: Vec<(&'static str, Option<Arc<SigningKeys>>)>,
}

impl<'a> ClientBuilder<'a> {
    fn new(sources: VariableSources<'a>) -> Self {
        Self {
            sources,
            transports: Vec::new(),
            problems: Vec::new(),
            #[cfg(any(feature = "rest", feature = "mcp"))]
            signing: Vec::new(),
        }
    }

    /// Builds the clients of APIs, each after the one that its tokens come from, and returns them in order; `None` for one whose problems were reported.
    fn clients(&mut self, apis: Vec<(&'static Api, Config)>) -> Vec<Option<HttpClient>> {
        let mut clients: Vec<Option<HttpClient>> = apis.iter().map(|_| None).collect();
        let mut made: Vec<HttpClient> = Vec::new();
        let mut waiting: Vec<Unbuilt> = Vec::new();
        for (index, (api, config)) in apis.into_iter().enumerate() {
            waiting.push((index, api, config));
        }
        while !waiting.is_empty() {
            let pending: Vec<&'static str> = waiting.iter().map(|(_, api, _)| api.name).collect();
            let is_pending = |(_, api, config): &Unbuilt| {
                token_api(api, config).is_some_and(|source| pending.contains(&source.name))
            };
            let (blocked, ready): (Vec<_>, Vec<_>) = waiting.into_iter().partition(is_pending);
            if ready.is_empty() {
                self.report_cycle(&blocked);
                break;
            }
            for (index, api, config) in ready {
                let client = self.client(api, config, &made);
                made.extend(client.clone());
                if let Some(place) = clients.get_mut(index) {
                    *place = client;
                }
            }
            waiting = blocked;
        }
        clients
    }

    fn report_cycle(&mut self, blocked: &[Unbuilt]) {
        for (_, api, config) in blocked {
            let from = token_api(api, config).map_or("", |source| source.name);
            let message = format!("token cycle: `{from}` itself needs a token of this API");
            self.report(api, BuildProblemKind::Authentication, message);
        }
    }

    fn finish(self) -> Result<(), BuildError> {
        BuildError::check(self.problems)
    }

    /// Builds the client of an API; `None` after a problem that prevents it.
    fn client(&mut self, api: &'static Api, config: Config, made: &[HttpClient]) -> Option<HttpClient> {
        let resolved = ResolvedVariables::new(api, &config, self.sources);
        for (name, environment, why) in &resolved.unusable {
            self.report_unusable(api, name, environment, *why);
        }
        let base = self.base(api, &config, &resolved);
        let authenticator = credentials::authenticator(self, api, &config, &resolved, made);
        let headers = self.headers(api, &config, &resolved);
        let (base, authenticator) = (base?, authenticator?);
        let options = transport_options(api, &config, &base);
        let transport = self.transport(api, options, &config)?;
        let settings = call_options(api, &config, options);
        let inner = ClientInner {
            name: api.name,
            base,
            authenticator,
            headers,
            query: defaults::query(api, config.query, &resolved),
            variables: resolved.values,
            transport,
            settings,
            budget: RetryBudget::default(),
            rate_limiter: RateLimiter::new(config.rate_limit),
            allow_plain_http: config.allow_plain_http,
            sends_baggage: config.send_baggage,
            #[cfg(any(feature = "rest", feature = "mcp"))]
            signing: self.signing(api),
        };
        self.check_plain_http(&inner);
        Some(HttpClient(Arc::new(inner)))
    }

    fn report(&mut self, api: &Api, kind: BuildProblemKind, message: impl Into<String>) {
        self.problems.push(BuildProblem::new(api.name, kind, message));
    }

    fn report_unusable(&mut self, api: &Api, name: &str, environment: &str, why: Unusable) {
        let problem = BuildProblem::variable(api.name, name, environment, why);
        // A variable that several APIs use is reported once.
        if !self.problems.iter().any(|known| known.is_same_variable(&problem)) {
            self.problems.push(problem);
        }
    }

    fn base(&mut self, api: &Api, config: &Config, resolved: &ResolvedVariables) -> Option<BaseUri> {
        let variable = api.base_uri_variable;
        let (uri, from) = if let Some(uri) = &config.base_uri {
            (Secret::new(uri), "the configured base URI".to_owned())
        } else if let Some(uri) = base_uri(api, self.sources) {
            let uri = uri.map_err(|why| self.report_unusable(api, variable, variable, why));
            (uri.ok()?, format!("the base URI in `{variable}`"))
        } else if api.base_uri.is_empty() {
            let set = if variable.is_empty() {
                String::new()
            } else {
                format!("set `{variable}`, or ")
            };
            let message = format!("the spec gives no base URI; {set}configure one with `Config::base_uri`");
            self.report(api, BuildProblemKind::BaseUri, message);
            return None;
        } else {
            (
                Secret::new(resolved.render(api.base_uri)?),
                "the base URI of the spec".to_owned(),
            )
        };
        let base = BaseUri::parse(uri.reveal());
        base.map_err(|reason| self.report(api, BuildProblemKind::BaseUri, format!("{from} {reason}")))
            .ok()
    }

    fn headers(&mut self, api: &Api, config: &Config, resolved: &ResolvedVariables) -> HeaderMap {
        let (headers, invalid) = defaults::headers(api, &config.headers, resolved);
        for message in invalid {
            self.report(api, BuildProblemKind::Header, message);
        }
        headers
    }

    fn transport(&mut self, api: &Api, options: TransportOptions, config: &Config) -> Option<Transport> {
        if let Some(service) = &config.service {
            return Some(Transport::from_service(service.clone(), options).layered(&config.layers));
        }
        if let Some(kind) = api.tunnel {
            let message = format!(
                "the API is behind a tunnel (`{kind}`); set a transport that uses it with `Config::transport`"
            );
            self.report(api, BuildProblemKind::Tunnel, message);
            return None;
        }
        let shared = config.tls.is_none();
        let mut known = self.transports.iter().filter(|_| shared);
        if let Some((_, transport)) = known.find(|(known, _)| *known == options) {
            return Some(transport.clone().layered(&config.layers));
        }
        match Transport::new(options, config.tls.clone()) {
            Ok(transport) => {
                if shared {
                    self.transports.push((options, transport.clone()));
                }
                Some(transport.layered(&config.layers))
            }
            Err(reason) => {
                let message = format!("failed to build the HTTP client: {reason}");
                self.report(api, BuildProblemKind::Http, message);
                None
            }
        }
    }

    fn check_plain_http(&mut self, client: &ClientInner) {
        let credentials = !client.authenticator.is_none() || client.headers.contains_key(AUTHORIZATION);
        if credentials && !client.may_send_credentials() {
            let message = format!(
                "credentials would be sent unencrypted to `{}`; use https, or call `Config::allow_plain_http`",
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

/// Returns the API whose operation returns the tokens of another one.
fn token_api(api: &Api, config: &Config) -> Option<&'static Api> {
    match &config.authentication {
        Some(authentication) => authentication
            .credentials
            .iter()
            .find_map(|credential| match credential {
                Credential::Token(TokenOrigin::Operation(token)) => Some(token.api),
                _ => None,
            }),
        None => match api.scheme {
            AuthScheme::Custom(token) => Some(token.api),
            _ => None,
        },
    }
}

fn transport_options(api: &Api, config: &Config, base: &BaseUri) -> TransportOptions {
    let metadata = api.instance_metadata || config.instance_metadata;
    TransportOptions::new(base, metadata, config.connect_timeout)
}

/// Returns the options of the client's calls, where calls set none.
fn call_options(api: &Api, config: &Config, transport: TransportOptions) -> CallOptions {
    let defaults = CallOptions::new(transport.metadata);
    CallOptions {
        timeout: config.timeout.unwrap_or(defaults.timeout),
        read_timeout: config.read_timeout,
        retry: config.retry.clone().unwrap_or(defaults.retry),
        response_limit: config.response_limit,
        tolerance: config.tolerance.unwrap_or(api.tolerance),
        ..defaults
    }
}

#[cfg(test)]
mod tests;
