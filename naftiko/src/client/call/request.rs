//! Requests, built from calls.

use std::borrow::Cow;

use http::header::{AUTHORIZATION, CONTENT_TYPE, COOKIE};
use http::{HeaderMap, HeaderValue, Method, Request, Uri};

use super::Call;
use crate::client::body::{Body, RequestPayload};
use crate::client::error::ErrorKind;
use crate::client::request::query::Query;
use crate::client::request::{base_uri, headers, path};
use crate::input::{InputProblem, InvalidInput, ParameterIn, ProblemKind};
use crate::template::{self, Piece, RenderError, Template};

/// A request without credentials. Each attempt builds it again, since nearly all calls have one attempt.
pub(crate) struct RequestParts {
    pub(crate) method: Method,
    pub(crate) uri: Uri,
    pub(crate) headers: HeaderMap,
    pub(crate) body: RequestPayload,
}

impl RequestParts {
    /// Adds a query parameter, unless one of that name exists.
    pub(crate) fn push_query(&mut self, name: &str, value: &str) {
        if !self.has_query(name) {
            self.uri = base_uri::with_query_pair(&self.uri, name, value);
        }
    }

    pub(crate) fn has_query(&self, name: &str) -> bool {
        let query = self.uri.query().unwrap_or_default();
        url::form_urlencoded::parse(query.as_bytes()).any(|(known, _)| known == name)
    }

    /// Adds a cookie, unless one with this prefix exists.
    pub(crate) fn push_cookie(&mut self, prefix: &str, pair: &str) {
        let line = self.headers.get(COOKIE).and_then(|value| value.to_str().ok());
        let mut known = line.into_iter().flat_map(|line| line.split("; "));
        if !known.any(|cookie| cookie.starts_with(prefix)) {
            add_cookies(&mut self.headers, pair);
        }
    }

    /// Returns the request to send.
    pub(crate) fn into_http(self) -> Request<Body> {
        let mut request = Request::new(self.body.take().unwrap_or_else(Body::empty));
        *request.method_mut() = self.method;
        *request.uri_mut() = self.uri;
        *request.headers_mut() = self.headers;
        request
    }
}

/// Builds the request of a call, or returns everything that prevents it. It is boxed, as it is moved several times.
pub(crate) fn build_request(call: &Call<'_>) -> Result<Box<RequestParts>, ErrorKind> {
    let mut problems = call.problems.clone();
    let path = build_path(call, &mut problems)?;
    let query = build_query(call)?;
    let mut headers = build_headers(call, &mut problems)?;
    InvalidInput::check(problems).map_err(ErrorKind::InvalidInput)?;
    if let Some(body) = &call.body {
        headers
            .entry(CONTENT_TYPE)
            .or_insert_with(|| body.content_type.clone());
    }
    if headers.contains_key(AUTHORIZATION) && !call.client.may_send_credentials() {
        return Err(ErrorKind::Build(format!(
            "credentials would be sent unencrypted to `{}`; use https, or call `Config::allow_plain_http`",
            call.client.base.host()
        )));
    }
    // `path` and `query` are encoded, so this fails only for an invalid template of the spec.
    let uri = path.and_then(|path| call.client.base.join(&path, query.as_str()));
    let uri = uri.ok_or_else(|| ErrorKind::Build("the path leaves the base URI".to_owned()))?;
    Ok(Box::new(RequestParts {
        method: call.operation.method.clone(),
        uri,
        headers,
        body: call
            .body
            .as_ref()
            .map(|body| body.payload.clone())
            .unwrap_or_default(),
    }))
}

/// Returns the encoded path; `None` when the problems have the reason.
fn build_path(call: &Call<'_>, problems: &mut Vec<InputProblem>) -> Result<Option<String>, ErrorKind> {
    if let Some(parts) = &call.forwarded {
        return Ok(parts.path().map_err(|problem| problems.push(problem)).ok());
    }
    let mut invalid = None;
    let path = path::build(call.operation.path, |piece| match piece {
        Piece::Text(text) => Some(text.to_owned()),
        Piece::Argument(name) => path_argument(call, name)
            .map_err(|problem| problems.push(problem))
            .ok(),
        Piece::Variable(name) => path_variable(call, name)
            .map_err(|reason| invalid = Some(ErrorKind::Build(reason)))
            .ok(),
    });
    invalid.map_or(Ok(path), Err)
}

fn path_variable(call: &Call<'_>, name: &'static str) -> Result<String, String> {
    let text = call.client.variable(name);
    let text = text.ok_or_else(|| RenderError::Unset(name).to_string())?;
    path::check(text)
        .map_err(|_| format!("variable `{name}` contains characters that are invalid in a path"))?;
    Ok(text.to_owned())
}

fn path_argument(call: &Call<'_>, name: &'static str) -> Result<String, InputProblem> {
    let place = ParameterIn::Path(name);
    let given = call.arguments.iter().find(|(known, _)| *known == place);
    let text = given
        .and_then(|(_, value)| value.to_text())
        .ok_or_else(|| InputProblem::missing(place))?;
    path::check(&text).map_err(|why| InputProblem::new(place, ProblemKind::Invalid, why))?;
    Ok(text.into_owned())
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
            value.to_texts().iter().for_each(|text| query.push(name, text));
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
        let invalid = |why| ErrorKind::Build(format!("header `{name}` of the spec {why}"));
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
    Ok(headers)
}

/// Appends cookies to the constant ones.
fn add_cookies(headers: &mut HeaderMap, cookies: &str) {
    if cookies.is_empty() {
        return;
    }
    let constant = headers.get(COOKIE).and_then(|value| value.to_str().ok());
    let line = constant.map_or_else(|| cookies.to_owned(), |constant| format!("{constant}; {cookies}"));
    // Both parts are checked: printable ASCII.
    if let Ok(mut value) = HeaderValue::from_str(&line) {
        value.set_sensitive(true);
        headers.insert(COOKIE, value);
    }
}

/// Renders a constant template of an operation.
fn render(call: &Call<'_>, template: Template) -> Result<Cow<'static, str>, ErrorKind> {
    template::render(template, |name| call.client.variable(name))
        .map_err(|error| ErrorKind::Build(error.to_string()))
}
