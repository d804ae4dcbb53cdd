//! Guards of adapters.

use super::{Template, Variable};

/// The authentication of an adapter's callers, generated as a static description and a guard of the capability.
#[derive(Debug)]
pub(crate) struct Guard {
    /// Name of the builder's method and of the capability's field.
    pub field: String,
    pub scheme: CallerScheme,
    /// The variables that the scheme uses.
    pub variables: Vec<Variable>,
}

/// The scheme with which callers authenticate.
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
    /// A scheme that the program checks, with its name in the spec.
    Own(String),
}

/// The place of a caller's API key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum KeyPlace {
    Header,
    Query,
    Cookie,
}

/// The access tokens that an adapter accepts.
#[derive(Debug)]
pub(crate) struct ResourceServer {
    pub authorization_server: Template,
    pub resource: Template,
    pub audience: Option<Template>,
    pub scopes: Vec<String>,
    /// The token endpoint for the OpenAPI document; `None` if it contains variables.
    pub token_endpoint: Option<String>,
}
