//! The API that the server calls: it answers what takes time or memory.

use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::extract::{Request, State};
use axum::http::header::CONTENT_TYPE;
use axum::response::{IntoResponse as _, Response};
use naftiko::Bytes;

use crate::Outcome;

/// Just below the limit of a client.
const LARGE: usize = 7_500_000;

/// The bodies of the API. They are made once.
struct Bodies {
    items: Bytes,
    page: Bytes,
    table: Bytes,
    tree: Bytes,
}

impl Bodies {
    fn new() -> Self {
        let attributes: Vec<String> = (0..400_000).map(|number| format!(" a{number}")).collect();
        let attributes = attributes.concat();
        let repeated = |begin: &str, piece: &str, end: &str| {
            let count = (LARGE - begin.len() - end.len()) / piece.len();
            Bytes::from([begin, &piece.repeat(count), end].concat())
        };
        Self {
            items: repeated(r#"{"items":[{}"#, ",{}", "]}"),
            page: Bytes::from(format!("<table><tr><td{attributes}>1</td></tr></table>")),
            table: repeated("a,b,c,d\n", "1,2,3,4\n", ""),
            tree: repeated("<r>", "<a>1</a>", "</r>"),
        }
    }
}

/// Starts the API, and returns its base URI.
pub(crate) async fn start() -> Outcome<String> {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await?;
    let base = format!("http://{}", listener.local_addr()?);
    let router = Router::new().fallback(answer).with_state(Arc::new(Bodies::new()));
    tokio::spawn(async move { axum::serve(listener, router).await });
    Ok(base)
}

/// Answers what the path asks for. Bodies of requests are read and dropped.
async fn answer(State(bodies): State<Arc<Bodies>>, request: Request) -> Response {
    let path = request.uri().path().to_owned();
    let _ = axum::body::to_bytes(request.into_body(), usize::MAX).await;
    if path.ends_with("/slow") {
        tokio::time::sleep(Duration::from_secs(5)).await;
    }
    let is_large = path.ends_with("/large");
    let (media_type, body) = match path.split('/').nth(1) {
        Some("pages") => ("text/html", bodies.page.clone()),
        Some("tables") => ("text/csv", bodies.table.clone()),
        Some("trees") => ("application/xml", bodies.tree.clone()),
        _ if is_large => ("application/json", bodies.items.clone()),
        _ => (
            "application/json",
            Bytes::from_static(br#"{"items":[{"name":"one"}]}"#),
        ),
    };
    ([(CONTENT_TYPE, media_type)], body).into_response()
}
