//! Consumed APIs.

use serde_json::Value;

use super::{
    Authentication, JsonTemplate, LongRunningOperation, OperationPages, Piece, Read, Slot, Template,
    TokenFields, TypeId, Variable, renumbered,
};
use crate::method::Method;
use crate::options::Tolerance;

/// A consumed API, generated as a client struct.
#[derive(Debug)]
pub(crate) struct Client {
    pub namespace: String,
    /// Name of the struct.
    pub type_name: String,
    /// Name of the accessor, the builder's method, and the module if there are several clients.
    pub accessor: String,
    pub description: String,
    /// Empty if the spec has none, so that the program or the environment must set it.
    pub base_uri: Template,
    /// The base URI as it is written in the spec.
    pub shown_base_uri: String,
    /// The environment variable that overrides the base URI.
    pub base_uri_variable: String,
    /// The environment variable that overrides the token endpoint of OAuth 2.
    pub token_uri_variable: String,
    /// The variables that the client uses.
    pub variables: Vec<Variable>,
    pub authentication: Authentication,
    /// Headers of every request.
    pub headers: Vec<(String, Template)>,
    /// Query parameters of every request.
    pub query: Vec<(String, Template)>,
    pub operations: Vec<Operation>,
    /// Whether it is the metadata service of a virtual machine, which has its own rules.
    pub instance_metadata: bool,
    /// The kind of the tunnel without which the API is not called.
    pub tunnel: Option<String>,
    /// The method that forwards requests, if an adapter forwards to the API.
    pub forward: Option<String>,
    /// Whether adapters read variables from the client.
    pub lends_variables: bool,
    /// Handling of responses that do not fit their declared type.
    pub tolerance: Tolerance,
}

impl Client {
    /// Returns the environment variables that override addresses of the spec.
    pub(crate) fn address_variables(&self) -> impl Iterator<Item = &str> {
        let has_endpoint = matches!(self.authentication, Authentication::OAuth2(_));
        let endpoint = has_endpoint.then_some(self.token_uri_variable.as_str());
        [self.base_uri_variable.as_str()].into_iter().chain(endpoint)
    }
}

/// The place of a value in the upstream request.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Place {
    Path,
    Query,
    Header,
    Cookie,
    /// Only in templates of the body or of computed values.
    Template,
}

/// A consumed operation, generated as a method.
#[derive(Debug)]
pub(crate) struct Operation {
    pub name: String,
    /// `namespace.operation`, the name in errors and spans.
    pub id: String,
    /// Name of the method.
    pub method_name: String,
    /// Name of the static description.
    pub static_name: String,
    /// Name of the params struct, if there is one.
    pub params_name: Option<String>,
    pub title: String,
    pub description: String,
    pub method: Method,
    pub path: Template,
    pub shown_path: String,
    /// Constant query parameters.
    pub query: Vec<(String, Template)>,
    /// Constant headers.
    pub headers: Vec<(String, Template)>,
    /// The inputs, required and optional ones, in the order of the spec.
    pub inputs: Vec<Input>,
    /// The styles of parameters of the query and the path, by name.
    pub styles: Vec<(String, ListStyle)>,
    /// Values computed from inputs: place, wire name and template.
    pub computed: Vec<(Place, String, Template)>,
    pub body: Body,
    pub payload: Payload,
    /// The names of the headers of successful responses that a document declares.
    pub answer_headers: Vec<String>,
    /// The type of the JSON of error responses.
    pub error: Option<Slot>,
    /// A successful response.
    pub sample: Sample,
    /// How a document names the operation.
    pub naming: DocumentNaming,
    /// The places of the access token in responses, if another client gets its tokens from this operation.
    pub token: Option<TokenFields>,
    /// Whether the operation may be retried although its method is not idempotent.
    pub repeatable: bool,
    /// The media types of responses, where the format does not imply them.
    pub accept: Option<String>,
    /// The media type of a binary response, which overrides that of the API.
    pub media_type: Option<String>,
    /// The largest size of a binary response in bytes.
    pub max_binary_size: Option<u64>,
    /// The conversion of the response to JSON.
    pub format: Option<Format>,
    /// How it returns a list in pages.
    pub pages: Option<OperationPages>,
    /// Whether it is long-running, and where its result is then.
    pub long_running: Option<LongRunningOperation>,
    /// The method that others have their call from, if there are others.
    pub call_method: Option<String>,
    /// The named outputs, if steps read them.
    pub step_outputs: Option<StepOutputs>,
}

/// How a document names an operation, for those who search for it. Empty without a document.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct DocumentNaming {
    pub summary: String,
    pub tags: Vec<String>,
}

/// A successful response, as a document describes it.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Sample {
    pub status: u16,
    /// Whether it has no body.
    pub is_empty: bool,
    /// The document's example of its JSON.
    pub example: Option<Value>,
}

impl Default for Sample {
    /// Returns the response of an operation that no document describes.
    fn default() -> Self {
        Self {
            status: 200,
            is_empty: false,
            example: None,
        }
    }
}

/// The named outputs of an operation, which steps read from its response.
#[derive(Debug)]
pub(crate) struct StepOutputs {
    /// Name of the static.
    pub static_name: String,
    pub outputs: Vec<(String, Read)>,
}

impl Operation {
    /// Returns whether an input is an argument of the method instead of a field of its params struct.
    pub(crate) fn is_positional(&self, input: &Input) -> bool {
        input.required && self.inputs.iter().filter(|input| input.required).nth(3).is_none()
    }

    /// Returns the type of the input that is the whole body.
    pub(crate) fn body_type(&self) -> Option<TypeId> {
        let mut inputs = self.inputs.iter();
        let body = inputs.find(|input| input.whole_body)?;
        Some(body.value_type)
    }

    /// Returns whether the API takes a key by which it recognizes repeated requests, and a call may leave it out.
    pub(crate) fn takes_idempotency_key(&self) -> bool {
        let is_key = |input: &Input| {
            let is_named = input.name.eq_ignore_ascii_case("Idempotency-Key");
            input.place == Place::Header && !input.required && is_named
        };
        self.inputs.iter().any(is_key)
    }

    /// Returns the type of JSON responses.
    pub(crate) fn response_type(&self) -> Option<TypeId> {
        match self.payload {
            Payload::Json(slot) => Some(slot.id),
            Payload::Text | Payload::Binary => None,
        }
    }
}

/// An input of a consumed operation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Input {
    /// Name on the wire.
    pub name: String,
    /// Name in Rust.
    pub ident: String,
    pub place: Place,
    pub value_type: TypeId,
    pub required: bool,
    pub description: String,
    /// Whether it is the whole body.
    pub whole_body: bool,
    /// Whether the input is optional, and null is sent as null.
    pub nullable: bool,
}

/// The style of a parameter of the query or the path, as the runtime has it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ListStyle {
    /// Items between commas.
    Comma,
    Space,
    Tab,
    Pipe,
    /// Each member of an object as `name[member]`.
    Members,
    /// Each member of an object under its own name.
    Fields,
    Label,
    LabelExploded,
    Matrix,
    MatrixExploded,
}

impl ListStyle {
    /// Returns whether every value has the style, and not only a list or an object.
    pub(crate) fn is_of_every_value(self) -> bool {
        matches!(
            self,
            Self::Label | Self::LabelExploded | Self::Matrix | Self::MatrixExploded
        )
    }

    /// Returns the name of the runtime's variant.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Comma => "Comma",
            Self::Space => "Space",
            Self::Tab => "Tab",
            Self::Pipe => "Pipe",
            Self::Members => "Members",
            Self::Fields => "Fields",
            Self::Label => "Label",
            Self::LabelExploded => "LabelExploded",
            Self::Matrix => "Matrix",
            Self::MatrixExploded => "MatrixExploded",
        }
    }
}

/// The body of a request.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Body {
    None,
    /// JSON.
    Json(JsonTemplate),
    /// `application/x-www-form-urlencoded` pairs.
    Form(Vec<(String, JsonTemplate)>),
    /// `multipart/form-data`.
    Multipart(Vec<Part>),
    /// Text with a media type.
    Text {
        media_type: String,
        template: Template,
        /// The escape of each piece, so that a value cannot change the structure.
        escapes: Vec<Escape>,
    },
}

impl Body {
    /// Calls `visit` with every piece in it.
    pub(crate) fn visit(&self, visit: &mut impl FnMut(&Piece)) {
        match self {
            Self::None => {}
            Self::Json(value) => value.visit(visit),
            Self::Form(fields) => fields.iter().for_each(|(_, value)| value.visit(visit)),
            Self::Multipart(parts) => {
                for part in parts {
                    part.content.visit(visit);
                    part.file_name.iter().for_each(|name| name.visit(visit));
                }
            }
            Self::Text { template, .. } => template.iter().for_each(visit),
        }
    }

    /// Replaces the index of every input in it.
    pub(crate) fn renumbered(self, position: &impl Fn(usize) -> usize) -> Self {
        match self {
            Self::None => Self::None,
            Self::Json(value) => Self::Json(value.renumbered(position)),
            Self::Form(fields) => {
                let fields = fields.into_iter();
                Self::Form(
                    fields
                        .map(|(name, value)| (name, value.renumbered(position)))
                        .collect(),
                )
            }
            Self::Multipart(parts) => {
                let parts = parts.into_iter().map(|part| Part {
                    content: part.content.renumbered(position),
                    file_name: part.file_name.map(|name| name.renumbered(position)),
                    ..part
                });
                Self::Multipart(parts.collect())
            }
            Self::Text {
                media_type,
                template,
                escapes,
            } => Self::Text {
                media_type,
                template: renumbered(template, position),
                escapes,
            },
        }
    }

    /// Adds a field. Returns the body itself if it has no fields.
    pub(crate) fn with_field(self, name: &str, value: JsonTemplate) -> Result<Self, Self> {
        let name = name.to_owned();
        match self {
            Self::None => Ok(Self::Json(JsonTemplate::Object(vec![(name, value)]))),
            Self::Json(JsonTemplate::Object(mut fields)) => {
                fields.push((name, value));
                Ok(Self::Json(JsonTemplate::Object(fields)))
            }
            Self::Form(mut fields) => {
                fields.push((name, value));
                Ok(Self::Form(fields))
            }
            Self::Multipart(mut parts) => {
                parts.push(Part::of(name, value));
                Ok(Self::Multipart(parts))
            }
            Self::Json(_) | Self::Text { .. } => Err(self),
        }
    }
}

impl Part {
    /// Creates a part with a value as text.
    pub(crate) fn of(name: String, value: JsonTemplate) -> Self {
        Self {
            name,
            content: Content::Value(value),
            file_name: None,
            content_type: None,
        }
    }
}

impl Content {
    /// Calls `visit` with every piece in it.
    pub(crate) fn visit(&self, visit: &mut impl FnMut(&Piece)) {
        match self {
            Self::Value(value) | Self::Json(value) => value.visit(visit),
            Self::Text(template, _) => template.iter().for_each(visit),
            Self::File(input) => visit(&Piece::Input(*input)),
        }
    }

    fn renumbered(self, position: &impl Fn(usize) -> usize) -> Self {
        match self {
            Self::Value(value) => Self::Value(value.renumbered(position)),
            Self::Json(value) => Self::Json(value.renumbered(position)),
            Self::Text(template, escapes) => Self::Text(renumbered(template, position), escapes),
            Self::File(input) => Self::File(position(input)),
        }
    }
}

/// A part of a multipart body.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Part {
    pub name: String,
    pub content: Content,
    pub file_name: Option<JsonTemplate>,
    pub content_type: Option<String>,
}

/// The content of a part.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Content {
    /// A value as text.
    Value(JsonTemplate),
    /// A value as JSON.
    Json(JsonTemplate),
    /// Text, and the escape of each piece.
    Text(Template, Vec<Escape>),
    /// The input with this index, which is a file.
    File(usize),
}

/// The escape of a value in a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Escape {
    /// No escape, because the text has no structure.
    None,
    Xml,
    /// Inside the quotes of a literal.
    Sparql,
    /// In a name or an IRI.
    SparqlIri,
    /// Inside the quotes of a string.
    JsonString,
    /// In the place of a value.
    JsonValue,
    /// In a name or a value of a form.
    Form,
}

/// The content of a successful response.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Payload {
    /// JSON: any value, the struct of the named outputs, or the type that a document describes.
    Json(Slot),
    Text,
    /// A streamed body.
    Binary,
}

impl Payload {
    /// JSON of any shape.
    pub(crate) const JSON: Self = Self::Json(Slot {
        id: TypeId::ANY,
        nullable: false,
    });

    /// Returns whether the body is JSON, so that paths can be read from it.
    pub(crate) fn is_json(&self) -> bool {
        matches!(self, Self::Json(_))
    }
}

/// A format that responses are converted from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Format {
    /// Name of the runtime's variant.
    pub name: &'static str,
    /// The feature of the runtime.
    pub feature: &'static str,
    /// The selector, the prefix of headings, or the text of a schema.
    pub schema: Option<String>,
}
