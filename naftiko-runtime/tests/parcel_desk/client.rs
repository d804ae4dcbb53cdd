//! The client of `parcels`.

use ::naftiko::Value;
use ::naftiko::client::{Api, Error, HttpClient, Operation, Piece, Response};
use ::naftiko::http::Method;
use ::naftiko::value::{ArrayBuilder, ObjectBuilder, text};

use super::types;

pub(super) static API: Api = Api::new("parcels", &[Piece::Text("https://api.parcels.test/v2")])
    .base_uri_variable("PARCELS_BASE_URI")
    .variables(&[("PARCEL_TOKEN", "PARCEL_TOKEN"), ("ORG", "PARCEL_ORG")])
    .bearer(&[Piece::Variable("PARCEL_TOKEN")])
    .headers(&[("Accept-Version", &[Piece::Text("2")])])
    .query(&[("v", &[Piece::Text("1")])]);

static GET_PARCEL: Operation = Operation::new(
    "parcels.get-parcel",
    Method::GET,
    &[Piece::Text("/parcels/"), Piece::Argument("parcel_id")],
)
.headers(&[("X-Org", &[Piece::Text("org "), Piece::Variable("ORG")])]);

static BOOK_PARCEL: Operation =
    Operation::new("parcels.book-parcel", Method::POST, &[Piece::Text("/parcels")])
        .query(&[("Action", &[Piece::Text("Book")]), ("v", &[Piece::Text("1")])]);

static DELETE_PARCEL: Operation = Operation::new(
    "parcels.delete-parcel",
    Method::DELETE,
    &[
        Piece::Text("/parcels/"),
        Piece::Argument("parcel_id"),
        Piece::Text(":remove"),
    ],
);

/// The API `parcels`.
#[derive(Clone, Debug)]
pub(crate) struct Parcels {
    http: HttpClient,
}

/// Optional inputs of [`Parcels::get_parcel`].
#[derive(Clone, Debug, Default)]
pub(crate) struct GetParcelParams {
    /// The language.
    pub(crate) lang: Option<String>,
    /// How many.
    pub(crate) limit: Option<i64>,
    /// Tags.
    pub(crate) tags: Option<Vec<Value>>,
    /// The version.
    pub(crate) if_match: Option<String>,
    /// The session.
    pub(crate) session: Option<String>,
}

/// Optional inputs of [`Parcels::book_parcel`].
#[derive(Clone, Debug, Default)]
pub(crate) struct BookParcelParams {
    /// A note.
    pub(crate) note: Option<String>,
    /// The city.
    pub(crate) city: Option<String>,
    /// A tag.
    pub(crate) tag: Option<Value>,
}

impl Parcels {
    /// A client of the API.
    pub(crate) fn new(http: HttpClient) -> Self {
        Self { http }
    }

    /// One parcel.
    ///
    /// `GET /parcels/{parcel_id}`
    ///
    /// # Errors
    /// When the call fails.
    pub(crate) async fn get_parcel(
        &self,
        parcel_id: &str,
        params: &GetParcelParams,
    ) -> Result<Response<types::GetParcelOutput>, Error> {
        self.http
            .call(&GET_PARCEL)
            .path("parcel_id", parcel_id)
            .query("lang", &params.lang)
            .query("limit", params.limit)
            .query("tag", &params.tags)
            .header("If-Match", &params.if_match)
            .cookie("session", &params.session)
            .send()
            .await
    }

    /// Books a parcel.
    ///
    /// `POST /parcels`
    ///
    /// # Errors
    /// When the call fails.
    pub(crate) async fn book_parcel(
        &self,
        to: &str,
        weight: &Value,
        params: &BookParcelParams,
    ) -> Result<Response<Value>, Error> {
        let body = ObjectBuilder::new()
            .with("to", to)
            .with("weight", weight)
            .with("note", &params.note)
            .with("kind", "express")
            .with("address", ObjectBuilder::new().with("city", &params.city))
            .with("tags", ArrayBuilder::new().with("a").with(&params.tag))
            .with(
                "label",
                text([
                    self.http.variable("ORG").into(),
                    ": ".into(),
                    to.into(),
                    " (2)".into(),
                ]),
            )
            .with("org", self.http.variable("ORG"));
        self.http.call(&BOOK_PARCEL).json(body).send().await
    }

    /// Removes a parcel.
    ///
    /// `DELETE /parcels/{parcel_id}:remove`
    ///
    /// # Errors
    /// When the call fails.
    pub(crate) async fn delete_parcel(
        &self,
        parcel_id: &str,
        count: i64,
        rate: f64,
        force: bool,
        ids: &[Value],
    ) -> Result<Response<Value>, Error> {
        self.http
            .call(&DELETE_PARCEL)
            .path("parcel_id", parcel_id)
            .query("count", count)
            .query("rate", rate)
            .query("force", force)
            .query("ids", ids)
            .send()
            .await
    }
}
