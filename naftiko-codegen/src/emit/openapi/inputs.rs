//! OpenAPI parameters and request bodies.

use std::collections::{BTreeSet, HashMap, HashSet};

use serde_json::{Map, Value, json};

use super::openapi;
use crate::json_schema::Schemas;
use crate::model::{CURSOR, Capability, Exposed, ExposedInput, Place, Route, Source, TypeId};
use crate::template::{self, Notation};

/// The pattern of values that the runtime allows in a path, besides dot segments, which some servers resolve.
const IN_A_PATH: &str = r"^[^\\\u0000-\u001f\u007f-\u009f]+$";

/// The pattern of values that HTTP allows in a header.
const IN_A_HEADER: &str = r"^[^\u0000-\u0008\u000a-\u001f\u007f]*$";

/// Returns the parameters of a route. Unused placeholders are parameters of the path too, and so are the query parameters that select the
/// route.
pub(super) fn parameters(capability: &Capability, route: &Route) -> Vec<Value> {
    let exposed = &route.operation;
    let (schemas, places) = (openapi(capability), Places::of(capability, exposed));
    let pairs: HashSet<&str> = route.query.iter().map(|(name, _)| name.as_str()).collect();
    let known = exposed
        .inputs
        .iter()
        .enumerate()
        .filter_map(|(index, input)| parameter(input, schemas.input(input, places.pattern(index))));
    known
        .chain(unused(route))
        .filter(|parameter| !is_query(parameter, &pairs))
        .chain(route.query.iter().map(|(name, value)| {
            json!({"name": name, "in": "query", "required": true, "schema": {"type": "string", "enum": [value]}})
        }))
        .chain(capability.pages_of_route(route).map(|_| {
            let description = "The cursor of a page, from the link to it (`Link`, RFC 8288); without it, the first page.";
            json!({"name": CURSOR, "in": "query", "description": description, "schema": {"type": "string"}})
        }))
        .collect()
}

/// Returns whether a parameter is a query parameter with one of the names.
fn is_query(parameter: &Value, pairs: &HashSet<&str>) -> bool {
    let text = |key: &str| parameter.get(key).and_then(Value::as_str);
    text("in") == Some("query") && text("name").is_some_and(|name| pairs.contains(name))
}

fn parameter(input: &ExposedInput, schema: Value) -> Option<Value> {
    let (place, name) = match &input.source {
        Source::Path(name) => ("path", name),
        Source::Query(name) => ("query", name),
        Source::Header(name) => ("header", name),
        Source::Cookie(name) => ("cookie", name),
        Source::Body | Source::Field(_) | Source::Selected(..) => return None,
    };
    let mut parameter = Map::new();
    parameter.insert("name".to_owned(), name.as_str().into());
    parameter.insert("in".to_owned(), place.into());
    if input.required || place == "path" {
        parameter.insert("required".to_owned(), true.into());
    }
    describe(&mut parameter, input);
    if input.value_type == TypeId::OBJECT {
        // An object in a parameter is JSON.
        let content = json!({"application/json": {"schema": schema}});
        parameter.insert("content".to_owned(), content);
    } else {
        parameter.insert("schema".to_owned(), schema);
    }
    Some(Value::Object(parameter))
}

fn describe(object: &mut Map<String, Value>, input: &ExposedInput) {
    if !input.description.is_empty() {
        object.insert("description".to_owned(), input.description.as_str().into());
    }
}

fn unused(route: &Route) -> Vec<Value> {
    let known: BTreeSet<&str> = route
        .operation
        .inputs
        .iter()
        .filter_map(|input| match &input.source {
            Source::Path(name) => Some(name.as_str()),
            _ => None,
        })
        .collect();
    let names = template::names(&route.pattern, Notation::Braces);
    names
        .filter(|name| !known.contains(name.as_str()))
        .map(|name| json!({"name": name, "in": "path", "required": true, "schema": {"type": "string"}}))
        .collect()
}

/// The places of each input in the upstream request.
struct Places(HashMap<usize, Vec<Place>>);

impl Places {
    fn of(capability: &Capability, exposed: &Exposed) -> Self {
        let mut places: HashMap<usize, Vec<Place>> = HashMap::new();
        for call in exposed.target.calls() {
            let Some((_, operation)) = capability.called(call) else {
                continue;
            };
            for (input, argument) in operation.inputs.iter().zip(&call.arguments) {
                for index in argument.inputs() {
                    places.entry(index).or_default().push(input.place);
                }
            }
        }
        Self(places)
    }

    /// Returns the pattern of a string for its places.
    fn pattern(&self, index: usize) -> Option<&'static str> {
        let places = self.0.get(&index)?;
        if places.contains(&Place::Path) {
            return Some(IN_A_PATH);
        }
        places.contains(&Place::Header).then_some(IN_A_HEADER)
    }
}

/// Returns the request body: an input that is the whole body, or an object of the inputs that are fields.
pub(super) fn request_body(capability: &Capability, exposed: &Exposed) -> Option<Value> {
    let (schemas, places) = (openapi(capability), Places::of(capability, exposed));
    let inputs = || exposed.inputs.iter().enumerate();
    if let Some((index, whole)) = inputs().find(|(_, input)| input.source == Source::Body) {
        return Some(whole_body(schemas, whole, places.pattern(index)));
    }
    let fields = inputs().filter_map(|(index, input)| match &input.source {
        Source::Field(name) => {
            let schema = schemas.property(input, places.pattern(index));
            Some((name.clone(), input.required, schema))
        }
        _ => None,
    });
    // A schema of fields cannot describe inputs that a path selects.
    let in_body = |input: &&ExposedInput| matches!(input.source, Source::Field(_) | Source::Selected(..));
    let mut in_body = exposed.inputs.iter().filter(in_body).peekable();
    in_body.peek()?;
    let is_required = in_body.any(|input| input.required);
    let schema = Schemas::object(fields);
    Some(json!({"required": is_required, "content": {"application/json": {"schema": schema}}}))
}

fn whole_body(schemas: Schemas<'_>, input: &ExposedInput, pattern: Option<&str>) -> Value {
    let json = schemas.json(input, pattern);
    let mut content = Map::from_iter([("application/json".to_owned(), json!({"schema": json}))]);
    if input.value_type == TypeId::STRING {
        let text = schemas.input(input, pattern);
        content.insert("text/plain".to_owned(), json!({"schema": text}));
    }
    let mut body = Map::new();
    describe(&mut body, input);
    body.insert("required".to_owned(), input.required.into());
    body.insert("content".to_owned(), content.into());
    Value::Object(body)
}
