//! Static descriptions of the fake APIs, as in generated code.

use naftiko::client::{
    Api, Call, Config, CustomToken, FakeTransport, HttpClient, OAuth2, Operation, Piece, TokenVariables,
    Variables, build_clients,
};
use naftiko::http::Method;
use naftiko::value::ObjectBuilder;

use super::{Authority, CANARY};

static M3TER_TOKEN: OAuth2 = OAuth2::client_credentials(
    &[Piece::Text("https://api.m3ter.test/oauth/token")],
    &[Piece::Variable("ID")],
)
.client_secret(&[Piece::Variable("SECRET")])
.basic()
.refresh_on_forbidden();

pub(crate) static M3TER: Api = Api::new("m3ter", &[Piece::Text("https://api.m3ter.test")])
    .variables(&[("ID", "TEST_UNSET_ID"), ("SECRET", "TEST_UNSET_SECRET")])
    .oauth2(&M3TER_TOKEN);

pub(crate) static PRODUCTS: Operation = Operation::new(
    "m3ter.list-products",
    Method::GET,
    &[
        Piece::Text("/organizations/"),
        Piece::Argument("org"),
        Piece::Text("/products"),
    ],
);

static LOGIN: Api = Api::new("login", &[Piece::Text("https://api.meti.test")]);

static CREATE_TOKEN: Operation = Operation::new("login.create-token", Method::POST, &[Piece::Text("/token")]);

fn acquire<'a>(login: &'a HttpClient, variables: &'a TokenVariables) -> Call<'a> {
    let body = ObjectBuilder::new()
        .with("email", variables.get("EMAIL"))
        .with("password", variables.get("PASSWORD"));
    login.call(&CREATE_TOKEN).json(body)
}

static METI_TOKEN: CustomToken = CustomToken::new(&LOGIN, acquire, |at| at.key("token"))
    .expires_in(|at| at.key("expires_in"))
    .variables(&[Piece::Variable("EMAIL"), Piece::Variable("PASSWORD")]);

pub(crate) static METI: Api = Api::new("meti", &[Piece::Text("https://api.meti.test")])
    .variables(&[("EMAIL", "TEST_UNSET_EMAIL"), ("PASSWORD", "TEST_UNSET_PASSWORD")])
    .custom_token(&METI_TOKEN);

pub(crate) static SOURCES: Operation =
    Operation::new("meti.list-sources", Method::GET, &[Piece::Text("/sources")]);
pub(crate) static ADD_SOURCE: Operation =
    Operation::new("meti.add-source", Method::POST, &[Piece::Text("/sources")]);

static IMDS: Api = Api::new("imds", &[Piece::Text("http://169.254.169.254/metadata")])
    .headers(&[("Metadata", &[Piece::Text("true")])])
    .query(&[("api-version", &[Piece::Text("2018-02-01")])]);

static GET_TOKEN: Operation = Operation::new(
    "imds.get-token",
    Method::GET,
    &[Piece::Text("/identity/oauth2/token")],
);

static IMDS_TOKEN: CustomToken = CustomToken::new(
    &IMDS,
    |imds, _| imds.call(&GET_TOKEN).query("resource", "https://vault.azure.net"),
    |at| at.key("access_token"),
)
.expires_in(|at| at.key("expires_in"))
.expires_at(|at| at.key("expires_on"));

pub(crate) static VAULT: Api =
    Api::new("vault", &[Piece::Text("https://vault.test")]).custom_token(&IMDS_TOKEN);

pub(crate) fn variables() -> Variables {
    let mut variables = Variables::default();
    for (name, value) in [("ID", "m3ter-id"), ("EMAIL", "ada@meti.test")] {
        variables.set(name, value);
    }
    variables.set("SECRET", format!("m3ter-{CANARY}"));
    variables.set("PASSWORD", format!("meti-{CANARY}"));
    variables
}

pub(crate) type Made<T> = Result<T, Box<dyn std::error::Error>>;

/// Returns a client of m3ter's API.
pub(crate) fn m3ter(config: Config) -> Made<HttpClient> {
    let [client] = build_clients([(&M3TER, config)], &variables())?;
    Ok(client)
}

/// Returns a client of METI's sources, and one of its token API. Their order does not matter.
pub(crate) fn meti(config: &Config) -> Made<HttpClient> {
    let [client, _] = build_clients([(&METI, config.clone()), (&LOGIN, config.clone())], &variables())?;
    Ok(client)
}

/// Returns the same clients with another password.
pub(crate) fn meti_with(config: &Config, password: &str) -> Made<HttpClient> {
    let mut variables = variables();
    variables.set("PASSWORD", password);
    let [client, _] = build_clients([(&METI, config.clone()), (&LOGIN, config.clone())], &variables)?;
    Ok(client)
}

/// Returns a client of an API that accepts the tokens of a virtual machine, and one of the metadata service.
pub(crate) fn vault(config: &Config) -> Made<(HttpClient, HttpClient)> {
    vault_at(config.clone(), config.clone())
}

/// Returns the same clients, each with its own configuration.
pub(crate) fn vault_at(vault: Config, imds: Config) -> Made<(HttpClient, HttpClient)> {
    let [vault, imds] = build_clients([(&VAULT, vault), (&IMDS, imds)], &variables())?;
    Ok((vault, imds))
}

pub(crate) fn on(authority: &Authority) -> Config {
    through(&authority.fake())
}

pub(crate) fn through(fake: &FakeTransport) -> Config {
    Config::new().transport(fake.clone())
}
