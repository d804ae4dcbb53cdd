//! Skill adapters: catalogues of skills for agents.

use serde_json::{Map, Value};

use super::Guard;

/// A skill adapter, generated as tables of its skills.
#[derive(Debug)]
pub(crate) struct SkillAdapter {
    pub namespace: String,
    pub description: String,
    pub address: String,
    pub port: u16,
    /// Name of the generated module.
    pub module: String,
    /// Without a guard, every caller is accepted.
    pub guard: Option<Guard>,
    pub skills: Vec<Skill>,
}

/// A skill.
#[derive(Clone, Debug, Default)]
pub(crate) struct Skill {
    pub name: String,
    /// Name of the static description.
    pub static_name: String,
    pub description: String,
    pub license: String,
    pub compatibility: String,
    pub metadata: Vec<(String, String)>,
    pub allowed_tools: Vec<String>,
    pub argument_hint: String,
    pub user_invocable: Option<bool>,
    pub disable_model_invocation: Option<bool>,
    pub tools: Vec<SkillTool>,
    /// The author's files: the path of each in the folder, and its content.
    pub files: Vec<(String, Vec<u8>)>,
    /// The front matter of the author's `SKILL.md`. Without one, the generator makes the file.
    pub front_matter: Option<Map<String, Value>>,
}

/// A tool that a skill describes.
#[derive(Clone, Debug)]
pub(crate) struct SkillTool {
    pub name: String,
    pub description: String,
    pub source: SkillSource,
}

/// What an agent uses for a tool of a skill.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum SkillSource {
    /// A tool of an MCP adapter, by the positions of both.
    Tool { adapter: usize, tool: usize },
    /// An operation of a REST adapter, by the positions of both.
    Route { adapter: usize, route: usize },
    /// A file of the skill.
    Instruction(String),
    /// The description alone.
    Description,
}

impl Skill {
    /// Returns the positions of the MCP adapters whose tools the skill describes.
    pub(crate) fn servers(&self) -> impl Iterator<Item = usize> {
        self.tools.iter().filter_map(|tool| match tool.source {
            SkillSource::Tool { adapter, .. } => Some(adapter),
            _ => None,
        })
    }
}
