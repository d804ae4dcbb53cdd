//! Requests, built from calls.

use std::borrow::Cow;

use http::header::{ACCEPT, ACCEPT_ENCODING, AUTHORIZATION, CONTENT_TYPE, RANGE};
use http::{HeaderMap, HeaderValue, Uri};

use super::Call;
use super::idempotency::IDEMPOTENCY_KEY;
use crate::client::ErrorKind;
use crate::client::request::encode::Query;
use crate::client::request::{RequestParts, add_cookies, encode, headers, style};
use crate::coding;
#[cfg(any(feature = "rest", feature = "mcp"))]
use crate::context::Context;
use crate::parameter::{InputProblem, InvalidInput, ParameterIn, ProblemKind};
use crate::template::{self, Piece, RenderError, Template};

/// Builds the request of a call, or returns everything that prevents it. It is boxed, as it is moved several times.
pub(crate) fn build_request(call: &Call<'_>) -> Result<Box<RequestParts>, ErrorKind> {
    let mut problems = call.problems.clone();
    let uri = build_uri(call, &mut problems)?;
    let mut headers = build_headers(call, &mut problems)?;
    InvalidInput::check(problems).map_err(ErrorKind::InvalidInput)?;
    if let Some(body) = &call.body {
        headers
            .entry(CONTENT_TYPE)
            .or_insert_with(|| body.content_type.clone());
    }
    if let Some(key) = &call.idempotency_key {
        headers.entry(IDEMPOTENCY_KEY).or_insert_with(|| key.clone());
    }
    if headers.contains_key(AUTHORIZATION) && !call.client.may_send_credentials() {
        return Err(ErrorKind::Build(format!(
            "credentials would be sent unencrypted to `{}`; use https, or call `Config::allow_plain_http`",
            call.client.base.host()
        )));
    }
    let uri = uri.ok_or_else(|| ErrorKind::Build("the path leaves the base URI".to_owned()))?;
    Ok(Box::new(RequestParts {
        method: call.method().clone(),
        uri,
        headers,
        body: call
            .body
            .as_ref()
            .map(|body| body.payload.clone())
            .unwrap_or_default(),
    }))
}

/// Returns the address; `None` when the problems have the reason, or a template of the spec is invalid.
fn build_uri(call: &Call<'_>, problems: &mut Vec<InputProblem>) -> Result<Option<Uri>, ErrorKind> {
    if let Some(link) = &call.link {
        return Ok(Some(link.clone()));
    }
    let path = build_path(call, problems)?;
    let query = build_query(call)?;
    problems.extend(path.as_deref().and_then(|path| too_long(call, path, &query)));
    Ok(path.and_then(|path| call.client.base.join(&path, query.as_str())))
}

/// Returns the problem of a path and query that are too long for a URI: that of the longest argument in them. Without arguments, they are the spec's.
fn too_long(call: &Call<'_>, path: &str, query: &Query) -> Option<InputProblem> {
    if call.client.base.has_room(path, query.as_str()) {
        return None;
    }
    let forwarded = call.forwarded.as_ref().map(|_| ParameterIn::Path("path"));
    let arguments = call.arguments.iter();
    let arguments =
        arguments.filter(|(place, _)| matches!(place, ParameterIn::Path(_) | ParameterIn::Query(_)));
    let longest = arguments.max_by_key(|(_, value)| {
        let texts = value.to_texts();
        texts.iter().map(|text| text.len()).sum::<usize>()
    });
    let place = longest.map(|(place, _)| *place).or(forwarded)?;
    let why = "is too long for the address of a request";
    Some(InputProblem::new(place, ProblemKind::Invalid, why))
}

/// Returns the encoded path; `None` when the problems have the reason.
fn build_path(call: &Call<'_>, problems: &mut Vec<InputProblem>) -> Result<Option<String>, ErrorKind> {
    if let Some(parts) = &call.forwarded {
        return Ok(parts.path().map_err(|problem| problems.push(problem)).ok());
    }
    let mut invalid = None;
    let path = encode::build(call.operation.path, |piece, path| match piece {
        Piece::Text(text) => {
            path.push_str(text);
            Some(())
        }
        Piece::Argument(name) => push_argument(call, name, path)
            .map_err(|problem| problems.push(problem))
            .ok(),
        Piece::Variable(name) => push_variable(call, name, path)
            .map_err(|reason| invalid = Some(ErrorKind::Build(reason)))
            .ok(),
    });
    invalid.map_or(Ok(path), Err)
}

/// Appends an encoded variable.
fn push_variable(call: &Call<'_>, name: &'static str, path: &mut String) -> Result<(), String> {
    let text = call.client.variable(name);
    let text = text.ok_or_else(|| RenderError::Unset(name).to_string())?;
    encode::check(text)
        .map_err(|_| format!("variable `{name}` contains characters that are invalid in a path"))?;
    encode::encode(path, text);
    Ok(())
}

/// Appends an encoded argument in the style of the operation. The check is of the whole text, since a style may complete a dot segment.
fn push_argument(call: &Call<'_>, name: &'static str, path: &mut String) -> Result<(), InputProblem> {
    let place = ParameterIn::Path(name);
    let given = call.arguments.iter().find(|(known, _)| *known == place);
    let parts = given.map(|(_, value)| style::in_path(call.operation.style(name), name, value));
    let parts = parts.filter(|parts| !parts.is_empty());
    let parts = parts.ok_or_else(|| InputProblem::missing(place))?;
    let text = match parts.as_slice() {
        [(separator, value)] if separator.is_empty() => Cow::Borrowed(&**value),
        parts => parts
            .iter()
            .flat_map(|(separator, value)| [separator, &**value])
            .collect(),
    };
    encode::check(&text).map_err(|why| InputProblem::new(place, ProblemKind::Invalid, why))?;
    for (separator, value) in &parts {
        path.push_str(separator);
        encode::encode(path, value);
    }
    Ok(())
}

/// Builds the query from the parameters of the API, the operation and the call. Of one name, the last of the three
/// applies.
fn build_query(call: &Call<'_>) -> Result<Query, ErrorKind> {
    let of_call = |name: &str| call.has_query(name);
    let of_operation = |name: &str| call.operation.query.iter().any(|(known, _)| *known == name);
    let mut query = Query::default();
    for (name, value) in call
        .client
        .query
        .iter()
        .filter(|(name, _)| !of_operation(name) && !of_call(name))
    {
        query.push(name, value.reveal());
    }
    for (name, template) in call.operation.query.iter().filter(|(name, _)| !of_call(name)) {
        query.push(name, &render(call, template)?);
    }
    for (place, value) in &call.arguments {
        if let ParameterIn::Query(name) = place {
            style::push(&mut query, call.operation.style(name), name, value);
        }
    }
    if let Some(parts) = &call.forwarded {
        let of_api = |name: &str| call.client.query.iter().any(|(known, _)| known == name);
        let set = |name: &str| of_api(name) || call.client.authenticator.sets_query(name);
        parts.query(set).for_each(|(name, value)| query.push(name, value));
    }
    Ok(query)
}

/// Builds the headers like the query: the call overrides the operation, which overrides the API.
fn build_headers(call: &Call<'_>, problems: &mut Vec<InputProblem>) -> Result<HeaderMap, ErrorKind> {
    let mut headers = call.client.headers.clone();
    for (name, template) in call.operation.headers {
        let invalid = |why| invalid_header(name, why);
        let header = headers::name(name).map_err(invalid)?;
        let value = match render(call, template)? {
            Cow::Borrowed(text) => headers::value(text),
            Cow::Owned(text) => headers::secret(&text),
        };
        headers.insert(header, value.map_err(invalid)?);
    }
    let mut cookies = String::new();
    for (place, value) in &call.arguments {
        let Some(text) = value.to_text() else { continue };
        let set = match place {
            ParameterIn::Header(name) => headers::name(name).and_then(|name| {
                let value = headers::argument(&name, &text)?;
                headers.insert(name, value);
                Ok(())
            }),
            ParameterIn::Cookie(name) => headers::push_cookie(&mut cookies, name, &text),
            _ => Ok(()),
        };
        if let Err(why) = set {
            problems.push(InputProblem::new(*place, ProblemKind::Invalid, why));
        }
    }
    add_cookies(&mut headers, &cookies);
    if let Some(parts) = &call.forwarded {
        parts.add_headers(&mut headers);
    }
    negotiate(call, &mut headers)?;
    #[cfg(any(feature = "rest", feature = "mcp"))]
    add_trace(&mut headers, call.client.sends_baggage);
    Ok(headers)
}

/// Adds what the response may be, unless the spec says so: what the operation reads, or what the caller of a relayed response accepts.
fn negotiate(call: &Call<'_>, headers: &mut HeaderMap) -> Result<(), ErrorKind> {
    #[cfg(feature = "rest")]
    if call.relayed {
        Context::negotiate(headers);
    }
    if call.is_read {
        headers.remove(ACCEPT_ENCODING);
    }
    if !headers.contains_key(ACCEPT) {
        headers.insert(ACCEPT, accepted(call)?);
    }
    // A part of an encoded body cannot be decoded.
    if (!call.relayed || call.is_read) && !headers.contains_key(RANGE) {
        let accepted = if call.streamed {
            coding::ACCEPTED_STREAMED
        } else {
            coding::ACCEPTED
        };
        headers.entry(ACCEPT_ENCODING).or_insert(accepted);
    }
    Ok(())
}

/// Returns the media types of the response: what the operation reads, or any where the response is passed on.
fn accepted(call: &Call<'_>) -> Result<HeaderValue, ErrorKind> {
    if call.streamed || call.relayed {
        return Ok(HeaderValue::from_static("*/*"));
    }
    headers::value(call.operation.accepted()).map_err(|why| invalid_header("Accept", why))
}

fn invalid_header(name: &str, why: &str) -> ErrorKind {
    ErrorKind::Build(format!("header `{name}` of the spec {why}"))
}

/// Adds the trace of the request on whose behalf the call is made. A header that is set already stays.
#[cfg(any(feature = "rest", feature = "mcp"))]
fn add_trace(headers: &mut HeaderMap, with_baggage: bool) {
    let Some(context) = Context::current() else {
        return;
    };
    let baggage = context.baggage().filter(|_| with_baggage);
    for (name, value) in context.trace().chain(baggage) {
        headers.entry(name).or_insert_with(|| value.clone());
    }
}

/// Renders a constant template of an operation.
fn render(call: &Call<'_>, template: Template) -> Result<Cow<'static, str>, ErrorKind> {
    template::render(template, |name| call.client.variable(name))
        .map_err(|error| ErrorKind::Build(error.to_string()))
}
