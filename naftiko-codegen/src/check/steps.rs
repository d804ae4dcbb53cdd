//! References of flows and steps: calls, earlier steps, mappings and scripts.

use std::collections::HashMap;
use std::rc::Rc;

use super::Checks;
use super::references::{Listed, meant};
use crate::diagnostic::codes;
use crate::index::{Name, Site, is_caller};
use crate::model::{Member, Operation, Payload, Slot, Type, TypeId};
use crate::spec::{Adapter, StepKind, Text, With};
use crate::spelling::Names;
use crate::template::{self, Notation};

/// A step that later ones can use.
struct Known<'a> {
    name: &'a str,
    /// The names of its outputs, if they are known.
    fields: Option<Rc<Listed<'a>>>,
    /// Whether the items of its outputs have only these fields too.
    closed: bool,
    /// The type that a document gives its output.
    described: Option<TypeId>,
}

/// The steps above the current one.
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

/// Checks the steps and mappings of a site.
pub(super) fn check<'c>(checks: &mut Checks<'c>, site: &Site<'c>) {
    whole(checks, site);
    let mut known = Above::default();
    for step in &site.action.steps {
        let mut described = None;
        let gives = match &step.kind {
            StepKind::Call { call, with } => {
                values(checks, site, with, &known);
                let operation = called(checks, call, with);
                described = operation.and_then(|operation| type_of(checks, operation));
                operation.and_then(|operation| fields(checks, operation))
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
            described,
        });
    }
    for mapping in &site.action.mappings {
        path(checks, &mapping.value, &known);
    }
}

/// Checks what an action with steps has beside them.
fn whole(checks: &mut Checks<'_>, site: &Site<'_>) {
    targets(checks, site);
    let Some(last) = site.action.steps.last() else {
        return;
    };
    let mut steps = site.action.steps.iter();
    let has_call = steps.any(|step| matches!(step.kind, StepKind::Call { .. }));
    let is_call = matches!(last.kind, StepKind::Call { .. });
    if site.action.mappings.is_empty() && has_call && !is_call {
        let message = format!(
            "nothing reads the output of step `{}`; the result is that of the last call",
            last.name
        );
        let help = "map it in `mappings`, or remove the step";
        checks.say(codes::STEP_WITHOUT_EFFECT, last.name.span, message, help);
    }
}

/// Checks that an action has one target, and nothing beside it that has no effect.
fn targets(checks: &mut Checks<'_>, site: &Site<'_>) {
    let action = site.action;
    let call = action.call.as_ref().map(|call| ("call", call.span));
    let steps = action.steps.first().map(|step| ("steps", step.span));
    let outputs = action
        .outputs
        .first()
        .map(|output| ("outputParameters", output.span));
    let mappings = action.mappings.first().map(|mapping| ("mappings", mapping.span));
    let (target, ignored) = match (&action.reference, steps) {
        (Some(_), _) => ("ref", vec![call, steps, outputs, mappings]),
        (None, Some(_)) => ("steps", vec![call]),
        (None, None) => return,
    };
    for (key, span) in ignored.into_iter().flatten() {
        let message = format!("`{key}` beside `{target}`; it is ignored");
        checks.say(
            codes::TARGETS,
            span,
            message,
            format!("remove `{key}` or `{target}`"),
        );
    }
}

/// Checks a lookup: `index` is an earlier step, and the fields exist if they are known.
fn lookup(checks: &mut Checks<'_>, index: &Text, field: &Text, outputs: &[Text], known: &Above<'_>) {
    let Some(step) = step(checks, index, index.as_str(), known) else {
        return;
    };
    if let Some(list) = wrapped_list(checks, step) {
        let message =
            format!("the lookup compares the object of step `{index}`, not the items of its `{list}`");
        let help = "use an operation whose response is the list";
        checks.say(codes::LOOKUP_WITHOUT_LIST, index.span, message, help);
    }
    // The items of a call's response may have more fields than its outputs; the items of a lookup do not.
    let Some(fields) = step.fields.as_ref().filter(|_| step.closed) else {
        return;
    };
    for name in std::iter::once(field).chain(outputs) {
        has(checks, name, name.as_str(), index.as_str(), fields);
    }
}

/// Returns the only list in an object whose type a document gives.
fn wrapped_list<'c>(checks: &Checks<'c>, step: &Known<'_>) -> Option<&'c str> {
    let types = &checks.capability.types;
    let Type::Record(record) = types.get(step.described?) else {
        return None;
    };
    let is_list = |member: &&Member| matches!(types.get(member.slot.id), Type::List(_));
    let mut lists = record.members.iter().filter(is_list);
    let list = lists.next().filter(|_| lists.next().is_none())?;
    Some(&list.name)
}

/// Checks a path `$.step.field` of names and dots.
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
    if let Some((first, rest)) = segments.split_first()
        && let Some(step) = step(checks, text, first, known)
    {
        within(checks, text, step, rest.iter().copied());
    }
}

/// Checks the fields of a path in the output of a step.
fn within<'p>(
    checks: &mut Checks<'_>,
    text: &Text,
    step: &Known<'_>,
    mut fields: impl Iterator<Item = &'p str>,
) {
    if let Some(described) = step.described {
        return in_type(checks, text, step.name, described, fields);
    }
    if let (Some(known), Some(field)) = (&step.fields, fields.next()) {
        has(checks, text, field, step.name, known);
    }
}

/// Checks the fields of a path in a value whose type a document gives.
fn in_type<'p>(
    checks: &mut Checks<'_>,
    text: &Text,
    step: &str,
    mut value_type: TypeId,
    fields: impl Iterator<Item = &'p str>,
) {
    for field in fields {
        value_type = match checks.capability.types.get(value_type) {
            Type::Record(record) => {
                let mut members = record.members.iter();
                match members.find(|member| member.name == field) {
                    Some(member) => member.slot.id,
                    None if record.rest.is_some() => return,
                    None => {
                        let names = record.members.iter().map(|member| member.name.as_str());
                        return has(checks, text, field, step, &names.collect());
                    }
                }
            }
            Type::List(slot) if field.parse::<usize>().is_ok() => slot.id,
            Type::Map(slot) => slot.id,
            _ => return,
        };
    }
}

fn no_path(checks: &mut Checks<'_>, text: &Text) {
    let message = format!("invalid step path `{text}`");
    let help = "write `$.<step>.<field>`, with names and dots only";
    checks.say(codes::STEP_PATH, text.span, message, help);
}

/// Returns the earlier step with a name, and reports an unknown one.
fn step<'k, 'a>(
    checks: &mut Checks<'_>,
    text: &Text,
    name: &str,
    known: &'k Above<'a>,
) -> Option<&'k Known<'a>> {
    let found = known.find(name);
    if found.is_none() {
        let message = format!("unknown step `{name}`; a step can use earlier steps only");
        let help = meant(
            checks.diagnostics,
            name,
            "steps",
            known.names(),
            "move the step above this one",
        );
        checks.say(codes::STEP_UNKNOWN, text.span, message, help);
    }
    found
}

fn has(checks: &mut Checks<'_>, text: &Text, field: &str, step: &str, fields: &Listed<'_>) {
    if !fields.contains(field) {
        let message = format!("step `{step}` has no output `{field}`");
        let help = meant(
            checks.diagnostics,
            field,
            "outputs",
            fields.iter(),
            "add it to the step's `outputParameters`",
        );
        checks.say(codes::STEP_FIELD_UNKNOWN, text.span, message, help);
    }
}

/// Checks the values of a step's `with`: references to inputs, templates and constants.
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
            Some((_, name)) => named(checks, site, &value, name, known),
            None if value.value.starts_with("$.") => path(checks, &value, known),
            None => text(checks, site, &value, known),
        }
    }
}

/// Checks a template, whose placeholders are inputs, earlier steps or variables.
fn text(checks: &mut Checks<'_>, site: &Site<'_>, text: &Text, known: &Above<'_>) {
    for name in template::names(&text.value, Notation::Double) {
        if let Name::Input(name) = checks.index.binds.classify(&name) {
            named(checks, site, text, &name, known);
        }
    }
}

/// Checks a name: that of an input, of an entry of the operation's `with`, or of an earlier step with a field.
fn named(checks: &mut Checks<'_>, site: &Site<'_>, text: &Text, name: &str, known: &Above<'_>) {
    let mut segments = name.split('.');
    if let Some(step) = segments.next().and_then(|first| known.find(first)) {
        return within(checks, text, step, segments);
    }
    if !site.has_input(name) && site.with(name).is_none() {
        let message = format!("unknown input or step `{name}`; no value takes its place");
        let help = meant(
            checks.diagnostics,
            name,
            "inputs",
            site.input_names(),
            "add it to `inputParameters`",
        );
        checks.say(codes::TEXT_INPUT_UNKNOWN, text.span, message, help);
    }
}

/// Checks the parameters that a call step passes, and returns its target.
fn called<'c>(checks: &mut Checks<'c>, call: &Text, with: &[With]) -> Option<&'c Operation> {
    let capability = checks.capability;
    let place = checks.index.target(call, checks.diagnostics).ok()?;
    let (client, operation) = place;
    let (_, operation) = capability.operation(client, operation)?;
    if with.is_empty() {
        return Some(operation);
    }
    let inputs = || operation.inputs.iter().map(|input| input.name.as_str());
    let names = checks.inputs.entry(place);
    let names = Rc::clone(names.or_insert_with(|| Rc::new(Names::of(inputs()))));
    for pair in with {
        if names.find(pair.name.as_str()).is_none() {
            let message = format!(
                "`{}` has no parameter `{}`; it is ignored",
                operation.id, pair.name
            );
            let help = meant(
                checks.diagnostics,
                pair.name.as_str(),
                "parameters",
                inputs(),
                "remove it, or add the parameter to the operation",
            );
            checks.say(codes::STEP_PARAMETER_UNKNOWN, pair.name.span, message, help);
        }
    }
    Some(operation)
}

/// Returns the type that a document gives the response; `None` if the operation has named outputs in its place.
fn type_of(checks: &Checks<'_>, operation: &Operation) -> Option<TypeId> {
    let described = operation.response_type()?;
    let is_whole = operation.step_outputs.is_none();
    (is_whole && checks.capability.types.is_described(described)).then_some(described)
}

/// Returns the names of the outputs for later steps; `None` if the operation returns the whole response.
fn fields<'c>(checks: &mut Checks<'c>, operation: &Operation) -> Option<Rc<Listed<'c>>> {
    let Payload::Json(Slot { id: value_type, .. }) = operation.payload else {
        return None;
    };
    let Type::Struct(found) = checks.capability.types.get(value_type) else {
        return None;
    };
    let names = || found.fields.iter().map(|field| field.name.as_str()).collect();
    let known = checks.fields.entry(value_type);
    Some(Rc::clone(known.or_insert_with(|| Rc::new(names()))))
}

/// Checks every script step.
pub(super) fn scripts(checks: &mut Checks<'_>) {
    let (mut language, mut location) = (false, false);
    for adapter in checks.adapters() {
        let Adapter::Control(control) = adapter else {
            continue;
        };
        let management = control.management.as_ref();
        if let Some(scripting) = management.and_then(|management| management.scripting.as_ref()) {
            language |= scripting.default_language.is_some();
            location |= scripting.default_location.is_some();
        }
    }
    for site in &checks.index.sites {
        for step in &site.action.steps {
            let StepKind::Script {
                language: own_language,
                location: own_location,
                ..
            } = &step.kind
            else {
                continue;
            };
            let missing = match (
                language || own_language.is_some(),
                location || own_location.is_some(),
            ) {
                (true, true) => continue,
                (false, true) => "`language`",
                (true, false) => "`location`",
                (false, false) => "`language` and no `location`",
            };
            let message = format!("the script of the step `{}` has no {missing}", step.name);
            let help = "add it to the step, or as a default to `management.scripting` of a control adapter";
            checks.say(codes::SCRIPT_DEFAULTS, step.name.span, message, help);
        }
    }
}
