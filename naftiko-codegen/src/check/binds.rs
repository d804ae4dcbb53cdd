//! Lints: variables that nothing uses, or that have no value where the author expects one.

use std::collections::HashMap;

use super::Checks;
use crate::diagnostic::codes;
use crate::index::inline;
use crate::source::Source;
use crate::spec::{Bind, Parameter};
use crate::yaml::Node;

/// Checks the places of values, and constants that spell the name of a variable.
pub(super) fn check(checks: &mut Checks<'_>) {
    for bind in inline(&checks.document.binds) {
        location(checks, bind);
    }
    for api in checks.apis() {
        for parameter in api.parameters() {
            constant(checks, parameter);
        }
    }
}

/// Reports the `location` of a bind: the official engine reads values from there, generated code never does.
fn location(checks: &mut Checks<'_>, bind: &Bind) {
    let Some(location) = &bind.location else {
        return;
    };
    let message = format!(
        "`location` of the bind `{}` is never read; values come from the environment or the program",
        bind.namespace
    );
    let names: Vec<&str> = bind.keys.iter().map(|key| key.variable.as_str()).collect();
    let help = match names.first() {
        None => "remove it".to_owned(),
        Some(first) => format!(
            "set `{}` in the environment, or call `variable(\"{first}\", …)` on the builder",
            names.join("`, `")
        ),
    };
    checks.say(codes::BIND_LOCATION, location.span, message, help);
}

/// Reports a constant that spells a variable without braces, which is sent as text.
fn constant(checks: &mut Checks<'_>, parameter: &Parameter) {
    let Some(text) = parameter.value.as_ref().and_then(Node::to_text) else {
        return;
    };
    let mut words = text.value.split(|c: char| !c.is_ascii_alphanumeric() && c != '_');
    let is_variable = |word: &&str| word.len() > 2 && checks.index.binds.declares(word);
    let Some(name) = words.find(is_variable).filter(|_| !text.value.contains("{{")) else {
        return;
    };
    let message = format!(
        "`{}` is sent with the text `{name}`, not with the value of the variable",
        parameter.name
    );
    let help = format!("write `{}`", text.value.replace(name, &format!("{{{{{name}}}}}")));
    checks.say(codes::VARIABLE_AS_TEXT, text.span, message, help);
}

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
