//! `generate`: the phases of the generator in their order.

use std::io;
use std::path::{Path, PathBuf};

use crate::check::options::{Namespaces, unknown_namespaces};
use crate::coverage::Coverage;
use crate::diagnostic::{Diagnostic, Diagnostics, Report, codes};
use crate::emit::Unit;
use crate::include::loader::Loader;
use crate::include::{FileReader, Included, include};
use crate::index::Index;
use crate::model::Capability;
use crate::module::Module;
use crate::names::{Case, Scope, identifier};
use crate::openapi::{Described, without_documents};
use crate::options::Options;
use crate::parse::{self, Parsed};
use crate::secrets::{self, Secrets};
use crate::source::{Source, SourceId, Sources, Span};
use crate::spec::Document;
use crate::{check, emit, openapi, resolve, yaml};

/// The result of a run.
#[derive(Debug)]
pub struct Outcome {
    /// One module for each spec without errors, in the order of the specs.
    pub modules: Vec<Module>,
    /// The diagnostics of the specs.
    pub report: Report,
    /// The operations with types of `OpenAPI` documents, for each module of a spec that has documents.
    pub coverage: Vec<Coverage>,
    /// The destinations of variables, for each module.
    pub secrets: Vec<Secrets>,
    /// Every file that was read.
    pub read: Vec<PathBuf>,
    verdict: Verdict,
    /// The number of files that are not capability specs.
    not_capabilities: usize,
}

/// The worst result of a run, in ascending order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Verdict {
    /// Every spec has a module; there may be warnings.
    Good,
    /// A file is not a capability spec.
    NotACapability,
    /// A spec has errors.
    Errors,
    /// A file cannot be read.
    Unreadable,
}

impl Outcome {
    /// Returns the worst result of the run.
    pub fn verdict(&self) -> Verdict {
        let has_spec_errors = self.report.errors() > self.not_capabilities;
        if has_spec_errors {
            self.verdict.max(Verdict::Errors)
        } else {
            self.verdict
        }
    }
}

/// Generates code from specs. It reads files through `loader` only and writes nothing.
///
/// `paths` may contain `OpenAPI` documents beside their specs, see [`without_documents`].
pub fn generate(paths: &[PathBuf], options: &Options, loader: &dyn Loader) -> Outcome {
    let mut run = Run {
        options,
        sources: Sources::default(),
        diagnostics: Diagnostics::default(),
        names: Scope::new(Case::Snake),
        files: FileReader::new(loader, &options.allow_paths),
        documents: openapi::Documents::default(),
        verdict: Verdict::Good,
        not_capabilities: 0,
        namespaces: Vec::new(),
        secrets: Vec::new(),
        coverage: Vec::new(),
    };
    let mut modules = Vec::new();
    for path in without_documents(paths) {
        let Some(bytes) = run.load(path) else {
            continue;
        };
        modules.extend(run.module(path, &bytes));
    }
    // A spec that could not be read may have had the namespace.
    if run.verdict == Verdict::Good {
        let unknown = unknown_namespaces(options, &run.namespaces);
        run.diagnostics.extend(unknown);
    }
    Outcome {
        modules,
        secrets: run.secrets,
        coverage: run.coverage,
        report: Report::new(run.diagnostics, run.sources, options.strict),
        read: run.files.into_read(),
        verdict: run.verdict,
        not_capabilities: run.not_capabilities,
    }
}

struct Run<'a> {
    options: &'a Options,
    sources: Sources,
    diagnostics: Diagnostics,
    names: Scope,
    files: FileReader<'a>,
    documents: openapi::Documents,
    verdict: Verdict,
    not_capabilities: usize,
    namespaces: Vec<Namespaces>,
    secrets: Vec<Secrets>,
    coverage: Vec<Coverage>,
}

impl Run<'_> {
    fn load(&mut self, path: &Path) -> Option<Vec<u8>> {
        let error = match self.files.spec(path) {
            Ok(bytes) => return Some(bytes),
            Err(error) => error,
        };
        let source = self.sources.add(Source::new(path.display().to_string(), ""));
        let (code, help) = match error.kind() {
            io::ErrorKind::FileTooLarge => (codes::TOO_LARGE, "split the capability into several files"),
            _ => (
                codes::FILE_UNREADABLE,
                "paths are relative to the working directory",
            ),
        };
        let message = format!("`{}` cannot be read: {error}", path.display());
        self.diagnostics
            .push(Diagnostic::new(code, Span::file(source), message).help(help));
        self.verdict = self.verdict.max(Verdict::Unreadable);
        None
    }

    /// Generates the module of a spec, phase by phase. Returns `None` after an error, which is reported.
    fn module(&mut self, path: &Path, bytes: &[u8]) -> Option<Module> {
        let shown = path.display().to_string();
        let document: Document = self.document(&shown, bytes)?;
        let files = self.files.package(path);
        let Included { document, imported } =
            include(document, path, files, &mut self.sources, &mut self.diagnostics);
        let file = path.file_name().map_or_else(
            || "spec.yaml".to_owned(),
            |name| name.to_string_lossy().into_owned(),
        );
        let name = self.name(&file, &document);
        self.namespaces.push(Namespaces::of(&document));
        let index: Index<'_> = Index::of(&document, &mut self.diagnostics)?;
        let reading = openapi::Reading {
            spec: path,
            options: self.options,
            files: &mut self.files.package(path),
            sources: &mut self.sources,
            diagnostics: &mut self.diagnostics,
        };
        let (candidates, described_in) = self.documents.of_spec(&index, reading);
        let described: Described = openapi::describe(&index, &candidates, &mut self.diagnostics);
        let capability: Capability = resolve::resolve(
            &index,
            &described,
            self.options,
            &name,
            &file,
            &mut self.diagnostics,
        );
        self.coverage
            .extend(Coverage::of(&shown, &index, &described, &capability));
        let read: Vec<SourceId> = imported
            .into_iter()
            .chain([document.source])
            .chain(described_in)
            .collect();
        let texts: Vec<&Source> = read.iter().filter_map(|id| self.sources.get(*id)).collect();
        check::check(&index, &capability, &texts, &mut self.diagnostics);
        if read.iter().any(|source| self.diagnostics.has_errors_in(*source)) {
            return None;
        }
        let code: Unit = emit::capability(&capability, self.options.emit);
        let module: Module = formatted(name, file, code, document.span, &mut self.diagnostics)?;
        self.secrets.push(Secrets {
            spec: shown,
            uses: secrets::uses(&capability, self.options.emit),
        });
        Some(module)
    }

    /// Parses a spec. Returns `None` for a file that is none, which is reported.
    fn document(&mut self, shown: &str, bytes: &[u8]) -> Option<Document> {
        let Some(tree) = yaml::parse(&mut self.sources, shown, bytes, &mut self.diagnostics) else {
            self.withhold_other_file(bytes);
            return None;
        };
        match parse::parse(&tree, &mut self.diagnostics) {
            Parsed::Document(document) => Some(*document),
            Parsed::NotACapability(diagnostic) => {
                self.withhold_other_file(bytes);
                self.diagnostics.push(diagnostic);
                self.not_capabilities += 1;
                self.verdict = self.verdict.max(Verdict::NotACapability);
                None
            }
        }
    }

    /// Keeps the file that was read last out of diagnostics, unless it may be meant as a capability spec.
    fn withhold_other_file(&mut self, bytes: &[u8]) {
        if !parse::may_be_capability(bytes) {
            self.sources.withhold_last();
        }
    }

    /// Returns the name of the module: from the options or the file, with a number if an earlier spec has the same name.
    fn name(&mut self, file: &str, document: &Document) -> String {
        let wanted = self
            .options
            .module
            .clone()
            .unwrap_or_else(|| stem(file).to_owned());
        let name = self.names.assign(&wanted);
        let usual = identifier(&wanted, Case::Snake);
        if name.trim_start_matches("r#") != usual {
            let message = format!("duplicate module name `{usual}`; this spec's module is `{name}`");
            let diagnostic = Diagnostic::new(codes::MODULE_SHARED, document.span, message);
            self.diagnostics.push(diagnostic.help("rename one of the files"));
        }
        name
    }
}

/// Formats the code of a module. Returns `None` after it has reported code that is not valid Rust.
fn formatted(
    name: String,
    file: String,
    code: Unit,
    spec: Span,
    diagnostics: &mut Diagnostics,
) -> Option<Module> {
    let module = Module::new(name, file, code);
    let report = |error| {
        let message = format!("the code generated from this spec is not valid Rust: {error}");
        let diagnostic = Diagnostic::new(codes::DEFECT, spec, message);
        diagnostics.push(diagnostic.help("report this defect of the generator with the spec"));
    };
    module.map_err(report).ok()
}

/// Returns a file name without the extensions of specs.
fn stem(file: &str) -> &str {
    let stem = file
        .strip_suffix(".yaml")
        .or_else(|| file.strip_suffix(".yml"))
        .unwrap_or(file);
    stem.strip_suffix(".naftiko")
        .or_else(|| stem.strip_suffix(".ikanos"))
        .unwrap_or(stem)
}

#[cfg(test)]
mod tests {
    use quote::quote;

    use super::*;

    #[test]
    fn invalid_code_is_a_diagnostic() {
        let mut diagnostics = Diagnostics::default();
        let span = Span::file(Sources::default().add(Source::new("desk.yaml".to_owned(), "")));
        let mut format = |items| {
            let code = Unit::of_items("desk", items);
            formatted(
                "desk".to_owned(),
                "desk.yaml".to_owned(),
                code,
                span,
                &mut diagnostics,
            )
        };
        let module = format(quote!(
            pub struct Desk;
        ));
        let files = module.map(|module| module.files().len());
        assert_eq!(files, Some(1));
        assert!(format(quote!(pub struct;)).is_none());
        let [diagnostic] = &diagnostics.into_vec()[..] else {
            panic!("not one diagnostic");
        };
        assert_eq!(diagnostic.code(), codes::DEFECT);
        assert!(
            diagnostic.message().contains("expected identifier"),
            "{diagnostic:?}"
        );
    }
}
