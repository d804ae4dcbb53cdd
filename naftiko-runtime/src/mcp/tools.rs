//! Server state, and the running of tools, MCP resources and prompts.

use std::path::PathBuf;
use std::sync::{Arc, LazyLock};
use std::time::Duration;

use crate::context::{AskedOperation, Context, RunningOperation};
use crate::input::{Inputs, ParameterIn};
use crate::mcp::catalogue::{CatalogueSettings, NestedCall, Offered, Searching, View, search_tools};
use crate::mcp::completion::Completer;
use crate::mcp::long_running::{self, Begun, InvalidHandle};
use crate::mcp::protocol::json::{is_null, is_object};
use crate::mcp::protocol::{ProtocolError, Updates};
use crate::mcp::result::resource_content::resource_contents;
use crate::mcp::result::truncate::truncate;
use crate::mcp::result::{
    Content, LinkedCall, Links, Page, PagedTools, ResourceContents, Rest, ResultLink, ToolError, ToolResult,
    links, pages,
};
use crate::mcp::schema::{Accepted, Asked, Described, Fitted, SelectingTools};
use crate::mcp::tables::{Dispatch, FileError, FoundResource, PromptMessage, Resource, Tables, files};
use crate::mcp::tool_overrides::ToolOverrides;
use crate::signing::SigningKeys;
use crate::value::Json;
use crate::{dates, memory, panics};

/// The member of `_meta` with the name of the tool that was called through `call_tool`.
const TOOL_META: &str = "io.naftiko/tool";

/// The arguments of the tools that search.
static SEARCH_ACCEPTED: LazyLock<Accepted> = LazyLock::new(|| Accepted::new(&search_tools::TABLE));

/// Sets the name of the operation in the record of the request. Only names of the spec become labels.
fn record(tool: &str) {
    if let Some(recording) = Context::recording() {
        recording.operation(tool.into());
    }
}

/// The default limit of a result in bytes, similar to that of MCP hosts.
pub(crate) const RESULT_LIMIT: usize = 100_000;

/// The default limit of a whole result that a link leads to, in bytes. It is read into the context of a model, or into the memory of a host.
pub(crate) const LINKED_LIMIT: usize = 4 * 1024 * 1024;

/// The tables of a server and its functions, shared by all transports.
#[derive(Clone)]
pub(crate) struct Tools {
    pub(crate) tables: Tables,
    pub(crate) accepted: Arc<Accepted>,
    pub(crate) described: Arc<Described>,
    pub(crate) dispatch: Arc<dyn Dispatch>,
    pub(crate) own: ToolOverrides,
    pub(crate) completer: Option<Completer>,
    pub(crate) updates: Option<Updates>,
    pub(crate) settings: CatalogueSettings,
    pub(crate) result_limit: usize,
    pub(crate) linked_limit: usize,
    pub(crate) pages: PagedTools,
    pub(crate) selecting: SelectingTools,
    /// The keys that seal what the server hands out.
    pub(crate) keys: Option<Arc<SigningKeys>>,
}

/// A call that goes on with an operation that a call before has begun.
#[derive(Clone, Copy)]
struct Resumed<'r> {
    begun: &'r Begun,
    handle: &'r str,
    wait: Duration,
}

impl Tools {
    /// Runs a call of a tool that a request sees, with the text of its arguments, an object; `None` when the tool is unknown or
    /// hidden. Calls through `call_tool` are the same calls.
    pub(crate) async fn call(
        &self,
        offered: &Offered,
        view: &View,
        name: &str,
        arguments: &str,
    ) -> Option<Result<ToolResult, ProtocolError>> {
        if offered.is_result_tool(name, view) {
            return self.result_of(offered, view, arguments).await;
        }
        if !offered.searches() || !search_tools::TABLE.iter().any(|tool| tool.name == name) {
            offered.directory.position(name, &view.visible)?;
            record(name);
            return self.invoke(name, arguments, None).await;
        }
        let searching = Searching {
            offered,
            view,
            accepted: &self.accepted,
            limit: self.result_limit,
        };
        let inputs = || {
            let fitted = SEARCH_ACCEPTED.fit(name, arguments);
            Inputs::from_arguments(fitted.arguments).with_problems(fitted.problems)
        };
        let result = match name {
            search_tools::SEARCH => searching.search(inputs()),
            search_tools::DESCRIBE => searching.describe(inputs()),
            caller => match NestedCall::read(arguments).and_then(|call| searching.allowed(caller, call)) {
                Ok(call) if offered.is_result_tool(&call.name, view) => {
                    return self.result_of(offered, view, &call.arguments).await;
                }
                Ok(call) => return self.nested(call).await,
                Err(error) => Err(error),
            },
        };
        record(name);
        // Errors of tools with a schema of results have no structure.
        let least = Json::part(None, "{}");
        let result = result.unwrap_or_else(|error| error.into_result(Some(&least)));
        Some(Ok(truncate(result, self.result_limit, Rest::default)))
    }

    /// Runs the call of a tool that is visible.
    async fn nested(&self, call: NestedCall<'_>) -> Option<Result<ToolResult, ProtocolError>> {
        record(&call.name);
        let result = self.invoke(&call.name, &call.arguments, None).await?;
        Some(result.map(|result| result.with_meta(TOOL_META, call.name)))
    }

    /// Runs the tool that returns the result of an operation.
    async fn result_of(
        &self,
        offered: &Offered,
        view: &View,
        arguments: &str,
    ) -> Option<Result<ToolResult, ProtocolError>> {
        let Fitted {
            arguments, problems, ..
        } = long_running::ACCEPTED.fit(long_running::RESULT, arguments);
        let mut inputs = Inputs::from_arguments(arguments).with_problems(problems);
        let handle = inputs.string(ParameterIn::Field("operation"));
        let begun = inputs.finish().map_err(ToolError::from).and_then(|()| {
            let begun = self.begun(offered, view, &handle);
            begun.map_err(|invalid| ToolError::new(invalid.message()))
        });
        match begun {
            Ok(begun) => {
                self.resume(&begun, &handle, self.settings.long_running.wait)
                    .await
            }
            Err(error) => {
                record(long_running::RESULT);
                Some(Ok(error.into_result(None)))
            }
        }
    }

    /// Returns the operation of a handle. The tool that began it must be one that the request sees.
    pub(crate) fn begun(&self, offered: &Offered, view: &View, handle: &str) -> Result<Begun, InvalidHandle> {
        let begun = Begun::read(self.keys.as_deref(), self.tables.info.name, handle, dates::now())?;
        let position = offered.directory.position(&begun.tool, &view.visible);
        position.map(|_| begun).ok_or(InvalidHandle::Unknown)
    }

    /// Goes on with an operation, and returns the result of the tool that began it.
    pub(crate) async fn resume(
        &self,
        begun: &Begun,
        handle: &str,
        wait: Duration,
    ) -> Option<Result<ToolResult, ProtocolError>> {
        record(&begun.tool);
        let resumed = Resumed { begun, handle, wait };
        self.invoke(&begun.tool, &begun.arguments, Some(resumed)).await
    }

    /// Runs a call with the text of its arguments, an object, and cuts its result to the limit; `None` when the tool is unknown.
    async fn invoke(
        &self,
        name: &str,
        arguments: &str,
        resumed: Option<Resumed<'_>>,
    ) -> Option<Result<ToolResult, ProtocolError>> {
        let operation = self.operation(name, resumed);
        let called = self.run(name, arguments);
        let (outcome, page) = long_running::within(operation.clone(), called).await?;
        let result = match outcome {
            Ok(result) => result,
            Err(error) => match (
                operation.and_then(|asked| asked.take_running()),
                error.as_protocol(),
            ) {
                (Some(running), _) => self.running(name, arguments, resumed, &running, error),
                (None, Some(error)) => return Some(Err(error.clone())),
                (None, None) => error.into_result(self.described.least(name)),
            },
        };
        let rest = || Rest {
            link: self.link(name, arguments),
            page: page.as_ref(),
        };
        Some(Ok(truncate(result, self.result_limit, rest)))
    }

    /// Runs a call with the text of its arguments, an object; `None` when the tool is unknown. The result is whole, and has the page that it asked for, if any.
    /// A panic fails this call alone.
    async fn run(
        &self,
        name: &str,
        arguments: &str,
    ) -> Option<(Result<ToolResult, ToolError>, Option<Page>)> {
        let Fitted {
            arguments,
            mut problems,
            ignores_unknown,
        } = self.accepted.fit(name, arguments);
        let shape = self.described.shape(name);
        let Asked { arguments, fields } = self.selecting.asked(name, arguments, shape, &mut problems);
        let (arguments, page) = self.pages.asked(name, arguments);
        let inputs = Inputs::from_arguments(arguments).with_problems(problems);
        let inputs = if ignores_unknown {
            inputs.ignoring_unknown()
        } else {
            inputs
        };
        let pending = match self.own.call(name) {
            Some(own) => own(inputs),
            None => self.dispatch.call(name, inputs)?,
        };
        let outcome = pages::within(page.as_ref(), caught(pending)).await.map(|result| {
            let result = self.described.fit(name, result);
            let result = page.iter().fold(result, |result, page| page.unseen(result));
            let result = fields
                .iter()
                .fold(result, |result, fields| fields.select(result, shape));
            page.iter().fold(result, |result, page| page.continued(result))
        });
        Some((outcome, page))
    }

    /// Returns the long-running operation that a call waits for. A function of the program decides itself how long it waits.
    fn operation(&self, name: &str, resumed: Option<Resumed<'_>>) -> Option<AskedOperation> {
        if self.own.call(name).is_some() {
            return None;
        }
        let tools = &self.settings.long_running;
        let wait = resumed.map_or(tools.wait, |resumed| resumed.wait);
        let begun = resumed.map(|resumed| resumed.begun.token.clone());
        tools.asked(name, wait, begun)
    }

    /// Returns the result of a call whose operation still runs. `error` is why it has no result.
    fn running(
        &self,
        name: &str,
        given: &str,
        resumed: Option<Resumed<'_>>,
        running: &RunningOperation,
        error: ToolError,
    ) -> ToolResult {
        let begun = Begun {
            created: resumed.map_or_else(|| dates::now().as_secs(), |resumed| resumed.begun.created),
            tool: name.to_owned(),
            arguments: long_running::needed(self.accepted.shape(name), given),
            token: running.token.clone(),
        };
        let known = resumed.map(|resumed| (resumed.begun, resumed.handle));
        let sealing = (self.keys.as_deref(), self.tables.info.name);
        let least = self.described.least(name);
        match begun.running(known, running.delay, sealing) {
            None => long_running::without_handle().into_result(least),
            // An agent that reads a result should know why it is not there.
            Some(running) if known.is_some() && error.is_retryable() => {
                let mut result = error.into_result(least);
                result.running = Some(Box::new(running));
                result
            }
            Some(running) => long_running::running(running),
        }
    }

    /// Returns the links of the server; `None` without keys.
    fn links(&self) -> Option<Links<'_>> {
        let keys = self.keys.as_deref()?;
        Some(Links::new(keys, self.tables.info.name))
    }

    /// Returns the link that repeats a call; `None` for a tool that writes, or that would begin an operation again.
    fn link(&self, tool: &str, arguments: &str) -> Option<ResultLink> {
        let tool = self.tables.reading_tool(tool)?.name;
        if self.settings.long_running.has(tool) {
            return None;
        }
        let uri = self.links()?.uri(tool, arguments, dates::now())?;
        // It takes a part of the result.
        (uri.len() <= self.result_limit / 4).then_some(ResultLink { uri, tool })
    }

    /// Reads the whole result of the call that a link repeats. It is the same call as a direct one: a tool that the request does not see is unknown.
    async fn read_result(
        &self,
        offered: &Offered,
        view: &View,
        uri: &str,
    ) -> Result<ResourceContents, ProtocolError> {
        let unknown = || {
            let message = "unknown link to a result: it is damaged, or of a server with another key; call the tool again";
            ProtocolError::resource_not_found(message, uri)
        };
        let call = self
            .links()
            .and_then(|links| links.open(uri))
            .ok_or_else(unknown)?;
        let LinkedCall { tool, arguments, .. } = &call;
        let is_visible = offered.directory.position(tool, &view.visible).is_some();
        self.tables
            .reading_tool(tool)
            .filter(|_| is_visible)
            .ok_or_else(unknown)?;
        if call.is_expired(dates::now()) {
            let message = format!("the link to a result of `{tool}` has expired; call the tool again");
            return Err(ProtocolError::resource_not_found(message, uri));
        }
        record(tool);
        let (outcome, _) = self.run(tool, arguments).await.ok_or_else(unknown)?;
        let content = match outcome {
            Ok(result) if result.is_error() => Err(ToolError::new(result.text())),
            Ok(result) => Ok(result.into_content()),
            Err(error) => Err(error),
        };
        let content = readable(content, uri)?;
        within_limit(&content, self.linked_limit)?;
        // The response has the text with its quotes escaped.
        memory::take(2 * content.len()).map_err(|error| ProtocolError::overloaded(error.to_string()))?;
        Ok(resource_contents(uri, "", content))
    }

    /// Reads an MCP resource. Its errors are protocol errors, since the results of this method cannot be errors.
    pub(crate) async fn read(
        &self,
        offered: &Offered,
        view: &View,
        uri: &str,
    ) -> Result<ResourceContents, ProtocolError> {
        if links::is_link(uri) && self.tables.has_links {
            return self.read_result(offered, view, uri).await;
        }
        let unknown = || unknown_resource(uri);
        if let Some(contents) = self.tables.skills.read(uri) {
            return Ok(contents);
        }
        let (resource, found) = self.tables.resource(uri).ok_or_else(unknown)?;
        let content = match found {
            FoundResource::Called(values) => {
                let reading = self
                    .dispatch
                    .read(resource.uri, Inputs::from_arguments(values))
                    .ok_or_else(unknown)?;
                readable(caught(reading).await, uri)?
            }
            FoundResource::File(location, rest) => {
                self.file(location, rest, resource).await.ok_or_else(unknown)??
            }
        };
        let content = if resource.binary {
            content.into_blob()
        } else {
            content
        };
        within_limit(&content, self.result_limit)?;
        Ok(resource_contents(uri, resource.mime_type, content))
    }

    /// Reads a file on a blocking thread; `None` when it does not exist.
    async fn file(
        &self,
        location: PathBuf,
        rest: String,
        resource: &Resource,
    ) -> Option<Result<Content, ProtocolError>> {
        let (mime_type, limit) = (resource.mime_type, self.result_limit);
        let read = tokio::task::spawn_blocking(move || files::read(&location, &rest, mime_type, limit)).await;
        let failed = |message: String| Some(Err(ProtocolError::internal_error(message)));
        match read {
            Ok(Ok(content)) => Some(Ok(content)),
            Ok(Err(FileError::Absent)) => None,
            Ok(Err(FileError::TooLarge(length))) => {
                failed(format!("the resource has {length} bytes; the limit is {limit}"))
            }
            Ok(Err(FileError::Failed(error))) => {
                tracing::warn!(target: "naftiko::mcp", uri = resource.uri, %error, "failed to read resource file");
                failed("failed to read the file".to_owned())
            }
            Err(_) => failed("the server failed to read the resource".to_owned()),
        }
    }

    /// Builds the messages of a prompt; `None` when the prompt is unknown.
    pub(crate) async fn prompt(
        &self,
        name: &str,
        inputs: Inputs,
    ) -> Option<Result<Vec<PromptMessage>, ProtocolError>> {
        let pending = self.dispatch.prompt(name, inputs)?;
        Some(caught(pending).await.map_err(ToolError::into_protocol))
    }
}

/// Returns the result of a function of the program, or the error of a panic in it.
async fn caught<T>(pending: impl Future<Output = Result<T, ToolError>>) -> Result<T, ToolError> {
    let outcome = panics::catch(pending).await;
    outcome.unwrap_or_else(|_| Err(ToolError::new("The server failed to process the request.")))
}

/// Returns what was read, or its error as that of a method whose results cannot be errors.
fn readable(read: Result<Content, ToolError>, uri: &str) -> Result<Content, ProtocolError> {
    read.or_else(ToolError::content_if_empty)
        .map_err(|error| match error.status() {
            Some(404 | 410) => ProtocolError::resource_not_found(error.message(), uri),
            _ => error.into_protocol(),
        })
}

fn within_limit(content: &Content, limit: usize) -> Result<(), ProtocolError> {
    let length = content.len();
    if length <= limit {
        return Ok(());
    }
    let message = format!("the resource has {length} bytes; the limit is {limit}");
    Err(ProtocolError::internal_error(message))
}

/// Returns the text of arguments, without arguments if they are null or absent; `None` when they are not an object.
pub(crate) fn arguments_text(text: Option<&str>) -> Option<&str> {
    match text {
        None => Some("{}"),
        Some(text) if is_null(text) => Some("{}"),
        Some(text) => is_object(text).then_some(text),
    }
}

/// Returns the error of an unknown URI.
pub(crate) fn unknown_resource(uri: &str) -> ProtocolError {
    ProtocolError::resource_not_found(format!("unknown resource `{uri}`"), uri)
}
