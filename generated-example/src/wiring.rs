//! Builder settings that the specs leave to the program.

use naftiko::client::BuildError;
use naftiko::steps::ScriptError;
use naftiko::value::Json;
use naftiko_upstreams::imds::Imds;
use naftiko_upstreams::m3ter::M3ter;
use naftiko_upstreams::meti::Meti;
use naftiko_upstreams::shop::{Payments, Stock};
use serde_json::json;

use crate::generated::orders::scripts::{Scripts, TotalContext};
use crate::generated::{instancemetadataclient_get_token, m3ter_auth, meti_authentication, orders};
use crate::m3ter_products;
use crate::upstreams::{Upstream, Upstreams};

/// The capabilities, ready to call.
#[derive(Clone, Debug)]
pub struct Capabilities {
    /// `specs/m3ter-auth.yaml`.
    pub m3ter: m3ter_auth::Capability,
    /// `specs/instancemetadataclient-get-token.yaml`.
    pub azure: instancemetadataclient_get_token::Capability,
    /// `specs/meti-authentication.yaml`.
    pub meti: meti_authentication::Capability,
    /// `specs/orders.yaml`.
    pub orders: orders::Capability,
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
            orders: orders(&upstreams.stock, &upstreams.payments)?,
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

/// The scripts of `specs/orders.yaml`.
#[derive(Clone, Copy, Debug)]
pub struct Prices;

impl Scripts for Prices {
    /// Returns the amount of an order: a tenth less from ten on.
    fn total(&self, context: TotalContext) -> Result<Option<Json>, ScriptError> {
        let price = context.price.at().double()?;
        let quantity = u32::try_from(context.quantity)
            .ok()
            .filter(|quantity| *quantity > 0)
            .ok_or_else(|| ScriptError::new("the quantity is not a number above 0"))?;
        let full = price * f64::from(quantity);
        let amount = if quantity < 10 { full } else { full * 0.9 };
        Ok(Some(json!({"amount": amount}).into()))
    }
}

/// Builds the capability of the shop's orders. Its script is code of this program.
///
/// # Errors
///
/// When a base URI is invalid.
pub fn orders(
    stock: &Upstream<Stock>,
    payments: &Upstream<Payments>,
) -> Result<orders::Capability, BuildError> {
    orders::Capability::builder(Prices)
        .variable("PAYMENTS_TOKEN", &payments.api.token)
        .stock(|api| api.base_uri(stock.uri()))
        .payments(|api| api.base_uri(payments.uri()))
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
