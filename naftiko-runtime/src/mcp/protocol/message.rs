//! Messages of clients (JSON-RPC 2.0), read in place: values stay text.

use std::borrow::Cow;

use super::json::{checked_members, is_null, is_object, members, next_members, string};
use super::{Level, ProtocolError, RawMembers, Unreadable};
use crate::charset;
use crate::value::{Budget, Json, Kind, Parts, ReadError, Reader, Writer, checked};

/// The largest message in bytes.
pub(crate) const MAX_MESSAGE: usize = 1024 * 1024;

/// How often the arguments of a call are in memory until the request to the API is built: in the message, as inputs, in the request.
pub(crate) const MESSAGE_COPIES: usize = 3;

/// A message of a client.
#[derive(Debug)]
pub(crate) enum Message<'m> {
    Request(McpRequest<'m>),
    Notification {
        method: Cow<'m, str>,
        params: Params<'m>,
    },
    /// A response to a request of the server, which sends none.
    Response,
}

/// A request; its response has the same id.
#[derive(Clone, Debug)]
pub(crate) struct McpRequest<'m> {
    /// The id as text: a string or an integer.
    pub(crate) id: &'m str,
    pub(crate) method: Cow<'m, str>,
    pub(crate) params: Params<'m>,
    pub(crate) meta: Meta<'m>,
}

/// The error of a text that is not a message, and the id of its response if it has one.
#[derive(Debug)]
pub(crate) struct Malformed<'m> {
    pub(crate) id: Option<&'m str>,
    pub(crate) error: ProtocolError,
}

impl<'m> Malformed<'m> {
    fn new(id: Option<&'m str>, error: ProtocolError) -> Self {
        Self { id, error }
    }

    fn request(id: Option<&'m str>, message: &str) -> Self {
        Self::new(id, ProtocolError::invalid_request(message))
    }

    pub(crate) fn text() -> Self {
        let message = "the message is not valid JSON, or nested too deeply";
        Self::new(None, ProtocolError::new(ProtocolError::PARSE_ERROR, message))
    }
}

impl<'m> Message<'m> {
    /// Reads a message.
    pub(crate) fn read(text: &'m [u8]) -> Result<Self, Malformed<'m>> {
        let text = charset::utf8(text).map_err(|_| Malformed::text())?;
        Self::read_text(text)
    }

    pub(crate) fn read_text(text: &'m str) -> Result<Self, Malformed<'m>> {
        let names = ["jsonrpc", "id", "method", "params", "result", "error"];
        let mut params = Params::default();
        let read = |position, reader: &mut Reader<'m>| {
            if names.get(position) == Some(&"params") {
                params = Params::read(reader)?;
                return Ok("");
            }
            reader.raw()
        };
        let [version, id, method, _, result, error] =
            checked_members(text, &names, read).map_err(|unreadable| match unreadable {
                Unreadable::Syntax => Malformed::text(),
                Unreadable::Shape => Malformed::request(None, "the message is not a JSON-RPC object"),
            })?;
        let identifier = match id {
            None => None,
            Some(id) if is_identifier(id) => Some(id),
            Some(_) => return Err(Malformed::request(None, "`id` must be a string or an integer")),
        };
        if version.and_then(string).as_deref() != Some("2.0") {
            return Err(Malformed::request(identifier, "`jsonrpc` must be \"2.0\""));
        }
        let Some(method) = method else {
            return match result.or(error) {
                Some(_) => Ok(Self::Response),
                None => Err(Malformed::request(identifier, "`method` is missing")),
            };
        };
        let method =
            string(method).ok_or_else(|| Malformed::request(identifier, "`method` must be a string"))?;
        let Some(id) = identifier else {
            return Ok(Self::Notification { method, params });
        };
        let invalid = || Malformed::new(Some(id), invalid_parameters(&method));
        let meta = Meta::read(params).map_err(|_| invalid())?;
        Ok(Self::Request(McpRequest {
            id,
            method,
            params,
            meta,
        }))
    }
}

/// Returns whether JSON text is a string or an integer.
fn is_identifier(text: &str) -> bool {
    let digits = text.strip_prefix('-').unwrap_or(text);
    text.starts_with('"') || digits.bytes().all(|byte| byte.is_ascii_digit())
}

/// Returns the messages of a batch (JSON-RPC 2.0, section 6); `None` when the text is not a list.
pub(crate) fn batch(text: &str) -> Option<Vec<&str>> {
    if !text.trim_ascii_start().starts_with('[') {
        return None;
    }
    let text = checked(text.as_bytes(), Budget::default()).ok()?.text;
    Some(Parts::of(text).map(|(_, message)| message).collect())
}

/// The parameters of a message, as text.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Params<'m> {
    /// The whole value, unless it is missing or null.
    text: Option<&'m str>,
    /// The members that most requests have, read with the message; `None` when one is there twice.
    common: Option<RawMembers<'m, 3>>,
}

/// The names of [`Params::common`].
const COMMON: [&str; 3] = ["_meta", "name", "arguments"];

impl<'m> Params<'m> {
    fn read(reader: &mut Reader<'m>) -> Result<Self, ReadError> {
        if reader.peek()? != Kind::Object {
            let text = Some(reader.raw()?).filter(|text| !is_null(text));
            return Ok(Self { text, common: None });
        }
        let start = reader.offset();
        let common = next_members(reader, &COMMON, |_, reader| reader.raw())?;
        let text = reader.text().get(start..reader.offset());
        Ok(Self { text, common })
    }

    /// Returns the parameters with these names.
    ///
    /// # Errors
    /// When they are not an object, and when a member is there twice.
    pub(crate) fn members<const N: usize>(
        self,
        names: &[&str; N],
    ) -> Result<[Option<&'m str>; N], Unreadable> {
        let Some(text) = self.text else {
            return Ok([None; N]);
        };
        let common = self.common.ok_or(Unreadable::Shape)?;
        let position = |name: &str| COMMON.iter().position(|common| *common == name);
        if !names.iter().all(|name| position(name).is_some()) {
            return members(text, names);
        }
        Ok(names.map(|name| position(name).and_then(|position| common.get(position).copied().flatten())))
    }

    /// Returns a string parameter.
    pub(crate) fn string(self, name: &str) -> Option<Cow<'m, str>> {
        let [value] = self.members(&[name]).ok()?;
        value.and_then(string)
    }
}

/// Returns the error of a request with invalid parameters.
pub(crate) fn invalid_parameters(method: &str) -> ProtocolError {
    ProtocolError::invalid_params(format!("invalid parameters for `{method}`"))
}

/// The names of members in the `_meta` of a request.
const PROTOCOL_VERSION: &str = "io.modelcontextprotocol/protocolVersion";
const CLIENT_CAPABILITIES: &str = "io.modelcontextprotocol/clientCapabilities";
/// The extension for tasks (SEP-2663), in capabilities.
pub(crate) const TASKS: &str = "io.modelcontextprotocol/tasks";
const LOG_LEVEL: &str = "io.modelcontextprotocol/logLevel";

/// The `_meta` of a request.
#[derive(Clone, Debug, Default)]
pub(crate) struct Meta<'m> {
    /// The protocol version of the request.
    pub(crate) version: Option<Cow<'m, str>>,
    /// Whether the client has declared its capabilities.
    pub(crate) declares_capabilities: bool,
    /// Whether it has declared the extension for tasks among them.
    pub(crate) declares_tasks: bool,
    /// The progress token of the client as text: a string or a number.
    pub(crate) progress_token: Option<&'m str>,
    pub(crate) level: Option<Level>,
    /// `traceparent`, `tracestate` and `baggage` of W3C trace context.
    pub(crate) trace: [Option<Cow<'m, str>>; 3],
}

impl<'m> Meta<'m> {
    fn read(params: Params<'m>) -> Result<Self, Unreadable> {
        let [Some(meta)] = params.members(&["_meta"])? else {
            return Ok(Self::default());
        };
        if is_null(meta) {
            return Ok(Self::default());
        }
        let names = [
            PROTOCOL_VERSION,
            CLIENT_CAPABILITIES,
            "progressToken",
            LOG_LEVEL,
            "traceparent",
            "tracestate",
            "baggage",
        ];
        let [version, capabilities, token, level, parent, state, baggage] = members(meta, &names)?;
        let extensions = |capabilities| members(capabilities, &["extensions"]).ok()?[0];
        let tasks = |extensions| members(extensions, &[TASKS]).ok()?[0];
        let capabilities = capabilities.filter(|text| is_object(text));
        let tasks = capabilities.and_then(extensions).and_then(tasks);
        let is_token = |token: &&str| {
            let first = token.as_bytes().first();
            first.is_some_and(|first| matches!(first, b'"' | b'-' | b'0'..=b'9'))
        };
        Ok(Self {
            version: version.and_then(string),
            declares_capabilities: capabilities.is_some(),
            declares_tasks: tasks.is_some_and(is_object),
            progress_token: token.filter(is_token),
            level: level.and_then(string).and_then(|name| Level::of(&name)),
            trace: [parent, state, baggage].map(|text| text.and_then(string)),
        })
    }

    /// Returns the required members of the newer protocol that are missing or malformed.
    pub(crate) fn missing(&self) -> Vec<&'static str> {
        let required = [
            (PROTOCOL_VERSION, self.version.is_some()),
            (CLIENT_CAPABILITIES, self.declares_capabilities),
        ];
        let missing = required.into_iter().filter(|(_, present)| !present);
        missing.map(|(name, _)| name).collect()
    }

    /// Returns the error of a request whose `_meta` has missing members.
    pub(crate) fn incomplete(&self) -> ProtocolError {
        ProtocolError::invalid_params(format!(
            "request _meta is missing or has malformed required fields: {}",
            self.missing().join(", ")
        ))
    }
}

/// Returns the text of an error response. It has no id when the request had no valid one: unlike JSON-RPC, MCP does
/// not allow null there.
pub(crate) fn error_response(id: Option<&str>, error: &ProtocolError) -> Vec<u8> {
    let mut json = Writer::with_capacity(128 + error.message().len());
    json.raw(r#"{"jsonrpc":"2.0""#);
    if let Some(id) = id {
        json.name("id").raw(id);
    }
    json.name("error");
    error.write(&mut json);
    json.raw("}");
    json.into_text()
}

/// Returns a response with this id, up to its result.
pub(crate) fn begin_response(id: &str, capacity: usize) -> Writer {
    let mut json = Writer::with_capacity(capacity + id.len() + 48);
    json.raw(r#"{"jsonrpc":"2.0","id":"#).raw(id).raw(r#","result":"#);
    json
}

/// Returns the text of a notification with these parameters, an object.
pub(crate) fn notification(method: &str, params: &Json) -> Vec<u8> {
    let mut json = Writer::with_capacity(48 + method.len() + params.as_bytes().len());
    json.raw(r#"{"jsonrpc":"2.0","method":"#).string(method);
    json.name("params").json(params).raw("}");
    json.into_text()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn request_keeps_its_text() {
        let text = br#"{"params": {"arguments": {"n": 1.50}, "_meta": {"progressToken": 7,
            "io.modelcontextprotocol/protocolVersion": "2026-07-28", "traceparent": "00-a"}},
            "method": "tools\/call", "id": "a\"b", "jsonrpc": "2.0"}"#;
        let Ok(Message::Request(request)) = Message::read(text) else {
            panic!("not a request");
        };
        assert_eq!((request.id, &*request.method), (r#""a\"b""#, "tools/call"));
        let arguments = request.params.members(&["arguments"]);
        assert_eq!(arguments.ok().and_then(|[text]| text), Some(r#"{"n": 1.50}"#));
        let Meta {
            version,
            progress_token,
            trace,
            ..
        } = &request.meta;
        assert_eq!(
            (version.as_deref(), *progress_token),
            (Some("2026-07-28"), Some("7"))
        );
        assert_eq!(trace[0].as_deref(), Some("00-a"));
        assert_eq!(request.meta.missing(), [CLIENT_CAPABILITIES]);
    }

    #[test]
    fn malformed_message_is_an_error_with_its_id() {
        for (text, id, code) in [
            ("{", None, -32700),
            ("", None, -32700),
            ("[]", None, -32600),
            ("{}", None, -32600),
            (r#"{"jsonrpc":"1.0","id":1,"method":"ping"}"#, Some("1"), -32600),
            (r#"{"jsonrpc":"2.0","id":null,"method":"ping"}"#, None, -32600),
            (r#"{"jsonrpc":"2.0","id":1.5,"method":"ping"}"#, None, -32600),
            (r#"{"jsonrpc":"2.0","id":1,"id":2,"method":"ping"}"#, None, -32600),
            (r#"{"jsonrpc":"2.0","id":1,"method":7}"#, Some("1"), -32600),
            (
                r#"{"jsonrpc":"2.0","id":1,"method":"ping","params":[]}"#,
                Some("1"),
                -32602,
            ),
        ] {
            match Message::read(text.as_bytes()) {
                Err(malformed) => assert_eq!((malformed.id, malformed.error.code()), (id, code), "{text}"),
                Ok(message) => panic!("{text}: {message:?}"),
            }
        }
        let response = Message::read(br#"{"jsonrpc":"2.0","id":1,"result":{}}"#);
        assert!(matches!(response, Ok(Message::Response)));
    }
}
