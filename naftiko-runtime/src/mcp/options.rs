//! Server options of the program: tool overrides, completions, logs, updates, sessions.

use std::sync::Arc;

use super::completion::Completer;
use super::{CompletionRequest, IntoToolResult, Server, ToolError, Updates};
use crate::input::Inputs;

impl Server {
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

    /// Declares that calls send log messages to the client ([`log`](super::log())).
    #[must_use]
    pub fn logging(mut self) -> Self {
        Arc::make_mut(&mut self.service).catalog.logs = true;
        self
    }

    /// Lets clients subscribe to MCP resources; `updates` notifies them. Clients of older protocol versions can do so
    /// over stdio, and over HTTP with [`Server::sessions`].
    #[must_use]
    pub fn updates(mut self, updates: &Updates) -> Self {
        let service = Arc::make_mut(&mut self.service);
        service.updates = Some(updates.clone());
        service.catalog.subscribable = true;
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
