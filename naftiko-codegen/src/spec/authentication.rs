//! Authentication of clients and of callers.

use super::{Text, With};
use crate::source::{Span, Spanned};
use crate::spelling;
use crate::yaml::Node;

/// An authentication of a client or of callers.
#[derive(Debug)]
pub(crate) struct Authentication {
    pub span: Span,
    pub scheme: Scheme,
}

/// An authentication type with its keys.
#[derive(Debug)]
pub(crate) enum Scheme {
    Basic {
        username: Option<Text>,
        password: Option<Text>,
    },
    Digest {
        username: Option<Text>,
        password: Option<Text>,
    },
    Bearer {
        token: Option<Text>,
    },
    /// One key in the format; several by extension.
    ApiKey(Vec<ApiKey>),
    OAuth2(Box<OAuth2>),
    CustomToken(Box<CustomToken>),
    /// A type that the runtime does not support, such as `oauth1`, `hmac`, `aws-sig-v4` or `certificate`.
    Other {
        name: Text,
        fields: Vec<(Text, Node)>,
    },
}

impl Scheme {
    /// Returns the type as the format names it; another type as it is written.
    pub(crate) fn name(&self) -> &str {
        match self {
            Self::Basic { .. } => "basic",
            Self::Digest { .. } => "digest",
            Self::Bearer { .. } => "bearer",
            Self::ApiKey(_) => "apikey",
            Self::OAuth2(_) => "oauth2",
            Self::CustomToken(_) => "custom-token",
            Self::Other { name, .. } => &name.value,
        }
    }
}

/// An API key.
#[derive(Debug)]
pub(crate) struct ApiKey {
    /// The name of the header, query parameter, cookie, field or placeholder.
    pub name: Text,
    pub value: Text,
    /// A header by default.
    pub placement: Spanned<KeyPlacement>,
}

/// The part of a request that has an API key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum KeyPlacement {
    Header,
    Query,
    /// An extension, as the next two.
    Cookie,
    Body,
    Path,
}

/// The types of the format.
pub(crate) const TYPES: [&str; 5] = ["basic", "digest", "bearer", "apikey", "oauth2"];

/// Returns the type of the format with the most similar name.
pub(crate) fn nearest_scheme(kind: &str) -> Option<&'static str> {
    // `oauth1` is another protocol, not a misspelling of `oauth2`.
    (kind != "oauth1")
        .then(|| spelling::nearest(kind, TYPES))
        .flatten()
}

/// `oauth2`: in the format it checks the tokens of callers; by extension it fetches the tokens of a client.
#[derive(Debug)]
pub(crate) struct OAuth2 {
    pub authorization_server_uri: Option<Text>,
    pub resource: Option<Text>,
    /// From a list, or from a string with spaces.
    pub scopes: Vec<Text>,
    pub audience: Option<Text>,
    pub token_endpoint: Option<Text>,
    pub token_validation: Option<Text>,
    /// The keys for fetching tokens, if there are any.
    pub client: Option<OAuth2Client>,
}

/// The keys with which a client fetches access tokens.
#[derive(Debug)]
pub(crate) struct OAuth2Client {
    /// `client-credentials` by default.
    pub grant: Spanned<Grant>,
    pub client_id: Option<Text>,
    pub client_secret: Option<Text>,
    pub refresh_token: Option<Text>,
    /// The part of the token request with the client's id and secret.
    pub placement: Option<Spanned<CredentialPlacement>>,
    pub encoding: Option<Spanned<BodyEncoding>>,
    /// Further fields of the token request.
    pub parameters: Vec<(Text, Text)>,
    pub paths: TokenPaths,
    pub refresh: Refresh,
}

/// The paths of a token and its lifetime in a response.
#[derive(Debug)]
pub(crate) struct TokenPaths {
    pub token: Option<Text>,
    /// The lifetime in seconds.
    pub expires_in: Option<Text>,
    /// The time of expiry: seconds since 1970, or a date.
    pub expires_at: Option<Text>,
}

/// When a token is replaced.
#[derive(Debug)]
pub(crate) struct Refresh {
    /// Seconds before the token expires.
    pub safety_margin: Option<Spanned<u64>>,
    /// Whether a response with status 403 may mean an invalid token.
    pub on_forbidden: Option<Spanned<bool>>,
}

/// The grant type of a token request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Grant {
    ClientCredentials,
    RefreshToken,
}

/// The part of a token request with the client's id and secret (RFC 6749, section 2.3.1).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum CredentialPlacement {
    Body,
    Basic,
    /// In the header, form-encoded first.
    EncodedBasic,
}

/// The encoding of a token request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum BodyEncoding {
    Form,
    Json,
}

/// The operation that returns a token, and the part of a request that has the token.
#[derive(Debug)]
pub(crate) struct CustomToken {
    pub span: Span,
    /// `namespace.operation`.
    pub call: Text,
    pub with: Vec<With>,
    /// `token` is always present.
    pub paths: TokenPaths,
    /// `bearer`, `header` or `query`; `bearer` by default.
    pub placement: Option<Text>,
    pub header_name: Option<Text>,
    pub param_name: Option<Text>,
    pub refresh: Refresh,
}
