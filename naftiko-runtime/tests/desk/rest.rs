//! The REST adapter `desk-api`.

use ::naftiko::axum::Router;
use ::naftiko::axum::extract::State;
use ::naftiko::http::Method;
use ::naftiko::input::ParameterIn;
use ::naftiko::rest::{Problem, Reply, Request, Routes};
use ::naftiko::value::{FromJson as _, ToJson as _};

use super::{Capability, client, types};

/// The routes of `desk-api`, with a handler each; add to them, replace them, or take [`router`].
pub fn routes() -> Routes<Capability> {
    Routes::new()
        .route(Method::GET, "/parcels/{id}", get_parcel)
        .route(Method::GET, "/parcels/{id}:summary", get_summary)
        .route(Method::POST, "/parcels", book_parcel)
        .route(Method::GET, "/depots", list_depots)
}

/// The router of `desk-api`.
pub fn router(capability: Capability) -> Router {
    routes().into_router(capability)
}

/// `GET /parcels/{id}`: calls `parcels.get-parcel`.
///
/// # Errors
/// When an input cannot be used, or the call fails.
pub async fn get_parcel(State(capability): State<Capability>, request: Request) -> Result<Reply, Problem> {
    let mut inputs = request.into_inputs();
    let id = inputs.string(ParameterIn::Path("id"));
    let lang = inputs.optional_string(ParameterIn::Query("lang"));
    inputs.finish()?;
    let params = client::GetParcelParams { lang };
    let response = capability.parcels().get_parcel(&id, &params).await?;
    Ok(Reply::relay(response))
}

/// `GET /parcels/{id}:summary`: calls `parcels.get-parcel`.
///
/// # Errors
/// When an input cannot be used, or the call fails.
pub async fn get_summary(State(capability): State<Capability>, request: Request) -> Result<Reply, Problem> {
    let mut inputs = request.into_inputs();
    let id = inputs.string(ParameterIn::Path("id"));
    inputs.finish()?;
    let params = client::GetParcelParams::default();
    let response = capability.parcels().get_parcel(&id, &params).await?;
    Ok(Reply::json(
        response.status(),
        response.map(types::Parcel::from_json)?.to_json(),
    ))
}

/// `POST /parcels`: calls `parcels.book-parcel`.
///
/// # Errors
/// When an input cannot be used, or the call fails.
pub async fn book_parcel(State(capability): State<Capability>, request: Request) -> Result<Reply, Problem> {
    let mut inputs = request.into_inputs();
    let to = inputs.string(ParameterIn::Field("to"));
    let weight = inputs.number(ParameterIn::Field("weight"));
    inputs.finish()?;
    let response = capability.parcels().book_parcel(&to, &weight).await?;
    Ok(Reply::relay(response).no_store())
}

/// `GET /depots`: calls nothing.
///
/// # Errors
/// Always: the spec names no operation.
pub async fn list_depots(State(_): State<Capability>, _: Request) -> Result<Reply, Problem> {
    Err(Problem::unresolved("no operation `parcels.list-depots`"))
}
