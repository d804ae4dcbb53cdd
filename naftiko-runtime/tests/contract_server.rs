//! A capability as the generator writes it, by hand: it compiles without a warning, and it runs against an
//! API.

#![deny(warnings)]
#![deny(clippy::pedantic)]
#![cfg(all(feature = "rest", feature = "mcp"))]

mod loopback;

/// Parcel desk.
pub mod desk {
    pub mod client;
    pub mod mcp;
    pub mod rest;
    pub mod types;

    use ::naftiko::client::{BuildError, Config, Variables, build_clients};
    use ::naftiko::serve::{Adapter, ServeError, Server};

    /// Parcel desk: finds and books parcels.
    #[derive(Clone, Debug)]
    pub struct Capability {
        parcels: client::Parcels,
    }

    impl Capability {
        /// The capability, configured by the environment.
        ///
        /// # Errors
        /// When a variable is missing or cannot be used.
        pub fn from_env() -> Result<Self, BuildError> {
            Self::builder().build()
        }

        /// A capability to configure.
        #[must_use]
        pub fn builder() -> Builder {
            Builder::default()
        }

        /// The API `parcels`.
        #[must_use]
        pub fn parcels(&self) -> &client::Parcels {
            &self.parcels
        }

        /// Every adapter at the address the spec gives it.
        #[must_use]
        pub fn server(&self) -> Server {
            Server::new("parcel-desk")
                .adapter(Adapter::rest(
                    "desk-api",
                    "127.0.0.1",
                    3002,
                    rest::router(self.clone()),
                ))
                .adapter(Adapter::mcp(
                    "desk-mcp",
                    "127.0.0.1",
                    3001,
                    mcp::server(self.clone()),
                ))
        }

        /// Serves until the program is told to end.
        ///
        /// # Errors
        /// When an adapter cannot listen at its address.
        pub async fn serve(&self) -> Result<(), ServeError> {
            self.server().run().await
        }
    }

    /// Configures a [`Capability`].
    #[derive(Clone, Debug, Default)]
    pub struct Builder {
        variables: Variables,
        parcels: Config,
    }

    impl Builder {
        /// Gives a variable of the spec a value, instead of the environment's.
        #[must_use]
        pub fn variable(mut self, name: &str, value: impl Into<String>) -> Self {
            self.variables.set(name, value);
            self
        }

        /// Changes how the API `parcels` is called.
        #[must_use]
        pub fn parcels(mut self, change: impl FnOnce(Config) -> Config) -> Self {
            self.parcels = change(self.parcels);
            self
        }

        /// The capability.
        ///
        /// # Errors
        /// When a variable is missing or cannot be used.
        pub fn build(self) -> Result<Capability, BuildError> {
            let [parcels] = build_clients([(&client::API, self.parcels)], &self.variables)?;
            Ok(Capability {
                parcels: client::Parcels::new(parcels),
            })
        }
    }
}

use desk::Capability;
use desk::mcp::{GetParcelInput, Tools};
use loopback::{Answer, Upstream, get, http, rpc};
use naftiko::Value;
use naftiko::mcp::ToolError;
use naftiko::serve::{Adapter, Running};
use serde_json::json;

type Outcome = Result<(), Box<dyn std::error::Error>>;

fn capability(upstream: &Upstream) -> Result<Capability, naftiko::client::BuildError> {
    Capability::builder()
        .variable("PARCEL_TOKEN", "secret-token")
        .parcels(|api| api.base_uri(upstream.uri("/v2")))
        .build()
}

async fn start(capability: &Capability) -> Result<Running, naftiko::serve::ServeError> {
    let any = std::net::SocketAddr::from(([127, 0, 0, 1], 0));
    capability
        .server()
        .address("desk-api", any)
        .address("desk-mcp", any)
        .start()
        .await
}

#[tokio::test]
async fn rest_relays_and_maps_responses() -> Outcome {
    let parcel = r#"{"id": "7 b",  "route":{"depot":"RTM","kg": 2.50}}"#;
    let upstream = Upstream::answering(Answer::json(200, parcel)).await?;
    let running = start(&capability(&upstream)?).await?;
    let base = format!("http://{}", running.address("desk-api").ok_or("no address")?);

    let relayed = get(format!("{base}/parcels/7%20b?lang=nl&other=1")).await?;
    assert_eq!(relayed.status(), 200);
    assert_eq!(relayed.headers()["content-type"], "application/json");
    assert!(relayed.headers().get("x-internal").is_none());
    assert_eq!(relayed.text().await?, parcel);
    let seen = upstream.last();
    assert_eq!(seen.uri, "/v2/parcels/7%20b?lang=nl");
    assert_eq!(seen.header("authorization"), "Bearer secret-token");

    let mapped = get(format!("{base}/parcels/7:summary")).await?;
    assert_eq!(mapped.text().await?, r#"{"depot":"RTM","weight":2.50}"#);
    assert_eq!(upstream.last().uri, "/v2/parcels/7");
    running.shutdown().await;
    Ok(())
}

#[tokio::test]
async fn rest_rejects_invalid_inputs_and_relays_upstream_errors() -> Outcome {
    let refusal = Answer::json(404, r#"{"error":"no such parcel"}"#).header("retry-after", "3");
    let upstream = Upstream::answering(refusal).await?;
    let running = start(&capability(&upstream)?).await?;
    let base = format!("http://{}", running.address("desk-api").ok_or("no address")?);

    let booked = http()
        .post(format!("{base}/parcels"))
        .body(r#"{"weight":"heavy"}"#)
        .send()
        .await?;
    assert_eq!(booked.status(), 422);
    assert_eq!(booked.headers()["content-type"], "application/problem+json");
    let problem: Value = serde_json::from_str(&booked.text().await?)?;
    assert_eq!(problem["errors"].as_array().map(Vec::len), Some(2));
    assert_eq!(problem["errors"][0]["name"], "to");
    assert_eq!(upstream.count(), 0);

    let missing = get(format!("{base}/parcels/9")).await?;
    assert_eq!(missing.status(), 404);
    assert_eq!(missing.headers()["retry-after"], "3");
    assert_eq!(missing.text().await?, r#"{"error":"no such parcel"}"#);

    let unresolved = get(format!("{base}/depots")).await?;
    assert_eq!(unresolved.status(), 501);
    running.shutdown().await;
    Ok(())
}

#[tokio::test]
async fn mcp_tool_calls_the_same_api() -> Outcome {
    let upstream = Upstream::answering(Answer::json(200, r#"{"id":"7","route":{"depot":"RTM"}}"#)).await?;
    let running = start(&capability(&upstream)?).await?;
    let url = format!("http://{}/mcp", running.address("desk-mcp").ok_or("no address")?);

    let params = json!({"name": "get-parcel", "arguments": {"id": "7", "lang": "nl"}});
    let result = rpc(&url, "tools/call", params).await?;
    assert_eq!(
        result["structuredContent"],
        json!({"depot": "RTM", "weight": null})
    );
    assert_eq!(result["content"][0]["text"], r#"{"depot":"RTM","weight":null}"#);
    assert_eq!(upstream.last().uri, "/v2/parcels/7?lang=nl");

    let params = json!({"name": "get-parcel", "arguments": {"identifier": 7, "Lang": "nl"}});
    let invalid = rpc(&url, "tools/call", params).await?;
    assert_eq!(invalid["isError"], true);
    let text = invalid["content"][0]["text"].as_str().unwrap_or_default();
    assert!(
        text.contains("`id`") && text.contains("a similar name exists: `lang`"),
        "{text}"
    );
    assert_eq!(upstream.count(), 1);
    running.shutdown().await;
    Ok(())
}

/// A user's own: one tool differs, and the others are as generated.
struct Cached(Capability);

impl Tools for Cached {
    fn capability(&self) -> &Capability {
        &self.0
    }

    async fn get_parcel(&self, input: GetParcelInput) -> Result<desk::types::Parcel, ToolError> {
        if input.id == "0" {
            return Err(ToolError::new("There is no parcel 0."));
        }
        Ok(desk::types::Parcel {
            depot: Some("cache".to_owned()),
            weight: None,
        })
    }
}

#[tokio::test]
async fn tool_method_can_be_replaced() -> Outcome {
    let upstream = Upstream::answering(Answer::json(201, r#"{"booked":true}"#)).await?;
    let capability = capability(&upstream)?;
    let any = std::net::SocketAddr::from(([127, 0, 0, 1], 0));
    let tools = desk::mcp::server(Cached(capability.clone()));
    let server = capability
        .server()
        .adapter(Adapter::mcp("desk-mcp", "localhost", 0, tools.clone()))
        .address("desk-api", any);
    let running = server.start().await?;
    let url = format!("http://{}/mcp", running.address("desk-mcp").ok_or("no address")?);
    let params = json!({"name": "get-parcel", "arguments": {"id": "7"}});
    let cached = rpc(&url, "tools/call", params).await?;
    assert_eq!(cached["structuredContent"]["depot"], "cache");
    running.shutdown().await;

    let refused = tools.call("get-parcel", json!({"id": "0"})).await;
    assert_eq!(
        (refused.is_error(), refused.text().as_str()),
        (true, "There is no parcel 0.")
    );
    let booked = tools
        .call("book-parcel", json!({"to": "Delft", "weight": 2}))
        .await;
    assert_eq!(booked.structured(), Some(&json!({"booked": true}).into()));
    assert_eq!(
        upstream.last().body,
        r#"{"to":"Delft","weight":2,"kind":"express"}"#
    );
    assert!(tools.call("list-depots", Value::Null).await.is_error());
    assert!(tools.call("nothing", Value::Null).await.is_error());
    Ok(())
}
