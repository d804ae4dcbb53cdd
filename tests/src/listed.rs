//! Rows of the tables of tools in generated code.

use naftiko_codegen::{Module, Outcome};

/// A tool in generated code.
#[derive(Clone, Debug)]
pub struct Listed {
    /// The name.
    pub name: String,
    /// The description.
    pub description: String,
    /// The schema of its arguments.
    pub input: String,
    /// The schema of its result; empty if it has none.
    pub output: String,
    /// Whether it changes nothing.
    pub read_only: bool,
}

/// Returns the tools of generated code, in order.
pub fn tools(outcome: &Outcome) -> Vec<Listed> {
    let files = outcome.modules.first().map(Module::files);
    let code: String = files.into_iter().flatten().map(|(_, text)| text).collect();
    let tools = code.split("    Tool {\n").skip(1);
    let tools = tools.map(|tool| Listed {
        name: between(tool, "name: \"", "\",\n"),
        description: between(tool, "description: \"", "\",\n"),
        input: schema(tool, "input_schema: "),
        output: schema(tool, "output_schema: "),
        read_only: between(tool, "read_only: ", ",") == "true",
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
