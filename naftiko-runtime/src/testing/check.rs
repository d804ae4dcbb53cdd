//! Checks of requests: every problem at once, so that a program's mistake is found at the first try.

use http::header::CONTENT_TYPE;
use serde_json::Value;

use super::calls::ReceivedCall;
use super::description::{BodyShape, Credential, Description, Names, Operation, Parameter, Place};
use super::{schema, text};
use crate::media_type::essence;

/// What is wrong with a request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct RequestProblem {
    /// The kind of place: `query`, `header`, `cookie` or `body`.
    pub(super) place: &'static str,
    pub(super) name: String,
    pub(super) problem: String,
    /// The problem as a sentence without a full stop.
    pub(super) sentence: String,
}

impl RequestProblem {
    fn of_parameter(place: Place, name: &str, problem: &str) -> Self {
        Self {
            place: place.name(),
            name: name.to_owned(),
            problem: problem.to_owned(),
            sentence: format!("The {} `{name}` {problem}", place.shown()),
        }
    }

    fn of_body(place: &str, problem: &str) -> Self {
        let name = place.trim_start_matches('.');
        let subject = if name.is_empty() {
            "The body".to_owned()
        } else {
            format!("`{name}` in the body")
        };
        Self {
            place: "body",
            name: name.to_owned(),
            problem: problem.to_owned(),
            sentence: format!("{subject} {problem}"),
        }
    }
}

/// Returns the problems of a request, without those of its credentials.
pub(super) fn problems(
    description: &Description,
    operation: &Operation,
    call: &ReceivedCall,
) -> Vec<RequestProblem> {
    let check = RequestCheck { description, call };
    let query = check.values(Place::Query);
    let cookies = check.values(Place::Cookie);
    let mut problems = Vec::new();
    for parameter in &operation.parameters {
        let sent: Vec<&str> = match parameter.place {
            Place::Query => values(&query, &parameter.name),
            Place::Cookie => values(&cookies, &parameter.name),
            Place::Header => text::header(call.headers(), &parameter.name),
        };
        problems.extend(check.parameter(parameter, &sent));
    }
    problems.extend(check.unknown(operation, &query));
    problems.extend(check.body(operation.body.as_ref()));
    problems
}

fn values<'p>(pairs: &'p [(String, String)], name: &str) -> Vec<&'p str> {
    let own = pairs.iter().filter(|(known, _)| known == name);
    own.map(|(_, value)| value.as_str()).collect()
}

struct RequestCheck<'a> {
    description: &'a Description,
    call: &'a ReceivedCall,
}

impl RequestCheck<'_> {
    fn values(&self, place: Place) -> Vec<(String, String)> {
        match place {
            Place::Query => text::pairs(self.call.uri().query().unwrap_or_default()),
            Place::Cookie => text::cookies(self.call.headers()),
            Place::Header => Vec::new(),
        }
    }

    fn parameter(&self, parameter: &Parameter, sent: &[&str]) -> Option<RequestProblem> {
        let problem = |text: &str| {
            Some(RequestProblem::of_parameter(
                parameter.place,
                &parameter.name,
                text,
            ))
        };
        if parameter.names != Names::Own {
            return None;
        }
        let Some(first) = sent.first() else {
            return parameter.required.then(|| problem("is missing")).flatten();
        };
        if let Some(constant) = parameter.constant.as_ref().filter(|constant| constant != first) {
            return problem(&format!("must be `{constant}`"));
        }
        let schema = schema::resolved(parameter.schema.as_ref()?, &self.description.schemas);
        let is_list = schema::kinds(schema).is_some_and(|kinds| kinds.contains(&"array"));
        if is_list {
            let items = schema.get("items")?;
            return sent
                .iter()
                .find_map(|text| problem(&self.text_problem(items, text)?));
        }
        if sent.len() > 1 {
            return problem("is repeated");
        }
        problem(&self.text_problem(schema, first)?)
    }

    /// Returns what is wrong with a value as text.
    fn text_problem(&self, schema: &Value, text: &str) -> Option<String> {
        let schema = schema::resolved(schema, &self.description.schemas);
        let kinds = schema::kinds(schema).unwrap_or_default();
        // The text of an object has a form of its own.
        if kinds.contains(&"object") {
            return None;
        }
        let is_text = kinds.is_empty() || kinds.contains(&"string");
        let parsed = (!is_text).then(|| serde_json::from_str(text).ok()).flatten();
        let value = parsed.unwrap_or_else(|| Value::from(text));
        let problems = schema::check(schema, &value, &self.description.schemas);
        problems.into_iter().next().map(|found| found.problem)
    }

    fn unknown(&self, operation: &Operation, query: &[(String, String)]) -> Vec<RequestProblem> {
        let own = || {
            operation
                .parameters
                .iter()
                .filter(|parameter| parameter.place == Place::Query)
        };
        if own().any(|parameter| parameter.names == Names::Any) {
            return Vec::new();
        }
        let credentials = self.credentials(operation);
        let is_known = |name: &str| {
            let is_credential =
                |credential: &Credential| credential.place == Place::Query && credential.name == name;
            own().any(|parameter| match parameter.names {
                Names::Members => name.split('[').next() == Some(&parameter.name),
                Names::Own | Names::Any => parameter.name == name,
            }) || credentials.iter().any(is_credential)
        };
        let unknown = query.iter().filter(|(name, _)| !is_known(name));
        unknown
            .map(|(name, _)| RequestProblem::of_parameter(Place::Query, name, "is unknown"))
            .collect()
    }

    fn credentials(&self, operation: &Operation) -> &[Credential] {
        let api = self.description.apis.get(operation.api);
        api.map_or(&[], |api| api.credentials.as_slice())
    }

    fn body(&self, shape: Option<&BodyShape>) -> Vec<RequestProblem> {
        let one = |problem: String| vec![RequestProblem::of_body("", &problem)];
        let body = self.call.body();
        let Some(shape) = shape else {
            return if body.is_empty() {
                Vec::new()
            } else {
                one("must be absent; the operation takes none".to_owned())
            };
        };
        if body.is_empty() {
            return if shape.required {
                one("is missing".to_owned())
            } else {
                Vec::new()
            };
        }
        let sent = text::header(self.call.headers(), CONTENT_TYPE.as_str());
        let sent = sent.first().copied().unwrap_or_default();
        if essence(sent) != essence(&shape.media_type) {
            return one(format!("must be `{}`, and is `{sent}`", shape.media_type));
        }
        match (&shape.schema, &shape.fields) {
            (Some(schema), _) => self.json(schema),
            (None, Some(fields)) => self.fields(fields, sent),
            (None, None) => Vec::new(),
        }
    }

    fn json(&self, schema: &Value) -> Vec<RequestProblem> {
        match serde_json::from_slice::<Value>(self.call.body()) {
            Ok(value) => schema::check(schema, &value, &self.description.schemas)
                .into_iter()
                .map(|found| RequestProblem::of_body(&found.place, &found.problem))
                .collect(),
            Err(error) => vec![RequestProblem::of_body("", &format!("must be JSON: {error}"))],
        }
    }

    /// Checks the names of the fields of a form.
    fn fields(&self, fields: &[(String, bool)], media_type: &str) -> Vec<RequestProblem> {
        let body = String::from_utf8_lossy(self.call.body());
        let sent: Vec<String> = if essence(media_type) == "multipart/form-data" {
            parts(&body)
        } else {
            text::pairs(&body).into_iter().map(|(name, _)| name).collect()
        };
        let missing = fields
            .iter()
            .filter(|(name, required)| *required && !sent.contains(name));
        let missing = missing.map(|(name, _)| RequestProblem::of_body(name, "is missing"));
        let unknown = sent
            .iter()
            .filter(|name| !fields.iter().any(|(known, _)| known == *name));
        let unknown = unknown.map(|name| RequestProblem::of_body(name, "is unknown"));
        missing.chain(unknown).collect()
    }
}

/// Returns the names of the parts of a multipart body.
fn parts(body: &str) -> Vec<String> {
    let lines = body.lines().filter(|line| {
        line.get(..20)
            .is_some_and(|start| start.eq_ignore_ascii_case("content-disposition:"))
    });
    let names = lines.filter_map(|line| line.split("; name=\"").nth(1)?.split('"').next());
    names.map(str::to_owned).collect()
}
