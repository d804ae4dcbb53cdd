//! Build order of clients that fetch tokens from each other.

use super::ClientBuilder;
use crate::client::call::HttpClient;
use crate::client::config::{Config, Credential, TokenOrigin};
use crate::client::description::{Api, AuthScheme};
use crate::client::error::BuildProblemKind;

/// An API whose client is not built yet.
type Unbuilt = (usize, &'static Api, Config);

impl ClientBuilder<'_> {
    /// Builds the clients of APIs, in order; `None` for one whose problems were reported.
    pub(super) fn clients(&mut self, apis: Vec<(&'static Api, Config)>) -> Vec<Option<HttpClient>> {
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
