//! Bodies of requests and responses.

use super::parameter::values;
use super::{JsonKind, Reader};
use crate::openapi::library::Location;
use crate::openapi::operation::{essence, is_json, media_types, text};
use crate::source::Span;
use crate::yaml::Node;

/// The largest depth of `allOf` whose members are fields of a form.
const MAX_DEPTH: usize = 8;

/// The body of a request.
#[derive(Debug)]
pub(crate) struct Body {
    pub(crate) content: Content,
    pub(crate) required: bool,
    pub(crate) description: String,
    /// Every media type that the API takes.
    pub(crate) media_types: Vec<String>,
    pub(crate) span: Span,
}

/// The content of a body.
#[derive(Debug)]
pub(crate) enum Content {
    Json(JsonKind),
    Form(Vec<Field>),
    Multipart(Vec<Field>),
    /// Of another media type.
    Other(String),
}

/// A field of a form.
#[derive(Debug)]
pub(crate) struct Field {
    pub(crate) name: String,
    pub(crate) kind: JsonKind,
    pub(crate) required: bool,
    pub(crate) values: Vec<String>,
    pub(crate) description: String,
    pub(crate) is_file: bool,
}

/// Returns the body of an operation; `declared` are its parameters.
pub(super) fn body<'t>(reader: &mut Reader<'t>, at: Location<'t>, declared: &[Location<'t>]) -> Option<Body> {
    if let Some(body) = at.get("requestBody") {
        return of_v3(reader, body);
    }
    let is = |place: &'static str| move |at: &&Location<'t>| at.text("in") == Some(place);
    let types = media_types(reader.root, at, "consumes").unwrap_or_default();
    let types: Vec<String> = types.into_iter().map(str::to_owned).collect();
    if let Some(body) = declared.iter().find(is("body")) {
        let schema = body.get("schema");
        return Some(Body {
            content: content(reader, &types, schema),
            required: body.is_true("required"),
            description: text(body.node.get("description")),
            media_types: types,
            span: body.node.head(),
        });
    }
    let fields: Vec<Field> = declared
        .iter()
        .filter(is("formData"))
        .filter_map(|at| field(reader, at.text("name")?, *at, at.is_true("required")))
        .collect();
    let span = declared.iter().find(is("formData"))?.node.head();
    let is_multipart = types.iter().any(|media| essence(media) == "multipart/form-data");
    Some(Body {
        required: fields.iter().any(|field| field.required),
        content: if is_multipart || fields.iter().any(|field| field.is_file) {
            Content::Multipart(fields)
        } else {
            Content::Form(fields)
        },
        description: String::new(),
        media_types: types,
        span,
    })
}

fn of_v3<'t>(reader: &mut Reader<'t>, at: Location<'t>) -> Option<Body> {
    let body = reader.lowering.resolved(at).ok()?;
    let contents: Vec<_> = body.get("content")?.members().collect();
    let types: Vec<String> = contents.iter().map(|(media, _)| media.value.clone()).collect();
    let chosen = chosen(&types)?.to_owned();
    let content = contents.iter().find(|(media, _)| media.value == chosen);
    let schema = content.and_then(|(_, content)| content.get("schema"));
    Some(Body {
        content: self::content(reader, &[chosen], schema),
        required: body.is_true("required"),
        description: text(body.node.get("description")),
        media_types: types,
        span: at.node.head(),
    })
}

/// Returns the media type that is sent: JSON, then a form, then the first one.
fn chosen(types: &[String]) -> Option<&str> {
    let is_form = |media: &&String| {
        let media = essence(media);
        media == "multipart/form-data" || media == "application/x-www-form-urlencoded"
    };
    let json = types.iter().find(|media| is_json(media));
    let chosen = json.or_else(|| types.iter().find(is_form)).or(types.first());
    chosen.map(String::as_str)
}

fn content<'t>(reader: &mut Reader<'t>, types: &[String], schema: Option<Location<'t>>) -> Content {
    let media = chosen(types).unwrap_or("application/json");
    if is_json(media) {
        return Content::Json(schema.map_or(JsonKind::Any, |schema| reader.lowering.kind(schema)));
    }
    let mut fields = Vec::new();
    if let Some(schema) = schema {
        add_fields(reader, schema, MAX_DEPTH, &mut fields);
    }
    match essence(media) {
        "multipart/form-data" if !fields.is_empty() => Content::Multipart(fields),
        "application/x-www-form-urlencoded" if !fields.is_empty() => Content::Form(fields),
        _ => Content::Other(media.to_owned()),
    }
}

/// Adds the members of a schema and of the parts of its `allOf`, each name once.
fn add_fields<'t>(reader: &mut Reader<'t>, at: Location<'t>, depth: usize, fields: &mut Vec<Field>) {
    let Some(schema) = reader.lowering.followed(at).filter(|_| depth > 0) else {
        return;
    };
    for part in schema.get("allOf").into_iter().flat_map(Location::items) {
        add_fields(reader, part, depth - 1, fields);
    }
    let required = schema
        .node
        .get("required")
        .and_then(Node::as_sequence)
        .unwrap_or_default();
    for (name, at) in schema.get("properties").into_iter().flat_map(Location::members) {
        let is_known = fields.iter().any(|field| field.name == name.value);
        let is_required = required.iter().any(|known| known.as_str() == Some(&name.value));
        if !is_known && let Some(field) = field(reader, &name.value, at, is_required) {
            fields.push(field);
        }
    }
}

/// Returns a field; `None` for one that only responses have.
fn field<'t>(reader: &mut Reader<'t>, name: &str, at: Location<'t>, required: bool) -> Option<Field> {
    let schema = reader.lowering.followed(at).unwrap_or(at);
    if schema.is_true("readOnly") {
        return None;
    }
    let is_binary = matches!(schema.text("format"), Some("binary" | "file"));
    Some(Field {
        name: name.to_owned(),
        kind: reader.lowering.kind(schema),
        required,
        values: values(schema),
        description: text(
            at.node
                .get("description")
                .or_else(|| schema.node.get("description")),
        ),
        is_file: schema.text("type") == Some("file") || is_binary,
    })
}

/// Returns the media types of successful responses that have a body.
pub(super) fn responses<'t>(reader: &mut Reader<'t>, at: Location<'t>) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    let produced = media_types(reader.root, at, "produces").unwrap_or_default();
    for (status, response) in at.get("responses").into_iter().flat_map(Location::members) {
        let Some(response) = reader
            .lowering
            .followed(response)
            .filter(|_| status.value.starts_with('2'))
        else {
            continue;
        };
        let content = response.get("content").into_iter().flat_map(Location::members);
        let of_v3 = content.map(|(media, _)| media.value.as_str());
        let of_v2 = produced
            .iter()
            .copied()
            .filter(|_| response.node.get("schema").is_some());
        for media in of_v3.chain(of_v2) {
            if !found.iter().any(|known| known == media) {
                found.push(media.to_owned());
            }
        }
    }
    found
}
