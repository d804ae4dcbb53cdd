//! Lints: language and folder of scripts, in the step or as defaults of the control adapter.

use super::Checks;
use super::sites::sites;
use crate::diagnostic::codes;
use crate::spec::{Adapter, StepKind};

/// Checks every script step.
pub(super) fn check(checks: &mut Checks<'_>) {
    let (mut language, mut location) = (false, false);
    for adapter in checks.adapters() {
        let Adapter::Control(control) = adapter else {
            continue;
        };
        let management = control.management.as_ref();
        if let Some(scripting) = management.and_then(|management| management.scripting.as_ref()) {
            language |= scripting.default_language.is_some();
            location |= scripting.default_location.is_some();
        }
    }
    for site in sites(checks.document) {
        for step in &site.action.steps {
            let StepKind::Script {
                language: own_language,
                location: own_location,
                ..
            } = &step.kind
            else {
                continue;
            };
            let missing = match (
                language || own_language.is_some(),
                location || own_location.is_some(),
            ) {
                (true, true) => continue,
                (false, true) => "`language`",
                (true, false) => "`location`",
                (false, false) => "`language` and no `location`",
            };
            let message = format!("the script of the step `{}` has no {missing}", step.name);
            let help = "add it to the step, or as a default to `management.scripting` of a control adapter";
            checks.say(codes::SCRIPT_DEFAULTS, step.name.span, message, help);
        }
    }
}
