//! Schemas of the tools of published specs with documents: the form that clients and vendors of models accept, as rules.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use naftiko_codegen::{FileLoader, Options, Outcome, generate};
use serde_json::{Map, Value};

use super::{compile, pairs};

/// The largest schema of a tool, in bytes.
const BYTES: usize = 8 * 1024;

/// The largest depth of objects.
const DEPTH: usize = 7;

/// The keywords of schemas of tools.
const KEYWORDS: [&str; 12] = [
    "type",
    "properties",
    "required",
    "items",
    "anyOf",
    "enum",
    "const",
    "description",
    "default",
    "format",
    "additionalProperties",
    "contentEncoding",
];

/// A tool in generated code.
struct Listed {
    name: String,
    input: String,
    output: String,
}

/// Returns the tools of generated code, in order.
fn tools(outcome: &Outcome) -> Vec<Listed> {
    let files = outcome.modules.first().map(naftiko_codegen::Module::files);
    let code: String = files.into_iter().flatten().map(|(_, text)| text).collect();
    let tools = code.split("    Tool {\n").skip(1);
    let tools = tools.map(|tool| Listed {
        name: between(tool, "name: \"", "\",\n"),
        input: schema(tool, "input_schema: "),
        output: schema(tool, "output_schema: "),
    });
    tools.collect()
}

fn between(text: &str, start: &str, end: &str) -> String {
    let rest = text.split_once(start).map_or("", |(_, rest)| rest);
    rest.split_once(end).map_or("", |(found, _)| found).to_owned()
}

/// Returns the content of a raw string, or of an empty one.
fn schema(tool: &str, name: &str) -> String {
    let rest = tool.split_once(name).map_or("", |(_, rest)| rest);
    let marks = rest.trim_start_matches('r');
    let count = marks.len() - marks.trim_start_matches('#').len();
    let end = format!("\"{}", "#".repeat(count));
    let content = marks.get(count + 1..).unwrap_or_default();
    content.split_once(&end).map_or("", |(found, _)| found).to_owned()
}

/// The rules of a schema and their violations, each with its path.
struct Rules {
    is_input: bool,
    problems: Vec<String>,
}

impl Rules {
    fn check(text: &str, is_input: bool) -> Vec<String> {
        let mut rules = Self {
            is_input,
            problems: Vec::new(),
        };
        let schema: Value = serde_json::from_str(text).unwrap();
        if text.len() > BYTES {
            rules.problems.push(format!("{} bytes", text.len()));
        }
        match &schema {
            Value::Object(root) => rules.root(root),
            _ => rules.problem("", "the root is not an object"),
        }
        rules.problems
    }

    fn problem(&mut self, path: &str, what: &str) {
        self.problems.push(format!("`{path}`: {what}"));
    }

    fn root(&mut self, root: &Map<String, Value>) {
        if root.get("type") != Some(&"object".into()) {
            self.problem("", "the type of the root is not `object`");
        }
        if root.contains_key("anyOf") || root.contains_key("enum") {
            self.problem("", "composition at the root");
        }
        let mut root = root.clone();
        // Unknown arguments are rejected, unless the body has a map of other members.
        if root.get("additionalProperties") == Some(&false.into()) {
            root.remove("additionalProperties");
        }
        self.schema(&root, "", 0);
    }

    fn schema(&mut self, schema: &Map<String, Value>, path: &str, depth: usize) {
        for key in schema.keys().filter(|key| !KEYWORDS.contains(&key.as_str())) {
            self.problem(path, &format!("keyword `{key}`"));
        }
        let kind = schema.get("type").and_then(Value::as_str);
        if schema.contains_key("type") && kind.is_none() {
            self.problem(path, "`type` is not a string");
        }
        if kind == Some("array") && !schema.get("items").is_some_and(Value::is_object) {
            self.problem(path, "a list without `items`");
        }
        if !self.is_input && (schema.contains_key("enum") || schema.contains_key("default")) {
            self.problem(path, "a closed or filled result");
        }
        if let Some(format) = schema.get("format").and_then(Value::as_str)
            && !["date-time", "date", "uri", "uuid", "email"].contains(&format)
        {
            self.problem(path, &format!("format `{format}`"));
        }
        self.members(schema, path, depth);
        for key in ["items", "additionalProperties"] {
            if let Some(nested) = schema.get(key) {
                self.nested(nested, &format!("{path}.{key}"), depth);
            }
        }
        for nested in schema
            .get("anyOf")
            .and_then(Value::as_array)
            .into_iter()
            .flatten()
        {
            self.nested(nested, &format!("{path}.anyOf"), depth);
        }
    }

    fn members(&mut self, schema: &Map<String, Value>, path: &str, depth: usize) {
        let empty = Map::new();
        let members = schema
            .get("properties")
            .and_then(Value::as_object)
            .unwrap_or(&empty);
        if depth > DEPTH && !members.is_empty() {
            self.problem(path, "too deep");
        }
        for (name, member) in members {
            let is_accepted = (1..=64).contains(&name.len())
                && name
                    .chars()
                    .all(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '.' | '-'));
            if self.is_input && !is_accepted {
                self.problem(path, &format!("name `{name}`"));
            }
            self.nested(member, &format!("{path}.{name}"), depth + 1);
        }
        for name in schema
            .get("required")
            .and_then(Value::as_array)
            .into_iter()
            .flatten()
        {
            let is_known = name.as_str().is_some_and(|name| members.contains_key(name));
            if !is_known || !self.is_input {
                self.problem(path, &format!("required {name}"));
            }
        }
    }

    fn nested(&mut self, schema: &Value, path: &str, depth: usize) {
        match schema {
            Value::Object(schema) => self.schema(schema, path, depth),
            _ => self.problem(path, "a schema that is not a map"),
        }
    }
}

/// Each schema of the tools of published specs keeps the rules. The snapshot has the bytes without and with documents.
#[test]
fn schemas_of_tools_have_the_form_that_vendors_accept() {
    let pairs = pairs();
    if pairs.is_empty() {
        return;
    }
    let mut table =
        String::from("spec | tools | schemas without a document | arguments | results | largest | cut\n");
    let mut all: BTreeMap<&str, usize> = BTreeMap::new();
    for pair in &pairs {
        let outcome = compile(pair);
        let mut without = Options::default();
        without.openapi.set(None, Vec::new());
        let before = generate(std::slice::from_ref(&pair.spec), &without, &FileLoader);
        let name = pair.spec.file_name().unwrap().to_string_lossy();
        let (tools, before) = (tools(&outcome), tools_bytes(&tools(&before)));
        for tool in &tools {
            for (schema, is_input) in [(&tool.input, true), (&tool.output, false)] {
                if !schema.is_empty() {
                    let problems = Rules::check(schema, is_input);
                    assert!(
                        problems.is_empty(),
                        "{name}: {}: {problems:?}\n{schema}",
                        tool.name
                    );
                }
            }
        }
        let input: usize = tools.iter().map(|tool| tool.input.len()).sum();
        let output: usize = tools.iter().map(|tool| tool.output.len()).sum();
        let largest = tools
            .iter()
            .map(|tool| tool.input.len().max(tool.output.len()))
            .max();
        let cut = outcome.report.diagnostics().iter();
        let cut = cut.filter(|found| found.code().id() == "NK1020").count();
        let largest = largest.unwrap_or_default();
        let _ = writeln!(
            table,
            "{name} | {} | {before} | {input} | {output} | {largest} | {cut}",
            tools.len()
        );
        for (key, count) in [
            ("tools", tools.len()),
            ("before", before),
            ("arguments", input),
            ("results", output),
        ] {
            *all.entry(key).or_default() += count;
        }
    }
    let _ = writeln!(table, "all | {all:?}");
    insta::assert_snapshot!(table);
}

fn tools_bytes(tools: &[Listed]) -> usize {
    tools
        .iter()
        .map(|tool| tool.input.len() + tool.output.len())
        .sum()
}
