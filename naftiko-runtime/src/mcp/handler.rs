//! Methods of the protocol.

use std::borrow::Cow;
use std::sync::Arc;
use std::time::Duration;

use crate::context::Context;
use crate::input::Inputs;
use crate::mcp::CompletionRequest;
use crate::mcp::catalogue::{Offered, Selection, View};
use crate::mcp::long_running::{self, Begun, InvalidHandle, tasks};
use crate::mcp::prepared::{List, Prepared, begin_list};
use crate::mcp::protocol::json::{is_null, string};
use crate::mcp::protocol::message::{begin_response, invalid_parameters};
use crate::mcp::protocol::{
    Changes, Era, Level, McpRequest, NotificationOptions, ProtocolError, RawMembers, ResponseText, Session,
    Subscription, era,
};
use crate::mcp::result::ToolResult;
use crate::mcp::tools::{Tools, arguments_text, unknown_resource};
use crate::telemetry;
use crate::value::{Json, Writer};

/// The handler of requests over any transport. Cheap to clone.
#[derive(Clone)]
pub(crate) struct Handler {
    pub(crate) tools: Arc<Tools>,
    pub(crate) prepared: Arc<Prepared>,
    offered: Arc<Offered>,
    /// What the request sees of the tools.
    view: View,
}

/// A response without its last brace, or its error.
type Outcome = Result<Writer, ProtocolError>;

/// The initial capacity of a result of unknown size, in bytes.
const RESULT_CAPACITY: usize = 512;

impl Handler {
    pub(crate) fn new(tools: Arc<Tools>, offered: Arc<Offered>) -> Self {
        let prepared = Prepared::new(&tools);
        Self {
            tools,
            prepared: Arc::new(prepared),
            view: offered.view.clone(),
            offered,
        }
    }

    /// Returns the handler of requests that see what these choices leave of the tools.
    ///
    /// # Errors
    /// When a choice has an unknown name.
    pub(crate) fn narrowed(&self, choices: &[Selection]) -> Result<Self, ProtocolError> {
        let view = self.offered.view(choices);
        let view = view.map_err(|unknown| ProtocolError::invalid_params(unknown.with_name()))?;
        Ok(Self { view, ..self.clone() })
    }

    /// Returns whether a request of this method may wait: for an API, the disk, or the program.
    pub(crate) fn may_wait(method: &str) -> bool {
        matches!(
            method,
            "tools/call"
                | "tasks/get"
                | "prompts/get"
                | "resources/read"
                | "resources/list"
                | "completion/complete"
                | "subscriptions/listen"
        )
    }

    /// Runs a request and returns the text of its response. `session` is that of the client, if it has one.
    pub(crate) async fn respond(
        &self,
        request: &McpRequest<'_>,
        era: Era,
        session: Option<&Session>,
    ) -> Result<ResponseText, ProtocolError> {
        let outcome = match of_message(request) {
            Some(context) => Box::pin(context.scope(self.recorded(request, era, session))).await,
            None => self.run(request, era, session).await,
        };
        match outcome {
            // The newer protocol has no separate code for it.
            Err(error) if era.is_newer() && error.code() == ProtocolError::RESOURCE_NOT_FOUND => {
                Err(error.with_code(ProtocolError::INVALID_PARAMS))
            }
            outcome => outcome,
        }
    }

    /// Runs a request in its own context, and completes its record if it has one.
    async fn recorded(
        &self,
        request: &McpRequest<'_>,
        era: Era,
        session: Option<&Session>,
    ) -> Result<ResponseText, ProtocolError> {
        let outcome = self.run(request, era, session).await;
        if let Some(recording) = Context::recording() {
            let ended = match &outcome {
                // The name comes from the caller.
                Err(error) if error.code() == ProtocolError::METHOD_NOT_FOUND => telemetry::Outcome::Error,
                outcome => {
                    recording.method(&request.method);
                    telemetry::Outcome::of(outcome.is_ok())
                }
            };
            recording.ended(ended);
        }
        outcome
    }

    async fn run(
        &self,
        request: &McpRequest<'_>,
        era: Era,
        session: Option<&Session>,
    ) -> Result<ResponseText, ProtocolError> {
        let (prepared, tables) = (&*self.prepared, &self.tools.tables);
        let (resources, prompts, older) = (tables.has_resources(), tables.has_prompts(), !era.is_newer());
        let skills = !tables.skills.is_empty() && !older;
        let tasks = !self.tools.settings.long_running.is_empty() && !older;
        let json = match &*request.method {
            "tools/call" => self.call(request, era).await,
            "tools/list" => return self.list_tools(request, era),
            "tasks/get" if tasks => self.task(request).await,
            "tasks/update" | "tasks/cancel" if tasks => self.acknowledge(request),
            "prompts/list" if prompts => list(request, era, &prepared.prompts),
            "prompts/get" if prompts => self.prompt(request, era).await,
            "resources/list" if resources => self.resources(request, era).await,
            "resources/templates/list" if resources => list(request, era, &prepared.templates),
            "resources/read" if resources => self.read(request, era).await,
            "resources/subscribe" if older => self.subscribe(request, session, true),
            "resources/unsubscribe" if older => self.subscribe(request, session, false),
            "skills/list" if skills => list(request, era, &prepared.skills),
            "skills/get" if skills => self.skill(request, era),
            "completion/complete" => self.complete(request, era).await,
            "server/discover" => Ok(prepared_response(request, &prepared.discovery)),
            "initialize" if older => self.initialize(request, session),
            "ping" if older => Ok(prepared_response(request, "{}")),
            "logging/setLevel" if older && tables.logs => set_level(request),
            method => Err(ProtocolError::method_not_found(method)),
        };
        json.map(|mut json| {
            json.raw("}");
            json.into_text().into()
        })
    }

    fn initialize(&self, request: &McpRequest<'_>, session: Option<&Session>) -> Outcome {
        let wished = request.params.string("protocolVersion");
        let wished = wished.ok_or_else(|| invalid(request))?;
        // Without a session, an older client has no stream for notifications.
        let subscribable = session.is_some();
        let mut json = begin_response(request.id, RESULT_CAPACITY);
        self.prepared
            .handshake(&mut json, era::negotiate(&wished), subscribable);
        Ok(json)
    }

    async fn call(&self, request: &McpRequest<'_>, era: Era) -> Outcome {
        let [name, given] = parameters(request, &["name", "arguments"])?;
        let name = name.and_then(string).ok_or_else(|| invalid(request))?;
        let given = arguments_text(given).ok_or_else(|| invalid(request))?;
        let unknown = || ProtocolError::invalid_params(format!("unknown tool `{name}`"));
        let called = self.tools.call(&self.offered, &self.view, &name, given);
        let result = called.await.ok_or_else(unknown)??;
        let result = if era.has_links() {
            result
        } else {
            result.without_links()
        };
        if let Some(recording) = Context::recording() {
            recording.ended(telemetry::Outcome::of(!result.is_error()));
        }
        let mut json = begin_response(request.id, result.size_hint());
        // A client of tasks that asks for the result by the tool wants it from the tool.
        let takes_task = era.is_newer() && request.meta.declares_tasks && name != long_running::RESULT;
        if let Some(running) = result.running.as_deref().filter(|_| takes_task) {
            tasks::write_created(running, json.raw("{"));
            self.end_result(&mut json);
        } else {
            begin_result(&mut json, era);
            result.write(&mut json, &self.prepared.server);
        }
        Ok(json)
    }

    /// Returns the task of a request, an operation that has begun, with its id.
    fn begun<'m>(&self, request: &McpRequest<'m>) -> Result<(Cow<'m, str>, Begun), ProtocolError> {
        if !request.meta.declares_tasks {
            return Err(tasks::undeclared());
        }
        let id = request.params.string("taskId").ok_or_else(|| invalid(request))?;
        let begun = self.tools.begun(&self.offered, &self.view, &id);
        begun.map(|begun| (id, begun)).map_err(tasks::unknown)
    }

    async fn task(&self, request: &McpRequest<'_>) -> Outcome {
        let (id, begun) = self.begun(request)?;
        // The client waits itself.
        let resumed = self.tools.resume(&begun, &id, Duration::ZERO).await;
        let outcome = resumed.ok_or_else(|| tasks::unknown(InvalidHandle::Unknown))?;
        let mut json = begin_response(
            request.id,
            outcome.as_ref().map_or(RESULT_CAPACITY, ToolResult::size_hint),
        );
        tasks::write_state((&id, &begun), &outcome, &self.prepared.server, json.raw("{"));
        self.end_result(&mut json);
        Ok(json)
    }

    /// Acknowledges a request about a task without an effect: no task asks for an input, and the API goes on with an operation.
    fn acknowledge(&self, request: &McpRequest<'_>) -> Outcome {
        self.begun(request)?;
        let mut json = begin_response(request.id, RESULT_CAPACITY);
        begin_result(&mut json, Era::Newer);
        self.end_result(&mut json);
        Ok(json)
    }

    fn list_tools(&self, request: &McpRequest<'_>, era: Era) -> Result<ResponseText, ProtocolError> {
        one_page(request)?;
        let mut json = begin_response(request.id, RESULT_CAPACITY);
        let lists = self.tools.tables.lists;
        let lists = if self.view.is_narrowed {
            lists.private()
        } else {
            lists
        };
        begin_list(&mut json, era, "tools", &self.prepared.server, lists);
        let end = self.offered.list(&self.view, &mut json);
        Ok(ResponseText::new(json.into_text(), end))
    }

    async fn prompt(&self, request: &McpRequest<'_>, era: Era) -> Outcome {
        let [name, given] = parameters(request, &["name", "arguments"])?;
        let name = name.and_then(string).ok_or_else(|| invalid(request))?;
        let given = arguments_text(given).ok_or_else(|| invalid(request))?;
        let inputs = Inputs::from_arguments(Json::part(None, given));
        let unknown = || ProtocolError::invalid_params(format!("unknown prompt `{name}`"));
        let prompt = self.tools.tables.prompt(&name).ok_or_else(unknown)?;
        let messages = self.tools.prompt(&name, inputs).await.ok_or_else(unknown)??;
        let mut json = begin_response(request.id, RESULT_CAPACITY);
        begin_result(&mut json, era);
        json.text_member("description", prompt.description);
        json.name("messages").raw("[");
        for message in &messages {
            message.write(json.separate());
        }
        json.raw("]");
        self.end_result(&mut json);
        Ok(json)
    }

    async fn resources(&self, request: &McpRequest<'_>, era: Era) -> Outcome {
        if let Some(resources) = &self.prepared.resources {
            return list(request, era, resources);
        }
        one_page(request)?;
        let (id, handler) = (request.id.to_owned(), self.clone());
        // A blocking thread reads the disk, so that other requests are not delayed.
        let listed = tokio::task::spawn_blocking(move || {
            let mut json = begin_response(&id, RESULT_CAPACITY);
            handler
                .prepared
                .list_resources(&mut json, era, &handler.tools.tables);
            json
        });
        listed
            .await
            .map_err(|_| ProtocolError::internal_error("failed to list resources"))
    }

    async fn read(&self, request: &McpRequest<'_>, era: Era) -> Outcome {
        let uri = request.params.string("uri").ok_or_else(|| invalid(request))?;
        let contents = self.tools.read(&self.offered, &self.view, &uri).await?;
        let mut json = begin_response(request.id, RESULT_CAPACITY);
        begin_result(&mut json, era);
        if era.is_newer() {
            self.tools.tables.contents.write(&mut json);
        }
        json.name("contents").raw("[");
        contents.write(&mut json);
        json.raw("]");
        self.end_result(&mut json);
        Ok(json)
    }

    fn skill(&self, request: &McpRequest<'_>, era: Era) -> Outcome {
        let uri = request.params.string("uri").ok_or_else(|| invalid(request))?;
        let tables = &self.tools.tables;
        let unknown = || ProtocolError::invalid_params(format!("unknown skill `{uri}`"));
        let entry = tables.skills.entry(&uri).ok_or_else(unknown)?;
        let mut json = begin_response(request.id, RESULT_CAPACITY + entry.len());
        begin_result(&mut json, era);
        tables.lists.write(&mut json);
        json.name("skill").raw(entry);
        self.end_result(&mut json);
        Ok(json)
    }

    /// Starts or ends the subscription of an older client, which needs a session.
    fn subscribe(&self, request: &McpRequest<'_>, session: Option<&Session>, begins: bool) -> Outcome {
        let (Some(session), Some(_)) = (session, &self.tools.updates) else {
            return Err(ProtocolError::method_not_found(&request.method));
        };
        let uri = request.params.string("uri").ok_or_else(|| invalid(request))?;
        if begins {
            if self.tools.tables.resource(&uri).is_none() {
                return Err(unknown_resource(&uri));
            }
            session.subscribed.add(uri.into_owned())?;
        } else {
            session.subscribed.remove(&uri);
        }
        Ok(prepared_response(request, "{}"))
    }

    async fn complete(&self, request: &McpRequest<'_>, era: Era) -> Outcome {
        let completer = self.tools.completer.as_ref();
        let completer = completer.ok_or_else(|| ProtocolError::method_not_found(&request.method))?;
        let completing = CompletionRequest::read(request.params).ok_or_else(|| invalid(request))?;
        let mut json = begin_response(request.id, RESULT_CAPACITY);
        begin_result(&mut json, era);
        completer.write(completing, &mut json).await;
        self.end_result(&mut json);
        Ok(json)
    }

    /// Appends the end of every result: the server information.
    fn end_result(&self, json: &mut Writer) {
        json.name("_meta").raw("{").raw(&self.prepared.server).raw("}}");
    }

    /// Returns the subscription of a request, and its changes. Returns `None` for other requests, and when the server
    /// sends no updates.
    pub(crate) fn subscription(
        &self,
        request: &McpRequest<'_>,
        era: Era,
    ) -> Option<Result<(Subscription, Changes), ProtocolError>> {
        if request.method != "subscriptions/listen" || !era.is_newer() {
            return None;
        }
        let changes = self.tools.updates.as_ref()?.changes();
        let declares = request.meta.declares_tasks || self.tools.settings.long_running.is_empty();
        if !declares && tasks::wants_states(request.params) {
            return Some(Err(tasks::undeclared()));
        }
        let known = |uri: &str| self.tools.tables.resource(uri).is_some();
        let subscription = Subscription::read(request.id, request.params, known);
        Some(subscription.map(|subscription| (subscription, changes)))
    }

    /// Returns the notifications that the client of a request accepts while it runs. Only calls send any.
    pub(crate) fn options(&self, request: &McpRequest<'_>, era: Era) -> Option<NotificationOptions> {
        if !matches!(&*request.method, "tools/call" | "prompts/get" | "resources/read") {
            return None;
        }
        NotificationOptions::of(&request.meta, self.tools.tables.logs, era.is_newer())
    }
}

/// Returns the context of a message that has its own trace, in place of that of the HTTP request, or a record.
fn of_message(request: &McpRequest<'_>) -> Option<Context> {
    let trace = &request.meta.trace;
    let has_trace = trace.first().is_some_and(Option::is_some);
    let carrier = Context::recording();
    if !has_trace && carrier.is_none() {
        return None;
    }
    let mut context = Context::current().unwrap_or_else(|| Context::from_headers(&http::HeaderMap::new()));
    if has_trace {
        context = context.with_trace(trace.each_ref().map(Option::as_deref));
    }
    let Some(carrier) = carrier else {
        return Some(context);
    };
    let recording = carrier.message(context.trace_id());
    Some(context.with_recording(recording))
}

/// Without sessions the level cannot be stored: messages from `Info` on are sent.
fn set_level(request: &McpRequest<'_>) -> Outcome {
    let level = request.params.string("level");
    let known = level.is_some_and(|name| Level::of(&name).is_some());
    if !known {
        return Err(invalid(request));
    }
    Ok(prepared_response(request, "{}"))
}

/// Returns a list of the server's tables. Lists have one page, so no cursor is valid.
fn list(request: &McpRequest<'_>, era: Era, list: &List) -> Outcome {
    one_page(request)?;
    Ok(prepared_response(request, list.of(era)))
}

fn one_page(request: &McpRequest<'_>) -> Result<(), ProtocolError> {
    match parameters(request, &["cursor"])? {
        [Some(cursor)] if !is_null(cursor) => Err(ProtocolError::invalid_params(
            "unknown cursor: the list has one page",
        )),
        _ => Ok(()),
    }
}

fn prepared_response(request: &McpRequest<'_>, result: &str) -> Writer {
    let mut json = begin_response(request.id, result.len());
    json.raw(result);
    json
}

fn begin_result(json: &mut Writer, era: Era) {
    json.raw("{");
    if era.is_newer() {
        json.raw(r#""resultType":"complete""#);
    }
}

fn parameters<'m, const N: usize>(
    request: &McpRequest<'m>,
    names: &[&str; N],
) -> Result<RawMembers<'m, N>, ProtocolError> {
    request.params.members(names).map_err(|_| invalid(request))
}

fn invalid(request: &McpRequest<'_>) -> ProtocolError {
    invalid_parameters(&request.method)
}
