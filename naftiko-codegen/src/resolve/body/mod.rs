//! Resolves request bodies from `body`, from parameters with `in: body`, and from form parameters.

mod raw;

use serde_json::Value;

use super::context::{Context, Hole};
use super::drafts::Drafts;
use super::multipart;
use crate::model::{Body, JsonTemplate, Piece, TypeId};
use crate::source::Spanned;
use crate::spec::{self, BodyKind, Text};
use crate::template::{self, Notation};
use crate::yaml::{Kind, Node};
use raw::{form_text, raw};

pub(super) use raw::text_of;

/// The result of resolving a body.
pub(super) enum Outcome {
    Body(Body),
    /// The body is not generated yet, for this reason.
    Unsupported(String),
}

/// Resolves the body of an operation with `body`. `fields` are its parameters with `in: body`.
pub(super) fn declared(
    context: &mut Context<'_>,
    body: &spec::Body,
    media_type: Option<&str>,
    fields: &[usize],
    drafts: &mut Drafts,
) -> Outcome {
    Outcome::Body(match &body.kind {
        BodyKind::Json(Some(node)) => {
            let written = raw::document(context, node, drafts);
            let template = written.unwrap_or_else(|| json(context, node, drafts));
            // A body of one placeholder is the value itself; the name of the placeholder has no effect.
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
            raw::text(media_type.value.clone(), template)
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

/// Returns the body of parameters with `in: body`, without `body`.
pub(super) fn from_parameters(fields: &[usize], drafts: &mut Drafts) -> Body {
    match fields {
        [] => Body::None,
        [only] => {
            let Some(input) = drafts.get_mut(*only) else {
                return Body::None;
            };
            let whole =
                matches!(input.value_type, TypeId::OBJECT | TypeId::ARRAY) || names_a_body(&input.name);
            if whole {
                input.whole_body = true;
                if input.value_type == TypeId::STRING {
                    // The type was a reference to a schema, which the spec lost; the parameter is JSON.
                    input.value_type = TypeId::ANY;
                }
                return Body::Json(JsonTemplate::Input(*only));
            }
            if input.value_type == TypeId::STRING || input.value_type == TypeId::ANY {
                input.value_type = TypeId::ANY;
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

/// Returns whether a parameter with a name is the whole body, with any declared type.
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

/// Returns a JSON body without a declaration, an optional input.
fn free_form(drafts: &mut Drafts) -> Body {
    let mut input = super::drafts::input("body", crate::model::Place::Template, TypeId::ANY, false);
    input.whole_body = true;
    "Request body (JSON).".clone_into(&mut input.description);
    Body::Json(JsonTemplate::Input(drafts.push(input)))
}

/// Returns a YAML value as JSON with placeholders.
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

/// Returns a string with placeholders. A string of one placeholder is the value itself.
fn hollow(context: &mut Context<'_>, text: &Text, drafts: &mut Drafts) -> JsonTemplate {
    let template = context.template(text, Notation::Double, Hole::Value, drafts);
    match template.as_slice() {
        [Piece::Input(index)] => JsonTemplate::Input(*index),
        _ => JsonTemplate::Text(template),
    }
}
