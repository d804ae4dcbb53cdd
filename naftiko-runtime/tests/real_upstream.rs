//! Tests against a server of others, which `scripts/real-upstream.sh` starts.

#![cfg(all(feature = "rest", feature = "mcp", feature = "brotli", feature = "zstd"))]

mod loopback;

use std::io::Read as _;

use flate2::read::GzDecoder;
use loopback::{Failure, INFO, http, rpc, serve, tool};
use naftiko::axum::extract::State;
use naftiko::client::{
    Api, Config, ErrorKind, HttpClient, Operation, Piece, TransportErrorKind, Variables, build_clients,
};
use naftiko::http::{Method, StatusCode};
use naftiko::input::Inputs;
use naftiko::mcp::{Dispatch, Server, Tool, ToolFuture, start, tool_result};
use naftiko::rest::{Link, Problem, Reply, Request, Routes};
use naftiko::{Bytes, Value};
use serde_json::json;

type Outcome = Result<(), Failure>;

static API: Api = Api::new("ships", &[]);
static SHIPS: Operation = Operation::new("ships.list", Method::GET, &[Piece::Text("/ships.json")]);
static BROTLI: Operation = Operation::new("ships.brotli", Method::GET, &[Piece::Text("/ships.br")]);
static ZSTD: Operation = Operation::new("ships.zstd", Method::GET, &[Piece::Text("/ships.zstd")]);
static CREATED: Operation = Operation::new("ships.create", Method::GET, &[Piece::Text("/created")]);
static PRIVATE: Operation = Operation::new("ships.private", Method::GET, &[Piece::Text("/private")]);
static BROKEN: Operation = Operation::new("ships.broken", Method::GET, &[Piece::Text("/broken")]);

fn client() -> Result<HttpClient, Failure> {
    let base = std::env::var("REAL_UPSTREAM")?;
    let config = Config::new()
        .base_uri(format!("{base}/v2"))
        .bearer("of the adapter");
    let [client] = build_clients([(&API, config)], &Variables::default())?;
    Ok(client)
}

async fn relay(client: &HttpClient, operation: &'static Operation) -> Result<Reply, Problem> {
    client.call(operation).send::<Value>().relay().await
}

async fn adapter() -> Result<String, Failure> {
    let mapped = async |State(client): State<HttpClient>, _: Request| {
        let response = client.call(&SHIPS).send::<Value>().await?;
        let last = response.select(|at| at.key("ships").from_end(1).key("id"))?;
        Ok(Reply::mapped(response, last))
    };
    let routes = Routes::new()
        .link(Link::new("ships", "/ships.json", "/ships").query(&[("page", "page")]))
        .link(Link::new("ships", "/{name}", "/files/{name}"))
        .route(
            Method::GET,
            "/ships",
            async |State(client): State<HttpClient>, _| relay(&client, &SHIPS).await,
        )
        .route(
            Method::GET,
            "/created",
            async |State(client): State<HttpClient>, _| relay(&client, &CREATED).await,
        )
        .route(
            Method::GET,
            "/private",
            async |State(client): State<HttpClient>, _| relay(&client, &PRIVATE).await,
        )
        .route(Method::GET, "/mapped", mapped);
    Ok(serve(routes.into_router(client()?)).await?)
}

#[tokio::test]
#[ignore = "needs nginx: scripts/real-upstream.sh"]
async fn bodies_of_other_encoders_are_read_whole_and_as_a_stream() -> Outcome {
    let client = client()?;
    for operation in [&BROTLI, &ZSTD] {
        let value = client.call(operation).send::<Value>().await?.value()?;
        assert_eq!(
            value["ships"].as_array().map(Vec::len),
            Some(2000),
            "{}",
            operation.id()
        );
        let bytes = client.call(operation).stream().await?.bytes().await?;
        assert_eq!(
            serde_json::from_slice::<serde_json::Value>(&bytes)?,
            serde_json::to_value(&value)?
        );
    }
    Ok(())
}

#[tokio::test]
#[ignore = "needs nginx: scripts/real-upstream.sh"]
async fn compressed_response_is_read_whole_and_as_a_stream() -> Outcome {
    let client = client()?;
    let response = client.call(&SHIPS).send::<Value>().await?;
    let (headers, value) = (response.headers(), response.value()?);
    assert_eq!(value["ships"].as_array().map(Vec::len), Some(2000));
    assert_eq!(headers.get("content-encoding"), None);
    // Nginx makes the validator of a compressed response weak itself.
    assert!(headers["etag"].as_bytes().starts_with(b"W/\""));
    let mut stream = client.call(&SHIPS).stream().await?;
    assert_eq!(stream.bytes().await?, response.bytes());
    let limited = client.call(&SHIPS).response_limit(10_000).send::<Bytes>().await;
    assert!(limited.is_err_and(|error| matches!(error.kind(), ErrorKind::TooLarge { .. })));
    Ok(())
}

#[tokio::test]
#[ignore = "needs nginx: scripts/real-upstream.sh"]
async fn relayed_response_is_revalidated() -> Outcome {
    let url = format!("{}/ships", adapter().await?);
    let response = http().get(&url).header("accept-encoding", "gzip").send().await?;
    let headers = response.headers().clone();
    assert_eq!(
        (&headers["content-encoding"], &headers["vary"]),
        (&"gzip".parse()?, &"Accept-Encoding".parse()?)
    );
    let packed = response.bytes().await?;
    let mut text = String::new();
    GzDecoder::new(&*packed).read_to_string(&mut text)?;
    assert!(packed.len() * 5 < text.len() && text.ends_with("]}"));
    for (name, of) in [("if-none-match", "etag"), ("if-modified-since", "last-modified")] {
        let again = http().get(&url).header(name, &headers[of]).send().await?;
        assert_eq!(again.status(), StatusCode::NOT_MODIFIED, "{name}");
    }
    let other = http().get(&url).header("if-match", "\"other\"").send().await?;
    assert_eq!(other.status(), StatusCode::PRECONDITION_FAILED);
    Ok(())
}

#[tokio::test]
#[ignore = "needs nginx: scripts/real-upstream.sh"]
async fn mapped_response_has_its_own_headers() -> Outcome {
    let url = format!("{}/mapped", adapter().await?);
    let response = http().get(url).header("if-none-match", "*").send().await?;
    assert_eq!(response.status(), StatusCode::OK);
    for name in ["etag", "last-modified", "accept-ranges", "content-encoding"] {
        assert_eq!(response.headers().get(name), None, "{name}");
    }
    assert_eq!(response.text().await?, "2000");
    Ok(())
}

#[tokio::test]
#[ignore = "needs nginx: scripts/real-upstream.sh"]
async fn links_and_rejections_are_those_of_the_adapter() -> Outcome {
    let base = adapter().await?;
    let created = http().get(format!("{base}/created")).send().await?;
    assert_eq!(created.status(), StatusCode::CREATED);
    assert_eq!(created.headers()["location"], "/files/small.json");
    assert_eq!(created.headers()["link"], "</ships?page=2>; rel=\"next\"");
    let private = http().get(format!("{base}/private")).send().await?;
    assert_eq!(private.status(), StatusCode::BAD_GATEWAY);
    Ok(())
}

#[tokio::test]
#[ignore = "needs nginx: scripts/real-upstream.sh"]
async fn plain_body_that_claims_to_be_compressed_is_an_error() -> Outcome {
    let error = client()?
        .call(&BROKEN)
        .send::<Bytes>()
        .await
        .err()
        .ok_or("a response")?;
    let is_corrupt =
        matches!(error.kind(), ErrorKind::Transport(error) if error.kind() == TransportErrorKind::Corrupt);
    assert!(is_corrupt, "{error}");
    Ok(())
}

static TOOLS: [Tool; 1] = [tool("last", "Returns the last ship.")];

struct Tools(HttpClient);

impl Dispatch for Tools {
    fn call<'a>(&'a self, _: &str, inputs: Inputs) -> Option<ToolFuture<'a>> {
        let call = |()| async move {
            let response = self.0.call(&SHIPS).send::<Value>().await?;
            Ok(response.select(|at| at.key("ships").from_end(1))?)
        };
        start(inputs.finish(), call, tool_result)
    }
}

#[tokio::test]
#[ignore = "needs nginx: scripts/real-upstream.sh"]
async fn tool_reads_a_compressed_response() -> Outcome {
    let server = Server::new(&INFO, &TOOLS, Tools(client()?));
    let url = format!("{}/mcp", serve(server.router()).await?);
    let result = rpc(&url, "tools/call", json!({"name": "last", "arguments": {}})).await?;
    assert_eq!(result["structuredContent"]["id"], 2000);
    Ok(())
}
