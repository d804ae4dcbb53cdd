//! Steps: what they call, which steps before them they use, and what `mappings` take from them.

use std::collections::HashMap;
use std::rc::Rc;

use super::Checks;
use super::calls::{called, fields};
use super::listed::Listed;
use super::references::meant;
use super::sites::Site;
use crate::diagnostic::codes;
use crate::document::{StepKind, Text, With};
use crate::resolve::binds::{Name, is_caller};
use crate::resolve::template::{self, Notation, Part};

/// A step that later ones can use.
struct Known<'a> {
    name: &'a str,
    /// What it gives, where that is known.
    fields: Option<Rc<Listed<'a>>>,
    /// Whether the entries of what it gives have these fields only, too.
    closed: bool,
}

/// The steps above the one at hand.
#[derive(Default)]
struct Above<'a> {
    steps: Vec<Known<'a>>,
    /// The last step of each name.
    last: HashMap<&'a str, usize>,
}

impl<'a> Above<'a> {
    fn push(&mut self, step: Known<'a>) {
        self.last.insert(step.name, self.steps.len());
        self.steps.push(step);
    }

    fn find(&self, name: &str) -> Option<&Known<'a>> {
        self.steps.get(*self.last.get(name)?)
    }

    fn names(&self) -> impl Iterator<Item = &'a str> + Clone + '_ {
        self.steps.iter().map(|step| step.name)
    }
}

/// Looks at the steps and mappings of a site.
pub(super) fn check<'c>(checks: &mut Checks<'c>, site: &Site<'c>) {
    let mut known = Above::default();
    for step in &site.action.steps {
        let gives = match &step.kind {
            StepKind::Call { call, with } => {
                values(checks, site, with, &known);
                called(checks, site, call, with).and_then(|operation| fields(checks, operation))
            }
            StepKind::Script { with, .. } => {
                values(checks, site, with, &known);
                None
            }
            StepKind::Lookup {
                index,
                field,
                value,
                outputs,
            } => {
                lookup(checks, index, field, outputs, &known);
                if value.value.starts_with('$') {
                    path(checks, value, &known);
                } else {
                    text(checks, site, value, &known);
                }
                Some(Rc::new(outputs.iter().map(Text::as_str).collect()))
            }
        };
        known.push(Known {
            name: step.name.as_str(),
            fields: gives,
            closed: matches!(step.kind, StepKind::Lookup { .. }),
        });
    }
    for mapping in &site.action.mappings {
        path(checks, &mapping.value, &known);
    }
}

/// `index` names a step above; what is read of its entries is there, where that is known.
fn lookup(checks: &mut Checks<'_>, index: &Text, field: &Text, outputs: &[Text], known: &Above<'_>) {
    let Some(step) = step(checks, index, index.as_str(), known) else {
        return;
    };
    // The entries of a call's answer may have more than the outputs that it names; those of a lookup have not.
    let Some(fields) = step.fields.as_ref().filter(|_| step.closed) else {
        return;
    };
    for name in std::iter::once(field).chain(outputs) {
        has(checks, name, name.as_str(), index.as_str(), fields);
    }
}

/// `$.step.field`: names and dots.
fn path(checks: &mut Checks<'_>, text: &Text, known: &Above<'_>) {
    let rest = text.value.strip_prefix("$.").filter(|rest| !rest.is_empty());
    let simple =
        |segment: &str| !segment.is_empty() && !segment.contains(['[', ']', '*', '{', '}', '$', ' ']);
    let Some(segments) = rest.map(|rest| rest.split('.').collect::<Vec<_>>()) else {
        return no_path(checks, text);
    };
    if !segments.iter().all(|segment| simple(segment)) {
        return no_path(checks, text);
    }
    let Some(step) = segments.first().and_then(|name| step(checks, text, name, known)) else {
        return;
    };
    if let (Some(fields), Some(field)) = (&step.fields, segments.get(1)) {
        has(checks, text, field, step.name, fields);
    }
}

fn no_path(checks: &mut Checks<'_>, text: &Text) {
    let message = format!("`{text}` is no path into a step");
    let help = "write `$.<step>.<field>`, with names and dots only";
    checks.say(codes::STEP_PATH, text.span, message, help);
}

/// The step of that name, which has to stand above.
fn step<'k, 'a>(
    checks: &mut Checks<'_>,
    text: &Text,
    name: &str,
    known: &'k Above<'a>,
) -> Option<&'k Known<'a>> {
    let found = known.find(name);
    if found.is_none() {
        let message = format!("no step above is called `{name}`");
        let help = meant(
            checks.diagnostics,
            name,
            known.names(),
            "a step can use only those above it",
        );
        checks.say(codes::STEP_UNKNOWN, text.span, message, help);
    }
    found
}

fn has(checks: &mut Checks<'_>, text: &Text, field: &str, step: &str, fields: &Listed<'_>) {
    if !fields.contains(field) {
        let message = format!("the step `{step}` gives no `{field}`");
        let help = meant(
            checks.diagnostics,
            field,
            fields.iter(),
            "name it under the step's `outputParameters`",
        );
        checks.say(codes::STEP_FIELD_UNKNOWN, text.span, message, help);
    }
}

/// Values of a step's `with`: references to the caller's inputs, templates, constants.
fn values(checks: &mut Checks<'_>, site: &Site<'_>, with: &[With], known: &Above<'_>) {
    for pair in with {
        let Some(value) = pair.value.to_text() else {
            continue;
        };
        let reference = value.value.split_once('.');
        let reference = reference.filter(|(prefix, name)| {
            (Some(*prefix) == site.namespace || is_caller(prefix)) && !name.contains(char::is_whitespace)
        });
        match reference {
            Some((_, name)) => input(checks, site, &value, name),
            None => text(checks, site, &value, known),
        }
    }
}

/// A template: its holes are inputs, steps above, or variables.
fn text(checks: &mut Checks<'_>, site: &Site<'_>, text: &Text, known: &Above<'_>) {
    for part in template::parse(&text.value, Notation::Double).parts {
        let Part::Hole(name) = part else { continue };
        let first = name.split('.').next().unwrap_or_default();
        if let Some(step) = known.find(first) {
            if let (Some(fields), Some(field)) = (&step.fields, name.split('.').nth(1)) {
                has(checks, text, field, step.name, fields);
            }
            continue;
        }
        if let Name::Input(name) = checks.binds.classify(&name) {
            input(checks, site, text, &name);
        }
    }
}

fn input(checks: &mut Checks<'_>, site: &Site<'_>, text: &Text, name: &str) {
    if !site.has_input(name) {
        let message = format!("`{name}` is neither an input nor a step above");
        let help = meant(
            checks.diagnostics,
            name,
            site.inputs.iter().map(String::as_str),
            "declare it under `inputParameters`",
        );
        checks.say(codes::TEXT_INPUT_UNKNOWN, text.span, message, help);
    }
}
