//! Schemas of what was observed.

use super::observed::Observed;
use super::text;
use crate::yaml::Node;

/// The number of different names from which an object may be a map.
const NAMES: usize = 3;

/// The number of values from which texts may be the values of an enum, and how often each occurs on average.
const ENUM: usize = 8;
const OFTEN: usize = 4;

/// The largest enum.
const CHOICES: usize = 8;

/// Returns the schema that all values of a place have.
pub(super) fn of(observed: &Observed) -> Node {
    let mut branches = branches(observed);
    let is_nullable = observed.nulls > 0;
    match (branches.len(), branches.pop()) {
        (1, Some((kind, mut keywords))) => {
            let kind = if is_nullable {
                Node::list([Node::text(kind), Node::text("null")])
            } else {
                Node::text(kind)
            };
            keywords.insert(0, ("type", kind));
            Node::map(keywords)
        }
        // Null alone does not show a type.
        (_, None) => Node::map(Vec::<(String, Node)>::new()),
        (_, Some(last)) => {
            branches.push(last);
            let branches = branches.into_iter().map(|(kind, mut keywords)| {
                keywords.insert(0, ("type", Node::text(kind)));
                Node::map(keywords)
            });
            let null = is_nullable.then(|| Node::map([("type", Node::text("null"))]));
            Node::map([("oneOf", Node::list(branches.chain(null)))])
        }
    }
}

/// The keywords of a type.
type Keywords = Vec<(&'static str, Node)>;

/// Returns each type that occurs, with its keywords.
fn branches(observed: &Observed) -> Vec<(&'static str, Keywords)> {
    let mut branches: Vec<(&'static str, Keywords)> = Vec::new();
    if observed.booleans > 0 {
        branches.push(("boolean", Vec::new()));
    }
    if observed.decimals > 0 {
        branches.push(("number", Vec::new()));
    } else if observed.integers > 0 {
        branches.push(("integer", Vec::new()));
    }
    if observed.texts > 0 {
        branches.push(("string", of_texts(observed)));
    }
    if observed.lists > 0 {
        let items = observed.items.as_deref().filter(|items| !items.is_empty());
        let items = items.map(|items| ("items", of(items)));
        branches.push(("array", items.into_iter().collect()));
    }
    if observed.objects > 0 {
        branches.push(("object", of_objects(observed)));
    }
    branches
}

/// Returns the format of texts, or their values if the same few words come again and again.
fn of_texts(observed: &Observed) -> Keywords {
    let texts: Vec<&str> = observed.different.keys().map(String::as_str).collect();
    if let Some(format) = text::format(&texts) {
        return vec![("format", Node::text(format))];
    }
    let different = observed.different.len();
    let is_enum = observed.texts >= ENUM
        && (2..=CHOICES).contains(&different)
        && observed.texts >= different * OFTEN
        && texts.iter().all(|text| text::is_word(text));
    if is_enum {
        return vec![("enum", Node::list(texts.into_iter().map(Node::text)))];
    }
    Vec::new()
}

/// Returns the members of objects: required in all of them, optional in some; or the values of a map.
fn of_objects(observed: &Observed) -> Keywords {
    if let Some(values) = map(observed) {
        return vec![("additionalProperties", of(&values))];
    }
    let required = observed
        .members
        .iter()
        .filter(|(_, member)| member.count() == observed.objects);
    let required: Vec<Node> = required.map(|(name, _)| Node::text(name.clone())).collect();
    let mut keywords = Keywords::new();
    if !required.is_empty() {
        keywords.push(("required", Node::list(required)));
    }
    if !observed.members.is_empty() {
        let members = observed
            .members
            .iter()
            .map(|(name, member)| (name.clone(), of(member)));
        keywords.push(("properties", Node::map(members)));
    }
    keywords
}

/// Returns the values of objects whose names are data, such as ids and dates; `None` for other objects.
fn map(observed: &Observed) -> Option<Observed> {
    let names = observed.members.iter().map(|(name, _)| name.as_str());
    if observed.members.len() < NAMES || !names.into_iter().all(text::is_data) {
        return None;
    }
    let mut values = Observed::default();
    observed
        .members
        .iter()
        .for_each(|(_, member)| values.merge(member));
    let kinds = branches(&values).len();
    (kinds <= 1).then_some(values)
}
