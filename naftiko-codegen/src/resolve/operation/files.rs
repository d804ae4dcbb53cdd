//! Detection of file inputs, after every part of a request is known.

use std::collections::{BTreeMap, BTreeSet};

use crate::diagnostic::{Diagnostic, codes};
use crate::model::{Body, Content, JsonTemplate, Operation, Part, Piece, Place, TypeId};
use crate::resolve::context::Context;
use crate::source::Span;
use crate::spec::{BodyKind, ConsumedOperation};

/// Limit of diagnostics about one operation.
const REPORTED: usize = 100;

/// Makes inputs files that are declared as such, or are the content of a file part. An input that is also sent in another place is a
/// string in both.
pub(super) fn settle(
    context: &mut Context<'_>,
    declared: &ConsumedOperation,
    operation: &mut Operation,
    files: &BTreeSet<usize>,
) {
    let mut wanted = files.clone();
    wanted.extend(parts(operation).iter().filter_map(|part| match part.content {
        Content::File(index) => Some(index),
        _ => None,
    }));
    if wanted.is_empty() {
        return;
    }
    let whole: BTreeSet<usize> = parts(operation).iter().filter_map(sole).collect();
    let places = Places::of(operation);
    let mut settled = BTreeMap::new();
    let mut reported = 0;
    for index in wanted {
        let is_part = whole.contains(&index);
        let elsewhere = places.elsewhere(operation, index);
        let Some(input) = operation.inputs.get_mut(index) else {
            continue;
        };
        let is_file = is_part && elsewhere.is_none();
        settled.insert(index, is_file);
        if is_file {
            input.value_type = TypeId::FILE;
            // The type is final: operations that call it do not change it.
            input.typed = true;
        } else if let Some(place) = elsewhere {
            if input.value_type == TypeId::ANY && !input.whole_body {
                input.value_type = TypeId::STRING;
            }
            reported += 1;
            if reported > REPORTED {
                continue;
            }
            let name = &input.name;
            let (message, help) = if is_part {
                (
                    format!(
                        "file input `{name}` is also used in {place}; it is sent as a string in both places"
                    ),
                    format!("use a second input for {place}"),
                )
            } else {
                (
                    format!(
                        "file input `{name}` is sent as a string in {place}; only multipart parts are files"
                    ),
                    "send it as a part of `body: {type: multipartForm, data: […]}`".to_owned(),
                )
            };
            let diagnostic = Diagnostic::new(codes::FILE_AS_TEXT, span(declared, name), message);
            context.diagnostics.push_alike(diagnostic.help(help));
        }
    }
    become_one(operation, &settled);
}

fn parts(operation: &Operation) -> &[Part] {
    match &operation.body {
        Body::Multipart(parts) => parts,
        _ => &[],
    }
}

/// Returns the input of a part that consists of one input.
fn sole(part: &Part) -> Option<usize> {
    match part.content {
        Content::File(index)
        | Content::Value(JsonTemplate::Input(index))
        | Content::Json(JsonTemplate::Input(index)) => Some(index),
        _ => None,
    }
}

/// The places in which inputs are sent other than as whole parts.
#[derive(Default)]
struct Places {
    computed: BTreeMap<usize, Place>,
    path: BTreeSet<usize>,
    file_names: BTreeSet<usize>,
    body: BTreeSet<usize>,
}

impl Places {
    fn of(operation: &Operation) -> Self {
        let mut places = Self::default();
        for (place, _, template) in &operation.computed {
            for index in inputs(template) {
                places.computed.entry(index).or_insert(*place);
            }
        }
        places.path.extend(inputs(&operation.path));
        match &operation.body {
            Body::None => {}
            Body::Json(template) => template.visit(&mut into(&mut places.body)),
            Body::Form(fields) => {
                for (_, value) in fields {
                    value.visit(&mut into(&mut places.body));
                }
            }
            Body::Text { template, .. } => places.body.extend(inputs(template)),
            Body::Multipart(parts) => parts.iter().for_each(|part| places.part(part)),
        }
        places
    }

    fn part(&mut self, part: &Part) {
        if let Some(name) = &part.file_name {
            name.visit(&mut into(&mut self.file_names));
        }
        match &part.content {
            Content::Value(template) | Content::Json(template) if sole(part).is_none() => {
                template.visit(&mut into(&mut self.body));
            }
            Content::Text(template, _) => self.body.extend(inputs(template)),
            Content::Value(_) | Content::Json(_) | Content::File(_) => {}
        }
    }

    /// Returns the place in which an input is sent other than as a whole part.
    fn elsewhere(&self, operation: &Operation, index: usize) -> Option<&'static str> {
        let placed = operation.inputs.get(index).map(|input| input.place);
        let computed = self.computed.get(&index).copied();
        match placed.filter(|place| *place != Place::Template).or(computed) {
            Some(Place::Query) => Some("the query"),
            Some(Place::Header) => Some("a header"),
            Some(Place::Cookie) => Some("a cookie"),
            Some(Place::Path) => Some("the path"),
            Some(Place::Template) | None if self.path.contains(&index) => Some("the path"),
            Some(Place::Template) | None if self.file_names.contains(&index) => Some("a file name"),
            Some(Place::Template) | None => self.body.contains(&index).then_some("a string of the body"),
        }
    }
}

fn inputs(template: &[Piece]) -> impl Iterator<Item = usize> + '_ {
    template.iter().filter_map(|piece| match piece {
        Piece::Input(index) => Some(*index),
        Piece::Text(_) | Piece::Variable(_) => None,
    })
}

/// Returns a visitor that collects inputs.
fn into(found: &mut BTreeSet<usize>) -> impl FnMut(&Piece) + '_ {
    |piece| {
        if let Piece::Input(index) = piece {
            found.insert(*index);
        }
    }
}

/// Makes every part that consists of a settled input a file or a value.
fn become_one(operation: &mut Operation, settled: &BTreeMap<usize, bool>) {
    let Body::Multipart(parts) = &mut operation.body else {
        return;
    };
    for part in parts {
        let Some((index, is_file)) = sole(part).and_then(|index| Some((index, *settled.get(&index)?))) else {
            continue;
        };
        let is_json = |name: &String| name.contains("json");
        part.content = match (is_file, part.content_type.as_ref().is_some_and(is_json)) {
            (true, _) => Content::File(index),
            (false, true) => Content::Json(JsonTemplate::Input(index)),
            (false, false) => Content::Value(JsonTemplate::Input(index)),
        };
    }
}

/// Returns the place where the spec declares the input, or sends it.
fn span(declared: &ConsumedOperation, name: &str) -> Span {
    let inputs = declared.inputs.iter().map(|input| &input.name);
    if let Some(input) = inputs.into_iter().find(|input| input.value == name) {
        return input.span;
    }
    let Some(body) = &declared.body else {
        return declared.name.span;
    };
    match &body.kind {
        BodyKind::Multipart(parts) => {
            let named = |part: &&crate::spec::Part| {
                let text = part.value.as_str().unwrap_or_default();
                text.contains(name)
            };
            parts.iter().find(named).map_or(body.span, |part| part.value.span)
        }
        _ => body.span,
    }
}
