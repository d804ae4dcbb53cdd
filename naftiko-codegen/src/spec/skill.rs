//! Skill adapters: catalogues that agents read.

use super::{Authentication, Text};
use crate::source::{Span, Spanned};

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
    pub tools: Vec<SkillTool>,
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
