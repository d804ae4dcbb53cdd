//! Generated modules, as tokens.

use std::collections::BTreeMap;
use std::fmt;
use std::path::{Path, PathBuf};

use proc_macro2::TokenStream;
use quote::quote;

use crate::emit::Unit;
use crate::names::ident;

/// The code generated from one spec.
pub struct Module {
    pub(crate) name: String,
    source: String,
    /// The files as syntax. They become text where text is asked for, which `check` does not.
    #[cfg(feature = "files")]
    pub(crate) files: BTreeMap<PathBuf, syn::File>,
    pub(crate) root: Unit,
    /// The path of the runtime in these files.
    #[cfg(feature = "files")]
    pub(crate) runtime: TokenStream,
}

impl Module {
    /// Parses the files of a module.
    ///
    /// # Errors
    ///
    /// The generated code is not valid Rust, which is a defect of the generator.
    pub(crate) fn new(name: String, source: String, root: Unit, runtime: &TokenStream) -> syn::Result<Self> {
        let mut files = BTreeMap::new();
        lay_out(&root, runtime, Path::new(""), 0, &mut files)?;
        Ok(Self {
            name,
            source,
            #[cfg(feature = "files")]
            files,
            root,
            #[cfg(feature = "files")]
            runtime: runtime.clone(),
        })
    }

    /// Returns the name of the module without `r#`.
    pub fn name(&self) -> &str {
        self.name.trim_start_matches("r#")
    }

    /// Returns the file name of the spec.
    pub fn source(&self) -> &str {
        &self.source
    }

    /// Returns the module as `pub mod name { … }`, with the items of the runtime below the path `runtime`.
    pub fn tokens(&self, runtime: &TokenStream) -> TokenStream {
        let name = ident(&self.name);
        let content = self.root.inline(runtime, 0);
        quote!(pub mod #name { #content })
    }
}

impl fmt::Debug for Module {
    /// Writes the names only; the code is long.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Module")
            .field("name", &self.name)
            .field("source", &self.source)
            .finish_non_exhaustive()
    }
}

/// Adds the files of a unit and its children.
fn lay_out(
    unit: &Unit,
    runtime: &TokenStream,
    folder: &Path,
    depth: usize,
    files: &mut BTreeMap<PathBuf, syn::File>,
) -> syn::Result<()> {
    let name = unit.name.trim_start_matches("r#");
    let file = syn::parse2(unit.file(runtime, depth))?;
    if unit.children.is_empty() && depth > 0 {
        files.insert(folder.join(format!("{name}.rs")), file);
        return Ok(());
    }
    let folder = if depth == 0 {
        folder.to_owned()
    } else {
        folder.join(name)
    };
    files.insert(folder.join("mod.rs"), file);
    let mut children = unit.children.iter();
    children.try_for_each(|child| lay_out(child, runtime, &folder, depth + 1, files))
}

/// Returns the path of the runtime below the name of the dependency.
pub(crate) fn runtime(crate_name: Option<&str>) -> TokenStream {
    let name = ident(crate_name.unwrap_or("naftiko"));
    quote!(::#name)
}
