//! Resolves parameters to inputs, constants or templates.

use std::collections::HashMap;

use super::Collected;
use crate::diagnostic::{Diagnostic, codes};
use crate::model::{Input, Piece, Place, TypeId};
use crate::resolve::body;
use crate::resolve::context::{Context, Hole};
use crate::resolve::drafts::value_type;
use crate::source::Spanned;
use crate::spec::{ConsumedApi, ConsumedOperation, ConsumedResource, DataType, Parameter, Place as Declared};
use crate::template::Notation;

/// Returns the parameters of API, resource and operation, without the constants of the API. Inner ones replace outer ones with the same
/// name and place.
pub(super) fn parameters<'d>(
    context: &mut Context<'_>,
    api: &'d ConsumedApi,
    resource: &'d ConsumedResource,
    operation: &'d ConsumedOperation,
) -> Vec<&'d Parameter> {
    let mut all: Vec<&Parameter> = Vec::new();
    for (level, parameters) in [&api.inputs, &resource.inputs, &operation.inputs]
        .into_iter()
        .enumerate()
    {
        let mut own: Vec<&Parameter> = Vec::new();
        let mut known: HashMap<Key<'_>, &Parameter> = HashMap::new();
        for parameter in parameters {
            if level == 0 && parameter.value.is_some() {
                continue;
            }
            if let Some(first) = known.get(&key(parameter)) {
                let message = format!("the parameter `{}` is declared twice", parameter.name.value);
                let diagnostic = Diagnostic::new(codes::PARAMETER_DUPLICATE, parameter.name.span, message)
                    .label("defined again here")
                    .related(first.name.span, "first defined here");
                context
                    .diagnostics
                    .push_alike(diagnostic.help("remove one of the two"));
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

/// The name and place of a parameter, which identify it.
type Key<'a> = (&'a str, Option<Declared>);

fn key(parameter: &Parameter) -> Key<'_> {
    let place = parameter.place.as_ref().map(|place| place.value);
    (parameter.name.as_str(), place)
}

impl Collected {
    pub(super) fn parameter(&mut self, context: &mut Context<'_>, parameter: &Parameter) {
        let declared = parameter.place.as_ref().map(|place| place.value);
        let name = parameter.name.value.clone();
        if declared == Some(Declared::Environment) {
            return;
        }
        if let Some(value) = &parameter.value {
            self.valued(context, parameter, declared, value);
            return;
        }
        let place = match declared {
            Some(Declared::Path) => Place::Path,
            Some(Declared::Header) => Place::Header,
            Some(Declared::Cookie) => Place::Cookie,
            Some(Declared::Body | Declared::Form | Declared::Environment) => Place::Template,
            None if self.placeholders.contains(&name) => Place::Path,
            Some(Declared::Query) | None => Place::Query,
        };
        let kind = parameter.data_type.as_ref().map(|kind| kind.value);
        let undeclared = if declared == Some(Declared::Body) {
            TypeId::ANY
        } else {
            TypeId::STRING
        };
        let input = Input {
            name,
            ident: String::new(),
            place,
            value_type: kind.map_or(undeclared, value_type),
            typed: kind.is_some(),
            required: place == Place::Path
                || parameter.required.as_ref().is_some_and(|required| required.value),
            description: parameter
                .description
                .as_ref()
                .map_or_else(String::new, |text| text.value.clone()),
            whole_body: false,
            nullable: false,
        };
        let index = self.drafts.push(input);
        if kind == Some(DataType::File) {
            self.files.insert(index);
        }
        match declared {
            Some(Declared::Body) => self.fields.push(index),
            Some(Declared::Form) => self.form.push(index),
            _ => {}
        }
    }

    /// Resolves a parameter with a `value`: a constant, or a template of inputs.
    fn valued(
        &mut self,
        context: &mut Context<'_>,
        parameter: &Parameter,
        place: Option<Declared>,
        value: &crate::yaml::Node,
    ) {
        let name = parameter.name.value.clone();
        if matches!(place, Some(Declared::Body | Declared::Form)) {
            let value = body::json(context, value, &mut self.drafts);
            self.constants.push((name, value));
            return;
        }
        let text = value
            .to_text()
            .unwrap_or_else(|| Spanned::new(value.to_json().to_string(), value.span));
        let template = context.template(&text, Notation::Double, Hole::Value, &mut self.drafts);
        let fixed = !template.iter().any(|piece| matches!(piece, Piece::Input(_)));
        match place {
            Some(Declared::Header) if fixed => self.headers.push((name, template)),
            Some(Declared::Header) => self.computed.push((Place::Header, name, template)),
            Some(Declared::Cookie) => self.computed.push((Place::Cookie, name, template)),
            _ if fixed => self.query.push((name, template)),
            _ => self.computed.push((Place::Query, name, template)),
        }
    }
}
