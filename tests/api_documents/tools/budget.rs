//! Tools within the budget of the list, which accept and describe what tools without one do.

use naftiko_codegen::{Emit, FileLoader, Options, Outcome, ToolBudget, generate};
use naftiko_tests::corpus;
use naftiko_tests::listed::{Listed, tools};
use serde_json::{Map, Value};

use super::super::pairs;
use super::{IMPORTED, import};

/// The budget of a tool, in bytes of the list.
const BUDGET: usize = 4096;

/// The most bytes of the constraints of arguments, which are in their descriptions.
const CONSTRAINTS: usize = 1024;

/// The bytes of a tool in the list besides its texts and schemas.
const FRAME: usize = 180;

fn bytes(tool: &Listed, input: usize) -> usize {
    FRAME + tool.name.len() + tool.description.len() + input + tool.output.len()
}

/// Returns a schema without descriptions.
fn bare(schema: &Value) -> Value {
    match schema {
        Value::Object(schema) => {
            let members = schema.iter().filter(|(key, _)| *key != "description");
            let members = members.map(|(key, value)| {
                let value = match value {
                    Value::Object(properties) if key == "properties" => {
                        let properties = properties
                            .iter()
                            .map(|(name, schema)| (name.clone(), bare(schema)));
                        properties.collect::<Map<_, _>>().into()
                    }
                    value => bare(value),
                };
                (key.clone(), value)
            });
            members.collect::<Map<_, _>>().into()
        }
        Value::Array(schemas) => schemas.iter().map(bare).collect(),
        other => other.clone(),
    }
}

fn parsed(schema: &str) -> Value {
    serde_json::from_str(schema).unwrap()
}

/// Returns whether a schema accepts every value that another one accepts: it has fewer keywords, and nothing else.
fn is_looser(listed: &Value, whole: &Value) -> bool {
    match (listed, whole) {
        (Value::Object(listed), Value::Object(whole)) => {
            listed.iter().all(|(key, value)| match whole.get(key) {
                Some(Value::Object(members)) if key == "properties" => {
                    let listed = value.as_object().unwrap();
                    listed
                        .iter()
                        .all(|(name, schema)| members.get(name).is_some_and(|whole| is_looser(schema, whole)))
                }
                Some(other) => is_looser(value, other),
                None => false,
            })
        }
        (Value::Array(listed), Value::Array(whole)) => {
            listed.len() == whole.len()
                && listed
                    .iter()
                    .zip(whole)
                    .all(|(listed, whole)| is_looser(listed, whole))
        }
        (listed, whole) => listed == whole,
    }
}

fn problems(place: &str, listed: &Outcome, whole: &Outcome) -> Vec<String> {
    let mut problems = Vec::new();
    let (listed, whole) = (tools(listed), tools(whole));
    assert_eq!(listed.len(), whole.len(), "{place}");
    for (tool, whole) in listed.iter().zip(&whole) {
        let (input, whole_input) = (bare(&parsed(&tool.input)), bare(&parsed(&whole.input)));
        let mut problem = |what: &str| problems.push(format!("{place}: {}: {what}", tool.name));
        let least = bytes(tool, input.to_string().len() + CONSTRAINTS);
        if bytes(tool, tool.input.len()) > BUDGET && least <= BUDGET {
            problem("over the budget, although its arguments are not");
        }
        if input != whole_input {
            problem("other arguments");
        }
        let results = [&tool.output, &whole.output].map(|schema| match schema.as_str() {
            "" => Value::Null,
            schema => bare(&parsed(schema)),
        });
        if !is_looser(&results[0], &results[1]) {
            problem("the schema of the result is not a looser one");
        }
    }
    problems
}

/// Every tool of the published specs and of imports is within its budget, unless its arguments alone exceed it. Its arguments are those without a
/// budget, and its result holds against both schemas.
#[test]
fn listed_tools_keep_their_budget_their_arguments_and_looser_results() {
    let Some(corpus) = corpus() else { return };
    let mut whole = Options::default();
    whole.tool_budget.set(None, ToolBudget::Off);
    let folder = tempfile::tempdir().unwrap();
    let mut cases: Vec<_> = pairs()
        .into_iter()
        .map(|pair| (pair.spec.clone(), vec![pair.document.clone()]))
        .collect();
    for document in IMPORTED {
        cases.push((
            import(&corpus.join("openapi").join(document), folder.path()),
            Vec::new(),
        ));
    }
    let mut found = Vec::new();
    for (spec, documents) in cases {
        let compiled = |mut options: Options| {
            options.emit = Emit {
                rest: false,
                ..Emit::default()
            };
            if !documents.is_empty() {
                options.openapi.set(None, documents.clone());
            }
            generate(std::slice::from_ref(&spec), &options, &FileLoader)
        };
        let place = spec.file_name().unwrap().display().to_string();
        found.extend(problems(
            &place,
            &compiled(Options::default()),
            &compiled(whole.clone()),
        ));
    }
    assert!(found.is_empty(), "{found:#?}");
}
