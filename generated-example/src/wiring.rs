//! Builder settings that the specs leave to the program.

use naftiko::client::BuildError;
use naftiko_upstreams::imds::Imds;
use naftiko_upstreams::m3ter::M3ter;
use naftiko_upstreams::meti::Meti;

use crate::generated::{instancemetadataclient_get_token, m3ter_auth, meti_authentication};
use crate::m3ter_products;
use crate::upstreams::{Upstream, Upstreams};

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

impl Capabilities {
    /// Builds the capabilities with the fake upstream APIs.
    ///
    /// # Errors
    ///
    /// When a capability cannot be built.
    pub fn new(upstreams: &Upstreams) -> Result<Self, BuildError> {
        Ok(Self {
            m3ter: m3ter(&upstreams.m3ter)?,
            azure: azure(&upstreams.azure)?,
            meti: meti(&upstreams.meti)?,
        })
    }
}

/// Builds m3ter's capability. The spec has bearer authentication, but its token operation requires the access key as
/// Basic authentication.
///
/// # Errors
///
/// When the base URI is invalid.
pub fn m3ter(upstream: &Upstream<M3ter>) -> Result<m3ter_auth::Capability, BuildError> {
    let settings = &upstream.api.settings;
    m3ter_auth::Capability::builder()
        .m3ter_auth(|api| {
            api.base_uri(upstream.uri())
                .basic(&settings.key, &settings.secret)
        })
        .build()
}

/// Builds Azure's capability. The metadata service requires a header and a version, which the OpenAPI document adds to the spec.
///
/// # Errors
///
/// When the base URI is invalid.
pub fn azure(upstream: &Upstream<Imds>) -> Result<instancemetadataclient_get_token::Capability, BuildError> {
    instancemetadataclient_get_token::Capability::builder()
        .instancemetadataclient_get_token(|api| api.base_uri(format!("{}/metadata", upstream.uri())))
        .build()
}

/// Builds METI's capability. The spec is complete; its variables are set here instead of in the environment.
///
/// # Errors
///
/// When the base URI is invalid.
pub fn meti(upstream: &Upstream<Meti>) -> Result<meti_authentication::Capability, BuildError> {
    let settings = &upstream.api.settings;
    meti_authentication::Capability::builder()
        .variable("METI_EMAIL", &settings.email)
        .variable("METI_PASSWORD", &settings.password)
        .meti_token(|api| api.base_uri(upstream.uri()))
        .meti_sources(|api| api.base_uri(upstream.uri()))
        .build()
}

/// Builds the capability of m3ter's products, with its variables set here.
///
/// # Errors
///
/// When the base URI is invalid.
pub fn products(upstream: &Upstream<M3ter>) -> Result<m3ter_products::Capability, BuildError> {
    let settings = &upstream.api.settings;
    m3ter_products::Capability::builder()
        .variable("M3TER_URI", upstream.uri())
        .variable("M3TER_ACCESS_KEY_ID", &settings.key)
        .variable("M3TER_API_SECRET", &settings.secret)
        .variable("M3TER_ORG_ID", &settings.organization)
        .build()
}
