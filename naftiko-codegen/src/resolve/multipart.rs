//! Multipart bodies: fields and files.

use super::body::{json, text_of};
use super::context::{Context, Hole};
use super::drafts::Drafts;
use crate::model::{Body, Content, JsonTemplate, Part, Piece};
use crate::spec::{self, Text};
use crate::template::Notation;

/// Resolves the parts of the spec.
pub(super) fn parts(context: &mut Context<'_>, declared: &[spec::Part], drafts: &mut Drafts) -> Vec<Part> {
    let part = |declared: &spec::Part| {
        let carried = content(context, declared, drafts);
        let file_name = declared.filename.as_ref().map(|text| {
            match context
                .template(text, Notation::Double, Hole::Value, drafts)
                .as_slice()
            {
                [Piece::Input(index)] => JsonTemplate::Input(*index),
                template => JsonTemplate::Text(template.to_vec()),
            }
        });
        Part {
            name: declared.name.value.clone(),
            content: carried,
            file_name,
            content_type: declared.content_type.as_ref().map(|text| text.value.clone()),
        }
    };
    declared.iter().map(part).collect()
}

fn content(context: &mut Context<'_>, part: &spec::Part, drafts: &mut Drafts) -> Content {
    let media_type = part.content_type.as_ref().map(Text::as_str);
    let value = json(context, &part.value, drafts);
    match (value, &part.value.to_text(), media_type) {
        (JsonTemplate::Input(index), _, _) if is_file(part) => Content::File(index),
        (JsonTemplate::Text(_), Some(text), Some(media_type)) => {
            match text_of(context, text, media_type, drafts) {
                Body::Json(template) => Content::Json(template),
                Body::Text {
                    template, escapes, ..
                } => Content::Text(template, escapes),
                _ => Content::Value(JsonTemplate::Text(Vec::new())),
            }
        }
        (value, None, _) => Content::Json(value),
        (value @ JsonTemplate::Input(_), _, Some(media_type)) if media_type.contains("json") => {
            Content::Json(value)
        }
        (value, _, _) => Content::Value(value),
    }
}

/// Creates the parts of body parameters.
pub(super) fn from_parameters(fields: impl Iterator<Item = usize>, drafts: &Drafts) -> Vec<Part> {
    let part = |index: usize| {
        Some(Part {
            name: drafts.get(index)?.name.clone(),
            content: Content::Value(JsonTemplate::Input(index)),
            file_name: None,
            content_type: None,
        })
    };
    fields.filter_map(part).collect()
}

/// Returns whether a part is a file: it has a file name, or a media type that is not textual.
fn is_file(part: &spec::Part) -> bool {
    let is_text = |media_type: &str| {
        let lower = media_type.to_ascii_lowercase();
        ["text/", "json", "xml"].iter().any(|word| lower.contains(word))
    };
    let mut media_type = part.content_type.iter();
    part.filename.is_some() || media_type.any(|text| !is_text(&text.value))
}
