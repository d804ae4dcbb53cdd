//! `dev` and `eject`: what is refused, a program that goes on over a broken change, and a package of its spec.

use std::fs;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::mpsc;
use std::thread::sleep;
use std::time::{Duration, Instant};

use tempfile::TempDir;

use super::{code, err, folder, naftiko, names, write};

const PING: &str = "\
ikanos: 1.0.0-beta5
info: {display: Ping, description: Responds}
capability:
  consumes: [{import: carrier, from: ./carrier.yaml}]
  exposes:
  - type: rest
    namespace: ping
    port: 8080
    resources: {ping: {path: /ping, operations: {ping: {method: GET, outputParameters: {pong: {type: string, value: first}}}}}}
";

const CARRIER: &str = "\
ikanos: 1.0.0-beta5
consumes: [{type: http, namespace: carrier, baseUri: 'https://carrier.test'}]
";

/// A spec with a script, and an MCP adapter on standard input and output.
const SCRIPTED: &str = "\
ikanos: 1.0.0-beta5
info: {display: Ping, description: Responds}
capability:
  exposes:
  - type: rest
    namespace: ping
    port: 8080
    resources:
      ping:
        path: /ping
        operations:
          ping: {method: GET, steps: {pong: {type: script, file: pong.js, language: javascript}}, mappings: [{target: pong, value: $.pong}]}
  - type: mcp
    namespace: ping-mcp
    transport: stdio
    tools: {ping: {description: Responds, outputParameters: {pong: {type: string, value: first}}}}
";

/// The script in Rust, which returns a value.
fn script(value: &str) -> String {
    format!(
        "use naftiko::steps::ScriptError;\nuse naftiko::value::Json;\n\npub struct Scripts;\n\n\
         impl crate::ping::scripts::Scripts for Scripts {{\n    \
         fn pong(&self, _: crate::ping::scripts::PongContext) -> Result<Option<Json>, ScriptError> {{\n        \
         Ok(Some(Json::from({value})))\n    }}\n}}\n"
    )
}

fn workspace() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

/// A folder with the spec `ping.yaml`, and the API that it imports.
fn ping() -> TempDir {
    let dir = folder();
    write(dir.path(), "carrier.yaml", CARRIER);
    write(dir.path(), "ping.yaml", PING);
    dir
}

/// Runs `dev` until it ends, without cargo.
fn dev(dir: &Path, words: &str) -> (i32, String) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_naftiko"));
    command
        .current_dir(dir)
        .arg("dev")
        .args(words.split_whitespace())
        .args(["--project", "project"])
        .env("PATH", dir);
    if !words.contains("taken") {
        command.env("PING_PORT", "0");
    }
    let output = command.output().expect("the command runs");
    (code(&output), err(&output))
}

/// A running `naftiko dev`.
struct Dev {
    child: Child,
    address: String,
}

impl Dev {
    /// Starts the command and waits until it serves.
    fn start(dir: &Path, words: &str) -> Self {
        let mut child = Self::command(dir, words).spawn().expect("the command starts");
        let (address, _) = Self::served(&mut child);
        Self { child, address }
    }

    fn command(dir: &Path, words: &str) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_naftiko"));
        command
            .current_dir(dir)
            .args(["dev", "ping.yaml", "--project", "project", "--runtime"])
            .arg(workspace())
            .args(words.split_whitespace())
            .env("PING_PORT", "0")
            .env("CARGO_NET_OFFLINE", "true")
            .env("CARGO_TARGET_DIR", workspace().join("target/user-crates"))
            .stderr(Stdio::piped());
        command
    }

    /// Waits until the command serves. Returns the address, and the lines that it prints from then on.
    fn served(child: &mut Child) -> (String, mpsc::Receiver<String>) {
        let lines = BufReader::new(child.stderr.take().expect("a pipe")).lines();
        let mut lines = lines.map_while(Result::ok);
        let address = lines.find_map(|line| Some(line.strip_prefix("ping at http://")?.to_owned()));
        let (sender, receiver) = mpsc::channel();
        // The command must not wait for a reader.
        std::thread::spawn(move || lines.filter(|line| sender.send(line.clone()).is_ok()).count());
        (address.expect("an address"), receiver)
    }

    /// Returns the response, waiting for one with a text.
    fn response_with(&self, text: &str) -> String {
        self.response(|response| response.contains(text))
    }

    /// Returns the response, waiting for one that is as expected.
    fn response(&self, is_expected: impl Fn(&str) -> bool) -> String {
        self.response_to("GET /ping HTTP/1.1", "", is_expected)
    }

    /// Returns the response to a request with a JSON body, waiting for one that is as expected.
    fn response_to(&self, request: &str, body: &str, is_expected: impl Fn(&str) -> bool) -> String {
        let start = Instant::now();
        loop {
            let mut stream = self.send(request, body);
            let mut response = String::new();
            stream.read_to_string(&mut response).expect("a response");
            if is_expected(&response) {
                return response;
            }
            assert!(start.elapsed() < Duration::from_secs(60), "{response}");
            sleep(Duration::from_millis(50));
        }
    }

    /// Sends a request, and returns the stream of its response.
    fn send(&self, request: &str, body: &str) -> TcpStream {
        let mut stream = TcpStream::connect(&self.address).expect("a connection");
        let request = format!(
            "{request}\r\nhost: localhost\r\nconnection: close\r\naccept: application/json, text/event-stream\r\n\
             content-type: application/json\r\ncontent-length: {}\r\n\r\n{body}",
            body.len()
        );
        stream.write_all(request.as_bytes()).expect("it is sent");
        stream
    }
}

impl Drop for Dev {
    fn drop(&mut self) {
        // It may have ended.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

#[test]
fn change_of_any_file_is_served_and_a_broken_one_leaves_the_version_before() {
    let dir = ping();
    let dev = Dev::start(dir.path(), "");
    assert!(!dev.response_with("first").contains("naftiko-stale"));
    write(
        dir.path(),
        "ping.yaml",
        &PING.replace("value: first", "value: second"),
    );
    dev.response_with("second");
    write(dir.path(), "ping.yaml", &PING.replace("GET", "FETCH"));
    assert!(dev.response_with("naftiko-stale: 1 error").contains("second"));
    dev.response_to("GET /docs HTTP/1.1", "", |page| {
        page.contains("role=\"alert\"") && page.contains("`FETCH`")
    });
    write(
        dir.path(),
        "ping.yaml",
        &PING.replace("value: first", "value: third"),
    );
    assert!(!dev.response_with("third").contains("naftiko-stale"));
    write(dir.path(), "carrier.yaml", "name: A workflow\n");
    dev.response_with("naftiko-stale");
    write(dir.path(), "carrier.yaml", CARRIER);
    dev.response(|response| !response.contains("naftiko-stale"));
}

/// A `cargo` that notes each build in the file `builds`, as the first one of the path.
#[cfg(unix)]
fn counting(dir: &Path, command: &mut Command) {
    use std::os::unix::fs::PermissionsExt as _;

    let script = format!(
        "#!/bin/sh\necho build >>'{}'\nexec '{}' \"$@\"\n",
        dir.join("builds").display(),
        env!("CARGO")
    );
    write(dir, "bin/cargo", &script);
    let program = dir.join("bin/cargo");
    fs::set_permissions(program, fs::Permissions::from_mode(0o755)).expect("a program");
    let others = std::env::var("PATH").unwrap_or_default();
    command.env("PATH", format!("{}:{others}", dir.join("bin").display()));
}

/// The package that is built is in the folder of the spec.
#[cfg(unix)]
#[test]
fn changes_are_built_once_and_none_without_a_change() {
    let dir = ping();
    let mut command = Dev::command(dir.path(), "");
    counting(dir.path(), &mut command);
    let mut child = command.spawn().expect("the command starts");
    let (address, lines) = Dev::served(&mut child);
    let dev = Dev { child, address };
    let builds = || fs::read_to_string(dir.path().join("builds")).map_or(0, |text| text.lines().count());
    let until_up_to_date = || {
        let wait = Duration::from_secs(60);
        while !lines
            .recv_timeout(wait)
            .expect("a line")
            .starts_with("up to date after")
        {}
    };
    assert_eq!(builds(), 1);
    write(dir.path(), "ping.yaml", PING);
    until_up_to_date();
    assert_eq!(builds(), 1, "a save without a change");
    for value in ["second", "third"] {
        write(dir.path(), "ping.yaml", &PING.replace("first", value));
    }
    until_up_to_date();
    assert!(dev.response_with("pong").contains("third"));
    assert_eq!(builds(), 2, "two saves at once");
    assert!(
        lines.recv_timeout(Duration::from_secs(1)).is_ok(),
        "the line of the request"
    );
    let further = lines.recv_timeout(Duration::from_secs(1));
    assert!(
        further.is_err() && builds() == 2,
        "files that a build writes: {further:?}"
    );
}

#[test]
fn change_of_a_prompt_file_is_served() {
    let dir = folder();
    let spec = "\
ikanos: 1.0.0-beta5
info: {display: Ping, description: Responds}
capability:
  exposes:
  - type: mcp
    namespace: ping
    port: 9090
    prompts: {brief: {description: A brief, location: prompts/brief.md}}
";
    write(dir.path(), "ping.yaml", spec);
    write(dir.path(), "prompts/brief.md", "The first brief.");
    let dev = Dev::start(dir.path(), "");
    let message = r#"{"jsonrpc":"2.0","id":1,"method":"prompts/get","params":{"name":"brief"}}"#;
    let has = |text: &'static str| move |response: &str| response.contains(text);
    dev.response_to("POST /mcp HTTP/1.1", message, has("The first brief."));
    write(dir.path(), "prompts/brief.md", "The second brief.");
    dev.response_to("POST /mcp HTTP/1.1", message, has("The second brief."));
}

/// Serves one stream of events, which never ends, and returns its port.
fn endless_events() -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let port = listener.local_addr().expect("its address").port();
    std::thread::spawn(move || {
        let (mut stream, _) = listener.accept().expect("a connection");
        let mut request = BufReader::new(stream.try_clone().expect("a stream")).lines();
        while request
            .next()
            .is_some_and(|line| line.is_ok_and(|line| !line.is_empty()))
        {}
        let head = "HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ntransfer-encoding: chunked\r\n\r\n";
        write!(stream, "{head}b\r\ndata: one\n\n\r\n").expect("it is sent");
        // Until the program closes the connection.
        request.map_while(Result::ok).count()
    });
    port
}

/// The program before the change has ten seconds for its responses.
#[test]
fn event_stream_ends_in_order_when_another_version_is_served() {
    let dir = folder();
    let spec = format!(
        "\
ikanos: 1.0.0-beta5
info: {{display: Ping, description: Responds}}
capability:
  consumes:
  - type: http
    namespace: source
    description: Events
    baseUri: http://127.0.0.1:{}
    resources: {{events: {{path: /events, operations: {{listen: {{method: GET, outputRawFormat: binary}}}}}}}}
  exposes:
  - type: rest
    namespace: ping
    port: 8080
    resources: {{ping: {{path: /ping, description: First, operations: {{ping: {{method: GET, call: source.listen}}}}}}}}
",
        endless_events()
    );
    write(dir.path(), "ping.yaml", &spec);
    let dev = Dev::start(dir.path(), "");
    let mut stream = dev.send("GET /ping HTTP/1.1", "");
    let mut response = Vec::new();
    while !String::from_utf8_lossy(&response).contains("data: one") {
        let mut piece = [0; 512];
        let length = stream.read(&mut piece).expect("a response");
        assert!(length > 0, "{}", String::from_utf8_lossy(&response));
        response.extend(piece.iter().take(length));
    }
    write(dir.path(), "ping.yaml", &spec.replace("First", "Second"));
    stream.read_to_end(&mut response).expect("the rest");
    let response = String::from_utf8_lossy(&response);
    assert!(response.ends_with("\r\n0\r\n\r\n"), "{response}");
}

#[cfg(unix)]
#[test]
fn missing_rustc_says_what_to_do() {
    let dir = ping();
    std::os::unix::fs::symlink(env!("CARGO"), dir.path().join("cargo")).expect("a link");
    let (exit, errors) = dev(dir.path(), "ping.yaml");
    assert_eq!(exit, 2);
    assert!(errors.contains("rustc is not found; install Rust"), "{errors}");
}

#[test]
fn missing_cargo_says_what_to_do() {
    let dir = ping();
    let (exit, errors) = dev(dir.path(), "ping.yaml");
    assert_eq!(exit, 2);
    assert!(errors.contains("cargo is not found; install Rust"), "{errors}");
}

#[test]
fn taken_port_is_reported_before_a_build() {
    let dir = ping();
    let taken = TcpListener::bind("127.0.0.1:0").expect("a port");
    let port = taken.local_addr().expect("its address").port().to_string();
    write(dir.path(), "taken.yaml", &PING.replace("8080", &port));
    let (exit, errors) = dev(dir.path(), "taken.yaml");
    assert_eq!(exit, 2);
    assert!(errors.contains("set `PING_PORT` to another port"), "{errors}");
    let holder = format!("(process {}) has", std::process::id());
    assert!(errors.contains(&holder) || !cfg!(target_os = "linux"), "{errors}");
    assert!(!dir.path().join("project").exists());
}

#[test]
fn specs_that_cannot_be_served_are_refused() {
    for (spec, words, exit, message) in [
        (PING.to_owned(), "--stdio", 2, "no adapter has `transport: stdio`"),
        (
            SCRIPTED.replace("ping-mcp\n    transport: stdio", "ping-mcp\n    transport: stdio\n    tools: {pong: {description: Responds, outputParameters: {pong: {type: string, value: first}}}}\n  - type: mcp\n    namespace: pong-mcp\n    transport: stdio"),
            "--stdio",
            2,
            "`ping-mcp`, `pong-mcp` have `transport: stdio`",
        ),
        (SCRIPTED.to_owned(), "--scripts missing.rs", 2, "`missing.rs` cannot be read"),
        (PING.replace("GET", "FETCH"), "", 1, "NK0204"),
        ("name: A workflow\n".to_owned(), "", 3, ""),
    ] {
        let dir = ping();
        write(dir.path(), "ping.yaml", &spec);
        let (code, errors) = dev(dir.path(), &format!("ping.yaml {words}"));
        assert!(code == exit && errors.contains(message), "{code} {errors}");
        assert!(!dir.path().join("project").exists());
    }
}

#[test]
fn script_without_rust_fails_and_one_of_a_file_is_served() {
    let dir = folder();
    write(dir.path(), "ping.yaml", SCRIPTED);
    let dev = Dev::start(dir.path(), "");
    assert!(
        dev.response_with("Step `pong` failed")
            .starts_with("HTTP/1.1 500")
    );
    drop(dev);
    write(dir.path(), "scripts.rs", &script("1"));
    let dev = Dev::start(dir.path(), "--scripts scripts.rs");
    dev.response_with("{\"pong\":1}");
    write(dir.path(), "scripts.rs", &script("2"));
    dev.response_with("{\"pong\":2}");
    write(dir.path(), "scripts.rs", &script("three"));
    assert!(
        dev.response_with("naftiko-stale: 1 error")
            .contains("{\"pong\":2}")
    );
}

/// An agent that has the standard input and output of the command.
struct Agent {
    child: Child,
    stdin: ChildStdin,
    messages: mpsc::Receiver<String>,
}

impl Agent {
    fn start(dir: &Path) -> Self {
        let mut command = Dev::command(dir, "--stdio");
        let mut child = command
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("the command starts");
        Dev::served(&mut child);
        let lines = BufReader::new(child.stdout.take().expect("a pipe")).lines();
        let (sender, messages) = mpsc::channel();
        std::thread::spawn(move || lines.map_while(Result::ok).all(|line| sender.send(line).is_ok()));
        let stdin = child.stdin.take().expect("a pipe");
        Self {
            child,
            stdin,
            messages,
        }
    }

    fn send(&mut self, message: &str) {
        writeln!(self.stdin, "{message}").expect("the command reads");
    }

    /// Returns the next message of the command.
    fn next(&self) -> String {
        let message = self.messages.recv_timeout(Duration::from_secs(60));
        message.expect("a message")
    }

    /// Calls the tool of the spec.
    fn call(&mut self, id: u32) -> String {
        self.send(&format!(
            r#"{{"jsonrpc":"2.0","id":{id},"method":"tools/call","params":{{"name":"ping","arguments":{{}}}}}}"#
        ));
        self.next()
    }
}

#[test]
fn agent_on_standard_input_gets_each_version() {
    let dir = folder();
    write(dir.path(), "ping.yaml", SCRIPTED);
    let mut agent = Agent::start(dir.path());
    agent.send(
        r#"{"jsonrpc":"2.0","id":0,"method":"initialize","params":{"protocolVersion":"2025-11-25","capabilities":{},"clientInfo":{"name":"a","version":"1"}}}"#,
    );
    let opened = agent.next();
    assert!(opened.contains(r#""listChanged":true"#), "{opened}");
    agent.send(r#"{"jsonrpc":"2.0","method":"notifications/initialized"}"#);
    let called = agent.call(1);
    assert!(
        called.contains(r#""id":1"#) && called.contains("first"),
        "{called}"
    );
    write(
        dir.path(),
        "ping.yaml",
        &SCRIPTED.replace("value: first", "value: second"),
    );
    let changed = agent.next();
    assert!(changed.contains("notifications/tools/list_changed"), "{changed}");
    let called = agent.call(2);
    assert!(
        called.contains(r#""id":2"#) && called.contains("second"),
        "{called}"
    );
    let Agent {
        mut child,
        stdin,
        messages,
    } = agent;
    drop(stdin);
    assert!(child.wait().expect("it ends").success());
    // Standard output has nothing but messages.
    assert_eq!(messages.iter().next(), None);
}

#[test]
fn folder_of_the_user_is_not_written_into() {
    let dir = ping();
    write(dir.path(), "project/Cargo.toml", "[package]\n");
    let (exit, errors) = dev(dir.path(), "ping.yaml");
    assert_eq!(exit, 2);
    assert!(errors.contains("is not a project of `naftiko dev`"), "{errors}");
    assert_eq!(names(&dir.path().join("project")), ["Cargo.toml"]);
}

#[test]
fn ejected_package_has_the_files_that_the_spec_includes() {
    let dir = folder();
    let orders =
        "ikanos: 1.0.0-beta5\nconsumes: [{type: http, namespace: orders, baseUri: 'https://orders.test'}]\n";
    write(dir.path(), "api/shared/orders.yaml", orders);
    let imports = "\
ikanos: 1.0.0-beta5
info: {display: Shop, description: Orders}
capability:
  consumes: [{import: orders, from: ./shared/orders.yaml}]
";
    write(dir.path(), "api/shop.yaml", imports);
    let output = naftiko(dir.path(), "eject api/shop.yaml desk");
    assert_eq!(code(&output), 0, "{}", err(&output));
    let names = names(&dir.path().join("desk"));
    for file in ["src/main.rs", "specs/desk.yaml", "specs/shared/orders.yaml"] {
        assert!(names.iter().any(|name| name == file), "{names:?}");
    }
}

#[test]
fn ejected_package_has_a_stub_for_each_script() {
    let dir = folder();
    write(dir.path(), "ping.yaml", SCRIPTED);
    let output = naftiko(dir.path(), "eject ping.yaml ping");
    assert_eq!(code(&output), 0, "{}", err(&output));
    assert!(
        err(&output).contains("the scripts of the steps `pong` return an error until you write them in Rust, in ping/src/scripts.rs"),
        "{}",
        err(&output)
    );
    let scripts = fs::read_to_string(dir.path().join("ping/src/scripts.rs")).unwrap_or_default();
    assert!(scripts.contains("Err(missing(\"pong\"))"), "{scripts}");
    let readme = fs::read_to_string(dir.path().join("ping/README.md")).unwrap_or_default();
    assert!(
        readme.contains("naftiko dev specs/ping.yaml --scripts src/scripts.rs"),
        "{readme}"
    );
}
