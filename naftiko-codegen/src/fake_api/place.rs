//! Responses that have a value wherever clients and adapters read one.

use serde_json::{Map, Value, json};

use super::make::{Maker, Site};
use crate::model::{Read, ReadKind, Step, Struct, Type};

/// The largest index that is made.
const LARGEST: usize = 64;

/// Adds the values that the fields of a struct are read from.
pub(super) fn fields(maker: Maker<'_>, found: &Struct, value: &mut Value, site: Site<'_>) {
    for field in &found.fields {
        read(maker, &field.read, value, site.member(&field.name));
    }
    if value.is_null() {
        *value = json!({});
    }
}

/// Adds the value that is read by a path, unless one is there.
pub(super) fn read(maker: Maker<'_>, read: &Read, value: &mut Value, site: Site<'_>) {
    let ReadKind::Constant(_) = read.kind else {
        let steps = steps(&read.path);
        let named = steps.iter().rev().find_map(|step| match step {
            Step::Key(key) => Some(key.as_str()),
            _ => None,
        });
        let site = Site {
            name: named.unwrap_or(site.name),
            ..site
        };
        if let Some(at) = reached(value, &steps) {
            leaf(maker, &read.kind, at, site);
        }
        return;
    };
}

fn leaf(maker: Maker<'_>, kind: &ReadKind, at: &mut Value, site: Site<'_>) {
    match kind {
        ReadKind::Constant(_) => {}
        ReadKind::List(item) => {
            for (index, value) in items(at, 2).iter_mut().enumerate() {
                read(maker, item, value, site.item(index));
            }
        }
        ReadKind::Value(id) => match maker.types.get(*id) {
            Type::Struct(found) => fields(maker, found, at, site),
            _ if at.is_null() => *at = maker.value((*id).into(), site),
            _ => {}
        },
    }
}

/// Returns the value at the end of steps, with every value on the way; `None` where the response has one of another kind.
fn reached<'v>(value: &'v mut Value, steps: &[Step]) -> Option<&'v mut Value> {
    steps.iter().try_fold(value, |value, step| match step {
        Step::Key(key) => {
            if value.is_null() {
                *value = Value::Object(Map::new());
            }
            Some(value.as_object_mut()?.entry(key).or_insert(Value::Null))
        }
        Step::Index(index) => items(value, (*index).min(LARGEST) + 1).get_mut(*index),
        Step::FromEnd(place) => {
            let items = items(value, (*place).min(LARGEST));
            let index = items.len().checked_sub(*place)?;
            items.get_mut(index)
        }
        // Paths are taken apart before.
        Step::FirstOf(_) | Step::Query(_) => None,
    })
}

/// Returns the items of a list, which has at least `count`; none of another value.
fn items(value: &mut Value, count: usize) -> &mut [Value] {
    if value.is_null() {
        *value = json!([]);
    }
    let Value::Array(items) = value else {
        return &mut [];
    };
    if items.len() < count {
        items.resize(count, Value::Null);
    }
    items
}

/// Returns the steps to a value that a path finds: of several paths those of the first one, and those of a path of RFC 9535.
fn steps(path: &[Step]) -> Vec<Step> {
    let steps = path.iter().flat_map(|step| match step {
        Step::FirstOf(paths) => paths.first().map_or_else(Vec::new, |path| self::steps(path)),
        Step::Query(query) => of_query(query),
        step => vec![step.clone()],
    });
    steps.collect()
}

/// Returns the steps to a value that a query selects: the first item of a list, and a descendant where it may be.
fn of_query(query: &str) -> Vec<Step> {
    let mut steps = Vec::new();
    let mut rest = query.trim_start_matches('$');
    while !rest.is_empty() {
        if let Some(inner) = rest.strip_prefix('[') {
            let end = inner.find(']').unwrap_or(inner.len());
            let selector = inner.get(..end).unwrap_or_default();
            rest = inner.get(end + 1..).unwrap_or_default();
            steps.push(of_selector(selector.trim()));
        } else {
            let inner = rest.trim_start_matches('.');
            let end = inner.find(['.', '[']).unwrap_or(inner.len());
            let name = inner.get(..end).unwrap_or_default();
            rest = inner.get(end..).unwrap_or_default();
            match name {
                "" => {}
                "*" => steps.push(Step::Index(0)),
                name => steps.push(Step::Key(name.to_owned())),
            }
        }
    }
    steps
}

fn of_selector(selector: &str) -> Step {
    let quoted = ['\'', '"']
        .into_iter()
        .find_map(|quote| selector.strip_prefix(quote)?.split(quote).next());
    match quoted {
        Some(name) => Step::Key(name.to_owned()),
        None => Step::Index(0),
    }
}
