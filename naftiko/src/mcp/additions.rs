//! What a program adds to the server of its spec.

use std::sync::Arc;

use super::completion::Completer;
use super::{Completing, IntoToolResult, Server, ToolError, Updates};
use crate::input::Inputs;

impl Server {
    /// Carries out a tool in another way than its method: for what the type of the method cannot say
    /// (images, several blocks), or for one server alone. A tool that is not in the table cannot be called.
    ///
    /// ```ignore
    /// let server = desk::mcp::server(capability).tool("get-label", move |mut inputs| async move {
    ///     let id = inputs.string(In::Field("id"));
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
            tracing::error!(tool = name, "tool override has no matching tool");
        }
        Arc::make_mut(&mut self.service).own.add(name, function);
        self
    }

    /// Proposes values for arguments of prompts and placeholders of resources, while a person types.
    #[must_use]
    pub fn completions<F>(mut self, function: impl Fn(Completing) -> F + Send + Sync + 'static) -> Self
    where
        F: Future<Output = Vec<String>> + Send + 'static,
    {
        Arc::make_mut(&mut self.service).completer = Some(Completer::new(function));
        self
    }

    /// Declares that calls send messages of their log to the client ([`log`](super::log())).
    #[must_use]
    pub fn logging(mut self) -> Self {
        Arc::make_mut(&mut self.service).catalog.logs = true;
        self
    }

    /// Lets clients subscribe to resources, which `updates` tells them of. Clients of the older protocols can
    /// do so over standard input and output, and over HTTP when there are [`Server::sessions`].
    #[must_use]
    pub fn updates(mut self, updates: &Updates) -> Self {
        let service = Arc::make_mut(&mut self.service);
        service.updates = Some(updates.clone());
        service.catalog.subscribable = true;
        self
    }

    /// Keeps a session for each client of the older protocols, so that it can be told of something when it
    /// has not asked. A session takes memory until it has been idle for five minutes, and belongs to this
    /// process: behind a balancer, clients have to come back to it. Newer clients have no sessions.
    #[must_use]
    pub fn sessions(mut self) -> Self {
        self.sessions = true;
        self
    }
}
