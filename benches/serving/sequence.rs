//! The generated server with its steps written by hand: ten calls of the generated client, each with a value of the one before.

use naftiko::axum::extract::State;
use naftiko::client::Error;
use naftiko::http::{Method, StatusCode};
use naftiko::input::ParameterIn;
use naftiko::rest::{Problem, Reply, Request};
use naftiko::serve::Adapter;
use naftiko::value::{Json, ObjectBuilder};

use crate::generated::desk::{Capability, rest};
use crate::generated::{capability, run};

pub(crate) async fn serve(upstream: &str) {
    let capability = capability(upstream);
    let sequence = rest::routes().route(Method::GET, "/steps/{id}", ten_steps);
    let router = sequence.into_router(capability.clone());
    let adapter = Adapter::rest("desk-api", "127.0.0.1", 0, router);
    run(capability.server().adapter(adapter)).await;
}

async fn ten_steps(State(capability): State<Capability>, request: Request) -> Result<Reply, Problem> {
    let mut inputs = request.into_inputs();
    let id = inputs.string(ParameterIn::Path("id"));
    inputs.finish()?;
    Ok(Reply::json(StatusCode::OK, sequence(&capability, &id).await?))
}

async fn sequence(capability: &Capability, id: &str) -> Result<Json, Error> {
    let item =
        async |id: &str| -> Result<Json, Error> { Ok(capability.warehouse().get_item(id).await?.json()?) };
    let one = item(id).await?;
    let two = item(&total(&one)?).await?;
    let three = item(&name(&two)?).await?;
    let four = item(&number(&three)?).await?;
    let five = item(&total(&four)?).await?;
    let six = item(&name(&five)?).await?;
    let seven = item(&number(&six)?).await?;
    let eight = item(&total(&seven)?).await?;
    let nine = item(&name(&eight)?).await?;
    let ten = item(&number(&nine)?).await?;
    let result = ObjectBuilder::new()
        .with("first", one.at().key("items").index(0).key("name").json())
        .with("count", ten.at().key("total").json())
        .with("things", ten.at().key("items").json());
    Ok(result.into())
}

fn total(json: &Json) -> Result<String, Error> {
    Ok(json.at().key("total").string()?)
}

fn name(json: &Json) -> Result<String, Error> {
    Ok(json.at().key("items").index(0).key("name").string()?)
}

fn number(json: &Json) -> Result<String, Error> {
    Ok(json.at().key("items").index(1).key("id").string()?)
}
