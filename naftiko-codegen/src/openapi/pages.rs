//! Pages of lists: how the operations of a document return them, by `x-ms-pageable`, and by names and types.
//!
//! A wrong guess would lose items, so that names alone never decide: the response has one list, and the start of the next page has the type
//! and the name that belong to a parameter.

use super::library::Location;
use super::lower::JsonKind;
use super::operation::{Answer, Operation};
use super::parameters::{Parameter, ParameterPlace};
use crate::model::{PageParameter, Paging, PagingWay, Place, Record, Slot, Type, TypeId, Types};

/// What `x-ms-pageable` says.
#[derive(Clone, Debug)]
pub(super) enum Pageable {
    /// The list is in one page.
    OnePage,
    /// The names of the members with the address of the next page and with the items.
    Link { next: String, items: String },
}

impl Pageable {
    pub(super) fn of(operation: Location<'_>) -> Option<Self> {
        let pageable = operation.get("x-ms-pageable")?;
        let next = pageable.get("nextLinkName");
        if next.is_some_and(|next| next.node.is_null()) {
            return Some(Self::OnePage);
        }
        let text = |key, usual: &str| pageable.text(key).unwrap_or(usual).to_owned();
        Some(Self::Link {
            next: text("nextLinkName", "nextLink"),
            items: text("itemName", "value"),
        })
    }
}

/// Names of the member with the address of the next page, which mean nothing else.
const LINKS: [&str; 5] = [
    "nextLink",
    "nextlink",
    "@nextLink",
    "@odata.nextLink",
    "odata.nextLink",
];

/// Names of parameters for tokens, in small letters without separators.
const TOKENS: [&str; 10] = [
    "nexttoken",
    "pagetoken",
    "nextpagetoken",
    "continuationtoken",
    "cursor",
    "nextcursor",
    "pagecursor",
    "skiptoken",
    "marker",
    "startingtoken",
];

/// Names of parameters for the number of items before a page, with those for the largest number of items in it.
const OFFSETS: [(&str, &[&str]); 2] = [("offset", &["limit"]), ("skip", &["top", "take", "limit"])];

/// Names of parameters for the size of numbered pages.
const SIZES: [&str; 5] = ["perpage", "pagesize", "limit", "size", "pagelimit"];

/// Members that tell about the list, beside it.
const ENVELOPES: [&str; 7] = [
    "meta",
    "metadata",
    "pagination",
    "paging",
    "page",
    "pageinfo",
    "responsemetadata",
];

/// Returns how an operation returns a list in pages.
pub(super) fn find(operation: &Operation, types: &Types) -> Option<Paging> {
    let Answer::Json { slot, .. } = operation.answer else {
        return None;
    };
    match &operation.pageable {
        Some(Pageable::OnePage) => return None,
        Some(Pageable::Link { next, items }) => return marked(types, slot, next, items),
        None => {}
    }
    let method = operation.method.as_str();
    if !matches!(method, "GET" | "POST") {
        return None;
    }
    let items = the_list(types, slot)?;
    let by_token = || token(operation, types, slot, &items);
    if method == "POST" {
        return by_token();
    }
    link(types, slot, &items)
        .or_else(by_token)
        .or_else(|| offset(operation, &items))
        .or_else(|| number(operation, &items))
}

/// Returns the names of the parameters of the query that say where a page starts: that of the way, or those for tokens where the addresses of pages
/// have them. A long-running operation has no pages when it begins.
pub(super) fn starts(operation: &Operation, types: &Types) -> Vec<String> {
    let pages = operation.pages.as_ref();
    let Some(paging) = pages.filter(|_| operation.long_running.is_none()) else {
        return Vec::new();
    };
    let starts: Vec<PageParameter> = match paging.parameter() {
        Some(parameter) => vec![parameter.clone()],
        None => token_parameters(operation, types).collect(),
    };
    let in_query = starts.into_iter().filter(|start| start.place == Place::Query);
    in_query.map(|start| start.name).collect()
}

/// Returns the pages of an operation with `x-ms-pageable`, whose response has the list that it names.
fn marked(types: &Types, answer: Slot, next: &str, items: &str) -> Option<Paging> {
    let list = types.member(answer.id, items)?;
    is_list(types, list.id).then(|| {
        paging(
            &[items.to_owned()],
            PagingWay::Link {
                next: vec![next.to_owned()],
            },
        )
    })
}

/// Returns the path to the one list of a response: the response itself, or its only member that is one.
fn the_list(types: &Types, answer: Slot) -> Option<Vec<String>> {
    if is_list(types, answer.id) {
        return Some(Vec::new());
    }
    let mut lists = record(types, answer.id)?
        .members
        .iter()
        .filter(|member| is_list(types, member.slot.id));
    let list = lists.next()?;
    lists.next().is_none().then(|| vec![list.name.clone()])
}

fn link(types: &Types, answer: Slot, items: &[String]) -> Option<Paging> {
    let record = record(types, answer.id)?;
    let next = record
        .members
        .iter()
        .find(|member| LINKS.contains(&member.name.as_str()) && is_text(member.slot.id))?;
    let next = vec![next.name.clone()];
    Some(paging(items, PagingWay::Link { next }))
}

/// Returns the pages of an operation with a parameter for a token, and a text of that meaning in its response.
fn token(operation: &Operation, types: &Types, answer: Slot, items: &[String]) -> Option<Paging> {
    let record = record(types, answer.id)?;
    let mut parameters = token_parameters(operation, types);
    parameters.find_map(|parameter| {
        let next = next_token(types, record, &plain(&parameter.name))?;
        Some(paging(items, PagingWay::Token { parameter, next }))
    })
}

/// Returns the parameters of the query and members of the body whose names are those of tokens.
fn token_parameters<'o>(operation: &'o Operation, types: &'o Types) -> impl Iterator<Item = PageParameter> {
    let is_token = |name: &str| TOKENS.contains(&plain(name).as_str());
    let parameters = operation.parameters.iter();
    let in_query = parameters
        .filter(move |parameter| is_token(&parameter.name) && is_in_query(parameter, JsonKind::String));
    let in_query = in_query.map(|parameter| in_query_of(&parameter.name));
    let body = operation.body.and_then(|body| record(types, body.slot.id));
    let members = body.into_iter().flat_map(|body| &body.members);
    let in_body = members.filter(move |member| is_token(&member.name) && is_text(member.slot.id));
    in_query.chain(in_body.map(|member| PageParameter {
        place: Place::Template,
        name: member.name.clone(),
    }))
}

/// Returns the path to the token of the next page: a text whose name is that of the parameter, perhaps after `next`, beside the list or in a
/// member that tells about it.
fn next_token(types: &Types, record: &Record, parameter: &str) -> Option<Vec<String>> {
    let find = |record: &Record| {
        let mut members = record.members.iter();
        let found = members.find(|member| {
            let name = plain(&member.name);
            let is_it = name == parameter || name.strip_prefix("next") == Some(parameter);
            is_it && is_text(member.slot.id)
        });
        found.map(|member| member.name.clone())
    };
    if let Some(name) = find(record) {
        return Some(vec![name]);
    }
    record.members.iter().find_map(|member| {
        let is_envelope = ENVELOPES.contains(&plain(&member.name).as_str());
        let inner = self::record(types, member.slot.id).filter(|_| is_envelope)?;
        Some(vec![member.name.clone(), find(inner)?])
    })
}

/// Returns the pages of an operation with integers for the number of items before a page and in it.
fn offset(operation: &Operation, items: &[String]) -> Option<Paging> {
    let (offset, limit) = OFFSETS.iter().find_map(|(offset, limits)| {
        let limit = limits.iter().find_map(|limit| integer(operation, limit))?;
        Some((integer(operation, offset)?, limit))
    })?;
    let parameter = in_query_of(&offset.name);
    Some(Paging {
        limit: Some(in_query_of(&limit.name)),
        ..paging(items, PagingWay::Offset { parameter })
    })
}

/// Returns the pages of an operation with integers for the number of a page and its size. The document says whether the first page is 0 or 1.
fn number(operation: &Operation, items: &[String]) -> Option<Paging> {
    let page = ["page", "pagenumber"]
        .iter()
        .find_map(|name| integer(operation, name))?;
    let size = SIZES.iter().find_map(|name| integer(operation, name))?;
    let first = page.first.filter(|first| *first <= 1)?;
    let parameter = in_query_of(&page.name);
    Some(Paging {
        limit: Some(in_query_of(&size.name)),
        ..paging(items, PagingWay::Number { parameter, first })
    })
}

fn paging(items: &[String], way: PagingWay) -> Paging {
    Paging {
        items: items.to_owned(),
        way,
        total: None,
        limit: None,
    }
}

/// Returns the integer of the query with a name.
fn integer<'o>(operation: &'o Operation, name: &str) -> Option<&'o Parameter> {
    let mut parameters = operation.parameters.iter();
    parameters.find(|parameter| plain(&parameter.name) == name && is_in_query(parameter, JsonKind::Integer))
}

fn is_in_query(parameter: &Parameter, kind: JsonKind) -> bool {
    parameter.place == ParameterPlace::Query && parameter.kind == kind
}

fn in_query_of(name: &str) -> PageParameter {
    PageParameter {
        place: Place::Query,
        name: name.to_owned(),
    }
}

/// Returns a name in small letters, without separators.
fn plain(name: &str) -> String {
    let letters = name.chars().filter(char::is_ascii_alphanumeric);
    letters.map(|letter| letter.to_ascii_lowercase()).collect()
}

fn record(types: &Types, id: TypeId) -> Option<&Record> {
    match types.get(id) {
        Type::Record(record) => Some(record),
        _ => None,
    }
}

fn is_list(types: &Types, id: TypeId) -> bool {
    matches!(types.get(id), Type::List(_) | Type::Array)
}

fn is_text(id: TypeId) -> bool {
    id == TypeId::STRING
}
