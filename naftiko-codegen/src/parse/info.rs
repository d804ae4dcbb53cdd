//! `info`: name, description and contacts of the capability.

use super::context::Context;
use super::fields::{Fields, is_date, is_email};
use crate::diagnostic::codes;
use crate::spec::{Info, Person, Text};
use crate::yaml::Node;

pub(super) fn info(node: &Node, cx: &mut Context<'_>) -> Option<Info> {
    let mut fields = Fields::of(node, "`info`", cx)?;
    let name = fields.dialect_key(cx, "label", "display");
    fields.rename(cx, name, "title", codes::INFO_NAME);
    fields.rename(cx, name, "name", codes::INFO_NAME);
    let info = Info {
        span: fields.span,
        name: fields.expected_text(cx, name),
        description: fields.expected_text(cx, "description"),
        tags: fields.tags(cx),
        created: date(&mut fields, cx, "created"),
        modified: date(&mut fields, cx, "modified"),
        version: fields.text(cx, "version"),
        stakeholders: stakeholders(&mut fields, cx),
    };
    fields.finish(cx);
    Some(info)
}

fn date(fields: &mut Fields<'_>, cx: &mut Context<'_>, key: &'static str) -> Option<Text> {
    fields.formed(cx, key, is_date, "write the date as `2026-05-01`")
}

fn stakeholders(fields: &mut Fields<'_>, cx: &mut Context<'_>) -> Vec<Person> {
    let items = fields.list(cx, "stakeholders");
    items.iter().filter_map(|item| person(item, cx)).collect()
}

fn person(node: &Node, cx: &mut Context<'_>) -> Option<Person> {
    let mut fields = Fields::of(node, "a stakeholder", cx)?;
    let person = Person {
        role: fields.expected_text(cx, "role"),
        full_name: fields.expected_text(cx, "fullName"),
        email: fields.formed(cx, "email", is_email, "write `name@host.tld`"),
    };
    fields.finish(cx);
    Some(person)
}
