//! The choice of operations.

use super::ImportOptions;
use super::name;
use crate::diagnostic::{Diagnostic, Diagnostics, codes};
use crate::openapi::outline::{Operation, Outline};
use crate::source::{SourceId, Span};
use crate::spelling::nearest;

/// Returns the operations that the options choose. Names that no operation has are errors.
pub(super) fn chosen<'o>(
    outline: &'o Outline,
    import: &ImportOptions,
    source: SourceId,
    diagnostics: &mut Diagnostics,
) -> Vec<&'o Operation> {
    let place = Span::file(source);
    let all = &outline.operations;
    let tags = || {
        all.iter()
            .flat_map(|operation| operation.tags.iter().map(String::as_str))
    };
    let ids = || {
        all.iter()
            .filter_map(|operation| Some(operation.id.as_ref()?.value.as_str()))
    };
    for tag in &import.tags {
        if !tags().any(|known| known == tag) {
            unknown("tag", tag, nearest(tag, tags()), place, diagnostics);
        }
    }
    for id in &import.operations {
        if !all.iter().any(|operation| is_named(operation, id)) {
            unknown("operation", id, nearest(id, ids()), place, diagnostics);
        }
    }
    let chosen: Vec<&Operation> = all
        .iter()
        .filter(|operation| is_chosen(operation, import))
        .collect();
    if chosen.is_empty() && !diagnostics.has_errors_in(source) {
        let diagnostic = Diagnostic::new(codes::IMPORT_NOTHING, place, "no operation is chosen");
        diagnostics.push(diagnostic.help("choose other tags, operations or paths"));
    }
    chosen
}

fn is_chosen(operation: &Operation, import: &ImportOptions) -> bool {
    let has_tag = || import.tags.iter().any(|tag| operation.tags.contains(tag));
    let is_listed = || import.operations.iter().any(|id| is_named(operation, id));
    (import.tags.is_empty() || has_tag())
        && (import.operations.is_empty() || is_listed())
        && import
            .path
            .as_ref()
            .is_none_or(|pattern| fits(pattern, &operation.path))
}

/// Returns whether an operation has an id, or the name in a spec that is made of it.
fn is_named(operation: &Operation, id: &str) -> bool {
    operation.id.as_ref().is_some_and(|known| known.value == id) || name::of_operation(operation) == id
}

/// Returns whether a path fits a pattern, in which `*` stands for any characters.
fn fits(pattern: &str, path: &str) -> bool {
    let mut parts = pattern.split('*');
    let Some(mut rest) = path.strip_prefix(parts.next().unwrap_or_default()) else {
        return false;
    };
    let mut parts: Vec<&str> = parts.collect();
    let Some(last) = parts.pop() else {
        return rest.is_empty();
    };
    for part in parts {
        match rest.find(part) {
            Some(at) => rest = rest.get(at + part.len()..).unwrap_or_default(),
            None => return false,
        }
    }
    rest.ends_with(last)
}

fn unknown(what: &str, name: &str, near: Option<&str>, place: Span, diagnostics: &mut Diagnostics) {
    let diagnostic = Diagnostic::new(
        codes::IMPORT_NOTHING,
        place,
        format!("unknown {what} `{name}`; no operation of the document has it"),
    );
    let diagnostic = match near {
        Some(near) => diagnostic.help(format!("a similar name exists: `{near}`")),
        None => diagnostic.help("`naftiko openapi <FILE> --print` prints the document with all names"),
    };
    diagnostics.push(diagnostic);
}

#[cfg(test)]
mod tests {
    use super::fits;

    #[test]
    fn pattern_has_stars_for_any_characters() {
        for (pattern, path, expected) in [
            ("/meters", "/meters", true),
            ("/meters", "/meters/{id}", false),
            ("/meters*", "/meters/{id}", true),
            ("*/meters", "/a/meters", true),
            ("/a/*/c", "/a/b/c", true),
            ("/a/*/c", "/a/c", false),
            ("*", "/", true),
            ("*a*b", "/a/c", false),
        ] {
            assert_eq!(fits(pattern, path), expected, "{pattern} {path}");
        }
    }
}
