//! Recordings of `naftiko mock --record`.

use std::fmt;

use serde_json::Value;

/// A recorded request with its response.
#[derive(Clone, Debug, PartialEq)]
pub struct Recording {
    /// `namespace.operation`.
    pub operation: String,
    pub(super) method: String,
    /// The path template of the operation.
    pub(super) path: String,
    /// The query of the request.
    pub(super) query: Vec<(String, String)>,
    /// The JSON body of the request.
    pub(super) sent: Option<Value>,
    pub(super) status: u16,
    pub(super) media_type: String,
    /// The JSON body of the response.
    pub(super) received: Option<Value>,
}

/// The text is not a recording.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct InvalidRecording(&'static str);

impl Recording {
    /// Reads a recording.
    ///
    /// # Errors
    /// The text is not a recording.
    pub fn parse(text: &str) -> Result<Self, InvalidRecording> {
        let value: Value = serde_json::from_str(text).map_err(|_| InvalidRecording("JSON"))?;
        let string = |pointer: &str| value.pointer(pointer).and_then(Value::as_str);
        let required = |pointer: &'static str| {
            string(pointer)
                .map(str::to_owned)
                .ok_or(InvalidRecording(pointer))
        };
        let status = value.pointer("/response/status").and_then(Value::as_u64);
        let status = status.and_then(|status| u16::try_from(status).ok());
        let body = |pointer: &str| serde_json::from_str(string(pointer)?).ok();
        let uri = required("/request/uri")?;
        let query = uri.split_once('?').map_or("", |(_, query)| query);
        Ok(Self {
            operation: required("/operation")?,
            method: required("/request/method")?,
            path: required("/path")?,
            query: pairs(query),
            sent: body("/request/body"),
            status: status.ok_or(InvalidRecording("/response/status"))?,
            media_type: string("/response/headers/content-type")
                .unwrap_or_default()
                .to_owned(),
            received: body("/response/body"),
        })
    }
}

/// Returns the pairs of a query. Values are evidence of types only, so that they stay encoded.
fn pairs(query: &str) -> Vec<(String, String)> {
    let pairs = query.split('&').filter(|pair| !pair.is_empty());
    let pairs = pairs.map(|pair| pair.split_once('=').unwrap_or((pair, "")));
    pairs
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
        .collect()
}

impl fmt::Display for InvalidRecording {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "it is not a recording of `naftiko mock --record`: no valid `{}`",
            self.0
        )
    }
}

impl std::error::Error for InvalidRecording {}
