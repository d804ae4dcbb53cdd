//! `generate`: the phases of the generator in their order.

use std::collections::HashSet;
use std::io;
use std::path::{Path, PathBuf};

use serde_json::Value;

use crate::catalogue::{IndexedTool, indexed_tools};
use crate::check::options::{Namespaces, unknown_namespaces};
use crate::coverage::Coverage;
use crate::diagnostic::{Diagnostic, Diagnostics, Report, codes};
use crate::emit::Unit;
use crate::features::Features;
use crate::include::loader::Loader;
use crate::include::{FileReader, Included, include};
use crate::index::Index;
use crate::interface::Interface;
use crate::model::Capability;
use crate::module::{self, Module};
use crate::names::{Case, Scope, identifier};
use crate::openapi::{Described, without_documents};
use crate::options::{Options, Testing};
use crate::parse::{self, Parsed};
use crate::resolve::{Resolved, Shared, SpecFile};
use crate::secrets::{self, Secrets};
use crate::skills::{self, SkillPackage, SkillTarget};
use crate::source::{Source, SourceId, Sources, Span};
use crate::spec::Document;
use crate::tool_costs::ToolCosts;
use crate::tool_list::{ListedTool, tool_lists};
use crate::{check, emit, fake_api, openapi, resolve, yaml};

/// The result of a run.
#[derive(Debug)]
pub struct Outcome {
    /// One module for each spec without errors, in the order of the specs; then that of the types which they have in common.
    pub modules: Vec<Module>,
    /// The diagnostics of the specs.
    pub report: Report,
    /// The operations with types of `OpenAPI` documents, for each module of a spec that has documents.
    pub coverage: Vec<Coverage>,
    /// The destinations of variables, for each module.
    pub secrets: Vec<Secrets>,
    /// The features of the runtime that the modules need.
    pub features: Features,
    /// What programs name of each module.
    pub interfaces: Vec<Interface>,
    /// The descriptions of the fake APIs of each module, if they were asked for.
    pub fake_apis: Vec<String>,
    /// The skills of each spec, if they were asked for.
    pub skills: Vec<SkillPackage>,
    /// What the tools of each MCP adapter cost an agent, if it was asked for.
    pub tool_costs: Vec<ToolCosts>,
    /// What searches find of the tools of each module, if it was asked for.
    #[doc(hidden)]
    pub indexed_tools: Vec<IndexedTool>,
    /// Every file that was read.
    pub read: Vec<PathBuf>,
    /// Every included file that does not exist. The code is another one when it does.
    pub missing: Vec<PathBuf>,
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
    run(paths, options, None, loader)
}

/// What a run makes besides code.
#[derive(Clone, Copy, Debug)]
pub enum Extra {
    /// The descriptions of fake APIs for the runtime's module `testing`, from a seed: the same seed gives the same responses.
    FakeApis(u64),
    /// The skills of each spec for an agent: those of its skill adapters, or one for each MCP adapter.
    Skills(SkillTarget),
    /// What the tools of each MCP adapter cost an agent.
    ToolCosts,
    /// What searches find of the tools. Tests search several specs at once.
    IndexedTools,
}

/// Generates code from specs as [`generate`] does, and what else is asked for.
pub fn generate_with(paths: &[PathBuf], options: &Options, extra: Extra, loader: &dyn Loader) -> Outcome {
    run(paths, options, Some(extra), loader)
}

fn run(paths: &[PathBuf], options: &Options, extra: Option<Extra>, loader: &dyn Loader) -> Outcome {
    let mut run = Run {
        extra,
        options,
        skills: Vec::new(),
        indexed_tools: Vec::new(),
        tool_costs: Vec::new(),
        sources: Sources::default(),
        diagnostics: Diagnostics::default(),
        names: Scope::new(Case::Snake).in_ascii(),
        files: FileReader::new(loader, &options.allow_paths),
        documents: openapi::Documents::default(),
        verdict: Verdict::Good,
        not_capabilities: 0,
        namespaces: Vec::new(),
        described: HashSet::new(),
        secrets: Vec::new(),
        features: Features::default(),
        interfaces: Vec::new(),
        fake_apis: Vec::new(),
        coverage: Vec::new(),
    };
    let specs = without_documents(paths).into_iter();
    let specs: Vec<Spec> = specs.filter_map(|path| run.read(path)).collect();
    let resolved = specs.iter().filter_map(|spec| run.resolve(spec));
    let resolved: Vec<ResolvedSpec<'_>> = resolved.collect();
    let types = run.names.assign("types");
    let shared = run.share(&resolved, &types);
    let modules = resolved.into_iter().filter_map(|spec| run.module(spec, &shared));
    let mut modules: Vec<Module> = modules.collect();
    modules.extend(run.shared_module(types, &shared));
    // A spec that could not be read may have had the namespace.
    if run.verdict == Verdict::Good {
        let unknown = unknown_namespaces(options, &run.namespaces);
        run.diagnostics.extend(unknown);
    }
    if options.strict {
        run.diagnostics.make_strict(&run.described);
    }
    let (read, missing) = run.files.into_paths();
    Outcome {
        modules,
        secrets: run.secrets,
        features: run.features,
        interfaces: run.interfaces,
        fake_apis: run.fake_apis,
        skills: run.skills,
        indexed_tools: run.indexed_tools,
        tool_costs: run.tool_costs,
        coverage: run.coverage,
        report: Report::new(run.diagnostics, run.sources),
        read,
        missing,
        verdict: run.verdict,
        not_capabilities: run.not_capabilities,
    }
}

/// A spec with its included files.
struct Spec {
    path: PathBuf,
    /// The path as the user wrote it.
    shown: String,
    /// The name of the file.
    file: String,
    /// Name of the generated module.
    name: String,
    document: Document,
    /// The imported specs.
    imported: Vec<SourceId>,
}

/// A spec after the passes that concern it alone.
struct ResolvedSpec<'s> {
    spec: &'s Spec,
    index: Index<'s>,
    /// The documents whose errors concern the spec.
    described_in: Vec<SourceId>,
    described: Described,
    resolved: Resolved<'s>,
}

struct Run<'a> {
    options: &'a Options,
    extra: Option<Extra>,
    skills: Vec<SkillPackage>,
    indexed_tools: Vec<IndexedTool>,
    tool_costs: Vec<ToolCosts>,
    sources: Sources,
    diagnostics: Diagnostics,
    names: Scope,
    files: FileReader<'a>,
    documents: openapi::Documents,
    verdict: Verdict,
    not_capabilities: usize,
    namespaces: Vec<Namespaces>,
    /// The sources of specs that name an `OpenAPI` document.
    described: HashSet<SourceId>,
    secrets: Vec<Secrets>,
    features: Features,
    interfaces: Vec<Interface>,
    fake_apis: Vec<String>,
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

    /// Reads a spec with the files that it includes. Returns `None` after an error, which is reported.
    fn read(&mut self, path: &Path) -> Option<Spec> {
        let bytes = self.load(path)?;
        let shown = path.display().to_string();
        let document: Document = self.document(&shown, &bytes)?;
        let files = self.files.package(path);
        let Included { document, imported } =
            include(document, path, files, &mut self.sources, &mut self.diagnostics);
        let file = path.file_name().map_or_else(
            || "spec.yaml".to_owned(),
            |name| name.to_string_lossy().into_owned(),
        );
        let name = self.name(&file, &document);
        self.namespaces.push(Namespaces::of(&document));
        if document.names_openapi() {
            self.described
                .extend(imported.iter().copied().chain([document.source]));
        }
        Some(Spec {
            path: path.to_owned(),
            shown,
            file,
            name,
            document,
            imported,
        })
    }

    /// Resolves a spec with the documents of its APIs. Returns `None` after an error, which is reported.
    fn resolve<'s>(&mut self, spec: &'s Spec) -> Option<ResolvedSpec<'s>> {
        let index: Index<'s> = Index::of(&spec.document, &mut self.diagnostics)?;
        let reading = openapi::Reading {
            spec: &spec.path,
            options: self.options,
            files: &mut self.files.package(&spec.path),
            sources: &mut self.sources,
            diagnostics: &mut self.diagnostics,
        };
        let (candidates, described_in) = self.documents.of_spec(&index, reading);
        let described: Described = openapi::describe(&index, &candidates, &mut self.diagnostics);
        let resolved: Resolved<'s> =
            resolve::resolve(&index, &described, self.options, &mut self.diagnostics);
        Some(ResolvedSpec {
            spec,
            index,
            described_in,
            described,
            resolved,
        })
    }

    /// Selects the types that are in modules of their own. `module` is the name of the module that gets those of this run.
    fn share(&self, specs: &[ResolvedSpec<'_>], module: &str) -> Shared {
        let uses = specs.iter().flat_map(|spec| &spec.resolved.documents);
        resolve::share(uses, self.options.share_types.then_some(module))
    }

    /// Generates the module of a spec, phase by phase. Returns `None` after an error, which is reported.
    fn module(&mut self, resolved: ResolvedSpec<'_>, shared: &Shared) -> Option<Module> {
        let ResolvedSpec {
            spec,
            index,
            described_in,
            described,
            resolved,
        } = resolved;
        let text = self.sources.get(spec.document.source).map_or("", Source::text);
        let file = SpecFile {
            module: &spec.name,
            source: &spec.file,
            text,
        };
        let capability: Capability = resolve::assemble(&index, self.options, file, resolved, shared);
        self.coverage
            .extend(Coverage::of(&spec.shown, &index, &described, &capability));
        let imported = spec.imported.iter().copied();
        let read: Vec<SourceId> = imported
            .chain([spec.document.source])
            .chain(described_in)
            .collect();
        let texts: Vec<&Source> = read.iter().filter_map(|id| self.sources.get(*id)).collect();
        let lists: Vec<Vec<ListedTool>> = tool_lists(&capability);
        check::check(&index, &capability, &lists, &texts, &mut self.diagnostics);
        check::check_documents(
            &index,
            &described,
            &capability,
            self.options,
            &mut self.diagnostics,
        );
        if read.iter().any(|source| self.diagnostics.has_errors_in(*source)) {
            return None;
        }
        let testing = self.options.testing;
        let seed = match self.extra {
            Some(Extra::FakeApis(seed)) => Some(seed),
            _ => None,
        };
        let fake_apis = match seed {
            None if testing == Testing::Off => Value::Null,
            seed => fake_api::description(&capability, self.options.emit, seed.unwrap_or(0)),
        };
        let code: Unit = emit::capability(&capability, &lists, self.options.emit, testing, &fake_apis);
        self.features.add(Features::of(&capability, self.options, &code));
        self.interfaces
            .push(Interface::of(&capability, self.options.emit));
        self.fake_apis.extend(seed.map(|_| fake_apis.to_string()));
        let module: Module =
            self.formatted(spec.name.clone(), spec.file.clone(), code, spec.document.span)?;
        let adapters = capability.mcp.iter();
        match self.extra {
            Some(Extra::Skills(target)) => {
                let packages = skills::packages(&capability, &spec.file, target);
                self.skills.extend(packages);
            }
            Some(Extra::ToolCosts) => {
                let costs = adapters.zip(&lists);
                let costs = costs.map(|(adapter, list)| ToolCosts::of(adapter, list, &spec.shown));
                self.tool_costs.extend(costs);
            }
            Some(Extra::IndexedTools) => {
                let tools = adapters.flat_map(|adapter| indexed_tools(&capability, adapter));
                self.indexed_tools.extend(tools);
            }
            Some(Extra::FakeApis(_)) | None => {}
        }
        self.secrets.push(Secrets {
            spec: spec.shown.clone(),
            uses: secrets::uses(&capability, self.options.emit),
        });
        Some(module)
    }

    /// Generates the module of the types that several specs have in common.
    fn shared_module(&mut self, name: String, shared: &Shared) -> Option<Module> {
        let types = shared.modules();
        let place = shared.place()?;
        let files: Vec<&str> = types.iter().map(|types| types.file.as_str()).collect();
        let source = files.join(", ");
        let code: Unit = emit::shared(&name, &types, self.options.emit);
        self.formatted(name, source, code, place)
    }

    fn formatted(&mut self, name: String, file: String, code: Unit, spec: Span) -> Option<Module> {
        let runtime = module::runtime(self.options.crate_name.as_deref());
        let module = Module::new(name, file, code, &runtime);
        formatted(module, spec, &mut self.diagnostics)
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

/// Returns a module, or `None` after it has reported code that is not valid Rust.
fn formatted(module: syn::Result<Module>, spec: Span, diagnostics: &mut Diagnostics) -> Option<Module> {
    let report = |error: syn::Error| {
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
            let runtime = module::runtime(None);
            let module = Module::new("desk".to_owned(), "desk.yaml".to_owned(), code, &runtime);
            formatted(module, span, &mut diagnostics)
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
