//! Pages of the lists that consumed operations return: as the spec declares them, or as the document describes them.

use std::collections::HashMap;

use super::calls::{ApiCalls, Call};
use super::described::DocumentUse;
use crate::diagnostic::{Diagnostic, Diagnostics, codes};
use crate::index::{Index, Position};
use crate::json_path::{self, JsonPath, Step};
use crate::model::{Body, PageParameter, Paging, PagingWay, Payload, Place};
use crate::source::Span;
use crate::spec::{DeclaredPages, Pages, Text};

/// Resolves the pages of every operation that has any.
pub(super) fn pages(
    index: &Index<'_>,
    calls: &[ApiCalls],
    documents: &[DocumentUse],
    diagnostics: &mut Diagnostics,
) -> HashMap<Position, Paging> {
    let found = documents.iter().flat_map(DocumentUse::pages);
    let mut all: HashMap<Position, Paging> = found.collect();
    for (place, (api, calls)) in index.apis.iter().zip(calls).enumerate() {
        for (number, (indexed, call)) in api.operations.iter().zip(&calls.calls).enumerate() {
            let position = (place, number);
            if !matches!(call.response.payload, Payload::Json(_)) {
                all.remove(&position);
            }
            match &indexed.operation.pages {
                None => {}
                Some(Pages::None) => drop(all.remove(&position)),
                Some(Pages::Declared(declared)) => {
                    let declared = resolved(declared, call, diagnostics);
                    all.remove(&position);
                    all.extend(declared.map(|paging| (position, paging)));
                }
            }
        }
    }
    all
}

/// Resolves a declaration; `None` after its mistakes have been reported.
fn resolved(declared: &DeclaredPages, call: &Call, diagnostics: &mut Diagnostics) -> Option<Paging> {
    if !matches!(call.response.payload, Payload::Json(_)) {
        let message = "the operation has pages, and its response is not JSON";
        let diagnostic = Diagnostic::new(codes::PAGES, declared.span, message);
        diagnostics.push(diagnostic.help("remove `x-naftiko-pages`, or `outputRawFormat`"));
        return None;
    }
    let mut reader = Reader { call, diagnostics };
    let items = match &declared.items {
        Some(items) => reader.path(items),
        None => reader.missing(declared.span, "items", "$.data"),
    };
    let way = reader.way(declared);
    let total = declared.total.as_ref().map(|total| reader.path(total));
    let total = match total {
        Some(path) => Some(path?),
        None => None,
    };
    Some(Paging {
        items: items?,
        way: way?,
        total,
        limit: declared.limit.as_ref().map(|limit| reader.parameter(limit)),
    })
}

/// Reads the values of one declaration.
struct Reader<'r> {
    call: &'r Call,
    diagnostics: &'r mut Diagnostics,
}

impl Reader<'_> {
    /// Returns the one way to the next page.
    fn way(&mut self, declared: &DeclaredPages) -> Option<PagingWay> {
        let ways = [&declared.token, &declared.offset, &declared.page, &declared.link];
        let given: Vec<&Text> = ways.into_iter().flatten().collect();
        let [_] = given.as_slice() else {
            let message =
                "the pages of an operation need exactly one of `token`, `offset`, `page` and `link`";
            let span = given.get(1).map_or(declared.span, |second| second.span);
            let help = if given.is_empty() {
                "add how the next page is asked for, such as `token: nextToken`"
            } else {
                "remove the others"
            };
            self.report(span, message, help);
            return None;
        };
        self.unused(declared);
        if let Some(token) = &declared.token {
            let next = match &declared.next {
                Some(next) => self.named(next),
                None => self.missing(token.span, "next", "$.nextToken"),
            };
            return Some(PagingWay::Token {
                parameter: self.parameter(token),
                next: next?,
            });
        }
        if let Some(offset) = &declared.offset {
            let parameter = self.parameter(offset);
            return Some(PagingWay::Offset { parameter });
        }
        if let Some(page) = &declared.page {
            return Some(PagingWay::Number {
                parameter: self.parameter(page),
                first: declared.first.as_ref().map_or(1, |first| first.value),
            });
        }
        let link = declared.link.as_ref()?;
        if link.value == "header" {
            return Some(PagingWay::LinkHeader);
        }
        let next = self.named(link)?;
        Some(PagingWay::Link { next })
    }

    /// Reports keys that belong to another way.
    fn unused(&mut self, declared: &DeclaredPages) {
        let first = declared.first.as_ref().map(|first| first.span);
        let next = declared.next.as_ref().map(|next| next.span);
        for (key, span, owner, has_owner) in [
            ("next", next, "token", declared.token.is_some()),
            ("first", first, "page", declared.page.is_some()),
        ] {
            if let Some(span) = span.filter(|_| !has_owner) {
                let message = format!("`{key}` has no effect without `{owner}`");
                self.report(span, &message, &format!("remove `{key}`"));
            }
        }
    }

    /// Returns the names of a path to a member.
    fn named(&mut self, text: &Text) -> Option<Vec<String>> {
        let path = self.path(text)?;
        if path.is_empty() {
            self.report(
                text.span,
                "the path leads to the whole body",
                "write a path such as `$.nextToken`",
            );
            return None;
        }
        Some(path)
    }

    /// Returns the names of a path. A page is read once, from its start to its end, so that a path has names only.
    fn path(&mut self, text: &Text) -> Option<Vec<String>> {
        let steps = match json_path::parse(&text.value) {
            Ok(JsonPath::Steps(steps)) => steps,
            Ok(JsonPath::Query(_)) => return self.unnamed(text),
            Err(invalid) => {
                self.diagnostics.push(invalid.diagnostic(text));
                return None;
            }
        };
        let names = steps.into_iter().map(|step| match step {
            Step::Key(name) => Some(name),
            Step::Index(_) | Step::FromEnd(_) | Step::Each => None,
        });
        names.collect::<Option<_>>().or_else(|| self.unnamed(text))
    }

    fn unnamed<T>(&mut self, text: &Text) -> Option<T> {
        let message = format!("the path `{text}` has more than names");
        self.report(
            text.span,
            &message,
            "write the names of members only: `$.page.items`",
        );
        None
    }

    /// Returns a parameter in the place where the operation sends it: the query, unless the spec says so.
    fn parameter(&self, name: &Text) -> PageParameter {
        let request = &self.call.request;
        let place = request
            .inputs
            .iter()
            .find(|input| input.name == name.value)
            .map(|input| input.place);
        let place = match place {
            Some(place @ (Place::Query | Place::Header)) => place,
            Some(_) if matches!(request.body, Body::Json(_)) => Place::Template,
            _ => Place::Query,
        };
        PageParameter {
            place,
            name: name.value.clone(),
        }
    }

    fn missing<T>(&mut self, span: Span, key: &str, example: &str) -> Option<T> {
        let message = format!("missing key `{key}` in the pages of an operation");
        self.report(span, &message, &format!("add `{key}: {example}`"));
        None
    }

    fn report(&mut self, span: Span, message: &str, help: &str) {
        self.diagnostics
            .push(Diagnostic::new(codes::PAGES, span, message).help(help));
    }
}
