//! Inputs of operations: parameters of requests, and what callers of adapters send for them.

use super::name::{self, Names};
use super::prose::sentence;
use crate::diagnostic::{Diagnostic, Diagnostics, codes};
use crate::openapi::outline::{Field, In, JsonKind, Operation, Parameter, Serialization};
use crate::yaml::Node;

/// The largest number of values of an enum that a spec lists.
const FEW_VALUES: usize = 20;

/// An input of an operation.
#[derive(Debug)]
pub(super) struct Input {
    /// The name of the parameter.
    pub(super) name: String,
    /// The name for agents.
    pub(super) argument: String,
    pub(super) place: &'static str,
    data_type: &'static str,
    pub(super) required: bool,
    description: String,
    values: Vec<String>,
    /// The value that every request has.
    pub(super) constant: Option<String>,
}

/// The inputs of an operation while it is imported.
#[derive(Debug, Default)]
pub(super) struct Inputs {
    pub(super) list: Vec<Input>,
    names: Names,
    arguments: Names,
}

impl Input {
    /// Returns the parameter of a request.
    pub(super) fn consumed(&self) -> (String, Node) {
        let mut keys = vec![("in", Node::text(self.place))];
        if let Some(value) = &self.constant {
            keys.push(("value", Node::text(value.clone())));
        } else {
            keys.push(("type", Node::text(self.data_type)));
            keys.extend(self.is_marked().then(|| ("required", Node::flag(true))));
        }
        (self.name.clone(), Node::map(keys))
    }

    /// Returns the input of a REST operation.
    pub(super) fn of_rest(&self) -> (String, Node) {
        let mut keys = vec![("in", Node::text(self.place))];
        keys.extend(self.described());
        keys.extend(self.is_marked().then(|| ("required", Node::flag(true))));
        (self.name.clone(), Node::map(keys))
    }

    /// Returns the input of a tool.
    pub(super) fn of_tool(&self) -> (String, Node) {
        let mut keys = self.described();
        keys.extend((!self.required).then(|| ("required", Node::flag(false))));
        (self.argument.clone(), Node::map(keys))
    }

    /// Returns whether a spec says that the input is required, as it always is in a path.
    fn is_marked(&self) -> bool {
        self.required && self.place != "path"
    }

    fn described(&self) -> Vec<(&'static str, Node)> {
        let mut keys = vec![
            ("type", Node::text(self.data_type)),
            ("description", Node::text(self.description.clone())),
        ];
        let values: Vec<Node> = self
            .values
            .iter()
            .filter_map(|text| value(self.data_type, text))
            .collect();
        if !values.is_empty() && values.len() <= FEW_VALUES {
            keys.push(("enum", Node::list(values)));
        }
        keys
    }
}

/// Returns a value of an enum in a spec; `None` if it is not of the type.
fn value(data_type: &str, text: &str) -> Option<Node> {
    let is_plain = match data_type {
        "string" => return Some(Node::text(text)),
        "integer" => text.parse::<i64>().is_ok(),
        "number" => text.parse::<serde_json::Number>().is_ok(),
        "boolean" => text.parse::<bool>().is_ok(),
        _ => false,
    };
    is_plain.then(|| Node::plain(text))
}

impl Inputs {
    /// Adds the parameters of an operation. What cannot be sent is reported.
    pub(super) fn add_parameters(&mut self, operation: &Operation, diagnostics: &mut Diagnostics) {
        for parameter in &operation.parameters {
            match problem(parameter, &self.names) {
                Some(problem) => {
                    let message = format!("{problem}; it is not imported");
                    let diagnostic = Diagnostic::new(codes::IMPORT_PARAMETER, parameter.span, message);
                    diagnostics.push_once(
                        diagnostic.help("add the parameter to the spec by hand, if the API allows it"),
                    );
                }
                None => self.add_parameter(parameter, diagnostics),
            }
        }
    }

    fn add_parameter(&mut self, parameter: &Parameter, diagnostics: &mut Diagnostics) {
        let mut description = described(&parameter.description, &parameter.name);
        let mut data_type = data_type(parameter.kind);
        if let Serialization::Separated(separator) = parameter.serialization {
            let shown = match separator {
                "," => "commas",
                "|" => "`|`",
                "\t" => "tabs",
                _ => "blanks",
            };
            let message = format!(
                "`{}` is a list with {shown} between its items; it is imported as a string",
                parameter.name
            );
            let diagnostic = Diagnostic::new(codes::IMPORT_LIST, parameter.span, message);
            diagnostics.push_alike(diagnostic.help("send the items as one string"));
            description = format!("{description} Several values have {shown} between them.");
            data_type = "string";
        } else if parameter.serialization == Serialization::Json {
            description = format!("{description} It is JSON as a string.");
            data_type = "string";
        }
        let is_list = parameter.kind == JsonKind::Array;
        self.add(Input {
            name: parameter.name.clone(),
            argument: String::new(),
            place: match parameter.place {
                In::Path => "path",
                In::Query => "query",
                In::Header => "header",
                In::Cookie => "cookie",
            },
            data_type,
            required: parameter.required,
            description,
            values: if is_list {
                Vec::new()
            } else {
                parameter.values.clone()
            },
            constant: parameter.constant.clone(),
        });
    }

    /// Adds the whole body.
    pub(super) fn add_body(&mut self, data_type: &'static str, required: bool, description: &str) -> String {
        let name = if self.names.has("body") {
            "request-body"
        } else {
            "body"
        };
        let description = sentence([description]).unwrap_or_else(|| "The body of the request.".to_owned());
        self.add_in_body(name, data_type, required, description, Vec::new())
    }

    /// Adds a field of a form, and returns the name of its input.
    pub(super) fn add_field(&mut self, field: &Field) -> String {
        let mut name = name::of_input(&field.name);
        if self.names.has(&name) {
            name = format!("{name}-field");
        }
        let description = described(&field.description, &field.name);
        self.add_in_body(
            &name,
            data_type(field.kind),
            field.required,
            description,
            field.values.clone(),
        )
    }

    fn add_in_body(
        &mut self,
        name: &str,
        data_type: &'static str,
        required: bool,
        description: String,
        values: Vec<String>,
    ) -> String {
        let name = self.names.free(name);
        self.add(Input {
            name: name.clone(),
            argument: String::new(),
            place: "body",
            data_type,
            required,
            description,
            values,
            constant: None,
        });
        name
    }

    /// Adds a header with the same value in every request.
    pub(super) fn add_header(&mut self, name: &str, value: &str) {
        self.add(Input {
            name: name.to_owned(),
            argument: String::new(),
            place: "header",
            data_type: "string",
            required: true,
            description: String::new(),
            values: Vec::new(),
            constant: Some(value.to_owned()),
        });
    }

    fn add(&mut self, input: Input) {
        if !self.names.has(&input.name) {
            self.names.free(&input.name);
        }
        let argument = self.arguments.free(&name::of_input(&input.name));
        self.list.push(Input { argument, ..input });
    }
}

/// Returns why a parameter cannot be sent.
fn problem(parameter: &Parameter, names: &Names) -> Option<String> {
    let name = &parameter.name;
    if names.has(name) {
        return Some(format!("the operation has two parameters with the name `{name}`"));
    }
    (parameter.serialization == Serialization::Members)
        .then(|| format!("the members of the object `{name}` are parameters of their own"))
}

fn described(description: &str, name: &str) -> String {
    sentence([description]).unwrap_or_else(|| format!("The value of `{name}`."))
}

/// Returns the type of a value in a spec.
pub(super) fn data_type(kind: JsonKind) -> &'static str {
    match kind {
        JsonKind::Boolean => "boolean",
        JsonKind::Integer => "integer",
        JsonKind::Number => "number",
        JsonKind::Array => "array",
        JsonKind::Object => "object",
        JsonKind::String | JsonKind::Null | JsonKind::Any => "string",
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn value_of_an_enum_has_the_type_of_its_input() {
        for (data_type, text, expected) in [
            ("string", "7", Some(json!("7"))),
            ("integer", "7", Some(json!(7))),
            ("number", "0.5", Some(json!(0.5))),
            ("boolean", "true", Some(json!(true))),
            ("integer", "seven", None),
            ("number", "inf", None),
            ("array", "a", None),
        ] {
            let found = value(data_type, text).map(|node| match node.as_scalar() {
                Some(scalar) if data_type == "string" => json!(scalar.text),
                _ => node.to_json(),
            });
            assert_eq!(found, expected, "{data_type} {text}");
        }
    }
}
