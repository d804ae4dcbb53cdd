//! The command `naftiko init`.

use std::path::{Path, PathBuf};
use std::{env, fs, io};

use naftiko_codegen::{FileLoader, Options, Outcome, Testing, generate};

use crate::arguments::{Init, Template, Via};
use crate::dependency;
use crate::manifest::{self, Edit, Manifest};
use crate::project::{self, name};
use crate::terminal::{self, Exit, Failure};

/// A file with the text that it gets.
type Addition = (PathBuf, String);

/// Adds a spec and the dependency on `naftiko` to the package around the working folder, and prints the code to add. A second run changes nothing.
pub(crate) fn run(arguments: &Init) -> Result<Exit, Failure> {
    let here = env::current_dir()?;
    let manifest = Manifest::of_package(&here.join(manifest::FILE)).ok_or_else(|| {
        let message = "neither this folder nor one above it has a `Cargo.toml` with a package; make one with `naftiko new <PATH>`";
        Failure(message.to_owned())
    })?;
    let folder = manifest.path.parent().unwrap_or(&here).to_owned();
    let name = name::checked(arguments.name.as_deref().or(manifest.name()), &folder)?;
    let path = folder.join("specs").join(format!("{name}.yaml"));
    let (outcome, mut additions) = if arguments.origin.from.is_none() && path.exists() {
        (generate(&[path], &Options::default(), &FileLoader), Vec::new())
    } else {
        match made(arguments, &name, &folder)? {
            Some(made) => made,
            None => return Ok(Exit::Errors),
        }
    };
    terminal::diagnostics(&outcome.report, &arguments.messages);
    let exit = Exit::of(&outcome);
    if exit != Exit::Done {
        return Ok(exit);
    }
    let edited = edited(&manifest, arguments, &outcome)?;
    if edited != manifest.text() {
        additions.push((manifest.path.clone(), edited));
    }
    apply(&additions)?;
    report(&additions, &here);
    terminal::print(&code(arguments.via, &name, &outcome))?;
    Ok(exit)
}

/// Makes the spec, and returns its code and the files that the package does not have; `None` after an error in a document.
fn made(arguments: &Init, name: &str, folder: &Path) -> Result<Option<(Outcome, Vec<Addition>)>, Failure> {
    let template = arguments.template.unwrap_or(Template::Full);
    let Some(spec) = project::spec(&arguments.origin, name, template, &arguments.messages)? else {
        return Ok(None);
    };
    let mut additions = Vec::new();
    for (path, text) in &spec.files.0 {
        let path = folder.join(path);
        match fs::read_to_string(&path) {
            Ok(known) if known == *text => {}
            Err(error) if error.kind() == io::ErrorKind::NotFound => additions.push((path, text.clone())),
            _ => {
                let shown = path.display();
                return Err(Failure(format!(
                    "`{shown}` exists with another text; add `--name` with the name of a new spec"
                )));
            }
        }
    }
    Ok(Some((
        project::generated(&spec, template, Testing::Off),
        additions,
    )))
}

/// Returns the manifest with the dependencies of the code.
fn edited(manifest: &Manifest, arguments: &Init, outcome: &Outcome) -> Result<String, Failure> {
    let runtime = arguments.runtime.absolute()?;
    let needed = dependency::features(arguments.via, &outcome.features, None);
    let mut edit = Edit::new(manifest.text())?;
    let known = manifest.dependency().map(|dependency| dependency.features);
    let known = known.or_else(|| manifest.inherited());
    let missing: Vec<&str> = match &known {
        Some(known) => {
            let macros = needed
                .iter()
                .copied()
                .filter(|name| *name == "macros" && !known.contains(*name));
            outcome
                .features
                .missing(known)
                .into_iter()
                .chain(macros)
                .collect()
        }
        None => Vec::new(),
    };
    if known.is_none() {
        edit.add_line(
            "dependencies",
            &runtime.line(arguments.via, &outcome.features, None),
        )?;
    } else if !edit.add_features(&missing) {
        edit.add_line("dependencies", "naftiko = { workspace = true }")?;
        edit.add_features(&missing);
    }
    if arguments.via == Via::Build {
        edit.add_line("build-dependencies", &runtime.generator())?;
    }
    Ok(edit.text())
}

/// Writes the files. Those that were created are removed after an error; the manifest is the last one.
fn apply(additions: &[Addition]) -> Result<(), Failure> {
    let mut created: Vec<&Path> = Vec::new();
    for (path, text) in additions {
        let is_new = !path.exists();
        if let Err(error) = project::write_file(path, text) {
            for path in created {
                // The first error is returned.
                let _ = fs::remove_file(path);
            }
            let shown = path.display();
            return Err(Failure(format!(
                "`{shown}` cannot be written: {error}; nothing was changed"
            )));
        }
        created.extend(is_new.then_some(path.as_path()));
    }
    Ok(())
}

fn report(additions: &[Addition], here: &Path) {
    if additions.is_empty() {
        terminal::eprint("nothing to change");
    }
    for (path, _) in additions {
        let is_manifest = path.file_name().is_some_and(|name| name == manifest::FILE);
        let what = if is_manifest { "updated" } else { "created" };
        let shown = path.strip_prefix(here).unwrap_or(path).display();
        terminal::eprint(&format!("{what} {shown}"));
    }
}

/// Returns the lines to add to the source, which belong where the program has them.
fn code(via: Via, name: &str, outcome: &Outcome) -> String {
    let module = outcome
        .interfaces
        .first()
        .map_or(name, |interface| interface.module.as_str());
    match via {
        Via::Macro => format!("// src/lib.rs or src/main.rs\nnaftiko::naftiko!(\"{name}.yaml\");\n"),
        Via::Build => format!(
            "// build.rs\nfn main() {{\n    naftiko_codegen::Build::new().compile(&[\"specs/{name}.yaml\"]);\n}}\n\n\
             // src/lib.rs or src/main.rs\nnaftiko::include_generated!(\"{module}\");\n"
        ),
        Via::CheckedIn => format!(
            "// after `naftiko generate specs/{name}.yaml --out src/generated`, in src/lib.rs or src/main.rs\n\
             #[rustfmt::skip]\nmod generated;\n"
        ),
    }
}
