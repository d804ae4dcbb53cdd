//! Checks of HTTP headers against the message: intermediaries read only the headers.

use http::{HeaderMap, HeaderName};

use crate::mcp::header_arguments::{HeaderArguments, decoded, single};
use crate::mcp::protocol::{Era, McpRequest, Message, ProtocolError, era};

/// A header, and its name in errors.
type Header = (HeaderName, &'static str);

const PROTOCOL_VERSION: Header = (
    HeaderName::from_static("mcp-protocol-version"),
    "MCP-Protocol-Version",
);
const METHOD: Header = (HeaderName::from_static("mcp-method"), "Mcp-Method");
const NAME: Header = (HeaderName::from_static("mcp-name"), "Mcp-Name");

/// The protocol of a message, from its headers and its `_meta`.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) struct Protocol {
    pub(crate) era: Era,
    /// Whether the request contains its version. Such a request has no session, and its errors have statuses.
    pub(crate) is_inline: bool,
}

/// Returns the version of the headers.
pub(crate) fn version(headers: &HeaderMap) -> Result<Option<&str>, ProtocolError> {
    only(headers, PROTOCOL_VERSION)
}

/// Returns the version of the headers, for a message without its own.
pub(crate) fn known_version(headers: &HeaderMap) -> Result<&str, ProtocolError> {
    version(headers).and_then(known)
}

fn known(version: Option<&str>) -> Result<&str, ProtocolError> {
    match version {
        Some(version) if !era::is_known(version) => Err(era::unsupported(version)),
        version => Ok(version.unwrap_or(era::DEFAULT_VERSION)),
    }
}

/// Returns the version of a handshake of the older protocols.
pub(crate) fn handshake<'m>(request: &McpRequest<'m>) -> Option<std::borrow::Cow<'m, str>> {
    (request.method == "initialize").then(|| request.params.string("protocolVersion"))?
}

/// Checks the headers of a request.
pub(crate) fn check(
    headers: &HeaderMap,
    request: &McpRequest<'_>,
    header_arguments: &HeaderArguments,
) -> Result<Protocol, ProtocolError> {
    let header = version(headers)?;
    if let Some(wished) = handshake(request) {
        return check_handshake(headers, header, &wished);
    }
    let meta = &request.meta;
    let version = meta.version.is_none().then(|| known(header)).transpose()?;
    let is_newer = header.is_some_and(|version| Era::of(version).is_newer());
    if is_newer {
        method(headers, &request.method)?;
        name(headers, request)?;
        if request.method == "tools/call"
            && let Some(tool) = request.params.string("name")
        {
            let arguments = request
                .params
                .members(&["arguments"])
                .ok()
                .and_then(|[arguments]| arguments);
            header_arguments.check(&tool, headers, arguments)?;
        }
    }
    let discovers = request.method == "server/discover";
    let Some(version) = &meta.version else {
        if is_newer || discovers {
            return Err(meta.incomplete());
        }
        return Ok(Protocol {
            era: Era::of(version.unwrap_or(era::DEFAULT_VERSION)),
            is_inline: false,
        });
    };
    let Some(header) = header else {
        return Err(ProtocolError::header_mismatch(
            "request _meta protocolVersion requires MCP-Protocol-Version header",
        ));
    };
    if header != version {
        return Err(ProtocolError::header_mismatch(format!(
            "MCP-Protocol-Version header ({header}) does not match request _meta protocolVersion ({version})"
        )));
    }
    let era = inline(request)?;
    Ok(Protocol { era, is_inline: true })
}

/// Returns the era of a request that contains its version.
///
/// # Errors
/// When the version is not supported, or the request has missing fields of that version.
pub(crate) fn inline(request: &McpRequest<'_>) -> Result<Era, ProtocolError> {
    let meta = &request.meta;
    let Some(version) = &meta.version else {
        return Err(meta.incomplete());
    };
    if !era::is_known(version) {
        return Err(era::unsupported(version));
    }
    let era = Era::of(version);
    let demands = era.is_newer() || request.method == "server/discover";
    if demands && !meta.missing().is_empty() {
        return Err(meta.incomplete());
    }
    Ok(era)
}

/// Checks the headers of a handshake. They may be missing, but must not contradict it.
fn check_handshake(
    headers: &HeaderMap,
    header: Option<&str>,
    wished: &str,
) -> Result<Protocol, ProtocolError> {
    if let Some(header) = header {
        if header != wished {
            return Err(ProtocolError::invalid_request(format!(
                "MCP-Protocol-Version header ({header}) does not match initialize params.protocolVersion ({wished})"
            )));
        }
        if Era::of(header).is_newer() && only(headers, METHOD)?.is_some() {
            method(headers, "initialize")?;
        }
    }
    Ok(Protocol {
        era: Era::Older,
        is_inline: false,
    })
}

/// Checks the headers of a message that is not a request.
pub(crate) fn check_other(headers: &HeaderMap, message: &Message<'_>) -> Result<Era, ProtocolError> {
    let era = Era::of(known_version(headers)?);
    if era.is_newer()
        && let Message::Notification { method: body, .. } = message
    {
        method(headers, body)?;
    }
    Ok(era)
}

fn method(headers: &HeaderMap, body: &str) -> Result<(), ProtocolError> {
    match only(headers, METHOD)? {
        Some(header) if header == body => Ok(()),
        Some(header) => Err(ProtocolError::header_mismatch(format!(
            "Mcp-Method header `{header}` does not match body method `{body}`"
        ))),
        None => Err(ProtocolError::header_mismatch(
            "missing required Mcp-Method header",
        )),
    }
}

fn only(headers: &HeaderMap, (key, name): Header) -> Result<Option<&str>, ProtocolError> {
    single(headers, key, name)
}

/// Checks the header with the name that the method refers to.
fn name(headers: &HeaderMap, request: &McpRequest<'_>) -> Result<(), ProtocolError> {
    let member = match &*request.method {
        "tools/call" | "prompts/get" => "name",
        "resources/read" | "resources/subscribe" | "resources/unsubscribe" => "uri",
        "tasks/get" | "tasks/update" | "tasks/cancel" => "taskId",
        _ => return Ok(()),
    };
    let Some(expected) = request.params.string(member) else {
        return Ok(());
    };
    let message = match only(headers, NAME)?.map(decoded) {
        Some(Some(name)) if name == expected => return Ok(()),
        Some(Some(name)) => format!("Mcp-Name header `{name}` does not match body value `{expected}`"),
        Some(None) => "Mcp-Name header is not valid Base64".to_owned(),
        None => format!("missing required Mcp-Name header for `{}`", request.method),
    };
    Err(ProtocolError::header_mismatch(message))
}
