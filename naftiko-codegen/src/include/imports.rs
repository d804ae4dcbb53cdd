//! Imports: entries from other files replace the imports of a section before anything is resolved.
//!
//! The path is relative to the importing file. The import takes the first entry with its namespace, at the root or in `capability`, and
//! renames it to `as`. Chained imports are not supported (spec section 1.6).

use std::collections::{BTreeMap, HashMap, HashSet};
use std::path::{Path, PathBuf};

use super::files::{File, FileKind, PackageReader, Refusal};
use super::section::Section;
use crate::diagnostic::{Diagnostic, Diagnostics, codes};
use crate::file_path::{beside, of_location};
use crate::parse::{self, Parsed};
use crate::source::{SourceId, Sources, Span, Spanned};
use crate::spec::{Adapter, Aggregate, Bind, ConsumedApi, Document, Entry, Import, Text};
use crate::spelling;
use crate::yaml::{self, Tree};

/// The imports of one spec.
pub(super) struct Imports<'a, 'r, 'l> {
    pub(super) files: &'a mut PackageReader<'r, 'l>,
    pub(super) sources: &'a mut Sources,
    pub(super) diagnostics: &'a mut Diagnostics,
    /// The importing file.
    pub(super) path: &'a Path,
    /// The imported files that are capability specs, by path.
    pub(super) trees: BTreeMap<PathBuf, Option<Tree>>,
    /// The number of values that imports have read.
    pub(super) values: usize,
}

/// Limit of the values that the imports of a file read. Each import reads its whole file, even if another import read it before.
const MAX_IMPORTED: usize = 20_000_000;

impl Imports<'_, '_, '_> {
    /// Replaces every import by its entry, and returns the imported sources.
    pub(super) fn resolve(mut self, document: &mut Document) -> Vec<SourceId> {
        self.section::<ConsumedApi>(document);
        self.section::<Aggregate>(document);
        self.section::<Adapter>(document);
        self.section::<Bind>(document);
        self.trees
            .into_values()
            .flatten()
            .map(|tree| tree.source)
            .collect()
    }

    fn section<T: Section>(&mut self, document: &mut Document) {
        let entries = std::mem::take(T::entries(document));
        let mut imported = Vec::new();
        let mut resolved: Vec<Entry<T>> = Vec::with_capacity(entries.len());
        for entry in entries {
            match entry {
                Entry::Inline(item) => resolved.push(Entry::Inline(item)),
                Entry::Import(import) => {
                    imported.push(import.name().span);
                    resolved.extend(self.item::<T>(&import).map(Entry::Inline));
                }
            }
        }
        self.report_duplicates(&resolved, &imported);
        *T::entries(document) = resolved;
    }

    fn item<T: Section>(&mut self, import: &Import) -> Option<T> {
        let path = beside(self.path, Path::new(&of_location(&import.from.value)));
        let own = beside(self.path, Path::new(self.path.file_name().unwrap_or_default()));
        if path == own || Some(path.as_path()) == own.parent() {
            let message = "a file cannot import from itself";
            let diagnostic = Diagnostic::new(codes::IMPORT_CYCLE, import.from.span, message);
            self.diagnostics.push(diagnostic.help(format!(
                "remove this entry; `{}` is already in this file",
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
                        item.set_options(import.options.as_deref());
                        if let Some(alias) = &import.alias
                            && item.rename_references(&import.namespace.value, &alias.value)
                        {
                            self.diagnostics.push(renamed(import, alias));
                        }
                        return Some(item);
                    }
                    names.push(namespace.value.clone());
                }
                Entry::Import(inner) if inner.name().value == import.namespace.value => {
                    let message = format!(
                        "`{}` itself imports `{}`; chained imports are not supported",
                        path.display(),
                        import.namespace.value
                    );
                    let diagnostic = Diagnostic::new(codes::IMPORT_OF_IMPORT, import.namespace.span, message);
                    let help = format!("import it from `{}`", inner.from.value);
                    self.diagnostics
                        .push(diagnostic.related(inner.span, "imported here").help(help));
                    return None;
                }
                Entry::Import(_) => {}
            }
        }
        let message = format!(
            "unknown import `{}`: not in `{}` of `{}`",
            import.namespace.value,
            T::NAME,
            path.display()
        );
        let help = match spelling::nearest(&import.namespace.value, names.iter().map(String::as_str)) {
            Some(near) => format!("a similar name exists: `{near}`"),
            None if names.is_empty() => format!("add it to `{}` of that file", T::NAME),
            None => format!("known namespaces: `{}`", names.join("`, `")),
        };
        self.diagnostics
            .push(Diagnostic::new(codes::IMPORT_MISSING, import.namespace.span, message).help(help));
        None
    }

    /// Returns the imported file, and reports its diagnostics once.
    fn document(&mut self, path: &Path, import: &Import) -> Option<Document> {
        let first = !self.trees.contains_key(path);
        if first {
            let tree = self.load(import);
            self.trees.insert(path.to_owned(), tree);
        }
        let tree = self.trees.get(path)?.as_ref()?;
        let earlier = self.values;
        self.values += tree.root.size().values;
        if self.values > MAX_IMPORTED {
            if earlier <= MAX_IMPORTED {
                self.diagnostics.push(too_much(import));
            }
            return None;
        }
        let mut repeated = Diagnostics::default();
        let diagnostics = if first {
            &mut *self.diagnostics
        } else {
            &mut repeated
        };
        match parse::parse_imported(tree, diagnostics) {
            Parsed::Document(document) => Some(*document),
            Parsed::NotACapability(_) => {
                diagnostics.push(not_a_capability(path, import));
                None
            }
        }
    }

    /// Returns the tree of the imported file, if it may be a capability spec. Diagnostics quote no other file, because the author of
    /// the spec may not be allowed to read it.
    fn load(&mut self, import: &Import) -> Option<Tree> {
        match self.files.include(&import.from, FileKind::Import, self.sources) {
            Ok(File { path, bytes }) if parse::may_be_capability(&bytes) => yaml::parse(
                self.sources,
                &path.display().to_string(),
                &bytes,
                self.diagnostics,
            ),
            Ok(File { path, .. }) => {
                self.diagnostics.push(not_a_capability(&path, import));
                None
            }
            Err(Refusal::Outside(diagnostic)) => {
                self.diagnostics.push(*diagnostic);
                None
            }
            Err(Refusal::Unreadable(path, error)) => {
                let message = format!("the imported file `{}` cannot be read: {error}", path.display());
                let diagnostic = Diagnostic::new(codes::IMPORT_UNREADABLE, import.from.span, message);
                let help = if import.from.value.contains('\\') {
                    "write `/` between the folders of the path"
                } else {
                    "correct the path, which is relative to the importing file, or add the file"
                };
                self.diagnostics.push(diagnostic.help(help));
                None
            }
        }
    }

    /// Reports duplicate namespaces. Published files have duplicate namespaces of consumed APIs, so these are reported for imports only.
    fn report_duplicates<T: Section>(&mut self, entries: &[Entry<T>], imported: &[Span]) {
        let imported: HashSet<&Span> = imported.iter().collect();
        let mut seen: HashMap<&str, &Text> = HashMap::new();
        for entry in entries {
            let Entry::Inline(item) = entry else { continue };
            let Some(name) = item.name() else { continue };
            let first = seen.get(name.as_str()).copied();
            let unique =
                |first: &Text| T::UNIQUE || imported.contains(&first.span) || imported.contains(&name.span);
            let same_file = |first: &Text| first.span.source == name.span.source;
            if let Some(first) = first.filter(|first| same_file(first) && unique(first)) {
                let message = format!("duplicate namespace `{}` in `{}`", name.value, T::NAME);
                let diagnostic = Diagnostic::new(codes::NAMESPACE_DUPLICATE, name.span, message)
                    .label("defined again here")
                    .related(first.span, "first defined here");
                self.diagnostics
                    .push(diagnostic.help("rename one of the two, or import it with `as`"));
                continue;
            }
            seen.entry(name.as_str()).or_insert(name);
        }
    }
}

/// Returns the note of references that an alias renames.
fn renamed(import: &Import, alias: &Text) -> Diagnostic {
    let old = &import.namespace.value;
    let message = format!("references to `{old}` in the imported flows are read as `{alias}`");
    let diagnostic = Diagnostic::new(codes::ALIAS_REFERENCES, alias.span, message);
    diagnostic.help(format!(
        "write `{alias}.…` in that file, or import it without `as`"
    ))
}

/// Returns the diagnostic of an imported file that is not a capability spec.
fn not_a_capability(path: &Path, import: &Import) -> Diagnostic {
    let message = format!("the imported file `{}` is not a capability spec", path.display());
    let diagnostic = Diagnostic::new(codes::NOT_A_CAPABILITY, import.from.span, message);
    diagnostic.help("import from a file with `ikanos: 1.0.0-beta5` and one of `capability`, `consumes`, `exposes`, `aggregates` and `binds`")
}

fn too_much(import: &Import) -> Diagnostic {
    let message = format!("the imports of the file read more than {MAX_IMPORTED} values");
    Diagnostic::new(codes::TOO_LARGE, import.from.span, message)
        .label("the limit is exceeded here")
        .help("import fewer entries, or split the imported files")
}
