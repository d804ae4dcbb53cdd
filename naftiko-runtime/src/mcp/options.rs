//! Server options of the program: tool overrides, completions, logs, updates, sessions.

use std::sync::Arc;
use std::time::Duration;

use crate::input::Inputs;
use crate::mcp::catalogue::{Catalogue, CatalogueSettings, Offered, OfferedOnce, Selection, Toolset};
use crate::mcp::completion::Completer;
use crate::mcp::protocol::Updates;
use crate::mcp::result::{IntoToolResult, ToolError};
use crate::mcp::{CompletionRequest, Server};

impl Server {
    /// Sets how clients see the tools. The variable `<NAMESPACE>_MCP_CATALOGUE` overrides it.
    #[must_use]
    pub fn catalogue(mut self, catalogue: Catalogue) -> Self {
        self.settings().chosen = Some(catalogue);
        self
    }

    /// Declares tools whose operations are long-running: each calls the operation beside it. A call waits for the result within
    /// [`operation_wait`](Self::operation_wait). The result of an operation that still runs says so, with a text for `get_operation_result`.
    #[must_use]
    pub fn long_running(mut self, tools: &[(&'static str, &'static str)]) -> Self {
        self.settings().long_running.add(tools);
        self
    }

    /// Sets the time for which a call waits for the result of a long-running operation, 8 seconds by default. It should be shorter than the
    /// time after which clients and proxies give up, often 30 seconds. The request that begins the operation has its own time.
    #[must_use]
    pub fn operation_wait(mut self, wait: Duration) -> Self {
        self.settings().long_running.wait = wait;
        self
    }

    /// Declares groups of tools, which clients choose by name. A tool is in one of them.
    #[must_use]
    pub fn toolsets(mut self, toolsets: &'static [Toolset]) -> Self {
        self.settings().toolsets = toolsets;
        self
    }

    /// Sets the index of the tools that the generator made. Without it, the server makes one from the table when it is needed.
    #[must_use]
    pub fn search_index(mut self, index: &'static str) -> Self {
        self.settings().index = Some(index);
        self
    }

    /// Lists these tools before all others, and also beside the tools of [`Catalogue::Search`].
    #[must_use]
    pub fn pinned_tools(mut self, names: impl IntoIterator<Item = impl Into<String>>) -> Self {
        self.settings().pinned = names.into_iter().map(Into::into).collect();
        self
    }

    /// Offers the tools of these toolsets only. A client chooses among them, and never more.
    #[must_use]
    pub fn only_toolsets(mut self, names: impl IntoIterator<Item = impl Into<String>>) -> Self {
        self.settings().bound.toolsets = Some(names.into_iter().map(Into::into).collect());
        self
    }

    /// Offers these tools only, together with those of [`Server::only_toolsets`].
    #[must_use]
    pub fn only_tools(mut self, names: impl IntoIterator<Item = impl Into<String>>) -> Self {
        self.settings().bound.tools = Some(names.into_iter().map(Into::into).collect());
        self
    }

    /// Does not offer these tools, whatever else is chosen.
    #[must_use]
    pub fn exclude_tools(mut self, names: impl IntoIterator<Item = impl Into<String>>) -> Self {
        self.settings()
            .bound
            .excluded
            .extend(names.into_iter().map(Into::into));
        self
    }

    /// Offers only tools that change nothing (`readOnlyHint`), whatever else is chosen.
    #[must_use]
    pub fn read_only(mut self) -> Self {
        self.settings().bound.read_only = true;
        self
    }

    /// Returns the settings for a change, after which the server is another one.
    pub(crate) fn settings(&mut self) -> &mut CatalogueSettings {
        self.offered = OfferedOnce::default();
        &mut Arc::make_mut(&mut self.service).settings
    }

    /// Returns what the server offers. An operator's choice with an unknown name offers nothing, so that a mistake opens nothing.
    pub(crate) fn offered(&self) -> &Arc<Offered> {
        self.offered.get(|| {
            let (offered, problem) = Offered::new(&self.service.tables, &self.service.settings);
            if let Some(problem) = problem {
                let problem = problem.without_name();
                tracing::error!(target: "naftiko::mcp", problem, "invalid choice of tools; none is offered");
            }
            Arc::new(offered)
        })
    }

    /// Returns the server with the choices of the environment.
    ///
    /// # Errors
    /// When a name is unknown, in the environment or in code.
    pub(crate) fn chosen_by_operator(
        mut self,
        catalogue: Option<Catalogue>,
        selection: Selection,
    ) -> Result<Self, String> {
        let settings = self.settings();
        settings.chosen = catalogue.or(settings.chosen);
        settings.environment = selection;
        let (offered, problem) = Offered::new(&self.service.tables, &self.service.settings);
        self.offered.get(|| Arc::new(offered));
        problem.map_or(Ok(self), |problem| Err(problem.without_name()))
    }

    /// Returns what the startup message says about the tools, for the adapter with this namespace.
    pub(crate) fn catalogue_note(&self, namespace: &str, variable: &str) -> Option<String> {
        self.offered().note(namespace, variable)
    }

    /// Overrides a tool: for results that its method's type cannot express (images, several blocks), or for one
    /// server only. A tool that is not in the table cannot be called.
    ///
    /// ```ignore
    /// let server = desk::mcp::server(capability).tool("get-label", move |mut inputs| async move {
    ///     let id = inputs.string(ParameterIn::Field("id"));
    ///     inputs.finish()?;
    ///     let image = ContentBlock::image(STANDARD.encode(label(&id)?), "image/png");
    ///     Ok(ToolResult::success(vec![image]))
    /// });
    /// ```
    #[must_use]
    pub fn tool<T, F>(mut self, name: &str, function: impl Fn(Inputs) -> F + Send + Sync + 'static) -> Self
    where
        T: IntoToolResult,
        F: Future<Output = Result<T, ToolError>> + Send + 'static,
    {
        if !self.tools.iter().any(|tool| tool.name == name) {
            tracing::error!(target: "naftiko::mcp", tool = name, "tool override has no matching tool");
        }
        Arc::make_mut(&mut self.service).own.add(name, function);
        self
    }

    /// Sets the function that completes arguments of prompts and placeholders of MCP resources while a user types.
    #[must_use]
    pub fn completions<F>(mut self, function: impl Fn(CompletionRequest) -> F + Send + Sync + 'static) -> Self
    where
        F: Future<Output = Vec<String>> + Send + 'static,
    {
        Arc::make_mut(&mut self.service).completer = Some(Completer::new(function));
        self
    }

    /// Declares that calls send log messages to the client ([`log`](crate::mcp::protocol::notifications::log())).
    #[must_use]
    pub fn logging(mut self) -> Self {
        Arc::make_mut(&mut self.service).tables.logs = true;
        self
    }

    /// Lets clients subscribe to MCP resources; `updates` notifies them. Clients of older protocol versions can do so
    /// over stdio, and over HTTP with [`Server::sessions`].
    #[must_use]
    pub fn updates(mut self, updates: &Updates) -> Self {
        let service = Arc::make_mut(&mut self.service);
        service.updates = Some(updates.clone());
        service.tables.subscribable = true;
        self
    }

    /// Keeps a session for each client of older protocol versions, so that the server can notify it outside of
    /// requests. A session uses memory until it was idle for five minutes, and belongs to this process: behind a load
    /// balancer, a client must reach the same process again. Newer clients have no sessions.
    #[must_use]
    pub fn sessions(mut self) -> Self {
        self.sessions = true;
        self
    }
}
