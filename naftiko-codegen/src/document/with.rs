//! What an exposed thing does: `call`, `ref`, `steps`, `with`, `mappings`, `outputParameters`.

use super::context::Context;
use super::fields::Fields;
use super::{Mapping, Output, Step, Text, outputs, steps};
use crate::diagnostic::codes;
use crate::yaml::Node;

/// What a REST operation, tool, MCP resource or flow does.
#[derive(Debug, Default)]
pub(crate) struct Action {
    /// `namespace.operation`.
    pub call: Option<Text>,
    /// `aggregate.flow`.
    pub reference: Option<Text>,
    pub with: Vec<With>,
    /// In the order of execution.
    pub steps: Vec<Step>,
    pub mappings: Vec<Mapping>,
    pub outputs: Vec<Output>,
}

/// A pair of `with`.
#[derive(Debug)]
pub(crate) struct With {
    /// Parameter of the target.
    pub name: Text,
    /// Reference, template or constant; rarely a list or a map. Never null.
    pub value: Node,
}

/// Everything that says what the object does.
pub(super) fn action(fields: &mut Fields<'_>, cx: &mut Context<'_>) -> Action {
    Action {
        call: fields.text(cx, "call"),
        reference: fields.text(cx, "ref"),
        with: with(fields, cx),
        steps: steps::steps(fields, cx),
        mappings: steps::mappings(fields, cx),
        outputs: outputs::outputs(fields, cx, outputs::Kind::Exposed),
    }
}

impl Action {
    /// Whether the object does nothing: no call, reference, steps, or outputs to make up.
    pub(super) fn is_empty(&self) -> bool {
        self.call.is_none() && self.reference.is_none() && self.steps.is_empty() && self.outputs.is_empty()
    }
}

/// `with`.
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
        let message = "values of `with` are texts or numbers in the format; this one is passed on as it is";
        cx.note(codes::WITH_VALUE, value.head(), message);
    }
    With {
        name: name.clone(),
        value: value.clone(),
    }
}
