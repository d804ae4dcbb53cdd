//! Multipart bodies: fields, and files that the caller gives.

use super::body::{json, text_of};
use super::context::{Context, Hole};
use super::drafts::Drafts;
use super::template::Notation;
use crate::document::{self, Text};
use crate::model::{Body, Content, JsonTemplate, Part, Piece, Place, ValueType};

/// The parts as the spec lists them.
pub(super) fn parts(
    context: &mut Context<'_>,
    declared: &[document::Part],
    drafts: &mut Drafts,
) -> Vec<Part> {
    let part = |declared: &document::Part| {
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

fn content(context: &mut Context<'_>, part: &document::Part, drafts: &mut Drafts) -> Content {
    let media_type = part.content_type.as_ref().map(Text::as_str);
    let value = json(context, &part.value, drafts);
    match (value, &part.value.to_text(), media_type) {
        (JsonTemplate::Input(index), _, _) if is_file(part, drafts, index) => file(index, drafts),
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

/// Parts of parameters: those that are files, and fields.
pub(super) fn from_parameters(fields: impl Iterator<Item = usize>, drafts: &mut Drafts) -> Vec<Part> {
    let part = |index: usize| {
        let input = drafts.get_mut(index)?;
        let (name, value_type) = (input.name.clone(), input.value_type);
        Some(Part {
            name,
            content: if value_type == ValueType::File {
                Content::File(index)
            } else {
                Content::Value(JsonTemplate::Input(index))
            },
            file_name: None,
            content_type: None,
        })
    };
    fields.filter_map(part).collect()
}

/// A part is a file if it has a file's name, or a type that is none of a text.
fn is_file(part: &document::Part, drafts: &mut Drafts, index: usize) -> bool {
    let is_text = |media_type: &str| {
        let lower = media_type.to_ascii_lowercase();
        ["text/", "json", "xml"].iter().any(|word| lower.contains(word))
    };
    let binary = part
        .content_type
        .as_ref()
        .is_some_and(|text| !is_text(&text.value));
    let (declared, elsewhere) = drafts.get_mut(index).map_or((false, false), |input| {
        (
            input.value_type == ValueType::File,
            input.place != Place::Template,
        )
    });
    // What also stands in the path, the query or a header is a text.
    !elsewhere && (declared || binary || part.filename.is_some())
}

fn file(index: usize, drafts: &mut Drafts) -> Content {
    if let Some(input) = drafts.get_mut(index) {
        input.value_type = ValueType::File;
        // Callers do not teach it another type.
        input.typed = true;
    }
    Content::File(index)
}
