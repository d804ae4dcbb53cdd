//! Resolves the path of an operation, and the query parameters in it.

use std::collections::HashSet;

use super::Collected;
use crate::diagnostic::{Diagnostic, codes};
use crate::model::{Piece, Place, Template};
use crate::percent;
use crate::resolve::context::{Context, Hole};
use crate::source::Spanned;
use crate::spec::{ConsumedOperation, ConsumedResource};
use crate::template::{self, Notation};

/// Limit of reported path parameters without a placeholder, for one path.
const REPORTED: usize = 20;

impl Collected {
    /// Returns the path as a template and as the documentation shows it. Query parameters in it are constants; a fragment is ignored.
    pub(super) fn path(
        &mut self,
        context: &mut Context<'_>,
        resource: &ConsumedResource,
        operation: &ConsumedOperation,
    ) -> (Template, String) {
        let written = joined(
            &resource.path.value,
            operation.path.as_ref().map(|path| path.value.as_str()),
        );
        let span = operation
            .path
            .as_ref()
            .map_or(resource.path.span, |path| path.span);
        let without_fragment = written.split('#').next().unwrap_or_default();
        let (path, query) = without_fragment
            .split_once('?')
            .map_or((without_fragment, None), |(path, query)| (path, Some(query)));
        for (name, value) in query.into_iter().flat_map(percent::pairs) {
            let text = Spanned::new(value.to_owned(), span);
            let mut template = context.template(&text, Notation::Braces, Hole::Value, &mut self.drafts);
            for piece in &mut template {
                // The client encodes what it sends.
                if let Piece::Text(text) = piece {
                    *text = percent::form(text);
                }
            }
            let name = percent::form(name);
            if template.iter().any(|piece| matches!(piece, Piece::Input(_))) {
                self.computed.push((Place::Query, name, template));
            } else {
                self.query.push((name, template));
            }
        }
        let mut shown = String::from("/");
        shown.push_str(path.trim_start_matches('/'));
        let mut template = context.template(
            &Spanned::new(shown.clone(), span),
            Notation::Braces,
            Hole::Path,
            &mut self.drafts,
        );
        self.homeless(context, operation, &mut template, &mut shown);
        (template, template::braced(&shown))
    }

    /// Appends path parameters without a placeholder, and reports them.
    fn homeless(
        &mut self,
        context: &mut Context<'_>,
        operation: &ConsumedOperation,
        template: &mut Template,
        shown: &mut String,
    ) {
        let homes: HashSet<usize> = template
            .iter()
            .filter_map(|piece| match piece {
                Piece::Input(index) => Some(*index),
                _ => None,
            })
            .collect();
        let homeless: Vec<(usize, String)> = self
            .drafts
            .iter()
            .filter(|(index, input)| input.place == Place::Path && !homes.contains(index))
            .map(|(index, input)| (index, input.name.clone()))
            .collect();
        for (number, (index, name)) in homeless.into_iter().enumerate() {
            if shown.ends_with('/') {
                shown.pop();
                trim_slash(template);
            }
            // Each message shows the whole path.
            let written = (number < REPORTED).then(|| template::braced(shown));
            shown.extend(["/{", &name, "}"]);
            if let Some(written) = written {
                let declared = operation.inputs.iter().find(|input| input.name.value == name);
                let span = declared.map_or(operation.span, |input| input.name.span);
                let message =
                    format!("`{name}` is a path parameter, but the path `{written}` has no `{{{name}}}`");
                let help = format!(
                    "write the path as `{}`; the client already appends it",
                    template::braced(shown)
                );
                context
                    .diagnostics
                    .push_alike(Diagnostic::new(codes::PATH_PARAMETER_HOMELESS, span, message).help(help));
            }
            template.extend([Piece::Text("/".to_owned()), Piece::Input(index)]);
        }
    }
}

/// Joins the paths of resource and operation. An operation's own path is used alone if it begins with the resource's path.
fn joined(resource: &str, own: Option<&str>) -> String {
    match own {
        None => resource.to_owned(),
        Some(own) if own.starts_with(resource) => own.to_owned(),
        Some(own) if own.starts_with(['?', '#']) => format!("{resource}{own}"),
        Some(own) => format!(
            "{}/{}",
            resource.trim_end_matches('/'),
            own.trim_start_matches('/')
        ),
    }
}

/// Returns the names of a path's placeholders.
pub(super) fn placeholders(resource: &ConsumedResource, operation: &ConsumedOperation) -> HashSet<String> {
    let own = operation.path.as_ref().map(|path| path.value.as_str());
    template::names(&joined(&resource.path.value, own), Notation::Braces).collect()
}

fn trim_slash(template: &mut Template) {
    if let Some(Piece::Text(text)) = template.last_mut() {
        text.pop();
        if text.is_empty() {
            template.pop();
        }
    }
}
