//! Skill adapters: catalogues that agents read.

use super::adapter;
use super::adapter::Common;
use super::context::{Context, Pattern};
use super::fields::{Fields, Form, Item};
use crate::diagnostic::{Diagnostic, codes};
use crate::spec::{Skill, SkillAdapter, SkillTool, Text};
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
        (false, None) => {
            let message = "a tool of a skill has neither `from` nor `instruction`; agents cannot use it";
            let diagnostic = Diagnostic::new(codes::SKILL_TOOL_UNUSABLE, fields.span, message);
            let help =
                "add `from: {sourceNamespace: …, action: …}`, or `instruction: …` with a file of the skill";
            fields.warn(cx, diagnostic.help(help));
        }
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
