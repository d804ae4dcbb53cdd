//! Checks of the files and folders that MCP resources serve at run time. The generator does not read them.

use std::path::Path;

use super::files::{Located, PackageReader, Place};
use crate::diagnostic::{Diagnostic, Diagnostics, codes};
use crate::file_path;
use crate::source::Sources;
use crate::spec::{Adapter, Document, Entry, McpResource, Text};

/// System folders, which must not be served.
const SYSTEM: [&str; 9] = [
    "etc",
    "proc",
    "sys",
    "dev",
    "root",
    "private/etc",
    "var/root",
    "windows",
    "run/secrets",
];

/// Folders with the home folders of users.
const HOMES: [&str; 2] = ["home", "users"];

/// Reports locations that serve system files, or files outside the package.
pub(super) fn check(
    document: &Document,
    files: &PackageReader<'_, '_>,
    sources: &Sources,
    diagnostics: &mut Diagnostics,
) {
    for entry in &document.exposes {
        let Entry::Inline(Adapter::Mcp(adapter)) = entry else {
            continue;
        };
        for resource in &adapter.resources {
            if let Some(location) = &resource.location {
                diagnostics.extend(diagnostic(resource, location, files, sources));
            }
        }
    }
}

fn diagnostic(
    resource: &McpResource,
    location: &Text,
    files: &PackageReader<'_, '_>,
    sources: &Sources,
) -> Option<Diagnostic> {
    let named = file_path::of_location(&location.value);
    let Located { path, place, .. } = files.locate(location, sources);
    if place == Place::Allowed {
        return None;
    }
    let shown = path.display();
    let uri = &resource.uri;
    // The check covers the path as it is written and its real path here, because links may differ on the machine that serves.
    if is_of_the_system(&named) || is_of_the_system(&path.to_string_lossy()) {
        let message =
            format!("MCP resource `{uri}` serves `{shown}`, which contains files of the system or of users");
        let help = "name a folder that contains only what callers may read";
        return Some(Diagnostic::new(codes::SYSTEM_SERVED, location.span, message).help(help));
    }
    if place == Place::Package {
        return None;
    }
    let message = format!("MCP resource `{uri}` serves `{shown}`, which is outside the package");
    let help = format!(
        "if callers may read everything in it, allow it with the option `allow_paths` (`--allow-paths {shown}`)"
    );
    Some(Diagnostic::new(codes::OUTSIDE_SERVED, location.span, message).help(help))
}

/// Returns whether an absolute path is a root, a system folder, or a home folder or a hidden folder in one, on any operating system.
fn is_of_the_system(path: &str) -> bool {
    let path = path.replace('\\', "/").to_lowercase();
    let without_prefix = path.strip_prefix("//?/").unwrap_or(&path);
    let drive = |character: char| character.is_ascii_alphabetic();
    let absolute = match without_prefix.split_once(':') {
        Some((letter, rest)) if letter.len() == 1 && letter.starts_with(drive) => rest,
        _ => without_prefix,
    };
    if !absolute.starts_with('/') {
        return false;
    }
    let normal = file_path::beside(Path::new("/"), Path::new(absolute));
    let parts: Vec<String> = normal
        .iter()
        .skip(1)
        .map(|part| part.to_string_lossy().into_owned())
        .collect();
    let begins = |folder: &str| {
        let names: Vec<&str> = folder.split('/').collect();
        parts.len() >= names.len() && parts.iter().zip(&names).all(|(part, name)| part == name)
    };
    match parts.split_first() {
        None => true,
        Some((first, below)) if HOMES.contains(&first.as_str()) => {
            below.len() < 2 || below.get(1).is_some_and(|folder| folder.starts_with('.'))
        }
        Some(_) => SYSTEM.into_iter().any(begins),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folders_of_the_system_and_homes_are_known() {
        let system = [
            "/",
            "//",
            "/..",
            "/.",
            "/srv/..",
            "/etc",
            "/etc/ssl",
            "/srv/../etc",
            "/proc/self/environ",
            "/sys",
            "/dev/shm",
            "/root/x",
            "/home",
            "/home/me",
            "/home/me/",
            "/home/me/.ssh/keys",
            "/Users/me",
            "C:\\",
            "c:/Windows/System32",
            "C:\\Users\\me",
            "\\\\?\\C:\\Users",
            "/run/secrets/x",
        ];
        for path in system {
            assert!(is_of_the_system(path), "{path}");
        }
        let others = [
            "/srv/charts",
            "/etcetera",
            "/home/me/charts",
            "C:\\charts",
            "charts",
            "etc",
            "../etc",
            "/var/lib/charts",
        ];
        for path in others {
            assert!(!is_of_the_system(path), "{path}");
        }
    }
}
