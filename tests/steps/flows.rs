//! Tests of flows: what tools show of them, and a function of the program in the place of one.

use naftiko::axum::extract::State;
use naftiko::http::{Method, StatusCode};
use naftiko::mcp::ToolError;
use naftiko::rest::{Problem, Reply, Request};
use naftiko::value::Json;
use serde_json::{Value, json};

use crate::journeys::{Capability, lane, mcp, rest};
use crate::post::{call, over, post};
use crate::shop::Shop;

#[tokio::test]
async fn tool_with_an_input_of_its_own_has_the_others_of_the_flow() {
    let server = mcp::server(over(&post()));
    let tool = server.tools().iter().find(|tool| tool.name == "move").unwrap();
    let schema: Value = serde_json::from_str(tool.input_schema).unwrap();
    let expected = json!({
        "parcel": {"type": "string", "description": "The number of a parcel"},
        "depot": {"type": "string", "description": "Where to"},
    });
    assert_eq!(
        (&schema["properties"], &schema["required"]),
        (&expected, &json!(["parcel", "depot"]))
    );
    let (_, lines) = call("move", json!({"parcel": "a", "depot": "s"})).await;
    assert_eq!(lines, [r#"POST /moves {"from":"a","to":"s"}"#]);
}

#[tokio::test]
async fn semantics_without_effects_give_no_hints() {
    let server = mcp::server(over(&post()));
    let shown = |name: &str| {
        let hints = server
            .tools()
            .iter()
            .find(|tool| tool.name == name)
            .unwrap()
            .hints;
        (hints.read_only, hints.destructive, hints.idempotent)
    };
    // These are the hints of the called methods.
    assert_eq!(shown("move"), (false, true, false));
    assert_eq!(shown("show"), (true, false, true));
}

/// A flow of the program, in place of that of the spec.
async fn show(capability: &Capability, parcel: String) -> Result<Json, naftiko::client::Error> {
    let mut parcel = capability
        .lane()
        .show(lane::ShowInput { parcel })
        .await?
        .to_value();
    parcel["shown"] = json!(true);
    Ok(parcel.into())
}

/// The tools, of which one runs the program's flow.
struct Shown(Capability);

impl mcp::Tools for Shown {
    fn capability(&self) -> &Capability {
        &self.0
    }

    async fn show(&self, input: mcp::ShowInput) -> Result<Json, ToolError> {
        Ok(show(&self.0, input.parcel).await?)
    }
}

/// The handler that runs the program's flow.
async fn shown(State(capability): State<Capability>, request: Request) -> Result<Reply, Problem> {
    let parcel = request.path("parcel").unwrap_or_default().to_owned();
    let output = show(&capability, parcel).await?;
    Ok(Reply::json(StatusCode::OK, output))
}

#[tokio::test]
async fn program_replaces_a_flow_in_both_adapters() {
    let capability = over(&post());
    let router = rest::routes()
        .route(Method::GET, "/parcels/{parcel}", shown)
        .into_router(capability.clone());
    let expected = json!({"state": "there", "shown": true});
    let answer = Shop::ask_of(router, "GET", "/parcels/b", None).await;
    assert_eq!(answer, (200, expected.clone()));
    let result = mcp::server(Shown(capability))
        .call("show", json!({"parcel": "b"}))
        .await;
    assert_eq!(result.structured().map(Json::to_value), Some(expected));
}
