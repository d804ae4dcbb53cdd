//! What the tools of an MCP adapter cost an agent: their part of `tools/list`, what it leaves out, and what is worth shortening.

use serde_json::json;

use crate::catalogue::LIST_LIMIT;
use crate::diagnostic::{Style, one_line};
use crate::json_schema::{Detail, Prose};
use crate::model::McpAdapter;
use crate::options::ToolBudget;
use crate::tool_list::{ListedTool, Shortening};

/// The bytes of JSON that models have for one token, roughly.
const BYTES_OF_A_TOKEN: usize = 4;

/// A description of more bytes is worth shortening: agents choose by its first sentences.
const LONG_DESCRIPTION: usize = 600;

/// A schema of more bytes is worth shortening: half of the default budget of a tool.
const LARGE_SCHEMA: usize = 2 * 1024;

/// What the tools of an MCP adapter cost an agent that reads the list of all of them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ToolCosts {
    /// The path of the spec.
    pub spec: String,
    /// The namespace of the adapter.
    pub adapter: String,
    /// The largest size of a tool.
    pub budget: ToolBudget,
    /// The tools in the order of the spec.
    pub tools: Vec<ToolCost>,
}

/// What a tool costs, in bytes of the list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ToolCost {
    /// The name of the tool.
    pub name: String,
    /// The tool with its name and hints.
    pub bytes: usize,
    /// Its title and its description.
    pub description: usize,
    /// The schema of its arguments.
    pub arguments: usize,
    /// The schema of its result; 0 without one.
    pub result: usize,
    /// The tool without a budget.
    pub whole: usize,
    /// What the list leaves out to keep the budget, in words.
    pub left_out: Vec<String>,
}

impl ToolCost {
    fn of(tool: &ListedTool) -> Self {
        Self {
            name: tool.name.clone(),
            bytes: tool.bytes(),
            description: tool.title.len() + tool.description.len(),
            arguments: tool.arguments.len(),
            result: tool.result.len(),
            whole: tool.whole_bytes,
            left_out: left_out(tool.shortening),
        }
    }

    /// Returns about how many tokens the tool takes.
    pub fn tokens(&self) -> usize {
        tokens(self.bytes)
    }

    fn row(&self) -> String {
        let parts = [self.description, self.arguments, self.result].map(tokens);
        let [description, arguments, result] = parts;
        let (all, name) = (self.tokens(), &self.name);
        format!("{all:>9}  {description:>11}  {arguments:>9}  {result:>7}  {name}\n")
    }

    /// Returns the line of a tool of which the list leaves something out.
    fn shortened(&self) -> Option<String> {
        let left_out = self.left_out.join(", ");
        let whole = tokens(self.whole);
        (!left_out.is_empty()).then(|| format!("  {}: {whole} tokens without {left_out}\n", self.name))
    }

    /// Returns what is worth shortening, with its tokens and what to do.
    fn advice(&self) -> impl Iterator<Item = String> {
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
        long.map(|(bytes, _, advice)| format!("  {}: {} tokens of its {advice}\n", self.name, tokens(bytes)))
    }
}

fn tokens(bytes: usize) -> usize {
    bytes.div_ceil(BYTES_OF_A_TOKEN)
}

/// Returns what the list leaves out of a tool, in words.
fn left_out(shortening: Shortening) -> Vec<String> {
    let Shortening {
        description,
        arguments,
        result: Detail { prose, depth },
    } = shortening;
    let description = description.map(|kept| format!("its description after {kept} bytes"));
    let arguments = match arguments {
        Prose::All => None,
        Prose::FirstSentencesBelow => Some("second sentences about members of arguments"),
        Prose::FirstSentences => Some("second sentences about arguments"),
        Prose::FirstSentencesAtRoot => {
            Some("second sentences about arguments and all texts about their members")
        }
        Prose::Names | Prose::None => Some("texts about arguments"),
    };
    let result = match prose {
        Prose::All => None,
        Prose::FirstSentencesBelow | Prose::FirstSentences => Some("second sentences about the result"),
        Prose::FirstSentencesAtRoot => Some("most texts about the result"),
        Prose::Names | Prose::None => Some("texts about the result"),
    };
    let members = (depth < Detail::WHOLE.depth).then(|| match depth {
        0 => "members of the result in objects and lists".to_owned(),
        1 => "members of the result below the first objects".to_owned(),
        depth => format!("members of the result below {depth} objects"),
    });
    let texts = [result, arguments].into_iter().flatten().map(str::to_owned);
    texts.chain(members).chain(description).collect()
}

impl ToolCosts {
    pub(crate) fn of(adapter: &McpAdapter, list: &[ListedTool], spec: &str) -> Self {
        Self {
            spec: spec.to_owned(),
            adapter: adapter.namespace.clone(),
            budget: adapter.tool_budget,
            tools: list.iter().map(ToolCost::of).collect(),
        }
    }

    /// Returns the costs as a table, the largest first, or as a JSON object a line.
    ///
    /// The objects have `spec`, `adapter`, `tool`, `tokens`, `whole` (the tokens without a budget), the bytes of `description`,
    /// `arguments` and `result`, and `left_out`, what the list leaves out.
    pub fn render(&self, style: Style) -> String {
        if style == Style::Json {
            return self.tools.iter().map(|tool| self.line(tool)).collect();
        }
        self.table()
    }

    fn table(&self) -> String {
        let mut largest: Vec<&ToolCost> = self.tools.iter().collect();
        // The order of the spec decides among equal ones.
        largest.sort_by_key(|tool| std::cmp::Reverse(tool.bytes));
        let mut table = self.title();
        if !largest.is_empty() {
            table += "   TOKENS  DESCRIPTION  ARGUMENTS   RESULT  TOOL\n";
        }
        table.extend(largest.iter().map(|tool| tool.row()));
        let over = largest.iter().filter(|tool| self.is_over(tool));
        let over = over.map(|tool| format!("  {}: {} tokens\n", tool.name, tool.tokens()));
        let parts = [
            (
                "shortened",
                largest
                    .iter()
                    .filter_map(|tool| tool.shortened())
                    .collect::<String>(),
            ),
            ("over the budget", over.collect()),
            (
                "worth shortening",
                largest.iter().flat_map(|tool| tool.advice()).collect(),
            ),
        ];
        for (title, lines) in parts.iter().filter(|(_, lines)| !lines.is_empty()) {
            table.extend([*title, ":\n", lines]);
        }
        table
    }

    /// Returns the first line: the tokens of all tools, and the budgets.
    fn title(&self) -> String {
        let Self {
            spec, adapter, tools, ..
        } = self;
        let sum = |bytes: fn(&ToolCost) -> usize| tokens(tools.iter().map(bytes).sum());
        let (listed, whole) = (sum(|tool| tool.bytes), sum(|tool| tool.whole));
        let count = tools.len();
        let without = match self.budget {
            ToolBudget::Bytes(budget) if listed < whole => {
                format!(", and {whole} without the budget of {} a tool", tokens(budget))
            }
            _ => String::new(),
        };
        let large = match tokens(LIST_LIMIT) {
            limit if listed > limit => format!("; clients search a list of more than {limit}"),
            _ => String::new(),
        };
        format!(
            "{spec}: `tools/list` of {adapter} takes about {listed} tokens for {count} tools{without}{large}\n"
        )
    }

    fn is_over(&self, tool: &ToolCost) -> bool {
        matches!(self.budget, ToolBudget::Bytes(budget) if tool.bytes > budget)
    }

    fn line(&self, tool: &ToolCost) -> String {
        let line = json!({
            "spec": self.spec,
            "adapter": self.adapter,
            "tool": tool.name,
            "tokens": tool.tokens(),
            "whole": tokens(tool.whole),
            "description": tool.description,
            "arguments": tool.arguments,
            "result": tool.result,
            "left_out": tool.left_out,
        });
        one_line(&line.to_string()) + "\n"
    }
}
