//! The command `naftiko new`.

use std::fs;
use std::io::{self, BufRead as _, IsTerminal as _};
use std::path::Path;

use clap::ValueEnum as _;
use naftiko_codegen::Outcome;

use crate::arguments::{New, Template};
use crate::manifest;
use crate::project::{self, Project, name, scripts};
use crate::terminal::{self, Exit, Failure};

/// Writes a package with a spec, a program around its code, and a test. Nothing is written after an error.
pub(crate) fn run(arguments: &New) -> Result<Exit, Failure> {
    let path = &arguments.path;
    require_free(path)?;
    let name = name::checked(arguments.name.as_deref(), path)?;
    let runtime = arguments.runtime.absolute()?;
    let template = template(arguments)?;
    let Some(spec) = project::spec(&arguments.origin, &name, template, &arguments.messages)? else {
        return Ok(abandoned(arguments, Exit::Errors));
    };
    let outcome = project::generated(&spec, template, template.testing());
    terminal::diagnostics(&outcome.report, &arguments.messages);
    let exit = Exit::of(&outcome);
    if exit != Exit::Done {
        return Ok(abandoned(arguments, exit));
    }
    let in_workspace = manifest::has_workspace_above(path);
    let project = Project {
        name,
        template,
        runtime,
        in_workspace,
    };
    let files = project.files(&spec, &outcome);
    project::write(path, &files)?;
    report(path, &project, &outcome);
    Ok(exit)
}

/// Checks that nothing is at the path, or an empty folder.
fn require_free(path: &Path) -> Result<(), Failure> {
    let is_used = match fs::read_dir(path) {
        Ok(mut entries) => entries.next().is_some(),
        Err(error) => error.kind() != io::ErrorKind::NotFound,
    };
    if !is_used {
        return Ok(());
    }
    Err(Failure(format!(
        "`{}` exists; choose a folder that does not exist or is empty",
        path.display()
    )))
}

/// Returns the template: the one that is given, the answer to a question on a terminal, or the default.
fn template(arguments: &New) -> Result<Template, Failure> {
    let can_ask = io::stdin().is_terminal() && io::stderr().is_terminal() && std::env::var_os("CI").is_none();
    match arguments.template {
        Some(template) => Ok(template),
        None if arguments.yes || !can_ask => Ok(Template::Full),
        None => ask(),
    }
}

fn ask() -> Result<Template, Failure> {
    let names = Template::value_variants()
        .iter()
        .filter_map(|template| Some(template.to_possible_value()?.get_name().to_owned()));
    let names: Vec<String> = names.collect();
    terminal::eprint(&format!(
        "Template, one of {} (--template) [full]:",
        names.join(", ")
    ));
    let mut answer = String::new();
    io::stdin().lock().read_line(&mut answer)?;
    match answer.trim() {
        "" => Ok(Template::Full),
        answer => Template::from_str(answer, true).map_err(|_| {
            Failure(format!(
                "unknown template `{answer}`; expected one of {}",
                names.join(", ")
            ))
        }),
    }
}

/// Prints that nothing was created, since diagnostics name the files that would have been.
fn abandoned(arguments: &New, exit: Exit) -> Exit {
    let from = arguments
        .origin
        .from
        .as_deref()
        .unwrap_or(Path::new("the example"));
    terminal::eprint(&format!(
        "nothing was created; the files in `specs/` are made of `{}`",
        from.display()
    ));
    exit
}

/// Prints what was created, and what to do next.
fn report(path: &Path, project: &Project, outcome: &Outcome) {
    let shown = path.display();
    let next = match project.template {
        Template::Library => "cargo test",
        _ => "cargo run -- --fake",
    };
    terminal::eprint(&format!("created {shown}; to try it:\n  cd {shown}\n  {next}"));
    let steps: Vec<&str> = scripts::steps(&outcome.interfaces).collect();
    if !steps.is_empty() {
        let steps = steps.join("`, `");
        let file = path.join(scripts::FILE);
        terminal::eprint(&format!(
            "the scripts of the steps `{steps}` return an error until you write them in Rust, in {}",
            file.display()
        ));
    }
    if project.in_workspace {
        terminal::eprint("a workspace is above it; add it to `members` there");
    }
}
