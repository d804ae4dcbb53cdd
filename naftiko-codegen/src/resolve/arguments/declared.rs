//! Declared inputs of an adapter operation. Those of REST with a `value` are constants, which callers cannot change, or paths into the
//! body.

use super::{Input, Surface, Wiring};
use crate::diagnostic::{Diagnostic, codes};
use crate::json_path::{self, JsonPath};
use crate::model::{Argument, Piece, Source, Step, TypeId};
use crate::resolve::plain;
use crate::resolve::request;
use crate::resolve::response::single;
use crate::resolve::types::value_type;
use crate::source::Span;
use crate::spec::{Parameter, Place, Text};
use crate::yaml::Node;

/// A constant input.
pub(super) struct Constant<'a> {
    pub name: &'a str,
    value: &'a Node,
    pub span: Span,
    pub used: bool,
}

impl<'a> Wiring<'a> {
    pub(super) fn declare(&mut self, parameter: &'a Parameter) {
        let name = parameter.name.as_str();
        if self.names.exact(name).is_some() {
            let message = format!("duplicate input `{name}`; the first one is used");
            let diagnostic = Diagnostic::new(codes::PARAMETER_DUPLICATE, parameter.name.span, message);
            self.diagnostics.push(diagnostic.help("remove one of the two"));
            return;
        }
        let required = parameter.required.map(|required| required.value);
        let is_rest = matches!(self.surface, Surface::Rest { .. });
        let value = parameter.value.as_ref().filter(|_| is_rest);
        let path = value.and_then(body_path);
        if let (Some(value), None) = (value, &path) {
            self.add_constant(name, value, parameter.span);
            return;
        }
        let source = match path.and_then(|path| self.selected(&path, name)) {
            Some(source) => source,
            None if is_rest => self.rest_source(parameter, name),
            None => Source::Field(name.to_owned()),
        };
        let required = required.unwrap_or(!is_rest) || matches!(source, Source::Path(_));
        self.add(Input {
            name: name.to_owned(),
            source,
            value_type: parameter
                .data_type
                .map_or(TypeId::STRING, |kind| value_type(kind.value)),
            required,
            description: plain(parameter.description.as_ref()),
            whole_body: false,
            text_items: false,
            keywords: parameter.keywords.clone(),
            span: Some(parameter.span),
        });
    }

    /// Gives a name a value of the spec.
    pub(super) fn add_constant(&mut self, name: &'a str, value: &'a Node, span: Span) {
        self.constant_names.add(name);
        self.constants.push(Constant {
            name,
            value,
            span,
            used: false,
        });
    }

    fn rest_source(&self, parameter: &Parameter, name: &str) -> Source {
        let own = || name.to_owned();
        match parameter.place.map(|place| place.value) {
            Some(Place::Query) => Source::Query(own()),
            Some(Place::Header) => Source::Header(own()),
            Some(Place::Cookie) => Source::Cookie(own()),
            Some(Place::Body | Place::Form | Place::Environment) => Source::Field(own()),
            Some(Place::Path) | None => match self.surface.placeholder(name) {
                Some(placeholder) => Source::Path(placeholder.clone()),
                None => Source::Query(own()),
            },
        }
    }

    /// Returns the source of an input whose `value` is a path into the body. An invalid path is already reported.
    fn selected(&mut self, path: &Text, name: &str) -> Option<Source> {
        let steps = match json_path::parse(&path.value).ok()? {
            JsonPath::Steps(steps) => steps.iter().map(single).collect::<Option<Vec<_>>>(),
            JsonPath::Query(_) => None,
        };
        Some(match steps.as_deref() {
            Some([]) => Source::Body,
            // A field with the parameter's name may become the whole body; an explicit path is not changed.
            Some([Step::Key(key)]) if key != name => Source::Field(key.clone()),
            Some(_) => Source::Selected(path.value.clone(), steps.unwrap_or_default()),
            None => {
                self.diagnostics.push_once(json_path::needs_feature(path));
                Source::Selected(path.value.clone(), vec![Step::Query(path.value.clone())])
            }
        })
    }

    /// Returns the argument of a parameter from the constant with a name.
    pub(super) fn constant(&mut self, name: &str, target: &request::Input) -> Option<Argument> {
        let (index, value) = self.constant_value(name)?;
        self.reading.push(index);
        let argument = self.passed(value, target);
        self.reading.pop();
        Some(argument)
    }

    /// Returns the constant with a name as a piece of a template.
    pub(super) fn constant_text(&mut self, name: &str) -> Option<Piece> {
        let json = self.constant_value(name)?.1.to_json();
        Some(Piece::Text(
            json.as_str().map_or_else(|| json.to_string(), str::to_owned),
        ))
    }

    fn constant_value(&mut self, name: &str) -> Option<(usize, &'a Node)> {
        let index = self.constant_names.find(name)?;
        if self.reading.contains(&index) {
            return None;
        }
        let constant = self.constants.get_mut(index)?;
        constant.used = true;
        Some((index, constant.value))
    }
}

/// Returns a `value` that is a path into the body.
fn body_path(value: &Node) -> Option<Text> {
    value.to_text().filter(|text| text.value.starts_with('$'))
}
