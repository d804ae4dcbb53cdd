//! Skill adapters: catalogues that agents read.

use super::{Authentication, Text};
use crate::source::{Span, Spanned};
use crate::yaml::Node;

/// An adapter of the type `skill`.
#[derive(Debug)]
pub(crate) struct SkillAdapter {
    pub span: Span,
    pub namespace: Text,
    pub description: Option<Text>,
    pub address: Option<Text>,
    pub port: Option<Spanned<u16>>,
    pub authentication: Option<Authentication>,
    pub skills: Vec<Skill>,
}

/// A skill.
#[derive(Debug)]
pub(crate) struct Skill {
    pub span: Span,
    pub name: Text,
    pub description: Option<Text>,
    pub license: Option<Text>,
    pub compatibility: Option<Text>,
    pub metadata: Vec<(Text, Text)>,
    pub allowed_tools: Option<Text>,
    pub argument_hint: Option<Text>,
    pub user_invocable: Option<Spanned<bool>>,
    pub disable_model_invocation: Option<Spanned<bool>>,
    /// The folder with the skill's files.
    pub location: Option<Text>,
    /// The files of the folder, sorted by path; `None` if there is no folder, or it is not read.
    pub files: Option<Vec<SkillFile>>,
    /// The front matter of the author's `SKILL.md`.
    pub front_matter: Option<Node>,
    pub tools: Vec<SkillTool>,
}

/// A file of a skill.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct SkillFile {
    /// The path in the folder, with `/` between its parts.
    pub path: String,
    pub bytes: Vec<u8>,
}

/// A tool that a skill describes.
#[derive(Debug)]
pub(crate) struct SkillTool {
    pub span: Span,
    pub name: Text,
    pub description: Option<Text>,
    /// The namespace of another adapter of the spec, and its operation or tool.
    pub from: Option<(Text, Text)>,
    /// A file below the skill's location.
    pub instruction: Option<Text>,
}

/// Returns the names in `allowed-tools`.
pub(crate) fn tool_names(text: &str) -> impl Iterator<Item = &str> {
    // A pattern such as `Bash(git add:*, git log:*)` is one name.
    let mut depth = 0_usize;
    let names = text.split(move |character: char| {
        match character {
            '(' => depth += 1,
            ')' => depth = depth.saturating_sub(1),
            _ => {}
        }
        depth == 0 && (character == ',' || character.is_whitespace())
    });
    names.filter(|name| !name.is_empty())
}
