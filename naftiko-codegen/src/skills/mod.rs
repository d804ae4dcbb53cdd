//! Skills as packages: the folder of each, in the format of Agent Skills.
//!
//! A skill with a `SKILL.md` of its author keeps it. For others the file is made of what the spec says: texts, types and addresses, and no
//! values of variables.

mod catalog;
mod connect;
mod description;
mod document;
mod front_matter;
mod schema_text;
mod tool;

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value};

use crate::model::{Capability, McpAdapter, Skill, SkillSource, SkillTool};
use crate::skill_format::{self, MAIN_FILE};

pub(crate) use catalog::{detail, summary};
use document::Document;
use tool::ToolFacts;

/// The agent that a package is for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum SkillTarget {
    /// Any agent: the fields of the format alone.
    #[default]
    Plain,
    /// Claude Code, with its own fields and names of tools.
    Claude,
    /// Codex, which reads the fields of the format.
    Codex,
}

/// The folder of a skill.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SkillPackage {
    /// The file name of the spec.
    pub spec: String,
    /// The name of the skill and of the folder.
    pub name: String,
    /// Whether agents accept the skill.
    pub is_valid: bool,
    /// The files by their path in the folder.
    pub files: BTreeMap<String, Vec<u8>>,
}

/// A skill with its files.
pub(crate) struct Package {
    /// Empty for a skill that breaks the rules of the format.
    pub(crate) front_matter: Map<String, Value>,
    /// Sorted by path.
    pub(crate) files: BTreeMap<String, Vec<u8>>,
}

/// Returns the packages of a capability: those of its skill adapters or, without any, one for each MCP adapter.
pub(crate) fn packages(capability: &Capability, spec: &str, target: SkillTarget) -> Vec<SkillPackage> {
    let declared = capability.skills.iter().flat_map(|adapter| &adapter.skills);
    let declared: Vec<Skill> = declared.cloned().collect();
    let skills = if declared.is_empty() {
        of_servers(capability)
    } else {
        declared
    };
    let packages = skills.into_iter().map(|skill| {
        let made = package(capability, &skill, target);
        SkillPackage {
            spec: spec.to_owned(),
            is_valid: !made.front_matter.is_empty(),
            files: made.files,
            name: skill.name,
        }
    });
    packages.collect()
}

/// Returns the folder of a skill.
pub(crate) fn package(capability: &Capability, skill: &Skill, target: SkillTarget) -> Package {
    let mut files: BTreeMap<String, Vec<u8>> = skill.files.iter().cloned().collect();
    let front_matter = if files.contains_key(MAIN_FILE) {
        skill.front_matter.clone().unwrap_or_default()
    } else {
        let facts = ToolFacts::of_skill(capability, skill);
        let fields = front_matter::fields(capability, skill, &facts, target);
        let taken = files.keys().map(|path| path.to_lowercase()).collect();
        let Document { main, references } = document::document(capability, skill, &facts, taken);
        let text = front_matter::yaml(&fields) + &main;
        files.insert(MAIN_FILE.to_owned(), text.into_bytes());
        files.extend(
            references
                .into_iter()
                .map(|(path, text)| (path, text.into_bytes())),
        );
        fields
    };
    let front_matter = if front_matter::is_valid(&front_matter, &skill.name) {
        front_matter
    } else {
        Map::new()
    };
    Package { front_matter, files }
}

/// Returns a skill for each MCP adapter with tools: how to use its tools.
fn of_servers(capability: &Capability) -> Vec<Skill> {
    let mut taken = BTreeSet::new();
    let adapters = capability.mcp.iter().enumerate();
    let adapters = adapters.filter(|(_, adapter)| !adapter.tools.is_empty());
    let skills = adapters.map(|(position, adapter)| of_server(capability, position, adapter, &mut taken));
    skills.collect()
}

fn of_server(
    capability: &Capability,
    position: usize,
    adapter: &McpAdapter,
    taken: &mut BTreeSet<String>,
) -> Skill {
    let name = skill_format::name_of(&adapter.namespace);
    let mut free = name.clone();
    let mut number = 2;
    while !taken.insert(free.clone()) {
        let suffix = format!("-{number}");
        let mut start = name.clone();
        start.truncate(skill_format::MAX_NAME - suffix.len());
        free = start.trim_end_matches('-').to_owned() + &suffix;
        number += 1;
    }
    let texts = [&adapter.description, &capability.description, &capability.title];
    let description = texts.into_iter().find(|text| !text.trim().is_empty());
    let tools = adapter.tools.iter().enumerate();
    let tools = tools.map(|(tool, declared)| SkillTool {
        name: declared.name.clone(),
        description: declared.operation.description.clone(),
        source: SkillSource::Tool {
            adapter: position,
            tool,
        },
    });
    Skill {
        name: free,
        description: description.cloned().unwrap_or_default(),
        tools: tools.collect(),
        ..Skill::default()
    }
}

/// The largest number of characters of a text in a skill. One text of a spec may be in many skills.
const TEXT: usize = 4000;

/// Returns a text of the spec in one line, without hidden characters.
fn line(text: &str) -> String {
    let words = skill_format::cut(text.trim_start(), TEXT)
        .split_whitespace()
        .map(|word| {
            let shown = word
                .chars()
                .filter(|character| !crate::prose::is_hidden(*character));
            shown.collect::<String>()
        });
    let words: Vec<String> = words.filter(|word| !word.is_empty()).collect();
    words.join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn line_has_no_hidden_characters() {
        assert_eq!(line(" a\n\u{202e}b\tc \u{ad} "), "a b c");
    }
}
