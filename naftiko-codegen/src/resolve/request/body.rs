//! Bodies of requests: from `body`, from parameters with `in: body`, and from form parameters.

use super::multipart::{DraftBody, DraftPart};
use super::{Draft, Hole, Input};
use crate::model::{Body, Constant, JsonTemplate, Piece, Place, TypeId};
use crate::resolve::constants;
use crate::source::Spanned;
use crate::spec::{self, BodyKind, ConsumedOperation, Text};
use crate::template::{self, Notation};
use crate::yaml::{Kind, Node};

impl Draft<'_, '_> {
    /// Returns the body of the operation.
    pub(super) fn body(&mut self, operation: &ConsumedOperation) -> DraftBody {
        match &operation.body {
            Some(declared) => self.declared(declared),
            None => self.without_declaration(),
        }
    }

    fn declared(&mut self, body: &spec::Body) -> DraftBody {
        DraftBody::Whole(match &body.kind {
            BodyKind::Json(Some(node)) => {
                let written = self.document(node);
                let template = written.unwrap_or_else(|| self.json(node));
                // A body of one placeholder is the value itself; the name of the placeholder has no effect.
                if let JsonTemplate::Input(only) = &template
                    && let Some(input) = self.inputs.get_mut(*only)
                {
                    input.whole_body = true;
                }
                Body::Json(template)
            }
            BodyKind::Json(None) => match self.fields() {
                Body::None => self.free_form(),
                body => body,
            },
            BodyKind::Raw(text) => {
                let media_type = self.content_type();
                self.raw(text, media_type.as_deref())
            }
            BodyKind::Text { media_type, data } => {
                let template = data
                    .as_ref()
                    .map(|text| self.template(text, Notation::Double, Hole::Value))
                    .unwrap_or_default();
                super::raw::text(media_type.value.clone(), template)
            }
            BodyKind::Form(pairs) => {
                let pairs = pairs.iter();
                Body::Form(
                    pairs
                        .map(|(name, value)| (name.value.clone(), self.json(value)))
                        .collect(),
                )
            }
            BodyKind::FormText(text) => self.form_text(text),
            BodyKind::Multipart(parts) if parts.is_empty() => return self.all_parts(),
            BodyKind::Multipart(parts) => return self.parts(parts),
        })
    }

    /// Returns the constant content type among the headers.
    fn content_type(&self) -> Option<String> {
        let mut headers = self.headers.iter();
        let (_, value) = headers.find(|(name, _)| name.eq_ignore_ascii_case("content-type"))?;
        match value.as_slice() {
            [Piece::Text(text)] => Some(text.clone()),
            _ => None,
        }
    }

    fn without_declaration(&mut self) -> DraftBody {
        let mut sent = self.fields.iter().chain(&self.form);
        if sent.any(|index| self.files.contains(index)) {
            return self.all_parts();
        }
        if !self.form.is_empty() {
            return DraftBody::Whole(Body::Form(self.named(&self.form)));
        }
        let body = self.fields();
        if self.constants.is_empty() {
            return DraftBody::Whole(body);
        }
        let mut fields = match body {
            Body::Json(JsonTemplate::Object(fields)) => fields,
            _ => Vec::new(),
        };
        fields.append(&mut self.constants);
        DraftBody::Whole(Body::Json(JsonTemplate::Object(fields)))
    }

    /// Returns a multipart form of all parameters of the body.
    fn all_parts(&mut self) -> DraftBody {
        let mut fields = self.named(&self.fields);
        fields.extend(self.named(&self.form));
        fields.append(&mut self.constants);
        DraftBody::Multipart(fields.into_iter().map(DraftPart::of).collect())
    }

    /// Returns the body of the parameters with `in: body`.
    fn fields(&mut self) -> Body {
        let only = match self.fields.as_slice() {
            [] => return Body::None,
            [only] => *only,
            several => return Body::Json(JsonTemplate::Object(self.named(several))),
        };
        let Some(input) = self.inputs.get_mut(only) else {
            return Body::None;
        };
        let is_text = matches!(input.value_type, TypeId::STRING | TypeId::ANY);
        if matches!(input.value_type, TypeId::OBJECT | TypeId::ARRAY) || names_a_body(&input.name) {
            input.whole_body = true;
            if is_text {
                // The type was a reference to a schema, which the spec lost; the parameter is JSON.
                input.value_type = TypeId::ANY;
            }
            return Body::Json(JsonTemplate::Input(only));
        }
        if is_text {
            input.value_type = TypeId::ANY;
            input.whole_body = true;
            let name = input.name.clone();
            return Body::Json(JsonTemplate::WholeOrField { name, input: only });
        }
        Body::Json(JsonTemplate::Object(self.named(&[only])))
    }

    /// Returns inputs with their names.
    fn named(&self, inputs: &[usize]) -> Vec<(String, JsonTemplate)> {
        let inputs = inputs.iter();
        let named = inputs.filter_map(|index| {
            let input = self.inputs.get(*index)?;
            Some((input.name.clone(), JsonTemplate::Input(*index)))
        });
        named.collect()
    }

    /// Returns a JSON body without a declaration, an optional input.
    fn free_form(&mut self) -> Body {
        let input = Input {
            description: "Request body (JSON).".to_owned(),
            whole_body: true,
            ..Input::undeclared("body", Place::Template, TypeId::ANY)
        };
        Body::Json(JsonTemplate::Input(self.add(input)))
    }

    /// Returns a YAML value as JSON with placeholders.
    pub(super) fn json(&mut self, node: &Node) -> JsonTemplate {
        match &node.kind {
            Kind::Sequence(items) => JsonTemplate::Array(items.iter().map(|item| self.json(item)).collect()),
            Kind::Mapping(entries) => {
                let entries = entries.iter();
                JsonTemplate::Object(
                    entries
                        .map(|(key, value)| (key.value.clone(), self.json(value)))
                        .collect(),
                )
            }
            Kind::Null => JsonTemplate::Constant(Constant::Null),
            Kind::Scalar(scalar) if template::parse(&scalar.text, Notation::Double).has_holes() => {
                self.json_text(&Spanned::new(scalar.text.clone(), node.span))
            }
            Kind::Scalar(scalar) => JsonTemplate::Constant(constants::of_scalar(scalar)),
        }
    }

    /// Returns a template as JSON. A template of one input is the input itself.
    pub(super) fn json_text(&mut self, text: &Text) -> JsonTemplate {
        let template = self.template(text, Notation::Double, Hole::Value);
        match template.as_slice() {
            [Piece::Input(index)] => JsonTemplate::Input(*index),
            _ => JsonTemplate::Text(template),
        }
    }
}

/// Returns whether a parameter with a name is the whole body, with any declared type.
fn names_a_body(name: &str) -> bool {
    let lower = name.to_ascii_lowercase();
    matches!(
        lower.as_str(),
        "body" | "parameters" | "payload" | "resource" | "properties" | "data"
    ) || lower.starts_with("request")
        || lower.ends_with("envelope")
        || lower.ends_with("body")
        || lower.ends_with("parameters")
}
