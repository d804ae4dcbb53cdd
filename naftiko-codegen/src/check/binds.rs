//! Lints: unused variables of binds.

use std::collections::HashMap;

use super::Checks;
use crate::diagnostic::codes;
use crate::index::inline;
use crate::source::Source;

/// Reports variables whose name occurs only in their declaration. Any other occurrence counts as a use, also in parts that are not
/// generated yet.
pub(super) fn unused(checks: &mut Checks<'_>, texts: &[&Source]) {
    let document = checks.document;
    if document.consumes.is_empty() && document.exposes.is_empty() {
        // The file only has binds, which other files import.
        return;
    }
    let mut words: HashMap<&str, usize> = HashMap::new();
    for text in texts {
        for word in text
            .text()
            .split(|c: char| !c.is_ascii_alphanumeric() && c != '_')
        {
            *words.entry(word).or_default() += 1;
        }
    }
    for bind in inline(&document.binds) {
        for declared in &bind.keys {
            let name = declared.variable.as_str();
            let own = 1 + usize::from(declared.key.value == name);
            if words.get(name).copied().unwrap_or_default() > own {
                continue;
            }
            let message = format!("nothing uses the variable `{name}`");
            let help = format!("write `{{{{{name}}}}}` where its value belongs, or remove it");
            checks.say(codes::BIND_UNUSED, declared.variable.span, message, help);
        }
    }
}
