//! Outputs: what a response carries, and how answers are made of it.

use super::clients::Shapes;
use super::context::Context;
use super::drafts::value_type;
use super::json_path::{self, JsonPath, Step};
use crate::diagnostic::{Diagnostic, Diagnostics, codes};
use crate::document::{ConsumedOperation, Output as Declared, Text};
use crate::model::{self, Binary, Field, Operation, Output, Path, Payload, Read, ReadKind, Shape, ValueType};
use crate::names::Scope;

/// Gives an operation's response the shape that its named outputs describe.
pub(super) fn payload(
    context: &mut Context<'_>,
    declared: &ConsumedOperation,
    operation: &mut Operation,
    shapes: &mut Shapes,
) {
    if operation.payload != Payload::Json {
        return;
    }
    let mut reads = Vec::new();
    for output in &declared.outputs {
        let Some(name) = &output.name else { continue };
        let Some(text) = output
            .value
            .as_ref()
            .or(output.constant.as_ref())
            .and_then(crate::yaml::Node::to_text)
            .or_else(|| output.mapping.clone())
        else {
            continue;
        };
        let kind = ReadKind::Value(
            output
                .data_type
                .as_ref()
                .map_or(ValueType::Any, |kind| value_type(kind.value)),
        );
        if let Some(read) = compiled(&text, kind, true, context.diagnostics) {
            reads.push((name, read, text.span));
        }
    }
    if reads.is_empty() || matches!(reads.as_slice(), [(_, read, _)] if read.path.is_empty()) {
        return;
    }
    let mut idents = Scope::locals();
    let mut fields: Vec<Field> = Vec::new();
    for (name, read, span) in reads {
        if fields.iter().any(|field| field.name == name.value) {
            let message = format!("the output `{}` is declared twice", name.value);
            context.diagnostics.push(
                Diagnostic::new(codes::PARAMETER_DUPLICATE, span, message).help("remove one of the two"),
            );
            continue;
        }
        fields.push(Field {
            name: name.value.clone(),
            ident: idents.assign(&name.value),
            read,
        });
    }
    let description = format!("What `{}` answers.", operation.id);
    let shape = Shape {
        type_name: String::new(),
        description,
        fields,
        written: false,
    };
    operation.payload = Payload::Shape(shapes.add(&format!("{}-output", operation.name), shape));
}

/// How an exposed operation answers from a response.
pub(super) fn exposed(
    outputs: &[Declared],
    payload: &Payload,
    name: &str,
    shapes: &mut Shapes,
    diagnostics: &mut Diagnostics,
) -> Output {
    if *payload == Payload::Binary {
        binary(outputs, diagnostics);
        return Output::Binary(Binary::default());
    }
    let Some(output) = outputs.first() else {
        return Output::Relay;
    };
    let named = outputs.len() > 1 && outputs.iter().all(|output| output.name.is_some());
    if named && payload.is_json() {
        let message = "outputs of a call have no names in the format: these are the fields of one object";
        let finding = Diagnostic::new(codes::OUTPUTS_NAMED, output.span, message);
        diagnostics.push_once(finding.help("write one output of type `object` with these `properties`"));
        let shape = shape(outputs, &format!("{name}-result"), shapes, diagnostics);
        return nested(None, ReadKind::Shape(shape), diagnostics).map_or(Output::Relay, Output::Mapped);
    }
    if let Some(second) = outputs.get(1) {
        let message = "only the first of several outputs is generated";
        diagnostics.push(
            Diagnostic::new(codes::NOT_GENERATED, second.span, message)
                .related(output.span, "this one")
                .help("make them the `properties` of one object"),
        );
    }
    if !payload.is_json() {
        return Output::Relay;
    }
    match read(output, &format!("{name}-result"), shapes, diagnostics) {
        Some(read) if read.is_identity() => Output::Relay,
        Some(read) => Output::Mapped(read),
        None => Output::Relay,
    }
}

/// Nothing can be mapped of bytes.
fn binary(outputs: &[Declared], diagnostics: &mut Diagnostics) {
    let whole = |output: &Declared| {
        let path = output.mapping.as_ref().map(Text::as_str);
        output.properties.is_none()
            && output.items.is_none()
            && path.is_none_or(|path| matches!(path, "$" | "$."))
    };
    if let Some(output) = outputs.iter().find(|output| !whole(output)) {
        let message = "the called operation answers with bytes, of which nothing can be mapped";
        let finding = Diagnostic::new(codes::BINARY_MAPPED, output.span, message);
        diagnostics.push(finding.help("remove the outputs: the bytes are passed on as they are"));
    }
}

fn read(output: &Declared, name: &str, shapes: &mut Shapes, diagnostics: &mut Diagnostics) -> Option<Read> {
    if let Some(value) = output.value.as_ref().or(output.constant.as_ref())
        && !value.as_str().is_some_and(|text| text.starts_with('$'))
    {
        return Some(Read {
            path: Path::new(),
            required: true,
            kind: ReadKind::Constant(value.to_json()),
        });
    }
    let path = output
        .mapping
        .clone()
        .or_else(|| output.value.as_ref().and_then(crate::yaml::Node::to_text));
    if let Some(properties) = &output.properties {
        let shape = shape(properties, name, shapes, diagnostics);
        return nested(path.as_ref(), ReadKind::Shape(shape), diagnostics);
    }
    if let Some(items) = &output.items {
        let item = read(items, &format!("{name}-item"), shapes, diagnostics)?;
        return nested(path.as_ref(), ReadKind::List(Box::new(item)), diagnostics);
    }
    let kind = ReadKind::Value(
        output
            .data_type
            .as_ref()
            .map_or(ValueType::Any, |kind| value_type(kind.value)),
    );
    match &path {
        Some(path) => compiled(path, kind, false, diagnostics),
        None => Some(Read {
            path: Path::new(),
            required: false,
            kind,
        }),
    }
}

/// A read of a part: what shares its parent's node is always there.
fn nested(path: Option<&Text>, kind: ReadKind, diagnostics: &mut Diagnostics) -> Option<Read> {
    let mut read = match path {
        Some(path) => compiled(path, kind, false, diagnostics)?,
        None => Read {
            path: Path::new(),
            required: false,
            kind,
        },
    };
    if read.path.is_empty() && matches!(read.kind, ReadKind::Shape(_)) {
        read.required = true;
    }
    Some(read)
}

fn shape(properties: &[Declared], name: &str, shapes: &mut Shapes, diagnostics: &mut Diagnostics) -> usize {
    let mut idents = Scope::locals();
    let mut fields: Vec<Field> = Vec::new();
    for property in properties {
        let Some(key) = property.name.as_ref().map(|name| name.value.clone()) else {
            continue;
        };
        let Some(read) = read(property, &format!("{name}-{key}"), shapes, diagnostics) else {
            continue;
        };
        fields.push(Field {
            ident: idents.assign(&key),
            name: key,
            read,
        });
    }
    let description = "A part of an answer, as the spec maps it.".to_owned();
    shapes.add(
        name,
        Shape {
            type_name: String::new(),
            description,
            fields,
            written: true,
        },
    )
}

/// Compiles a path; wildcards become lists. Nothing when it cannot be, which has been reported.
fn compiled(text: &Text, kind: ReadKind, required: bool, diagnostics: &mut Diagnostics) -> Option<Read> {
    match json_path::parse(&text.value) {
        Ok(JsonPath::Steps(steps)) => Some(lists(&steps, kind, required)),
        Ok(JsonPath::Query(query)) => {
            diagnostics.push_once(json_path::needs_feature(text));
            Some(queried(query, kind, required))
        }
        Err(invalid) => {
            let help = "for example `$.data[0].id`, or `$` for the whole document";
            diagnostics.push(invalid.finding(text, help));
            None
        }
    }
}

/// What a path of RFC 9535 leads to: all of it as a list, or without a type; otherwise the first of it.
fn queried(query: String, kind: ReadKind, required: bool) -> Read {
    let kind = match kind {
        ReadKind::Value(ValueType::Array | ValueType::Any) => ReadKind::List(Box::new(Read {
            path: Path::new(),
            required,
            kind: ReadKind::Value(ValueType::Any),
        })),
        kind => kind,
    };
    Read {
        path: vec![model::Step::Query(query)],
        required,
        kind,
    }
}

fn lists(steps: &[Step], kind: ReadKind, required: bool) -> Read {
    let each = steps.iter().position(|step| *step == Step::Each);
    let Some(each) = each else {
        return Read {
            path: path(steps),
            required,
            kind,
        };
    };
    let (before, after) = (
        steps.get(..each).unwrap_or_default(),
        steps.get(each + 1..).unwrap_or_default(),
    );
    // `$.items[*].name` typed as an array is the list of names: the array is what the wildcard makes.
    let element = match kind {
        ReadKind::Value(ValueType::Array) => ReadKind::Value(ValueType::Any),
        ReadKind::List(item) if after.iter().all(|step| *step != Step::Each) => {
            let mut item = *item;
            let mut prefix = path(after);
            prefix.append(&mut item.path);
            item.path = prefix;
            return Read {
                path: path(before),
                required,
                kind: ReadKind::List(Box::new(item)),
            };
        }
        kind => kind,
    };
    Read {
        path: path(before),
        required,
        kind: ReadKind::List(Box::new(lists(after, element, required))),
    }
}

fn path(steps: &[Step]) -> Path {
    let step = |step: &Step| match step {
        Step::Key(key) => Some(model::Step::Key(key.clone())),
        Step::Index(index) => Some(model::Step::Index(*index)),
        Step::FromEnd(place) => Some(model::Step::FromEnd(*place)),
        Step::Each => None,
    };
    steps.iter().filter_map(step).collect()
}
