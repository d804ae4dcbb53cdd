//! Patterns of paths, which not every shell expands.

use std::fs;
use std::path::{Component, Path, PathBuf};

use crate::terminal::Failure;

/// Returns paths with those that match in place of each pattern, sorted. A path that exists is no pattern.
pub(crate) fn expanded(paths: &[PathBuf]) -> Result<Vec<PathBuf>, Failure> {
    let mut all = Vec::new();
    for path in paths {
        if !is_pattern(path) || path.exists() {
            all.push(path.clone());
            continue;
        }
        let found = matches(path);
        if found.is_empty() {
            return Err(Failure(format!("no file matches `{}`", path.display())));
        }
        all.extend(found);
    }
    Ok(all)
}

fn is_pattern(path: &Path) -> bool {
    path.to_string_lossy().contains(['*', '?'])
}

/// Returns the files that match a pattern, part by part.
fn matches(pattern: &Path) -> Vec<PathBuf> {
    let mut found = vec![PathBuf::new()];
    for part in pattern.components() {
        let next = |folder: PathBuf| match part {
            Component::Normal(name) if is_pattern(Path::new(name)) => {
                entries(&folder, &name.to_string_lossy())
            }
            _ => vec![folder.join(part)],
        };
        found = found.into_iter().flat_map(next).collect();
    }
    found.retain(|path| path.is_file());
    found
}

/// Returns the entries of a folder whose names match, sorted. Hidden files match only a pattern that begins with a dot.
fn entries(folder: &Path, pattern: &str) -> Vec<PathBuf> {
    let here = if folder.as_os_str().is_empty() {
        Path::new(".")
    } else {
        folder
    };
    let names = fs::read_dir(here).into_iter().flatten().flatten();
    let names = names.filter_map(|entry| entry.file_name().into_string().ok());
    let is_match = |name: &String| {
        (!name.starts_with('.') || pattern.starts_with('.')) && fits(pattern.as_bytes(), name.as_bytes())
    };
    let mut found: Vec<PathBuf> = names.filter(is_match).map(|name| folder.join(name)).collect();
    found.sort();
    found
}

/// Returns whether a name fits a pattern, in which `*` is any characters and `?` is one. Takes no more steps than both lengths multiplied.
fn fits(pattern: &[u8], name: &[u8]) -> bool {
    let mut fitting = vec![false; name.len() + 1];
    if let Some(start) = fitting.first_mut() {
        *start = true;
    }
    for wanted in pattern {
        let mut next = vec![false; name.len() + 1];
        let mut any = false;
        for (at, (slot, fits)) in next.iter_mut().zip(&fitting).enumerate() {
            any |= *fits;
            let before = at.checked_sub(1);
            let one = before.and_then(|before| Some((fitting.get(before)?, name.get(before)?)));
            *slot = match wanted {
                b'*' => any,
                b'?' => one.is_some_and(|(fits, _)| *fits),
                wanted => one.is_some_and(|(fits, byte)| *fits && byte == wanted),
            };
        }
        fitting = next;
    }
    fitting.last().copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::fits;

    #[test]
    fn name_fits_a_pattern() {
        for (pattern, name, expected) in [
            ("*.yaml", "desk.yaml", true),
            ("*.yaml", "desk.yml", false),
            ("*", "", true),
            ("d?sk*", "desk.yaml", true),
            ("d?sk", "dsk", false),
            ("*a*b*", "xaxxbx", true),
            ("*a*b", "xbxa", false),
            ("desk", "desk", true),
        ] {
            assert_eq!(
                fits(pattern.as_bytes(), name.as_bytes()),
                expected,
                "{pattern} {name}"
            );
        }
    }
}
