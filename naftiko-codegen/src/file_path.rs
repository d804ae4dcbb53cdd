//! Paths of included files.

use std::path::{Component, Path, PathBuf};

use crate::percent;

/// Returns the path of a `file:` URI, and any other location unchanged.
pub(crate) fn of_location(location: &str) -> String {
    let Some(rest) = location.strip_prefix("file://") else {
        return location.to_owned();
    };
    percent::path(rest.strip_prefix("localhost").unwrap_or(rest))
}

/// Returns a path relative to the folder of the file that contains it, with `.` and `..` resolved as far as possible.
pub(crate) fn beside(file: &Path, named: &Path) -> PathBuf {
    let folder = file.parent().unwrap_or(Path::new(""));
    let mut path = PathBuf::new();
    for component in folder.join(named).components() {
        match component {
            Component::CurDir => {}
            Component::ParentDir if path.file_name().is_some() => {
                path.pop();
            }
            // The root is its own parent.
            Component::ParentDir if path.has_root() => {}
            other => path.push(other),
        }
    }
    path
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn locations_are_paths() {
        assert_eq!(of_location("file:///srv/a%20b/%zz"), "/srv/a b/%zz");
        assert_eq!(of_location("file://localhost/srv"), "/srv");
        assert_eq!(of_location("guides/%20"), "guides/%20");
        assert_eq!(of_location("file:///%ff"), "/%ff");
    }

    #[test]
    fn paths_are_relative_to_the_file_that_names_them() {
        let beside = |named| {
            super::beside(Path::new("specs/a/desk.yaml"), Path::new(named))
                .display()
                .to_string()
        };
        assert_eq!(beside("./shared/b.yaml"), "specs/a/shared/b.yaml");
        assert_eq!(beside("../b.yaml"), "specs/b.yaml");
        assert_eq!(beside("../../../b.yaml"), "../b.yaml");
        assert_eq!(beside("/x/b.yaml"), "/x/b.yaml");
        assert_eq!(beside("/../x"), "/x");
    }
}
