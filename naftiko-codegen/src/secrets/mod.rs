//! Destinations of variables: which value goes to which host, and how.
//!
//! Values come from the environment or the program. Each variable of a spec is listed, since any can be a credential.

mod operation;
mod origin;
mod render;

pub(crate) use origin::{Origin, origin};
pub(crate) use render::sentence;

use std::collections::{HashMap, HashSet};

use crate::model::{Authentication, CallerScheme, Capability, Client, Guard, KeyPlace, Place, Template};
use crate::model::{Piece, Variable};
use crate::options::Emit;
use crate::prose::code;

/// A use of a variable.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SecretUse {
    /// Name in the environment.
    pub variable: String,
    /// Who gets the value.
    pub receiver: Receiver,
    /// The way in which the receiver gets it: `as a bearer token`, ``in the header `X-Key` ``.
    pub how: String,
    /// The consumed operations that send it; empty when each request does.
    pub operations: Vec<String>,
}

/// Who gets the value of a variable.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Receiver {
    /// A host, as the client of a consumed API.
    Host {
        /// Namespace of the API.
        api: String,
        /// Scheme, host and port, with `{{VARIABLE}}` for those that decide it; empty when the spec gives none.
        origin: String,
        /// Environment variables that decide the origin.
        decided_by: Vec<String>,
        /// The environment variable that replaces the base URI, or the address of a token endpoint.
        base_uri_variable: Option<String>,
    },
    /// An adapter, which compares it with what callers send, or obtains keys by it. It is not sent.
    Adapter(String),
}

/// The uses of the variables of one spec.
#[derive(Clone, Debug)]
pub struct Secrets {
    /// The spec's path, as diagnostics name it.
    pub spec: String,
    /// Its uses, by variable.
    pub uses: Vec<SecretUse>,
}

/// The way in which a variable of a base URI is sent.
pub(crate) const IN_BASE_URI: &str = "in the base URI";

/// Returns the uses of every variable of a capability, sorted by the name in the environment.
pub(crate) fn uses(capability: &Capability, emit: Emit) -> Vec<SecretUse> {
    let mut found = Found::default();
    let hosts: Vec<usize> = capability
        .clients
        .iter()
        .map(|client| found.receiver(host(client)))
        .collect();
    for (client, receiver) in capability.clients.iter().zip(&hosts) {
        api(&mut found, client, *receiver);
        tokens(&mut found, capability, client, &hosts);
    }
    operation::lent(&mut found, capability, &hosts);
    for emitted in capability.guarded(emit) {
        guarded(&mut found, emitted.namespace, emitted.guard);
    }
    let mut uses = found.uses;
    uses.sort_by(|left, right| left.variable.cmp(&right.variable));
    uses
}

/// The uses found so far, in the order of the spec.
#[derive(Default)]
struct Found {
    receivers: Vec<Receiver>,
    uses: Vec<SecretUse>,
    /// Uses by variable, receiver and how.
    index: HashMap<(String, usize, String), usize>,
    /// Operations that a use has.
    operations: HashSet<(usize, String)>,
}

/// Names in the environment of the variables of a client or a guard, by their names in the spec.
struct Names<'m>(HashMap<&'m str, &'m str>);

impl<'m> Names<'m> {
    fn of(variables: &'m [Variable]) -> Self {
        let pairs = variables.iter();
        Self(
            pairs
                .map(|variable| (variable.name.as_str(), variable.environment.as_str()))
                .collect(),
        )
    }

    fn environment<'n>(&'n self, name: &'n str) -> &'n str {
        self.0.get(name).copied().unwrap_or(name)
    }
}

/// One way in which a receiver gets values: from the variables of `names`.
#[derive(Clone, Copy)]
struct Way<'a> {
    names: &'a Names<'a>,
    receiver: usize,
    /// The operation that sends them; `None` when each request does.
    operation: Option<&'a str>,
}

impl Found {
    /// Adds a receiver, and returns its index.
    fn receiver(&mut self, receiver: Receiver) -> usize {
        self.receivers.push(receiver);
        self.receivers.len() - 1
    }

    /// Adds a use for each variable in a template.
    fn add(&mut self, way: Way<'_>, template: &[Piece], how: &str) {
        for piece in template {
            self.piece(way, piece, how);
        }
    }

    /// Adds a use if the piece is a variable. An operation joins those that send the same in the same way.
    fn piece(&mut self, way: Way<'_>, piece: &Piece, how: &str) {
        let Piece::Variable(name) = piece else { return };
        let variable = way.names.environment(name);
        let Some(receiver) = self.receivers.get(way.receiver) else {
            return;
        };
        let next = self.uses.len();
        let index = *self
            .index
            .entry((variable.to_owned(), way.receiver, how.to_owned()))
            .or_insert(next);
        if index == next {
            self.uses.push(SecretUse {
                variable: variable.to_owned(),
                receiver: receiver.clone(),
                how: how.to_owned(),
                operations: Vec::new(),
            });
        }
        let Some(operation) = way.operation else { return };
        // A use without operations is one of each request, which has those of the operation already.
        let every = index != next
            && self
                .uses
                .get(index)
                .is_none_or(|known| known.operations.is_empty());
        if !every
            && self.operations.insert((index, operation.to_owned()))
            && let Some(known) = self.uses.get_mut(index)
        {
            known.operations.push(operation.to_owned());
        }
    }
}

/// Returns the host that a client calls.
fn host(client: &Client) -> Receiver {
    let names = Names::of(&client.variables);
    let Origin { text, mut variables } = origin(&client.base_uri, |name| names.environment(name).to_owned());
    if text.is_empty() {
        variables.push(client.base_uri_variable.clone());
    }
    Receiver::Host {
        api: client.namespace.clone(),
        origin: text,
        decided_by: variables,
        base_uri_variable: Some(client.base_uri_variable.clone()),
    }
}

/// Adds the variables in each request of an API, then those of its operations.
fn api(found: &mut Found, client: &Client, receiver: usize) {
    let names = Names::of(&client.variables);
    let way = Way {
        names: &names,
        receiver,
        operation: None,
    };
    let mut add = |template: &Template, how: &str| found.add(way, template, how);
    add(&client.base_uri, IN_BASE_URI);
    for (name, template) in &client.headers {
        add(template, &placed(Place::Header, name));
    }
    for (name, template) in &client.query {
        add(template, &placed(Place::Query, name));
    }
    match &client.authentication {
        Authentication::Bearer(token) => add(token, "as a bearer token"),
        Authentication::Basic { username, password } => {
            add(username, "as the user name of HTTP Basic");
            add(password, "as the password of HTTP Basic");
        }
        Authentication::Digest { username, password } => {
            add(username, "as the user name of HTTP Digest");
            add(password, "as a hash of HTTP Digest");
        }
        Authentication::ApiKeys(keys) => {
            for key in keys {
                add(&key.value, &placed(key.place, &key.name));
            }
        }
        Authentication::OAuth2(_) | Authentication::CustomToken(_) | Authentication::None => {}
    }
    for called in &client.operations {
        operation::sent(found, way, called);
    }
}

/// Adds the variables in token requests. `hosts` has the receiver of each client.
fn tokens(found: &mut Found, capability: &Capability, client: &Client, hosts: &[usize]) {
    let names = Names::of(&client.variables);
    match &client.authentication {
        Authentication::OAuth2(oauth2) => {
            let Origin { text, variables } =
                origin(&oauth2.token_endpoint, |name| names.environment(name).to_owned());
            let receiver = found.receiver(Receiver::Host {
                api: client.namespace.clone(),
                origin: text,
                decided_by: variables,
                base_uri_variable: Some(client.token_uri_variable.clone()),
            });
            let way = Way {
                names: &names,
                receiver,
                operation: None,
            };
            found.add(way, &oauth2.token_endpoint, "in the URI of the token endpoint");
            found.add(way, &oauth2.client_id, "as the client ID");
            for (template, how) in [
                (&oauth2.client_secret, "as the client secret"),
                (&oauth2.refresh_token, "as the refresh token"),
                (&oauth2.scope, "as the scope"),
            ] {
                if let Some(template) = template {
                    found.add(way, template, how);
                }
            }
            for (name, template) in &oauth2.parameters {
                let how = format!("in the parameter {} of the token request", code(name));
                found.add(way, template, &how);
            }
        }
        Authentication::CustomToken(token) => {
            let called = capability.operation(token.client, token.operation);
            let (Some((_, called)), Some(receiver)) = (called, hosts.get(token.client)) else {
                return;
            };
            let way = Way {
                names: &names,
                receiver: *receiver,
                operation: Some(&called.name),
            };
            for (index, argument) in token.arguments.iter().enumerate() {
                if let Some(template) = argument {
                    operation::given(found, way, called, index, template);
                }
            }
        }
        _ => {}
    }
}

/// Returns how a place of a request is named.
fn placed(place: Place, name: &str) -> String {
    match place {
        Place::Header => format!("in the header {}", code(name)),
        Place::Query => format!("in the query parameter {}", code(name)),
        Place::Cookie => format!("in the cookie {}", code(name)),
        Place::Path => "in the path".to_owned(),
        Place::Template => "in the body".to_owned(),
    }
}

/// Adds the variables that a guard compares with the credentials of callers.
fn guarded(found: &mut Found, namespace: &str, guard: &Guard) {
    let names = Names::of(&guard.variables);
    let way = Way {
        names: &names,
        receiver: found.receiver(Receiver::Adapter(namespace.to_owned())),
        operation: None,
    };
    let mut add = |template: &Template, how: &str| found.add(way, template, how);
    match &guard.scheme {
        CallerScheme::Bearer(token) => add(token, "as the bearer token of callers"),
        CallerScheme::Basic { username, password } => {
            add(username, "as the user name of callers");
            add(password, "as the password of callers");
        }
        CallerScheme::ApiKey { place, name, value } => {
            let place = match place {
                KeyPlace::Header => Place::Header,
                KeyPlace::Query => Place::Query,
                KeyPlace::Cookie => Place::Cookie,
            };
            add(
                value,
                &format!("as the API key of callers {}", placed(place, name)),
            );
        }
        CallerScheme::OAuth2(server) => {
            add(&server.authorization_server, "as the authorization server");
            add(&server.resource, "as the protected resource");
            if let Some(audience) = &server.audience {
                add(audience, "as the audience of access tokens");
            }
        }
        CallerScheme::Own(_) => {}
    }
}
