//! Pages of lists: each way to the next page, its ends and its errors, against APIs on the loopback interface.

#![cfg(feature = "client")]

mod support;

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Response};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use futures_util::StreamExt as _;
use naftiko::Value;
use naftiko::client::{
    Api, Config, ErrorKind, HttpClient, Items, Next, Operation, PageError, Pages, Paging, Piece,
};
use naftiko::http::Method;
use naftiko::input::ParameterIn;
use naftiko::value::ObjectBuilder;
use serde_json::json;
use support::{Outcome, Seen, Upstream, json};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpListener;

static PLAIN: Api = Api::new("plain", &[]);
static KEYED: Api = Api::new("keyed", &[])
    .query(&[("api-version", &[Piece::Text("1")])])
    .api_key_query("key", &[Piece::Text("canary-key")]);

const fn list(paging: Paging) -> Operation {
    Operation::new("plain.list", Method::GET, &[Piece::Text("/items")]).pages(paging)
}

static TOKEN: Operation = list(Paging::token(
    &["data"],
    ParameterIn::Query("nextToken"),
    &["nextToken"],
));
static NESTED: Operation = list(Paging::token(
    &["page", "data"],
    ParameterIn::Header("X-Cursor"),
    &["page", "meta", "next"],
));
static SEARCH: Operation = Operation::new("plain.search", Method::POST, &[Piece::Text("/search")]).pages(
    Paging::token(&["data"], ParameterIn::Field("nextToken"), &["nextToken"]),
);
static OFFSET: Operation =
    list(Paging::offset(&[], ParameterIn::Query("offset")).limit(ParameterIn::Query("limit")));
static TOTAL: Operation = list(Paging::offset(&["items"], ParameterIn::Query("offset")).total(&["total"]));
static NUMBER: Operation = list(
    Paging::number(&["items"], ParameterIn::Query("page"), 1)
        .limit(ParameterIn::Query("size"))
        .total(&["total"]),
);
static LINK: Operation = list(Paging::link(&["value"], &["nextLink"]));
static POSTED: Operation = Operation::new("plain.posted", Method::POST, &[Piece::Text("/query")])
    .pages(Paging::link(&["value"], &["nextLink"]));
static HEADER: Operation = list(Paging::link_header(&[]));

/// Returns the decoded value of a query parameter.
fn query(seen: &Seen, name: &str) -> Option<String> {
    let (_, query) = seen.target.split_once('?')?;
    let pairs: Vec<(String, String)> = query
        .split('&')
        .filter_map(|pair| pair.split_once('='))
        .map(|(name, value)| (name.to_owned(), value.replace("%20", " ")))
        .collect();
    pairs
        .into_iter()
        .find(|(known, _)| known == name)
        .map(|(_, value)| value)
}

fn number(seen: &Seen, name: &str) -> Option<usize> {
    query(seen, name)?.parse().ok()
}

fn targets(upstream: &Upstream) -> Vec<String> {
    upstream.seen().into_iter().map(|seen| seen.target).collect()
}

fn reply(body: &Value) -> Response {
    json(body.to_string())
}

async fn collect<T: naftiko::value::FromJson + Send>(
    mut items: Items<T>,
) -> Result<Vec<T>, naftiko::client::Error> {
    let mut all = Vec::new();
    while let Some(item) = items.try_next().await? {
        all.push(item);
    }
    Ok(all)
}

fn items(client: &HttpClient, operation: &'static Operation) -> Items<i64> {
    client.call(operation).pages::<Value, i64>().items()
}

/// Starts an API of seven numbers in pages of up to three, with a token that is the number of the next one.
async fn tokens() -> Result<Upstream, Box<dyn std::error::Error>> {
    Upstream::start(|seen| {
        let start = number(seen, "nextToken").unwrap_or(0);
        let data: Vec<usize> = (start..7).take(3).collect();
        let next = (start + 3 < 7).then(|| (start + 3).to_string());
        reply(&json!({"nextToken": next, "data": data}))
    })
    .await
}

#[tokio::test]
async fn every_page_of_tokens_is_read_with_the_arguments_of_the_first() -> Outcome {
    let upstream = tokens().await?;
    let client = upstream.client(&PLAIN)?;
    let call = client.call(&TOKEN).query("nextToken", "0").query("name", "a b");
    assert_eq!(
        collect(call.pages::<Value, i64>().items()).await?,
        [0, 1, 2, 3, 4, 5, 6]
    );
    assert_eq!(
        targets(&upstream),
        [
            "/v2/items?nextToken=0&name=a%20b",
            "/v2/items?name=a%20b&nextToken=3",
            "/v2/items?name=a%20b&nextToken=6"
        ]
    );
    Ok(())
}

#[tokio::test]
async fn page_has_its_items_the_next_position_and_the_response() -> Outcome {
    let upstream = tokens().await?;
    let mut pages: Pages<Value, i64> = upstream.client(&PLAIN)?.call(&TOKEN).pages();
    let page = pages.try_next().await?.ok_or("no page")?;
    assert_eq!(page.items(), [0, 1, 2]);
    assert_eq!(page.response().value()?["nextToken"], "3");
    assert_eq!(page.next(), pages.position());
    assert!(!format!("{page:?} {pages:?} {:?}", page.next()).contains("\"3\""));
    // Nothing is fetched ahead.
    assert_eq!(upstream.seen().len(), 1);
    Ok(())
}

#[tokio::test]
async fn token_may_be_in_a_header_or_a_body_and_anywhere_in_the_page() -> Outcome {
    let upstream = Upstream::start(|seen| match seen.header("x-cursor") {
        None => reply(&json!({"page": {"meta": {"x": [1], "next": 7}, "data": [{"id": 1.50}]}})),
        Some("7") => reply(&json!({"page": {"data": [{"id": 2}], "meta": {"next": ""}}})),
        Some(_) => StatusCode::BAD_REQUEST.into_response(),
    })
    .await?;
    let pages = upstream.client(&PLAIN)?.call(&NESTED).pages::<Value, Value>();
    assert_eq!(
        collect(pages.items()).await?,
        [json!({"id": 1.5}), json!({"id": 2})]
    );

    let upstream = Upstream::start(|seen| {
        let body: Value = serde_json::from_str(&seen.text()).unwrap_or_default();
        match body["nextToken"].as_str() {
            None => reply(&json!({"data": [1], "nextToken": "a\"b"})),
            Some(_) => reply(&json!({"data": [2]})),
        }
    })
    .await?;
    let client = upstream.client(&PLAIN)?;
    let body = ObjectBuilder::new().with("filter", "x").with("size", 2);
    assert_eq!(
        collect(client.call(&SEARCH).json(body).pages::<Value, i64>().items()).await?,
        [1, 2]
    );
    let bodies: Vec<String> = upstream.seen().iter().map(Seen::text).collect();
    assert_eq!(
        bodies,
        [
            r#"{"filter":"x","size":2}"#,
            r#"{"filter":"x","size":2,"nextToken":"a\"b"}"#
        ]
    );
    Ok(())
}

#[tokio::test]
async fn empty_page_with_a_token_is_not_the_end() -> Outcome {
    let upstream = Upstream::start(|seen| match query(seen, "nextToken").as_deref() {
        None => reply(&json!({"nextToken": "a", "data": []})),
        Some("a") => reply(&json!({"nextToken": "b"})),
        Some("b") => reply(&json!({"nextToken": "c", "data": null})),
        Some(_) => reply(&json!({"data": [9]})),
    })
    .await?;
    assert_eq!(collect(items(&upstream.client(&PLAIN)?, &TOKEN)).await?, [9]);
    assert_eq!(upstream.seen().len(), 4);
    Ok(())
}

#[tokio::test]
async fn repeated_token_is_an_error() -> Outcome {
    for length in [1, 2, 3, 5, 8, 13] {
        // After two pages, the tokens go in a circle.
        let upstream = Upstream::start(move |seen| {
            let page = number(seen, "nextToken").unwrap_or(0);
            let next = if page < 2 {
                page + 1
            } else {
                2 + (page - 1) % length
            };
            reply(&json!({"nextToken": next.to_string(), "data": [1]}))
        })
        .await?;
        let mut items = items(&upstream.client(&PLAIN)?, &TOKEN);
        let mut read = 0_u32;
        let error = loop {
            match items.next().await {
                Some(Ok(_)) => read += 1,
                Some(Err(error)) => break error,
                None => return Err("the list has an end".into()),
            }
            if read > 100 {
                return Err(format!("a circle of {length} is not found").into());
            }
        };
        assert!(
            matches!(error.kind(), ErrorKind::Page(PageError::Repeated)),
            "{error}"
        );
        assert_eq!(error.operation(), "plain.list");
        assert!(items.next().await.is_none(), "the stream has ended");
    }
    Ok(())
}

#[tokio::test]
async fn offsets_end_at_an_empty_page_a_short_one_after_a_full_one_or_the_total() -> Outcome {
    let upstream = Upstream::start(|seen| {
        let (offset, limit) = (
            number(seen, "offset").unwrap_or(0),
            number(seen, "limit").unwrap_or(9),
        );
        let all: Vec<usize> = (0..7).skip(offset).take(limit.min(3)).collect();
        reply(&json!(all))
    })
    .await?;
    let client = upstream.client(&PLAIN)?;
    let read = async |limit: i64| {
        let before = upstream.seen().len();
        let all = collect(
            client
                .call(&OFFSET)
                .query("limit", limit)
                .pages::<Value, i64>()
                .items(),
        )
        .await;
        all.map(|all| (all.len(), upstream.seen().len() - before))
    };
    // The API keeps to the limit: the third page is not full.
    assert_eq!(read(3).await?, (7, 3));
    // It returns fewer than asked for: only an empty page is the end.
    assert_eq!(read(5).await?, (7, 4));

    let upstream = Upstream::start(|seen| {
        let offset = number(seen, "offset").unwrap_or(0);
        let all: Vec<usize> = (0..6).skip(offset).take(3).collect();
        reply(&json!({"total": 6, "items": all}))
    })
    .await?;
    assert_eq!(collect(items(&upstream.client(&PLAIN)?, &TOTAL)).await?.len(), 6);
    assert_eq!(targets(&upstream), ["/v2/items", "/v2/items?offset=3"]);
    Ok(())
}

#[tokio::test]
async fn numbered_pages_start_at_the_number_of_the_call() -> Outcome {
    let upstream = Upstream::start(|seen| {
        let page = number(seen, "page").unwrap_or(1);
        let all: Vec<usize> = (0..6).skip((page - 1) * 2).take(2).collect();
        reply(&json!({"items": all, "total": "6"}))
    })
    .await?;
    let client = upstream.client(&PLAIN)?;
    assert_eq!(collect(items(&client, &NUMBER)).await?, [0, 1, 2, 3, 4, 5]);
    let call = client.call(&NUMBER).query("page", 2).query("size", 2);
    assert_eq!(collect(call.pages::<Value, i64>().items()).await?, [2, 3, 4, 5]);
    let asked = [
        "/v2/items",
        "/v2/items?page=2",
        "/v2/items?page=3",
        "/v2/items?page=4",
        "/v2/items?page=2&size=2",
        "/v2/items?size=2&page=3",
    ];
    assert_eq!(targets(&upstream), asked);
    Ok(())
}

#[tokio::test]
async fn api_that_ignores_the_number_of_the_page_is_an_error() -> Outcome {
    let upstream = Upstream::start(|_| reply(&json!({"items": [1, 2]}))).await?;
    let failed = collect(items(&upstream.client(&PLAIN)?, &NUMBER)).await;
    let error = failed.err().ok_or("the list has an end")?;
    assert!(
        matches!(error.kind(), ErrorKind::Page(PageError::Repeated)),
        "{error}"
    );
    assert_eq!(upstream.seen().len(), 2);
    Ok(())
}

#[tokio::test]
async fn next_link_is_followed_as_it_is_with_credentials_and_without_parameters() -> Outcome {
    let link = "/v2/items/more?%24skiptoken=a%2Fb%20c+d&api-version=7&key=canary-key";
    let upstream = Upstream::start(move |seen| {
        if seen.target.contains("more") {
            return reply(&json!({"value": [2], "nextLink": null}));
        }
        let host = seen.header("host").unwrap_or_default();
        reply(&json!({"value": [1], "nextLink": format!("http://{host}{link}")}))
    })
    .await?;
    let client = upstream.client(&KEYED)?;
    let call = client.call(&LINK).query("$top", 1).header("X-Trace", "t");
    assert_eq!(collect(call.pages::<Value, i64>().items()).await?, [1, 2]);
    assert_eq!(
        targets(&upstream),
        ["/v2/items?api-version=1&%24top=1&key=canary-key", link]
    );
    assert_eq!(upstream.last()?.header("x-trace"), Some("t"));
    Ok(())
}

#[tokio::test]
async fn next_link_of_a_post_is_followed_by_get_without_the_body() -> Outcome {
    let upstream = Upstream::start(|seen| match seen.method.as_str() {
        "POST" => reply(&json!({"value": [1], "nextLink": "query/page-2"})),
        _ => reply(&json!({"value": [2], "nextLink": ""})),
    })
    .await?;
    let client = upstream.client(&PLAIN)?;
    let body = ObjectBuilder::new().with("q", 1);
    assert_eq!(
        collect(client.call(&POSTED).json(body).pages::<Value, i64>().items()).await?,
        [1, 2]
    );
    let last = upstream.last()?;
    assert_eq!(
        (last.method.as_str(), last.target.as_str(), last.text().as_str()),
        ("GET", "/v2/query/page-2", "")
    );
    assert_eq!(last.header("content-type"), None);
    Ok(())
}

#[tokio::test]
async fn link_to_another_origin_is_an_error_and_gets_no_request() -> Outcome {
    let other = Upstream::start(|_| reply(&json!({"value": [2]}))).await?;
    let elsewhere = format!("{}/items", other.base_uri);
    let upstream = Upstream::start(move |seen| {
        let linked = [("link", format!("<{elsewhere}>; rel=next"))];
        match query(seen, "way").as_deref() {
            Some("header") => (linked, reply(&json!([1]))).into_response(),
            _ => reply(&json!({"value": [1], "nextLink": elsewhere})),
        }
    })
    .await?;
    let client = upstream.client(&KEYED)?;
    for call in [client.call(&LINK), client.call(&HEADER).query("way", "header")] {
        let error = collect(call.pages::<Value, i64>().items())
            .await
            .err()
            .ok_or("it was followed")?;
        assert!(
            matches!(error.kind(), ErrorKind::Page(PageError::OtherOrigin)),
            "{error}"
        );
        assert!(!format!("{error:?} {error}").contains(&other.base_uri));
    }
    // A position does not lead there either.
    let stored: Next = URL_SAFE_NO_PAD
        .encode(format!("l{}/items", other.base_uri))
        .parse()?;
    let pages = client.call(&LINK).pages::<Value, i64>().starting_at(stored);
    let error = collect(pages.items()).await.err().ok_or("it was followed")?;
    assert!(
        matches!(error.kind(), ErrorKind::Page(PageError::OtherOrigin)),
        "{error}"
    );
    assert_eq!(other.seen().len(), 0);
    Ok(())
}

#[tokio::test]
async fn links_of_the_header_are_read_relative_and_among_others() -> Outcome {
    let upstream = Upstream::start(|seen| {
        let next = match number(seen, "page").unwrap_or(1) {
            1 => "</v2/items?page=2>; rel=\"next\", </v2/items?page=9>; rel=\"last\"",
            2 => "<?page=1>; rel=prev, <?page=3&x=a,b>; title=\"a, b\"; rel=\"last next\"",
            _ => "<?page=1>; rel=first, <?page=2>; rel=prev",
        };
        ([("link", next)], reply(&json!([1]))).into_response()
    })
    .await?;
    let client = upstream.client(&PLAIN)?;
    assert_eq!(
        collect(
            client
                .call(&HEADER)
                .query("size", 1)
                .pages::<Value, i64>()
                .items()
        )
        .await?
        .len(),
        3
    );
    assert_eq!(
        targets(&upstream),
        ["/v2/items?size=1", "/v2/items?page=2", "/v2/items?page=3&x=a,b"]
    );
    Ok(())
}

#[tokio::test]
async fn retry_repeats_the_page_that_failed_only() -> Outcome {
    let failed = Arc::new(AtomicU32::new(0));
    let upstream = Upstream::start(move |seen| {
        let start = number(seen, "nextToken").unwrap_or(0);
        if start == 2 && failed.fetch_add(1, Ordering::Relaxed) < 2 {
            return StatusCode::SERVICE_UNAVAILABLE.into_response();
        }
        let next = (start < 3).then(|| (start + 1).to_string());
        reply(&json!({"nextToken": next, "data": [start]}))
    })
    .await?;
    assert_eq!(
        collect(items(&upstream.client(&PLAIN)?, &TOKEN)).await?,
        [0, 1, 2, 3]
    );
    let asked: Vec<Option<usize>> = upstream
        .seen()
        .iter()
        .map(|seen| number(seen, "nextToken"))
        .collect();
    assert_eq!(asked, [None, Some(1), Some(2), Some(2), Some(2), Some(3)]);
    Ok(())
}

#[tokio::test]
async fn stream_resumes_at_a_stored_position() -> Outcome {
    let upstream = tokens().await?;
    let mut pages: Pages<Value, i64> = upstream.client(&PLAIN)?.call(&TOKEN).pages().max_pages(2);
    let mut read = Vec::new();
    while let Some(page) = pages.next().await {
        read.extend(page?.into_items());
    }
    assert_eq!(read, [0, 1, 2, 3, 4, 5]);
    let stored = pages.position().ok_or("no position")?.to_string();
    // As in another process: nothing but the text is kept.
    let pages = upstream.client(&PLAIN)?.call(&TOKEN).pages::<Value, i64>();
    assert_eq!(collect(pages.starting_at(stored.parse()?).items()).await?, [6]);
    // It is of no use for pages of another kind.
    let other = upstream.client(&PLAIN)?.call(&OFFSET).pages::<Value, i64>();
    let error = collect(other.starting_at(stored.parse()?).items())
        .await
        .err()
        .ok_or("it was used")?;
    assert!(
        matches!(error.kind(), ErrorKind::Page(PageError::Position)),
        "{error}"
    );
    assert_eq!(upstream.seen().len(), 3);
    Ok(())
}

#[tokio::test]
async fn items_and_pages_have_caps() -> Outcome {
    let upstream = tokens().await?;
    let client = upstream.client(&PLAIN)?;
    assert_eq!(collect(items(&client, &TOKEN).max_items(4)).await?, [0, 1, 2, 3]);
    assert_eq!(collect(items(&client, &TOKEN).max_items(3)).await?, [0, 1, 2]);
    assert_eq!(collect(items(&client, &TOKEN).max_items(0)).await?, [0_i64; 0]);
    assert_eq!(collect(items(&client, &TOKEN).max_pages(1)).await?, [0, 1, 2]);
    assert_eq!(upstream.seen().len(), 4);
    Ok(())
}

#[tokio::test]
async fn stream_that_is_dropped_within_a_page_closes_the_connection() -> Outcome {
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    let config = Config::new().base_uri(format!("http://{}", listener.local_addr()?));
    let client = support::client(&PLAIN, config)?;
    let mut items = items(&client, &TOKEN);
    let (begun, has_begun) = tokio::sync::oneshot::channel();
    let server = tokio::spawn(async move {
        let (mut stream, _) = listener.accept().await?;
        let mut request = [0; 4096];
        let _ = stream.read(&mut request).await?;
        let head =
            b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 100\r\n\r\n{\"data\":[1,";
        stream.write_all(head).await?;
        let _ = begun.send(());
        // The end of the connection.
        stream.read(&mut request).await
    });
    tokio::select! {
        begun = has_begun => begun?,
        item = items.try_next() => return Err(format!("the page is not complete: {item:?}").into()),
    }
    assert!(!server.is_finished());
    drop(items);
    let read = tokio::time::timeout(Duration::from_secs(10), server).await???;
    assert_eq!(read, 0);
    Ok(())
}

#[tokio::test]
async fn page_that_does_not_fit_ends_the_stream_with_its_place() -> Outcome {
    let upstream = Upstream::start(|seen| match query(seen, "nextToken") {
        None => reply(&json!({"nextToken": "a", "data": [1]})),
        Some(_) => reply(&json!({"nextToken": "b", "data": [2, "x"]})),
    })
    .await?;
    let mut items = items(&upstream.client(&PLAIN)?, &TOKEN);
    assert_eq!(items.try_next().await?, Some(1));
    let error = items.try_next().await.err().ok_or("it was read")?;
    assert_eq!(
        error.to_string(),
        "plain.list: unexpected response: expected an integer at `$.data[1]`, got a string"
    );
    assert!(items.next().await.is_none() && items.try_next().await?.is_none());
    Ok(())
}

#[tokio::test]
async fn stream_outlives_its_arguments_and_moves_between_threads() -> Outcome {
    let upstream = tokens().await?;
    let stream = {
        let client = upstream.client(&PLAIN)?;
        let name = "x".to_owned();
        client
            .call(&TOKEN)
            .query("name", &name)
            .pages::<Value, i64>()
            .items()
    };
    let all = tokio::spawn(collect(stream)).await??;
    assert_eq!(all.len(), 7);
    Ok(())
}

#[tokio::test]
async fn operation_without_pages_is_an_error() -> Outcome {
    static GET: Operation = Operation::new("plain.get", Method::GET, &[Piece::Text("/items")]);
    let upstream = Upstream::ok().await?;
    let error = collect(items(&upstream.client(&PLAIN)?, &GET))
        .await
        .err()
        .ok_or("it was called")?;
    assert!(matches!(error.kind(), ErrorKind::Build(_)), "{error}");
    assert_eq!(upstream.seen().len(), 0);
    Ok(())
}
