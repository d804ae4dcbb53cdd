//! Links to results that were cut: MCP resources whose URIs repeat a read.
//!
//! A server keeps nothing between requests. The URI has the call, sealed, so that any server with the same keys reads the result again, and no client
//! can write one.

use std::time::Duration;

use super::ContentBlock;
use crate::signing::SigningKeys;

/// What the URIs of all links begin with.
const PREFIX: &str = "naftiko://result/";

/// How many minutes a link can be read: an agent follows it in the same conversation, or not at all.
pub(crate) const MINUTES: u64 = 15;

/// How long a link can be read.
const LIFETIME: Duration = Duration::from_secs(MINUTES * 60);

/// The longest URI of a link in bytes. Newer clients repeat it in the header `Mcp-Name`, and proxies accept 8 KiB in all headers.
const LONGEST: usize = 4 * 1024;

/// The links of a server.
pub(crate) struct Links<'s> {
    keys: &'s SigningKeys,
    purpose: String,
}

/// The call that a link repeats.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct LinkedCall {
    pub(crate) tool: String,
    /// The text of the arguments, an object.
    pub(crate) arguments: String,
    /// The end of the link, since 1970.
    expiry: Duration,
}

/// Returns whether a URI is that of a link.
pub(crate) fn is_link(uri: &str) -> bool {
    uri.starts_with(PREFIX)
}

impl<'s> Links<'s> {
    /// Returns the links of a server by its name: those of another server are of no use for it.
    pub(crate) fn new(keys: &'s SigningKeys, server: &str) -> Self {
        let purpose = format!("result\n{server}");
        Self { keys, purpose }
    }

    /// Returns the URI that repeats a call; `None` when it is too long.
    pub(crate) fn uri(&self, tool: &str, arguments: &str, now: Duration) -> Option<String> {
        let expiry = now.saturating_add(LIFETIME).as_secs();
        let call = format!("{expiry}\n{tool}\n{arguments}");
        let uri = format!("{PREFIX}{}", self.keys.sign(&self.purpose, call.as_bytes())?);
        (uri.len() <= LONGEST).then_some(uri)
    }

    /// Returns the call that a URI repeats; `None` when none of the keys made it for this server.
    pub(crate) fn open(&self, uri: &str) -> Option<LinkedCall> {
        let sealed = uri.strip_prefix(PREFIX)?;
        let call = String::from_utf8(self.keys.verify(&self.purpose, sealed)?).ok()?;
        let (expiry, call) = call.split_once('\n')?;
        let (tool, arguments) = call.split_once('\n')?;
        Some(LinkedCall {
            tool: tool.to_owned(),
            arguments: arguments.to_owned(),
            expiry: Duration::from_secs(expiry.parse().ok()?),
        })
    }
}

/// A link to the result of a call.
pub(crate) struct ResultLink {
    pub(crate) uri: String,
    pub(crate) tool: &'static str,
}

impl ResultLink {
    /// Returns the content block with the link. `size` is that of the result in bytes.
    pub(crate) fn block(&self, media_type: &str, size: usize) -> ContentBlock {
        let description = format!("The whole result. The link is valid for {MINUTES} minutes.");
        ContentBlock::resource_link(&self.uri, self.tool, description, media_type).with_size(size)
    }

    /// Returns the sentence of a notice: hosts show the structure alone when there is one.
    pub(crate) fn notice(&self) -> String {
        format!(
            " The whole result is the resource {}, for {MINUTES} minutes.",
            self.uri
        )
    }
}

impl LinkedCall {
    pub(crate) fn is_expired(&self, now: Duration) -> bool {
        now >= self.expiry
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::dates;
    use crate::input::Inputs;
    use crate::mcp::Server;
    use crate::mcp::tables::{Dispatch, ServerInfo, Tool, ToolFuture};

    const NOW: Duration = Duration::from_secs(1_800_000_000);

    fn keys(text: &str) -> SigningKeys {
        SigningKeys::parse(text).unwrap_or_else(|_| unreachable!())
    }

    #[test]
    fn link_repeats_its_call_until_it_expires() {
        let keys = keys("0123456789abcdef0123456789abcdef");
        let links = Links::new(&keys, "desk");
        let arguments = "{\"q\":\"canary\",\n\"n\":1}";
        let uri = links.uri("find", arguments, NOW).unwrap_or_default();
        assert!(
            is_link(&uri) && !uri.contains("canary") && uri.len() < 200,
            "{uri}"
        );
        let call = links.open(&uri);
        let expected = LinkedCall {
            tool: "find".to_owned(),
            arguments: arguments.to_owned(),
            expiry: NOW + LIFETIME,
        };
        assert_eq!(call.as_ref(), Some(&expected));
        assert!(!expected.is_expired(NOW + Duration::from_secs(60 * MINUTES - 1)));
        assert!(expected.is_expired(NOW + LIFETIME));
        assert_eq!(links.uri("find", &"a".repeat(LONGEST), NOW), None);
    }

    #[test]
    fn link_is_opened_by_its_server_and_key_only() {
        let (own, other) = (
            keys("0123456789abcdef0123456789abcdef"),
            keys("fedcba9876543210fedcba9876543210"),
        );
        let uri = Links::new(&own, "desk")
            .uri("find", "{}", NOW)
            .unwrap_or_default();
        assert_eq!(Links::new(&own, "dock").open(&uri), None);
        assert_eq!(Links::new(&other, "desk").open(&uri), None);
        let links = Links::new(&own, "desk");
        // A sealed text of this purpose that is no call.
        let text = own.sign("result\ndesk", b"x").unwrap_or_default();
        for invalid in [
            PREFIX,
            "naftiko://other",
            &format!("{uri}A"),
            &format!("{PREFIX}{text}"),
        ] {
            assert_eq!(links.open(invalid), None, "{invalid}");
        }
    }

    static INFO: ServerInfo = ServerInfo {
        name: "desk",
        title: "",
        version: "1",
        instructions: "",
    };
    static TOOLS: [Tool; 1] = [Tool::tested("find", "", "")];

    struct Uncalled;

    impl Dispatch for Uncalled {
        fn call<'a>(&'a self, _: &str, _: Inputs) -> Option<ToolFuture<'a>> {
            None
        }
    }

    #[tokio::test]
    async fn expired_link_is_an_error_that_says_so() {
        let keys = Arc::new(keys("0123456789abcdef0123456789abcdef"));
        let mut server = Server::new(&INFO, &TOOLS, Uncalled);
        let tools = Arc::make_mut(&mut server.service);
        (tools.keys, tools.tables.has_links) = (Some(Arc::clone(&keys)), true);
        let before = dates::now().saturating_sub(LIFETIME);
        let uri = Links::new(&keys, "desk").uri("find", "{}", before);
        let uri = uri.unwrap_or_default();
        let offered = server.offered();
        let read = server.service.read(offered, &offered.view, &uri);
        let message = read.await.err().map(|error| error.message().to_owned());
        let expected = "the link to a result of `find` has expired; call the tool again";
        assert_eq!(message.as_deref(), Some(expected));
    }
}
