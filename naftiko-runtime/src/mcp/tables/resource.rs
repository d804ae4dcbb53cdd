//! Static descriptions of MCP resources.

use super::MethodFuture;
use crate::mcp::result::Content;

/// A row of a server's table of MCP resources. Empty texts are omitted.
///
/// A URI with placeholders (`ship://{imo}/log`) is a template: each placeholder matches one segment of a URI, and its
/// value is an input.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Resource {
    /// The URI, or its template.
    pub uri: &'static str,
    /// The name.
    pub name: &'static str,
    /// The title for users.
    pub title: &'static str,
    /// The description of the content.
    pub description: &'static str,
    /// The media type of the content.
    pub mime_type: &'static str,
    /// Whether the content is always sent in base64.
    pub binary: bool,
    /// The file, or the folder whose files are read below the URI. Empty when the content comes from a call
    /// ([`Dispatch::read`](super::tool::Dispatch::read)). A relative path starts at the working directory.
    pub location: &'static str,
}

/// The future of a read.
pub type ResourceFuture<'a> = MethodFuture<'a, Content>;
