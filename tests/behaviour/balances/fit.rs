//! Tests: outputs of the wrong type are errors, and no value becomes null silently.

use naftiko::value::{Json, Kind, Tolerance};
use proptest::prelude::*;
use serde_json::{Map, Value, json};

use super::{Bank, samples, start};

/// The names of the outputs, some others, and any JSON in them.
fn answer() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        prop::sample::select(vec!["", "x", "7", " 7.50 ", "true", "1e400", "{}", "null"])
            .prop_map(Value::from),
    ];
    let names = prop::sample::select(vec![
        "number", "integer", "double", "boolean", "string", "object", "array", "deep", "text", "other",
    ]);
    leaf.prop_recursive(4, 24, 6, move |inner| {
        prop_oneof![
            1 => prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            4 => prop::collection::vec((names.clone(), inner), 0..8).prop_map(|members| {
                let members: Map<String, Value> =
                    members.into_iter().map(|(name, value)| (name.to_owned(), value)).collect();
                Value::from(members)
            }),
        ]
    })
}

/// Whether the output of a name may be null for this value: it is missing or null.
fn may_be_null(answer: &Value, name: &str) -> bool {
    let path: &[&str] = match name {
        "deep" => &["object", "deep", "text"],
        "numbers" => &["array"],
        name => &[name],
    };
    let mut value = answer;
    if name == "first" {
        return value.is_null()
            || value.is_object()
                && value
                    .get("array")
                    .is_none_or(|array| array.is_null() || array.get(0).is_none_or(Value::is_null));
    }
    for step in path {
        match value {
            Value::Null => return true,
            Value::Object(members) => match members.get(*step) {
                None => return true,
                Some(member) => value = member,
            },
            _ => return false,
        }
    }
    value.is_null()
}

#[tokio::test]
async fn random_responses_give_no_silent_null() {
    let bank = Bank::open().await;
    let server = start(&bank, Tolerance::Strict).await;
    let (mut fitting, mut refused) = (0, 0);
    for answer in samples(answer(), 600) {
        bank.answers(&answer.to_string());
        let (status, body) = server.rest("GET", "/accounts/1", None).await;
        if status == 200 {
            fitting += 1;
            let mapped = Json::parse(body.clone()).unwrap();
            for (name, value) in mapped.members() {
                assert!(
                    !value.is_null() || may_be_null(&answer, &name),
                    "`{name}` of {answer}: {body}"
                );
            }
            continue;
        }
        refused += 1;
        assert_eq!(status, 502, "{answer}: {body}");
        assert!(body.contains("expected a"), "{answer}: {body}");
        let plausible = !answer.is_object() && !answer.is_null()
            || [
                "number", "integer", "double", "boolean", "string", "object", "array",
            ]
            .iter()
            .any(|name| answer.get(name).is_some_and(|value| !value.is_null()));
        assert!(plausible, "{answer}: {body}");
    }
    assert!(fitting > 50 && refused > 50, "{fitting} {refused}");
    server.stop().await;
}

#[tokio::test]
async fn outputs_that_do_not_fit_are_errors_with_the_path() {
    let bank = Bank::open().await;
    let server = start(&bank, Tolerance::Strict).await;
    for (answer, expected) in [
        (
            r#"{"integer": 7.5}"#,
            "expected an integer at `$.integer`, got a number",
        ),
        (
            r#"{"boolean": 1}"#,
            "expected a boolean at `$.boolean`, got a number",
        ),
        (
            r#"{"string": {"a": 1}}"#,
            "expected a string at `$.string`, got an object",
        ),
        (r#""x""#, "expected an object at `$`, got a string"),
        (
            r#"{"object": {"deep": 5}}"#,
            "expected an object at `$.object.deep`, got a number",
        ),
        (
            r#"{"array": [1, "x"]}"#,
            "expected a number at `$.array[1]`, got a string",
        ),
        (
            r#"{"number": 1, "number": 2}"#,
            "expected one member of this name at `$.number`, got several",
        ),
    ] {
        bank.answers(answer);
        let (status, body) = server.rest("GET", "/accounts/1", None).await;
        assert_eq!(status, 502, "{body}");
        assert!(body.contains(expected), "{expected}: {body}");
    }
    bank.answers(r#"{"integer": 7.5}"#);
    let result = server.tool("get-account", r#"{"id":"1"}"#).await;
    assert!(
        result.contains(r#""isError":true"#) && result.contains("$.integer"),
        "{result}"
    );
    server.stop().await;
}

#[tokio::test]
async fn lenient_outputs_are_null() {
    let bank = Bank::open().await;
    let server = start(&bank, Tolerance::Lenient).await;
    bank.answers(r#"{"integer": 7.5, "boolean": 1, "string": {"a": 1}, "number": 2.50, "array": [1, {}]}"#);
    let (status, body) = server.rest("GET", "/accounts/1", None).await;
    let expected = r#"{"number":2.50,"integer":null,"double":null,"boolean":null,"string":null,"deep":null,"object":null,"array":[1,{}],"numbers":[1,null],"first":1}"#;
    assert_eq!((status, body.as_str()), (200, expected));
    bank.answers(r#""x""#);
    let (status, body) = server.rest("GET", "/accounts/1", None).await;
    let all = Json::parse(body).unwrap();
    assert_eq!((status, all.kind()), (200, Kind::Object));
    assert!(all.members().all(|(_, value)| value.is_null()), "{all}");
    server.stop().await;
}

#[tokio::test]
async fn option_of_the_generator_sets_the_tolerance() {
    let bank = Bank::open().await;
    bank.answers(r#"{"integer": 7.5, "double": "0.5"}"#);
    let capability = super::super::lenient_ledger::Capability::builder()
        .bank(|api| api.base_uri(bank.uri()))
        .build()
        .unwrap();
    let response = capability.bank().get_raw("1").await.unwrap();
    let read = |name| response.map(|at| at.key(name).optional_integer());
    assert_eq!(read("integer"), Ok(None));
    let strict = super::capability(&bank, Tolerance::Strict);
    let response = strict.bank().get_raw("1").await.unwrap();
    assert!(response.map(|at| at.key("integer").optional_integer()).is_err());
}

#[tokio::test]
async fn scalars_written_as_strings_fit() {
    let bank = Bank::open().await;
    let server = start(&bank, Tolerance::Strict).await;
    bank.answers(
        r#"{"integer": "7", "boolean": "true", "string": 7.50, "number": " 7.50 ", "double": "0.5"}"#,
    );
    let (status, body) = server.rest("GET", "/accounts/1", None).await;
    let body: Value = serde_json::from_str(&body).unwrap();
    assert_eq!(status, 200, "{body}");
    let expected = json!([7, true, "7.50", 7.5, 0.5]);
    let names = ["integer", "boolean", "string", "number", "double"];
    assert_eq!(
        Value::from(names.map(|name| body[name].clone()).to_vec()),
        expected
    );
    server.stop().await;
}
