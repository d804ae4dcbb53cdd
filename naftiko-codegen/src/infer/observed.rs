//! Evidence of the type of a value: what was seen in one place of all recordings.

use std::collections::BTreeMap;

use serde_json::Value;

/// The number of different texts of one place that are kept.
const TEXTS: usize = 1000;

/// The values in one place.
#[derive(Clone, Debug, Default)]
pub(super) struct Observed {
    pub(super) nulls: usize,
    pub(super) booleans: usize,
    pub(super) integers: usize,
    /// Numbers with a fraction or an exponent.
    pub(super) decimals: usize,
    pub(super) texts: usize,
    /// Each text with the number of its occurrences.
    pub(super) different: BTreeMap<String, usize>,
    pub(super) lists: usize,
    pub(super) items: Option<Box<Observed>>,
    pub(super) objects: usize,
    /// The members of all objects, in the order of their first occurrence.
    pub(super) members: Vec<(String, Observed)>,
}

impl Observed {
    /// Adds a value.
    pub(super) fn add(&mut self, value: &Value) {
        match value {
            Value::Null => self.nulls += 1,
            Value::Bool(_) => self.booleans += 1,
            Value::Number(number) if number.is_i64() || number.is_u64() => self.integers += 1,
            Value::Number(_) => self.decimals += 1,
            Value::String(text) => self.add_text(text),
            Value::Array(items) => {
                self.lists += 1;
                let observed = self.items.get_or_insert_default();
                for item in items {
                    observed.add(item);
                }
            }
            Value::Object(members) => {
                self.objects += 1;
                for (name, value) in members {
                    self.change_member(name, |member| member.add(value));
                }
            }
        }
    }

    fn change_member(&mut self, name: &str, change: impl FnOnce(&mut Self)) {
        let place = self.members.iter().position(|(known, _)| known == name);
        let place = place.unwrap_or_else(|| {
            self.members.push((name.to_owned(), Self::default()));
            self.members.len() - 1
        });
        if let Some((_, member)) = self.members.get_mut(place) {
            change(member);
        }
    }

    fn add_text(&mut self, text: &str) {
        self.texts += 1;
        if self.different.len() < TEXTS || self.different.contains_key(text) {
            *self.different.entry(text.to_owned()).or_default() += 1;
        }
    }

    /// Adds the text of a parameter, which is a number or a boolean if it has the form of one.
    pub(super) fn add_text_of_parameter(&mut self, text: &str) {
        match serde_json::from_str::<Value>(text) {
            Ok(value @ (Value::Bool(_) | Value::Number(_))) => self.add(&value),
            _ => self.add_text(text),
        }
    }

    /// Adds what was seen in another place.
    pub(super) fn merge(&mut self, other: &Self) {
        self.nulls += other.nulls;
        self.booleans += other.booleans;
        self.integers += other.integers;
        self.decimals += other.decimals;
        self.texts += other.texts;
        for (text, count) in &other.different {
            *self.different.entry(text.clone()).or_default() += count;
        }
        self.lists += other.lists;
        if let Some(items) = &other.items {
            self.items.get_or_insert_default().merge(items);
        }
        self.objects += other.objects;
        for (name, member) in &other.members {
            self.change_member(name, |known| known.merge(member));
        }
    }

    /// Returns the number of values.
    pub(super) fn count(&self) -> usize {
        self.nulls + self.booleans + self.integers + self.decimals + self.texts + self.lists + self.objects
    }

    pub(super) fn is_empty(&self) -> bool {
        self.count() == 0
    }
}
