//! Undeclared inputs, whose types come from the called operation.

use super::agree::exposed;
use super::{Surface, Wiring};
use crate::model::{ExposedInput, Input, Place, Source};
use crate::source::Span;

impl Wiring<'_> {
    /// Returns the input with a name, declared or inferred from the target.
    pub(super) fn named(&mut self, name: &str, target: &Input, span: Span) -> usize {
        let found = self.names.find(name);
        // Two undeclared inputs may differ in case only.
        let meant = |index: &usize| {
            let declared = self.spans.get(*index).is_some_and(Option::is_some);
            declared || self.inputs.get(*index).is_some_and(|input| input.name == name)
        };
        match found.filter(meant) {
            Some(index) => index,
            None => self.infer(name, target, Some(span)),
        }
    }

    pub(super) fn infer(&mut self, name: &str, target: &Input, span: Option<Span>) -> usize {
        if let Some(index) = self.names.exact(name) {
            return index;
        }
        if let Some(span) = span {
            self.undeclared(name, span);
        }
        let source = self.inferred_source(name, target);
        let input = ExposedInput {
            name: name.to_owned(),
            ident: String::new(),
            required: target.required || matches!(source, Source::Path(_)),
            source,
            value_type: exposed(target.value_type),
            description: target.description.clone(),
            whole_body: target.whole_body,
            text_items: target.place != Place::Template,
            nullable: false,
        };
        self.add(input, None)
    }

    fn inferred_source(&self, name: &str, target: &Input) -> Source {
        let Surface::Rest {
            placeholders,
            has_body,
        } = self.surface
        else {
            return Source::Field(name.to_owned());
        };
        if let Some(placeholder) = placeholders.alike(name) {
            return Source::Path(placeholder.clone());
        }
        match target.place {
            Place::Header => Source::Header(name.to_owned()),
            Place::Cookie => Source::Cookie(name.to_owned()),
            Place::Template if has_body && target.whole_body => Source::Body,
            Place::Template if has_body => Source::Field(name.to_owned()),
            Place::Path | Place::Query | Place::Template => Source::Query(name.to_owned()),
        }
    }
}
