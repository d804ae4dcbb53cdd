//! Actions: `call`, `ref`, `steps`, `with`, `mappings` and outputs.

use super::context::{Context, Pattern};
use super::fields::{Fields, Form, Item};
use super::outputs;
use crate::diagnostic::{Diagnostic, codes};
use crate::spec::{Action, Mapping, Step, StepKind, Text, With};
use crate::yaml::Node;

/// Reads the keys of an action.
pub(super) fn action(fields: &mut Fields<'_>, cx: &mut Context<'_>) -> Action {
    Action {
        call: fields.text(cx, "call"),
        reference: fields.text(cx, "ref"),
        lists_inputs: fields.peek("inputParameters").is_some(),
        with: with(fields, cx),
        steps: steps(fields, cx),
        mappings: mappings(fields, cx),
        outputs: outputs::outputs(fields, cx, outputs::Kind::Exposed),
    }
}

/// Reads `with`.
pub(super) fn with(fields: &mut Fields<'_>, cx: &mut Context<'_>) -> Vec<With> {
    let Some(node) = fields.node("with") else {
        return Vec::new();
    };
    let Some(entries) = node.as_mapping() else {
        fields.wrong_type(cx, "with", node, "a map");
        return Vec::new();
    };
    let pairs = entries.iter().filter(|(_, value)| !value.is_null());
    pairs.map(|(name, value)| pair(name, value, cx)).collect()
}

fn pair(name: &Text, value: &Node, cx: &mut Context<'_>) -> With {
    if value.as_scalar().is_none() || value.as_bool().is_some() {
        let message = "a value of `with` must be a string or number; it is sent as JSON";
        let diagnostic = Diagnostic::new(codes::WITH_VALUE, value.head(), message);
        cx.warn(diagnostic.help("write the value as a string in quotes"));
    }
    With {
        name: name.clone(),
        value: value.clone(),
    }
}

/// The languages of scripts.
pub(super) const LANGUAGES: [&str; 3] = ["javascript", "python", "groovy"];

/// Reads `steps` in the order of the file.
pub(super) fn steps(fields: &mut Fields<'_>, cx: &mut Context<'_>) -> Vec<Step> {
    let items = fields.named(cx, "steps", "a step", Form::Dialect);
    items.into_iter().filter_map(|item| step(item, cx)).collect()
}

fn step(item: Item<'_>, cx: &mut Context<'_>) -> Option<Step> {
    let (name, mut fields) = item.with_required_name(cx);
    control_flow(&mut fields, cx);
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

/// Keys and types of steps that other formats have, for conditions, loops and errors.
const CONTROL_FLOW: [&str; 16] = [
    "catch",
    "condition",
    "for-each",
    "forEach",
    "foreach",
    "if",
    "loop",
    "on-error",
    "onError",
    "parallel",
    "repeat",
    "retry",
    "switch",
    "until",
    "when",
    "while",
];

/// Reports keys for conditions, loops and errors, which the format does not have.
fn control_flow(fields: &mut Fields<'_>, cx: &mut Context<'_>) {
    let declared = fields.peek("type").and_then(|(_, node)| node.to_text());
    let declared = declared.filter(|text| CONTROL_FLOW.contains(&text.as_str()));
    if let Some(declared) = &declared {
        report_control_flow(declared, fields, cx);
        fields.ignore_rest();
    }
    for key in CONTROL_FLOW {
        if let Some(span) = fields.key_span(key) {
            fields.mark_known(key);
            report_control_flow(&Text::new(key.to_owned(), span), fields, cx);
        }
    }
}

fn report_control_flow(key: &Text, fields: &Fields<'_>, cx: &mut Context<'_>) {
    let message = format!("`{key}` of a step is not in the format; it is ignored");
    let diagnostic = Diagnostic::new(codes::CONTROL_FLOW, key.span, message);
    let help = "remove it; steps run in their order, and a failing step ends the operation";
    fields.warn(cx, diagnostic.help(help));
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
    let with = with(fields, cx);
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
    let with = with(fields, cx);
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
