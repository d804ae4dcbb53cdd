//! A client as the generator writes it, written by hand, and called: what generated code may rely on.

#![deny(warnings)]
#![deny(clippy::pedantic)]
#![cfg(feature = "client")]

mod support;

/// The capability, as it is generated.
mod parcel_desk {
    pub(crate) mod client;
    pub(crate) mod types;

    use ::naftiko::client::{BuildError, Config, Variables, build_clients};

    /// Parcel desk.
    #[derive(Clone, Debug)]
    pub(crate) struct Capability {
        parcels: client::Parcels,
    }

    impl Capability {
        /// A capability configured by code.
        pub(crate) fn builder() -> Builder {
            Builder::default()
        }

        /// The API `parcels`.
        pub(crate) fn parcels(&self) -> &client::Parcels {
            &self.parcels
        }
    }

    /// Configures a [`Capability`].
    #[derive(Clone, Debug, Default)]
    pub(crate) struct Builder {
        variables: Variables,
        parcels: Config,
    }

    impl Builder {
        /// Gives a variable (bind) of the spec a value, instead of the environment's.
        pub(crate) fn variable(mut self, name: &str, value: impl Into<String>) -> Self {
            self.variables.set(name, value);
            self
        }

        /// Changes how the API `parcels` is called.
        pub(crate) fn parcels(mut self, change: impl FnOnce(Config) -> Config) -> Self {
            self.parcels = change(self.parcels);
            self
        }

        /// Makes the capability.
        ///
        /// # Errors
        /// When variables are missing or base URIs unusable.
        pub(crate) fn build(self) -> Result<Capability, BuildError> {
            let [parcels] = build_clients([(&client::API, self.parcels)], &self.variables)?;
            Ok(Capability {
                parcels: client::Parcels::new(parcels),
            })
        }
    }
}

use axum::http::{Method, StatusCode};
use naftiko::Value;
use naftiko::client::{BuildProblemKind, ErrorKind};
use naftiko::value::{FromJson as _, ToJson as _};
use parcel_desk::client::{BookParcelParams, GetParcelParams};
use parcel_desk::types::{GetParcelOutput, Place};
use parcel_desk::{Builder, Capability};
use serde_json::json;
use support::{Outcome, Seen, Upstream};

const PARCEL: &str = r#"{
    "route": {"depot": "D-7"}, "place": {"city": "Paris", "zip": 75001}, "fragile": "true",
    "lines": [{"id": "a", "weight": "1.5"}, {"id": 2, "weight": 2}], "attributes": {"k": [1]}
}"#;

fn answer(seen: &Seen) -> (StatusCode, axum::response::Response) {
    match (seen.method.clone(), seen.target.as_str()) {
        (Method::GET, target) if target.starts_with("/v2/parcels/p%2F1?") => {
            (StatusCode::OK, support::json(PARCEL))
        }
        (Method::POST, "/v2/parcels?Action=Book&v=1") => {
            (StatusCode::CREATED, support::json(seen.body.clone()))
        }
        (Method::DELETE, _) => (StatusCode::NO_CONTENT, support::json("")),
        _ => (
            StatusCode::NOT_FOUND,
            support::json(r#"{"message":"no such parcel"}"#),
        ),
    }
}

fn builder(upstream: &Upstream) -> Builder {
    Capability::builder()
        .variable("PARCEL_TOKEN", "token-1")
        .variable("ORG", "acme")
        .parcels(|config| config.base_uri(&upstream.base_uri))
}

#[tokio::test]
async fn typed_response_is_read() -> Outcome {
    let upstream = Upstream::start(answer).await?;
    let capability = builder(&upstream).build()?;
    let params = GetParcelParams {
        lang: Some("fr".to_owned()),
        tags: Some(vec![json!("a"), json!("b")]),
        if_match: Some("v1".to_owned()),
        session: Some("s1".to_owned()),
        ..GetParcelParams::default()
    };
    let response = capability.parcels().get_parcel("p/1", &params).await?;
    let parcel = response.value()?;
    let place = Some(Place {
        city: "Paris".to_owned(),
        zip: Some("75001".to_owned()),
    });
    assert_eq!(
        (parcel.depot_id.as_str(), &parcel.place, parcel.fragile),
        ("D-7", &place, Some(true))
    );
    let total: f64 = parcel.lines.iter().map(|line| line.weight.as_f64()).sum();
    assert!((total - 3.5).abs() < f64::EPSILON);
    assert_eq!(
        parcel.to_json().to_string(),
        r#"{"depot_id":"D-7","place":{"city":"Paris","zip":"75001"},"fragile":true,"lines":[{"id":"a","weight":1.5},{"id":"2","weight":2}],"first":"a","attributes":{"k":[1]},"note":null}"#
    );
    assert_eq!(
        response.map(GetParcelOutput::from_json)?.first.as_deref(),
        Some("a")
    );

    let seen = upstream.last()?;
    assert_eq!(seen.target, "/v2/parcels/p%2F1?v=1&lang=fr&tag=a&tag=b");
    assert_eq!(seen.header("authorization"), Some("Bearer token-1"));
    assert_eq!(seen.header("accept-version"), Some("2"));
    assert_eq!(seen.header("x-org"), Some("org acme"));
    assert_eq!(seen.header("if-match"), Some("v1"));
    assert_eq!(seen.header("cookie"), Some("session=s1"));
    Ok(())
}

#[tokio::test]
async fn body_is_built_and_echoed() -> Outcome {
    let upstream = Upstream::start(answer).await?;
    let capability = builder(&upstream).build()?;
    let params = BookParcelParams {
        city: Some("Lyon".to_owned()),
        ..BookParcelParams::default()
    };
    let response = capability
        .parcels()
        .book_parcel("Ada", &json!({"kg": 2}), &params)
        .await?;
    assert_eq!(response.status(), StatusCode::CREATED);
    assert_eq!(
        response.value()?,
        json!({
            "to": "Ada", "weight": {"kg": 2}, "kind": "express", "address": {"city": "Lyon"}, "tags": ["a"],
            "label": "acme: Ada (2)", "org": "acme",
        })
    );
    let response = capability
        .parcels()
        .delete_parcel("p1", 3, 0.5, true, &[json!("x")])
        .await?;
    assert_eq!(response.value()?, Value::Null);
    assert_eq!(
        upstream.last()?.target,
        "/v2/parcels/p1:remove?v=1&count=3&rate=0.5&force=true&ids=x"
    );
    Ok(())
}

#[tokio::test]
async fn error_names_the_operation() -> Outcome {
    let upstream = Upstream::start(answer).await?;
    let capability = builder(&upstream).build()?;
    let missing = capability
        .parcels()
        .get_parcel("other", &GetParcelParams::default())
        .await
        .err();
    let missing = missing.ok_or("it was found")?;
    assert_eq!(
        missing.to_string(),
        "parcels.get-parcel: the API returned 404 Not Found"
    );
    let climbing = capability
        .parcels()
        .get_parcel("..", &GetParcelParams::default())
        .await
        .err();
    assert!(climbing.is_some_and(|error| matches!(error.kind(), ErrorKind::InvalidInput(_))));
    let unset = Capability::builder().build().err().ok_or("it was built")?;
    let kinds: Vec<_> = unset
        .problems()
        .iter()
        .map(naftiko::client::BuildProblem::kind)
        .collect();
    assert_eq!(
        kinds,
        [
            BuildProblemKind::MissingVariable,
            BuildProblemKind::MissingVariable
        ]
    );
    Ok(())
}
