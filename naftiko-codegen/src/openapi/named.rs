//! Files that the user or a spec names: documents, and files in place of references.

use std::path::{Path, PathBuf};

use crate::include::PackageReader;
use crate::include::files::{FileKind, Refusal};
use crate::index::IndexedApi;
use crate::options::Options;
use crate::source::{Sources, Spanned};

/// A file as it is named.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Named {
    /// By the user, who may name any file, or by the place beside the spec.
    Option(PathBuf),
    /// By a key of the spec, which may name files of its package only.
    Key(Spanned<String>),
}

impl Named {
    /// Returns the path in diagnostics.
    pub(super) fn path(&self, files: &PackageReader<'_, '_>, sources: &Sources) -> PathBuf {
        match self {
            Self::Option(path) => path.clone(),
            Self::Key(text) => files.path_of(text, sources),
        }
    }

    /// Reads the file.
    pub(super) fn read(
        &self,
        kind: FileKind,
        files: &mut PackageReader<'_, '_>,
        sources: &Sources,
    ) -> Result<Vec<u8>, Refusal> {
        match self {
            Self::Option(path) => {
                let read = files.named(path, kind);
                read.map_err(|error| Refusal::Unreadable(path.clone(), error))
            }
            Self::Key(text) => {
                let file = files.include(text, kind, sources)?;
                Ok(file.bytes)
            }
        }
    }
}

/// Files in place of those that references name, by the start of the reference.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub(crate) struct Refs(Vec<(String, Named)>);

impl Refs {
    /// Returns those of an API. The option of the front comes before the key of the spec.
    pub(super) fn of(api: &IndexedApi<'_>, options: &Options) -> Self {
        let namespace = &api.api.namespace;
        if let Some(pairs) = options.refs.get(namespace.as_str()) {
            return Self::of_option(pairs);
        }
        let in_spec = api.api.options.as_ref();
        let pairs = in_spec.and_then(|options| options.refs.get(namespace.as_str()));
        let key = |to: &Path| Named::Key(Spanned::new(to.to_string_lossy().into_owned(), namespace.span));
        let pairs = pairs.into_iter().flatten();
        Self(pairs.map(|(from, to)| (from.clone(), key(to))).collect())
    }

    /// Returns those for all APIs, which a document without a spec has.
    pub(crate) fn for_all(options: &Options) -> Self {
        options
            .refs
            .get("")
            .map_or_else(Self::default, |pairs| Self::of_option(pairs))
    }

    fn of_option(pairs: &[(String, PathBuf)]) -> Self {
        let pairs = pairs.iter();
        Self(
            pairs
                .map(|(from, to)| (from.clone(), Named::Option(to.clone())))
                .collect(),
        )
    }

    /// Returns the file in place of the one that a reference names: that of the longest start.
    pub(super) fn target(&self, reference: &str) -> Option<Named> {
        let starts = self
            .0
            .iter()
            .filter_map(|(from, to)| Some((reference.strip_prefix(from.as_str())?, to)));
        let (rest, to) = starts.min_by_key(|(rest, _)| rest.len())?;
        Some(match to {
            // A start stands for a folder if more follows, as in a URL.
            Named::Option(path) if rest.is_empty() => Named::Option(path.clone()),
            Named::Option(path) => Named::Option(path.join(rest)),
            Named::Key(text) if rest.is_empty() => Named::Key(text.clone()),
            Named::Key(text) => {
                let joined = Path::new(&text.value).join(rest);
                Named::Key(Spanned::new(joined.to_string_lossy().into_owned(), text.span))
            }
        })
    }
}
