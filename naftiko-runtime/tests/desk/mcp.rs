//! The MCP adapter `desk-mcp`.

use ::naftiko::input::{Inputs, InvalidInput, ParameterIn};
use ::naftiko::mcp::{Dispatch, Hints, Server, ServerInfo, Tool, ToolError, ToolFuture, tool_result};
use ::naftiko::value::{FromJson as _, Json, Number, ToJson as _};

use super::{Capability, client, types};

static SERVER: ServerInfo = ServerInfo {
    name: "desk-mcp",
    title: "Parcel desk",
    version: "1.0.0",
    instructions: "Find a parcel before booking one.",
};

static TOOLS: [Tool; 3] = [
    Tool {
        name: "get-parcel",
        title: "",
        description: "One parcel",
        input_schema: r#"{"type":"object","properties":{"id":{"type":"string"},"lang":{"type":"string"}},"required":["id"],"additionalProperties":false}"#,
        output_schema: r#"{"type":"object","properties":{"depot":{"anyOf":[{"type":"string"},{"type":"null"}]},"weight":{"anyOf":[{"type":"number"},{"type":"null"}]}}}"#,
        hints: Hints {
            read_only: true,
            destructive: false,
            idempotent: true,
            open_world: true,
        },
    },
    Tool {
        name: "book-parcel",
        title: "Book",
        description: "Books a parcel",
        input_schema: r#"{"type":"object","properties":{"to":{"type":"string"},"weight":{"type":"number"}},"required":["to","weight"],"additionalProperties":false}"#,
        output_schema: "",
        hints: Hints {
            read_only: false,
            destructive: true,
            idempotent: false,
            open_world: true,
        },
    },
    Tool {
        name: "list-depots",
        title: "",
        description: "",
        input_schema: r#"{"type":"object","additionalProperties":false}"#,
        output_schema: "",
        hints: Hints {
            read_only: true,
            destructive: false,
            idempotent: true,
            open_world: true,
        },
    },
];

/// Input of the tool `get-parcel`.
#[derive(Clone, Debug, PartialEq)]
pub struct GetParcelInput {
    /// The parcel.
    pub id: String,
    /// The language.
    pub lang: Option<String>,
}

impl GetParcelInput {
    fn read(mut inputs: Inputs) -> Result<Self, InvalidInput> {
        let input = Self {
            id: inputs.string(ParameterIn::Field("id")),
            lang: inputs.optional_string(ParameterIn::Field("lang")),
        };
        inputs.finish()?;
        Ok(input)
    }
}

/// Input of the tool `book-parcel`.
#[derive(Clone, Debug, PartialEq)]
pub struct BookParcelInput {
    /// Where to.
    pub to: String,
    /// How heavy.
    pub weight: Number,
}

impl BookParcelInput {
    fn read(mut inputs: Inputs) -> Result<Self, InvalidInput> {
        let input = Self {
            to: inputs.string(ParameterIn::Field("to")),
            weight: inputs.number(ParameterIn::Field("weight")),
        };
        inputs.finish()?;
        Ok(input)
    }
}

/// The tools of `desk-mcp`: implement what should differ.
pub trait Tools: Send + Sync + 'static {
    /// The capability the tools call.
    fn capability(&self) -> &Capability;

    /// One parcel
    fn get_parcel(
        &self,
        input: GetParcelInput,
    ) -> impl Future<Output = Result<types::Parcel, ToolError>> + Send {
        async move {
            let params = client::GetParcelParams { lang: input.lang };
            let response = self.capability().parcels().get_parcel(&input.id, &params).await?;
            Ok(response.map(types::Parcel::from_json)?)
        }
    }

    /// Books a parcel
    fn book_parcel(&self, input: BookParcelInput) -> impl Future<Output = Result<Json, ToolError>> + Send {
        async move {
            let response = self
                .capability()
                .parcels()
                .book_parcel(&input.to, &input.weight)
                .await?;
            Ok(response.json()?)
        }
    }

    /// Calls nothing.
    fn list_depots(&self) -> impl Future<Output = Result<Json, ToolError>> + Send {
        async move { Err(ToolError::unresolved("no operation `parcels.list-depots`")) }
    }
}

impl Tools for Capability {
    fn capability(&self) -> &Capability {
        self
    }
}

/// The MCP server over any implementation of [`Tools`].
pub fn server<T: Tools>(tools: T) -> Server {
    Server::new(&SERVER, &TOOLS, Dispatcher(tools))
}

struct Dispatcher<T>(T);

impl<T: Tools> Dispatch for Dispatcher<T> {
    fn call<'a>(&'a self, tool: &str, inputs: Inputs) -> Option<ToolFuture<'a>> {
        Some(match tool {
            "get-parcel" => Box::pin(async move {
                tool_result(self.0.get_parcel(GetParcelInput::read(inputs)?).await?.to_json())
            }),
            "book-parcel" => {
                Box::pin(
                    async move { tool_result(self.0.book_parcel(BookParcelInput::read(inputs)?).await?) },
                )
            }
            "list-depots" => Box::pin(async move {
                inputs.finish()?;
                tool_result(self.0.list_depots().await?)
            }),
            _ => return None,
        })
    }
}
