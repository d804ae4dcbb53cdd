//! Patterns of paths, which not every shell expands.

use std::path::{Path, PathBuf};

use glob::MatchOptions;

use crate::terminal::Failure;

/// As shells match: a hidden file has its dot in the pattern.
const OPTIONS: MatchOptions = MatchOptions {
    case_sensitive: true,
    require_literal_separator: true,
    require_literal_leading_dot: true,
};

/// Returns paths with those that match in place of each pattern, sorted. A path that exists is no pattern.
pub(crate) fn expanded(paths: &[PathBuf]) -> Result<Vec<PathBuf>, Failure> {
    let mut all = Vec::new();
    for path in paths {
        if !is_pattern(path) || path.exists() {
            all.push(path.clone());
            continue;
        }
        let pattern = path.to_string_lossy();
        let found = glob::glob_with(&pattern, OPTIONS);
        let found = found.map_err(|error| Failure(format!("`{pattern}` is no pattern: {error}")))?;
        // A folder that cannot be read has no matches.
        let files: Vec<PathBuf> = found.flatten().filter(|path| path.is_file()).collect();
        if files.is_empty() {
            return Err(Failure(format!("no file matches `{pattern}`")));
        }
        all.extend(files);
    }
    Ok(all)
}

fn is_pattern(path: &Path) -> bool {
    path.to_string_lossy().contains(['*', '?', '['])
}
