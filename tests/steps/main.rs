//! Steps over loopback: a shop's orders as REST operations and tools, with a fake stock and fake payments.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "tests"
)]

mod control;
mod described;
mod findings;
mod flows;
mod post;
mod scripted;
mod shop;
mod values;

use serde_json::json;
use shop::Shop;

naftiko::naftiko!("orders.yaml");
naftiko::naftiko!("rates.yaml");
naftiko::naftiko!("bookings.yaml");
naftiko::naftiko!("journeys.yaml");

#[tokio::test]
async fn independent_reads_run_at_once() {
    let shop = Shop::start().await;
    let (status, _) = shop.ask("GET", "/articles/a1/report", None).await;
    assert_eq!((status, shop.most()), (200, 2));
    assert_eq!(shop.lines().len(), 2);
}

#[tokio::test]
async fn mappings_nest_and_omit_missing_values() {
    let shop = Shop::start().await;
    let (_, report) = shop.ask("GET", "/articles/a1/report", None).await;
    let expected = json!({
        "name": "Lamp",
        "depot": {"city": "Ulm", "code": "n"},
        "homes": [{"city": "Bern"}, {"city": "Ulm"}, {"city": "Ulm"}],
        "note": null,
    });
    assert_eq!(report, expected);
}

#[tokio::test]
async fn lookup_without_a_match_has_no_output() {
    let shop = Shop::start().await;
    let (status, report) = shop.ask("GET", "/articles/lost/report", None).await;
    assert_eq!((status, report), (200, json!({"depot": {}, "homes": []})));
}

#[tokio::test]
async fn lookup_finds_rows_of_another_format() {
    let shop = Shop::start().await;
    let found = shop.ask("GET", "/prices/a1", None).await;
    assert_eq!(found, (200, json!({"price": "12.50"})));
    assert_eq!(shop.ask("GET", "/prices/none", None).await, (200, json!({})));
}

#[tokio::test]
async fn values_of_steps_keep_their_types() {
    let shop = Shop::start().await;
    let order = json!({"article": "a1", "count": 2});
    let (status, paid) = shop.ask("POST", "/orders", Some(order)).await;
    assert_eq!((status, paid), (202, json!({"receipt": "q-1"})));
    assert_eq!(
        shop.bodies(),
        [
            json!({"article": 7, "tags": ["a", "b"], "count": 2}),
            json!({"reservation": "r-7", "note": "Corner: Lamp for r-7"}),
        ]
    );
    assert_eq!(
        shop.lines(),
        ["GET /articles/a1", "POST /reservations", "POST /payments"]
    );
}

#[tokio::test]
async fn failing_step_ends_the_operation() {
    let shop = Shop::start().await;
    let (status, problem) = shop
        .ask("POST", "/orders", Some(json!({"article": "gone"})))
        .await;
    assert_eq!((status, &problem["step"]), (404, &json!("found")));
    assert_eq!(problem["completed"], json!([]));
    assert_eq!(shop.lines(), ["GET /articles/gone"]);
    let (is_error, text, structure) = shop.call("order", json!({"article": "gone"})).await;
    assert!(is_error);
    assert!(
        text.starts_with("Step `found` failed. The API returned 404"),
        "{text}"
    );
    assert_eq!(structure["status"], 404);
}

#[tokio::test]
async fn error_after_a_write_lists_it() {
    let shop = Shop::start().await;
    let order = json!({"article": "unpaid"});
    let (status, problem) = shop.ask("POST", "/orders", Some(order.clone())).await;
    assert_eq!(status, 500);
    assert_eq!(
        (&problem["step"], &problem["completed"]),
        (&json!("paid"), &json!(["reserved"]))
    );
    let (is_error, text, structure) = shop.call("order", order).await;
    assert!(is_error);
    assert!(
        text.contains("These steps are done and were not undone: `reserved`."),
        "{text}"
    );
    assert_eq!(structure["retryable"], false);
    let writes = shop.lines();
    let writes = writes.iter().filter(|line| *line == "POST /reservations").count();
    assert_eq!(writes, 2, "one for each order");
}

#[tokio::test]
async fn missing_value_names_step_and_path() {
    let shop = Shop::start().await;
    let (status, problem) = shop
        .ask("POST", "/orders", Some(json!({"article": "nameless"})))
        .await;
    assert_eq!((status, &problem["completed"]), (502, &json!(["reserved"])));
    let detail = problem["detail"].as_str().unwrap();
    assert!(
        detail.contains("expected a value at `$.found.name`, got nothing"),
        "{detail}"
    );
    assert_eq!(shop.lines().len(), 2);
}

#[tokio::test]
async fn body_that_is_not_json_fails_where_it_is_read() {
    let shop = Shop::start().await;
    let (status, problem) = shop.ask("GET", "/articles/page/report", None).await;
    assert_eq!((status, &problem["step"]), (502, &json!("article")));
}

#[tokio::test]
async fn step_without_content_is_absent() {
    let shop = Shop::start().await;
    let (status, released) = shop.ask("DELETE", "/orders/r-7", None).await;
    assert_eq!(
        (status, released),
        (200, json!({"payments": [{"receipt": "q-1"}]}))
    );
    assert_eq!(shop.lines(), ["DELETE /reservations/r-7", "GET /payments"]);
    let (is_error, text, payments) = shop
        .call("last-payment", json!({"reservation": "admin/x?y"}))
        .await;
    assert!(!is_error, "{text}");
    assert_eq!(shop.lines()[2], "DELETE /reservations/admin%2Fx%3Fy");
    assert_eq!(payments, json!({"result": [{"receipt": "q-1"}]}));
}

#[tokio::test]
async fn tool_returns_the_mapped_object() {
    let shop = Shop::start().await;
    let (is_error, _, structure) = shop.call("order", json!({"article": "a1"})).await;
    assert!(!is_error);
    assert_eq!(structure, json!({"receipt": "q-1", "article": "Lamp"}));
    assert_eq!(shop.bodies()[0], json!({"article": 7, "tags": ["a", "b"]}));
}

#[tokio::test]
async fn flow_is_the_same_for_rest_tools_and_the_program() {
    let shop = Shop::start().await;
    let place = json!({"city": "Ulm"});
    let (status, answer) = shop.ask("GET", "/articles/a1/place?near=here", None).await;
    assert_eq!((status, &answer), (200, &place));
    assert!(shop.lines().contains(&"GET /depots?near=here".to_owned()));
    let (_, _, structure) = shop.call("where-is", json!({"article": "a1"})).await;
    assert_eq!(structure, place);
    let input = orders::desk::WhereIsInput {
        article: "a1".to_owned(),
        near: None,
    };
    let output = shop.capability.desk().where_is(input).await.unwrap();
    assert_eq!(output.to_value(), place);
}

#[tokio::test]
async fn inputs_of_a_flow_are_renamed_and_checked() {
    let shop = Shop::start().await;
    let lamp = json!({"name": "Lamp"});
    assert_eq!(shop.ask("GET", "/names/a1", None).await, (200, lamp.clone()));
    assert_eq!(shop.call("name-of", json!({})).await.2, lamp);
    let (is_error, text, _) = shop.call("where-is", json!({})).await;
    assert!(is_error && text.contains("`article`"), "{text}");
    assert_eq!(shop.ask("GET", "/greetings", None).await.0, 400);
    assert_eq!(shop.ask("POST", "/greetings", Some(json!({}))).await.0, 422);
    assert_eq!(shop.lines().len(), 2);
}

#[tokio::test]
async fn mock_flow_has_equal_results() {
    let shop = Shop::start().await;
    let text = json!({"text": "Hello Ada", "visits": 3});
    assert_eq!(
        shop.ask("GET", "/greetings?who=Ada", None).await,
        (200, text.clone())
    );
    assert_eq!(shop.call("greet", json!({"who": "Ada"})).await.2, text);
    let of_shop = shop.call("greet-shop", json!({})).await.2;
    assert_eq!(of_shop["text"], "Hello the Corner");
}

#[tokio::test]
async fn failing_flow_fails_as_its_calls_do() {
    let shop = Shop::start().await;
    assert_eq!(shop.ask("GET", "/names/gone", None).await.0, 404);
    let (status, problem) = shop.ask("GET", "/articles/gone/place", None).await;
    assert_eq!((status, &problem["step"]), (404, &json!("article-found")));
    let unpaid = json!({"reservation": "unpaid"});
    assert_eq!(shop.ask("POST", "/greetings", Some(unpaid.clone())).await.0, 500);
    assert!(shop.call("pay", unpaid).await.0);
}

#[tokio::test]
async fn tools_have_the_hints_of_the_flow_and_their_own() {
    let server = orders::mcp::server(Shop::start().await.capability);
    let shown = |name: &str| {
        let tool = server.tools().iter().find(|tool| tool.name == name).unwrap();
        (
            tool.hints.read_only,
            tool.hints.destructive,
            tool.hints.idempotent,
        )
    };
    assert_eq!(shown("where-is"), (true, false, true));
    assert_eq!(shown("name-of"), (true, true, true));
    assert_eq!(shown("pay"), (false, true, false));
}

#[tokio::test]
async fn unreachable_api_ends_the_operation() {
    let capability = orders::Capability::builder()
        .variable("STOCK_URI", "http://127.0.0.1:9")
        .variable("PAY_URI", "http://127.0.0.1:9")
        .variable("SHOP", "Corner")
        .variable("CONTROL_TOKEN", shop::CONTROL_TOKEN)
        .build()
        .unwrap();
    let result = orders::mcp::server(capability)
        .call("order", json!({"article": "a1"}))
        .await;
    assert!(result.is_error());
    assert!(
        result.text().contains("Step `found` failed."),
        "{}",
        result.text()
    );
}
