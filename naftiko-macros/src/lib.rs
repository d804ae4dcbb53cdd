//! The macro `naftiko!`. Use it through the crate `naftiko`, which passes its own path.

mod arguments;
mod locate;

use std::ffi::OsString;
use std::io;
use std::path::{Path, PathBuf};

use naftiko_codegen::diagnostic::{Diagnostic, Severity};
use naftiko_codegen::{FileLoader, Loader, Module, Outcome, generate, outside_package};
use proc_macro2::{Span, TokenStream};
use quote::{quote, quote_spanned};

use arguments::Arguments;

/// The largest number of errors or warnings that are shown, since rustc repeats the place for each.
const MAX_MESSAGES: usize = 10;

/// Compiles a spec to a module: `expand!(<path of the runtime>; "spec.yaml", <options>)`.
#[proc_macro]
pub fn expand(input: proc_macro::TokenStream) -> proc_macro::TokenStream {
    let package = package(std::env::var_os("CARGO_MANIFEST_DIR"));
    let expanded = syn::parse(input).and_then(|arguments| expand_in(&package, &arguments));
    expanded.unwrap_or_else(syn::Error::into_compile_error).into()
}

/// Returns the folder of the package. Other tools than cargo set no variable, or one that is relative to the working directory.
fn package(variable: Option<OsString>) -> PathBuf {
    let folder = std::env::current_dir().unwrap_or_default();
    variable.map_or_else(|| folder.clone(), |package| folder.join(package))
}

/// Compiles the spec of the arguments, in the package of that folder.
fn expand_in(package: &Path, arguments: &Arguments) -> syn::Result<TokenStream> {
    let span = arguments.spec.span();
    let path =
        locate::locate(package, &arguments.spec.value()).map_err(|message| syn::Error::new(span, message))?;
    let outside = outside_package(package, &path);
    let outcome = generate(&[path], &arguments.options, &Package(package));
    if outcome.report.has_errors() {
        return Ok(errors(&outcome, span));
    }
    let tokens = |module: &Module| module.tokens(&arguments.runtime);
    let modules = outcome.modules.iter().map(tokens);
    // Cargo compiles again when one of these files changes.
    let place = |path: &PathBuf| package.join(path).to_string_lossy().into_owned();
    let tracked = outcome.read.iter().map(place);
    let warnings = warnings(&outcome, outside, span);
    Ok(quote! {
        #warnings
        #(#modules)*
        #(const _: &[u8] = ::core::include_bytes!(#tracked);)*
    })
}

/// Returns the warnings about operations that only fail and about the place of the spec, at the spec's path. The use of a deprecated item is the only warning that a macro can
/// give.
fn warnings(outcome: &Outcome, outside: Option<String>, span: Span) -> TokenStream {
    let report = &outcome.report;
    let is_shown = |found: &&Diagnostic| found.severity() == Severity::Warning && found.code().makes_stubs();
    let all: Vec<&Diagnostic> = report.diagnostics().iter().filter(is_shown).collect();
    let more = all.len().saturating_sub(MAX_MESSAGES);
    let shown = all.into_iter().take(MAX_MESSAGES);
    let shown = shown.map(|found| report.render_line(found));
    let mut messages: Vec<String> = outside.into_iter().chain(shown).collect();
    if more > 0 {
        messages.push(format!("and {more} more; run `naftiko check` to see all"));
    }
    quote_spanned! {span=>
        #(const _: () = {
            #[deprecated(note = #messages)]
            const SPEC: () = ();
            SPEC
        };)*
    }
}

/// Returns the errors of the spec, each as a compile error at the spec's path.
fn errors(outcome: &Outcome, span: Span) -> TokenStream {
    let report = &outcome.report;
    let is_error = |found: &&Diagnostic| found.severity() == Severity::Error;
    let errors = report.diagnostics().iter().filter(is_error).take(MAX_MESSAGES);
    let mut messages: Vec<String> = errors.map(|error| report.render_one(error)).collect();
    let more = report.errors().saturating_sub(MAX_MESSAGES);
    if more > 0 {
        messages.push(format!("… and {more} more; run `naftiko check` to see all"));
    }
    quote_spanned!(span=> #(::core::compile_error!(#messages);)*)
}

/// Reads files by their path in the package, which diagnostics show.
struct Package<'a>(&'a Path);

impl Loader for Package<'_> {
    fn load(&self, path: &Path, limit: u64) -> io::Result<Vec<u8>> {
        FileLoader.load(&self.0.join(path), limit)
    }

    fn real_path(&self, path: &Path) -> io::Result<PathBuf> {
        FileLoader.real_path(&self.0.join(path))
    }

    fn list(&self, folder: &Path) -> io::Result<Vec<OsString>> {
        FileLoader.list(&self.0.join(folder))
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test fails by panicking")]
mod tests;
