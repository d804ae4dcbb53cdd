//! Tests of scripts, which the program implements.

use naftiko::steps::ScriptError;
use naftiko::value::{Json, JsonCursor};
use serde_json::json;

use crate::rates::Capability;
use crate::rates::scripts::{ChoiceContext, RateContext, Scripts, ThanksContext};
use crate::shop::Shop;

/// The scripts of the tests.
struct Rates;

impl Scripts for Rates {
    fn rate(&self, context: RateContext) -> Result<Option<Json>, ScriptError> {
        let factor = context.factor.at().integer()?;
        let rate = factor * context.count.unwrap_or(1);
        let id = context.article.read("id", JsonCursor::integer)?;
        assert_eq!(context.tags, Json::from(json!(["a", "b"])));
        let label = context.label.at().string()?;
        Ok(Some(json!({"rate": rate * id, "label": label}).into()))
    }

    fn choice(&self, context: ChoiceContext) -> Result<Option<Json>, ScriptError> {
        match context.wish.as_str() {
            "nothing" => Ok(None),
            "secret" => Err(ScriptError::new("the secret of /srv/scripts/choice.py")),
            "panic" => panic!("no choice"),
            wish => Ok(Some(json!({"id": wish}).into())),
        }
    }

    fn thanks(&self, context: ThanksContext) -> Result<Option<Json>, ScriptError> {
        let reservation = context.reserved.read("id", JsonCursor::string)?;
        if context.wish == "unthanked" {
            return Err(ScriptError::new("no thanks"));
        }
        Ok(Some(format!("Thanks for {reservation}").as_str().into()))
    }
}

fn capability(shop: &Shop) -> Capability {
    Capability::builder(Rates)
        .stock(|api| api.base_uri(shop.uri()))
        .build()
        .unwrap()
}

#[tokio::test]
async fn script_has_inputs_earlier_outputs_and_with() {
    let shop = Shop::start().await;
    let router = crate::rates::rest::router(capability(&shop));
    let rate = Shop::ask_of(router, "GET", "/rates/a1?count=3", None).await;
    let expected = json!({"rate": 42, "label": "Lamp a1", "name": "Lamp"});
    assert_eq!(rate, (200, expected));
}

#[tokio::test]
async fn output_of_a_script_is_an_argument() {
    let shop = Shop::start().await;
    let server = crate::rates::mcp::server(capability(&shop));
    let result = server.call("choose", json!({"wish": "lamp"})).await;
    let expected = json!({"reservation": "r-\"lamp\"", "thanks": "Thanks for r-\"lamp\""});
    assert_eq!(result.structured().map(Json::to_value), Some(expected));
    assert_eq!(shop.bodies(), [json!({"article": "lamp"})]);
    let nothing = server.call("choose", json!({"wish": "nothing"})).await;
    assert!(!nothing.is_error(), "{}", nothing.text());
    assert_eq!(shop.bodies()[1], json!({}));
}

#[tokio::test]
async fn failing_script_fails_its_operation_alone() {
    let shop = Shop::start().await;
    let server = crate::rates::mcp::server(capability(&shop));
    for wish in ["secret", "panic"] {
        let result = server.call("choose", json!({"wish": wish})).await;
        assert!(result.is_error());
        assert_eq!(
            result.text(),
            "Step `choice` failed. The server failed. Do not retry."
        );
    }
    assert_eq!(shop.lines().len(), 0);
    let text = server.call("choose", json!({"wish": "unthanked"})).await.text();
    assert!(text.starts_with("Step `thanks` failed. These steps are done and were not undone: `reserved`."));
    let router = crate::rates::rest::router(capability(&shop));
    let (status, problem) = Shop::ask_of(router, "GET", "/rates/lost", None).await;
    assert_eq!((status, &problem["step"]), (500, &json!("rate")));
    assert_eq!(problem["detail"], "Step `rate` failed. The server failed.");
}
