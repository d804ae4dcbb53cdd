//! The tools of a server whose clients search for tools.

use super::directory::{Directory, Visible};
use crate::mcp::tables::{Hints, Tool, items};
use crate::value::Writer;

pub(crate) const SEARCH: &str = "search_tools";
pub(crate) const DESCRIBE: &str = "describe_tools";
pub(crate) const CALL_READ: &str = "call_read_tool";
pub(crate) const CALL: &str = "call_tool";

/// The largest number of tools in a page of results, and that of a page without a `limit`.
pub(crate) const MOST_FOUND: usize = 50;
pub(crate) const FOUND: usize = 10;

/// The largest number of tools that are described at once.
pub(crate) const MOST_DESCRIBED: usize = 10;

/// The number of toolsets up to which the description of the search names them.
const NAMED_TOOLSETS: usize = 100;

/// The hints of the tools that read the server's own tables.
const READS: Hints = Hints {
    open_world: false,
    ..Hints::READING
};

/// The table of the tools. The schema of the search lists its toolsets, which [`list`] adds.
pub(crate) static TABLE: [Tool; 4] = [
    Tool {
        name: SEARCH,
        title: "Search tools",
        description: "Searches the tools of this server. Give the action and its object in a few words, such as `create invoice`; an empty query lists the \
                      tools. Then read the arguments with `describe_tools`.",
        input_schema: r#"{"type":"object","properties":{"query":{"type":"string","description":"Words of the wanted action and its object."},"toolset":{"type":"string","description":"Only tools of this toolset."},"limit":{"type":"integer","description":"Number of tools, from 1 to 50. Default: 10."},"cursor":{"type":"string","description":"The `next_cursor` of the page before."}},"required":["query"],"additionalProperties":false}"#,
        output_schema: r#"{"type":"object","properties":{"tools":{"type":"array","items":{"type":"object","properties":{"name":{"type":"string"},"title":{"type":"string"},"summary":{"type":"string"},"toolset":{"type":"string"},"readOnly":{"type":"boolean"},"destructive":{"type":"boolean"},"required":{"type":"array","items":{"type":"string"},"description":"Required arguments."}},"required":["name","summary","readOnly","destructive","required"]}},"total":{"type":"integer"},"next_cursor":{"type":"string"},"toolsets":{"type":"array","items":{"type":"string"}},"notice":{"type":"string"},"truncated":{"type":"boolean"}},"required":["tools","total"]}"#,
        hints: READS,
    },
    Tool {
        name: DESCRIBE,
        title: "Describe tools",
        description: "Returns the descriptions and schemas of up to 10 tools by their names. Do this before the first call of a tool.",
        input_schema: r#"{"type":"object","properties":{"names":{"type":"array","items":{"type":"string"},"description":"Names of tools, from 1 to 10."}},"required":["names"],"additionalProperties":false}"#,
        output_schema: r#"{"type":"object","properties":{"tools":{"type":"array","items":{"type":"object"}},"unknown":{"type":"array","items":{"type":"object","properties":{"name":{"type":"string"},"didYouMean":{"type":"array","items":{"type":"string"}}},"required":["name","didYouMean"]}},"notice":{"type":"string"},"truncated":{"type":"boolean"}},"required":["tools","unknown"]}"#,
        hints: READS,
    },
    Tool {
        name: CALL_READ,
        title: "Call a reading tool",
        description: "Calls a tool that changes nothing (`readOnly`). Tools that change something are called with `call_tool`.",
        input_schema: CALL_SCHEMA,
        output_schema: "",
        hints: Hints::READING,
    },
    Tool {
        name: CALL,
        title: "Call a tool",
        description: "Calls any tool, also one that changes or deletes something. Use `call_read_tool` for tools that only read.",
        input_schema: CALL_SCHEMA,
        output_schema: "",
        hints: Hints {
            read_only: false,
            destructive: true,
            idempotent: false,
            open_world: true,
        },
    },
];

const CALL_SCHEMA: &str = r#"{"type":"object","properties":{"name":{"type":"string","description":"Name of the tool."},"arguments":{"type":"object","description":"Arguments of the tool, by the schema that `describe_tools` returns."}},"required":["name"],"additionalProperties":false}"#;

/// Appends the items of the tools, for a client that sees some of the server's tools.
pub(crate) fn list(directory: &Directory, visible: &Visible, json: &mut Writer) {
    let toolsets = directory.toolset_names(visible);
    for tool in &TABLE {
        let schema = items::schema(tool.name, tool.input_schema);
        let schema = schema.map(|mut schema| {
            let toolset = schema.pointer_mut("/properties/toolset");
            if let Some(toolset) = toolset.filter(|_| (1..=NAMED_TOOLSETS).contains(&toolsets.len())) {
                toolset["enum"] = toolsets.clone().into();
            }
            schema.to_string()
        });
        items::tool_with_schema(tool, schema.as_deref(), json.separate());
    }
}
