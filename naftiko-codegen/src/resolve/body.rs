//! Request bodies: from `body:`, from `in: body` parameters, from form parameters.

use serde_json::Value;

use super::context::{Context, Hole};
use super::drafts::Drafts;
use super::escape::escapes;
use super::multipart;
use super::template::{self, Notation, Part};
use crate::document::{self, BodyKind, Text};
use crate::model::{Body, JsonTemplate, Piece, Template, ValueType};
use crate::source::Spanned;
use crate::yaml::{Kind, Node};

/// What becomes of a body.
pub(super) enum Outcome {
    Body(Body),
    /// It cannot be generated yet: why.
    Unsupported(String),
}

/// The body of an operation that has a `body:`. `fields` are its `in: body` parameters.
pub(super) fn declared(
    context: &mut Context<'_>,
    body: &document::Body,
    media_type: Option<&str>,
    fields: &[usize],
    drafts: &mut Drafts,
) -> Outcome {
    Outcome::Body(match &body.kind {
        BodyKind::Json(Some(node)) => {
            let template = json(context, node, drafts);
            // A body that is nothing but one value is that value, whatever the value is called.
            if let JsonTemplate::Input(only) = &template
                && let Some(input) = drafts.get_mut(*only)
            {
                input.whole_body = true;
            }
            Body::Json(template)
        }
        BodyKind::Json(None) => match from_parameters(fields, drafts) {
            Body::None => free_form(drafts),
            body => body,
        },
        BodyKind::Raw(text) => return raw(context, text, media_type, drafts),
        BodyKind::Text { media_type, data } => {
            let template = data
                .as_ref()
                .map(|text| context.template(text, Notation::Double, Hole::Value, drafts))
                .unwrap_or_default();
            self::text(media_type.value.clone(), template)
        }
        BodyKind::Form(pairs) => Body::Form(
            pairs
                .iter()
                .map(|(name, value)| (name.value.clone(), json(context, value, drafts)))
                .collect(),
        ),
        BodyKind::FormText(text) => return form_text(context, text, drafts),
        BodyKind::Multipart(declared) => Body::Multipart(multipart::parts(context, declared, drafts)),
    })
}

fn text(media_type: String, template: Template) -> Body {
    let escapes = escapes(&media_type, &template);
    Body::Text {
        media_type,
        template,
        escapes,
    }
}

/// A form that is written as a text: its pairs, so that no value can add one.
fn form_text(context: &mut Context<'_>, text: &Text, drafts: &mut Drafts) -> Outcome {
    let mut fields = Vec::new();
    for pair in text
        .value
        .trim()
        .split('&')
        .filter(|pair| !pair.trim().is_empty())
    {
        let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
        let name = decoded(name.trim());
        if template::parse(&name, Notation::Double).has_holes() {
            return Outcome::Unsupported(format!(
                "a form whose names have placeholders is not generated: `{name}`"
            ));
        }
        let value = Spanned::new(decoded(value.trim_end_matches(['\r', '\n'])), text.span);
        let value = if template::parse(&value.value, Notation::Double).has_holes() {
            hollow(context, &value, drafts)
        } else {
            JsonTemplate::Constant(Value::String(value.value))
        };
        fields.push((name, value));
    }
    Outcome::Body(Body::Form(fields))
}

/// A name or value of a form as the text that it encodes (WHATWG URL, section 5.1).
fn decoded(text: &str) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text;
    while let Some(character) = rest.chars().next() {
        let digits = rest.get(1..3).filter(|_| character == '%');
        if let Some(byte) = digits.and_then(|digits| u8::from_str_radix(digits, 16).ok()) {
            bytes.push(byte);
            rest = rest.get(3..).unwrap_or_default();
            continue;
        }
        let mut buffer = [0; 4];
        let character = if character == '+' { ' ' } else { character };
        bytes.extend_from_slice(character.encode_utf8(&mut buffer).as_bytes());
        rest = rest.get(character.len_utf8()..).unwrap_or_default();
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

/// The body that `in: body` parameters make without a `body:`.
pub(super) fn from_parameters(fields: &[usize], drafts: &mut Drafts) -> Body {
    match fields {
        [] => Body::None,
        [only] => {
            let Some(input) = drafts.get_mut(*only) else {
                return Body::None;
            };
            let whole =
                matches!(input.value_type, ValueType::Object | ValueType::Array) || names_a_body(&input.name);
            if whole {
                input.whole_body = true;
                if input.value_type == ValueType::String {
                    // A lost reference to a schema: what the parameter holds is JSON.
                    input.value_type = ValueType::Any;
                }
                return Body::Json(JsonTemplate::Input(*only));
            }
            if input.value_type == ValueType::String || input.value_type == ValueType::Any {
                input.value_type = ValueType::Any;
                input.whole_body = true;
                return Body::Json(JsonTemplate::WholeOrField {
                    name: input.name.clone(),
                    input: *only,
                });
            }
            Body::Json(JsonTemplate::Object(vec![(
                input.name.clone(),
                JsonTemplate::Input(*only),
            )]))
        }
        several => {
            let field = |index: &usize| {
                let name = drafts
                    .iter()
                    .nth(*index)
                    .map_or_else(String::new, |(_, input)| input.name.clone());
                (name, JsonTemplate::Input(*index))
            };
            Body::Json(JsonTemplate::Object(several.iter().map(field).collect()))
        }
    }
}

/// Names that are the body as a whole, whatever type is declared.
fn names_a_body(name: &str) -> bool {
    let lower = name.to_ascii_lowercase();
    matches!(
        lower.as_str(),
        "body" | "parameters" | "payload" | "resource" | "properties" | "data"
    ) || lower.starts_with("request")
        || lower.ends_with("envelope")
        || lower.ends_with("body")
        || lower.ends_with("parameters")
}

/// A JSON body of which the spec says nothing: an optional input.
fn free_form(drafts: &mut Drafts) -> Body {
    let mut input = super::drafts::input("body", crate::model::Place::Template, ValueType::Any, false);
    input.whole_body = true;
    "Request body (JSON).".clone_into(&mut input.description);
    Body::Json(JsonTemplate::Input(drafts.push(input)))
}

/// A YAML value as JSON with holes.
pub(super) fn json(context: &mut Context<'_>, node: &Node, drafts: &mut Drafts) -> JsonTemplate {
    match &node.kind {
        Kind::Sequence(items) => {
            JsonTemplate::Array(items.iter().map(|item| json(context, item, drafts)).collect())
        }
        Kind::Mapping(entries) => JsonTemplate::Object(
            entries
                .iter()
                .map(|(key, value)| (key.value.clone(), json(context, value, drafts)))
                .collect(),
        ),
        Kind::Null => JsonTemplate::Constant(Value::Null),
        Kind::Scalar(scalar) => {
            let text = Spanned::new(scalar.text.clone(), node.span);
            if template::parse(&scalar.text, Notation::Double).has_holes() {
                hollow(context, &text, drafts)
            } else {
                JsonTemplate::Constant(scalar.to_json())
            }
        }
    }
}

/// A text with holes: the value itself when it is nothing but one hole.
fn hollow(context: &mut Context<'_>, text: &Text, drafts: &mut Drafts) -> JsonTemplate {
    let template = context.template(text, Notation::Double, Hole::Value, drafts);
    match template.as_slice() {
        [Piece::Input(index)] => JsonTemplate::Input(*index),
        _ => JsonTemplate::Text(template),
    }
}

/// A body written as text: JSON where it reads as JSON, so that no value can change its structure.
fn raw(context: &mut Context<'_>, text: &Text, media_type: Option<&str>, drafts: &mut Drafts) -> Outcome {
    if media_type.is_some_and(|media_type| media_type.contains("x-www-form-urlencoded")) {
        return form_text(context, text, drafts);
    }
    Outcome::Body(raw_text(context, text, media_type, drafts))
}

/// A text of that media type: as JSON where it is that, or with escapes.
pub(super) fn text_of(context: &mut Context<'_>, text: &Text, media_type: &str, drafts: &mut Drafts) -> Body {
    raw_text(context, text, Some(media_type), drafts)
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

/// The text as JSON, its holes as texts; bare holes are marked, since they stand for values.
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
