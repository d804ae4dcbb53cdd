//! Links of REST routes to the next page.

use axum::Router;
use naftiko::serve::Running;
use serde_json::Value;

use super::ledger::Ledger;
use super::{KEY, capability, http, lists};

async fn start(ledger: &Ledger) -> Running {
    let loopback = "127.0.0.1:0".parse().unwrap();
    let server = capability(ledger, KEY).server();
    let server = server
        .address("lists-rest", loopback)
        .address("lists-mcp", loopback);
    server.start().await.unwrap()
}

/// Returns the status, the links and the JSON of a response.
async fn get(uri: &str) -> (u16, Option<String>, Value) {
    let request = http().get(uri).header("accept-encoding", "br");
    let response = request.send().await.unwrap();
    let links = response
        .headers()
        .get("link")
        .map(|link| link.to_str().unwrap().to_owned());
    (
        response.status().as_u16(),
        links,
        response.json().await.unwrap_or_default(),
    )
}

/// Returns the reference of the link to the next page.
fn next(links: &str) -> Option<&str> {
    let (before, _) = links.split_once(">; rel=\"next\"")?;
    before.rsplit('<').next()
}

#[tokio::test]
async fn link_of_a_response_leads_to_the_next_page() {
    let ledger = Ledger::start().await;
    let server = start(&ledger).await;
    let origin = format!("http://{}", server.address("lists-rest").unwrap());
    for (path, list) in [
        ("/v1/entries?size=3", "/data"),
        ("/v1/accounts?owner=a%20b%26c", "/value"),
        ("/v1/shelves", ""),
        ("/v1/boxes/a%2Fb", "/page/records"),
    ] {
        let (mut ids, mut target) = (Vec::new(), path.to_owned());
        loop {
            let (status, links, body) = get(&format!("{origin}{target}")).await;
            assert_eq!(status, 200, "{target}: {body}");
            let page = body.pointer(list).unwrap().as_array().unwrap();
            ids.extend(page.iter().map(|item| item["id"].as_i64().unwrap()));
            let Some(reference) = links.as_deref().and_then(next) else {
                break;
            };
            assert!(
                reference.starts_with(path.split('?').next().unwrap()),
                "{reference}"
            );
            assert!(!reference.contains("canary"), "{reference}");
            target = reference.to_owned();
        }
        assert_eq!(ids, (0..7).collect::<Vec<_>>(), "{path}");
    }
    let asked = ledger.asked();
    assert!(
        asked
            .iter()
            .any(|line| line == "GET /entries?nextToken=3&pageSize=3"
                || line == "GET /entries?pageSize=3&nextToken=3")
    );
    // The body is relayed as the API sent it, with the API's own token.
    let (_, _, body) = get(&format!("{origin}/v1/entries")).await;
    assert_eq!(body["nextToken"], "3");
    let (_, links, body) = get(&format!("{origin}/v1/entries?nextToken=6")).await;
    assert_eq!((links, body["data"][0]["id"].as_i64()), (None, Some(6)));
}

#[tokio::test]
async fn link_of_the_api_to_its_next_page_is_replaced() {
    let ledger = Ledger::start().await;
    let server = start(&ledger).await;
    let origin = format!("http://{}", server.address("lists-rest").unwrap());
    let (_, links, _) = get(&format!("{origin}/v1/shelves")).await;
    let links = links.unwrap();
    assert_eq!(links.matches("next").count(), 1, "{links}");
    assert!(
        next(&links).unwrap().starts_with("/v1/shelves?cursor="),
        "{links}"
    );
}

#[tokio::test]
async fn cursor_of_another_query_or_route_is_400_and_nothing_is_sent() {
    let ledger = Ledger::start().await;
    let server = start(&ledger).await;
    let origin = format!("http://{}", server.address("lists-rest").unwrap());
    let (_, links, _) = get(&format!("{origin}/v1/boxes/a")).await;
    let links = links.unwrap();
    let cursor = next(&links).unwrap().rsplit('=').next().unwrap();
    let sent = ledger.asked().len();
    for target in [
        format!("/v1/boxes/b?cursor={cursor}"),
        format!("/v1/entries?cursor={cursor}"),
        format!("/v1/boxes/a?x=1&cursor={cursor}"),
        "/v1/boxes/a?cursor=3".to_owned(),
    ] {
        let (status, _, problem) = get(&format!("{origin}{target}")).await;
        assert_eq!((status, &problem["status"]), (400, &400.into()), "{target}");
        assert!(
            problem["detail"]
                .as_str()
                .unwrap()
                .starts_with("The cursor is not of this list.")
        );
    }
    assert_eq!(ledger.asked().len(), sent);
    let (status, _, _) = get(&format!("{origin}/v1/boxes/a?cursor=")).await;
    assert_eq!(status, 200);
}

#[tokio::test]
async fn link_of_a_nested_router_has_its_prefix() {
    let ledger = Ledger::start().await;
    let router = lists::rest::router(capability(&ledger, KEY));
    let router = Router::new()
        .nest("/api", router.clone())
        .nest("/tenants/{tenant}", router);
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let origin = format!("http://{}", listener.local_addr().unwrap());
    tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
    let (_, links, _) = get(&format!("{origin}/api/v1/entries?size=3")).await;
    let links = links.unwrap();
    let reference = next(&links).unwrap();
    assert!(
        reference.starts_with("/api/v1/entries?size=3&cursor="),
        "{reference}"
    );
    let (_, _, body) = get(&format!("{origin}{reference}")).await;
    assert_eq!(body["data"][0]["id"], 3);
    // The path is relative to the request where the outer one has placeholders.
    let (_, links, _) = get(&format!("{origin}/tenants/t/v1/entries")).await;
    let links = links.unwrap();
    assert!(next(&links).unwrap().starts_with("?cursor="), "{links}");
}

#[tokio::test]
async fn document_of_the_adapter_has_the_cursor_of_its_pages() {
    let document: Value = serde_json::from_str(lists::rest::OPENAPI).unwrap();
    let names = |path: &str| -> Vec<String> {
        let parameters = document["paths"][path]["get"]["parameters"].as_array().unwrap();
        parameters
            .iter()
            .map(|parameter| parameter["name"].as_str().unwrap().to_owned())
            .collect()
    };
    assert_eq!(names("/v1/entries"), ["nextToken", "size", "cursor"]);
    assert_eq!(names("/v1/shelves"), ["cursor"]);
}
