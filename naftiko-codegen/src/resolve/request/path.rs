//! The path of an operation, and the query parameters in it.

use std::collections::HashSet;

use super::{Draft, Hole};
use crate::diagnostic::{Diagnostic, codes};
use crate::index::full_path;
use crate::model::{Piece, Place, Template};
use crate::percent;
use crate::source::Spanned;
use crate::spec::{ConsumedOperation, ConsumedResource};
use crate::template::{self, Notation};

/// Limit of reported path parameters without a placeholder, for one path.
const REPORTED: usize = 20;

impl Draft<'_, '_> {
    /// Returns the path as a template and as the documentation shows it. Query parameters in it are constants; a fragment is ignored.
    pub(super) fn path(
        &mut self,
        resource: &ConsumedResource,
        operation: &ConsumedOperation,
    ) -> (Template, String) {
        let written = full_path(resource, operation);
        let span = operation.path.as_ref().unwrap_or(&resource.path).span;
        let without_fragment = written.split('#').next().unwrap_or_default();
        let (path, query) = without_fragment.split_once('?').unwrap_or((without_fragment, ""));
        for (name, value) in percent::pairs(query) {
            let text = Spanned::new(value.to_owned(), span);
            let value = self.template(&text, Notation::Braces, Hole::Value).into_iter();
            // The client encodes what it sends.
            let value = value.map(|piece| match piece {
                Piece::Text(text) => Piece::Text(percent::form(&text)),
                piece => piece,
            });
            self.valued(Place::Query, percent::form(name), value.collect());
        }
        let shown = Spanned::new(format!("/{}", path.trim_start_matches('/')), span);
        let template = self.template(&shown, Notation::Braces, Hole::Path);
        let (template, shown) = self.with_unplaced(operation, template, shown.value);
        (template, template::braced(&shown))
    }

    /// Appends path parameters without a placeholder, and reports them.
    fn with_unplaced(
        &mut self,
        operation: &ConsumedOperation,
        mut template: Template,
        mut shown: String,
    ) -> (Template, String) {
        let placed: HashSet<usize> = template.iter().filter_map(Piece::input).collect();
        // Where a placeholder is not closed, that is the mistake.
        let reported = if template::parse(&shown, Notation::Braces).open {
            0
        } else {
            REPORTED
        };
        let inputs = self.inputs.iter().enumerate();
        let unplaced = inputs.filter(|(index, input)| input.place == Place::Path && !placed.contains(index));
        for (number, (index, input)) in unplaced.enumerate() {
            let name = &input.name;
            if shown.ends_with('/') {
                shown.pop();
                trim_slash(&mut template);
            }
            // Each message shows the whole path.
            let written = (number < reported).then(|| template::braced(&shown));
            shown.extend(["/{", name, "}"]);
            if let Some(written) = written {
                let declared = operation.inputs.iter().find(|input| input.name.value == *name);
                let span = declared.map_or(operation.span, |input| input.name.span);
                let message =
                    format!("`{name}` is a path parameter, but the path `{written}` has no `{{{name}}}`");
                let help = format!(
                    "write the path as `{}`; the client already appends it",
                    template::braced(&shown)
                );
                let diagnostic = Diagnostic::new(codes::PATH_PARAMETER_HOMELESS, span, message);
                self.cx.diagnostics.push_alike(diagnostic.help(help));
            }
            template.extend([Piece::Text("/".to_owned()), Piece::Input(index)]);
        }
        (template, shown)
    }
}

/// Returns the names of a path's placeholders.
pub(super) fn placeholders(resource: &ConsumedResource, operation: &ConsumedOperation) -> HashSet<String> {
    template::names(&full_path(resource, operation), Notation::Braces).collect()
}

fn trim_slash(template: &mut Template) {
    if let Some(Piece::Text(text)) = template.last_mut() {
        text.pop();
        if text.is_empty() {
            template.pop();
        }
    }
}
