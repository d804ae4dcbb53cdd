//! Tools whose operations are long-running: a call waits for the result within a time. Of an operation that still runs it returns a handle, with
//! which the result is read later, from any server with the same key.

pub(crate) mod tasks;

use std::collections::BTreeMap;
use std::sync::LazyLock;
use std::time::Duration;

use http::HeaderMap;

use crate::context::{AskedOperation, Context};
use crate::mcp::result::{Running, ToolError, ToolResult};
use crate::mcp::schema::shape::read;
use crate::mcp::schema::{Accepted, Shape};
use crate::mcp::tables::{Hints, Tool};
use crate::retry_after::whole_seconds;
use crate::signing::SigningKeys;
use crate::value::{Json, Kind, Parts, Writer};

/// The name of the tool that returns the result of an operation that still ran.
pub(crate) const RESULT: &str = "get_operation_result";

/// The tool that returns the result of an operation that still ran.
pub(crate) static TABLE: [Tool; 1] = [Tool {
    name: RESULT,
    title: "Get the result of an operation",
    description: "Returns the result of an operation that was still running when a tool returned, which is the result of that tool. Waits a short time for it. \
                  If the operation is still running then, call this again after `retry_after_seconds`.",
    input_schema: r#"{"type":"object","properties":{"operation":{"type":"string","description":"The `operation` of the result, unchanged."}},"required":["operation"],"additionalProperties":false}"#,
    // The result is that of another tool.
    output_schema: "",
    hints: Hints::READING,
}];

/// The arguments of that tool.
pub(crate) static ACCEPTED: LazyLock<Accepted> = LazyLock::new(|| Accepted::new(&TABLE));

/// The default time for which a call waits for a result. Agents and proxies give up after 30 to 60 seconds, and a server that shuts down drops
/// requests after 10: the handle of an operation that has begun would be lost.
const WAIT: Duration = Duration::from_secs(8);

/// The time for which a handle is of use. Conversations of agents end before, and APIs keep the status of an operation for about as long.
pub(crate) const LIFE: Duration = Duration::from_secs(24 * 60 * 60);

/// The longest handle in bytes. An agent writes it into a call, and a client of tasks into a header, of which proxies accept 8 KiB.
const LONGEST: usize = 8 * 1024;

/// The tools with long-running operations, each with the operation that it calls.
#[derive(Clone, Debug)]
pub(crate) struct LongRunningTools {
    operations: BTreeMap<&'static str, &'static str>,
    /// The time for which a call waits for a result.
    pub(crate) wait: Duration,
}

impl Default for LongRunningTools {
    fn default() -> Self {
        Self {
            operations: BTreeMap::new(),
            wait: WAIT,
        }
    }
}

impl LongRunningTools {
    pub(crate) fn add(&mut self, tools: &[(&'static str, &'static str)]) {
        self.operations.extend(tools.iter().copied());
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.operations.is_empty()
    }

    pub(crate) fn has(&self, tool: &str) -> bool {
        self.operations.contains_key(tool)
    }

    /// Returns the operation that a call of a tool waits for, if its operation is long-running. `begun` is the token of one that has begun.
    pub(crate) fn asked(&self, tool: &str, wait: Duration, begun: Option<String>) -> Option<AskedOperation> {
        let operation = self.operations.get(tool)?;
        Some(AskedOperation::new(operation, wait, begun))
    }
}

/// Runs a call that waits for the result of an operation.
pub(crate) async fn within<T>(asked: Option<AskedOperation>, call: impl Future<Output = T>) -> T {
    let Some(asked) = asked else {
        return call.await;
    };
    let context = Context::current().unwrap_or_else(|| Context::from_headers(&HeaderMap::new()));
    context.with_operation(asked).scope(call).await
}

/// An operation that a tool has begun.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Begun {
    /// The time in seconds since 1970.
    pub(crate) created: u64,
    pub(crate) tool: String,
    /// The arguments of the tool, without those that its result does not need.
    pub(crate) arguments: String,
    /// The lines of the token by which the operation is resumed.
    pub(crate) token: String,
}

/// The reason why a text is not the handle of an operation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum InvalidHandle {
    Unknown,
    Expired,
}

impl InvalidHandle {
    /// Returns the problem and what to do.
    pub(crate) fn message(self) -> &'static str {
        match self {
            Self::Unknown => {
                "Unknown `operation`. Give the `operation` that a tool of this server returned, unchanged."
            }
            Self::Expired => {
                "The `operation` has expired: results are returned for 24 hours. Read the current state with another tool."
            }
        }
    }
}

impl Begun {
    /// Returns the handle for callers; `None` if it cannot be made, or is too long.
    fn handle(&self, keys: Option<&SigningKeys>, server: &str) -> Option<String> {
        let Self {
            created,
            tool,
            arguments,
            token,
        } = self;
        let created = created.to_string();
        let text = [created.as_str(), tool, arguments, token].join(SEPARATOR);
        let handle = keys?.sign(&purpose(server), text.as_bytes())?;
        (handle.len() <= LONGEST).then_some(handle)
    }

    /// Reads a handle of a server.
    pub(crate) fn read(
        keys: Option<&SigningKeys>,
        server: &str,
        handle: &str,
        now: Duration,
    ) -> Result<Self, InvalidHandle> {
        let bytes = keys.and_then(|keys| keys.verify(&purpose(server), handle));
        let text = bytes.and_then(|bytes| String::from_utf8(bytes).ok());
        let begun = text.as_deref().and_then(Self::of_text);
        let begun = begun.ok_or(InvalidHandle::Unknown)?;
        if now.as_secs().saturating_sub(begun.created) > LIFE.as_secs() {
            return Err(InvalidHandle::Expired);
        }
        Ok(begun)
    }

    /// Returns the operation for the caller. `given` is the handle that the caller has, which stays valid as long as the operation is where it was.
    pub(crate) fn running(
        &self,
        given: Option<(&Begun, &str)>,
        delay: Duration,
        (keys, server): (Option<&SigningKeys>, &str),
    ) -> Option<Running> {
        let unchanged = given.filter(|(known, _)| *known == self);
        let handle = match unchanged {
            Some((_, handle)) => handle.to_owned(),
            None => self.handle(keys, server)?,
        };
        Some(Running {
            handle,
            created: self.created,
            delay,
        })
    }

    fn of_text(text: &str) -> Option<Self> {
        let mut parts = text.split(SEPARATOR).map(str::to_owned);
        Some(Self {
            created: parts.next()?.parse().ok()?,
            tool: parts.next()?,
            arguments: parts.next()?,
            token: parts.next()?,
        })
    }
}

/// What none of the parts of a handle contains: neither names nor JSON nor addresses.
const SEPARATOR: &str = "\0";

/// Returns what the handles of a server are sealed for.
fn purpose(server: &str) -> String {
    format!("operation\n{server}")
}

/// Returns the result that says that the operation runs. Hosts show only the structure when there is one, so what to do is in it.
pub(crate) fn running(running: Running) -> ToolResult {
    let seconds = whole_seconds(running.delay);
    let mut json = Writer::default();
    json.raw("{").name("running").boolean(true);
    json.name("operation").string(&running.handle);
    json.name("retry_after_seconds").raw(&seconds.to_string());
    json.name("notice").string(&format!(
        "The API has begun the operation, which is still running. Do not call the tool again. Call `{RESULT}` with this `operation` in {seconds} \
         seconds for the result."
    ));
    json.raw("}");
    let mut result = ToolResult::success(Vec::new()).with_structured(json.finish());
    result.running = Some(Box::new(running));
    result
}

/// Returns the arguments that the result of a tool needs: those that its inputs require, since the call is not sent again. Texts, numbers and
/// lists stay: credentials are among them, and the members that a caller wants.
pub(crate) fn needed(shape: Option<&Shape>, arguments: &str) -> String {
    let Some(shape) = shape else {
        return arguments.to_owned();
    };
    let mut json = Writer::default();
    append_members(shape, arguments, &mut json, |required, value| {
        required || Kind::of(value) != Kind::Object
    });
    json.into_string()
}

fn append_members(shape: &Shape, object: &str, json: &mut Writer, is_needed: fn(bool, &str) -> bool) {
    json.raw("{");
    for (raw, value) in Parts::of(object) {
        let member = shape.member(raw);
        // Agents write objects as text.
        let read = member.and_then(|member| read(&member.shape, value));
        let value = read.as_ref().map_or(value, Json::as_str);
        if member.is_some_and(|member| !is_needed(member.required, value)) {
            continue;
        }
        json.raw_name(raw);
        match member {
            Some(member) => append_value(&member.shape, value, json),
            None => {
                json.raw(value);
            }
        }
    }
    json.raw("}");
}

fn append_value(shape: &Shape, value: &str, json: &mut Writer) {
    match (Kind::of(value), &shape.items) {
        (Kind::Object, _) => append_members(shape, value, json, |required, _| required),
        (Kind::Array, Some(items)) => {
            json.raw("[");
            for (_, item) in Parts::of(value) {
                append_value(items, item, json.separate());
            }
            json.raw("]");
        }
        _ => {
            json.raw(value);
        }
    }
}

/// Returns the error of an operation that runs, and of which the caller cannot have a handle.
pub(crate) fn without_handle() -> ToolError {
    ToolError::new(
        "The API has begun the operation, which is still running, and the server cannot return its result: the handle would be too long. Do not call \
         the tool again. Read the state with another tool later.",
    )
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;
    use crate::input::Inputs;
    use crate::mcp::Server;
    use crate::mcp::tables::{Dispatch, ServerInfo, ToolFuture};

    fn keys() -> SigningKeys {
        SigningKeys::random().unwrap()
    }

    fn begun(token: &str) -> Begun {
        Begun {
            created: 1_800_000_000,
            tool: "create".to_owned(),
            arguments: r#"{"name":"a\n"}"#.to_owned(),
            token: token.to_owned(),
        }
    }

    #[test]
    fn handle_is_read_until_it_expires() {
        let (keys, begun) = (keys(), begun("s\ndisks.create\nhttps://api.test/1\n\n"));
        let handle = begun.handle(Some(&keys), "desk").unwrap();
        let read = |server: &str, seconds: u64| {
            let now = Duration::from_secs(1_800_000_000 + seconds);
            Begun::read(Some(&keys), server, &handle, now)
        };
        let day = 24 * 60 * 60;
        assert_eq!(read("desk", 0), Ok(begun.clone()));
        assert_eq!(read("desk", day), Ok(begun.clone()));
        assert_eq!(read("desk", day + 1), Err(InvalidHandle::Expired));
        assert_eq!(read("other", 0), Err(InvalidHandle::Unknown));
        let other = SigningKeys::random();
        let refused = Begun::read(other.as_ref(), "desk", &handle, Duration::ZERO);
        assert_eq!(refused, Err(InvalidHandle::Unknown));
        // Clocks of replicas differ a little.
        let early = Begun::read(Some(&keys), "desk", &handle, Duration::ZERO);
        assert_eq!(early, Ok(begun.clone()));
        assert_eq!(begun.handle(None, "desk"), None);
    }

    #[test]
    fn handle_is_short_enough_for_a_header() {
        let keys = keys();
        let handle = |length: usize| begun(&"x".repeat(length)).handle(Some(&keys), "desk");
        assert!(handle(6000).is_some_and(|handle| handle.len() <= LONGEST));
        assert_eq!(handle(6200), None);
    }

    #[test]
    fn tool_of_the_spec_with_the_name_is_not_offered() {
        static TOOLS: [Tool; 2] = [Tool::tested("begin", "", ""), Tool::tested(RESULT, "", "")];
        struct Nothing;
        impl Dispatch for Nothing {
            fn call<'a>(&'a self, _: &str, _: Inputs) -> Option<ToolFuture<'a>> {
                None
            }
        }
        let info = ServerInfo {
            name: "desk",
            title: "",
            version: "1",
            instructions: "",
        };
        let names = |server: &Server| {
            let offered = server.offered();
            let list = offered.list(&offered.view, &mut Writer::default());
            let list = [br#"{"result":{"tools":["#, &list[..]].concat();
            let list: Value = serde_json::from_slice(&list).unwrap_or_default();
            let tools = list["result"]["tools"].as_array().into_iter().flatten();
            tools
                .filter_map(|tool| tool["name"].as_str().map(str::to_owned))
                .collect::<Vec<_>>()
        };
        let server = Server::new(&info, &TOOLS, Nothing);
        assert_eq!(names(&server), ["begin", RESULT]);
        let server = server.long_running(&[("begin", "desk.begin")]);
        assert_eq!(names(&server), [RESULT, "begin"]);
        assert!(
            server
                .offered()
                .directory
                .position(RESULT, &server.offered().view.visible)
                .is_none()
        );
    }

    #[test]
    fn arguments_without_what_the_result_does_not_need() {
        let shape = Shape::of(&json!({
            "type": "object", "required": ["name", "body"], "properties": {
                "name": {"type": "string"}, "force": {"type": "boolean"}, "fields": {"type": "array", "items": {"type": "string"}},
                "tags": {"type": "object"},
                "body": {"type": "object", "required": ["parts"], "properties": {
                    "note": {"type": "string"},
                    "parts": {"type": "array", "items": {"type": "object", "required": ["id"], "properties": {
                        "id": {"type": "integer"}, "text": {"type": "string"}}}}}}
            }
        }));
        let given = json!({"name": "a", "force": true, "fields": ["x"], "tags": {"a": 1}, "other": {"b": 2},
            "body": {"note": "n", "parts": [{"id": 1, "text": "t"}, {"id": 2}], "more": {"c": 3}}});
        let expected = json!({"name": "a", "force": true, "fields": ["x"], "other": {"b": 2},
            "body": {"parts": [{"id": 1}, {"id": 2}], "more": {"c": 3}}});
        let needed = |given: &Value| -> Value {
            serde_json::from_str(&needed(Some(&shape), &given.to_string())).unwrap_or_default()
        };
        assert_eq!(needed(&given), expected);
        assert_eq!(needed(&expected), expected);
        let text = json!({"name": "a", "tags": "{\"a\":1}", "body": "{\"note\":\"n\",\"parts\":[]}"});
        assert_eq!(needed(&text), json!({"name": "a", "body": {"parts": []}}));
        assert_eq!(super::needed(None, "{ }"), "{ }");
    }
}
