//! Parameters of operations: inputs, constants or templates.

use std::collections::{HashMap, HashSet};

use super::path::placeholders;
use super::{Draft, Hole, Input};
use crate::diagnostic::{Diagnostic, Diagnostics, codes};
use crate::model::{Piece, Place, Template, TypeId};
use crate::percent;
use crate::resolve::plain;
use crate::resolve::types::value_type;
use crate::spec::{
    Body, BodyKind, ConsumedApi, ConsumedOperation, ConsumedResource, DataType, Parameter, Place as Declared,
};
use crate::spelling::folded;
use crate::template::{self, Notation};
use crate::yaml::{Kind, Node};

impl Draft<'_, '_> {
    /// Adds the parameters of API, resource and operation.
    pub(super) fn parameters(
        &mut self,
        api: &ConsumedApi,
        resource: &ConsumedResource,
        operation: &ConsumedOperation,
    ) {
        let placeholders = placeholders(resource, operation);
        let in_body = operation.body.as_ref().and_then(holes);
        for parameter in effective(api, resource, operation, &placeholders, self.cx.diagnostics) {
            let place = parameter.place.map(|place| place.value);
            if let Some(in_body) = &in_body
                && matches!(place, Some(Declared::Body | Declared::Form))
                && !in_body.contains(&folded(parameter.name.as_str()))
            {
                report_unused(parameter, self.cx.diagnostics);
                continue;
            }
            self.parameter(parameter, place, &placeholders);
        }
    }

    fn parameter(
        &mut self,
        parameter: &Parameter,
        declared: Option<Declared>,
        placeholders: &HashSet<String>,
    ) {
        let name = parameter.name.value.clone();
        let place = match declared {
            Some(Declared::Environment) => return,
            Some(Declared::Path) => Place::Path,
            Some(Declared::Header) => Place::Header,
            Some(Declared::Cookie) => Place::Cookie,
            Some(Declared::Body | Declared::Form) => Place::Template,
            None if placeholders.contains(&name) => Place::Path,
            Some(Declared::Query) | None => Place::Query,
        };
        if let Some(value) = &parameter.value {
            if place == Place::Template {
                let value = self.json(value);
                self.constants.push((name, value));
            } else {
                let template = self.template(&value.to_text_or_json(), Notation::Double, Hole::Value);
                if placeholders.contains(&name) && place == Place::Path {
                    self.fixed_in_path
                        .insert(name, template.into_iter().map(encoded).collect());
                } else {
                    self.valued(place, name, template);
                }
            }
            return;
        }
        let kind = parameter.data_type.map(|kind| kind.value);
        let assumed = if declared == Some(Declared::Body) {
            TypeId::ANY
        } else {
            TypeId::STRING
        };
        let index = self.add(Input {
            name,
            place,
            value_type: kind.map_or(assumed, value_type),
            assumed: kind.is_none(),
            required: place == Place::Path || parameter.required.is_some_and(|required| required.value),
            description: plain(parameter.description.as_ref()),
            whole_body: false,
        });
        if kind == Some(DataType::File) {
            self.files.insert(index);
        }
        match declared {
            Some(Declared::Body) => self.fields.push(index),
            Some(Declared::Form) => self.form.push(index),
            _ => {}
        }
    }

    /// Adds a parameter with a value: a constant of each request, or computed from inputs. One of the path without a placeholder is sent in the
    /// query.
    pub(super) fn valued(&mut self, place: Place, name: String, value: Template) {
        let is_computed = value.iter().any(|piece| matches!(piece, Piece::Input(_)));
        match place {
            Place::Header if !is_computed => self.headers.push((name, value)),
            Place::Header | Place::Cookie => self.computed.push((place, name, value)),
            _ if is_computed => self.computed.push((Place::Query, name, value)),
            _ => self.query.push((name, value)),
        }
    }
}

/// Returns a piece of a value as a path has it. Others than texts are encoded when they are sent.
fn encoded(piece: Piece) -> Piece {
    match piece {
        Piece::Text(text) => Piece::Text(percent::segment(&text)),
        piece => piece,
    }
}

/// Returns the parameters of API, resource and operation, without the constants that all requests of the API have in common. Inner ones
/// replace outer ones with the same name and place.
fn effective<'d>(
    api: &'d ConsumedApi,
    resource: &'d ConsumedResource,
    operation: &'d ConsumedOperation,
    placeholders: &HashSet<String>,
    diagnostics: &mut Diagnostics,
) -> Vec<&'d Parameter> {
    let key = |parameter: &'d Parameter| (parameter.name.as_str(), parameter.place.map(|place| place.value));
    let of_api = api.inputs.iter().filter(|parameter| {
        let place = parameter.place.map(|place| place.value);
        match place {
            Some(Declared::Body | Declared::Form) if parameter.value.is_some() => {
                operation.method.value.has_body()
            }
            Some(Declared::Path) => {
                parameter.value.is_none() || placeholders.contains(parameter.name.as_str())
            }
            _ => parameter.value.is_none(),
        }
    });
    let levels: [Vec<&Parameter>; 3] = [
        of_api.collect(),
        resource.inputs.iter().collect(),
        operation.inputs.iter().collect(),
    ];
    let mut all: Vec<&Parameter> = Vec::new();
    for parameters in levels {
        let mut own: Vec<&Parameter> = Vec::new();
        let mut known: HashMap<_, &Parameter> = HashMap::new();
        for parameter in parameters {
            if let Some(first) = known.get(&key(parameter)) {
                let message = format!("the parameter `{}` is declared twice", parameter.name);
                let diagnostic = Diagnostic::new(codes::PARAMETER_DUPLICATE, parameter.name.span, message)
                    .label("defined again here")
                    .related(first.name.span, "first defined here");
                diagnostics.push_alike(diagnostic.help("remove one of the two"));
                continue;
            }
            known.insert(key(parameter), parameter);
            own.push(parameter);
        }
        all.retain(|outer| !known.contains_key(&key(outer)));
        all.extend(own);
    }
    all
}

/// Reports a body parameter next to a `body` that does not use it. Only `body` is sent.
fn report_unused(parameter: &Parameter, diagnostics: &mut Diagnostics) {
    let name = &parameter.name;
    let message = format!("body parameter `{name}` is not used in `body`; it is not sent");
    let diagnostic = Diagnostic::new(codes::INPUT_UNUSED, name.span, message);
    let help = format!("write `{{{{{name}}}}}` in `body`, or remove the parameter");
    diagnostics.push_alike(diagnostic.help(help));
}

/// Returns the names in the templates of a body, without case and punctuation; `None` if the body consists of parameters.
fn holes(body: &Body) -> Option<HashSet<String>> {
    let mut names = HashSet::new();
    match &body.kind {
        BodyKind::Json(None) => return None,
        BodyKind::Multipart(parts) if parts.is_empty() => return None,
        BodyKind::Multipart(parts) => {
            for part in parts {
                collect(&part.value, &mut names);
                if let Some(name) = &part.filename {
                    collect_text(&name.value, &mut names);
                }
            }
        }
        BodyKind::Json(Some(node)) => collect(node, &mut names),
        BodyKind::Raw(text) | BodyKind::FormText(text) => collect_text(&text.value, &mut names),
        BodyKind::Text { data, .. } => collect_text(&data.as_ref()?.value, &mut names),
        BodyKind::Form(pairs) => pairs.iter().for_each(|(_, value)| collect(value, &mut names)),
    }
    Some(names)
}

fn collect(node: &Node, names: &mut HashSet<String>) {
    match &node.kind {
        Kind::Sequence(items) => items.iter().for_each(|item| collect(item, names)),
        Kind::Mapping(entries) => entries.iter().for_each(|(_, value)| collect(value, names)),
        Kind::Scalar(scalar) => collect_text(&scalar.text, names),
        Kind::Null => {}
    }
}

/// Collects the names in a template, with and without their prefix (`tools.`).
fn collect_text(text: &str, names: &mut HashSet<String>) {
    for name in template::names(text, Notation::Double) {
        names.extend(name.split_once('.').map(|(_, rest)| folded(rest)));
        names.insert(folded(&name));
    }
}
