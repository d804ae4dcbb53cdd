//! Links of an API's response (`Location`, `Link`), as callers of the adapter can follow them.

use http::header::{HeaderMap, HeaderName, LINK, LOCATION};
use http::{HeaderValue, Method};

use super::table::{RouteMatch, Table};
use crate::client::Place;
use crate::link_header::link_values;

/// A route that serves what an API has at a path. Both are named with the placeholders of the route.
#[derive(Clone, Copy, Debug)]
pub struct Link {
    api: &'static str,
    path: &'static str,
    route: &'static str,
    query: &'static [(&'static str, &'static str)],
    omitted: &'static [&'static str],
    keeps_query: bool,
}

impl Link {
    /// Creates a link from the name of an API, a path below its base URI, and the pattern of the route:
    /// `Link::new("ships", "/ships/{id}", "/v1/ships/{id}")`.
    pub const fn new(api: &'static str, path: &'static str, route: &'static str) -> Self {
        Self {
            api,
            path,
            route,
            query: &[],
            omitted: &[],
            keeps_query: false,
        }
    }

    /// Sets the query parameters of the API with the names that they have in the route. A link with another one has no route.
    #[must_use]
    pub const fn query(mut self, names: &'static [(&'static str, &'static str)]) -> Self {
        self.query = names;
        self
    }

    /// Passes every query parameter on, for a route that forwards.
    #[must_use]
    pub const fn any_query(mut self) -> Self {
        self.keeps_query = true;
        self
    }

    /// Sets the query parameters that the client adds to each request, such as keys. Links do not have them.
    #[must_use]
    pub const fn omitted(mut self, names: &'static [&'static str]) -> Self {
        self.omitted = names;
        self
    }

    /// Returns the query of the route; `None` if the route lacks a parameter.
    fn renamed(&self, query: &str) -> Option<String> {
        let mut renamed = form_urlencoded::Serializer::new(String::new());
        for (name, value) in form_urlencoded::parse(query.as_bytes()) {
            let known = self.query.iter().find(|(theirs, _)| *theirs == name);
            match known {
                Some((_, ours)) => renamed.append_pair(ours, &value),
                None if self.omitted.contains(&&*name) => continue,
                None if self.keeps_query => renamed.append_pair(&name, &value),
                None => return None,
            };
        }
        Some(renamed.finish())
    }
}

/// The links of an adapter, by API.
#[derive(Default)]
pub(super) struct Links(Vec<(&'static str, Table<Link>)>);

impl Links {
    pub(super) fn add(&mut self, link: Link) {
        let known = self.0.iter().position(|(api, _)| *api == link.api);
        let index = known.unwrap_or_else(|| {
            self.0.push((link.api, Table::default()));
            self.0.len() - 1
        });
        if let Some((_, table)) = self.0.get_mut(index) {
            table.insert(Method::GET, link.path, link);
        }
    }

    /// Adds the links of an API's response to that of the adapter, whose routes are below `prefix`. A link that no route serves is dropped.
    pub(super) fn add_to(&self, headers: &mut HeaderMap, upstream: &HeaderMap, place: &Place, prefix: &str) {
        let follow = |reference: &str| self.follow(place, reference, prefix);
        if let Some(location) = upstream.get(LOCATION) {
            let location = location.to_str().ok().and_then(follow);
            insert(headers, LOCATION, location);
        }
        let sent = upstream
            .get_all(LINK)
            .iter()
            .filter_map(|line| line.to_str().ok());
        let links: Vec<String> = sent
            .flat_map(link_values)
            .filter_map(|(reference, parameters)| Some(format!("<{}>{parameters}", follow(reference)?)))
            .collect();
        if upstream.contains_key(LINK) {
            insert(headers, LINK, (!links.is_empty()).then(|| links.join(", ")));
        }
    }

    /// Returns the address of the route that serves a link.
    fn follow(&self, place: &Place, reference: &str, prefix: &str) -> Option<String> {
        let below = place.below(reference)?;
        let query = below.query.unwrap_or_default();
        let (_, table) = self.0.iter().find(|(api, _)| *api == place.api())?;
        let RouteMatch::Route(entry, values) = table.find(&Method::GET, &below.path, &query) else {
            return None;
        };
        let link = &entry.value;
        let mut target = format!("{prefix}{}", link.route);
        for (name, value) in entry.names.iter().zip(values) {
            target = target.replace(&format!("{{{name}}}"), value);
        }
        let query = link.renamed(&query)?;
        Some(if query.is_empty() {
            target
        } else {
            format!("{target}?{query}")
        })
    }
}

fn insert(headers: &mut HeaderMap, name: HeaderName, value: Option<String>) {
    if let Some(value) = value.and_then(|value| HeaderValue::try_from(value).ok()) {
        headers.insert(name, value);
    } else {
        tracing::debug!(target: "naftiko::rest", header = name.as_str(), "link without a route");
    }
}
