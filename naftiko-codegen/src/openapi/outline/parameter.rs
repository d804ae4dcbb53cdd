//! Parameters of operations.

use super::{JsonKind, Reader};
use crate::openapi::library::Location;
use crate::openapi::operation::text;
use crate::openapi::parameters::{constant, style};
use crate::openapi::version::Version;
use crate::source::Span;
use crate::template::{self, Notation};
use crate::yaml::Node;

/// A parameter of the path, the query, a header or a cookie.
#[derive(Debug)]
pub(crate) struct Parameter {
    /// Never empty.
    pub(crate) name: String,
    pub(crate) place: In,
    pub(crate) required: bool,
    pub(crate) kind: JsonKind,
    pub(crate) serialization: Serialization,
    /// The values that are allowed, if there are few.
    pub(crate) values: Vec<String>,
    /// The only value, or the version of the API.
    pub(crate) constant: Option<String>,
    pub(crate) description: String,
    pub(crate) span: Span,
}

/// The place of a parameter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum In {
    Path,
    Query,
    Header,
    Cookie,
}

/// The form in which a value is sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Serialization {
    /// As clients send it.
    Plain,
    /// A list with a character between its items.
    Separated(&'static str),
    /// JSON text.
    Json,
    /// Members of an object, each under a name of its own.
    Members,
}

/// The headers that documents may not declare as parameters.
const OTHERWISE_SENT: [&str; 3] = ["accept", "authorization", "content-type"];

/// Returns the parameters of an operation, and those placeholders of its path that the document does not declare.
pub(super) fn parameters<'t>(
    reader: &mut Reader<'t>,
    path: &str,
    declared: &[Location<'t>],
) -> Vec<Parameter> {
    let mut found: Vec<Parameter> = declared.iter().filter_map(|at| parameter(reader, *at)).collect();
    let span = reader.root.node.head();
    for name in template::names(path, Notation::Braces) {
        let is_declared = found
            .iter()
            .any(|known| known.place == In::Path && known.name == name);
        if !is_declared && !name.is_empty() {
            found.push(Parameter::undeclared(name, span));
        }
    }
    found
}

impl Parameter {
    fn undeclared(name: String, span: Span) -> Self {
        Self {
            name,
            place: In::Path,
            required: true,
            kind: JsonKind::String,
            serialization: Serialization::Plain,
            values: Vec::new(),
            constant: None,
            description: String::new(),
            span,
        }
    }
}

fn parameter<'t>(reader: &mut Reader<'t>, at: Location<'t>) -> Option<Parameter> {
    let place = match at.text("in")? {
        "path" => In::Path,
        "query" => In::Query,
        "header" => In::Header,
        "cookie" => In::Cookie,
        _ => return None,
    };
    let name = at.text("name").filter(|name| !name.is_empty())?;
    if place == In::Header
        && OTHERWISE_SENT
            .iter()
            .any(|known| name.eq_ignore_ascii_case(known))
    {
        return None;
    }
    let content = at.get("content").and_then(|content| content.members().next());
    let schema = content.and_then(|(_, content)| content.get("schema"));
    let schema = schema.or_else(|| at.get("schema")).unwrap_or(at);
    let schema = reader.lowering.followed(schema).unwrap_or(schema);
    let kind = reader.lowering.kind(schema);
    let required = place == In::Path || at.is_true("required");
    let is_version = name.eq_ignore_ascii_case("api-version");
    let is_only = |values: &[String]| values.len() == 1;
    let values = values(schema);
    let serialization = if content.is_some() {
        Serialization::Json
    } else {
        serialization(reader.version, at, place, kind)
    };
    Some(Parameter {
        name: name.to_owned(),
        place,
        required,
        kind,
        serialization,
        constant: constant(reader.root, name, schema)
            .filter(|_| required && place != In::Path && (is_version || is_only(&values))),
        values,
        description: text(
            at.node
                .get("description")
                .or_else(|| schema.node.get("description")),
        ),
        span: at.node.head(),
    })
}

/// Returns how a value is sent. The client knows the styles of lists and objects in the query and the path by the document.
fn serialization(version: Version, at: Location<'_>, place: In, kind: JsonKind) -> Serialization {
    if style(version, at, kind).is_some() {
        return Serialization::Plain;
    }
    match kind {
        JsonKind::Object => Serialization::Members,
        JsonKind::Array if place != In::Query => {
            Serialization::Separated(match at.text("collectionFormat") {
                Some("ssv") => " ",
                Some("tsv") => "\t",
                Some("pipes") => "|",
                _ => ",",
            })
        }
        _ => Serialization::Plain,
    }
}

/// Returns the values of an enum of scalars, if there are few.
pub(super) fn values(schema: Location<'_>) -> Vec<String> {
    const FEW: usize = 50;
    let listed = schema
        .node
        .get("enum")
        .and_then(Node::as_sequence)
        .unwrap_or_default();
    let texts: Vec<String> = listed
        .iter()
        .filter_map(Node::as_str)
        .map(str::to_owned)
        .collect();
    if texts.len() > FEW { Vec::new() } else { texts }
}
