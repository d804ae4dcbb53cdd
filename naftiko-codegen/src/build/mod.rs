//! Helper for build scripts: generates code into `OUT_DIR`.

use std::env;
use std::path::{Path, PathBuf};
use std::process;

use crate::diagnostic::{Notes, Severity, Style};
use crate::generate::{Outcome, Verdict, generate};
use crate::include::loader::FileLoader;
use crate::options::{
    Catalogue, Derives, Emit, Fill, Options, OutputSchemas, PerNamespace, Testing, Tolerance, ToolBudget,
    Types, Unknown, UnknownArguments,
};
use crate::package::outside_package;
use crate::prose::is_invisible;
use crate::write::write_if_changed;

/// Generates code from specs in a `build.rs`:
///
/// ```no_run
/// naftiko_codegen::Build::new().compile(&["specs/m3ter-auth.yaml"]);
/// ```
///
/// and in the crate, `naftiko::include_generated!("m3ter_auth");` includes the module.
#[derive(Clone, Debug, Default)]
pub struct Build {
    options: Options,
    out_dir: Option<PathBuf>,
}

impl Build {
    /// Creates a builder that generates every emit kind, names each module after the spec's file, and is not strict.
    pub fn new() -> Self {
        Self::default()
    }

    /// Sets the emit kinds. The client is always generated.
    #[must_use]
    pub fn emit(mut self, emit: Emit) -> Self {
        self.options.emit = emit;
        self
    }

    /// Sets strict mode, in which warnings about the spec are errors.
    #[must_use]
    pub fn strict(mut self, strict: bool) -> Self {
        self.options.strict = strict;
        self
    }

    /// Sets the name of the module, for a single spec only.
    #[must_use]
    pub fn module(mut self, name: impl Into<String>) -> Self {
        self.options.module = Some(name.into());
        self
    }

    /// Sets the name of the dependency on the crate `naftiko`, if the manifest renames it.
    #[must_use]
    pub fn crate_name(mut self, name: impl Into<String>) -> Self {
        self.options.crate_name = Some(name.into());
        self
    }

    /// Allows specs to include or serve folders and files outside their package. Paths are relative to the package of the crate.
    #[must_use]
    pub fn allow_paths(mut self, paths: impl IntoIterator<Item = impl Into<PathBuf>>) -> Self {
        self.options.allow_paths.extend(paths.into_iter().map(Into::into));
        self
    }

    /// Adds an `OpenAPI` document with the types of requests and responses, for all consumed APIs. The path is relative to the
    /// package.
    #[must_use]
    pub fn openapi(mut self, document: impl Into<PathBuf>) -> Self {
        add(&mut self.options.openapi, None, document.into());
        self
    }

    /// Adds an `OpenAPI` document for the consumed API of that namespace.
    #[must_use]
    pub fn openapi_of(mut self, namespace: &str, document: impl Into<PathBuf>) -> Self {
        add(&mut self.options.openapi, Some(namespace), document.into());
        self
    }

    /// Adds an overlay that changes the `OpenAPI` documents of all consumed APIs, after those before it. The path is relative to the
    /// package.
    #[must_use]
    pub fn overlay(mut self, overlay: impl Into<PathBuf>) -> Self {
        add(&mut self.options.overlay, None, overlay.into());
        self
    }

    /// Adds an overlay that changes the `OpenAPI` documents of the consumed API of that namespace.
    #[must_use]
    pub fn overlay_of(mut self, namespace: &str, overlay: impl Into<PathBuf>) -> Self {
        add(&mut self.options.overlay, Some(namespace), overlay.into());
        self
    }

    /// Sets whether the code has the module `testing`, with fake APIs in place of the consumed ones. It needs the feature `testing` of the
    /// crate `naftiko`.
    #[must_use]
    pub fn testing(mut self, testing: Testing) -> Self {
        self.options.testing = testing;
        self
    }

    /// Writes the types of an `OpenAPI` document that several specs use once, into `types.rs`. Include the module beside those of
    /// the specs: `naftiko::include_generated!("types");`.
    #[must_use]
    pub fn share_types(mut self, share: bool) -> Self {
        self.options.share_types = share;
        self
    }

    /// Reads a file in place of the one that references of `OpenAPI` documents name, for all consumed APIs. `from` is the reference
    /// or its start. The path is relative to the package.
    #[must_use]
    pub fn refs(mut self, from: impl Into<String>, to: impl Into<PathBuf>) -> Self {
        let mut pairs = self.options.refs.get("").cloned().unwrap_or_default();
        pairs.push((from.into(), to.into()));
        self.options.refs.set(None, pairs);
        self
    }

    /// Reads a file in place of the one that references name, for the consumed API of that namespace.
    #[must_use]
    pub fn refs_of(mut self, namespace: &str, from: impl Into<String>, to: impl Into<PathBuf>) -> Self {
        let own = self.options.refs.namespaces().contains(&namespace);
        let pairs = self.options.refs.get(namespace).filter(|_| own);
        let mut pairs = pairs.cloned().unwrap_or_default();
        pairs.push((from.into(), to.into()));
        self.options.refs.set(Some(namespace), pairs);
        self
    }

    /// Sets the handling of responses that do not fit their declared type, for all consumed APIs.
    #[must_use]
    pub fn tolerance(mut self, tolerance: Tolerance) -> Self {
        self.options.tolerance.set(None, tolerance);
        self
    }

    /// Sets the handling of responses that do not fit their declared type, for the consumed API of that namespace.
    #[must_use]
    pub fn tolerance_of(mut self, namespace: &str, tolerance: Tolerance) -> Self {
        self.options.tolerance.set(Some(namespace), tolerance);
        self
    }

    /// Sets the handling of operations and values that stay without a type, for all consumed APIs.
    #[must_use]
    pub fn types(mut self, types: Types) -> Self {
        self.options.types.set(None, types);
        self
    }

    /// Sets the handling of operations and values that stay without a type, for the consumed API of that namespace.
    #[must_use]
    pub fn types_of(mut self, namespace: &str, types: Types) -> Self {
        self.options.types.set(Some(namespace), types);
        self
    }

    /// Sets the handling of members that the `OpenAPI` document does not list, for all consumed APIs.
    #[must_use]
    pub fn unknown(mut self, members: Unknown) -> Self {
        self.options.unknown.set(None, members);
        self
    }

    /// Sets the handling of members that the `OpenAPI` document does not list, for the consumed API of that namespace.
    #[must_use]
    pub fn unknown_of(mut self, namespace: &str, members: Unknown) -> Self {
        self.options.unknown.set(Some(namespace), members);
        self
    }

    /// Sets the handling of required parameters that only the `OpenAPI` document has, for all consumed APIs.
    #[must_use]
    pub fn fill(mut self, fill: Fill) -> Self {
        self.options.fill.set(None, fill);
        self
    }

    /// Sets the handling of required parameters that only the `OpenAPI` document has, for the consumed API of that namespace.
    #[must_use]
    pub fn fill_of(mut self, namespace: &str, fill: Fill) -> Self {
        self.options.fill.set(Some(namespace), fill);
        self
    }

    /// Sets the traits of the types of `OpenAPI` documents, for all consumed APIs.
    #[must_use]
    pub fn derive(mut self, traits: Derives) -> Self {
        self.options.derive.set(None, traits);
        self
    }

    /// Sets the traits of the types of `OpenAPI` documents, for the consumed API of that namespace.
    #[must_use]
    pub fn derive_of(mut self, namespace: &str, traits: Derives) -> Self {
        self.options.derive.set(Some(namespace), traits);
        self
    }

    /// Sets the handling of unknown arguments of tools, and of unknown members of REST bodies, for every adapter.
    #[must_use]
    pub fn unknown_arguments(mut self, handling: UnknownArguments) -> Self {
        self.options.unknown_arguments.set(None, handling);
        self
    }

    /// Sets the handling of unknown arguments of tools, or of unknown members of REST bodies, for the adapter with the namespace.
    #[must_use]
    pub fn unknown_arguments_of(mut self, namespace: &str, handling: UnknownArguments) -> Self {
        self.options.unknown_arguments.set(Some(namespace), handling);
        self
    }

    /// Sets whether tools have schemas of their results, for every MCP adapter.
    #[must_use]
    pub fn output_schemas(mut self, schemas: OutputSchemas) -> Self {
        self.options.output_schemas.set(None, schemas);
        self
    }

    /// Sets whether tools have schemas of their results, for the MCP adapter with the namespace.
    #[must_use]
    pub fn output_schemas_of(mut self, namespace: &str, schemas: OutputSchemas) -> Self {
        self.options.output_schemas.set(Some(namespace), schemas);
        self
    }

    /// Sets the largest size of a tool in the list, for every MCP adapter.
    #[must_use]
    pub fn tool_budget(mut self, budget: ToolBudget) -> Self {
        self.options.tool_budget.set(None, budget);
        self
    }

    /// Sets the largest size of a tool in the list, for the MCP adapter with the namespace.
    #[must_use]
    pub fn tool_budget_of(mut self, namespace: &str, budget: ToolBudget) -> Self {
        self.options.tool_budget.set(Some(namespace), budget);
        self
    }

    /// Sets how clients see tools, for every MCP adapter.
    #[must_use]
    pub fn catalogue(mut self, catalogue: Catalogue) -> Self {
        self.options.catalogue.set(None, Some(catalogue));
        self
    }

    /// Sets how clients see tools, for the MCP adapter with the namespace.
    #[must_use]
    pub fn catalogue_of(mut self, namespace: &str, catalogue: Catalogue) -> Self {
        self.options.catalogue.set(Some(namespace), Some(catalogue));
        self
    }

    /// Sets the tools that are listed before all others, for every MCP adapter.
    #[must_use]
    pub fn pinned_tools(mut self, tools: impl IntoIterator<Item = impl Into<String>>) -> Self {
        let tools = tools.into_iter().map(Into::into).collect();
        self.options.pinned_tools.set(None, tools);
        self
    }

    /// Sets the tools that are listed before all others, for the MCP adapter with the namespace.
    #[must_use]
    pub fn pinned_tools_of(
        mut self,
        namespace: &str,
        tools: impl IntoIterator<Item = impl Into<String>>,
    ) -> Self {
        let tools = tools.into_iter().map(Into::into).collect();
        self.options.pinned_tools.set(Some(namespace), tools);
        self
    }

    /// Sets the origins of web pages that may call, for every adapter.
    #[must_use]
    pub fn allow_origins(mut self, origins: impl IntoIterator<Item = impl Into<String>>) -> Self {
        let origins = origins.into_iter().map(Into::into).collect();
        self.options.allow_origins.set(None, origins);
        self
    }

    /// Sets the origins of web pages that may call, for the adapter with the namespace.
    #[must_use]
    pub fn allow_origins_of(
        mut self,
        namespace: &str,
        origins: impl IntoIterator<Item = impl Into<String>>,
    ) -> Self {
        let origins = origins.into_iter().map(Into::into).collect();
        self.options.allow_origins.set(Some(namespace), origins);
        self
    }

    /// Sets the headers of API responses that are passed on, for every REST adapter.
    #[must_use]
    pub fn expose_headers(mut self, names: impl IntoIterator<Item = impl Into<String>>) -> Self {
        let names = names.into_iter().map(Into::into).collect();
        self.options.expose_headers.set(None, names);
        self
    }

    /// Sets the headers of API responses that are passed on, for the REST adapter with the namespace.
    #[must_use]
    pub fn expose_headers_of(
        mut self,
        namespace: &str,
        names: impl IntoIterator<Item = impl Into<String>>,
    ) -> Self {
        let names = names.into_iter().map(Into::into).collect();
        self.options.expose_headers.set(Some(namespace), names);
        self
    }

    /// Sets the output folder, instead of cargo's `OUT_DIR`.
    #[must_use]
    pub fn out_dir(mut self, dir: impl Into<PathBuf>) -> Self {
        self.out_dir = Some(dir.into());
        self
    }

    /// Generates one file `<module>.rs` per spec. Paths are relative to the package.
    ///
    /// Prints every file that was read and every warning as directives for cargo. If a spec has errors or a file cannot be written, it
    /// prints the diagnostics to standard error and exits with 1, so that the build fails.
    pub fn compile(&self, specs: &[impl AsRef<Path>]) {
        match self.compile_all(specs) {
            Ok(directives) => {
                for directive in directives {
                    println!("{directive}");
                }
                for spec in specs {
                    warn_outside(spec.as_ref());
                }
            }
            Err(failure) => {
                eprintln!("{}", failure.trim_end());
                process::exit(1);
            }
        }
    }

    /// Generates the files, and returns the directives for cargo or the diagnostics.
    fn compile_all(&self, specs: &[impl AsRef<Path>]) -> Result<Vec<String>, String> {
        let dir = self
            .out_dir
            .clone()
            .or_else(|| env::var_os("OUT_DIR").map(PathBuf::from));
        let dir =
            dir.ok_or("`OUT_DIR` is not set; call this from a build script, or set a folder with `out_dir`")?;
        let specs: Vec<PathBuf> = specs.iter().map(|spec| spec.as_ref().to_owned()).collect();
        let outcome = generate(&specs, &self.options, &FileLoader);
        if outcome.verdict() != Verdict::Good {
            return Err(outcome.report.render_with(Style::Plain, Notes::Hidden));
        }
        let directives = directives(&outcome)?;
        for module in &outcome.modules {
            let text = module.single_file();
            let path = dir.join(module.name()).with_extension("rs");
            write_if_changed(&path, &text).map_err(|error| error.to_string())?;
        }
        Ok(directives)
    }
}

/// Prints a warning about a spec outside the package. One in cargo's `OUT_DIR` is made by the build script.
fn warn_outside(spec: &Path) {
    let is_made = env::var_os("OUT_DIR").is_some_and(|folder| spec.starts_with(folder));
    // Build scripts run in the folder of their package.
    let warning = outside_package(Path::new("."), spec).filter(|_| !is_made);
    if let Some(warning) = warning {
        println!("cargo::warning={}", escaped(&warning));
    }
}

/// Adds a path to those of a namespace, or of all that have none of their own.
fn add(paths: &mut PerNamespace<Vec<PathBuf>>, namespace: Option<&str>, path: PathBuf) {
    let is_set = namespace.is_none_or(|name| paths.namespaces().contains(&name));
    let known = paths.get(namespace.unwrap_or_default()).filter(|_| is_set);
    let mut all = known.cloned().unwrap_or_default();
    all.push(path);
    paths.set(namespace, all);
}

/// Returns the directives for cargo: one line for every file that was read or is missing, and one for every warning.
///
/// Cargo reads every line of a build script's output that begins with `cargo:` as a directive, and directives can change how the crate
/// is linked. Texts of a spec are therefore escaped, so that no line contains a line break.
///
/// # Errors
///
/// The path of a file contains a control character, which directives cannot express. The error names the file.
pub fn directives(outcome: &Outcome) -> Result<Vec<String>, String> {
    let read = outcome.read.iter().chain(&outcome.missing).map(|path| {
        let shown = path.display().to_string();
        if shown.chars().any(breaks_line) {
            return Err(format!(
                "the path `{}` contains a control character, which directives of build scripts cannot express; rename the file",
                escaped(&shown)
            ));
        }
        Ok(format!("cargo::rerun-if-changed={shown}"))
    });
    let report = &outcome.report;
    let warnings = report.diagnostics().iter();
    let warnings = warnings.filter(|diagnostic| diagnostic.severity() == Severity::Warning);
    let warnings = warnings.map(|warning| escaped(&report.render_line(warning)));
    read.chain(warnings.map(|warning| Ok(format!("cargo::warning={warning}"))))
        .collect()
}

/// Escapes every character that breaks a line or is invisible.
fn escaped(text: &str) -> String {
    let mut line = String::with_capacity(text.len());
    for character in text.chars() {
        if breaks_line(character) || is_invisible(character) {
            line.extend(character.escape_default());
        } else {
            line.push(character);
        }
    }
    line
}

/// Returns whether a character breaks a line or controls a terminal.
fn breaks_line(character: char) -> bool {
    character.is_control() || matches!(character, '\u{2028}' | '\u{2029}')
}

#[cfg(test)]
#[allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test fails by panicking"
)]
mod option_tests;

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test fails by panicking")]
mod tests;
