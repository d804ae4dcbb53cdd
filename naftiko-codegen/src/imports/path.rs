//! Paths that a file names.

use std::path::{Component, Path, PathBuf};

/// A path that a file names, from that file's folder, without `.` and without `..` where it can be taken back.
pub(crate) fn beside(file: &Path, named: &str) -> PathBuf {
    let folder = file.parent().unwrap_or(Path::new(""));
    let mut path = PathBuf::new();
    for component in folder.join(named).components() {
        match component {
            Component::CurDir => {}
            Component::ParentDir if path.file_name().is_some() => {
                path.pop();
            }
            other => path.push(other),
        }
    }
    path
}

pub(super) fn file_name(path: &Path) -> String {
    path.file_name()
        .map_or_else(String::new, |name| name.to_string_lossy().into_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_relative_to_the_importing_file() {
        let beside = |named| {
            super::beside(Path::new("specs/a/desk.yaml"), named)
                .display()
                .to_string()
        };
        assert_eq!(beside("./shared/b.yaml"), "specs/a/shared/b.yaml");
        assert_eq!(beside("../b.yaml"), "specs/b.yaml");
        assert_eq!(beside("../../../b.yaml"), "../b.yaml");
        assert_eq!(beside("/x/b.yaml"), "/x/b.yaml");
    }
}
