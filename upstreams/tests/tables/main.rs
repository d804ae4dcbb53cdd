//! The fake APIs do what the real ones are documented to do. Each test says what its rows of the tables are: M for m3ter, I
//! for Azure's Instance Metadata Service, T for METI.

mod imds;
mod loopback;
mod m3ter;
mod meti;

use bytes::Bytes;
use http::Request;
use naftiko_upstreams::{Answer, FakeApi};
use serde_json::Value;

type Outcome<T = ()> = Result<T, Box<dyn std::error::Error>>;

/// A request, as its first line, its headers and its body.
fn request(line: &str, headers: &[(&str, &str)], body: &str) -> Outcome<Request<Bytes>> {
    let (method, uri) = line.split_once(' ').ok_or("a line has a method and a target")?;
    let mut request = Request::builder().method(method).uri(uri);
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    Ok(request.body(Bytes::from(body.to_owned()))?)
}

/// What an API answers: the status, and the body if it is JSON.
fn ask(api: &impl FakeApi, line: &str, headers: &[(&str, &str)], body: &str) -> Outcome<(u16, Value)> {
    let answer = api.answer(&request(line, headers, body)?);
    Ok((answer.status, json(&answer)))
}

fn json(answer: &Answer) -> Value {
    serde_json::from_slice(&answer.body).unwrap_or_default()
}

/// The text at a name.
fn text<'a>(body: &'a Value, name: &str) -> &'a str {
    body[name].as_str().unwrap_or_default()
}

/// The value of an answer's header.
fn header<'a>(answer: &'a Answer, name: &str) -> Option<&'a str> {
    let mut headers = answer.headers.iter();
    headers
        .find(|(found, _)| *found == name)
        .map(|(_, value)| value.as_str())
}
