//! Names of new packages.

use std::path::Path;

use naftiko_codegen::is_keyword;

use crate::terminal::Failure;

/// Names that a package may not have beside keywords: crates of every program, and names that its dependencies and its modules have.
const TAKEN: [&str; 10] = [
    "alloc",
    "core",
    "fake",
    "generated",
    "naftiko",
    "proc_macro",
    "scripts",
    "std",
    "test",
    "tokio",
];

/// Returns the name of the package in a folder, or the one that is given.
pub(crate) fn checked(given: Option<&str>, folder: &Path) -> Result<String, Failure> {
    let own = folder.file_name().map(|name| name.to_string_lossy().into_owned());
    let name = given.map(str::to_owned).or(own).unwrap_or_default();
    if is_valid(&name) {
        return Ok(name);
    }
    Err(Failure(format!(
        "`{name}` cannot be the name of a package; add `--name {}`",
        proposal(&name)
    )))
}

/// Returns whether a name is one of a package, of a file, and of a module.
fn is_valid(name: &str) -> bool {
    let module = name.replace('-', "_");
    let mut bytes = name.bytes();
    bytes.next().is_some_and(|first| first.is_ascii_lowercase())
        && bytes.all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || b"-_".contains(&byte))
        && name.len() <= 64
        && !TAKEN.contains(&&*module)
        && !is_keyword(&module)
}

/// Returns a valid name that is similar.
fn proposal(name: &str) -> String {
    let lower = name.to_lowercase();
    let words = lower.split(|character: char| !character.is_ascii_alphanumeric());
    let words: Vec<&str> = words.filter(|word| !word.is_empty()).collect();
    let joined: String = words.join("-").chars().take(48).collect();
    match joined.as_str() {
        "" => "my-service".to_owned(),
        joined if is_valid(joined) => joined.to_owned(),
        joined if joined.starts_with(|first: char| first.is_ascii_digit()) => format!("service-{joined}"),
        joined => format!("{joined}-service"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn invalid_name_has_a_valid_proposal() {
        for (name, proposed) in [
            ("test", "test-service"),
            ("core", "core-service"),
            ("self", "self-service"),
            ("scripts", "scripts-service"),
            ("where", "where-service"),
            ("1a", "service-1a"),
            ("a b", "a-b"),
            ("Shop", "shop"),
            ("Größe", "gr-e"),
            ("深圳", "my-service"),
            ("..", "my-service"),
        ] {
            assert!(!is_valid(name) && is_valid(proposed), "{name}");
            assert_eq!(proposal(name), proposed);
        }
        assert!(is_valid("parcel-desk_2"));
    }

    #[test]
    fn list_is_sorted() {
        assert!(TAKEN.is_sorted());
    }
}
