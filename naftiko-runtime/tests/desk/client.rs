//! The APIs of the capability.

use ::naftiko::Value;
use ::naftiko::client::{Api, Error, HttpClient, Operation, Piece, Response};
use ::naftiko::http::Method;
use ::naftiko::value::{Number, ObjectBuilder};

pub(super) static API: Api = Api::new("parcels", &[Piece::Text("https://api.parcels.test/v2")])
    .base_uri_variable("PARCELS_BASE_URI")
    .variables(&[("PARCEL_TOKEN", "PARCEL_TOKEN")])
    .bearer(&[Piece::Variable("PARCEL_TOKEN")]);

static GET_PARCEL: Operation = Operation::new(
    "parcels.get-parcel",
    Method::GET,
    &[Piece::Text("/parcels/"), Piece::Argument("parcel_id")],
);

static BOOK_PARCEL: Operation =
    Operation::new("parcels.book-parcel", Method::POST, &[Piece::Text("/parcels")]);

/// Optional inputs of [`Parcels::get_parcel`].
#[derive(Clone, Debug, Default, PartialEq)]
pub struct GetParcelParams {
    /// The language.
    pub lang: Option<String>,
}

/// The API `parcels`.
#[derive(Clone, Debug)]
pub struct Parcels {
    http: HttpClient,
}

impl Parcels {
    /// The API over a client.
    #[must_use]
    pub fn new(http: HttpClient) -> Self {
        Self { http }
    }

    /// One parcel.
    ///
    /// # Errors
    /// When the call fails.
    pub async fn get_parcel(
        &self,
        parcel_id: &str,
        params: &GetParcelParams,
    ) -> Result<Response<Value>, Error> {
        self.http
            .call(&GET_PARCEL)
            .path("parcel_id", parcel_id)
            .query("lang", &params.lang)
            .send()
            .await
    }

    /// Books a parcel.
    ///
    /// # Errors
    /// When the call fails.
    pub async fn book_parcel(&self, to: &str, weight: &Number) -> Result<Response<Value>, Error> {
        let body = ObjectBuilder::new()
            .with("to", to)
            .with("weight", weight)
            .with("kind", "express");
        self.http.call(&BOOK_PARCEL).json(body).send().await
    }
}
