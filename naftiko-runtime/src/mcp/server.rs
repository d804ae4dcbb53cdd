//! MCP servers over HTTP, over stdio, or called directly.

use std::fmt;
use std::io;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;

use crate::client::HttpClient;
use crate::guard::Guard;
use crate::hosts::LOOPBACK;
use crate::mcp::catalogue::{CatalogueSettings, OfferedOnce};
use crate::mcp::handler::Handler;
use crate::mcp::result::{PagedTools, ToolError, ToolResult};
use crate::mcp::schema::{Accepted, Described, SelectingTools};
use crate::mcp::tables::{CachePolicy, CacheScope, Dispatch, Prompt, Resource, ServerInfo, Tables, Tool};
use crate::mcp::tool_overrides::ToolOverrides;
use crate::mcp::tools::{LINKED_LIMIT, RESULT_LIMIT, Tools, arguments_text};
use crate::mcp::transport::{Service, StdioLimits, stdio};
use crate::origins::{OriginPolicy, is_origin};
use crate::quota::{DEFAULT_MEMORY, Quota};
use crate::skill::Skill;
use crate::value::Json;

/// An MCP server over a table of tools. Cheap to clone.
#[derive(Clone)]
pub struct Server {
    pub(crate) service: Arc<Tools>,
    pub(crate) tools: &'static [Tool],
    hosts: Vec<String>,
    origins: Vec<String>,
    guard: Option<Guard>,
    pub(crate) sessions: bool,
    /// What it offers, which is made when the server starts.
    pub(crate) offered: OfferedOnce,
}

impl Server {
    /// Creates a server with these tools; `dispatch` runs their calls.
    pub fn new(info: &ServerInfo, tools: &'static [Tool], dispatch: impl Dispatch) -> Self {
        let service = Tools {
            tables: Tables::new(info, tools),
            accepted: Arc::new(Accepted::new(tools)),
            described: Arc::new(Described::new(tools)),
            dispatch: Arc::new(dispatch),
            own: ToolOverrides::default(),
            completer: None,
            updates: None,
            settings: CatalogueSettings::default(),
            result_limit: RESULT_LIMIT,
            linked_limit: LINKED_LIMIT,
            pages: PagedTools::default(),
            selecting: SelectingTools::default(),
            keys: None,
        };
        Self {
            service: Arc::new(service),
            tools,
            hosts: Vec::new(),
            origins: Vec::new(),
            guard: None,
            sessions: false,
            offered: OfferedOnce::default(),
        }
    }

    /// Declares MCP resources, which [`Dispatch::read`] reads. Rows with placeholders in their URI are templates.
    #[must_use]
    pub fn resources(mut self, resources: &'static [Resource]) -> Self {
        Arc::make_mut(&mut self.service).tables.set_resources(resources);
        self
    }

    /// Sets another location of the files of an MCP resource.
    #[must_use]
    pub fn location(mut self, uri: &str, location: impl Into<PathBuf>) -> Self {
        Arc::make_mut(&mut self.service)
            .tables
            .set_location(uri, location.into());
        self
    }

    /// Passes members of arguments on by the names that the API has for them. Each tool has pairs of a name in its schema and the API's.
    #[must_use]
    pub fn api_names(mut self, tools: &[(&'static str, &'static [(&'static str, &'static str)])]) -> Self {
        let accepted = Arc::make_mut(&mut Arc::make_mut(&mut self.service).accepted);
        for (tool, names) in tools {
            accepted.rename(tool, names);
        }
        self
    }

    /// Reads results by these schemas, each of a tool. They describe more members than those of the list, which leaves some out since they
    /// would cost agents too much. A result holds against both.
    #[must_use]
    pub fn whole_results(mut self, schemas: &[(&'static str, &'static str)]) -> Self {
        Arc::make_mut(&mut Arc::make_mut(&mut self.service).described).set_whole(schemas);
        self
    }

    /// Serves lists in pages: each of these tools calls the operation beside it, takes a cursor as the argument `cursor`, and returns that of
    /// the next page as the member `next_cursor` of its structure. The names lead to the list in the structure: when it is cut, the cursor leads to
    /// the first item that is left out.
    #[must_use]
    pub fn pages(mut self, tools: &[(&'static str, &'static str, &'static [&'static str])]) -> Self {
        Arc::make_mut(&mut self.service).pages.add(tools);
        self
    }

    /// Takes the argument `fields` of these tools: paths of the members that a caller wants of their results, which have a schema.
    #[must_use]
    pub fn fields(mut self, tools: &[&'static str]) -> Self {
        Arc::make_mut(&mut self.service).selecting.add(tools);
        self
    }

    /// Seals what the server hands out and gets back with the keys of a client ([`Api::signing_key`](crate::client::Api::signing_key)): results of tools that
    /// read and that are cut have links to the whole ones. Without keys they have none.
    #[must_use]
    pub fn signing_keys(mut self, client: &HttpClient) -> Self {
        let service = Arc::make_mut(&mut self.service);
        service.keys.clone_from(&client.0.signing);
        let reads = self.tools.iter().any(|tool| tool.hints.read_only);
        service.tables.has_links = service.keys.is_some() && reads;
        self
    }

    /// Declares prompts, which [`Dispatch::prompt`] builds.
    #[must_use]
    pub fn prompts(mut self, prompts: &'static [Prompt]) -> Self {
        Arc::make_mut(&mut self.service).tables.prompts = prompts;
        self
    }

    /// Serves skills: their files are MCP resources, and clients of the extension `io.modelcontextprotocol/skills` list
    /// them. Of two with one name, the first is served; one that agents reject is not.
    #[must_use]
    pub fn skills(mut self, skills: &[&'static Skill]) -> Self {
        Arc::make_mut(&mut self.service).tables.skills.add(skills);
        self
    }

    /// Sets how long clients may cache lists and resource contents, and who may share them. Default: lists are public
    /// for five minutes; contents are private and not cached.
    #[must_use]
    pub fn cache(mut self, ttl: Duration, scope: CacheScope) -> Self {
        let policy = CachePolicy::new(ttl, scope);
        let tables = &mut Arc::make_mut(&mut self.service).tables;
        (tables.lists, tables.contents) = (policy, policy);
        self
    }

    /// Sets the largest result in bytes of JSON. Default: 100,000. A larger one is truncated where possible (lists
    /// and strings end early) and marked with `truncated` and `notice`.
    #[must_use]
    pub fn result_limit(mut self, bytes: usize) -> Self {
        Arc::make_mut(&mut self.service).result_limit = bytes;
        self
    }

    /// Sets the largest whole result in bytes that the link of a cut one leads to. Default: 4 MiB. A larger one is an error of its reading.
    #[must_use]
    pub fn linked_result_limit(mut self, bytes: usize) -> Self {
        Arc::make_mut(&mut self.service).linked_limit = bytes;
        self
    }

    /// Sets the guard over HTTP. The stdio transport has no authentication: its only client is the process that
    /// started the program.
    #[must_use]
    pub fn authentication(mut self, guard: Guard) -> Self {
        self.guard = Some(guard);
        self
    }

    /// Accepts requests for these hosts too (`name` or `name:port`); `*` accepts any host.
    ///
    /// A router accepts loopback host names only, and an adapter also the address that it listens on. Other hosts are
    /// rejected: a web page could send such a request by DNS rebinding.
    #[must_use]
    pub fn allow_hosts(mut self, hosts: impl IntoIterator<Item = impl Into<String>>) -> Self {
        self.hosts.extend(hosts.into_iter().map(Into::into));
        self
    }

    /// Accepts requests of web pages from these origins (`https://app.example:443`; port `*` is any port, `*` any
    /// origin), and lets the pages read the responses.
    ///
    /// Other origins are rejected, as the protocol requires.
    #[must_use]
    pub fn allow_origins(mut self, origins: impl IntoIterator<Item = impl Into<String>>) -> Self {
        for origin in origins.into_iter().map(Into::into) {
            if !is_origin(&origin) {
                tracing::error!(target: "naftiko::mcp", origin, "invalid origin of a web page");
            }
            self.origins.push(origin);
        }
        self
    }

    /// Returns the hosts that are accepted besides loopback names.
    pub(crate) fn hosts(&self) -> &[String] {
        &self.hosts
    }

    /// Returns the accepted origins.
    pub(crate) fn origins(&self) -> &[String] {
        &self.origins
    }

    /// Returns the tools, in the order of the spec.
    pub fn tools(&self) -> &'static [Tool] {
        self.tools
    }

    /// Returns the server over Streamable HTTP, at `/mcp` and every other path.
    pub fn router(&self) -> Router {
        let router = Router::new().fallback_service(self.open_service());
        let router = match &self.guard {
            Some(guard) => guard.protect(router),
            None => router,
        };
        let loopback = LOOPBACK.map(str::to_owned).into_iter();
        let hosts: Vec<_> = loopback.chain(self.hosts.iter().cloned()).collect();
        OriginPolicy::new(&hosts, false, &self.origins).protect(router)
    }

    /// Returns the guard.
    pub(crate) fn guard(&self) -> Option<&Guard> {
        self.guard.as_ref()
    }

    /// Returns the service without the guard and the checks of pages, for servers that apply them.
    pub(crate) fn open_service(&self) -> Service {
        Service::new(self.handler(), self.sessions)
    }

    /// Serves one client over stdio, until it closes stdin.
    ///
    /// # Errors
    /// When stdout cannot be written.
    pub async fn serve_stdio(&self) -> io::Result<()> {
        let limits = StdioLimits {
            message: None,
            memory: Quota::new(DEFAULT_MEMORY),
            recorder: None,
        };
        self.serve_stdio_until(limits, std::future::pending())
            .await
            .map(|_| ())
    }

    /// Serves like [`Server::serve_stdio`] within limits, and also until `stop`.
    pub(crate) async fn serve_stdio_until(
        &self,
        limits: StdioLimits,
        stop: impl Future<Output = ()> + Send + 'static,
    ) -> io::Result<stdio::Client> {
        stdio::serve(self.handler(), limits, stop).await
    }

    /// Calls a tool without a transport. `arguments` is an object, or null for none.
    pub async fn call(&self, tool: &str, arguments: impl Into<Json>) -> ToolResult {
        self.invoke(tool, arguments.into()).await
    }

    async fn invoke(&self, tool: &str, arguments: Json) -> ToolResult {
        let Some(given) = arguments_text(Some(arguments.as_str())) else {
            return ToolError::new("Tool arguments must be a JSON object.").into_result(None);
        };
        let offered = self.offered();
        let result = self.service.call(offered, &offered.view, tool, given).await;
        match result {
            Some(Ok(result)) => result,
            Some(Err(error)) => ToolError::new(error.message()).into_result(None),
            None => ToolError::new(format!("Unknown tool `{tool}`.")).into_result(None),
        }
    }

    fn handler(&self) -> Handler {
        Handler::new(Arc::clone(&self.service), Arc::clone(self.offered()))
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
