//! Whom adapters answer.

use super::{Template, Variable};

/// The authentication of an adapter's callers: becomes a static description, and a guard of the capability.
#[derive(Debug)]
pub(crate) struct Guard {
    /// Name of the builder's method and of the capability's field.
    pub field: String,
    pub scheme: CallerScheme,
    /// Variables that the scheme uses.
    pub variables: Vec<Variable>,
}

/// How callers prove who they are.
#[derive(Debug)]
pub(crate) enum CallerScheme {
    Bearer(Template),
    Basic {
        username: Template,
        password: Template,
    },
    ApiKey {
        place: KeyPlace,
        name: String,
        value: Template,
    },
    OAuth2(ResourceServer),
    /// What the program has to check itself: its name in the spec.
    Own(String),
}

/// Where a caller brings an API key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum KeyPlace {
    Header,
    Query,
    Cookie,
}

/// Access tokens that an adapter takes.
#[derive(Debug)]
pub(crate) struct ResourceServer {
    pub authorization_server: Template,
    pub resource: Template,
    pub audience: Option<Template>,
    pub scopes: Vec<String>,
    /// Where tokens are to be had, for the API document: only when it is no secret.
    pub token_endpoint: Option<String>,
}
