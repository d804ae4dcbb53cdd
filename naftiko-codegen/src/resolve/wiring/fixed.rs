//! REST inputs with a `value`: constants, which callers cannot change, and paths into the body.

use std::collections::HashSet;

use super::Wiring;
use crate::diagnostic::Diagnostic;
use crate::diagnostic::codes;
use crate::json_path::{self, JsonPath};
use crate::model::{self, Argument, Input, Piece, Source};
use crate::resolve::outputs::single;
use crate::source::Span;
use crate::spec::{Parameter, Text};
use crate::spelling::Names;
use crate::yaml::Node;

/// A constant input.
pub(super) struct Fixed {
    name: String,
    value: Node,
    span: Span,
    used: bool,
}

/// The constants among the inputs of one operation.
#[derive(Default)]
pub(super) struct Constants {
    /// `None` while a constant is read, so that it cannot contain itself.
    all: Vec<Option<Fixed>>,
    names: Names,
}

impl Wiring<'_> {
    /// Adds an input as a constant if its `value` is one, and returns whether it is.
    pub(super) fn fix(&mut self, parameter: &Parameter) -> bool {
        let Some(value) = parameter
            .value
            .as_ref()
            .filter(|value| body_path(value).is_none())
        else {
            return false;
        };
        self.fixed.names.add(parameter.name.as_str());
        self.fixed.all.push(Some(Fixed {
            name: parameter.name.value.clone(),
            value: value.clone(),
            span: parameter.span,
            used: false,
        }));
        true
    }

    /// Returns the argument of a parameter from the constant with a name. The constant is removed while its template is resolved, so
    /// that it cannot refer to itself.
    pub(super) fn fixed(&mut self, name: &str, target: &Input) -> Option<Argument> {
        let index = self.fixed.names.find(name)?;
        let mut fixed = self.fixed.all.get_mut(index)?.take()?;
        fixed.used = true;
        let argument = self.passed(&fixed.value, target);
        if let Some(place) = self.fixed.all.get_mut(index) {
            *place = Some(fixed);
        }
        Some(argument)
    }

    /// Returns the constant with a name as a piece of a template.
    pub(super) fn fixed_text(&mut self, name: &str) -> Option<Piece> {
        let index = self.fixed.names.find(name)?;
        let fixed = self.fixed.all.get_mut(index)?.as_mut()?;
        fixed.used = true;
        let json = fixed.value.to_json();
        Some(Piece::Text(
            json.as_str().map_or_else(|| json.to_string(), str::to_owned),
        ))
    }

    /// Reports unused constants of the operation.
    pub(in crate::resolve) fn unused_constants(&mut self, own: &[&Parameter]) {
        let own: HashSet<Span> = own.iter().map(|parameter| parameter.span).collect();
        let all = self.fixed.all.iter().flatten();
        for fixed in all.filter(|fixed| own.contains(&fixed.span) && !fixed.used) {
            let message = format!("unused input `{}`", fixed.name);
            let help = "rename it to its parameter's name, or use it in `with`";
            self.diagnostics
                .push_once(Diagnostic::new(codes::INPUT_UNUSED, fixed.span, message).help(help));
        }
    }

    /// Returns the source of an input whose `value` is a path into the body.
    pub(super) fn selected(&mut self, parameter: &Parameter) -> Option<Source> {
        let text = parameter.value.as_ref().and_then(body_path)?;
        // An invalid path is already reported.
        let steps = match json_path::parse(&text.value).ok()? {
            JsonPath::Steps(steps) => steps.iter().map(single).collect::<Option<Vec<_>>>(),
            JsonPath::Query(_) => None,
        };
        Some(match steps.as_deref() {
            Some([]) => Source::Body,
            // `agree` may make a field with the parameter's name the whole body; an explicit path is not changed.
            Some([model::Step::Key(key)]) if *key != parameter.name.value => Source::Field(key.clone()),
            Some(_) => Source::Selected(text.value, steps.unwrap_or_default()),
            None => {
                self.diagnostics.push_once(json_path::needs_feature(&text));
                Source::Selected(text.value.clone(), vec![model::Step::Query(text.value)])
            }
        })
    }
}

/// Returns a `value` that is a path into the body.
fn body_path(value: &Node) -> Option<Text> {
    value.to_text().filter(|text| text.value.starts_with('$'))
}
