//! The files of a document: the document itself, and the files that its references name.

use std::collections::{HashMap, HashSet};
use std::path::PathBuf;

use super::named::{Named, Refs};
use crate::diagnostic::{Diagnostic, Diagnostics, codes};
use crate::include::PackageReader;
use crate::include::files::{FileKind, Refusal};
use crate::source::{SourceId, Sources, Span, Spanned};
use crate::yaml::{self, Kind, Node, Tree};

/// The largest number of files of a document.
const MAX_FILES: usize = 200;

/// The files of a document. The first one is the document itself.
pub(super) struct Library {
    files: Vec<LoadedFile>,
}

struct LoadedFile {
    tree: Tree,
    /// The file of each file part of a reference; `None` for a file that cannot be read.
    targets: HashMap<String, Option<usize>>,
}

/// A node of a library.
#[derive(Clone, Copy)]
pub(super) struct Location<'t> {
    pub(super) file: usize,
    pub(super) node: &'t Node,
}

impl<'t> Location<'t> {
    /// Returns the location of another node of the same file.
    pub(super) fn with(self, node: &'t Node) -> Self {
        Self { node, ..self }
    }

    /// Returns the location of a member.
    pub(super) fn get(self, key: &str) -> Option<Self> {
        self.node.get(key).map(|node| self.with(node))
    }

    /// Returns the locations of the items of a list; none for another node.
    pub(super) fn items(self) -> impl Iterator<Item = Self> + use<'t> {
        let items = self.node.as_sequence().unwrap_or_default();
        items.iter().map(move |node| self.with(node))
    }

    /// Returns the members of a map; none for another node.
    pub(super) fn members(self) -> impl Iterator<Item = (&'t Spanned<String>, Self)> + use<'t> {
        let entries = self.node.as_mapping().unwrap_or_default();
        entries.iter().map(move |(key, node)| (key, self.with(node)))
    }

    /// Returns the text of a member.
    pub(super) fn text(self, key: &str) -> Option<&'t str> {
        self.node.get(key)?.as_str()
    }

    /// Returns the reference that the node is, with its value. A `$ref` that is not a string is none.
    pub(super) fn reference(self) -> Option<(&'t Node, &'t str)> {
        let value = self.node.get("$ref")?;
        Some((value, value.as_str()?))
    }

    /// Returns whether a member is `true`.
    pub(super) fn is_true(self, key: &str) -> bool {
        self.node.get(key).and_then(Node::as_bool) == Some(true)
    }

    /// Returns the identity of the node, which does not change while the library exists.
    pub(super) fn identity(self) -> usize {
        std::ptr::from_ref(self.node) as usize
    }
}

/// The reason why a reference has no target.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Unresolved {
    /// The file cannot be read, which is already reported.
    File,
    /// The file has no such place.
    Place,
}

impl Library {
    /// Reads the files that a document refers to. A file that cannot be read is reported once.
    pub(super) fn load(
        tree: Tree,
        refs: &Refs,
        files: &mut PackageReader<'_, '_>,
        sources: &mut Sources,
        diagnostics: &mut Diagnostics,
    ) -> Self {
        let mut library = Self { files: Vec::new() };
        let mut known = HashMap::new();
        if let Some(source) = sources.get(tree.source) {
            known.insert(PathBuf::from(source.name()), Some(0));
        }
        let mut next = vec![tree];
        while let Some(tree) = next.pop() {
            let mut targets = HashMap::new();
            for (name, span) in file_parts(&tree.root) {
                let count = library.files.len() + 1 + next.len();
                let location = Spanned::new(name.clone(), span);
                let target = match open(tree.source, &location, count, refs, files, sources) {
                    Err(diagnostic) => {
                        diagnostics.push(*diagnostic);
                        None
                    }
                    Ok((path, bytes)) => *known.entry(path.clone()).or_insert_with(|| {
                        let shown = path.display().to_string();
                        let limits = yaml::Limits::DOCUMENT;
                        let tree = yaml::parse_within(sources, &shown, &bytes, limits, diagnostics)?;
                        next.insert(0, tree);
                        Some(count)
                    }),
                };
                targets.insert(name, target);
            }
            library.files.push(LoadedFile { tree, targets });
        }
        library
    }

    /// Returns the root of the document.
    pub(super) fn root(&self) -> Option<Location<'_>> {
        self.roots().next()
    }

    /// Returns the root of every file.
    pub(super) fn roots(&self) -> impl Iterator<Item = Location<'_>> {
        self.files.iter().enumerate().map(|(file, loaded)| Location {
            file,
            node: &loaded.tree.root,
        })
    }

    /// Returns the target of a reference.
    pub(super) fn resolve(&self, from: usize, reference: &str) -> Result<Location<'_>, Unresolved> {
        let (name, pointer) = reference.split_once('#').unwrap_or((reference, ""));
        let file = if name.is_empty() {
            from
        } else {
            let targets = self.files.get(from).map(|file| &file.targets);
            let target = targets.and_then(|targets| targets.get(name).copied().flatten());
            target.ok_or(Unresolved::File)?
        };
        let root = self.files.get(file).map(|file| &file.tree.root);
        let mut node = root.ok_or(Unresolved::File)?;
        if !pointer.is_empty() && !pointer.starts_with('/') {
            node = anchored(node, pointer).ok_or(Unresolved::Place)?;
            return Ok(Location { file, node });
        }
        for token in pointer.split('/').skip(1) {
            node = step(node, token).ok_or(Unresolved::Place)?;
        }
        Ok(Location { file, node })
    }
}

/// Returns the member or item that a token of a JSON pointer selects (RFC 6901, in a URI fragment).
fn step<'t>(node: &'t Node, token: &str) -> Option<&'t Node> {
    if !token.contains(['%', '~']) {
        return child(node, token);
    }
    let decoded = percent_encoding::percent_decode_str(token).decode_utf8().ok()?;
    child(node, &decoded.replace("~1", "/").replace("~0", "~"))
}

fn child<'t>(node: &'t Node, name: &str) -> Option<&'t Node> {
    match &node.kind {
        Kind::Sequence(items) => items.get(name.parse::<usize>().ok()?),
        _ => node.get(name),
    }
}

/// Returns the schema with an `$anchor`, or a `$id` of this fragment.
fn anchored<'t>(root: &'t Node, name: &str) -> Option<&'t Node> {
    let mut pending = vec![root];
    while let Some(node) = pending.pop() {
        let anchor = node.get("$anchor").and_then(Node::as_str);
        let dynamic = node.get("$dynamicAnchor").and_then(Node::as_str);
        let id = node.get("$id").and_then(Node::as_str);
        let id = id.and_then(|id| id.strip_prefix('#'));
        if [anchor, dynamic, id].contains(&Some(name)) {
            return Some(node);
        }
        match &node.kind {
            Kind::Sequence(items) => pending.extend(items.iter().rev()),
            Kind::Mapping(entries) => pending.extend(entries.iter().rev().map(|(_, value)| value)),
            Kind::Null | Kind::Scalar(_) => {}
        }
    }
    None
}

/// Returns the file part of every reference, with its first place.
fn file_parts(root: &Node) -> Vec<(String, Span)> {
    let (mut found, mut seen, mut pending) = (Vec::new(), HashSet::new(), vec![root]);
    while let Some(node) = pending.pop() {
        match &node.kind {
            Kind::Sequence(items) => pending.extend(items.iter().rev()),
            Kind::Mapping(entries) => {
                let parts = entries.iter().filter(|(key, _)| has_schemas(&key.value));
                pending.extend(parts.rev().map(|(_, value)| value));
                // A property with the name `$ref` has a schema, which is no text.
                let Some((reference, span)) = node
                    .get("$ref")
                    .and_then(|value| Some((value.as_str()?, value.span)))
                else {
                    continue;
                };
                let name = reference.split('#').next().unwrap_or_default();
                if !name.is_empty() && seen.insert(name) {
                    found.push((name.to_owned(), span));
                }
            }
            Kind::Null | Kind::Scalar(_) => {}
        }
    }
    found
}

/// Returns whether the value of a key may contain schemas. Extensions and examples do not.
fn has_schemas(key: &str) -> bool {
    (!key.starts_with("x-") || key == "x-ms-paths")
        && !matches!(key, "example" | "examples" | "default" | "enum")
}

/// Reads a file that a reference names, or the one in its place. The name is relative to the document, also where an overlay has added
/// the reference.
fn open(
    document: SourceId,
    location: &Spanned<String>,
    count: usize,
    refs: &Refs,
    files: &mut PackageReader<'_, '_>,
    sources: &Sources,
) -> Result<(PathBuf, Vec<u8>), Box<Diagnostic>> {
    let name = &location.value;
    let unread = |message: String| Diagnostic::new(codes::REFERENCE_FILE, location.span, message);
    if count >= MAX_FILES {
        let message = format!("the document refers to more than {MAX_FILES} files; `{name}` is not read");
        return Err(Box::new(unread(message)));
    }
    if let Some(mapped) = refs.target(name) {
        return in_place(location, &mapped, files, sources);
    }
    if name.contains("://") {
        let message = format!(
            "`{name}` is not read, because the generator has no network access; its schemas have no type"
        );
        let help = "copy the file beside the document, and name the copy with the option `refs`";
        return Err(Box::new(unread(message).help(help)));
    }
    // Names in references are URIs.
    let decoded = percent_encoding::percent_decode_str(name).decode_utf8_lossy();
    let plain = Spanned::new(decoded.into_owned(), location.span);
    match files.include_in(document, &plain, FileKind::Document, sources) {
        Ok(file) => Ok((file.path, file.bytes)),
        Err(refusal) => {
            let problem = match refusal {
                Refusal::Outside(_) => format!("`{name}` is outside the package and is not read"),
                Refusal::Unreadable(path, error) => format!("`{}` cannot be read: {error}", path.display()),
            };
            let diagnostic = unread(format!("{problem}; schemas that refer to it have no type"));
            Err(Box::new(diagnostic.help(
                "add the file, name another one with the option `refs`, or replace the reference by a schema",
            )))
        }
    }
}

/// Reads the file in place of the one that a reference names. The user named it, so that a file that cannot be read is an error.
fn in_place(
    location: &Spanned<String>,
    mapped: &Named,
    files: &mut PackageReader<'_, '_>,
    sources: &Sources,
) -> Result<(PathBuf, Vec<u8>), Box<Diagnostic>> {
    match mapped.read(FileKind::Document, files, sources) {
        Ok(bytes) => Ok((mapped.path(files, sources), bytes)),
        Err(Refusal::Outside(diagnostic)) => Err(diagnostic),
        Err(Refusal::Unreadable(path, error)) => {
            let path = path.display();
            let name = &location.value;
            let message = format!("the file `{path}` in place of `{name}` cannot be read: {error}");
            let diagnostic = Diagnostic::new(codes::DOCUMENT_UNREADABLE, location.span, message);
            Err(Box::new(diagnostic.help("correct the path of the option `refs`")))
        }
    }
}
