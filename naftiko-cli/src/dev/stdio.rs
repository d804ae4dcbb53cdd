//! An MCP adapter on the command's standard input and output, which the agent that started it has, over the programs of all versions.

use std::io::{self, BufRead as _, Read as _};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::Duration;

use serde_json::{Map, Value, json};
use tokio::io::{AsyncWriteExt as _, BufReader, Lines};
use tokio::process::{ChildStdin, ChildStdout};
use tokio::sync::{Mutex, mpsc, oneshot, watch};

use crate::terminal::{self, Failure};

/// The largest piece of a message that is passed on at once, in bytes. Programs reject messages of half of it.
const PIECE: u64 = 2 << 20;

/// The number of pieces that wait for a program, and of messages that wait for the agent.
const WAITING: usize = 16;

/// How long a program may take to answer the first message of an agent again.
const OPENING: Duration = Duration::from_secs(10);

/// How long the last messages may take to be written.
const CLOSING: Duration = Duration::from_secs(2);

/// The standard input and output of a program that serves the adapter.
pub(crate) struct Pipes {
    pub stdin: ChildStdin,
    pub stdout: Lines<BufReader<ChildStdout>>,
}

/// The connection with the agent. Its messages go to the current program, and those of all programs go to it.
pub(crate) struct Relay {
    agent: Arc<Agent>,
    messages: mpsc::Sender<String>,
    /// Ends after the last message.
    written: oneshot::Receiver<()>,
    /// Whether the agent has closed its end.
    has_left: watch::Sender<bool>,
}

/// What is known of the agent.
#[derive(Default)]
struct Agent {
    current: Mutex<Current>,
    /// Whether the response to the first message is on its way.
    is_opening: AtomicBool,
}

/// The program that gets messages, and the first messages of the agent, which each further program gets too.
#[derive(Default)]
struct Current {
    program: Option<ChildStdin>,
    initialize: Option<Vec<u8>>,
    initialized: Option<Vec<u8>>,
}

impl Relay {
    /// Starts to write what programs send. Nothing is read before a program is there.
    pub(crate) fn new() -> io::Result<Self> {
        let (messages, waiting) = mpsc::channel(WAITING);
        Ok(Self {
            agent: Arc::default(),
            messages,
            written: write(waiting)?,
            has_left: watch::Sender::new(false),
        })
    }

    /// Passes messages to a program from now on. The one before gets the end of its input, and completes its requests.
    pub(crate) async fn attach(&self, mut pipes: Pipes) -> Result<(), Failure> {
        let mut current = self.agent.current.lock().await;
        let has_opened = current.initialize.is_some();
        open_again(&current, &mut pipes).await?;
        let is_first = current.program.replace(pipes.stdin).is_none();
        drop(current);
        if has_opened {
            let changed = json!({"jsonrpc": "2.0", "method": "notifications/tools/list_changed"});
            // An agent that has left is noticed by its input.
            let _ = self.messages.send(changed.to_string()).await;
        }
        tokio::spawn(pass_on(
            pipes.stdout,
            Arc::clone(&self.agent),
            self.messages.clone(),
        ));
        if is_first {
            tokio::spawn(read(lines()?, Arc::clone(&self.agent), self.has_left.clone()));
        }
        Ok(())
    }

    /// Returns a future that ends when the agent has closed its end.
    pub(crate) fn left(&self) -> impl Future<Output = ()> + use<> {
        let mut has_left = self.has_left.subscribe();
        async move {
            // An error is the end of this relay.
            let _ = has_left.wait_for(|has_left| *has_left).await;
        }
    }

    /// Ends the input of the current program.
    pub(crate) async fn close(&self) {
        self.agent.current.lock().await.program = None;
    }

    /// Writes what programs have sent, after they have ended.
    pub(crate) async fn finish(self) {
        drop(self.messages);
        // What is late is lost: the agent does not read it.
        let _ = tokio::time::timeout(CLOSING, self.written).await;
    }
}

/// Lets a further program see the first messages of the agent, which has had their response.
async fn open_again(current: &Current, pipes: &mut Pipes) -> Result<(), Failure> {
    let Some(initialize) = &current.initialize else {
        return Ok(());
    };
    pipes.stdin.write_all(initialize).await?;
    pipes.stdin.flush().await?;
    match tokio::time::timeout(OPENING, pipes.stdout.next_line()).await {
        Ok(Ok(Some(_))) => {}
        _ => {
            return Err(Failure(
                "the program does not answer the first message of the agent; it is not served".to_owned(),
            ));
        }
    }
    if let Some(initialized) = &current.initialized {
        pipes.stdin.write_all(initialized).await?;
        pipes.stdin.flush().await?;
    }
    Ok(())
}

/// Reads standard input in a thread of its own, since a blocking read in the runtime would keep the command from ending.
fn lines() -> io::Result<mpsc::Receiver<Vec<u8>>> {
    let (sender, lines) = mpsc::channel(WAITING);
    let reading = move || {
        let mut input = io::stdin().lock();
        loop {
            let mut line = Vec::new();
            match input.by_ref().take(PIECE).read_until(b'\n', &mut line) {
                Ok(length) if length > 0 && sender.blocking_send(line).is_ok() => {}
                // The end of the input, or of this command.
                _ => return,
            }
        }
    };
    thread::Builder::new()
        .name("naftiko-stdin".to_owned())
        .spawn(reading)?;
    Ok(lines)
}

/// Passes the messages of the agent on, until its end.
async fn read(mut lines: mpsc::Receiver<Vec<u8>>, agent: Arc<Agent>, has_left: watch::Sender<bool>) {
    while let Some(line) = lines.recv().await {
        let mut current = agent.current.lock().await;
        match method(&line).as_deref() {
            Some("initialize") => {
                current.initialize = Some(line.clone());
                agent.is_opening.store(true, Ordering::Relaxed);
            }
            Some("notifications/initialized") => current.initialized = Some(line.clone()),
            _ => {}
        }
        if let Some(program) = &mut current.program {
            // A program that has ended is reported where it is waited for.
            let _ = program.write_all(&line).await;
            let _ = program.flush().await;
        }
    }
    agent.current.lock().await.program = None;
    has_left.send_replace(true);
}

/// Passes the messages of a program on, until its end.
async fn pass_on(
    mut stdout: Lines<BufReader<ChildStdout>>,
    agent: Arc<Agent>,
    messages: mpsc::Sender<String>,
) {
    while let Ok(Some(line)) = stdout.next_line().await {
        let line = if agent.is_opening.load(Ordering::Relaxed) {
            opened(&line).map_or(line, |opened| {
                agent.is_opening.store(false, Ordering::Relaxed);
                opened
            })
        } else {
            line
        };
        if messages.send(line).await.is_err() {
            return;
        }
    }
}

/// Writes messages in a thread of its own, since an agent that reads nothing must not keep the command from ending. The result ends after the
/// last message.
fn write(mut messages: mpsc::Receiver<String>) -> io::Result<oneshot::Receiver<()>> {
    let (done, written) = oneshot::channel();
    let writing = move || {
        while let Some(mut message) = messages.blocking_recv() {
            message.push('\n');
            if terminal::print(&message).is_err() {
                return;
            }
        }
        // Only a command that ends waits for it.
        let _ = done.send(());
    };
    thread::Builder::new()
        .name("naftiko-stdout".to_owned())
        .spawn(writing)?;
    Ok(written)
}

/// Returns the method of a message, if it is one of those that open a connection. These are short.
fn method(line: &[u8]) -> Option<String> {
    const SHORT: usize = 64 << 10;
    if line.len() > SHORT {
        return None;
    }
    let message: Map<String, Value> = serde_json::from_slice(line).ok()?;
    Some(message.get("method")?.as_str()?.to_owned())
}

/// Returns the response to the first message with the capability that this command has: the tools change with the spec.
fn opened(line: &str) -> Option<String> {
    let mut message: Value = serde_json::from_str(line).ok()?;
    let capabilities = message.get_mut("result")?.get_mut("capabilities")?;
    if let Some(tools) = capabilities.get_mut("tools").and_then(Value::as_object_mut) {
        tools.insert("listChanged".to_owned(), Value::Bool(true));
    }
    Some(message.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn response_to_the_first_message_says_that_tools_change() {
        let response = r#"{"id":1,"jsonrpc":"2.0","result":{"capabilities":{"tools":{}},"protocolVersion":"2025-11-25"}}"#;
        let expected = response.replace(r#""tools":{}"#, r#""tools":{"listChanged":true}"#);
        assert_eq!(opened(response), Some(expected));
        assert_eq!(opened(r#"{"id":1,"result":{"tools":[]}}"#), None);
        assert_eq!(opened("text"), None);
    }

    #[test]
    fn first_messages_are_known_by_their_method() {
        assert_eq!(
            method(b"{\"method\":\"initialize\"}\n").as_deref(),
            Some("initialize")
        );
        assert_eq!(method(b"[1]"), None);
        let long = format!(
            "{{\"method\":\"initialize\",\"params\":\"{}\"}}",
            "x".repeat(70_000)
        );
        assert_eq!(method(long.as_bytes()), None);
    }
}
