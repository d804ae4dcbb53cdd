//! Body parameters next to a `body`: those in its templates are used, the others are not sent.

use std::collections::HashSet;

use super::context::Context;
use crate::diagnostic::{Diagnostic, codes};
use crate::spec::{self, BodyKind, Parameter, Place};
use crate::spelling::folded;
use crate::template::{self, Notation};
use crate::yaml::{Kind, Node};

/// Returns whether a body parameter is next to a `body` that does not use it, and reports it. Only `body` is sent.
pub(super) fn beside(
    context: &mut Context<'_>,
    parameter: &Parameter,
    holes: Option<&HashSet<String>>,
) -> bool {
    let place = parameter.place.map(|place| place.value);
    let Some(holes) = holes.filter(|_| matches!(place, Some(Place::Body | Place::Form))) else {
        return false;
    };
    let name = &parameter.name;
    let used = holes.contains(&folded(name.as_str()));
    if !used {
        let message = format!("body parameter `{name}` is not used in `body`; it is not sent");
        let diagnostic = Diagnostic::new(codes::INPUT_UNUSED, name.span, message);
        let help = format!("write `{{{{{name}}}}}` in `body`, or remove the parameter");
        context.diagnostics.push_alike(diagnostic.help(help));
    }
    !used
}

/// Returns the names in the templates of a body, without case and punctuation; `None` if the body consists of parameters.
pub(super) fn holes(body: &spec::Body) -> Option<HashSet<String>> {
    let mut names = HashSet::new();
    match &body.kind {
        BodyKind::Json(None) => return None,
        BodyKind::Multipart(parts) if parts.is_empty() => return None,
        BodyKind::Multipart(parts) => {
            for part in parts {
                collect(&part.value, &mut names);
                if let Some(name) = &part.filename {
                    collect_text(&name.value, &mut names);
                }
            }
        }
        BodyKind::Json(Some(node)) => collect(node, &mut names),
        BodyKind::Raw(text) | BodyKind::FormText(text) => collect_text(&text.value, &mut names),
        BodyKind::Text { data, .. } => collect_text(&data.as_ref()?.value, &mut names),
        BodyKind::Form(pairs) => pairs.iter().for_each(|(_, value)| collect(value, &mut names)),
    }
    Some(names)
}

fn collect(node: &Node, names: &mut HashSet<String>) {
    match &node.kind {
        Kind::Sequence(items) => items.iter().for_each(|item| collect(item, names)),
        Kind::Mapping(entries) => entries.iter().for_each(|(_, value)| collect(value, names)),
        Kind::Scalar(scalar) => collect_text(&scalar.text, names),
        Kind::Null => {}
    }
}

/// Collects the names in a template, with and without their prefix (`tools.`).
fn collect_text(text: &str, names: &mut HashSet<String>) {
    for name in template::names(text, Notation::Double) {
        names.extend(name.split_once('.').map(|(_, rest)| folded(rest)));
        names.insert(folded(&name));
    }
}
