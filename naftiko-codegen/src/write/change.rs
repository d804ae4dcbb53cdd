//! One file's change, and its diff.

use std::path::{Path, PathBuf};

use similar::TextDiff;

/// What happens to a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// It is new.
    Created,
    /// Its contents change.
    Updated,
    /// It is no longer generated.
    Removed,
}

/// The change of one file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    path: PathBuf,
    /// What the file holds; nothing if it is not there.
    old: Option<String>,
    /// What it is to hold; nothing if it is to be removed.
    new: Option<String>,
}

impl Change {
    pub(super) fn create(path: PathBuf, new: &str) -> Self {
        Self {
            path,
            old: None,
            new: Some(new.to_owned()),
        }
    }

    pub(super) fn update(path: PathBuf, old: &[u8], new: &str) -> Self {
        Self {
            path,
            old: Some(String::from_utf8_lossy(old).into_owned()),
            new: Some(new.to_owned()),
        }
    }

    pub(super) fn remove(path: PathBuf, old: &[u8]) -> Self {
        Self {
            path,
            old: Some(String::from_utf8_lossy(old).into_owned()),
            new: None,
        }
    }

    /// Where the file is: the folder of the plan and the file's path in it.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// What happens to the file.
    pub fn kind(&self) -> Kind {
        match (&self.old, &self.new) {
            (_, None) => Kind::Removed,
            (None, Some(_)) => Kind::Created,
            (Some(_), Some(_)) => Kind::Updated,
        }
    }

    pub(super) fn new_contents(&self) -> Option<&str> {
        self.new.as_deref()
    }

    /// The change as a unified diff.
    ///
    /// Line endings are compared apart from the text: a checkout that turned them all into CRLF is told in one line instead
    /// of a diff of every line.
    pub(super) fn diff(&self) -> String {
        let old = self.old.as_deref().unwrap_or_default();
        let old_text = old.replace("\r\n", "\n");
        let new = self.new.as_deref().unwrap_or_default();
        let mut diff = TextDiff::from_lines(old_text.as_str(), new)
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

    /// What a diff calls the side with these contents.
    fn name_of(&self, contents: Option<&String>) -> String {
        contents.map_or_else(|| "/dev/null".to_owned(), |_| self.path.display().to_string())
    }
}
