//! Imports: entries of a section that stand in another file take their place, before anything is resolved.
//!
//! The path is relative to the importing file. The first entry of the wanted namespace is taken, at the root or under `capability`,
//! and renamed to `as`. Imported files are leaves: what they import themselves is not followed (spec section 1.6).

mod path;
mod section;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use crate::diagnostic::{Diagnostic, Diagnostics, codes};
use crate::document::{self, Adapter, Aggregate, Bind, ConsumedApi, Document, Entry, Import, Lowered, Text};
use crate::loader::Loader;
use crate::source::{SourceId, Sources, Spanned};
use crate::suggest;
use crate::yaml::{self, Tree};
pub(crate) use path::beside;
use path::file_name;
use section::Section;

/// What one document imports, and from where.
pub(crate) struct Imports<'a> {
    pub loader: &'a dyn Loader,
    pub sources: &'a mut Sources,
    pub diagnostics: &'a mut Diagnostics,
    /// The importing file.
    pub path: &'a Path,
    /// Files that were read, for tracking.
    pub read: &'a mut Vec<PathBuf>,
    files: BTreeMap<PathBuf, Option<Tree>>,
}

impl<'a> Imports<'a> {
    pub(crate) fn new(
        path: &'a Path,
        loader: &'a dyn Loader,
        sources: &'a mut Sources,
        diagnostics: &'a mut Diagnostics,
        read: &'a mut Vec<PathBuf>,
    ) -> Self {
        Self {
            loader,
            sources,
            diagnostics,
            path,
            read,
            files: BTreeMap::new(),
        }
    }

    /// Puts every imported entry in its place; gives the imported sources.
    pub(crate) fn resolve(mut self, document: &mut Document) -> Vec<SourceId> {
        self.section::<ConsumedApi>(document);
        self.section::<Aggregate>(document);
        self.section::<Adapter>(document);
        self.section::<Bind>(document);
        self.files
            .into_values()
            .flatten()
            .map(|tree| tree.source)
            .collect()
    }

    fn section<T: Section>(&mut self, document: &mut Document) {
        let entries = std::mem::take(T::entries(document));
        let resolved: Vec<Entry<T>> = entries
            .into_iter()
            .filter_map(|entry| match entry {
                Entry::Inline(item) => Some(Entry::Inline(item)),
                Entry::Import(import) => self.item::<T>(&import).map(Entry::Inline),
            })
            .collect();
        self.report_duplicates(&resolved);
        *T::entries(document) = resolved;
    }

    fn item<T: Section>(&mut self, import: &Import) -> Option<T> {
        let path = beside(self.path, &import.from.value);
        if path == beside(self.path, &file_name(self.path)) {
            let message = "a file cannot import from itself";
            let finding = Diagnostic::new(codes::IMPORT_CYCLE, import.from.span, message);
            self.diagnostics.push(finding.help(format!(
                "`{}` is at hand without an import",
                import.namespace.value
            )));
            return None;
        }
        let mut document = self.document(&path, import)?;
        let mut names = Vec::new();
        for entry in std::mem::take(T::entries(&mut document)) {
            match entry {
                Entry::Inline(mut item) => {
                    let Some(namespace) = item.namespace() else {
                        continue;
                    };
                    if namespace.value == import.namespace.value {
                        let name = import.alias.as_ref().unwrap_or(&import.namespace);
                        *namespace = Spanned::new(name.value.clone(), name.span);
                        return Some(item);
                    }
                    names.push(namespace.value.clone());
                }
                Entry::Import(inner) if inner.name().value == import.namespace.value => {
                    let message = format!(
                        "`{}` is itself imported into `{}`",
                        import.namespace.value,
                        path.display()
                    );
                    let finding = Diagnostic::new(codes::IMPORT_OF_IMPORT, import.namespace.span, message);
                    let help = format!("import it from `{}` directly", inner.from.value);
                    self.diagnostics
                        .push(finding.related(inner.span, "imported here").help(help));
                    return None;
                }
                Entry::Import(_) => {}
            }
        }
        let message = format!(
            "`{}` has nothing called `{}` in `{}`",
            path.display(),
            import.namespace.value,
            T::NAME
        );
        let help = match suggest::nearest(&import.namespace.value, names.iter().map(String::as_str)) {
            Some(near) => format!("did you mean `{near}`?"),
            None if names.is_empty() => format!("the file has no `{}`", T::NAME),
            None => format!("there is `{}`", names.join("`, `")),
        };
        self.diagnostics
            .push(Diagnostic::new(codes::IMPORT_MISSING, import.namespace.span, message).help(help));
        None
    }

    /// The imported file as a document; what is wrong with it is reported once.
    fn document(&mut self, path: &Path, import: &Import) -> Option<Document> {
        let first = !self.files.contains_key(path);
        if first {
            let tree = self.load(path, import);
            self.files.insert(path.to_owned(), tree);
        }
        let tree = self.files.get(path)?.as_ref()?;
        let mut repeated = Diagnostics::default();
        let diagnostics = if first {
            &mut *self.diagnostics
        } else {
            &mut repeated
        };
        match document::lower(tree, diagnostics) {
            Lowered::Document(document) => Some(*document),
            Lowered::NotACapability(finding) => {
                diagnostics.push(finding);
                None
            }
        }
    }

    fn load(&mut self, path: &Path, import: &Import) -> Option<Tree> {
        match self.loader.load(path) {
            Ok(bytes) => {
                self.read.push(path.to_owned());
                yaml::parse(
                    self.sources,
                    &path.display().to_string(),
                    &bytes,
                    self.diagnostics,
                )
            }
            Err(error) => {
                let message = format!("the imported file `{}` cannot be read: {error}", path.display());
                let finding = Diagnostic::new(codes::IMPORT_UNREADABLE, import.from.span, message);
                self.diagnostics.push(
                    finding.help("the path is relative to the importing file; everything else is generated"),
                );
                None
            }
        }
    }

    fn report_duplicates<T: Section>(&mut self, entries: &[Entry<T>]) {
        let mut seen: Vec<&Text> = Vec::new();
        for entry in entries {
            let Entry::Inline(item) = entry else { continue };
            let Some(name) = item.name() else { continue };
            let first = seen.iter().find(|known| known.value == name.value);
            if let Some(first) = first.filter(|first| first.span.source == name.span.source && T::UNIQUE) {
                let message = format!("two entries of `{}` are called `{}`", T::NAME, name.value);
                let finding = Diagnostic::new(codes::NAMESPACE_DUPLICATE, name.span, message)
                    .related(first.span, "first here");
                self.diagnostics
                    .push(finding.help("give one of the two another name, with `as` where it is imported"));
                continue;
            }
            seen.push(name);
        }
    }
}
