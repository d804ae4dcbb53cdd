//! Changes of the files that specs are made of.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

/// The time between two looks at the files.
const INTERVAL: Duration = Duration::from_millis(200);

/// The time without a change after which files are complete: editors write some in several steps.
const QUIET: Duration = Duration::from_millis(50);

/// The time and the size of a file; `None` for a missing one.
type Stamp = Option<(SystemTime, u64)>;

/// Files that are looked at from time to time. That works on every file system, and needs nothing of the operating system.
#[derive(Debug, Default)]
pub(crate) struct Watch(BTreeMap<PathBuf, Stamp>);

impl Watch {
    /// Watches further files.
    pub(crate) fn follow(&mut self, paths: impl Iterator<Item = PathBuf>) {
        for path in paths {
            let stamp = stamp(&path);
            self.0.entry(path).or_insert(stamp);
        }
    }

    /// Waits until a file changes, and no file has changed since for a moment.
    pub(crate) async fn changed(&mut self) {
        loop {
            tokio::time::sleep(INTERVAL).await;
            if self.look() {
                break;
            }
        }
        loop {
            tokio::time::sleep(QUIET).await;
            if !self.look() {
                return;
            }
        }
    }

    /// Returns whether a file has changed since the last look.
    fn look(&mut self) -> bool {
        let mut has_changed = false;
        for (path, known) in &mut self.0 {
            let now = stamp(path);
            has_changed |= now != *known;
            *known = now;
        }
        has_changed
    }
}

fn stamp(path: &Path) -> Stamp {
    let file = fs::metadata(path).ok()?;
    Some((file.modified().ok()?, file.len()))
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test fails by panicking")]
mod tests {
    use super::*;

    #[test]
    fn change_rename_and_removal_are_seen_once() {
        let folder = tempfile::tempdir().unwrap();
        let (spec, import) = (folder.path().join("a.yaml"), folder.path().join("b.yaml"));
        fs::write(&spec, "a").unwrap();
        let mut watch = Watch::default();
        watch.follow([spec.clone(), import.clone()].into_iter());
        assert!(!watch.look());
        fs::write(&import, "new").unwrap();
        assert!(watch.look() && !watch.look());
        fs::write(folder.path().join("temporary"), "longer").unwrap();
        assert!(!watch.look());
        fs::rename(folder.path().join("temporary"), &spec).unwrap();
        assert!(watch.look() && !watch.look());
        fs::remove_file(&import).unwrap();
        assert!(watch.look() && !watch.look());
    }
}
