//! Recorded calls: a file for each, as JSON.

use std::path::{Path, PathBuf};
use std::{fs, io};

use bytes::Bytes;
use http::HeaderMap;
use serde_json::{Map, Value, json};

use super::text;

/// The headers of responses that are recorded. Others may have credentials, or say what a replay is not.
const HEADERS: [&str; 5] = ["content-type", "etag", "link", "location", "retry-after"];

/// A call with its response.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct RecordedCall {
    /// `namespace.operation`.
    pub(super) operation: String,
    /// The path template of the operation.
    pub(super) path: String,
    pub(super) method: String,
    /// The path and query below the base URI.
    pub(super) uri: String,
    pub(super) sent: String,
    pub(super) status: u16,
    pub(super) headers: Vec<(String, String)>,
    pub(super) received: Bytes,
}

impl RecordedCall {
    /// Returns the headers of a response that are recorded.
    pub(super) fn headers(headers: &HeaderMap) -> Vec<(String, String)> {
        let recorded = HEADERS.into_iter().filter_map(|name| {
            let value = text::header(headers, name).first().copied()?;
            Some((name.to_owned(), value.to_owned()))
        });
        recorded.collect()
    }

    /// Returns the call as the text of a file.
    pub(super) fn text(&self) -> String {
        let headers: Map<String, Value> = self
            .headers
            .iter()
            .map(|(name, value)| (name.clone(), value.as_str().into()))
            .collect();
        let (key, body) = match std::str::from_utf8(&self.received) {
            Ok(text) => ("body", text.to_owned()),
            Err(_) => ("base64", base64(&self.received)),
        };
        let call = json!({
            "operation": self.operation,
            "path": self.path,
            "request": {"method": self.method, "uri": self.uri, "body": self.sent},
            "response": {"status": self.status, "headers": headers, key: body},
        });
        format!("{call:#}\n")
    }

    /// Reads the text of a file; `None` for any other text.
    fn parse(text: &str) -> Option<Self> {
        let value: Value = serde_json::from_str(text).ok()?;
        let string = |pointer: &str| value.pointer(pointer)?.as_str().map(str::to_owned);
        let headers = value.pointer("/response/headers").and_then(Value::as_object);
        let headers = headers.into_iter().flatten();
        let headers = headers.filter_map(|(name, value)| Some((name.clone(), value.as_str()?.to_owned())));
        let received = match string("/response/body") {
            Some(text) => Bytes::from(text),
            None => from_base64(&string("/response/base64")?)?,
        };
        Some(Self {
            operation: string("/operation")?,
            path: string("/path")?,
            method: string("/request/method")?,
            uri: string("/request/uri")?,
            sent: string("/request/body").unwrap_or_default(),
            status: u16::try_from(value.pointer("/response/status")?.as_u64()?).ok()?,
            headers: headers.collect(),
            received,
        })
    }
}

fn base64(bytes: &[u8]) -> String {
    use ::base64::Engine as _;
    ::base64::prelude::BASE64_STANDARD.encode(bytes)
}

fn from_base64(text: &str) -> Option<Bytes> {
    use ::base64::Engine as _;
    ::base64::prelude::BASE64_STANDARD
        .decode(text)
        .ok()
        .map(Bytes::from)
}

/// Returns the calls in the files of a folder, in the order of their paths.
///
/// # Errors
/// A file cannot be read, or is not a recorded call. The error names it.
pub(super) fn read(folder: &Path) -> io::Result<Vec<RecordedCall>> {
    let mut calls = Vec::new();
    for path in files(folder)? {
        let named = |error: io::Error| io::Error::new(error.kind(), format!("`{}`: {error}", path.display()));
        let text = fs::read_to_string(&path).map_err(named)?;
        let call = RecordedCall::parse(&text);
        calls.push(call.ok_or_else(|| named(io::Error::other("it is not a recorded call")))?);
    }
    Ok(calls)
}

/// Returns the files of recorded calls, which are in a folder for each operation.
pub(super) fn files(folder: &Path) -> io::Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    for api in sorted(folder)?.into_iter().filter(|path| path.is_dir()) {
        for operation in sorted(&api)?.into_iter().filter(|path| path.is_dir()) {
            let calls = sorted(&operation)?.into_iter();
            files.extend(calls.filter(|path| path.extension().is_some_and(|extension| extension == "json")));
        }
    }
    Ok(files)
}

fn sorted(folder: &Path) -> io::Result<Vec<PathBuf>> {
    let named = |error: io::Error| io::Error::new(error.kind(), format!("`{}`: {error}", folder.display()));
    let entries = fs::read_dir(folder).map_err(named)?;
    let mut paths = entries
        .map(|entry| entry.map(|entry| entry.path()))
        .collect::<io::Result<Vec<PathBuf>>>()?;
    paths.sort();
    Ok(paths)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn call_is_read_as_it_was_written() {
        for received in [
            Bytes::from_static(b"{\"total\": 1.50}"),
            Bytes::from_static(b"\xff\x00"),
        ] {
            let call = RecordedCall {
                operation: "shop.get-order".to_owned(),
                path: "/orders/{id}".to_owned(),
                method: "GET".to_owned(),
                uri: "/orders/7?full=true".to_owned(),
                sent: String::new(),
                status: 200,
                headers: vec![("content-type".to_owned(), "application/json".to_owned())],
                received,
            };
            assert_eq!(RecordedCall::parse(&call.text()), Some(call));
        }
        assert_eq!(RecordedCall::parse("{}"), None);
    }
}
