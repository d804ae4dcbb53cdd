//! Route lookup: a tree with one level for each segment of a path.

use std::collections::HashMap;
use std::sync::Arc;

use http::Method;

use super::pattern::{Pair, Pattern, Segment, SegmentPattern};
use crate::percent;

/// Routes by path, method and query parameters. Paths that differ only in placeholder names are equal.
#[derive(Clone, Debug)]
pub(super) struct Table<T> {
    root: RouteNode<T>,
}

#[derive(Clone, Debug)]
struct RouteNode<T> {
    literals: HashMap<Box<str>, Self>,
    /// The most literal first.
    patterns: Vec<(SegmentPattern, Self)>,
    /// The node of all remaining segments.
    catch_all: Option<Box<Self>>,
    /// Entries with the most query parameters first.
    entries: Vec<(Method, Entry<T>)>,
}

/// The value of a route, with the names of its placeholders.
#[derive(Clone, Debug)]
pub(super) struct Entry<T> {
    pub(super) names: Arc<[Box<str>]>,
    query: Vec<Pair>,
    pub(super) value: T,
}

impl<T> Entry<T> {
    /// Returns whether a query matches this route.
    fn is_for(&self, query: &str) -> bool {
        let has = |(name, value): &Pair| {
            percent::pairs(query)
                .any(|pair| pair.0.as_deref() == Some(name) && pair.1.as_deref() == Some(value))
        };
        self.query.iter().all(has)
    }
}

/// The result of a lookup.
#[derive(Debug)]
pub(super) enum RouteMatch<'t, 'p, T> {
    /// A route, with the encoded values of its placeholders.
    Route(&'t Entry<T>, Vec<&'p str>),
    /// Routes with that path, for these methods only.
    OtherMethods(Vec<Method>),
    Nothing,
}

impl<T> Default for Table<T> {
    fn default() -> Self {
        Self {
            root: RouteNode::default(),
        }
    }
}

impl<T> Default for RouteNode<T> {
    fn default() -> Self {
        Self {
            literals: HashMap::new(),
            patterns: Vec::new(),
            catch_all: None,
            entries: Vec::new(),
        }
    }
}

impl<T> Table<T> {
    /// Adds a route. It replaces one with the same method, path and query.
    pub(super) fn insert(&mut self, method: Method, pattern: &str, value: T) {
        let Pattern {
            segments,
            names,
            mut query,
        } = Pattern::parse(pattern);
        query.sort();
        let node = segments.into_iter().fold(&mut self.root, RouteNode::child);
        node.entries
            .retain(|(present, entry)| *present != method || entry.query != query);
        let entry = Entry { names, query, value };
        node.entries.push((method, entry));
        node.entries
            .sort_by_key(|(_, entry)| std::cmp::Reverse(entry.query.len()));
    }

    /// Finds the most literal route for an encoded path that serves the method. `HEAD` uses the route of `GET`,
    /// unless it has its own.
    pub(super) fn find<'t, 'p>(
        &'t self,
        method: &Method,
        path: &'p str,
        query: &str,
    ) -> RouteMatch<'t, 'p, T> {
        let mut search = Search {
            method,
            query,
            values: Vec::new(),
            allowed: Vec::new(),
        };
        let path = path.strip_prefix('/').unwrap_or(path);
        match search.descend(&self.root, Some(path)) {
            Some(entry) => RouteMatch::Route(entry, search.values),
            // The method is served for another query.
            None if search.allowed.is_empty() || search.allowed.contains(method) => RouteMatch::Nothing,
            None => RouteMatch::OtherMethods(search.allowed),
        }
    }
}

impl<T> RouteNode<T> {
    fn child(&mut self, segment: Segment) -> &mut Self {
        let shape = match segment {
            Segment::Literal(text) => return self.literals.entry(text).or_default(),
            Segment::SegmentPattern(shape) => shape,
            Segment::CatchAll => return self.catch_all.get_or_insert_default(),
        };
        let position = self
            .patterns
            .iter()
            .position(|(present, _)| *present == shape)
            .unwrap_or_else(|| {
                let position = self
                    .patterns
                    .partition_point(|(present, _)| present.rank() >= shape.rank());
                self.patterns.insert(position, (shape, Self::default()));
                position
            });
        &mut self.patterns[position].1
    }

    fn entry(&self, method: &Method, query: &str) -> Option<&Entry<T>> {
        let entry = |method| {
            self.entries
                .iter()
                .find(|(served, entry)| served == method && entry.is_for(query))
                .map(|(_, entry)| entry)
        };
        entry(method).or_else(|| {
            if method == Method::HEAD {
                entry(&Method::GET)
            } else {
                None
            }
        })
    }
}

struct Search<'m, 'p> {
    method: &'m Method,
    query: &'m str,
    values: Vec<&'p str>,
    allowed: Vec<Method>,
}

impl<'p> Search<'_, 'p> {
    /// Searches below `node` for the rest of the path. Each node is visited at most once, since the depth of a route
    /// is fixed.
    fn descend<'t, T>(&mut self, node: &'t RouteNode<T>, path: Option<&'p str>) -> Option<&'t Entry<T>> {
        let found = match path {
            Some(path) => self.step(node, path),
            None => self.arrive(node),
        };
        found.or_else(|| {
            let entry = self.arrive(node.catch_all.as_deref()?)?;
            self.values.push(path.unwrap_or_default());
            Some(entry)
        })
    }

    fn step<'t, T>(&mut self, node: &'t RouteNode<T>, path: &'p str) -> Option<&'t Entry<T>> {
        let (segment, rest) = match path.split_once('/') {
            Some((segment, rest)) => (segment, Some(rest)),
            None => (path, None),
        };
        if let Some(child) = percent::decode(segment).and_then(|segment| node.literals.get(&*segment))
            && let Some(entry) = self.descend(child, rest)
        {
            return Some(entry);
        }
        let captured = self.values.len();
        for (shape, child) in &node.patterns {
            if shape.capture(segment, &mut self.values)
                && let Some(entry) = self.descend(child, rest)
            {
                return Some(entry);
            }
            self.values.truncate(captured);
        }
        None
    }

    fn arrive<'t, T>(&mut self, node: &'t RouteNode<T>) -> Option<&'t Entry<T>> {
        let entry = node.entry(self.method, self.query);
        if entry.is_none() {
            for (method, _) in &node.entries {
                if !self.allowed.contains(method) {
                    self.allowed.push(method.clone());
                }
            }
        }
        entry
    }
}

#[cfg(test)]
mod tests;
