//! The macro `naftiko!`. Use it through the crate `naftiko`, which passes its own path.

mod arguments;
mod locate;

use std::io;
use std::path::{Path, PathBuf};

use naftiko_codegen::diagnostic::{Diagnostic, Severity};
use naftiko_codegen::{FileLoader, Loader, Module, Outcome, generate};
use proc_macro2::{Span, TokenStream};
use quote::{quote, quote_spanned};

use arguments::Arguments;

/// The largest number of errors that are shown, since rustc repeats the place for each.
const MAX_ERRORS: usize = 10;

/// Compiles a spec to a module: `expand!(<path of the runtime>; "spec.yaml", <options>)`.
#[proc_macro]
pub fn expand(input: proc_macro::TokenStream) -> proc_macro::TokenStream {
    let package = std::env::var_os("CARGO_MANIFEST_DIR").unwrap_or_default();
    let expanded = syn::parse(input).and_then(|arguments| expand_in(Path::new(&package), &arguments));
    expanded.unwrap_or_else(syn::Error::into_compile_error).into()
}

/// Compiles the spec of the arguments, in the package of that folder.
fn expand_in(package: &Path, arguments: &Arguments) -> syn::Result<TokenStream> {
    let span = arguments.spec.span();
    let path =
        locate::locate(package, &arguments.spec.value()).map_err(|message| syn::Error::new(span, message))?;
    let outcome = generate(&[path], &arguments.options, &Package(package));
    if outcome.report.has_errors() {
        return Ok(errors(&outcome, span));
    }
    let tokens = |module: &Module| module.tokens(&arguments.runtime);
    let modules = outcome.modules.iter().map(tokens);
    // Cargo compiles again when one of these files changes.
    let place = |path: &PathBuf| package.join(path).to_string_lossy().into_owned();
    let tracked = outcome.read.iter().map(place);
    Ok(quote! {
        #(#modules)*
        #(const _: &[u8] = ::core::include_bytes!(#tracked);)*
    })
}

/// Returns the errors of the spec, each as a compile error at the spec's path.
fn errors(outcome: &Outcome, span: Span) -> TokenStream {
    let report = &outcome.report;
    let is_error = |found: &&Diagnostic| found.severity() == Severity::Error;
    let errors = report.diagnostics().iter().filter(is_error).take(MAX_ERRORS);
    let mut messages: Vec<String> = errors.map(|error| report.render_one(error)).collect();
    let more = report.errors().saturating_sub(MAX_ERRORS);
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
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test fails by panicking")]
mod tests;
