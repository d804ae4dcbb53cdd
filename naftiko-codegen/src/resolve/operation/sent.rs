//! The body that an operation sends.

use super::Collected;
use crate::diagnostic::{Diagnostic, codes};
use crate::document::ConsumedOperation;
use crate::model::{Body, JsonTemplate, Piece};
use crate::resolve::body::{self, Outcome};
use crate::resolve::context::Context;

impl Collected {
    pub(super) fn body(
        &mut self,
        context: &mut Context<'_>,
        operation: &ConsumedOperation,
    ) -> (Body, Option<String>) {
        if self.file {
            let reason = "bodies with files are not generated yet";
            context.diagnostics.push(Diagnostic::new(
                codes::NOT_GENERATED,
                operation.name.span,
                format!("{reason}: `{}`", operation.name.value),
            ));
            return (Body::None, Some(reason.to_owned()));
        }
        if let Some(declared) = &operation.body {
            let media_type = self
                .headers
                .iter()
                .position(|(name, _)| name.eq_ignore_ascii_case("content-type"));
            let media_type = media_type.and_then(|index| {
                match self.headers.get(index).map(|(_, template)| template.as_slice()) {
                    Some([Piece::Text(text)]) => Some(text.clone()),
                    _ => None,
                }
            });
            return match body::declared(
                context,
                declared,
                media_type.as_deref(),
                &self.fields,
                &mut self.drafts,
            ) {
                Outcome::Body(body) => (body, None),
                Outcome::Unsupported(reason) => {
                    context.diagnostics.push(Diagnostic::new(
                        codes::NOT_GENERATED,
                        declared.span,
                        reason.clone(),
                    ));
                    (Body::None, Some(reason))
                }
            };
        }
        if !self.form.is_empty() {
            let field = |index: &usize| {
                (
                    self.drafts
                        .iter()
                        .nth(*index)
                        .map_or_else(String::new, |(_, input)| input.name.clone()),
                    JsonTemplate::Input(*index),
                )
            };
            return (Body::Form(self.form.iter().map(field).collect()), None);
        }
        let mut body = body::from_parameters(&self.fields, &mut self.drafts);
        if !self.constants.is_empty() {
            let constants = std::mem::take(&mut self.constants);
            body = match body {
                Body::Json(JsonTemplate::Object(mut fields)) => {
                    fields.extend(constants);
                    Body::Json(JsonTemplate::Object(fields))
                }
                _ => Body::Json(JsonTemplate::Object(constants)),
            };
        }
        (body, None)
    }
}
