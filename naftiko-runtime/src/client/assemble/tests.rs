use std::time::Duration;

use super::*;
use crate::client::Piece;

static PARCELS: Api = Api::new(
    "parcels",
    &[
        Piece::Text("https://"),
        Piece::Variable("REGION"),
        Piece::Text(".parcels.test/v2"),
    ],
)
.base_uri_variable("PARCELS_BASE_URI")
.variables(&[
    ("REGION", "PARCEL_REGION"),
    ("TOKEN", "PARCEL_TOKEN"),
    ("ORG", "PARCEL_ORG"),
])
.bearer(&[Piece::Variable("TOKEN")]);

static DEPOTS: Api = Api::new("depots", &[])
    .base_uri_variable("DEPOTS_BASE_URI")
    .variables(&[("TOKEN", "PARCEL_TOKEN"), ("VERSION", "DEPOT_VERSION")])
    .headers(&[("X-Version", &[Piece::Variable("VERSION")])])
    .query(&[("t", &[Piece::Variable("TOKEN")])]);

static DIGEST: Api = Api::new("digest", &[Piece::Text("https://digest.test")])
    .variables(&[("PASSWORD", "DIGEST_PASSWORD")])
    .digest(&[Piece::Text("ada")], &[Piece::Variable("PASSWORD")]);

type Environment = &'static [(&'static str, &'static str)];

/// Runs `build_clients` in a test environment.
fn built(
    apis: Vec<(&'static Api, Config)>,
    variables: &Variables,
    environment: Environment,
) -> Result<Vec<HttpClient>, BuildError> {
    let environment = |name: &str| {
        environment
            .iter()
            .find(|(known, _)| *known == name)
            .map(|(_, value)| (*value).to_owned())
    };
    let mut builder = ClientBuilder::new(VariableSources {
        code: variables,
        environment: &environment,
    });
    let clients: Vec<_> = builder.clients(apis).into_iter().flatten().collect();
    builder.finish().map(|()| clients)
}

fn messages(outcome: Result<Vec<HttpClient>, BuildError>) -> Vec<String> {
    let problems = outcome
        .err()
        .map(|error| error.problems().to_vec())
        .unwrap_or_default();
    problems.iter().map(ToString::to_string).collect()
}

fn one(
    config: Config,
    variables: &Variables,
    environment: Environment,
) -> Result<Vec<HttpClient>, BuildError> {
    // Plain http to this machine needs no root certificates.
    built(vec![(&PARCELS, config)], variables, environment)
}

#[test]
fn missing_values_are_reported_together() {
    let apis = vec![
        (&PARCELS, Config::new()),
        (&DEPOTS, Config::new()),
        (&DIGEST, Config::new()),
    ];
    let environment = &[("DIGEST_PASSWORD", "x"), ("PARCEL_ORG", "")];
    assert_eq!(
        messages(built(apis, &Variables::default(), environment)),
        [
            "parcels: missing variable `REGION`; set `PARCEL_REGION` in the environment, or set it on the builder",
            "parcels: missing variable `TOKEN`; set `PARCEL_TOKEN` in the environment, or set it on the builder",
            "parcels: missing variable `ORG`; set `PARCEL_ORG` in the environment, or set it on the builder",
            "depots: missing variable `VERSION`; set `DEPOT_VERSION` in the environment, or set it on the builder",
            "depots: the spec gives no base URI; set `DEPOTS_BASE_URI`, or configure one with `Config::base_uri`",
        ]
    );
}

#[test]
fn variable_set_in_code_overrides_the_environment() -> Result<(), BuildError> {
    let mut variables = Variables::default();
    variables.set("TOKEN", "code");
    variables.set("PARCEL_ORG", "by its name in the environment");
    let environment = &[
        ("PARCEL_TOKEN", "environment"),
        ("PARCEL_REGION", "eu"),
        ("PARCELS_BASE_URI", "http://127.0.0.1:7/env"),
    ];
    let clients = one(Config::new(), &variables, environment)?;
    let seen: Vec<_> = clients
        .iter()
        .flat_map(|client| {
            [
                client.variable("TOKEN"),
                client.variable("REGION"),
                client.variable("ORG"),
            ]
        })
        .collect();
    assert_eq!(seen, ["code", "eu", "by its name in the environment"]);
    assert!(
        clients
            .iter()
            .all(|client| format!("{client:?}").contains("http://127.0.0.1:7"))
    );
    let clients = one(
        Config::new().base_uri("http://127.0.0.1:8"),
        &variables,
        environment,
    )?;
    assert!(
        clients
            .iter()
            .all(|client| format!("{client:?}").contains("http://127.0.0.1:8"))
    );
    Ok(())
}

#[test]
fn variable_of_an_overridden_value_is_not_needed() {
    let config = || Config::new().base_uri("http://127.0.0.1:7").bearer("x");
    // No template of the API uses ORG, so an operation must.
    let missing = messages(one(config(), &Variables::default(), &[]));
    assert!(
        matches!(&missing[..], [only] if only.contains("`ORG`")),
        "{missing:?}"
    );
    assert!(one(config(), &Variables::default(), &[("PARCEL_ORG", "o")]).is_ok());

    let config = Config::new()
        .base_uri("http://127.0.0.1:7")
        .header("x-version", "1")
        .query("t", "1");
    assert!(built(vec![(&DEPOTS, config)], &Variables::default(), &[]).is_ok());
    let digest = Config::new().base_uri("http://127.0.0.1:7").bearer("x");
    assert!(built(vec![(&DIGEST, digest)], &Variables::default(), &[]).is_ok());
}

#[test]
fn invalid_base_uri_is_reported_by_its_source_without_its_value() {
    let environment = &[
        ("PARCEL_TOKEN", "x"),
        ("PARCEL_ORG", "x"),
        ("PARCEL_REGION", "canary canary"),
        ("DEPOT_VERSION", "1"),
        ("DEPOTS_BASE_URI", "me:canary@depots.test"),
    ];
    let apis = vec![
        (&PARCELS, Config::new()),
        (&DEPOTS, Config::new()),
        (&PARCELS, Config::new().base_uri("https://me:canary@parcels.test")),
    ];
    assert_eq!(
        messages(built(apis, &Variables::default(), environment)),
        [
            "parcels: the base URI of the spec has an invalid host",
            "depots: the base URI in `DEPOTS_BASE_URI` has no scheme; it must start with https:// or http://",
            "parcels: the configured base URI contains credentials; set them as authentication",
        ]
    );
}

#[test]
fn invalid_header_is_reported_by_name() {
    let config = Config::new()
        .base_uri("http://127.0.0.1:7")
        .header("Host", "canary")
        .header("a b", "canary")
        .header("X-Note", "canary\r\n")
        .query("t", "1")
        .header("X-Version", "1");
    assert_eq!(
        messages(built(vec![(&DEPOTS, config)], &Variables::default(), &[])),
        [
            "depots: the header `Host` is set by the HTTP client",
            "depots: the header `a b` is not a valid header name",
            "depots: the header `X-Note` must not contain line breaks or control characters",
        ]
    );
}

#[test]
fn apis_with_the_same_kind_of_host_share_a_transport() {
    let variables = Variables::default();
    let environment = |_: &str| Some("x".to_owned());
    let mut builder = ClientBuilder::new(VariableSources {
        code: &variables,
        environment: &environment,
    });
    for base_uri in ["http://127.0.0.1:7", "http://localhost:8", "http://api.test"] {
        assert!(
            builder
                .client(&DEPOTS, Config::new().base_uri(base_uri), &[])
                .is_some()
        );
    }
    let profiles: Vec<_> = builder.transports.iter().map(|(options, _)| *options).collect();
    let plain = |no_proxy| TransportOptions {
        no_proxy,
        https: false,
        metadata: false,
        connect_timeout: Duration::from_secs(10),
    };
    assert_eq!(profiles, [plain(true), plain(false)]);
}
