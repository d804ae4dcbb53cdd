//! The body of `SKILL.md`, and the files that describe single tools.

use std::collections::BTreeSet;

use naftiko_search::first_sentence;
use serde_json::{Value, json};

use super::connect::{connect, url};
use super::tool::{Call, ToolFacts};
use super::{line, schema_text};
use crate::model::{Capability, RestAdapter, Route, Skill, Source};

/// The largest number of tools that the main file describes with their inputs and results.
const TOOLS: usize = 12;

/// The largest number of lines of a main file with these.
const LINES: usize = 400;

/// The texts of a skill.
pub(super) struct Document {
    pub(super) main: String,
    /// The other files, each with its path.
    pub(super) references: Vec<(String, String)>,
}

/// Returns the texts of a skill. `taken` has the paths of the author's files in small letters.
pub(super) fn document(
    capability: &Capability,
    skill: &Skill,
    facts: &[ToolFacts<'_>],
    mut taken: BTreeSet<String>,
) -> Document {
    let sections: Vec<Option<String>> = facts.iter().map(|fact| section(capability, fact)).collect();
    let details: String = sections.iter().flatten().map(String::as_str).collect();
    let whole = main(capability, skill, facts, &table(facts, &[])) + &below("Inputs and results", &details);
    if facts.len() <= TOOLS && whole.lines().count() <= LINES {
        return Document {
            main: whole,
            references: Vec::new(),
        };
    }
    let mut references = Vec::new();
    let mut paths = Vec::new();
    for (fact, section) in facts.iter().zip(&sections) {
        let path = section.as_ref().map(|section| {
            let path = reference(fact.name, &mut taken);
            references.push((path.clone(), section.replacen("### ", "# ", 1)));
            path
        });
        paths.push(path);
    }
    Document {
        main: main(capability, skill, facts, &table(facts, &paths)),
        references,
    }
}

/// Returns the path of a tool's file. Names that differ in their case only are the same file on some systems.
fn reference(tool: &str, taken: &mut BTreeSet<String>) -> String {
    let name: String = tool
        .chars()
        .map(|character| {
            if character.is_ascii_alphanumeric() || matches!(character, '-' | '_') {
                character
            } else {
                '-'
            }
        })
        .collect();
    let mut path = format!("references/{name}.md");
    let mut number = 2;
    while !taken.insert(path.to_lowercase()) {
        path = format!("references/{name}-{number}.md");
        number += 1;
    }
    path
}

/// Returns the main file up to the details of tools.
fn main(capability: &Capability, skill: &Skill, facts: &[ToolFacts<'_>], table: &str) -> String {
    let title = line(&skill.name);
    let about = line(&skill.description);
    let mut text = format!("\n# {title}\n");
    let capability_about = line(&capability.description);
    for paragraph in [&about, &capability_about] {
        if !paragraph.is_empty() && !text.contains(paragraph.as_str()) {
            text.extend(["\n", paragraph, "\n"]);
        }
    }
    text.push_str(&below("Connect", &connect(capability, facts)));
    text.push_str(&below("Tools", table));
    text.push_str(&below("Example", &example(capability, facts)));
    text.push_str(&below("Errors", &errors(facts)));
    text
}

/// Returns a section with a heading; nothing without content.
fn below(heading: &str, content: &str) -> String {
    if content.is_empty() {
        return String::new();
    }
    format!("\n## {heading}\n\n{}\n", content.trim_end())
}

/// Returns the table of tools. `paths` has the file of each tool that has one.
fn table(facts: &[ToolFacts<'_>], paths: &[Option<String>]) -> String {
    if facts.is_empty() {
        return String::new();
    }
    let mut table = "| tool | purpose | use | effect |\n|---|---|---|---|\n".to_owned();
    for (position, fact) in facts.iter().enumerate() {
        let name = cell(fact.name);
        let name = match paths.get(position).and_then(Option::as_ref) {
            Some(path) => format!("[`{name}`]({path})"),
            None => format!("`{name}`"),
        };
        // The section of a tool has the whole text.
        let purpose = match fact.call.operation() {
            Some(_) => first_sentence(&fact.purpose),
            None => &fact.purpose,
        };
        let (purpose, how) = (cell(purpose), how(&fact.call));
        let effect = fact.call.effect().unwrap_or_default();
        table.extend(["| ", &name, " | ", &purpose, " | ", &how, " | ", effect, " |\n"]);
    }
    table
}

/// Returns a text for a cell of a table.
fn cell(text: &str) -> String {
    line(text).replace('|', "\\|")
}

/// Returns how a tool is used, in a cell.
fn how(call: &Call<'_>) -> String {
    match call {
        Call::Tool { adapter, tool } => format!("tool `{}` of `{}`", tool.name, adapter.namespace),
        Call::Route { adapter, route } => {
            let (method, pattern) = (route.method.as_str(), cell(&route.pattern));
            format!("`{method} {pattern}` of `{}`", adapter.namespace)
        }
        Call::Instruction(file) => format!("read [{}](<{}>)", cell(file), cell(file)),
        Call::Description => String::new(),
    }
}

/// Returns the section of a tool: its inputs and its result.
fn section(capability: &Capability, fact: &ToolFacts<'_>) -> Option<String> {
    let inputs = fact.call.inputs(capability)?;
    let about = fact
        .call
        .operation()
        .map(|operation| line(&operation.description));
    let about = about.filter(|about| !about.is_empty());
    let about = about.as_ref().unwrap_or(&fact.purpose);
    let mut text = format!("### `{}`\n\n{about}\n\n", line(fact.name));
    let members = schema_text::members(&inputs);
    if members.is_empty() {
        text.push_str("It has no inputs.\n\n");
    } else {
        text.extend(["Inputs:\n\n", &members, "\n"]);
    }
    let result = fact.call.result(capability);
    let members = result.as_ref().map(schema_text::members).unwrap_or_default();
    if !members.is_empty() {
        text.extend(["Result:\n\n", &members, "\n"]);
    }
    Some(text)
}

/// Returns a call as an example: of a tool that only reads and has inputs, else of the first one.
fn example(capability: &Capability, facts: &[ToolFacts<'_>]) -> String {
    let callable = || facts.iter().filter(|fact| fact.call.operation().is_some());
    let is_telling = |fact: &&ToolFacts<'_>| {
        let operation = fact.call.operation();
        fact.call.effect() == Some("only reads")
            && operation.is_some_and(|operation| operation.inputs.iter().any(|input| input.required))
    };
    let chosen = callable().find(is_telling).or_else(|| callable().next());
    let Some((fact, inputs)) = chosen.and_then(|fact| Some((fact, fact.call.inputs(capability)?))) else {
        return String::new();
    };
    match &fact.call {
        Call::Tool { tool, .. } => {
            let call = json!({"name": tool.name, "arguments": schema_text::example(&inputs)});
            format!(
                "Parameters of `tools/call`, with placeholders in angle brackets:\n\n```json\n{call:#}\n```\n"
            )
        }
        Call::Route { adapter, route } => request(adapter, route, &inputs),
        Call::Instruction(_) | Call::Description => String::new(),
    }
}

/// Returns the request of an operation as an example.
fn request(adapter: &RestAdapter, route: &Route, inputs: &Value) -> String {
    let mut path = route.pattern.clone();
    let (mut query, mut headers, mut body) = (Vec::new(), String::new(), Value::Null);
    for input in route.operation.inputs.iter().filter(|input| input.required) {
        let name = input.source.name().unwrap_or("body");
        let schema = inputs.get("properties").and_then(|members| members.get(name));
        let value = schema_text::value(name, schema.unwrap_or(&Value::Null), 0);
        let text = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
        match &input.source {
            Source::Path(name) => path = path.replace(&format!("{{{name}}}"), &text),
            Source::Query(name) => query.push(format!("{name}={text}")),
            Source::Header(name) => headers.extend([name, ": ", &text, "\n"]),
            Source::Cookie(name) => headers.extend(["Cookie: ", name, "=", &text, "\n"]),
            Source::Body => body = value,
            Source::Field(name) | Source::Selected(name, _) => {
                if !body.is_object() {
                    body = json!({});
                }
                if let Some(members) = body.as_object_mut() {
                    members.insert(name.clone(), value);
                }
            }
        }
    }
    let separator = match (query.is_empty(), path.contains('?')) {
        (true, _) => "",
        (false, true) => "&",
        (false, false) => "?",
    };
    let (method, place, query) = (
        route.method.as_str(),
        url(&adapter.address, adapter.port),
        query.join("&"),
    );
    let mut text = format!("{method} {place}{path}{separator}{query}\n{headers}");
    if !body.is_null() {
        text.extend(["Content-Type: application/json\n\n", &format!("{body:#}"), "\n"]);
    }
    format!("A request, with placeholders in angle brackets:\n\n```http\n{text}```\n")
}

/// Returns what errors look like.
fn errors(facts: &[ToolFacts<'_>]) -> String {
    let mut text = String::new();
    if facts.iter().any(|fact| matches!(fact.call, Call::Tool { .. })) {
        text.push_str(
            "- A failed tool call returns a result with `isError: true`. Its text says what happened, and whether to retry.\n",
        );
    }
    if facts.iter().any(|fact| matches!(fact.call, Call::Route { .. })) {
        text.push_str(
            "- A failed HTTP request returns a status of 400 or more and a problem document (`application/problem+json`): `detail` says what \
             happened, and `errors` names each invalid input. Errors of the upstream API are relayed with their own bodies.\n",
        );
    }
    text
}
