//! Declared inputs of an adapter's operation.

use super::{Surface, Wiring};
use crate::diagnostic::{Diagnostic, codes};
use crate::model::{ExposedInput, Source, TypeId};
use crate::resolve::drafts::value_type;
use crate::spec::{Parameter, Place as Declared};

impl Wiring<'_> {
    pub(super) fn declare(&mut self, parameter: &Parameter) {
        if self.names.exact(parameter.name.as_str()).is_some() {
            let message = format!(
                "duplicate input `{}`; the first one is used",
                parameter.name.value
            );
            self.diagnostics.push(
                Diagnostic::new(codes::PARAMETER_DUPLICATE, parameter.name.span, message)
                    .help("remove one of the two"),
            );
            return;
        }
        let name = parameter.name.value.clone();
        let is_rest = matches!(self.surface, Surface::Rest { .. });
        if is_rest && self.fix(parameter) {
            return;
        }
        let source = is_rest
            .then(|| self.selected(parameter))
            .flatten()
            .unwrap_or_else(|| self.declared_source(parameter, &name));
        let required = match self.surface {
            Surface::Rest { .. } => {
                parameter.required.as_ref().is_some_and(|required| required.value)
                    || matches!(source, Source::Path(_))
            }
            Surface::Mcp | Surface::Resource => {
                parameter.required.as_ref().is_none_or(|required| required.value)
            }
        };
        let input = ExposedInput {
            name,
            ident: String::new(),
            source,
            value_type: parameter
                .data_type
                .as_ref()
                .map_or(TypeId::STRING, |kind| value_type(kind.value)),
            required,
            description: parameter
                .description
                .as_ref()
                .map_or_else(String::new, |text| text.value.clone()),
            whole_body: false,
            text_items: false,
            nullable: false,
        };
        self.add(input, Some(parameter.span));
    }

    fn declared_source(&self, parameter: &Parameter, name: &str) -> Source {
        let Surface::Rest { placeholders, .. } = self.surface else {
            return Source::Field(name.to_owned());
        };
        let own = || name.to_owned();
        match parameter.place.as_ref().map(|place| place.value) {
            Some(Declared::Query) => Source::Query(own()),
            Some(Declared::Header) => Source::Header(own()),
            Some(Declared::Cookie) => Source::Cookie(own()),
            Some(Declared::Body | Declared::Form | Declared::Environment) => Source::Field(own()),
            Some(Declared::Path) | None => match placeholders.alike(name) {
                Some(placeholder) => Source::Path(placeholder.clone()),
                None => Source::Query(own()),
            },
        }
    }
}
