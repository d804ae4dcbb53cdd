//! Tests of the stdio transport, in both generations of the protocol.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]

use std::io::{BufRead as _, BufReader, Write as _};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

use serde_json::{Value, json};

struct Server {
    child: Child,
    input: ChildStdin,
    output: BufReader<ChildStdout>,
    newer: bool,
}

impl Server {
    fn start(newer: bool) -> Self {
        let mut child = Command::new(env!("CARGO_BIN_EXE_naftiko-conformance"))
            .arg("stdio")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let (input, output) = (child.stdin.take().unwrap(), child.stdout.take().unwrap());
        let mut server = Self {
            child,
            input,
            output: BufReader::new(output),
            newer,
        };
        if !newer {
            let hello = json!({"protocolVersion": "2025-11-25", "capabilities": {}, "clientInfo": {"name": "t", "version": "1"}});
            assert_eq!(
                server.ask("initialize", hello)["result"]["protocolVersion"],
                "2025-11-25"
            );
            server.say(&json!({"jsonrpc": "2.0", "method": "notifications/initialized"}));
        }
        server
    }

    fn say(&mut self, message: &Value) {
        writeln!(self.input, "{message}").unwrap();
    }

    fn ask(&mut self, method: &str, mut params: Value) -> Value {
        if self.newer {
            params["_meta"] = json!({
                "io.modelcontextprotocol/protocolVersion": "2026-07-28",
                "io.modelcontextprotocol/clientCapabilities": {},
            });
        }
        self.say(&json!({"jsonrpc": "2.0", "id": 1, "method": method, "params": params}));
        loop {
            let mut line = String::new();
            assert!(
                self.output.read_line(&mut line).unwrap() > 0,
                "the server has gone"
            );
            let message: Value = serde_json::from_str(&line).unwrap();
            if message["id"] == 1 {
                return message;
            }
        }
    }

    /// Closes standard input, which ends the server.
    fn end(self) {
        let Self { mut child, input, .. } = self;
        drop(input);
        assert!(child.wait().unwrap().success());
    }
}

#[test]
fn stdio_server_has_tools_resources_and_prompts() {
    for newer in [false, true] {
        let mut server = Server::start(newer);
        let sum = server.ask(
            "tools/call",
            json!({"name": "add_numbers", "arguments": {"a": 1, "b": 2}}),
        );
        assert_eq!(sum["result"]["structuredContent"]["sum"], 3.0, "{sum}");
        let list = server.ask("resources/list", json!({}));
        let uris: Vec<_> = list["result"]["resources"]
            .as_array()
            .unwrap()
            .iter()
            .map(|each| &each["uri"])
            .collect();
        assert_eq!(
            uris,
            [
                "test://static-text",
                "test://static-binary",
                "test://watched-resource"
            ]
        );
        let text = server.ask("resources/read", json!({"uri": "test://static-text"}));
        let contents = json!([{"uri": "test://static-text", "mimeType": "text/plain",
            "text": "This is the content of the static text resource."}]);
        assert_eq!(text["result"]["contents"], contents);
        let data = server.ask("resources/read", json!({"uri": "test://template/7/data"}));
        let data = data["result"]["contents"][0]["text"].as_str().unwrap().to_owned();
        assert!(data.contains(r#""id":"7""#), "{data}");
        let arguments = json!({"arg1": "x", "arg2": "{y}"});
        let prompt = server.ask(
            "prompts/get",
            json!({"name": "test_prompt_with_arguments", "arguments": arguments}),
        );
        let said = &prompt["result"]["messages"][0]["content"]["text"];
        assert_eq!(said, "Prompt with arguments: arg1='x', arg2='{y}'");
        let absent = server.ask("resources/read", json!({"uri": "test://nothing"}));
        assert_eq!(absent["error"]["code"], if newer { -32602 } else { -32002 });
        assert_eq!(
            server.ask("sampling/createMessage", json!({}))["error"]["code"],
            -32601
        );
        server.end();
    }
}
