//! Skill adapters: catalogues that agents read.

use super::adapter::{self, Common};
use super::context::{Context, Pattern};
use super::fields::Fields;
use super::named::{Form, Item};
use super::{Authentication, Span, Spanned, Text};
use crate::diagnostic::{Diagnostic, codes};
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

pub(super) fn skill_adapter(mut fields: Fields<'_>, cx: &mut Context<'_>) -> Option<SkillAdapter> {
    let namespace = adapter::namespace(&mut fields, cx);
    let common = Common::read(&mut fields, cx);
    fields.read(cx, |fields, cx| {
        Some(SkillAdapter {
            span: fields.span,
            description: fields.text(cx, "description"),
            address: common.address,
            port: adapter::port(fields, cx),
            authentication: common.authentication,
            skills: skills(fields, cx),
            namespace: namespace?,
        })
    })
}

fn skills(fields: &mut Fields<'_>, cx: &mut Context<'_>) -> Vec<Skill> {
    if !fields.has("skills") {
        fields.missing(cx, "skills");
    }
    let items = fields.named(cx, "skills", "a skill", Form::Dialect);
    items.into_iter().filter_map(|item| skill(item, cx)).collect()
}

fn skill(item: Item<'_>, cx: &mut Context<'_>) -> Option<Skill> {
    let name = item
        .required_name(cx)
        .inspect(|name| cx.check_name(name, Pattern::Kebab));
    let mut fields = item.fields;
    let location = fields.file_location(cx, "location");
    let tools = tools(&mut fields, cx);
    if location.is_none() && tools.iter().any(|tool| tool.instruction.is_some()) {
        fields.missing(cx, "location");
    }
    fields.read(cx, |fields, cx| {
        Some(Skill {
            span: fields.span,
            description: fields.expected_text(cx, "description"),
            license: fields.text(cx, "license"),
            compatibility: fields.text(cx, "compatibility"),
            metadata: fields.text_map(cx, "metadata"),
            allowed_tools: fields.text(cx, "allowed-tools"),
            argument_hint: fields.text(cx, "argument-hint"),
            user_invocable: fields.boolean(cx, "user-invocable"),
            disable_model_invocation: fields.boolean(cx, "disable-model-invocation"),
            location,
            tools,
            name: name?,
        })
    })
}

fn tools(fields: &mut Fields<'_>, cx: &mut Context<'_>) -> Vec<SkillTool> {
    let items = fields.named(cx, "tools", "a tool of a skill", Form::Dialect);
    items.into_iter().filter_map(|item| tool(item, cx)).collect()
}

fn tool(item: Item<'_>, cx: &mut Context<'_>) -> Option<SkillTool> {
    let name = item.required_name(cx);
    let mut fields = item.fields;
    let from = fields.node("from").and_then(|node| origin(node, cx));
    let instruction = fields.text(cx, "instruction");
    match (fields.has("from"), &instruction) {
        (false, None) => fields.missing(cx, "from` or `instruction"),
        (true, Some(instruction)) => {
            let message = "a tool of a skill has both `from` and `instruction`";
            let diagnostic = Diagnostic::new(codes::CONFLICTING_KEYS, instruction.span, message);
            fields.report(cx, diagnostic.help("remove `from` or `instruction`"));
        }
        _ => {}
    }
    let description = fields.expected_text(cx, "description");
    let span = fields.span;
    fields.finish(cx);
    Some(SkillTool {
        span,
        name: name?,
        description,
        from,
        instruction,
    })
}

fn origin(node: &Node, cx: &mut Context<'_>) -> Option<(Text, Text)> {
    let mut fields = Fields::of(node, "`from` of a skill's tool", cx)?;
    let namespace = fields.required_text(cx, "sourceNamespace");
    let action = fields.required_text(cx, "action");
    fields.finish(cx);
    Some((namespace?, action?))
}
