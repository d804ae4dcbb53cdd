//! Steps of an orchestration, and mappings of their outputs.

use super::context::{Context, Pattern};
use super::fields::Fields;
use super::named::{Form, Item};
use super::{Span, Text, With, with};
use crate::yaml::Node;

/// A step of an orchestration.
#[derive(Debug)]
pub(crate) struct Step {
    pub span: Span,
    pub name: Text,
    pub kind: StepKind,
}

/// The type of a step with its keys.
#[derive(Debug)]
pub(crate) enum StepKind {
    Call {
        call: Text,
        with: Vec<With>,
    },
    /// Selects the item of an earlier step's output whose field has a value.
    Lookup {
        index: Text,
        field: Text,
        value: Text,
        outputs: Vec<Text>,
    },
    Script {
        file: Text,
        language: Option<Text>,
        location: Option<Text>,
        dependencies: Vec<Text>,
        with: Vec<With>,
    },
}

/// An item of `mappings`.
#[derive(Debug)]
pub(crate) struct Mapping {
    pub span: Span,
    /// The name in the result. Dots create nested objects.
    pub target: Text,
    /// `$.step.field`.
    pub value: Text,
}

/// The languages of scripts.
pub(super) const LANGUAGES: [&str; 3] = ["javascript", "python", "groovy"];

/// Reads `steps` in the order of the file.
pub(super) fn steps(fields: &mut Fields<'_>, cx: &mut Context<'_>) -> Vec<Step> {
    let items = fields.named(cx, "steps", "a step", Form::Dialect);
    items.into_iter().filter_map(|item| step(item, cx)).collect()
}

fn step(item: Item<'_>, cx: &mut Context<'_>) -> Option<Step> {
    let name = item.required_name(cx);
    let mut fields = item.fields;
    let kind = kind(&mut fields, cx);
    let span = fields.span;
    fields.finish(cx);
    let name = name.inspect(|name| cx.check_name(name, Pattern::Kebab))?;
    Some(Step {
        span,
        name,
        kind: kind?,
    })
}

fn kind(fields: &mut Fields<'_>, cx: &mut Context<'_>) -> Option<StepKind> {
    if fields.node("type").is_none() {
        fields.missing(cx, "type");
    }
    let kinds: [(&str, Reader); 3] = [("call", call), ("lookup", lookup), ("script", script)];
    let declared = fields.choice(cx, "type", &kinds).map(|kind| kind.value);
    // The keys of a step without a type show its type, so that only the missing type is reported.
    let (call_like, lookup_like) = (fields.peek("call").is_some(), fields.peek("index").is_some());
    let reader = match (declared, call_like, lookup_like) {
        (Some(declared), _, _) => declared,
        (None, true, _) => call,
        (None, _, true) => lookup,
        _ if fields.peek("file").is_some() => script,
        _ => {
            fields.ignore_rest();
            return None;
        }
    };
    reader(fields, cx)
}

/// Reads the other keys of a step of one type.
type Reader = fn(&mut Fields<'_>, &mut Context<'_>) -> Option<StepKind>;

fn call(fields: &mut Fields<'_>, cx: &mut Context<'_>) -> Option<StepKind> {
    let call = fields.required_text(cx, "call");
    let with = with::with(fields, cx);
    Some(StepKind::Call { call: call?, with })
}

fn lookup(fields: &mut Fields<'_>, cx: &mut Context<'_>) -> Option<StepKind> {
    let index = fields.required_text(cx, "index");
    let field = fields.required_text(cx, "match");
    let value = fields.required_text(cx, "lookupValue");
    if fields.node("outputParameters").is_none() {
        fields.missing(cx, "outputParameters");
    }
    let outputs = fields.text_list(cx, "outputParameters");
    Some(StepKind::Lookup {
        index: index?,
        field: field?,
        value: value?,
        outputs,
    })
}

fn script(fields: &mut Fields<'_>, cx: &mut Context<'_>) -> Option<StepKind> {
    let file = fields.required_text(cx, "file");
    let language = fields.word(cx, "language", &LANGUAGES);
    let location = fields.file_location(cx, "location");
    let dependencies = fields.text_list(cx, "dependencies");
    let with = with::with(fields, cx);
    Some(StepKind::Script {
        file: file?,
        language,
        location,
        dependencies,
        with,
    })
}

/// Reads `mappings` in the order of the file.
pub(super) fn mappings(fields: &mut Fields<'_>, cx: &mut Context<'_>) -> Vec<Mapping> {
    let items = fields.list(cx, "mappings");
    items.iter().filter_map(|item| mapping(item, cx)).collect()
}

fn mapping(node: &Node, cx: &mut Context<'_>) -> Option<Mapping> {
    let mut fields = Fields::of(node, "a mapping", cx)?;
    let key = fields.dialect_key(cx, "targetName", "target");
    let target = fields.required_text(cx, key);
    let value = fields.required_text(cx, "value");
    let span = fields.span;
    fields.finish(cx);
    Some(Mapping {
        span,
        target: target?,
        value: value?,
    })
}
