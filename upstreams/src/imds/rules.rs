//! Request rules of the metadata service.

use std::collections::HashMap;

use http::{HeaderMap, HeaderValue};
use serde_json::{Value, json};

/// The supported versions of the API, newest first.
const VERSIONS: [&str; 5] = [
    "2025-04-07",
    "2021-02-01",
    "2019-08-01",
    "2018-10-01",
    "2018-02-01",
];
/// The parameters that select an identity; at most one of them is allowed.
pub(super) const SELECTORS: [&str; 3] = ["client_id", "object_id", "msi_res_id"];

/// The parameters, each at most once.
pub(super) type Query = HashMap<String, String>;

/// Checks that the request asks for metadata explicitly, and comes from the machine itself.
pub(super) fn check_headers(headers: &HeaderMap) -> Result<(), Value> {
    if headers.contains_key("x-forwarded-for") || headers.contains_key("via") {
        return Err(invalid("Requests that were forwarded are not accepted"));
    }
    let mut metadata = headers.get_all("metadata").iter();
    if (metadata.next().map(HeaderValue::as_bytes), metadata.next()) != (Some(b"true"), None) {
        return Err(error("bad_request_102", "Required metadata header not specified"));
    }
    Ok(())
}

/// Returns the parameters, if the service accepts them.
pub(super) fn read_query(pairs: Vec<(String, String)>) -> Result<Query, Value> {
    let mut read = Query::new();
    for (name, value) in pairs {
        if read.contains_key(&name) {
            return Err(invalid(&format!("The parameter {name} is given twice")));
        }
        read.insert(name, value);
    }
    if !read
        .get("api-version")
        .is_some_and(|version| VERSIONS.contains(&version.as_str()))
    {
        let text = "Bad request. api-version was not specified in the request or is not known";
        return Err(json!({"error": text, "newest-versions": VERSIONS}));
    }
    if read.get("resource").is_none_or(String::is_empty) {
        return Err(invalid("The parameter resource is required"));
    }
    if SELECTORS.iter().filter(|name| read.contains_key(**name)).count() > 1 {
        return Err(invalid(
            "At most one of client_id, object_id and msi_res_id may be given",
        ));
    }
    if read.get("bypass_cache").is_some_and(|value| value != "true") {
        return Err(invalid("The parameter bypass_cache must be true"));
    }
    Ok(read)
}

/// Returns the error of an invalid request.
pub(super) fn invalid(description: &str) -> Value {
    error("invalid_request", description)
}

/// Returns an error body as the service sends it.
pub(super) fn error(code: &str, description: &str) -> Value {
    json!({"error": code, "error_description": description})
}
