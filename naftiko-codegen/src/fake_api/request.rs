//! What the requests of an operation have, for their check.

use serde_json::{Map, Value, json};

use crate::json_schema::{Dialect, Schemas};
use crate::model::{
    Body, Client, Content, Input, JsonTemplate, ListStyle, Operation, Part, Piece, Place, Slot, Template,
    Types,
};

/// Returns the pieces of the path: texts, and null for a placeholder.
pub(super) fn path(operation: &Operation) -> Value {
    operation.path.iter().map(piece).collect()
}

fn piece(piece: &Piece) -> Value {
    match piece {
        Piece::Text(text) => text.as_str().into(),
        Piece::Input(_) | Piece::Variable(_) => Value::Null,
    }
}

/// Returns the value of a template that is a text; null for one with placeholders.
fn fixed(template: &Template) -> Value {
    match template.as_slice() {
        [] => "".into(),
        [Piece::Text(text)] => text.as_str().into(),
        _ => Value::Null,
    }
}

/// Returns the parameters outside of the path: constants of the API and of the operation, and inputs.
pub(super) fn parameters(client: &Client, operation: &Operation, types: &Types) -> Vec<Value> {
    let constants = |place, pairs: &[(String, Template)]| {
        let constants = pairs
            .iter()
            .map(|(name, template)| constant(place, name, template));
        constants.collect::<Vec<Value>>()
    };
    let computed = operation.computed.iter();
    let computed = computed
        .filter_map(|(at, name, _)| Some(json!({"in": place(*at)?, "name": name, "required": false})));
    let inputs = operation.inputs.iter();
    let inputs = inputs.filter_map(|input| parameter(operation, input, types));
    [
        constants("query", &client.query),
        constants("query", &operation.query),
        constants("header", &client.headers),
        constants("header", &operation.headers),
    ]
    .concat()
    .into_iter()
    .chain(computed)
    .chain(inputs)
    .chain(page(operation))
    .collect()
}

/// Returns the parameter that streams over pages send, unless it is an input too.
fn page(operation: &Operation) -> Option<Value> {
    let parameter = operation.pages.as_ref()?.paging.parameter()?;
    let mut inputs = operation.inputs.iter();
    let is_input = inputs.any(|input| input.place == parameter.place && input.name == parameter.name);
    let place = place(parameter.place).filter(|_| !is_input)?;
    Some(json!({"in": place, "name": parameter.name, "required": false}))
}

fn constant(place: &str, name: &str, template: &Template) -> Value {
    let mut parameter = json!({"in": place, "name": name, "required": true});
    if let (Value::Object(parameter), text @ Value::String(_)) = (&mut parameter, fixed(template)) {
        parameter.insert("constant".to_owned(), text);
    }
    parameter
}

/// Returns the name of a place; `None` for the path, which is matched as a whole.
fn place(place: Place) -> Option<&'static str> {
    match place {
        Place::Query => Some("query"),
        Place::Header => Some("header"),
        Place::Cookie => Some("cookie"),
        Place::Path | Place::Template => None,
    }
}

fn parameter(operation: &Operation, input: &Input, types: &Types) -> Option<Value> {
    let mut parameter = Map::from_iter([
        ("in".to_owned(), place(input.place)?.into()),
        ("name".to_owned(), input.name.as_str().into()),
        ("required".to_owned(), input.required.into()),
    ]);
    let style = operation.styles.iter().find(|(name, _)| *name == input.name);
    match style.map(|(_, style)| style) {
        Some(ListStyle::Members) => parameter.insert("style".to_owned(), "members".into()),
        Some(ListStyle::Fields) => parameter.insert("style".to_owned(), "fields".into()),
        // The text of a list has a form of its own.
        Some(_) => None,
        None => parameter.insert("schema".to_owned(), of_type(input, types)),
    };
    Some(parameter.into())
}

/// Returns the schema of the values of an input.
fn of_type(input: &Input, types: &Types) -> Value {
    let schemas = Schemas {
        types,
        dialect: Dialect::OpenApi,
    };
    schemas.slot(Slot {
        id: input.value_type,
        nullable: input.nullable,
    })
}

/// Returns the body of requests; `None` without one.
pub(super) fn body(operation: &Operation, types: &Types) -> Option<Value> {
    let shape = Shape {
        inputs: &operation.inputs,
        types,
    };
    Some(match &operation.body {
        Body::None => return None,
        Body::Json(template) => json!({
            "mediaType": "application/json",
            "required": shape.is_present(template),
            "schema": shape.of(template),
        }),
        Body::Form(fields) => json!({
            "mediaType": "application/x-www-form-urlencoded",
            "required": shape.is_any_present(fields.iter().map(|(_, value)| value)),
            "fields": fields.iter().map(|(name, value)| shape.field(name, value)).collect::<Vec<Value>>(),
        }),
        Body::Multipart(parts) => json!({
            "mediaType": "multipart/form-data",
            "required": true,
            "fields": parts.iter().map(|part| shape.part(part)).collect::<Vec<Value>>(),
        }),
        Body::Text { media_type, .. } => json!({"mediaType": media_type, "required": true}),
    })
}

/// The shape of bodies that are made from inputs.
#[derive(Clone, Copy)]
struct Shape<'a> {
    inputs: &'a [Input],
    types: &'a Types,
}

impl Shape<'_> {
    /// Returns the schema of the JSON that a template makes.
    fn of(self, template: &JsonTemplate) -> Value {
        match template {
            JsonTemplate::Constant(constant) => match constant.exact_value() {
                Some(value) => json!({"const": value}),
                None => json!({}),
            },
            JsonTemplate::Input(index) => {
                let input = self.inputs.get(*index);
                input.map_or_else(|| json!({}), |input| of_type(input, self.types))
            }
            JsonTemplate::WholeOrField { .. } => json!({}),
            JsonTemplate::Text(_) => json!({"type": "string"}),
            JsonTemplate::Object(fields) => {
                let members = fields
                    .iter()
                    .map(|(name, value)| (name.clone(), self.is_present(value), self.of(value)));
                let mut object = Schemas::object(members);
                object.insert("additionalProperties".to_owned(), false.into());
                object.into()
            }
            JsonTemplate::Array(_) => json!({"type": "array"}),
        }
    }

    /// Returns whether a template always makes a value. An absent input makes none.
    fn is_present(self, template: &JsonTemplate) -> bool {
        match template {
            JsonTemplate::Input(index) | JsonTemplate::WholeOrField { input: index, .. } => {
                self.inputs.get(*index).is_some_and(|input| input.required)
            }
            _ => true,
        }
    }

    fn is_any_present<'t>(self, mut templates: impl Iterator<Item = &'t JsonTemplate>) -> bool {
        templates.any(|template| self.is_present(template))
    }

    fn field(self, name: &str, value: &JsonTemplate) -> Value {
        json!({"name": name, "required": self.is_present(value)})
    }

    fn part(self, part: &Part) -> Value {
        let required = match &part.content {
            Content::Value(template) | Content::Json(template) => self.is_present(template),
            Content::Text(..) => true,
            Content::File(index) => self.inputs.get(*index).is_some_and(|input| input.required),
        };
        json!({"name": part.name, "required": required})
    }
}
