//! Facts of the tools of a skill: from the tool or operation that each describes.

use serde_json::Value;

use super::line;
use crate::json_schema::{self, Added, Detail, Dialect, Schemas};
use crate::method::Method;
use crate::model::{
    Capability, Exposed, Hints, McpAdapter, Output, RestAdapter, Route, Skill, SkillSource, SkillTool,
    Target, Tool,
};

/// A tool of a skill with everything that the spec says of it.
pub(super) struct ToolFacts<'m> {
    pub(super) name: &'m str,
    /// What it does, in one line.
    pub(super) purpose: String,
    pub(super) call: Call<'m>,
}

/// How an agent uses a tool of a skill.
pub(super) enum Call<'m> {
    Tool {
        adapter: &'m McpAdapter,
        tool: &'m Tool,
    },
    Route {
        adapter: &'m RestAdapter,
        route: &'m Route,
    },
    Instruction(&'m str),
    Description,
}

impl<'m> ToolFacts<'m> {
    /// Returns the facts of each tool of a skill.
    pub(super) fn of_skill(capability: &'m Capability, skill: &'m Skill) -> Vec<Self> {
        skill
            .tools
            .iter()
            .map(|tool| Self::new(capability, tool))
            .collect()
    }

    fn new(capability: &'m Capability, described: &'m SkillTool) -> Self {
        let call = call(capability, &described.source);
        let operation = call.operation();
        let texts = operation.map(|operation| [operation.description.as_str(), &operation.title]);
        let texts = [described.description.as_str()]
            .into_iter()
            .chain(texts.into_iter().flatten());
        let purpose = texts.map(line).find(|text| !text.is_empty());
        Self {
            name: &described.name,
            purpose: purpose.unwrap_or_else(|| line(&described.name)),
            call,
        }
    }
}

fn call<'m>(capability: &'m Capability, source: &'m SkillSource) -> Call<'m> {
    let found = match source {
        SkillSource::Tool { adapter, tool } => capability.mcp.get(*adapter).and_then(|adapter| {
            Some(Call::Tool {
                adapter,
                tool: adapter.tools.get(*tool)?,
            })
        }),
        SkillSource::Route { adapter, route } => capability.rest.get(*adapter).and_then(|adapter| {
            Some(Call::Route {
                adapter,
                route: adapter.routes.get(*route)?,
            })
        }),
        SkillSource::Instruction(file) => Some(Call::Instruction(file)),
        SkillSource::Description => None,
    };
    found.unwrap_or(Call::Description)
}

impl<'m> Call<'m> {
    /// Returns the operation that runs.
    pub(super) fn operation(&self) -> Option<&'m Exposed> {
        match self {
            Self::Tool { tool, .. } => Some(&tool.operation),
            Self::Route { route, .. } => Some(&route.operation),
            Self::Instruction(_) | Self::Description => None,
        }
    }

    /// Returns the namespace of the adapter.
    pub(super) fn namespace(&self) -> Option<&'m str> {
        match self {
            Self::Tool { adapter, .. } => Some(&adapter.namespace),
            Self::Route { adapter, .. } => Some(&adapter.namespace),
            Self::Instruction(_) | Self::Description => None,
        }
    }

    /// Returns the effects in words.
    pub(super) fn effect(&self) -> Option<&'static str> {
        let (read_only, destructive, idempotent) = match self {
            Self::Tool { tool, .. } => {
                let Hints {
                    read_only,
                    destructive,
                    idempotent,
                    ..
                } = tool.hints;
                (read_only, destructive, idempotent)
            }
            Self::Route { route, .. } => {
                let replaces = matches!(route.method, Method::Put | Method::Delete);
                (route.method.is_safe(), replaces, route.method.is_idempotent())
            }
            Self::Instruction(_) | Self::Description => return None,
        };
        Some(match (read_only, destructive, idempotent) {
            (true, ..) => "only reads",
            (false, true, true) => "may overwrite or delete; may be repeated",
            (false, true, false) => "may overwrite or delete; do not repeat",
            (false, false, true) => "changes data; may be repeated",
            (false, false, false) => "changes data; do not repeat",
        })
    }

    /// Returns the schema of the inputs, an object.
    pub(super) fn inputs(&self, capability: &Capability) -> Option<Value> {
        match self {
            Self::Tool { adapter, tool } => {
                let arguments = json_schema::arguments(capability, adapter, tool, Detail::WHOLE);
                Some(arguments.schema.into())
            }
            Self::Route { route, .. } => {
                let schemas = Schemas {
                    types: &capability.types,
                    dialect: Dialect::Tool,
                };
                let inputs = route.operation.inputs.iter();
                let inputs = inputs.map(|input| {
                    let name = input.source.name().unwrap_or("body").to_owned();
                    (name, input.required, schemas.property(input, None))
                });
                Some(Schemas::object(inputs).into())
            }
            Self::Instruction(_) | Self::Description => None,
        }
    }

    /// Returns the schema of the result, if the spec or a document describes it.
    pub(super) fn result(&self, capability: &Capability) -> Option<Value> {
        let answering = capability.answering(self.operation()?);
        let schemas = Schemas {
            types: &capability.types,
            dialect: Dialect::Tool,
        };
        if let Target::Mock(template) = &answering.target {
            return Some(schemas.made(template, &answering.inputs));
        }
        if let Self::Tool { adapter, tool } = self {
            let schemas = adapter.output_schemas;
            let result = json_schema::output(capability, schemas, tool, Detail::WHOLE);
            return result.map(|found| found.schema.into());
        }
        match &answering.output {
            Output::Mapped(read) if !read.is_selection() => Some(schemas.read(read)),
            Output::Relay => json_schema::result(capability, answering, Added::Nothing, Detail::WHOLE)
                .map(|found| found.schema.into()),
            Output::Mapped(_) | Output::Binary(_) => None,
        }
    }
}
