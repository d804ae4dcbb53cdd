//! An operation as recordings show it.

use std::collections::BTreeMap;

use super::observed::Observed;
use super::recording::Recording;
use super::schema;
use crate::yaml::Node;

/// The requests and responses of an operation.
#[derive(Debug, Default)]
pub(super) struct ObservedOperation {
    id: String,
    count: usize,
    /// The query parameters, in the order of their first request, each with its values and the number of requests.
    query: Vec<(String, Observed, usize)>,
    sent: Observed,
    responses: BTreeMap<u16, ObservedResponse>,
}

/// The responses with one status.
#[derive(Debug, Default)]
struct ObservedResponse {
    media_type: String,
    body: Observed,
}

impl ObservedOperation {
    pub(super) fn add(&mut self, recording: &Recording) {
        let name = recording.operation.rsplit('.').next();
        name.unwrap_or(&recording.operation).clone_into(&mut self.id);
        self.count += 1;
        let mut seen: Vec<&str> = Vec::new();
        for (name, value) in &recording.query {
            let known = self.query.iter().position(|(known, ..)| known == name);
            let place = known.unwrap_or_else(|| {
                self.query.push((name.clone(), Observed::default(), 0));
                self.query.len() - 1
            });
            if let Some((_, values, count)) = self.query.get_mut(place) {
                values.add_text_of_parameter(value);
                *count += usize::from(!seen.contains(&name.as_str()));
            }
            seen.push(name);
        }
        if let Some(sent) = &recording.sent {
            self.sent.add(sent);
        }
        let response = self.responses.entry(recording.status).or_default();
        response.media_type.clone_from(&recording.media_type);
        if let Some(received) = &recording.received {
            response.body.add(received);
        }
    }

    /// Returns the operation of a path as a document has it.
    pub(super) fn node(&self, path: &str) -> Node {
        let placeholders = path
            .split('{')
            .skip(1)
            .filter_map(|rest| rest.split_once('}').map(|(name, _)| name));
        let in_path = placeholders
            .map(|name| parameter(name, "path", true, Node::map([("type", Node::text("string"))])));
        let in_query = self
            .query
            .iter()
            .map(|(name, values, count)| parameter(name, "query", *count == self.count, schema::of(values)));
        let parameters: Vec<Node> = in_path.chain(in_query).collect();
        let mut entries = vec![("operationId", Node::text(self.id.clone()))];
        if !parameters.is_empty() {
            entries.push(("parameters", Node::list(parameters)));
        }
        if !self.sent.is_empty() {
            let body = Node::map([
                ("required", Node::flag(self.sent.count() == self.count)),
                ("content", content("application/json", &self.sent)),
            ]);
            entries.push(("requestBody", body));
        }
        let responses = self
            .responses
            .iter()
            .map(|(status, response)| (status.to_string(), response.node(*status)));
        entries.push(("responses", Node::map(responses)));
        Node::map(entries)
    }
}

impl ObservedResponse {
    fn node(&self, status: u16) -> Node {
        let described = (
            "description",
            Node::text(format!("Recorded with status {status}.")),
        );
        let media_type = self.media_type.split(';').next().unwrap_or_default().trim();
        if self.body.is_empty() && media_type.is_empty() {
            return Node::map([described]);
        }
        let media_type = if media_type.is_empty() {
            "application/json"
        } else {
            media_type
        };
        Node::map([described, ("content", content(media_type, &self.body))])
    }
}

fn parameter(name: &str, place: &str, required: bool, schema: Node) -> Node {
    Node::map([
        ("name", Node::text(name)),
        ("in", Node::text(place)),
        ("required", Node::flag(required)),
        ("schema", schema),
    ])
}

fn content(media_type: &str, body: &Observed) -> Node {
    let described = if body.is_empty() {
        Node::map(Vec::<(String, Node)>::new())
    } else {
        Node::map([("schema", schema::of(body))])
    };
    Node::map([(media_type, described)])
}
