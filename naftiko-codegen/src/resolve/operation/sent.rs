//! Resolves the body that an operation sends.

use super::Collected;
use crate::diagnostic::{Diagnostic, codes};
use crate::model::{Body, Content, JsonTemplate, Part, Piece};
use crate::resolve::body::{self, Outcome};
use crate::resolve::context::Context;
use crate::resolve::multipart;
use crate::spec::ConsumedOperation;

impl Collected {
    /// Returns a multipart form of all parameters of the body.
    fn multipart(&mut self) -> Body {
        self.without_content_type();
        let fields = self.fields.iter().chain(&self.form).copied();
        let mut parts = multipart::from_parameters(fields, &self.drafts);
        parts.extend(self.constants.drain(..).map(|(name, value)| Part {
            name,
            content: Content::Value(value),
            file_name: None,
            content_type: None,
        }));
        Body::Multipart(parts)
    }

    /// Returns whether a parameter of the body is declared as a file.
    fn sends_file(&self) -> bool {
        let mut sent = self.fields.iter().chain(&self.form);
        sent.any(|index| self.files.contains(index))
    }

    /// Removes a constant content type. That of a multipart form contains the boundary, which the spec cannot know.
    fn without_content_type(&mut self) {
        self.headers
            .retain(|(name, _)| !name.eq_ignore_ascii_case("content-type"));
    }

    pub(super) fn body(
        &mut self,
        context: &mut Context<'_>,
        operation: &ConsumedOperation,
    ) -> (Body, Option<String>) {
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
                Outcome::Body(Body::Multipart(parts)) if parts.is_empty() => (self.multipart(), None),
                Outcome::Body(body) => {
                    if matches!(body, Body::Multipart(_)) {
                        self.without_content_type();
                    }
                    (body, None)
                }
                Outcome::Unsupported(reason) => {
                    let diagnostic = Diagnostic::new(codes::NOT_GENERATED, declared.span, reason.clone());
                    let help = "write the names of the form without placeholders";
                    context.diagnostics.push(diagnostic.help(help));
                    (Body::None, Some(reason))
                }
            };
        }
        if self.sends_file() {
            return (self.multipart(), None);
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
