//! Random outputs over random JSON: no value that an API sent becomes null, and no value becomes another one.
//!
//! The outputs are compiled, so they are in a spec: `tests/specs/random-outputs.yaml`, which this file writes from a seed.

use std::fmt::Write as _;
use std::fs;

use naftiko::value::Tolerance;
use naftiko_tests::hostile::Numbers;
use naftiko_tests::workspace;
use proptest::prelude::*;
use serde_json::{Map, Value};

use super::super::random_outputs;
use super::{Bank, samples};

/// Operations, and outputs of each.
const OPERATIONS: usize = 12;
const OUTPUTS: usize = 6;

/// Names of members, in outputs and responses alike, so that paths often lead somewhere.
const NAMES: [&str; 4] = ["a", "b", "c", "d"];
const TYPES: [&str; 8] = [
    "string", "integer", "number", "double", "boolean", "object", "array", "numbers",
];

/// An output of an operation.
struct Output {
    name: String,
    type_name: &'static str,
    path: Vec<Step>,
}

enum Step {
    Key(&'static str),
    Index(usize),
}

/// The outputs of every operation, the same in each run.
fn outputs() -> Vec<Vec<Output>> {
    let mut numbers = Numbers::new(29);
    let mut output = |index| {
        let type_name = numbers.pick(&TYPES).unwrap();
        let path = (0..=numbers.below(3)).map(|depth| {
            if depth > 0 && numbers.below(3) == 0 {
                return Step::Index(numbers.below(2));
            }
            Step::Key(NAMES[numbers.below(NAMES.len())])
        });
        Output {
            name: format!("o{index}"),
            type_name: TYPES.iter().find(|known| **known == type_name).unwrap(),
            path: path.collect(),
        }
    };
    (0..OPERATIONS)
        .map(|_| (0..OUTPUTS).map(&mut output).collect())
        .collect()
}

/// The spec with these outputs.
fn spec() -> String {
    let mut consumed = String::new();
    let mut exposed = String::new();
    for (index, outputs) in outputs().iter().enumerate() {
        let _ = writeln!(
            consumed,
            "      - {{name: r{index}, path: /accounts/{index}, operations: [{{name: get-{index}, method: GET}}]}}"
        );
        let _ = write!(
            exposed,
            "      - name: r{index}\n        path: /{index}\n        operations:\n          - name: get-{index}\n            \
             method: GET\n            call: bank.get-{index}\n            outputParameters:\n              - type: object\n                \
             properties:\n"
        );
        for output in outputs {
            let (type_text, rest) = match output.type_name {
                "double" => ("number", ", format: double"),
                "numbers" => ("array", ", items: {type: number}"),
                other => (other, ""),
            };
            let path: String = output.path.iter().map(step_text).collect();
            let _ = writeln!(
                exposed,
                "                  {}: {{type: {type_text}, mapping: \"${path}\"{rest}}}",
                output.name
            );
        }
    }
    format!(
        "# Written by tests/behaviour/balances/random.rs. After a change there:\n\
         #     NAFTIKO_BLESS=1 cargo test -p naftiko-tests --test behaviour random\n\
         naftiko: 1.0.0-alpha2\ninfo:\n  label: Random outputs\n  description: Outputs of random types at random paths.\n\
         capability:\n  consumes:\n    - type: http\n      namespace: bank\n      baseUri: https://bank.test\n      resources:\n{consumed}  \
         exposes:\n    - type: rest\n      namespace: random-api\n      port: 3020\n      resources:\n{exposed}"
    )
}

fn step_text(step: &Step) -> String {
    match step {
        Step::Key(key) => format!(".{key}"),
        Step::Index(index) => format!("[{index}]"),
    }
}

/// JSON with the names of the outputs in it.
fn response() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        1 => Just(Value::Null),
        2 => any::<bool>().prop_map(Value::from),
        3 => any::<i64>().prop_map(Value::from),
        1 => any::<f64>().prop_map(Value::from),
        2 => prop::sample::select(vec!["", "x", "7", "0.5", "true"]).prop_map(Value::from),
    ];
    leaf.prop_recursive(4, 40, 4, |inner| {
        let member = (prop::sample::select(NAMES.to_vec()), inner.clone());
        prop_oneof![
            1 => prop::collection::vec(inner, 0..3).prop_map(Value::from),
            4 => prop::collection::vec(member, 0..6).prop_map(|members| {
                let members = members.into_iter().map(|(name, value)| (name.to_owned(), value));
                Value::from(members.collect::<Map<_, _>>())
            }),
        ]
    })
}

/// What a path leads to in a response.
enum Found<'r> {
    /// Null, or nothing: the API does not have it.
    Absent,
    /// A value.
    Value(&'r Value),
    /// The path goes through a value that has no such parts.
    Misfit,
}

fn find<'r>(response: &'r Value, path: &[Step]) -> Found<'r> {
    let mut value = response;
    for step in path {
        let next = match (step, value) {
            (_, Value::Null) => return Found::Absent,
            (Step::Key(key), Value::Object(members)) => members.get(*key),
            (Step::Index(index), Value::Array(items)) => items.get(*index),
            _ => return Found::Misfit,
        };
        match next {
            Some(next) => value = next,
            None => return Found::Absent,
        }
    }
    if value.is_null() {
        Found::Absent
    } else {
        Found::Value(value)
    }
}

/// Whether a value fits a type. Scalars written as strings do.
fn fits(value: &Value, type_name: &str) -> bool {
    match (type_name, value) {
        ("string", value) => !value.is_object() && !value.is_array(),
        ("integer", Value::Number(number)) => number.as_f64().is_some_and(|number| number.fract() == 0.0),
        ("integer", Value::String(text)) => text.parse::<i64>().is_ok(),
        ("number" | "double", Value::Number(_)) | ("boolean", Value::Bool(_)) => true,
        ("number" | "double", Value::String(text)) => text.parse::<f64>().is_ok(),
        ("boolean", Value::String(text)) => text == "true" || text == "false",
        ("object", value) => value.is_object(),
        ("array", value) => value.is_array(),
        ("numbers", Value::Array(items)) => items.iter().all(|item| item.is_null() || fits(item, "number")),
        _ => false,
    }
}

/// Whether a mapped value is the one that the response has, in its type.
fn is_same(found: &Value, mapped: &Value, type_name: &str) -> bool {
    match type_name {
        "object" | "array" => found == mapped,
        "numbers" => {
            let lists = found.as_array().zip(mapped.as_array());
            lists.is_some_and(|(found, mapped)| {
                found.len() == mapped.len()
                    && found
                        .iter()
                        .zip(mapped)
                        .all(|(found, mapped)| scalar(found) == scalar(mapped))
            })
        }
        _ => scalar(found) == scalar(mapped),
    }
}

/// A scalar without what tells a string from what it spells.
fn scalar(value: &Value) -> String {
    let text = match value {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    };
    // Zero has one value, whatever its sign.
    text.parse::<f64>()
        .map_or(text, |number| (number + 0.0).to_string())
}

#[test]
fn random_outputs_are_written_from_their_seed() {
    let path = workspace().join("tests/specs/random-outputs.yaml");
    if std::env::var_os("NAFTIKO_BLESS").is_some() {
        fs::write(&path, spec()).unwrap();
    }
    assert!(
        fs::read_to_string(&path).unwrap() == spec(),
        "NAFTIKO_BLESS=1 cargo test -p naftiko-tests --test behaviour random"
    );
}

#[tokio::test]
async fn random_outputs_over_random_responses_have_no_silent_null() {
    let bank = Bank::open().await;
    let capability = random_outputs::Capability::builder()
        .bank(|api| api.base_uri(bank.uri()).tolerance(Tolerance::Strict))
        .build()
        .unwrap();
    let loopback = "127.0.0.1:0".parse().unwrap();
    let running = capability
        .server()
        .address("random-api", loopback)
        .start()
        .await
        .unwrap();
    let http = super::super::http();
    let (mut mapped, mut rejected) = (0, 0);
    for (index, response) in samples(response(), 1200).into_iter().enumerate() {
        bank.answers(&response.to_string());
        let operation = index % OPERATIONS;
        let outputs = &outputs()[operation];
        let uri = format!("http://{}/{operation}", running.address("random-api").unwrap());
        let answer = http.get(uri).send().await.unwrap();
        let status = answer.status().as_u16();
        let body = answer.text().await.unwrap();
        let all_fit = outputs.iter().all(|output| match find(&response, &output.path) {
            Found::Absent => true,
            Found::Value(value) => fits(value, output.type_name),
            Found::Misfit => false,
        });
        if !all_fit {
            rejected += 1;
            assert_eq!(status, 502, "{response}: {body}");
            continue;
        }
        mapped += 1;
        assert_eq!(status, 200, "{response}: {body}");
        let body: Value = serde_json::from_str(&body).unwrap();
        for output in outputs {
            let value = &body[&output.name];
            match find(&response, &output.path) {
                Found::Value(found) => assert!(
                    is_same(found, value, output.type_name),
                    "`{}` of {response}: {body}",
                    output.name
                ),
                _ => assert!(value.is_null(), "`{}` of {response}: {body}", output.name),
            }
        }
    }
    assert!(mapped > 100 && rejected > 100, "{mapped} {rejected}");
    running.shutdown().await;
}
