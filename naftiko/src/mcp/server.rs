//! A server: its tools over HTTP, over standard input and output, or called directly.

use std::fmt;
use std::io;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;

use super::accepted::Accepted;
use super::catalog::{Catalog, Keeping, Sharing};
use super::handler::Handler;
use super::http::Service;
use super::origin::Allowed;
use super::own::Own;
use super::service::{RESULT_LIMIT, Tools, arguments_text};
use super::{Dispatch, Prompt, Resource, ServerInfo, Tool, ToolError, ToolResult, stdio};
use crate::inbound::Guard;
use crate::value::Json;

/// The names that a client on the same machine calls a server by.
const LOOPBACK: [&str; 3] = ["localhost", "127.0.0.1", "::1"];

/// An MCP server over a table of tools. Cheap to clone.
#[derive(Clone)]
pub struct Server {
    pub(super) service: Arc<Tools>,
    pub(super) tools: &'static [Tool],
    hosts: Vec<String>,
    origins: Vec<String>,
    guard: Option<Guard>,
    pub(super) sessions: bool,
}

impl Server {
    /// A server with these tools, whose calls `dispatch` carries out.
    pub fn new(info: &ServerInfo, tools: &'static [Tool], dispatch: impl Dispatch) -> Self {
        let service = Tools {
            catalog: Catalog::new(info, tools),
            accepted: Arc::new(Accepted::new(tools)),
            dispatch: Arc::new(dispatch),
            own: Own::default(),
            completer: None,
            updates: None,
            result_limit: RESULT_LIMIT,
        };
        let hosts = LOOPBACK.map(str::to_owned).to_vec();
        Self {
            service: Arc::new(service),
            tools,
            hosts,
            origins: Vec::new(),
            guard: None,
            sessions: false,
        }
    }

    /// Declares resources, which [`Dispatch::read`] reads. Rows whose URI has placeholders are templates.
    #[must_use]
    pub fn resources(mut self, resources: &'static [Resource]) -> Self {
        Arc::make_mut(&mut self.service).catalog.set_resources(resources);
        self
    }

    /// Has the files of a resource read from another place than its row says.
    #[must_use]
    pub fn location(mut self, uri: &str, location: impl Into<PathBuf>) -> Self {
        Arc::make_mut(&mut self.service)
            .catalog
            .set_location(uri, location.into());
        self
    }

    /// Declares prompts, which [`Dispatch::prompt`] makes.
    #[must_use]
    pub fn prompts(mut self, prompts: &'static [Prompt]) -> Self {
        Arc::make_mut(&mut self.service).catalog.prompts = prompts;
        self
    }

    /// Says how long clients may keep what they are answered, and who may share it: the lists, and what is
    /// in resources. Without it lists are public for five minutes, and contents are private and not kept.
    #[must_use]
    pub fn cache(mut self, ttl: Duration, sharing: Sharing) -> Self {
        let keeping = Keeping::new(ttl, sharing);
        let catalog = &mut Arc::make_mut(&mut self.service).catalog;
        (catalog.lists, catalog.contents) = (keeping, keeping);
        self
    }

    /// Sets the limit of a result's size, in bytes of its JSON; 100,000 without it. A larger one is cut where
    /// that leaves something of use (lists and texts end early), and says so in `truncated` and `notice`.
    #[must_use]
    pub fn result_limit(mut self, bytes: usize) -> Self {
        Arc::make_mut(&mut self.service).result_limit = bytes;
        self
    }

    /// Answers only callers that the guard lets pass, over HTTP. Over standard input and output there is one
    /// caller, who started the program: nothing is asked there.
    #[must_use]
    pub fn authentication(mut self, guard: Guard) -> Self {
        self.guard = Some(guard);
        self
    }

    /// Answers requests to these hosts too (`name` or `name:port`); `*` is any host.
    ///
    /// A server answers to the loopback names and to the address it listens on. A request to any other host
    /// is refused: a web page could have sent it, by having its own name resolve to this machine.
    #[must_use]
    pub fn allow_hosts(mut self, hosts: impl IntoIterator<Item = impl Into<String>>) -> Self {
        self.hosts.extend(hosts.into_iter().map(Into::into));
        self
    }

    /// Answers requests of web pages from these origins (`https://app.example:443`; port `*` is any port).
    ///
    /// A request with any other `Origin` is refused, as the protocol demands.
    #[must_use]
    pub fn allow_origins(mut self, origins: impl IntoIterator<Item = impl Into<String>>) -> Self {
        self.origins.extend(origins.into_iter().map(Into::into));
        self
    }

    /// Whether it was given hosts to answer to.
    pub(crate) fn has_hosts(&self) -> bool {
        self.hosts.len() > LOOPBACK.len()
    }

    /// The tools, in the order of the spec.
    pub fn tools(&self) -> &'static [Tool] {
        self.tools
    }

    /// The server over Streamable HTTP: at `/mcp`, and at every other path. It keeps no session and answers
    /// in JSON.
    pub fn router(&self) -> Router {
        let router = self.open_router();
        match &self.guard {
            Some(guard) => guard.protect(router),
            None => router,
        }
    }

    /// Whom it answers.
    pub(crate) fn guard(&self) -> Option<&Guard> {
        self.guard.as_ref()
    }

    /// The router without the guard, for what has a guard in front of it.
    pub(crate) fn open_router(&self) -> Router {
        let any = self.hosts.iter().any(|host| host == "*");
        let hosts = if any { &[] } else { self.hosts.as_slice() };
        let allowed = Allowed::new(hosts, &self.origins);
        Router::new().fallback_service(Service::new(self.handler(), allowed, self.sessions))
    }

    /// Serves one client over standard input and output, until it closes standard input.
    ///
    /// # Errors
    /// When standard output cannot be written.
    pub async fn serve_stdio(&self) -> io::Result<()> {
        stdio::serve(self.handler(), std::future::pending())
            .await
            .map(|_| ())
    }

    /// Like [`Server::serve_stdio`], and also until `stop`.
    pub(crate) async fn serve_stdio_until(
        &self,
        stop: impl Future<Output = ()> + Send + 'static,
    ) -> io::Result<stdio::Client> {
        stdio::serve(self.handler(), stop).await
    }

    /// Calls a tool without a transport. `arguments` is an object, or null for none.
    pub async fn call(&self, tool: &str, arguments: impl Into<Json>) -> ToolResult {
        self.invoke(tool, arguments.into()).await
    }

    async fn invoke(&self, tool: &str, arguments: Json) -> ToolResult {
        let Some(given) = arguments_text(Some(arguments.as_str())) else {
            return ToolError::new("Tool arguments must be a JSON object.").into_result(false);
        };
        let result = self.service.invoke(tool, given).await;
        match result {
            Some(Ok(result)) => result,
            Some(Err(error)) => ToolError::new(error.message()).into_result(false),
            None => ToolError::new(format!("There is no tool `{tool}`.")).into_result(false),
        }
    }

    fn handler(&self) -> Handler {
        Handler::new(Arc::clone(&self.service))
    }
}

impl fmt::Debug for Server {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let tools: Vec<_> = self.tools.iter().map(|tool| tool.name).collect();
        f.debug_struct("Server")
            .field("tools", &tools)
            .field("hosts", &self.hosts)
            .finish_non_exhaustive()
    }
}
