//! Skill adapters: catalogues that agents read.

use super::adapter;
use super::adapter::Common;
use super::context::{Context, Pattern};
use super::fields::{Fields, Form, Item};
use crate::diagnostic::{Diagnostic, codes};
use crate::spec::{Skill, SkillAdapter, SkillTool, Text, tool_names};
use crate::yaml::Node;

pub(super) fn skill_adapter(mut fields: Fields<'_>, cx: &mut Context<'_>) -> Option<SkillAdapter> {
    let namespace = adapter::namespace(&mut fields, cx, "skill");
    let common = Common::read(&mut fields, cx);
    fields.read(cx, |fields, cx| {
        Some(SkillAdapter {
            span: fields.span,
            description: fields.text(cx, "description"),
            address: common.address,
            port: adapter::port(fields, cx),
            authentication: common.authentication,
            skills: skills(fields, cx),
            namespace,
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
    let (name, mut fields) = item.with_required_name(cx);
    if let Some(name) = &name {
        cx.check_name(name, Pattern::Kebab);
    }
    let location = location(&mut fields, cx);
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
            allowed_tools: allowed_tools(fields, cx),
            argument_hint: fields.text(cx, "argument-hint"),
            user_invocable: fields.boolean(cx, "user-invocable"),
            disable_model_invocation: fields.boolean(cx, "disable-model-invocation"),
            location,
            files: None,
            front_matter: None,
            tools,
            name: name?,
        })
    })
}

/// Reads the folder of a skill. One that is relative to the spec moves with it.
fn location(fields: &mut Fields<'_>, cx: &mut Context<'_>) -> Option<Text> {
    let location = fields.text(cx, "location")?;
    if !location.value.starts_with("file:///") {
        let message = "a relative `location` of a skill is an extension to the format; it is used";
        let diagnostic = Diagnostic::new(codes::SKILL_LOCATION, location.span, message);
        fields.warn(
            cx,
            diagnostic.help("write `file:///` and an absolute path for the official engine"),
        );
    }
    Some(location)
}

/// Reads the names of the tools that need no permission. Many authors separate them by commas, which the format does not have.
fn allowed_tools(fields: &mut Fields<'_>, cx: &mut Context<'_>) -> Option<Text> {
    let text = fields.text(cx, "allowed-tools")?;
    if text.value.contains(',') {
        let message = "`allowed-tools` of a skill are separated by commas; they are read as separate names";
        let diagnostic = Diagnostic::new(codes::ALLOWED_TOOLS_COMMAS, text.span, message);
        let names: Vec<&str> = tool_names(&text.value).collect();
        fields.warn(
            cx,
            diagnostic.help(format!("write `allowed-tools: {}`", names.join(" "))),
        );
    }
    Some(text)
}

fn tools(fields: &mut Fields<'_>, cx: &mut Context<'_>) -> Vec<SkillTool> {
    let items = fields.named(cx, "tools", "a tool of a skill", Form::Dialect);
    items.into_iter().filter_map(|item| tool(item, cx)).collect()
}

fn tool(item: Item<'_>, cx: &mut Context<'_>) -> Option<SkillTool> {
    let (name, mut fields) = item.with_required_name(cx);
    let from = fields.node("from").and_then(|node| origin(node, cx));
    let instruction = fields.text(cx, "instruction");
    if let (true, Some(instruction)) = (fields.has("from"), &instruction) {
        let message = "a tool of a skill has both `from` and `instruction`";
        let diagnostic = Diagnostic::new(codes::CONFLICTING_KEYS, instruction.span, message);
        fields.report(cx, diagnostic.help("remove `from` or `instruction`"));
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
