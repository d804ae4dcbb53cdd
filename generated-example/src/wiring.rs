//! How a user of the generated code supplies what the specs leave out.

use naftiko::client::{BuildError, Config};

use crate::Error;
use crate::generated::{instancemetadataclient_get_token, m3ter_auth, meti_authentication};
use crate::upstream::{m3ter, meti};

/// The three capabilities, ready to call.
#[derive(Clone, Debug)]
pub struct Capabilities {
    /// `specs/m3ter-auth.yaml`.
    pub m3ter: m3ter_auth::Capability,
    /// `specs/instancemetadataclient-get-token.yaml`.
    pub azure: instancemetadataclient_get_token::Capability,
    /// `specs/meti-authentication.yaml`.
    pub meti: meti_authentication::Capability,
}

/// The spec says bearer; the operation that gives out the bearer wants the access key as Basic authentication.
///
/// # Errors
///
/// The base URI is not one.
pub fn m3ter(base_uri: String, settings: &m3ter::Settings) -> Result<m3ter_auth::Capability, BuildError> {
    m3ter_auth::Capability::builder()
        .m3ter_auth(|api| api.base_uri(base_uri).basic(&settings.key, &settings.secret))
        .build()
}

/// The spec has neither the header nor the version that the metadata service wants with every request.
///
/// # Errors
///
/// The base URI is not one.
pub fn azure(base_uri: String) -> Result<instancemetadataclient_get_token::Capability, BuildError> {
    instancemetadataclient_get_token::Capability::builder()
        .instancemetadataclient_get_token(|api| {
            api.base_uri(base_uri)
                .header("Metadata", "true")
                .query("api-version", "2018-02-01")
        })
        .build()
}

/// One operation gives out the token that the other needs: the first client comes without, the second with it.
///
/// # Errors
///
/// The base URI is not one, or no token is given out for the account.
pub async fn meti(
    base_uri: String,
    settings: &meti::Settings,
) -> Result<meti_authentication::Capability, Error> {
    let with = |token: Option<String>| {
        let builder = meti_authentication::Capability::builder().meti_token(|api| api.base_uri(&base_uri));
        let sources = |api: Config| match token {
            Some(token) => api.bearer(token),
            None => api.no_authentication(),
        };
        builder
            .meti_sources(|api| sources(api.base_uri(&base_uri)))
            .build()
    };
    let anonymous = with(None)?;
    let created = anonymous
        .meti_token()
        .create_token(&settings.email, &settings.password)
        .await?;
    Ok(with(Some(created.value()?.token))?)
}
