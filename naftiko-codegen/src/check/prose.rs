//! Lints: scripts in descriptions.

use super::Checks;
use crate::diagnostic::codes;
use crate::spec::{Adapter, Text};

/// Checks every description.
pub(super) fn check(checks: &mut Checks<'_>) {
    if let Some(info) = &checks.document.info {
        active(checks, info.name.as_ref());
        active(checks, info.description.as_ref());
    }
    for api in checks.apis() {
        active(checks, api.description.as_ref());
        for resource in &api.resources {
            active(checks, resource.about.description.as_ref());
            for operation in &resource.operations {
                active(checks, operation.about.description.as_ref());
            }
        }
    }
    for adapter in checks.adapters() {
        match adapter {
            Adapter::Rest(adapter) => {
                active(checks, adapter.description.as_ref());
                for resource in &adapter.resources {
                    active(checks, resource.about.description.as_ref());
                    for operation in &resource.operations {
                        active(checks, operation.about.description.as_ref());
                    }
                }
            }
            Adapter::Mcp(adapter) => {
                active(checks, adapter.description.as_ref());
                for tool in &adapter.tools {
                    active(checks, tool.about.description.as_ref());
                }
            }
            Adapter::Skill(adapter) => {
                active(checks, adapter.description.as_ref());
                for skill in &adapter.skills {
                    active(checks, skill.description.as_ref());
                }
            }
            Adapter::Control(_) => {}
        }
    }
}

/// Checks a rule of the format: descriptions are shown as Markdown and have no scripts.
fn active(checks: &mut Checks<'_>, text: Option<&Text>) {
    let Some(text) = text else { return };
    let lower = text.value.to_ascii_lowercase();
    let what = if lower.contains("<script") {
        "a `<script>` tag"
    } else if lower.contains("eval(") {
        "a call to `eval`"
    } else {
        return;
    };
    let message = format!("a description has {what}");
    checks.say(codes::ACTIVE_TEXT, text.span, message, "remove it");
}
