//! Calls for pages: at a position, and the start of the next page in the response.

use std::sync::Arc;

use super::execute::execute;
use super::request::build_request;
use super::{Call, OwnedCall, RequestBody};
use crate::client::paging::{MemberPath, Paging, Way};
use crate::client::request::{RequestPayload, reference};
use crate::client::{Error, ErrorKind, PageError, Response};
use crate::link_header;
use crate::parameter::ParameterIn;
use crate::position::{Next, Start};
use crate::value::{Argument, DecodeError, FromJson, Json, Kind, ObjectBuilder, ReadError, Reader};

/// The arguments of a call, for each page of it.
pub(crate) struct PagedCall {
    owned: OwnedCall,
    pub(crate) paging: Paging,
}

impl PagedCall {
    pub(crate) fn new(call: Call<'_>, paging: Paging) -> Self {
        Self {
            owned: OwnedCall::new(call),
            paging,
        }
    }

    /// Returns the call for the page that starts there; for the first one without a position.
    fn at(&self, position: Option<&Next>) -> Result<Call<'_>, PageError> {
        let mut call = self.owned.call();
        if let Some(position) = position {
            call.move_to(&self.paging, position)?;
        }
        Ok(call)
    }

    /// Sends the call for the page that starts there.
    pub(crate) async fn send(self: Arc<Self>, position: Option<Next>) -> Result<Response<()>, Error> {
        let call = self.at(position.as_ref()).map_err(|error| self.error(error))?;
        Ok(self.owned.response(execute(&call).await?))
    }

    /// Returns the start of the page after the one that starts at `position`.
    pub(crate) fn after(
        &self,
        position: Option<&Next>,
        response: &Response<()>,
        found: &Found,
    ) -> Result<Option<Next>, Error> {
        let next = self
            .at(position)
            .and_then(|call| call.next(&self.paging, position, response.headers(), found));
        next.map_err(|error| self.error(error))
    }

    /// Returns the largest number of items in a page, if the call sends one.
    pub(crate) fn limit(&self) -> Option<u64> {
        number(
            &self.owned.arguments,
            self.owned.body.as_ref(),
            self.paging.limit?,
        )
    }

    /// Returns the error of a page that cannot be read.
    pub(crate) fn error(&self, error: PageError) -> Error {
        self.owned.error(ErrorKind::Page(error))
    }

    /// Returns the error of a page that does not match the description.
    pub(crate) fn undecodable(&self, error: DecodeError) -> Error {
        self.owned.error(Error::from(error).into_kind())
    }
}

impl Call<'_> {
    /// Moves the call to the page that starts there.
    pub(crate) fn move_to(&mut self, paging: &Paging, position: &Next) -> Result<(), PageError> {
        let (parameter, value) = match (&position.0, paging.way) {
            (Start::Token(token), Way::Token(parameter, _)) => (parameter, Argument::from(token.to_string())),
            (Start::Number(number), Way::Offset(parameter) | Way::Number(parameter, _)) => {
                let number = i64::try_from(*number).map_err(|_| PageError::Position)?;
                (parameter, Argument::Integer(number))
            }
            (Start::Link(address), Way::Link(_) | Way::LinkHeader) => {
                let base = &self.client.base;
                // An absolute address needs no other one.
                let target = reference::resolve(base, &http::Uri::default(), address)?;
                self.link = Some(target);
                self.body = None;
                return Ok(());
            }
            _ => return Err(PageError::Position),
        };
        match parameter {
            ParameterIn::Field(name) => self.set_field(name, value)?,
            place => {
                self.arguments.retain(|(known, _)| *known != place);
                self.arguments.push((place, value));
            }
        }
        Ok(())
    }

    /// Sets a member of the JSON body.
    fn set_field(&mut self, name: &'static str, value: Argument<'static>) -> Result<(), PageError> {
        let body = match self.body.as_ref() {
            Some(body) => body.json().ok_or(PageError::Position)?,
            None => Json::from(ObjectBuilder::new()),
        };
        let others = body.members().filter(|(known, _)| known != name);
        let object = others.fold(ObjectBuilder::new(), |object, (name, value)| {
            object.with(&name, value)
        });
        let json = Json::from(object.with(name, value));
        self.body = Some(RequestBody::new("application/json", json.into_bytes()));
        Ok(())
    }

    /// Returns the start of the page after the one that this call is for.
    pub(crate) fn next(
        &self,
        paging: &Paging,
        position: Option<&Next>,
        headers: &http::HeaderMap,
        found: &Found,
    ) -> Result<Option<Next>, PageError> {
        let next = match paging.way {
            Way::Token(..) => found.next.as_deref().map(Next::token),
            Way::Link(_) => self.link(found.next.as_deref())?,
            Way::LinkHeader => self.link(link_header::next(headers))?,
            Way::Offset(parameter) => {
                let next = self.number(parameter).unwrap_or(0).saturating_add(found.count);
                (found.count > 0 && found.total.is_none_or(|total| next < total)).then(|| Next::number(next))
            }
            Way::Number(parameter, first) => {
                let page = self.number(parameter).unwrap_or(first);
                let next = page.saturating_add(1);
                let limit = paging.limit.and_then(|limit| self.number(limit));
                let known = limit.map(|limit| next.saturating_sub(first).saturating_mul(limit));
                let ends = known
                    .zip(found.total)
                    .is_some_and(|(known, total)| known >= total);
                (found.count > 0 && !ends).then(|| Next::number(next))
            }
        };
        if next.is_some() && next.as_ref() == position {
            return Err(PageError::Repeated);
        }
        Ok(next)
    }

    /// Returns the position at a link of the response of this call; none for an empty one.
    fn link(&self, reference: Option<&str>) -> Result<Option<Next>, PageError> {
        let Some(reference) = reference.filter(|reference| !reference.trim().is_empty()) else {
            return Ok(None);
        };
        // The request has been sent, so that its address can be built.
        let address = build_request(self).map_err(|_| PageError::InvalidLink)?.uri;
        let target = reference::resolve(&self.client.base, &address, reference)?;
        Ok(Some(Next::link(&target.to_string())))
    }

    /// Returns the number that a parameter of the call has.
    fn number(&self, parameter: ParameterIn<'static>) -> Option<u64> {
        number(&self.arguments, self.body.as_ref(), parameter)
    }
}

/// Returns the number that a parameter has.
fn number(
    arguments: &[(ParameterIn<'_>, Argument<'_>)],
    body: Option<&RequestBody>,
    parameter: ParameterIn<'static>,
) -> Option<u64> {
    if let ParameterIn::Field(name) = parameter {
        let body = body?.json()?;
        let (_, value) = body.members().find(|(known, _)| known == name)?;
        return value.as_str().parse().ok();
    }
    let (_, value) = arguments.iter().rev().find(|(place, _)| *place == parameter)?;
    value.to_text()?.parse().ok()
}

impl RequestBody {
    /// Returns the JSON object that the body is.
    fn json(&self) -> Option<Json> {
        let RequestPayload::Whole(bytes) = &self.payload else {
            return None;
        };
        let json = Json::parse(bytes.clone()).ok()?;
        (json.kind() == Kind::Object).then_some(json)
    }
}

/// What a page says of the list.
#[derive(Debug, Default, PartialEq)]
pub(crate) struct Found {
    /// The token or the address of the next page.
    pub(crate) next: Option<String>,
    /// The number of all items.
    pub(crate) total: Option<u64>,
    /// The number of items in this page.
    pub(crate) count: u64,
}

/// Reads a page once, from its start to its end: the items, and what it says of the list. An absent list has no items.
pub(crate) fn read<I: FromJson>(
    response: &Response<()>,
    paging: &Paging,
) -> Result<(Vec<I>, Found), DecodeError> {
    let mut page = PageReader {
        items: Vec::new(),
        found: Found::default(),
    };
    if !response.is_empty() {
        response.read(|json| {
            page.value(
                json,
                [Some(paging.items), wanted(paging.next()), wanted(paging.total)],
            )
        })?;
    }
    let count = u64::try_from(page.items.len()).unwrap_or(u64::MAX);
    Ok((page.items, Found { count, ..page.found }))
}

/// Returns the path to a value; `None` when the page does not have it.
fn wanted(path: MemberPath) -> Option<MemberPath> {
    (!path.is_empty()).then_some(path)
}

struct PageReader<I> {
    items: Vec<I>,
    found: Found,
}

impl<I: FromJson> PageReader<I> {
    /// Reads the next value, which is at the start of these paths: to the items, to the start of the next page, and to the total.
    fn value(&mut self, json: &mut Reader<'_>, paths: [Option<MemberPath>; 3]) -> Result<(), ReadError> {
        match paths {
            [Some([]), ..] => {
                self.items = json.read::<Option<Vec<I>>>()?.unwrap_or_default();
                Ok(())
            }
            [_, Some([]), _] => {
                let next = text(json)?;
                self.found.next = next.filter(|next| !next.is_empty());
                Ok(())
            }
            [_, _, Some([])] => {
                self.found.total = text(json)?.and_then(|total| total.parse().ok());
                Ok(())
            }
            [None, None, None] => json.skip(),
            _ if json.peek()? == Kind::Object => self.members(json, paths),
            _ => json.skip(),
        }
    }

    fn members(&mut self, json: &mut Reader<'_>, paths: [Option<MemberPath>; 3]) -> Result<(), ReadError> {
        json.object()?;
        while let Some(name) = json.key()? {
            let below = |path: Option<MemberPath>| match path {
                Some([first, rest @ ..]) if *first == name => Some(rest),
                _ => None,
            };
            self.value(json, paths.map(below))?;
        }
        Ok(())
    }
}

/// Reads a text or a number as a text; any other value is none.
fn text(json: &mut Reader<'_>) -> Result<Option<String>, ReadError> {
    match json.peek()? {
        Kind::String | Kind::Number => json.text_value().map(|text| Some(text.into_owned())),
        _ => json.skip().map(|()| None),
    }
}
