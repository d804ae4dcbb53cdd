//! The command `naftiko skills`.

use std::collections::BTreeSet;

use naftiko_codegen::{Extra, FileLoader, SkillPackage, generate_with, skill_folders};

use crate::arguments::Skills;
use crate::output;
use crate::patterns;
use crate::terminal::{self, Exit, Failure};

/// Writes a folder for each skill, or compares it with the folder. Nothing is written if a spec has errors.
pub(crate) fn run(arguments: &Skills) -> Result<Exit, Failure> {
    let specs = patterns::expanded(&arguments.specs)?;
    let reading = &arguments.reading;
    let extra = Extra::Skills(arguments.agent.target());
    let outcome = generate_with(&specs, &reading.options.0, extra, &FileLoader);
    terminal::diagnostics(&outcome.report, &reading.messages);
    let exit = Exit::of(&outcome);
    if exit != Exit::Done {
        return Ok(exit);
    }
    check(&outcome.skills)?;
    output::folder(
        &arguments.out,
        &skill_folders(&outcome.skills),
        arguments.check,
        arguments.reading.messages.message_format,
    )
}

/// Rejects skills without a folder of their own.
fn check(packages: &[SkillPackage]) -> Result<(), Failure> {
    if packages.is_empty() {
        return Err(Failure(
            "the specs have neither skills nor MCP adapters with tools".to_owned(),
        ));
    }
    let mut names = BTreeSet::new();
    for package in packages {
        let SkillPackage { spec, name, .. } = package;
        if !package.is_valid {
            let message =
                format!("agents reject the skill `{name}` of {spec}; `naftiko check {spec}` says why");
            return Err(Failure(message));
        }
        if !names.insert(name) {
            return Err(Failure(format!(
                "two skills are named `{name}`; rename one, or write them into different folders"
            )));
        }
    }
    Ok(())
}
