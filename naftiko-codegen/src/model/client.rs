//! Consumed APIs.

use super::{Authentication, JsonTemplate, Template, ValueType, Variable};
use crate::options::Tolerance;

/// A consumed API: becomes a client struct.
#[derive(Debug)]
pub(crate) struct Client {
    pub namespace: String,
    /// Name of the struct.
    pub type_name: String,
    /// Name of the accessor, the builder's method and the module when there are several clients.
    pub accessor: String,
    pub description: String,
    /// Empty when the spec gives none: the user has to.
    pub base_uri: Template,
    /// The base URI as the spec shows it.
    pub shown_base_uri: String,
    /// Environment variable that overrides the base URI.
    pub base_uri_variable: String,
    /// Variables that anything of this client uses.
    pub variables: Vec<Variable>,
    pub authentication: Authentication,
    /// Sent with every request.
    pub headers: Vec<(String, Template)>,
    /// Sent with every request.
    pub query: Vec<(String, Template)>,
    pub operations: Vec<Operation>,
    /// Whether it is the metadata service of a virtual machine, which has rules of its own.
    pub instance_metadata: bool,
    /// The method that passes requests on, where an adapter forwards to the API.
    pub forward: Option<String>,
    /// Whether adapters ask the client for variables.
    pub lends_variables: bool,
    /// Handling of responses that do not fit their declared type.
    pub tolerance: Tolerance,
}

/// Where a value goes in the upstream request.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Place {
    Path,
    Query,
    Header,
    Cookie,
    /// Only in templates: the body's, or a computed value's.
    Template,
}

/// A consumed operation: becomes a method.
#[derive(Debug)]
pub(crate) struct Operation {
    pub name: String,
    /// `namespace.operation`, what errors and spans call it.
    pub id: String,
    /// Name of the method.
    pub method_name: String,
    /// Name of the static description.
    pub static_name: String,
    /// Name of the params struct, where there is one.
    pub params_name: Option<String>,
    pub title: String,
    pub description: String,
    pub method: String,
    pub path: Template,
    pub shown_path: String,
    /// Pairs that never change.
    pub query: Vec<(String, Template)>,
    /// Headers that never change.
    pub headers: Vec<(String, Template)>,
    /// What the caller gives, required ones and optional ones in the order of the spec.
    pub inputs: Vec<Input>,
    /// What is made of inputs: place, name on the wire, template.
    pub computed: Vec<(Place, String, Template)>,
    pub body: Body,
    pub payload: Payload,
    /// Whether another client gets its tokens here.
    pub mints_tokens: bool,
    /// Whether doing it twice is as good as once, although the method does not say so.
    pub repeatable: bool,
    /// What a binary response is, whatever the API says.
    pub media_type: Option<String>,
    /// The size of the largest binary response, in bytes.
    pub max_binary_size: Option<u64>,
    /// How the response is converted to JSON.
    pub format: Option<Format>,
    /// Why the operation cannot be called yet.
    pub unsupported: Option<String>,
}

impl Operation {
    /// Whether an input is an argument of the method rather than a field of its params struct.
    pub(crate) fn is_positional(&self, input: &Input) -> bool {
        input.required && self.inputs.iter().filter(|input| input.required).nth(3).is_none()
    }
}

/// An input of a consumed operation.
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is a question of its own, answered by another pass"
)]
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Input {
    /// Name on the wire.
    pub name: String,
    /// Name in Rust.
    pub ident: String,
    pub place: Place,
    pub value_type: ValueType,
    /// Whether the spec gives the type, or it was assumed.
    pub typed: bool,
    pub required: bool,
    pub description: String,
    /// Whether it is the whole body.
    pub whole_body: bool,
    /// Whether it is optional, and its null is sent as null.
    pub nullable: bool,
}

/// What is sent as the body.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Body {
    None,
    /// JSON.
    Json(JsonTemplate),
    /// `application/x-www-form-urlencoded` pairs.
    Form(Vec<(String, JsonTemplate)>),
    /// `multipart/form-data`.
    Multipart(Vec<Part>),
    /// Text of the media type.
    Text {
        media_type: String,
        template: Template,
        /// How the value of each piece is written, so that it stays one.
        escapes: Vec<Escape>,
    },
}

/// A part of a multipart body.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Part {
    pub name: String,
    pub content: Content,
    pub file_name: Option<JsonTemplate>,
    pub content_type: Option<String>,
}

/// What a part carries.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Content {
    /// The text of a value.
    Value(JsonTemplate),
    /// A value as JSON.
    Json(JsonTemplate),
    /// Text, and how the value of each piece is written.
    Text(Template, Vec<Escape>),
    /// The input of that index, which is a file.
    File(usize),
}

/// How a value is written into a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Escape {
    /// As it is: the text has no structure.
    None,
    Xml,
    /// In the quotes of a literal.
    Sparql,
    /// In a name or an IRI.
    SparqlIri,
    /// In the quotes of a string.
    JsonString,
    /// Where a value stands.
    JsonValue,
}

/// What a successful response carries.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Payload {
    /// JSON whose shape the spec does not give.
    Json,
    /// A struct over the named outputs.
    Shape(usize),
    Text,
    /// Bytes that are read while they come.
    Binary,
}

impl Payload {
    /// Whether the body is JSON, so that paths can be read from it.
    pub(crate) fn is_json(&self) -> bool {
        matches!(self, Self::Json | Self::Shape(_))
    }
}

/// A format that responses are converted from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Format {
    /// Name of the runtime's variant.
    pub name: &'static str,
    /// Selector, prefix of headings or text of a schema.
    pub schema: Option<String>,
}
