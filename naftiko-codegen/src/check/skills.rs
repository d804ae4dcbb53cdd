//! Lints: skills against the rules of Agent Skills, and their files against the spec.

use super::Checks;
use crate::diagnostic::{Diagnostic, codes};
use crate::skill_format::{MAIN_FILE, MAX_COMPATIBILITY, MAX_DESCRIPTION, is_name, name_of};
use crate::spec::{Adapter, Skill, Text};
use crate::yaml::Node;

/// Checks every skill.
pub(super) fn check(checks: &mut Checks<'_>) {
    for adapter in checks.adapters() {
        let Adapter::Skill(adapter) = adapter else {
            continue;
        };
        for skill in &adapter.skills {
            name(checks, &skill.name);
            length(checks, "description", skill.description.as_ref(), MAX_DESCRIPTION);
            length(
                checks,
                "compatibility",
                skill.compatibility.as_ref(),
                MAX_COMPATIBILITY,
            );
            instructions(checks, skill);
            if let Some(front_matter) = &skill.front_matter {
                written(checks, skill, front_matter);
            }
        }
    }
}

/// Checks a name whose characters the format of specs allows; others are already reported.
fn name(checks: &mut Checks<'_>, name: &Text) {
    let is_reported = name.value.is_empty()
        || name
            .value
            .contains(|character: char| !character.is_ascii_alphanumeric() && character != '-');
    if is_reported || is_name(&name.value) {
        return;
    }
    let message = format!("skill name `{name}` breaks the rules of Agent Skills; agents reject the skill");
    let help = format!(
        "use up to 64 small letters, digits and single `-` between them: `{}`",
        name_of(&name.value)
    );
    checks.say(codes::SKILL_FORMAT, name.span, message, help);
}

fn length(checks: &mut Checks<'_>, key: &str, text: Option<&Text>, most: usize) {
    let Some(text) = text else { return };
    let length = text.value.chars().count();
    if length > most {
        let message =
            format!("`{key}` of a skill has {length} characters, more than {most}; agents get its start");
        checks.say(
            codes::SKILL_FORMAT,
            text.span,
            message,
            format!("shorten `{key}`"),
        );
    }
}

/// Checks the files that tools name, where the folder is read.
fn instructions(checks: &mut Checks<'_>, skill: &Skill) {
    let Some(files) = &skill.files else { return };
    for instruction in skill.tools.iter().filter_map(|tool| tool.instruction.as_ref()) {
        let path = instruction.value.trim_start_matches("./");
        if files.iter().any(|file| file.path == path) {
            continue;
        }
        let message = format!("skill `{}` has no file `{instruction}`", skill.name);
        let help = "add the file to the folder of the skill, or correct the path, which is relative to it";
        checks.say(codes::SKILL_INSTRUCTION, instruction.span, message, help);
    }
}

/// Compares the author's file with the spec. Agents read the file; the catalogue has the texts of the spec.
fn written(checks: &mut Checks<'_>, skill: &Skill, front_matter: &Node) {
    let keys = [
        ("name", Some(&skill.name)),
        ("description", skill.description.as_ref()),
    ];
    for (key, declared) in keys {
        let found = front_matter.get(key).and_then(Node::to_text);
        let Some(found) = found else {
            let message = format!(
                "missing `{key}` in `{MAIN_FILE}` of skill `{}`; agents reject the skill",
                skill.name
            );
            checks.say(
                codes::SKILL_FORMAT,
                front_matter.span,
                message,
                format!("add `{key}`"),
            );
            continue;
        };
        let Some(declared) = declared.filter(|declared| declared.value.trim() != found.value.trim()) else {
            continue;
        };
        let message = format!(
            "`{key}` in `{MAIN_FILE}` of skill `{}` differs from the spec",
            skill.name
        );
        let diagnostic = Diagnostic::new(codes::SKILL_FILE_DIFFERS, found.span, message)
            .related(declared.span, "in the spec")
            .help(format!("write the same `{key}` in both"));
        checks.diagnostics.push(diagnostic);
    }
}
