//! Values of `with` that look like references and are texts.

use super::Checks;
use super::sites::Site;
use crate::diagnostic::codes;
use crate::document::{Adapter, Aggregate, StepKind, Text, With};
use crate::resolve::binds::is_caller;
use crate::suggest;

/// Looks at the `with` of a site and of its steps.
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
        let Some(text) = pair.value.as_str() else { continue };
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
        let misspelt = suggest::nearest(prefix, [namespace]).is_some();
        if misspelt || is_other(checks, prefix) {
            let message = format!("`{prefix}` is not the namespace here: `{text}` is passed on as a text");
            let help = format!("did you mean `{namespace}.{name}`?");
            checks.say(codes::PREFIX_UNKNOWN, pair.value.span, message, help);
        }
    }
}

/// Whether something else of the document has this namespace.
fn is_other(checks: &Checks<'_>, name: &str) -> bool {
    let adapter = |adapter: &Adapter| adapter.name().is_some_and(|namespace| namespace.value == name);
    let aggregate = |aggregate: &Aggregate| {
        let namespace = aggregate.namespace.as_ref();
        namespace.map(Text::as_str) == Some(name)
    };
    checks.adapters().any(adapter)
        || checks.aggregates().any(aggregate)
        || checks.apis().any(|api| api.namespace.value == name)
}
