//! Bodies written as one string, with their structure kept, so that a value cannot change it.

use serde_json::Value;

use super::{Outcome, hollow};
use crate::model::{Body, JsonTemplate, Piece, Template};
use crate::percent;
use crate::resolve::context::{Context, Hole};
use crate::resolve::drafts::Drafts;
use crate::resolve::escape::escapes;
use crate::source::Spanned;
use crate::spec::Text;
use crate::template::{self, Notation, Part};
use crate::yaml::Node;

/// Returns a body as text, with the escapes of its language.
pub(super) fn text(media_type: String, template: Template) -> Body {
    let escapes = escapes(&media_type, &template);
    Body::Text {
        media_type,
        template,
        escapes,
    }
}

/// Resolves a form written as a string to its fields, so that a value cannot add one.
pub(super) fn form_text(context: &mut Context<'_>, text: &Text, drafts: &mut Drafts) -> Outcome {
    let mut fields = Vec::new();
    for (name, value) in percent::pairs(text.value.trim()) {
        let name = percent::form(name.trim());
        if template::parse(&name, Notation::Double).has_holes() {
            return Outcome::Unsupported(format!(
                "a form whose names have placeholders is not generated: `{name}`"
            ));
        }
        let value = Spanned::new(percent::form(value.trim_end_matches(['\r', '\n'])), text.span);
        let value = if template::parse(&value.value, Notation::Double).has_holes() {
            hollow(context, &value, drafts)
        } else {
            JsonTemplate::Constant(Value::String(value.value))
        };
        fields.push((name, value));
    }
    Outcome::Body(Body::Form(fields))
}

/// Resolves a body written as a string. It is JSON if it is valid JSON, so that a value cannot change its structure.
pub(super) fn raw(
    context: &mut Context<'_>,
    text: &Text,
    media_type: Option<&str>,
    drafts: &mut Drafts,
) -> Outcome {
    if media_type.is_some_and(|media_type| media_type.contains("x-www-form-urlencoded")) {
        return form_text(context, text, drafts);
    }
    Outcome::Body(raw_text(context, text, media_type, drafts))
}

/// Resolves a string with a media type: as JSON if it is valid JSON, else as text with escapes.
pub(in crate::resolve) fn text_of(
    context: &mut Context<'_>,
    text: &Text,
    media_type: &str,
    drafts: &mut Drafts,
) -> Body {
    raw_text(context, text, Some(media_type), drafts)
}

/// Resolves an object or array that is written as a string; `None` for any other value.
pub(super) fn document(context: &mut Context<'_>, node: &Node, drafts: &mut Drafts) -> Option<JsonTemplate> {
    let text = node.to_text()?;
    let value = as_json(&text.value).filter(|value| value.is_object() || value.is_array())?;
    Some(refill(context, &value, &text, drafts))
}

fn raw_text(context: &mut Context<'_>, text: &Text, media_type: Option<&str>, drafts: &mut Drafts) -> Body {
    let is_json = media_type.is_none_or(|media_type| media_type.contains("json"));
    if is_json && let Some(value) = as_json(&text.value) {
        return Body::Json(refill(context, &value, text, drafts));
    }
    let template = context.template(text, Notation::Double, Hole::Value, drafts);
    if is_json && let [Piece::Input(index)] = template.as_slice() {
        return Body::Json(JsonTemplate::Input(*index));
    }
    self::text(media_type.unwrap_or("application/json").to_owned(), template)
}

/// Parses a string as JSON. Placeholders outside quotes are put in quotes, so that each is a JSON string.
fn as_json(text: &str) -> Option<Value> {
    let mut marked = String::with_capacity(text.len());
    let mut quoted = false;
    for part in template::parse(text, Notation::Double).parts {
        match part {
            Part::Text(text) => {
                let mut escaped = false;
                for character in text.chars() {
                    match character {
                        '"' if !escaped => quoted = !quoted,
                        _ => {}
                    }
                    escaped = character == '\\' && !escaped;
                    marked.push(character);
                }
            }
            Part::Hole(name) => {
                let name = name.replace(['"', '\\'], "");
                let hole = if quoted {
                    format!("{{{{{name}}}}}")
                } else {
                    format!("\"{{{{{name}}}}}\"")
                };
                marked.push_str(&hole);
            }
        }
    }
    serde_json::from_str(&marked).ok()
}

fn refill(context: &mut Context<'_>, value: &Value, text: &Text, drafts: &mut Drafts) -> JsonTemplate {
    match value {
        Value::Object(fields) => JsonTemplate::Object(
            fields
                .iter()
                .map(|(name, value)| (name.clone(), refill(context, value, text, drafts)))
                .collect(),
        ),
        Value::Array(items) => JsonTemplate::Array(
            items
                .iter()
                .map(|item| refill(context, item, text, drafts))
                .collect(),
        ),
        Value::String(string) if template::parse(string, Notation::Double).has_holes() => {
            hollow(context, &Spanned::new(string.clone(), text.span), drafts)
        }
        other => JsonTemplate::Constant(other.clone()),
    }
}
