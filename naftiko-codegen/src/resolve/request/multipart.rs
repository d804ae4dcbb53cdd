//! Multipart bodies, and the inputs that are files: decided when every part of the request is known.

use std::collections::{BTreeMap, BTreeSet};

use super::{Draft, Input};
use crate::diagnostic::{Diagnostic, codes};
use crate::model::{Body, Content, JsonTemplate, Part, Piece, Place, Template, TypeId};
use crate::source::Span;
use crate::spec::{self, BodyKind, ConsumedOperation, Text};

/// Limit of diagnostics about one operation.
const REPORTED: usize = 100;

/// A body whose inputs may turn out to be files.
pub(super) enum DraftBody {
    Whole(Body),
    Multipart(Vec<DraftPart>),
}

/// A part of a multipart body.
pub(super) struct DraftPart {
    name: String,
    content: DraftContent,
    file_name: Option<JsonTemplate>,
    content_type: Option<String>,
}

enum DraftContent {
    /// One input. `is_file` is whether the part is a file by its declaration.
    Sole {
        input: usize,
        is_file: bool,
    },
    Whole(Content),
}

impl DraftPart {
    /// Creates a part with a value as text.
    pub(super) fn of((name, value): (String, JsonTemplate)) -> Self {
        Self {
            name,
            content: match value {
                JsonTemplate::Input(input) => DraftContent::Sole {
                    input,
                    is_file: false,
                },
                value => DraftContent::Whole(Content::Value(value)),
            },
            file_name: None,
            content_type: None,
        }
    }

    /// Returns the part. A part of one input is a file, JSON or text.
    fn finish(self, files: &BTreeSet<usize>) -> Part {
        let is_json = self
            .content_type
            .as_ref()
            .is_some_and(|name| name.contains("json"));
        Part {
            name: self.name,
            content: match self.content {
                DraftContent::Whole(content) => content,
                DraftContent::Sole { input, .. } if files.contains(&input) => Content::File(input),
                DraftContent::Sole { input, .. } if is_json => Content::Json(JsonTemplate::Input(input)),
                DraftContent::Sole { input, .. } => Content::Value(JsonTemplate::Input(input)),
            },
            file_name: self.file_name,
            content_type: self.content_type,
        }
    }
}

impl Draft<'_, '_> {
    /// Resolves the parts of the spec.
    pub(super) fn parts(&mut self, declared: &[spec::Part]) -> DraftBody {
        let part = |declared: &spec::Part| DraftPart {
            content: self.content(declared),
            name: declared.name.value.clone(),
            file_name: declared.filename.as_ref().map(|text| self.json_text(text)),
            content_type: declared.content_type.as_ref().map(|text| text.value.clone()),
        };
        DraftBody::Multipart(declared.iter().map(part).collect())
    }

    fn content(&mut self, part: &spec::Part) -> DraftContent {
        let media_type = part.content_type.as_ref().map(Text::as_str);
        let value = self.json(&part.value);
        DraftContent::Whole(match (value, &part.value.to_text(), media_type) {
            (JsonTemplate::Input(input), ..) => {
                let is_file = is_file(part);
                return DraftContent::Sole { input, is_file };
            }
            (JsonTemplate::Text(_), Some(text), Some(_)) => match self.text_of(text, media_type) {
                Body::Json(JsonTemplate::Input(input)) => {
                    return DraftContent::Sole {
                        input,
                        is_file: false,
                    };
                }
                Body::Json(template) => Content::Json(template),
                Body::Text {
                    template, escapes, ..
                } => Content::Text(template, escapes),
                _ => Content::Value(JsonTemplate::Text(Template::new())),
            },
            (value, None, _) => Content::Json(value),
            (value, ..) => Content::Value(value),
        })
    }

    /// Returns the inputs and the body. An input is a file if it is declared as one, or is the content of a file part; one that is sent in
    /// another place too is a string in both.
    pub(super) fn with_files(
        &mut self,
        declared: &ConsumedOperation,
        path: &Template,
        body: DraftBody,
    ) -> (Vec<Input>, Body) {
        let (mut whole, mut wanted) = (BTreeSet::new(), std::mem::take(&mut self.files));
        let mut places = Places::default();
        for (place, _, template) in &self.computed {
            for index in template.iter().filter_map(Piece::input) {
                places.computed.entry(index).or_insert(*place);
            }
        }
        places.path.extend(path.iter().filter_map(Piece::input));
        match &body {
            DraftBody::Whole(body) => body.visit(&mut into(&mut places.body)),
            DraftBody::Multipart(parts) => {
                for part in parts {
                    part.file_name
                        .iter()
                        .for_each(|name| name.visit(&mut into(&mut places.file_names)));
                    match &part.content {
                        DraftContent::Whole(content) => content.visit(&mut into(&mut places.body)),
                        DraftContent::Sole { input, is_file } => {
                            whole.insert(*input);
                            wanted.extend(is_file.then_some(*input));
                        }
                    }
                }
            }
        }
        let mut inputs = std::mem::take(&mut self.inputs);
        let (mut files, mut reported) = (BTreeSet::new(), 0);
        for index in wanted {
            let Some(input) = inputs.get_mut(index) else {
                continue;
            };
            let is_part = whole.contains(&index);
            match places.elsewhere(input, index) {
                None if is_part => {
                    input.value_type = TypeId::FILE;
                    // Operations that call it do not change the type.
                    input.assumed = false;
                    files.insert(index);
                }
                None => {}
                Some(place) => {
                    if input.value_type == TypeId::ANY && !input.whole_body {
                        input.value_type = TypeId::STRING;
                    }
                    reported += 1;
                    if reported <= REPORTED {
                        let diagnostic = file_as_text(declared, &input.name, place, is_part);
                        self.cx.diagnostics.push_alike(diagnostic);
                    }
                }
            }
        }
        let body = match body {
            DraftBody::Whole(body) => body,
            DraftBody::Multipart(parts) => {
                Body::Multipart(parts.into_iter().map(|part| part.finish(&files)).collect())
            }
        };
        (inputs, body)
    }
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

fn file_as_text(declared: &ConsumedOperation, name: &str, place: &str, is_part: bool) -> Diagnostic {
    let (message, help) = if is_part {
        (
            format!("file input `{name}` is also used in {place}; it is sent as a string in both places"),
            format!("use a second input for {place}"),
        )
    } else {
        (
            format!("file input `{name}` is sent as a string in {place}; only multipart parts are files"),
            "send it as a part of `body: {type: multipartForm, data: […]}`".to_owned(),
        )
    };
    Diagnostic::new(codes::FILE_AS_TEXT, span(declared, name), message).help(help)
}

/// The places in which inputs are sent other than as whole parts.
#[derive(Default)]
struct Places {
    computed: BTreeMap<usize, Place>,
    path: BTreeSet<usize>,
    file_names: BTreeSet<usize>,
    body: BTreeSet<usize>,
}

impl Places {
    /// Returns the place in which an input is sent other than as a whole part.
    fn elsewhere(&self, input: &Input, index: usize) -> Option<&'static str> {
        let computed = self.computed.get(&index).copied();
        let placed = Some(input.place).filter(|place| *place != Place::Template);
        match placed.or(computed) {
            Some(Place::Query) => Some("the query"),
            Some(Place::Header) => Some("a header"),
            Some(Place::Cookie) => Some("a cookie"),
            Some(Place::Path) => Some("the path"),
            Some(Place::Template) | None if self.path.contains(&index) => Some("the path"),
            Some(Place::Template) | None if self.file_names.contains(&index) => Some("a file name"),
            Some(Place::Template) | None => self.body.contains(&index).then_some("a string of the body"),
        }
    }
}

/// Returns a visitor that collects inputs.
fn into(found: &mut BTreeSet<usize>) -> impl FnMut(&Piece) + '_ {
    |piece| found.extend(piece.input())
}

/// Returns the place where the spec declares the input, or sends it.
fn span(declared: &ConsumedOperation, name: &str) -> Span {
    let mut inputs = declared.inputs.iter().map(|input| &input.name);
    if let Some(input) = inputs.find(|input| input.value == name) {
        return input.span;
    }
    let Some(body) = &declared.body else {
        return declared.name.span;
    };
    match &body.kind {
        BodyKind::Multipart(parts) => {
            let named = |part: &&spec::Part| part.value.as_str().unwrap_or_default().contains(name);
            parts.iter().find(named).map_or(body.span, |part| part.value.span)
        }
        _ => body.span,
    }
}
