//! What the tools of an MCP adapter cost an agent: their part of `tools/list`, and what is worth shortening.

use serde_json::json;

use crate::diagnostic::{Style, one_line};
use crate::json_schema::{self, visible};
use crate::model::{Capability, McpAdapter, Tool};

/// The bytes of JSON that models have for one token, roughly.
const BYTES_OF_A_TOKEN: usize = 4;

/// The bytes of a tool besides its texts and schemas: the names of members, and hints.
const FRAME: usize = 180;

/// A description of more bytes is worth shortening: agents choose by its first sentences.
const LONG_DESCRIPTION: usize = 600;

/// A schema of more bytes is worth shortening: half of the largest one.
const LARGE_SCHEMA: usize = 4 * 1024;

/// What the tools of an MCP adapter cost an agent that reads the list of all of them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ToolCosts {
    /// The path of the spec.
    pub spec: String,
    /// The namespace of the adapter.
    pub adapter: String,
    /// The tools in the order of the spec.
    pub tools: Vec<ToolCost>,
}

/// What a tool costs, in bytes of the list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ToolCost {
    /// The name of the tool.
    pub name: String,
    /// Its title and its description.
    pub description: usize,
    /// The schema of its arguments.
    pub arguments: usize,
    /// The schema of its result; 0 without one.
    pub result: usize,
}

impl ToolCost {
    pub(crate) fn of(capability: &Capability, adapter: &McpAdapter, tool: &Tool) -> Self {
        let arguments = json_schema::arguments(capability, adapter, tool).schema;
        let result = json_schema::output(capability, adapter.output_schemas, tool);
        Self {
            name: tool.name.clone(),
            description: tool.operation.title.len() + tool.operation.description.len(),
            arguments: visible(&arguments.into()).len(),
            result: result.map_or(0, |schema| visible(&schema).len()),
        }
    }

    /// Returns the bytes of the tool in the list.
    pub fn bytes(&self) -> usize {
        FRAME + self.name.len() + self.description + self.arguments + self.result
    }

    /// Returns about how many tokens that is.
    pub fn tokens(&self) -> usize {
        tokens(self.bytes())
    }

    fn row(&self) -> String {
        let parts = [self.description, self.arguments, self.result].map(tokens);
        let [description, arguments, result] = parts;
        let (all, name) = (self.tokens(), &self.name);
        format!("{all:>9}  {description:>11}  {arguments:>9}  {result:>7}  {name}\n")
    }

    /// Returns what is worth shortening, with its tokens and what to do.
    fn advice(&self) -> impl Iterator<Item = (usize, &'static str)> {
        let parts = [
            (
                self.description,
                LONG_DESCRIPTION,
                "description: keep the sentences by which an agent chooses the tool",
            ),
            (
                self.arguments,
                LARGE_SCHEMA,
                "arguments: leave out inputs that agents do not need, and shorten their descriptions",
            ),
            (
                self.result,
                LARGE_SCHEMA,
                "result: map the outputs that agents need, or set `output_schemas: off`",
            ),
        ];
        let long = parts.into_iter().filter(|(bytes, limit, _)| bytes > limit);
        long.map(|(bytes, _, advice)| (tokens(bytes), advice))
    }
}

fn tokens(bytes: usize) -> usize {
    bytes.div_ceil(BYTES_OF_A_TOKEN)
}

impl ToolCosts {
    pub(crate) fn of(capability: &Capability, adapter: &McpAdapter, spec: &str) -> Self {
        let tools = adapter.tools.iter();
        Self {
            spec: spec.to_owned(),
            adapter: adapter.namespace.clone(),
            tools: tools
                .map(|tool| ToolCost::of(capability, adapter, tool))
                .collect(),
        }
    }

    /// Returns the costs as a table, the largest first, or as a JSON object a line.
    ///
    /// The objects have `spec`, `adapter`, `tool`, `tokens`, and the bytes of `description`, `arguments` and `result`.
    pub fn render(&self, style: Style) -> String {
        if style == Style::Json {
            return self.tools.iter().map(|tool| self.line(tool)).collect();
        }
        self.table()
    }

    fn table(&self) -> String {
        let Self { spec, adapter, tools } = self;
        let all: usize = tools.iter().map(ToolCost::tokens).sum();
        let count = tools.len();
        let mut table =
            format!("{spec}: `tools/list` of {adapter} takes about {all} tokens for {count} tools\n");
        let mut largest: Vec<&ToolCost> = tools.iter().collect();
        // The order of the spec decides among equal ones.
        largest.sort_by_key(|tool| std::cmp::Reverse(tool.bytes()));
        if !largest.is_empty() {
            table += "   TOKENS  DESCRIPTION  ARGUMENTS   RESULT  TOOL\n";
        }
        table.extend(largest.iter().map(|tool| tool.row()));
        let advice = largest.iter().flat_map(|tool| {
            let advice = tool.advice();
            advice.map(move |(tokens, what)| format!("  {}: {tokens} tokens of its {what}\n", tool.name))
        });
        let advice: String = advice.collect();
        if advice.is_empty() {
            return table;
        }
        table + "worth shortening:\n" + &advice
    }

    fn line(&self, tool: &ToolCost) -> String {
        let line = json!({
            "spec": self.spec,
            "adapter": self.adapter,
            "tool": tool.name,
            "tokens": tool.tokens(),
            "description": tool.description,
            "arguments": tool.arguments,
            "result": tool.result,
        });
        one_line(&line.to_string()) + "\n"
    }
}
