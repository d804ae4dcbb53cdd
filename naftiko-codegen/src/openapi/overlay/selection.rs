//! The values that a query selects, as a tree of keys and positions.

use std::collections::HashMap;

use serde_json::Value;
#[cfg(feature = "jsonpath")]
use serde_json_path::{JsonPath, PathElement};

use crate::json_path::Step;
use crate::yaml::{Kind, Node};

/// What is selected in a value.
#[derive(Debug, Default, PartialEq)]
pub(super) struct Selection {
    /// Whether the value itself is selected.
    pub(super) whole: bool,
    /// What is selected in the members of a map.
    members: HashMap<String, Self>,
    /// What is selected in the items of a list.
    items: HashMap<usize, Self>,
}

impl Selection {
    /// Selects by the steps of a path, and returns how many values they select.
    pub(super) fn by_steps(steps: &[Step], value: &Value) -> (Self, usize) {
        let Some((step, rest)) = steps.split_first() else {
            let whole = Self {
                whole: true,
                ..Self::default()
            };
            return (whole, 1);
        };
        let (mut selection, mut count) = (Self::default(), 0);
        let mut below = |value: &Value| {
            let (part, selected) = Self::by_steps(rest, value);
            count += selected;
            (selected > 0).then_some(part)
        };
        match value {
            Value::Object(members) => {
                let chosen = members.iter().filter(|(name, _)| step.takes_member(name));
                let parts = chosen.filter_map(|(name, value)| Some((name.clone(), below(value)?)));
                selection.members = parts.collect();
            }
            Value::Array(items) => {
                let chosen = items.iter().enumerate();
                let chosen = chosen.filter(|(index, _)| step.takes_item(*index, items.len()));
                let parts = chosen.filter_map(|(index, value)| Some((index, below(value)?)));
                selection.items = parts.collect();
            }
            _ => {}
        }
        (selection, count)
    }

    /// Selects by a query, and returns how many values it selects.
    #[cfg(feature = "jsonpath")]
    pub(super) fn by_query(query: &JsonPath, document: &Value) -> (Self, usize) {
        let (mut selection, mut count) = (Self::default(), 0);
        for located in query.query_located(document) {
            let mut at = &mut selection;
            for element in located.location().iter() {
                at = match element {
                    PathElement::Name(name) => at.members.entry((*name).to_owned()).or_default(),
                    PathElement::Index(index) => at.items.entry(*index).or_default(),
                };
            }
            count += usize::from(!at.whole);
            at.whole = true;
        }
        (selection, count)
    }

    /// Returns the selected values.
    pub(super) fn values<'n>(&self, node: &'n Node) -> Vec<&'n Node> {
        let mut found: Vec<&Node> = self.whole.then_some(node).into_iter().collect();
        match &node.kind {
            Kind::Mapping(entries) if !self.members.is_empty() => {
                for (key, value) in entries {
                    found.extend(
                        self.member(&key.value)
                            .map(|part| part.values(value))
                            .into_iter()
                            .flatten(),
                    );
                }
            }
            Kind::Sequence(items) if !self.items.is_empty() => {
                for (index, item) in items.iter().enumerate() {
                    found.extend(
                        self.item(index)
                            .map(|part| part.values(item))
                            .into_iter()
                            .flatten(),
                    );
                }
            }
            _ => {}
        }
        found
    }

    /// Changes each selected value, in the document and in the JSON that queries read.
    pub(super) fn change(&self, node: &mut Node, json: &mut Value, change: &mut impl FnMut(&mut Node)) {
        match (&mut node.kind, &mut *json) {
            (Kind::Mapping(entries), Value::Object(members)) if !self.members.is_empty() => {
                for (key, value) in entries {
                    if let (Some(part), Some(json)) = (self.member(&key.value), members.get_mut(&key.value)) {
                        part.change(value, json, change);
                    }
                }
            }
            (Kind::Sequence(list), Value::Array(values)) if !self.items.is_empty() => {
                for (index, (item, json)) in list.iter_mut().zip(values).enumerate() {
                    if let Some(part) = self.item(index) {
                        part.change(item, json, change);
                    }
                }
            }
            _ => {}
        }
        if self.whole {
            change(node);
            *json = node.to_json();
        }
    }

    /// Removes each selected value from its map or list.
    pub(super) fn remove(&self, node: &mut Node, json: &mut Value) {
        match (&mut node.kind, &mut *json) {
            (Kind::Mapping(entries), Value::Object(members)) => entries.retain_mut(|(key, value)| {
                let Some(part) = self.member(&key.value) else {
                    return true;
                };
                if part.whole {
                    members.remove(&key.value);
                } else if let Some(json) = members.get_mut(&key.value) {
                    part.remove(value, json);
                }
                !part.whole
            }),
            (Kind::Sequence(list), Value::Array(values)) => {
                for (index, (item, json)) in list.iter_mut().zip(values.iter_mut()).enumerate() {
                    if let Some(part) = self.item(index) {
                        part.remove(item, json);
                    }
                }
                let is_kept = |index: usize| self.item(index).is_none_or(|part| !part.whole);
                keep(list, is_kept);
                keep(values, is_kept);
            }
            _ => {}
        }
    }

    fn member(&self, name: &str) -> Option<&Self> {
        self.members.get(name)
    }

    fn item(&self, index: usize) -> Option<&Self> {
        self.items.get(&index)
    }
}

/// Keeps the items at some positions.
fn keep<T>(list: &mut Vec<T>, is_kept: impl Fn(usize) -> bool) {
    let mut index = 0;
    list.retain(|_| {
        index += 1;
        is_kept(index - 1)
    });
}

#[cfg(all(test, feature = "jsonpath"))]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::json_path::{self, JsonPath as Path};

    #[test]
    fn steps_select_what_a_query_does() {
        let document = json!({
            "a": {"b c": [1, {"d": null}, [2, 3]], "0": 4, "*": 5},
            "e": [{"d": 6}, {"d": {"f": 7}}, {}],
            "g": "text",
        });
        for text in [
            "$",
            "$.a",
            "$.*",
            "$[*]",
            "$.a['b c']",
            "$.a['b c'][1].d",
            "$.a['b c'][-1]",
            "$.a['b c'][-4]",
            "$.a['b c'][9]",
            "$.a['0']",
            "$.a[0]",
            "$.a['*']",
            "$.e[*].d",
            "$.e.*.d.*",
            "$.*.*.*",
            "$.e.d",
            "$.g[0]",
            "$.g.*",
            "$.missing.x",
        ] {
            let Ok(Path::Steps(steps)) = json_path::parse(text) else {
                panic!("{text}");
            };
            let Ok(query) = JsonPath::parse(text) else {
                panic!("{text}");
            };
            let by_query = Selection::by_query(&query, &document);
            assert_eq!(Selection::by_steps(&steps, &document), by_query, "{text}");
        }
    }
}
