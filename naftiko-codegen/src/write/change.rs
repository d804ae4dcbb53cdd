//! The change of one file, and its diff.

use std::path::{Path, PathBuf};

use similar::TextDiff;

/// The kind of a change.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// The file is new.
    Created,
    /// The contents of the file change.
    Updated,
    /// The file is no longer generated.
    Removed,
}

/// The change of one file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    path: PathBuf,
    /// The current contents; `None` for a new file.
    old: Option<Vec<u8>>,
    /// The new contents; `None` for a removed file.
    new: Option<Vec<u8>>,
}

impl Change {
    pub(super) fn create(path: PathBuf, new: &[u8]) -> Self {
        Self {
            path,
            old: None,
            new: Some(new.to_owned()),
        }
    }

    pub(super) fn update(path: PathBuf, old: Vec<u8>, new: &[u8]) -> Self {
        Self {
            path,
            old: Some(old),
            new: Some(new.to_owned()),
        }
    }

    pub(super) fn remove(path: PathBuf, old: Vec<u8>) -> Self {
        Self {
            path,
            old: Some(old),
            new: None,
        }
    }

    /// Returns the path of the file: the folder of the plan, and the path in it.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Returns the kind of the change.
    pub fn kind(&self) -> Kind {
        match (&self.old, &self.new) {
            (_, None) => Kind::Removed,
            (None, Some(_)) => Kind::Created,
            (Some(_), Some(_)) => Kind::Updated,
        }
    }

    pub(super) fn new_contents(&self) -> Option<&[u8]> {
        self.new.as_deref()
    }

    /// Returns the change as a unified diff.
    ///
    /// Line endings are compared separately from the text, so that CRLF in every line is one line of the diff.
    pub(super) fn diff(&self) -> String {
        let text = |contents: &Option<Vec<u8>>| {
            let contents = contents.as_deref().unwrap_or_default();
            String::from_utf8_lossy(contents).into_owned()
        };
        let (old, new) = (text(&self.old), text(&self.new));
        let old_text = old.replace("\r\n", "\n");
        let mut diff = TextDiff::from_lines(old_text.as_str(), new.as_str())
            .unified_diff()
            .header(&self.name_of(self.old.as_ref()), &self.name_of(self.new.as_ref()))
            .to_string();
        if self.kind() == Kind::Updated && old_text.len() != old.len() {
            let also = if diff.is_empty() {
                "only the line endings differ"
            } else {
                "the line endings differ too"
            };
            let note = format!(
                "{}: {also} (CRLF in the folder, LF when generated)\n",
                self.path.display()
            );
            diff.push_str(&note);
        }
        diff
    }

    /// Returns the name of the old or new file in the diff.
    fn name_of(&self, contents: Option<&Vec<u8>>) -> String {
        contents.map_or_else(|| "/dev/null".to_owned(), |_| self.path.display().to_string())
    }
}
