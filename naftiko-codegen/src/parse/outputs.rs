//! Outputs of consumed operations, adapters, flows and mocks.

use super::context::Context;
use super::data_type;
use super::fields::{Fields, Form, Item, prose};
use super::keywords;
use crate::diagnostic::{Diagnostic, codes};
use crate::source::Spanned;
use crate::spec::{DataType, Output, Text};
use crate::yaml::Node;

/// The owner of an output, which decides which keys it has.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Consumed,
    /// An operation, tool or MCP resource of an adapter, or a flow.
    Exposed,
}

impl Kind {
    fn what(self) -> &'static str {
        if self == Self::Consumed {
            "an output of a consumed operation"
        } else {
            "an output"
        }
    }
}

/// Reads `outputParameters`.
pub(super) fn outputs(fields: &mut Fields<'_>, cx: &mut Context<'_>, kind: Kind) -> Vec<Output> {
    let form = if kind == Kind::Consumed {
        Form::Dialect
    } else {
        Form::Either
    };
    if let Some(single) = fields.node("outputParameters").filter(|node| is_output(node)) {
        let message = format!(
            "expected several outputs for `outputParameters`, found {}",
            kind.what()
        );
        let diagnostic = Diagnostic::new(codes::WRONG_TYPE, single.head(), message);
        let help = match kind {
            Kind::Consumed => "write the name of the output before its keys: `name: {type: …}`",
            Kind::Exposed => "write the output as the item of a list, with `- ` before `type`",
        };
        fields.report(cx, diagnostic.help(help));
        return Vec::new();
    }
    let items = fields.named(cx, "outputParameters", kind.what(), form);
    items.into_iter().map(|item| output(item, kind, cx)).collect()
}

/// Returns whether a node is one output, and not a map of names to outputs.
fn is_output(node: &Node) -> bool {
    node.get("type").is_some_and(|kind| kind.as_scalar().is_some())
}

fn output(item: Item<'_>, kind: Kind, cx: &mut Context<'_>) -> Output {
    let Item { name, mut fields } = item;
    let data_type = data_type(&mut fields, cx);
    let exposed = kind == Kind::Exposed;
    if !exposed {
        fields.rename(cx, "value", "mapping", codes::OUTPUT_MAPPING);
    }
    let output = Output {
        span: fields.span,
        name,
        data_type,
        description: description(&mut fields, cx),
        mapping: if exposed { fields.text(cx, "mapping") } else { None },
        value: fields.node("value").cloned(),
        constant: if exposed {
            fields.node("const").cloned()
        } else {
            None
        },
        properties: if exposed {
            properties(&mut fields, cx)
        } else {
            None
        },
        items: if exposed { items(&mut fields, cx) } else { None },
    };
    let data_type = output.data_type.map(|data_type| data_type.value);
    keywords::without_effect(&mut fields, cx, kind.what(), data_type);
    if exposed {
        check_shape(&output, &fields, cx);
    }
    fields.finish(cx);
    output
}

fn data_type(fields: &mut Fields<'_>, cx: &mut Context<'_>) -> Option<Spanned<DataType>> {
    fields.expected_text(cx, "type")?;
    let data_type = data_type::data_type(fields, cx)?;
    if data_type.value == DataType::Integer {
        let message = "`type: integer` of an output is an extension to the format; it is used";
        cx.warn_at(codes::EXTENSION_TYPE, data_type.span, message);
    }
    Some(data_type)
}

fn description(fields: &mut Fields<'_>, cx: &mut Context<'_>) -> Option<Text> {
    let message = "`description` of an output is an extension to the format; it is used";
    prose(fields.accept(cx, "description", codes::OUTPUT_DESCRIPTION, message)?)
}

fn properties(fields: &mut Fields<'_>, cx: &mut Context<'_>) -> Option<Vec<Output>> {
    fields.node("properties")?;
    let items = fields.named(cx, "properties", "a property", Form::Either);
    Some(
        items
            .into_iter()
            .map(|item| output(item, Kind::Exposed, cx))
            .collect(),
    )
}

/// Reads `items`: the element itself, or a list or map of its fields.
fn items(fields: &mut Fields<'_>, cx: &mut Context<'_>) -> Option<Box<Output>> {
    let node = fields.node("items")?;
    if is_output(node) {
        let fields = Fields::of(node, Kind::Exposed.what(), cx)?;
        return Some(Box::new(output(Item { name: None, fields }, Kind::Exposed, cx)));
    }
    let listed = fields.named(cx, "items", "a field of an element", Form::Either);
    let mut outputs: Vec<_> = listed
        .into_iter()
        .map(|item| output(item, Kind::Exposed, cx))
        .collect();
    if outputs.len() == 1 && outputs.iter().all(|output| output.name.is_none()) {
        return outputs.pop().map(Box::new);
    }
    let element = Output {
        span: node.head(),
        name: None,
        data_type: Some(Spanned::new(DataType::Object, node.head())),
        description: None,
        mapping: None,
        value: None,
        constant: None,
        properties: Some(outputs),
        items: None,
    };
    Some(Box::new(element))
}

/// Reports an output with both `mapping` and `value`, and an object or array without fields.
fn check_shape(output: &Output, fields: &Fields<'_>, cx: &mut Context<'_>) {
    if let (Some(_), Some(value)) = (&output.mapping, &output.value) {
        let message = "an output has both `mapping` and `value`; the `value` is used";
        let diagnostic = Diagnostic::new(codes::VALUE_FORM, value.span, message);
        fields.warn(cx, diagnostic.help("remove `mapping` or `value`"));
    }
    let open = match output.data_type.map(|found| found.value) {
        Some(DataType::Object) => output.properties.is_none(),
        Some(DataType::Array) => output.items.is_none(),
        _ => false,
    };
    if open {
        let message = "an output of type `object` needs `properties`, an `array` needs `items`";
        let diagnostic = Diagnostic::new(codes::OUTPUT_WITHOUT_SHAPE, output.span, message);
        fields.warn(
            cx,
            diagnostic.help("add `properties` or `items`; without them, the value is relayed unchanged"),
        );
    }
}
