//! Which client is made first: one that gives out tokens comes before those that need them.

use super::super::api::Scheme;
use super::super::authentication::{Credential, Tokens};
use super::super::{Api, BuildProblemKind, Config, HttpClient};
use super::Connector;

/// An API whose client is still to be made.
type Waiting = (usize, &'static Api, Config);

impl Connector<'_> {
    /// The clients of APIs, in their order; `None` for one that cannot be made, of which a problem was noted.
    pub(super) fn clients(&mut self, apis: Vec<(&'static Api, Config)>) -> Vec<Option<HttpClient>> {
        let mut clients: Vec<Option<HttpClient>> = apis.iter().map(|_| None).collect();
        let mut made: Vec<HttpClient> = Vec::new();
        let mut waiting: Vec<Waiting> = Vec::new();
        for (index, (api, config)) in apis.into_iter().enumerate() {
            waiting.push((index, api, config));
        }
        while !waiting.is_empty() {
            let pending: Vec<&'static str> = waiting.iter().map(|(_, api, _)| api.name).collect();
            let is_pending = |(_, api, config): &Waiting| {
                token_api(api, config).is_some_and(|source| pending.contains(&source.name))
            };
            let (blocked, ready): (Vec<_>, Vec<_>) = waiting.into_iter().partition(is_pending);
            if ready.is_empty() {
                self.note_circle(&blocked);
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

    fn note_circle(&mut self, blocked: &[Waiting]) {
        for (_, api, config) in blocked {
            let from = token_api(api, config).map_or("", |source| source.name);
            let message = format!("its tokens come from `{from}`, which needs tokens of this API in turn");
            self.note(api, BuildProblemKind::Authentication, message);
        }
    }
}

/// The API that gives out the tokens that another one is called with.
fn token_api(api: &Api, config: &Config) -> Option<&'static Api> {
    match &config.authentication {
        Some(authentication) => authentication
            .credentials
            .iter()
            .find_map(|credential| match credential {
                Credential::Token(Tokens::Operation(token)) => Some(token.api),
                _ => None,
            }),
        None => match api.scheme {
            Scheme::Custom(token) => Some(token.api),
            _ => None,
        },
    }
}
