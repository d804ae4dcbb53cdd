//! Input parameters: consumed, of REST operations and resources, of tools and of flows.

use super::context::{Context, Pattern};
use super::fields::Fields;
use super::named::{Form, Item};
use super::{DataType, Span, Spanned, Text, described};
use crate::diagnostic::{Diagnostic, codes};
use crate::yaml::Node;

/// An input parameter of any kind.
#[derive(Debug)]
pub(crate) struct Parameter {
    pub span: Span,
    /// Never empty.
    pub name: Text,
    /// Of a prompt's argument.
    pub display: Option<Text>,
    /// `in`; tools and flows have none, and some published files forget it.
    pub place: Option<Spanned<Place>>,
    pub data_type: Option<Spanned<DataType>>,
    pub description: Option<Text>,
    /// `None` when the spec is silent, which means yes for tools and flows, and for everything in a path.
    pub required: Option<Spanned<bool>>,
    /// A regular expression.
    pub pattern: Option<Text>,
    /// A constant or template (consumed), a constant or `$` path into the body (REST). Rarely a map.
    pub value: Option<Node>,
    /// The wild dialect's `mapping`: the target's parameter that gets the value.
    pub mapping: Option<Text>,
    /// What describes the value further, as in JSON Schema: `items`, `properties`, `enum`, `default` …
    pub schema: Vec<(Text, Node)>,
}

/// Where a parameter stands in a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Place {
    Query,
    Header,
    Path,
    Cookie,
    Body,
    /// A variable for templates; nothing is sent.
    Environment,
    /// `formData` of the wild dialect.
    Form,
}

/// Whose parameter it is, which decides about its keys.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Consumed,
    /// Of a REST resource or operation.
    Rest,
    /// Of a tool or flow.
    Tool,
    /// Of a prompt.
    Prompt,
}

impl Kind {
    fn what(self) -> &'static str {
        match self {
            Self::Consumed => "a consumed parameter",
            Self::Rest => "an input of a REST operation",
            Self::Tool => "an input of a tool",
            Self::Prompt => "an argument of a prompt",
        }
    }
}

/// A parameter that a placeholder declares: a text that is always there.
pub(super) fn placeholder(name: Text) -> Parameter {
    Parameter {
        span: name.span,
        name,
        display: None,
        place: None,
        data_type: None,
        description: None,
        required: None,
        pattern: None,
        value: None,
        mapping: None,
        schema: Vec::new(),
    }
}

/// The parameters under a key, those without a name left out.
pub(super) fn parameters(
    fields: &mut Fields<'_>,
    cx: &mut Context<'_>,
    key: &'static str,
    kind: Kind,
) -> Vec<Parameter> {
    let items = fields.named(cx, key, kind.what(), Form::Dialect);
    items
        .into_iter()
        .filter_map(|item| parameter(item, kind, cx))
        .collect()
}

fn parameter(item: Item<'_>, kind: Kind, cx: &mut Context<'_>) -> Option<Parameter> {
    let Item { name, mut fields } = item;
    let Some(name) = name else {
        let message = "a parameter without a name is left out";
        fields.tolerate(
            cx,
            Diagnostic::new(codes::PARAMETER_WITHOUT_NAME, fields.span, message),
        );
        return None;
    };
    cx.check_name(&name, Pattern::Extended);
    let parameter = Parameter {
        span: fields.span,
        display: if kind == Kind::Prompt {
            fields.display(cx)
        } else {
            None
        },
        place: place(&mut fields, kind, cx),
        data_type: declared_type(&mut fields, kind, cx),
        description: description(&mut fields, kind, cx),
        required: required(&mut fields, kind, cx),
        pattern: if kind == Kind::Rest {
            fields.text(cx, "pattern")
        } else {
            None
        },
        value: value(&mut fields, kind, cx),
        mapping: mapping(&mut fields, kind, cx),
        schema: described::schema(&mut fields, cx, kind.what()),
        name,
    };
    fields.finish(cx);
    Some(parameter)
}

fn place(fields: &mut Fields<'_>, kind: Kind, cx: &mut Context<'_>) -> Option<Spanned<Place>> {
    const PLACES: [(&str, Place); 7] = [
        ("query", Place::Query),
        ("header", Place::Header),
        ("path", Place::Path),
        ("cookie", Place::Cookie),
        ("body", Place::Body),
        ("environment", Place::Environment),
        ("formData", Place::Form),
    ];
    if matches!(kind, Kind::Tool | Kind::Prompt) {
        return None;
    }
    if fields.node("in").is_none() {
        let diagnostic = Diagnostic::new(
            codes::PARAMETER_WITHOUT_PLACE,
            fields.span,
            format!("{} does not say where it goes: `in` is missing", kind.what()),
        );
        fields.tolerate(
            cx,
            diagnostic.help("it is taken for a path parameter if the path names it, else a query parameter"),
        );
    }
    let place = fields.choice(cx, "in", &PLACES)?;
    if place.value == Place::Form {
        cx.note(
            codes::PARAMETER_IN_FORM,
            place.span,
            "`in: formData` is not in the format: it is sent in a form",
        );
    }
    Some(place)
}

/// Said once a file for whatever published files add to consumed parameters.
const EXTRA: &str = "consumed parameters have only `in` and `value` in the format; `type`, `required` and `description` are used";

fn declared_type(fields: &mut Fields<'_>, kind: Kind, cx: &mut Context<'_>) -> Option<Spanned<DataType>> {
    match kind {
        Kind::Consumed => {
            fields.tolerated(cx, "type", codes::PARAMETER_EXTRA, EXTRA)?;
        }
        Kind::Prompt => return None,
        Kind::Rest | Kind::Tool => {
            fields.expected_text(cx, "type")?;
        }
    }
    described::data_type(fields, cx)
}

fn description(fields: &mut Fields<'_>, kind: Kind, cx: &mut Context<'_>) -> Option<Text> {
    match kind {
        Kind::Consumed => fields
            .tolerated(cx, "description", codes::PARAMETER_EXTRA, EXTRA)?
            .to_text(),
        Kind::Rest | Kind::Tool | Kind::Prompt => fields.expected_text(cx, "description"),
    }
}

fn required(fields: &mut Fields<'_>, kind: Kind, cx: &mut Context<'_>) -> Option<Spanned<bool>> {
    let node = match kind {
        Kind::Consumed => fields.tolerated(cx, "required", codes::PARAMETER_EXTRA, EXTRA),
        Kind::Rest => {
            let message = "inputs of REST operations have no `required` in the format; it is used";
            fields.tolerated(cx, "required", codes::REST_INPUT_REQUIRED, message)
        }
        Kind::Tool | Kind::Prompt => fields.node("required"),
    }?;
    // A list names the children that an object has to have, as in JSON Schema.
    if node.as_sequence().is_some() {
        None
    } else {
        fields.boolean(cx, "required")
    }
}

fn value(fields: &mut Fields<'_>, kind: Kind, cx: &mut Context<'_>) -> Option<Node> {
    if matches!(kind, Kind::Tool | Kind::Prompt) {
        return None;
    }
    let node = fields.node("value")?;
    if node.as_scalar().is_none() {
        cx.note(
            codes::PARAMETER_VALUE,
            node.head(),
            "the value of a parameter is a text in the format",
        );
    }
    Some(node.clone())
}

fn mapping(fields: &mut Fields<'_>, kind: Kind, cx: &mut Context<'_>) -> Option<Text> {
    if !matches!(kind, Kind::Rest | Kind::Tool) {
        return None;
    }
    let message =
        "inputs have no `mapping` in the format: it is taken for the parameter of the called operation";
    fields
        .tolerated(cx, "mapping", codes::INPUT_MAPPING, message)?
        .to_text()
}
