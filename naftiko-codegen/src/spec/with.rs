//! Actions: `call`, `ref`, `steps`, `with`, `mappings`, `outputParameters`.

use super::context::Context;
use super::fields::Fields;
use super::{Mapping, Output, Step, Text, outputs, steps};
use crate::diagnostic::{Diagnostic, codes};
use crate::yaml::Node;

/// The action of a REST operation, tool, MCP resource or flow.
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

/// An entry of `with`.
#[derive(Debug)]
pub(crate) struct With {
    /// The parameter of the call target.
    pub name: Text,
    /// A reference, template or constant; rarely a list or a map. Never null.
    pub value: Node,
}

/// Reads the keys of an action.
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
    /// Returns whether the action has no call, reference, steps or outputs.
    pub(super) fn is_empty(&self) -> bool {
        self.call.is_none() && self.reference.is_none() && self.steps.is_empty() && self.outputs.is_empty()
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
