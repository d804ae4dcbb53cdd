//! Bodies written as one string, with their structure kept, so that a value cannot change it.

use super::escape::escapes;
use super::{Draft, Hole};
use crate::model::{Body, Constant, JsonTemplate, Piece, Template};
use crate::percent;
use crate::source::Spanned;
use crate::spec::Text;
use crate::template::{self, Notation, Part};
use crate::yaml::Node;

/// Returns a body as text, with the escapes of its language.
pub(super) fn text(media_type: String, template: Template) -> Body {
    let escapes = escapes(&media_type, &template);
    Body::Text {
        media_type,
        template,
        escapes,
    }
}

impl Draft<'_, '_> {
    /// Resolves a body written as a string. It is JSON if it is valid JSON, so that a value cannot change its structure.
    pub(super) fn raw(&mut self, text: &Text, media_type: Option<&str>) -> Body {
        if media_type.is_some_and(|media_type| media_type.contains("x-www-form-urlencoded")) {
            return self.form_text(text);
        }
        self.text_of(text, media_type)
    }

    /// Resolves a form written as a string to its fields, so that a value cannot add one. One with placeholders in names stays a text, in which
    /// values are encoded.
    pub(super) fn form_text(&mut self, text: &Text) -> Body {
        let pairs = || percent::pairs(text.value.trim());
        if pairs().any(|(name, _)| template::parse(name, Notation::Double).has_holes()) {
            let template = self.template(text, Notation::Double, Hole::Value);
            return self::text("application/x-www-form-urlencoded".to_owned(), template);
        }
        let fields = pairs().map(|(name, value)| {
            let value = Constant::String(percent::form(value.trim_end_matches(['\r', '\n'])));
            (percent::form(name.trim()), self.refilled(&value, text))
        });
        Body::Form(fields.collect())
    }

    /// Resolves an object or array that is written as a string; `None` for any other value.
    pub(super) fn document(&mut self, node: &Node) -> Option<JsonTemplate> {
        let text = node.to_text()?;
        let value =
            as_json(&text.value).filter(|value| matches!(value, Constant::Object(_) | Constant::Array(_)))?;
        Some(self.refilled(&value, &text))
    }

    /// Resolves a string with a media type: as JSON if it is valid JSON, else as text with escapes.
    pub(super) fn text_of(&mut self, text: &Text, media_type: Option<&str>) -> Body {
        let is_json = media_type.is_none_or(|media_type| media_type.contains("json"));
        if is_json && let Some(value) = as_json(&text.value) {
            return Body::Json(self.refilled(&value, text));
        }
        let template = self.template(text, Notation::Double, Hole::Value);
        if is_json && let [Piece::Input(index)] = template.as_slice() {
            return Body::Json(JsonTemplate::Input(*index));
        }
        self::text(media_type.unwrap_or("application/json").to_owned(), template)
    }

    /// Resolves the templates in a value that was parsed from a text.
    fn refilled(&mut self, value: &Constant, text: &Text) -> JsonTemplate {
        match value {
            Constant::Object(fields) => {
                let fields = fields.iter();
                JsonTemplate::Object(
                    fields
                        .map(|(name, value)| (name.clone(), self.refilled(value, text)))
                        .collect(),
                )
            }
            Constant::Array(items) => {
                JsonTemplate::Array(items.iter().map(|item| self.refilled(item, text)).collect())
            }
            Constant::String(string) if template::parse(string, Notation::Double).has_holes() => {
                self.json_text(&Spanned::new(string.clone(), text.span))
            }
            other => JsonTemplate::Constant(other.clone()),
        }
    }
}

/// Parses a string as JSON. Placeholders outside quotes are put in quotes, so that each is a JSON string.
fn as_json(text: &str) -> Option<Constant> {
    let mut marked = String::with_capacity(text.len());
    let mut quoted = false;
    for part in template::parse(text, Notation::Double).parts {
        match part {
            Part::Text(text) => {
                let mut escaped = false;
                for character in text.chars() {
                    match character {
                        '"' if !escaped => quoted = !quoted,
                        _ => {}
                    }
                    escaped = character == '\\' && !escaped;
                    marked.push(character);
                }
            }
            Part::Hole(name) => {
                let name = name.replace(['"', '\\'], "");
                let hole = if quoted {
                    format!("{{{{{name}}}}}")
                } else {
                    format!("\"{{{{{name}}}}}\"")
                };
                marked.push_str(&hole);
            }
        }
    }
    Constant::parse(&marked)
}
