//! `dev` and `eject`: what is refused, a program that goes on over a broken change, and a package of its spec.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
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
    fn start(dir: &Path) -> Self {
        let mut child = Command::new(env!("CARGO_BIN_EXE_naftiko"))
            .current_dir(dir)
            .args(["dev", "ping.yaml", "--project", "project", "--runtime"])
            .arg(workspace())
            .env("PING_PORT", "0")
            .env("CARGO_NET_OFFLINE", "true")
            .env("CARGO_TARGET_DIR", workspace().join("target/user-crates"))
            .stderr(Stdio::piped())
            .spawn()
            .expect("the command starts");
        let lines = BufReader::new(child.stderr.take().expect("a pipe")).lines();
        let mut lines = lines.map_while(Result::ok);
        let address = lines.find_map(|line| Some(line.strip_prefix("ping at http://")?.to_owned()));
        // The command must not wait for a reader.
        std::thread::spawn(move || lines.count());
        Self {
            child,
            address: address.expect("an address"),
        }
    }

    /// Returns the response, waiting for one with a text.
    fn response_with(&self, text: &str) -> String {
        self.response(|response| response.contains(text))
    }

    /// Returns the response, waiting for one that is as expected.
    fn response(&self, is_expected: impl Fn(&str) -> bool) -> String {
        let start = Instant::now();
        loop {
            let mut stream = TcpStream::connect(&self.address).expect("a connection");
            let request = "GET /ping HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n";
            stream.write_all(request.as_bytes()).expect("it is sent");
            let mut response = String::new();
            stream.read_to_string(&mut response).expect("a response");
            if is_expected(&response) {
                return response;
            }
            assert!(start.elapsed() < Duration::from_secs(60), "{response}");
            sleep(Duration::from_millis(50));
        }
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
    let dev = Dev::start(dir.path());
    assert!(!dev.response_with("first").contains("naftiko-stale"));
    write(
        dir.path(),
        "ping.yaml",
        &PING.replace("value: first", "value: second"),
    );
    dev.response_with("second");
    write(dir.path(), "ping.yaml", &PING.replace("GET", "FETCH"));
    assert!(dev.response_with("naftiko-stale: 1 error").contains("second"));
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
    assert!(!dir.path().join("project").exists());
}

#[test]
fn specs_that_need_rust_or_have_errors_are_not_served() {
    let stdio = PING
        .replace("type: rest", "type: mcp")
        .replace("port: 8080", "transport: stdio");
    let (start, _) = stdio.split_once("    resources").expect("resources");
    let stdio = format!(
        "{start}    tools: {{ping: {{description: Responds, outputParameters: {{pong: {{type: string, value: first}}}}}}}}\n"
    );
    for (spec, exit, message) in [
        (stdio, 2, "remove `transport: stdio`"),
        (PING.replace("GET", "FETCH"), 1, "NK0204"),
        ("name: A workflow\n".to_owned(), 3, ""),
    ] {
        let dir = ping();
        write(dir.path(), "ping.yaml", &spec);
        let (code, errors) = dev(dir.path(), "ping.yaml");
        assert!(code == exit && errors.contains(message), "{code} {errors}");
        assert!(!dir.path().join("project").exists());
    }
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
