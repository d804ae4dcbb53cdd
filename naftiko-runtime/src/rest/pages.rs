//! Routes whose operations return lists in pages: a request is for one page, and its response leads to the next one.

use std::collections::HashMap;

use axum::extract::Request as AxumRequest;
use form_urlencoded::{Serializer, parse};
use http::header::LINK;
use http::{HeaderMap, HeaderValue, Uri};

use crate::context::AskedPage;
use crate::link_header::{is_next, link_values};

/// The query parameter for the cursor of a page, in addition to those of the spec.
const CURSOR: &str = "cursor";

/// The routes with pages, by their path and method, each with the operation that it calls.
#[derive(Default)]
pub(super) struct PagedRoutes(HashMap<String, &'static str>);

/// The page that a request asks for, and the address of the request in the router.
pub(super) struct AskedRoute {
    pub(super) page: AskedPage,
    uri: Uri,
}

impl PagedRoutes {
    pub(super) fn add(&mut self, route: String, operation: &'static str) {
        self.0.insert(route, operation);
    }

    /// Returns the page that a request asks for. Its cursors are of no use for another path or query.
    pub(super) fn asked(&self, route: &str, request: &AxumRequest) -> Option<AskedRoute> {
        let operation = self.0.get(route)?;
        let query = request.uri().query().unwrap_or_default().as_bytes();
        let (mut cursor, mut others) = (None, Vec::new());
        for (name, value) in parse(query) {
            if name == CURSOR {
                cursor = cursor.or(Some(value.into_owned()).filter(|cursor| !cursor.is_empty()));
            } else {
                others.push((name, value));
            }
        }
        others.sort();
        let others = Serializer::new(String::new()).extend_pairs(others).finish();
        let target = format!("{}?{others}", request.uri().path());
        Some(AskedRoute {
            page: AskedPage::new(operation, target, cursor),
            uri: request.uri().clone(),
        })
    }
}

impl AskedRoute {
    /// Adds the link to the next page, in place of that of the API. `prefix` is the path that the router is below; `None` if it is unknown.
    pub(super) fn add_link(&self, headers: &mut HeaderMap, prefix: Option<&str>) {
        let Some(cursor) = self.page.next() else {
            return;
        };
        let sent = headers.get_all(LINK).iter();
        let sent = sent.filter_map(|line| line.to_str().ok()).flat_map(link_values);
        let others = sent.filter(|(_, parameters)| !is_next(parameters));
        let mut links: Vec<String> = others
            .map(|(reference, parameters)| format!("<{reference}>{parameters}"))
            .collect();
        links.push(format!("<{}>; rel=\"next\"", self.target(&cursor, prefix)));
        if let Ok(links) = HeaderValue::try_from(links.join(", ")) {
            headers.insert(LINK, links);
        }
    }

    /// Returns the path and the query of the request with another cursor; the query alone, which is relative to the request, below an unknown path.
    fn target(&self, cursor: &str, prefix: Option<&str>) -> String {
        let query = self.uri.query().unwrap_or_default().as_bytes();
        let others = parse(query).filter(|(name, _)| name != CURSOR);
        let query = Serializer::new(String::new())
            .extend_pairs(others)
            .append_pair(CURSOR, cursor)
            .finish();
        match prefix {
            Some(prefix) => format!("{prefix}{}?{query}", self.uri.path()),
            None => format!("?{query}"),
        }
    }
}
