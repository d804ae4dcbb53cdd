//! Parameters of consumed APIs, and inputs of REST operations, tools, flows and prompts.

use super::context::{Context, Pattern};
use super::data_type;
use super::fields::{Fields, Form, Item, prose};
use super::keywords;
use crate::diagnostic::{Diagnostic, codes};
use crate::source::Spanned;
use crate::spec::{DataType, Keywords, Parameter, Place, Text};
use crate::yaml::Node;

/// The owner of a parameter, which decides which keys it has.
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

/// Creates the parameter of a placeholder, a required string.
pub(super) fn placeholder(name: Text) -> Parameter {
    Parameter {
        span: name.span,
        name,
        display: None,
        place: None,
        data_type: None,
        description: None,
        required: None,
        value: None,
        mapping: None,
        keywords: Keywords::default(),
    }
}

/// Reads the parameters of a key, and reports those without a name.
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
        let message = "missing `name` in a parameter; the parameter is ignored";
        let diagnostic = Diagnostic::new(codes::PARAMETER_WITHOUT_NAME, fields.span, message);
        fields.warn(cx, diagnostic.help("add `name: …`"));
        return None;
    };
    cx.check_name(&name, Pattern::Extended);
    let place = place(&mut fields, kind, cx);
    let data_type = declared_type(&mut fields, kind, cx);
    let parameter = Parameter {
        span: fields.span,
        display: if kind == Kind::Prompt {
            fields.title(cx)
        } else {
            None
        },
        place,
        data_type,
        description: description(&mut fields, kind, cx),
        required: required(&mut fields, kind, cx),
        value: value(&mut fields, kind, cx),
        mapping: mapping(&mut fields, kind, cx),
        keywords: keywords(&mut fields, kind, data_type, cx),
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
            format!(
                "missing key `in` in {}; it is sent in the path if the path has its placeholder, else in the query",
                kind.what()
            ),
        );
        fields.warn(cx, diagnostic.help("add `in: query`, or `in: path`"));
    }
    let place = fields.choice(cx, "in", &PLACES)?;
    if place.value == Place::Form {
        let message = "`in: formData` is an extension to the format; the parameter is sent as a form field";
        let diagnostic = Diagnostic::new(codes::PARAMETER_IN_FORM, place.span, message);
        cx.warn(diagnostic.help("use `body: {type: formUrlEncoded, data: {…}}`"));
    }
    Some(place)
}

/// The one message for the keys that published files add to consumed parameters, so that it is reported once per file.
const EXTRA: &str = "`type`, `required` and `description` of a consumed parameter are an extension to the format; they are used";

fn declared_type(fields: &mut Fields<'_>, kind: Kind, cx: &mut Context<'_>) -> Option<Spanned<DataType>> {
    match kind {
        Kind::Consumed => {
            fields.accept(cx, "type", codes::PARAMETER_EXTRA, EXTRA)?;
        }
        Kind::Prompt => return None,
        Kind::Rest | Kind::Tool => {
            fields.expected_text(cx, "type")?;
        }
    }
    data_type::data_type(fields, cx)
}

fn description(fields: &mut Fields<'_>, kind: Kind, cx: &mut Context<'_>) -> Option<Text> {
    match kind {
        Kind::Consumed => prose(fields.accept(cx, "description", codes::PARAMETER_EXTRA, EXTRA)?),
        Kind::Rest | Kind::Tool | Kind::Prompt => fields.expected_text(cx, "description"),
    }
}

fn required(fields: &mut Fields<'_>, kind: Kind, cx: &mut Context<'_>) -> Option<Spanned<bool>> {
    let node = match kind {
        Kind::Consumed => fields.accept(cx, "required", codes::PARAMETER_EXTRA, EXTRA),
        Kind::Rest => {
            let message = "`required` of a REST input is an extension to the format; it is used";
            fields.accept(cx, "required", codes::REST_INPUT_REQUIRED, message)
        }
        Kind::Tool | Kind::Prompt => fields.node("required"),
    }?;
    // A list has the names of required fields of an object, as in JSON Schema.
    if node.as_sequence().is_some() {
        None
    } else {
        fields.boolean(cx, "required")
    }
}

fn keywords(
    fields: &mut Fields<'_>,
    kind: Kind,
    data_type: Option<Spanned<DataType>>,
    cx: &mut Context<'_>,
) -> Keywords {
    let data_type = data_type.map(|data_type| data_type.value);
    if matches!(kind, Kind::Consumed | Kind::Prompt) {
        keywords::without_effect(fields, cx, kind.what(), data_type);
        return Keywords::default();
    }
    // The format has this one for REST.
    let pattern = if kind == Kind::Rest {
        fields.text(cx, "pattern")
    } else {
        None
    };
    // An input without a type is a string.
    let data_type = data_type.unwrap_or(DataType::String);
    let mut keywords = keywords::of_input(fields, cx, kind.what(), Some(data_type));
    keywords.extend(pattern.map(|pattern| ("pattern".to_owned(), pattern.value.into())));
    keywords
}

fn value(fields: &mut Fields<'_>, kind: Kind, cx: &mut Context<'_>) -> Option<Node> {
    if matches!(kind, Kind::Tool | Kind::Prompt) {
        return None;
    }
    let node = fields.node("value")?;
    if node.as_scalar().is_none() {
        let message = "`value` of a parameter must be a string; it is sent as JSON";
        let diagnostic = Diagnostic::new(codes::PARAMETER_VALUE, node.head(), message);
        cx.warn(diagnostic.help("write the JSON as a string in quotes"));
    }
    Some(node.clone())
}

fn mapping(fields: &mut Fields<'_>, kind: Kind, cx: &mut Context<'_>) -> Option<Text> {
    if !matches!(kind, Kind::Rest | Kind::Tool) {
        return None;
    }
    let (key, node) = fields.extension("mapping", codes::INPUT_MAPPING)?;
    let message = "`mapping` of an input is an extension to the format; it is read as the parameter's name";
    let diagnostic = Diagnostic::new(codes::INPUT_MAPPING, key.span, message);
    let parameter = node.as_str().unwrap_or("…");
    cx.warn(diagnostic.help(format!("write `with: {{{parameter}: <namespace>.<input>}}`")));
    node.to_text()
}
