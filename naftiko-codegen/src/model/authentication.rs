//! How clients prove who they are.

use super::{Path, Place, Template};

/// How a client proves who it is.
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
    /// Every key is sent.
    ApiKeys(Vec<Credential>),
    OAuth2(Box<OAuth2>),
    CustomToken(Box<CustomToken>),
}

/// Tokens of OAuth 2.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct OAuth2 {
    pub token_endpoint: Template,
    pub client_id: Template,
    pub client_secret: Option<Template>,
    /// Makes it the grant `refresh_token`.
    pub refresh_token: Option<Template>,
    pub scope: Option<Template>,
    /// What the request has besides.
    pub parameters: Vec<(String, Template)>,
    /// Whether id and secret go into the header, and not the body.
    pub basic: bool,
    /// Whether the body is JSON, and no form.
    pub json: bool,
    pub answer: TokenFields,
    pub renewal: Renewal,
}

/// Where in an answer the parts of a token stand.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct TokenFields {
    pub token: Option<Path>,
    pub expires_in: Option<Path>,
    pub expires_at: Option<Path>,
}

/// When a token is replaced.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Renewal {
    /// In seconds.
    pub safety_margin: Option<u32>,
    pub on_forbidden: bool,
}

/// Tokens that an operation of another client returns.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct CustomToken {
    pub client: usize,
    pub operation: usize,
    /// One for each input of the operation: nothing, or a text of constants and variables.
    pub arguments: Vec<Option<Template>>,
    pub answer: TokenFields,
    pub placement: TokenPlacement,
    pub renewal: Renewal,
}

/// Where a token goes.
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
