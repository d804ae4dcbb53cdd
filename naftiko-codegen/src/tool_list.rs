//! The tools of an MCP adapter as `tools/list` has them: each within the budget of the adapter.
//!
//! Agents read the list in each conversation. A tool over the budget is shortened in steps, and the first step within it is listed. Each step
//! takes what costs an agent less than what the next one takes. No step changes the accepted arguments: those keep every member. A result
//! that the list describes less exactly still holds against its schema.

use naftiko_search::shortened;

use crate::json_schema::{self, Detail, Prose, visible};
use crate::model::{Capability, McpAdapter, Tool};
use crate::options::ToolBudget;

/// The longest description in bytes; several clients cut longer ones.
const LONGEST_DESCRIPTION: usize = 2 * 1024;

/// A tool in the list of its adapter.
#[derive(Clone, Debug)]
pub(crate) struct ListedTool {
    pub name: String,
    pub title: String,
    pub description: String,
    /// The JSON Schema of the arguments, as text.
    pub arguments: String,
    /// The JSON Schema of the result, as text; empty without one.
    pub result: String,
    /// A schema that has every member of the result, if `result` leaves some out; else empty.
    pub whole_result: String,
    /// The bytes of the tool with all its texts and members.
    pub whole_bytes: usize,
    pub shortening: Shortening,
}

/// What the list leaves out of a tool.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Shortening {
    /// The bytes that are listed of a description that is cut.
    pub description: Option<usize>,
    pub arguments: Prose,
    pub result: Detail,
}

impl Default for Shortening {
    fn default() -> Self {
        Self {
            description: None,
            arguments: Prose::All,
            result: Detail::WHOLE,
        }
    }
}

/// What a list says of a tool.
struct Step {
    /// The part of the budget that the description may take: one divided by this.
    description: usize,
    arguments: Prose,
    result: Detail,
}

const fn step(description: usize, arguments: Prose, result: Detail) -> Step {
    Step {
        description,
        arguments,
        result,
    }
}

/// The steps from the most to the least exact one. Texts about the arguments are left out if the tool is within its budget then; else the
/// last step has them again.
const STEPS: [Step; 16] = {
    use Prose::{All, FirstSentences, FirstSentencesAtRoot, FirstSentencesBelow, Names, None};
    const DEPTH: usize = Detail::WHOLE.depth;
    [
        step(2, All, Detail::WHOLE),
        step(2, All, Detail::new(FirstSentences, DEPTH)),
        step(2, All, Detail::new(FirstSentencesAtRoot, DEPTH)),
        step(2, FirstSentencesBelow, Detail::new(FirstSentencesAtRoot, DEPTH)),
        step(2, FirstSentencesBelow, Detail::new(Names, DEPTH)),
        step(2, FirstSentencesBelow, Detail::new(Names, 3)),
        step(2, FirstSentencesBelow, Detail::new(Names, 2)),
        step(2, FirstSentences, Detail::new(Names, 2)),
        step(2, FirstSentences, Detail::new(Names, 1)),
        step(2, FirstSentences, Detail::new(None, 1)),
        step(4, FirstSentences, Detail::new(None, 1)),
        step(8, FirstSentences, Detail::new(None, 1)),
        step(8, FirstSentencesAtRoot, Detail::new(None, 1)),
        step(8, FirstSentencesAtRoot, Detail::new(None, 0)),
        step(8, Names, Detail::new(None, 0)),
        step(8, FirstSentencesAtRoot, Detail::new(None, 0)),
    ]
};

/// Returns the lists of the MCP adapters, each in the order of the spec.
pub(crate) fn tool_lists(capability: &Capability) -> Vec<Vec<ListedTool>> {
    let adapters = capability.mcp.iter();
    adapters.map(|adapter| tool_list(capability, adapter)).collect()
}

fn tool_list(capability: &Capability, adapter: &McpAdapter) -> Vec<ListedTool> {
    let tools = adapter.tools.iter();
    let tools = tools.map(|tool| Whole::new(capability, adapter, tool));
    tools.map(|whole| whole.within(adapter.tool_budget)).collect()
}

/// A tool with all its texts and members.
struct Whole<'a> {
    capability: &'a Capability,
    adapter: &'a McpAdapter,
    tool: &'a Tool,
    listed: ListedTool,
    /// The details within which the schemas fit.
    arguments: Detail,
    result: Detail,
}

impl<'a> Whole<'a> {
    fn new(capability: &'a Capability, adapter: &'a McpAdapter, tool: &'a Tool) -> Self {
        let arguments = json_schema::arguments(capability, adapter, tool, Detail::WHOLE);
        let result = json_schema::output(capability, adapter.output_schemas, tool, Detail::WHOLE);
        let mut whole = Self {
            capability,
            adapter,
            tool,
            arguments: arguments.detail,
            result: result.as_ref().map_or(Detail::WHOLE, |result| result.detail),
            listed: ListedTool {
                name: tool.name.clone(),
                title: tool.operation.title.clone(),
                description: described(tool).to_owned(),
                arguments: visible(&arguments.schema.into()),
                result: result
                    .map(|result| visible(&result.schema.into()))
                    .unwrap_or_default(),
                whole_result: String::new(),
                whole_bytes: 0,
                shortening: Shortening::default(),
            },
        };
        whole.listed.whole_bytes = whole.listed.bytes();
        whole
    }

    /// Returns the tool within a budget, or as short as it can be.
    fn within(self, budget: ToolBudget) -> ListedTool {
        let ToolBudget::Bytes(budget) = budget else {
            return self.listed;
        };
        let mut made = self.listed.clone();
        for step in &STEPS {
            self.shorten(step, budget, &mut made);
            if made.bytes() <= budget {
                break;
            }
        }
        made.whole_result = self.whole_result(made.shortening.result.depth);
        made.shortening = self.effective(&made);
        made
    }

    fn shorten(&self, step: &Step, budget: usize, made: &mut ListedTool) {
        let most = LONGEST_DESCRIPTION.min(budget / step.description);
        let description = shortened(&self.listed.description, most).into_owned();
        made.shortening.description = Some(description.len());
        made.description = description;
        if step.arguments != made.shortening.arguments {
            made.shortening.arguments = step.arguments;
            made.arguments = self.shorter_arguments(step.arguments);
        }
        if step.result != made.shortening.result {
            made.shortening.result = step.result;
            made.result = self.shorter_result(step.result);
        }
    }

    fn shorter_arguments(&self, prose: Prose) -> String {
        let limit = self.arguments.within(Detail::new(prose, self.arguments.depth));
        let schema = json_schema::arguments(self.capability, self.adapter, self.tool, limit).schema;
        visible(&schema.into())
    }

    fn shorter_result(&self, limit: Detail) -> String {
        let (schemas, limit) = (self.adapter.output_schemas, self.result.within(limit));
        let schema = json_schema::output(self.capability, schemas, self.tool, limit);
        schema
            .map(|result| visible(&result.schema.into()))
            .unwrap_or_default()
    }

    /// Returns the schema with every member of the result, if one of this depth leaves some out.
    fn whole_result(&self, depth: usize) -> String {
        if depth >= self.result.depth {
            return String::new();
        }
        let whole = self.shorter_result(Detail::new(Prose::None, self.result.depth));
        let listed = self.shorter_result(Detail::new(Prose::None, depth));
        if whole == listed { String::new() } else { whole }
    }

    /// Returns what the last step left out: it may have found nothing of its kind.
    fn effective(&self, made: &ListedTool) -> Shortening {
        let mut shortening = made.shortening;
        if made.description == self.listed.description {
            shortening.description = None;
        }
        if made.arguments == self.listed.arguments {
            shortening.arguments = Prose::All;
        }
        if made.result == self.listed.result {
            shortening.result = Detail::WHOLE;
        } else if made.whole_result.is_empty() {
            shortening.result.depth = Detail::WHOLE.depth;
        }
        shortening
    }
}

/// Returns the description of a tool; agents get its name where it has none.
fn described(tool: &Tool) -> &str {
    match tool.operation.description.as_str() {
        "" => &tool.name,
        description => description,
    }
}

/// The bytes of a tool in the list besides its texts and schemas: the names of members, and hints.
const FRAME: usize = 180;

impl ListedTool {
    /// Returns the bytes of the tool in the list.
    pub(crate) fn bytes(&self) -> usize {
        let texts = [&self.name, &self.title, &self.description];
        let texts: usize = texts.into_iter().map(|text| json_bytes(text)).sum();
        FRAME + texts + self.arguments.len() + self.result.len()
    }
}

/// Returns the bytes of a text in JSON, without its quotes.
fn json_bytes(text: &str) -> usize {
    let escapes = text.chars().map(|character| match character {
        '"' | '\\' | '\n' | '\r' | '\t' | '\u{8}' | '\u{c}' => 1,
        '\0'..='\u{1f}' => 5,
        _ => 0,
    });
    text.len() + escapes.sum::<usize>()
}
