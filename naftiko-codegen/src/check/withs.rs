//! Lints: values of `with` that look like references and are literals.

use super::Checks;
use super::sites::Site;
use crate::diagnostic::codes;
use crate::diagnostic::excerpt;
use crate::index::is_caller;
use crate::spec::{StepKind, Text, With};
use crate::spelling;
use crate::template::{self, Notation};

/// Checks `with` of a site and of its steps.
pub(super) fn prefixes(checks: &mut Checks<'_>, site: &Site<'_>) {
    let Some(namespace) = site.namespace else { return };
    pairs(checks, namespace, &site.action.with);
    for step in &site.action.steps {
        if let StepKind::Call { with, .. } | StepKind::Script { with, .. } = &step.kind {
            pairs(checks, namespace, with);
        }
    }
}

fn pairs(checks: &mut Checks<'_>, namespace: &str, with: &[With]) {
    for pair in with {
        let Some(whole) = pair.value.to_text() else {
            continue;
        };
        closed(checks, &whole, Notation::Double);
        let text = whole.as_str();
        let Some((prefix, name)) = text.split_once('.') else {
            continue;
        };
        let is_word = |part: &str| {
            !part.is_empty()
                && part
                    .chars()
                    .all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '$' | '.'))
        };
        if prefix == namespace || is_caller(prefix) || prefix == "env" || !is_word(prefix) || !is_word(name) {
            continue;
        }
        let misspelt = spelling::nearest(prefix, [namespace]).is_some();
        if misspelt || checks.namespaces.contains(prefix) {
            let message = format!("unknown namespace `{prefix}`; `{text}` is sent as a literal");
            let help = format!("write `{namespace}.{name}`");
            checks.say(codes::PREFIX_UNKNOWN, pair.value.span, message, help);
        }
    }
}

/// Reports a placeholder without its closing brace.
pub(super) fn closed(checks: &mut Checks<'_>, text: &Text, notation: Notation) {
    if template::parse(&text.value, notation).open {
        let message = format!(
            "unclosed placeholder in `{}`; it is read as text",
            excerpt(&text.value)
        );
        checks.say(codes::TEMPLATE_OPEN, text.span, message, notation.help());
    }
}
