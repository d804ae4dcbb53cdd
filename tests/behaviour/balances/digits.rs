//! Tests: every path keeps the digits of numbers.

use naftiko::value::{Json, Number, Optional, Tolerance};
use proptest::prelude::*;

use super::super::ledger::client::{ChangeAccountParams, FindAmountParams};
use super::{Bank, capability, samples, start};

/// Numbers of JSON with up to 60 digits, in all their spellings.
fn number() -> impl Strategy<Value = String> {
    prop_oneof![
        "-?(0|[1-9][0-9]{0,59})",
        "-?(0|[1-9][0-9]{0,29})\\.[0-9]{1,30}",
        "-?(0|[1-9][0-9]{0,9})(\\.[0-9]{1,20})?[eE][+-]?[0-9]{1,3}",
        prop::sample::select(vec![
            "0",
            "-0",
            "1.0",
            "1",
            "1e0",
            "0.10",
            "1915883588174806058",
            "18446744073709551616"
        ])
        .prop_map(str::to_owned),
    ]
}

/// A number as it is in a path or query.
fn encoded(number: &str) -> String {
    number.replace('+', "%2B")
}

#[tokio::test]
async fn numbers_of_responses_keep_their_digits() {
    let bank = Bank::open().await;
    let server = start(&bank, Tolerance::Strict).await;
    let client = capability(&bank, Tolerance::Strict);
    for number in samples(number(), 150) {
        let account =
            format!(r#"{{"balance":{number},"rate":1.5,"number":{number},"array":[{number},"{number}"]}}"#);
        bank.answers(&account);

        let typed = client.bank().get_account("1").await.unwrap().value().unwrap();
        assert_eq!(typed.balance.to_string(), number);

        assert_eq!(server.rest("GET", "/raw/1", None).await, (200, account.clone()));

        let mapped = format!(
            r#"{{"number":{number},"integer":null,"double":null,"boolean":null,"string":null,"deep":null,"object":null,"array":[{number},"{number}"],"numbers":[{number},{number}],"first":{number}}}"#
        );
        assert_eq!(server.rest("GET", "/accounts/1", None).await, (200, mapped));

        let text = format!(r#"{{\"number\":{number},\"integer\":null,\"string\":null}}"#);
        let result = server.tool("get-account", r#"{"id":"1"}"#).await;
        assert!(result.contains(&text), "{result}");
        let text = account.replace('"', "\\\"");
        let result = server.tool("relay-account", r#"{"id":"1"}"#).await;
        assert!(result.contains(&text), "{result}");
    }
    server.stop().await;
}

#[tokio::test]
async fn integers_of_any_size_keep_their_digits_in_mapped_outputs() {
    let bank = Bank::open().await;
    let server = start(&bank, Tolerance::Strict).await;
    let integers = "-?[1-9][0-9]{18,59}(\\.0{1,3})?([eE]\\+?[0-9]{1,3})?";
    for integer in samples(integers, 100) {
        bank.answers(&format!(r#"{{"integer":{integer}}}"#));
        let (status, mapped) = server.rest("GET", "/accounts/1", None).await;
        let member = format!(r#""integer":{integer},"#);
        assert!(status == 200 && mapped.contains(&member), "{mapped}");
        let result = server.tool("get-account", r#"{"id":"1"}"#).await;
        assert!(result.contains(&member), "{result}");
    }
    server.stop().await;
}

#[tokio::test]
async fn numbers_of_callers_keep_their_digits() {
    let bank = Bank::open().await;
    let server = start(&bank, Tolerance::Strict).await;
    let client = capability(&bank, Tolerance::Strict);
    bank.answers("{}");
    for text in samples(number(), 150) {
        let number: Number = text.parse().unwrap();

        let params = FindAmountParams {
            least: Some(number.clone()),
        };
        client.bank().find_amount(&number, &params).await.unwrap();
        let target = bank.last().0.replace("%2B", "+");
        assert_eq!(target, format!("/amounts/{text}?least={text}"));
        let path = format!("/amounts/{0}?least={0}", encoded(&text));
        assert_eq!(server.rest("GET", &path, None).await.0, 200, "{path}");
        assert_eq!(bank.last().0.replace("%2B", "+"), target);

        let body = format!(r#"{{"limit":{text},"address":{{"a":[{text}]}},"labels":[{text}]}}"#);
        let json = |part: &str| Optional::Value(Json::parse(part.to_owned()).unwrap());
        let params = ChangeAccountParams {
            limit: number.clone().into(),
            address: json(&format!(r#"{{"a": [{text}]}}"#)),
            labels: json(&format!("[{text}]")),
            ..ChangeAccountParams::default()
        };
        client.bank().change_account("1", &params).await.unwrap();
        assert_eq!(bank.last().1, body);
        let spaced = body.replace(':', " : ");
        assert_eq!(server.rest("PATCH", "/accounts/1", Some(spaced)).await.0, 200);
        assert_eq!(bank.last().1, body);
        let arguments = format!(r#"{{"id":"1",{}"#, body.trim_start_matches('{'));
        server.tool("change-account", &arguments).await;
        assert_eq!(bank.last().1, body);
        let document = format!(r#"{{"any":[{{"limit":{text}}}]}}"#);
        assert_eq!(
            server.rest("PUT", "/accounts/1", Some(document.clone())).await.0,
            200
        );
        assert_eq!(bank.last().1, document);
    }
    server.stop().await;
}

#[tokio::test]
async fn constants_keep_their_digits() {
    let bank = Bank::open().await;
    let server = start(&bank, Tolerance::Strict).await;
    bank.answers("{}");
    for (method, path, sent) in [
        (
            "POST",
            "/accounts/1",
            r#"{"limit":12345678901234567890.10,"rates":[0.10,1.0,-0],"id":"1"}"#,
        ),
        (
            "DELETE",
            "/accounts/1",
            r#"{"limit":12345678901234567890.10,"rates":[0.10,1e3],"id":"1"}"#,
        ),
        (
            "POST",
            "/limits/1",
            r#"{"limit":12345678901234567890.10,"labels":[0.10,1.0]}"#,
        ),
    ] {
        let (status, _) = server.rest(method, path, None).await;
        assert_eq!((status, bank.last().1.as_str()), (200, sent), "{method} {path}");
    }
    let fixed = r#"{"amount":12345678901234567890.10,"rate":0.10,"rates":[1.0,2.50]}"#;
    assert_eq!(server.rest("GET", "/fixed", None).await, (200, fixed.to_owned()));
    server.stop().await;
}
