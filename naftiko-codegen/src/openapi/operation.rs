//! Operations of a document, with the types of their requests and responses.

use super::library::{Library, Location};
use super::long_running;
use super::lower::Lowering;
use super::names::type_name;
use super::pages::{self, Pageable};
use super::parameters::{Parameter, all_parameters, parameters};
use super::responses::{accept, headers, responses, sample};
use crate::model::{DocumentNaming, FinalState, Paging, Sample, Slot, TypeId, Types};
use crate::source::Span;
use crate::yaml::Node;

/// The methods of operations. `OpenAPI` 3.2 adds `query`.
pub(super) const METHODS: [&str; 9] = [
    "get", "put", "post", "delete", "options", "head", "patch", "trace", "query",
];

/// An operation.
#[derive(Clone, Debug)]
pub(crate) struct Operation {
    /// In upper case.
    pub(crate) method: String,
    /// The path template, as the document writes it.
    pub(crate) path: String,
    pub(crate) span: Span,
    /// The JSON body.
    pub(crate) body: Option<Body>,
    pub(crate) answer: Answer,
    /// The media types of JSON in successful responses, unless they have `application/json`.
    pub(crate) accept: Option<String>,
    /// The type of error responses.
    pub(crate) error: Option<Slot>,
    /// A successful response.
    pub(crate) sample: Sample,
    pub(crate) naming: DocumentNaming,
    /// The names of the headers of successful responses.
    pub(crate) headers: Vec<String>,
    /// The parameters of the path, the query and the headers.
    pub(crate) parameters: Vec<Parameter>,
    /// What `x-ms-pageable` says.
    pub(super) pageable: Option<Pageable>,
    /// How it returns a list in pages.
    pub(crate) pages: Option<Paging>,
    /// Where its result is, if it is long-running.
    pub(crate) long_running: Option<FinalState>,
}

/// A JSON body.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Body {
    pub(crate) slot: Slot,
    pub(crate) required: bool,
}

/// The body of successful responses.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Answer {
    /// No successful response has a body.
    Empty,
    Json {
        slot: Slot,
        /// Whether a successful response may have no body.
        may_be_empty: bool,
    },
    /// A body that is not JSON.
    Other,
    /// The document does not describe it.
    Unknown,
}

impl Operation {
    /// Returns the operation with other types in the same places.
    pub(super) fn with_types(self, change: impl Fn(TypeId) -> TypeId) -> Self {
        let changed = |slot: Slot| Slot {
            id: change(slot.id),
            ..slot
        };
        let answer = match self.answer {
            Answer::Json { slot, may_be_empty } => Answer::Json {
                slot: changed(slot),
                may_be_empty,
            },
            other => other,
        };
        Self {
            body: self.body.map(|body| Body {
                slot: changed(body.slot),
                ..body
            }),
            answer,
            error: self.error.map(changed),
            parameters: self
                .parameters
                .into_iter()
                .map(|parameter| Parameter {
                    choice: parameter.choice.map(changed),
                    ..parameter
                })
                .collect(),
            ..self
        }
    }
}

impl Operation {
    /// Returns the operation with how it returns a list in pages, by the types of the document.
    pub(super) fn with_pages(self, types: &Types) -> Self {
        Self {
            pages: pages::find(&self, types),
            ..self
        }
    }
}

/// Returns the operations of a document, in its order.
pub(super) fn operations<'t>(lowering: &mut Lowering<'t>, library: &'t Library) -> Vec<Operation> {
    let mut found = Vec::new();
    let Some(root) = library.root() else { return found };
    for key in ["paths", "x-ms-paths"] {
        for (path, item) in root.get(key).into_iter().flat_map(Location::members) {
            let item = lowering.followed(item).unwrap_or(item);
            for (method, at) in item.members() {
                if METHODS.contains(&method.value.as_str()) && at.node.as_mapping().is_some() {
                    found.push(operation(
                        lowering,
                        root,
                        (&path.value, item),
                        (&method.value, at),
                        method.span,
                    ));
                }
            }
        }
    }
    found
}

fn operation<'t>(
    lowering: &mut Lowering<'t>,
    root: Location<'t>,
    (path, item): (&str, Location<'t>),
    (method, at): (&str, Location<'t>),
    span: Span,
) -> Operation {
    let id = at.text("operationId").unwrap_or_default();
    let name = if id.is_empty() {
        type_name(&format!("{method} {path}"))
    } else {
        type_name(id)
    };
    let body = body(lowering, root, item, at, &name);
    let (answer, error) = responses(lowering, root, at, &name);
    Operation {
        method: method.to_ascii_uppercase(),
        path: path.to_owned(),
        span,
        body,
        answer,
        accept: accept(lowering, root, at),
        error,
        sample: sample(lowering, root, at),
        naming: naming(at),
        headers: headers(lowering, at),
        parameters: parameters(lowering, root, item, at, &name),
        pageable: Pageable::of(at),
        pages: None,
        long_running: long_running::find(at),
    }
}

fn naming(at: Location<'_>) -> DocumentNaming {
    let tags = at.get("tags").into_iter().flat_map(Location::items);
    let tags = tags.map(|tag| text(Some(tag.node)));
    DocumentNaming {
        summary: text(at.node.get("summary")),
        tags: tags.filter(|tag| !tag.is_empty()).collect(),
    }
}

fn body<'t>(
    lowering: &mut Lowering<'t>,
    root: Location<'t>,
    item: Location<'t>,
    at: Location<'t>,
    name: &str,
) -> Option<Body> {
    let declared = format!("{name} Body");
    if let Some(body) = at.get("requestBody") {
        let body = lowering.resolved(body).ok()?;
        let schema = json_content(body)?.get("schema")?;
        return Some(Body {
            slot: lowering.slot(schema, &declared),
            required: body.is_true("required"),
        });
    }
    let parameters = all_parameters(lowering, item, at);
    let body = parameters
        .into_iter()
        .find(|parameter| parameter.text("in") == Some("body"))?;
    if !media_types(root, at, "consumes").is_none_or(|types| types.iter().any(|text| is_json(text))) {
        return None;
    }
    let schema = body.get("schema")?;
    Some(Body {
        slot: lowering.slot(schema, &declared),
        required: body.is_true("required"),
    })
}

/// Returns the media types of an operation in Swagger 2.0: its own, or those of the document; `None` without any.
pub(super) fn media_types<'t>(root: Location<'t>, at: Location<'t>, key: &str) -> Option<Vec<&'t str>> {
    let list = at.get(key).or_else(|| root.get(key))?;
    let types: Vec<&str> = list.items().filter_map(|item| item.node.as_str()).collect();
    (!types.is_empty()).then_some(types)
}

/// Returns the JSON content of a body or a response of version 3: `application/json` before other JSON types.
pub(super) fn json_content(at: Location<'_>) -> Option<Location<'_>> {
    let content = at.get("content")?;
    let exact = content
        .members()
        .find(|(media, _)| essence(&media.value).eq_ignore_ascii_case("application/json"));
    let any = || content.members().find(|(media, _)| is_json(&media.value));
    exact.or_else(any).map(|(_, content)| content)
}

pub(super) fn essence(media: &str) -> &str {
    media.split(';').next().unwrap_or(media).trim()
}

/// Returns whether a media type is JSON: `application/json`, `text/json`, `…+json`.
pub(super) fn is_json(media: &str) -> bool {
    let essence = essence(media).to_ascii_lowercase();
    essence.ends_with("/json") || essence.ends_with("+json") || essence == "*/*" || essence == "application/*"
}

/// Returns the text of a node, if it has one.
pub(super) fn text(node: Option<&Node>) -> String {
    node.and_then(Node::as_str).unwrap_or_default().trim().to_owned()
}
