//! Authentication of clients.

use super::{Path, Place, Template};

/// The authentication of a client.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Authentication {
    None,
    Bearer(Template),
    Basic {
        username: Template,
        password: Template,
    },
    Digest {
        username: Template,
        password: Template,
    },
    /// API keys, all of which are sent.
    ApiKeys(Vec<Credential>),
    OAuth2(Box<OAuth2>),
    CustomToken(Box<CustomToken>),
}

/// Access tokens of OAuth 2.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct OAuth2 {
    pub token_endpoint: Template,
    pub client_id: Template,
    pub client_secret: Option<Template>,
    /// If present, the grant type is `refresh_token`.
    pub refresh_token: Option<Template>,
    pub scope: Option<Template>,
    /// Further fields of the token request.
    pub parameters: Vec<(String, Template)>,
    pub credentials: ClientCredentials,
    /// Whether the body is JSON instead of a form.
    pub json: bool,
    pub answer: TokenFields,
    pub renewal: Renewal,
}

/// Where a token request has the client's id and secret.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ClientCredentials {
    Body,
    /// In the header.
    Basic,
    /// In the header, form-encoded first.
    EncodedBasic,
}

/// The paths of a token and its lifetime in a response.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct TokenFields {
    pub token: Option<Path>,
    pub expires_in: Option<Path>,
    pub expires_at: Option<Path>,
}

/// The rules for refreshing a token.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Renewal {
    /// In seconds.
    pub safety_margin: Option<u32>,
    pub on_forbidden: bool,
}

/// Access tokens that an operation of another client returns.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct CustomToken {
    pub client: usize,
    pub operation: usize,
    /// One item for each input of the operation: absent, or a template of constants and variables.
    pub arguments: Vec<Option<Template>>,
    pub answer: TokenFields,
    pub placement: TokenPlacement,
    pub renewal: Renewal,
}

/// The place of a token in a request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum TokenPlacement {
    Bearer,
    Header(String),
    Query(String),
}

/// One API key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Credential {
    pub place: Place,
    pub name: String,
    pub value: Template,
}
