//! `new`: packages of each template, and what is refused.

use std::fs;
use std::io::Write as _;
use std::path::Path;
use std::process::{Command, Output, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

use super::{SPEC, code, err, files, naftiko, out, write};

const DOCUMENT: &str = "\
openapi: 3.1.0
info: {title: Depots, version: '1'}
servers: [{url: https://depots.test}]
paths:
  /depots:
    get: {operationId: listDepots, tags: [Depot], responses: {'200': {description: OK}}}
  /staff:
    get: {operationId: listStaff, responses: {'200': {description: OK}}}
";

/// Runs the command with a text on standard input, which is no terminal.
fn with_input(dir: &Path, words: &str, input: &str) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_naftiko"));
    command.current_dir(dir).args(words.split_whitespace());
    let streams = command
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    let mut child = streams.spawn().expect("the command starts");
    let mut stdin = child.stdin.take().expect("a pipe");
    stdin.write_all(input.as_bytes()).expect("the command reads");
    drop(stdin);
    child.wait_with_output().expect("the command ends")
}

fn temporary() -> tempfile::TempDir {
    tempfile::tempdir().expect("a temporary folder")
}

#[test]
fn package_of_each_template_has_a_strict_spec() {
    for (template, present) in [
        ("client", "src/main.rs"),
        ("rest", "src/main.rs"),
        ("mcp", "src/main.rs"),
        ("full", "src/main.rs"),
        ("library", "build.rs"),
        ("checked-in", "src/generated/desk/mcp.rs"),
    ] {
        let dir = temporary();
        let output = naftiko(dir.path(), &format!("new desk --template {template}"));
        assert_eq!(code(&output), 0, "{}", err(&output));
        assert!(dir.path().join("desk").join(present).is_file(), "{template}");
        let output = naftiko(dir.path(), "check --strict desk/specs/desk.yaml");
        assert_eq!((code(&output), err(&output)), (0, String::new()), "{template}");
        for (path, text) in files(dir.path()) {
            assert!(!text.contains("__"), "{path} has a name that is not filled in");
        }
    }
}

/// A capability without consumed APIs has mocks alone.
#[test]
fn spec_without_apis_has_the_same_program() {
    let dir = temporary();
    let spec = "ikanos: 1.0.0-beta5\ninfo: {display: Ping, description: Answers}\ncapability:\n  exposes:\n  - type: rest\n    namespace: ping\n    \
                port: 8080\n    resources: {ping: {path: /ping, operations: {ping: {method: GET, outputParameters: {pong: {type: string, value: now}}}}}}\n";
    write(dir.path(), "ping.yaml", spec);
    let output = naftiko(dir.path(), "new desk --from ping.yaml");
    assert_eq!(code(&output), 0, "{}", err(&output));
    let generated = naftiko(dir.path(), "generate desk/specs/desk.yaml --testing always");
    assert!(
        out(&generated).contains("pub struct Upstream"),
        "{}",
        err(&generated)
    );
}

/// scripts/new-projects.sh does the same for each template, and with the profiles of the package.
#[test]
fn package_passes_clippy_rustfmt_and_its_own_test() {
    let workspace = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let dir = temporary();
    let output = naftiko(dir.path(), &format!("new desk --runtime {}", workspace.display()));
    assert_eq!(code(&output), 0, "{}", err(&output));
    fs::copy(workspace.join("Cargo.lock"), dir.path().join("desk/Cargo.lock")).expect("a lock file");
    for words in [
        "fmt --check",
        "clippy --offline --all-targets -- -D warnings",
        "test --offline --quiet",
        "run --offline --quiet -- --once",
    ] {
        let mut cargo = Command::new(env!("CARGO"));
        let cargo = cargo
            .args(words.split_whitespace())
            .current_dir(dir.path().join("desk"));
        let target = workspace.join("target/user-crates");
        let output = cargo
            .env("CARGO_TARGET_DIR", target)
            .env("CARGO_PROFILE_DEV_DEBUG", "0")
            .output();
        let output = output.expect("cargo starts");
        assert_eq!(code(&output), 0, "{words}: {}", err(&output));
    }
}

#[test]
fn nothing_is_asked_without_a_terminal() {
    let dir = temporary();
    let output = with_input(dir.path(), "new desk", "mcp\n");
    assert_eq!(code(&output), 0, "{}", err(&output));
    let spec = fs::read_to_string(dir.path().join("desk/specs/desk.yaml")).unwrap_or_default();
    assert!(
        spec.contains("type: rest") && spec.contains("type: mcp"),
        "the default is both"
    );
    assert!(!err(&output).contains("--template"), "{}", err(&output));
}

/// A prompt without a terminal would keep scripts and agents waiting: the pipe stays open, and nothing is written into it.
#[test]
fn command_without_a_terminal_does_not_wait() {
    for (input, variable) in [(Stdio::null(), ""), (Stdio::piped(), ""), (Stdio::piped(), "1")] {
        let dir = temporary();
        let mut command = Command::new(env!("CARGO_BIN_EXE_naftiko"));
        let command = command.current_dir(dir.path()).args(["new", "desk"]);
        let mut child = command
            .stdin(input)
            .stderr(Stdio::null())
            .env("CI", variable)
            .spawn()
            .expect("the command starts");
        let start = Instant::now();
        let status = loop {
            if let Some(status) = child.try_wait().expect("its status") {
                break status;
            }
            assert!(start.elapsed() < Duration::from_secs(60), "it waits");
            sleep(Duration::from_millis(20));
        };
        assert!(status.success() && dir.path().join("desk/src/main.rs").is_file());
    }
}

#[test]
fn missing_answer_names_its_argument() {
    let dir = temporary();
    for (words, message) in [
        ("new", "<PATH>"),
        (
            "new desk --template web",
            "[possible values: client, rest, mcp, full, library, checked-in]",
        ),
        ("new desk --from", "--from <FILE>"),
    ] {
        let output = with_input(dir.path(), words, "");
        assert_eq!(code(&output), 2, "{words}");
        assert!(err(&output).contains(message), "{words}: {}", err(&output));
    }
    assert!(files(dir.path()).is_empty());
}

#[test]
fn name_that_cannot_be_one_has_a_proposal() {
    for (name, proposed) in [
        ("test", "test-service"),
        ("core", "core-service"),
        ("1a", "service-1a"),
        ("a b", "a-b"),
        ("größe", "gr-e"),
        ("深圳", "my-service"),
    ] {
        let dir = temporary();
        let run = |name: &str| {
            let mut command = Command::new(env!("CARGO_BIN_EXE_naftiko"));
            let output = command
                .current_dir(dir.path())
                .args(["new", name, "--yes"])
                .output();
            output.expect("the command runs")
        };
        let output = run(name);
        assert_eq!(code(&output), 2, "{name}");
        let expected = format!("`{name}` cannot be the name of a package; add `--name {proposed}`");
        assert!(err(&output).contains(&expected), "{}", err(&output));
        assert!(files(dir.path()).is_empty());
        assert_eq!(code(&run(proposed)), 0, "{proposed}");
    }
}

/// A document with 400 operations, types in circles, and parts that specs do not have.
fn large_document(version: &str) -> String {
    let operation = |number: usize| {
        format!(
            "  /nodes{number}/{{id}}:\n    get:\n      operationId: getNode{number}\n      \
             parameters: [{{name: id, in: path, required: true, schema: {{type: string}}}}]\n      \
             responses: {{'200': {{description: One, content: {{application/json: {{schema: {{$ref: '#/components/schemas/Node'}}}}}}}}}}\n"
        )
    };
    let operations: Vec<String> = (0..400).map(operation).collect();
    let other = "  /hooks:\n    trace: {operationId: traceHooks, responses: {'200': {description: OK}}}\n    post:\n      operationId: addHook\n      \
                 parameters: [{name: where, in: header, schema: {type: object, properties: {a: {type: string}}}}]\n      \
                 callbacks: {sent: {'{$request.body#/url}': {post: {responses: {'200': {description: OK}}}}}}\n      \
                 responses: {'204': {description: None}}\n";
    let schemas = "components:\n  schemas:\n    \
                   Node: {type: object, properties: {next: {$ref: '#/components/schemas/Node'}, leaves: {type: array, items: {$ref: '#/components/schemas/Leaf'}}}}\n    \
                   Leaf: {type: object, properties: {node: {$ref: '#/components/schemas/Node'}}}\n";
    format!(
        "openapi: {version}\ninfo: {{title: Nodes, version: '1'}}\nservers: [{{url: https://nodes.test}}]\npaths:\n{}{other}{schemas}",
        operations.concat()
    )
}

#[test]
fn large_document_becomes_a_package_and_each_part_that_is_left_out_is_named() {
    for version in ["3.0.3", "3.1.0"] {
        let dir = temporary();
        write(dir.path(), "nodes.yaml", &large_document(version));
        let output = naftiko(dir.path(), "new desk --from nodes.yaml --yes");
        assert_eq!(code(&output), 0, "{}", err(&output));
        for part in [
            "warning[NK1102]: `TRACE /hooks` is not imported",
            "warning[NK1103]: the members of the object `where`",
            "specs do not have callbacks",
        ] {
            assert!(err(&output).contains(part), "{version} {part}: {}", err(&output));
        }
        let spec = fs::read_to_string(dir.path().join("desk/specs/desk.yaml")).unwrap_or_default();
        assert_eq!(
            spec.matches("call: nodes.get-node").count(),
            800,
            "routes and tools"
        );
        let output = naftiko(dir.path(), "check --strict desk/specs/desk.yaml");
        assert_eq!(code(&output), 0, "{}", err(&output));
        assert!(out(&output).contains("401 of 401 operations"), "{}", out(&output));
    }
}

#[test]
fn document_of_standard_input_becomes_the_spec() {
    let dir = temporary();
    let output = with_input(
        dir.path(),
        "new desk --from - --tag Depot --template rest",
        DOCUMENT,
    );
    assert_eq!(code(&output), 0, "{}", err(&output));
    let read = |path: &str| fs::read_to_string(dir.path().join("desk").join(path)).unwrap_or_default();
    assert_eq!(read("specs/desk.openapi.yaml"), DOCUMENT);
    let spec = read("specs/desk.yaml");
    assert!(
        spec.contains("list-depots") && !spec.contains("list-staff") && !spec.contains("mcp"),
        "{spec}"
    );
    assert!(
        read("Cargo.toml").contains("features = [\"logs\", \"macros\", \"rest\", \"testing\", \"tls\"]"),
        "{}",
        read("Cargo.toml")
    );
    assert!(
        read("src/main.rs").contains("{ \"desk.yaml\", testing: always }"),
        "{}",
        read("src/main.rs")
    );
}

/// The name of the parameter is not one of the format, and the API has it.
#[test]
fn spec_of_a_document_is_strict() {
    let dir = temporary();
    let document = DOCUMENT.replace(
        "tags: [Depot],",
        "parameters: [{name: $top, in: query, required: true, schema: {type: integer}}],",
    );
    write(dir.path(), "depots.yaml", &document);
    let output = naftiko(dir.path(), "new desk --from depots.yaml --yes");
    assert_eq!(code(&output), 0, "{}", err(&output));
    let output = naftiko(dir.path(), "check --strict desk/specs/desk.yaml");
    assert_eq!(code(&output), 0, "{}", err(&output));
    let spec = fs::read_to_string(dir.path().join("desk/specs/desk.yaml")).unwrap_or_default();
    let without = spec.replace("x-naftiko-openapi:", "x-naftiko-overlay:");
    write(dir.path(), "desk/specs/desk.yaml", &without);
    let output = naftiko(dir.path(), "check --strict desk/specs/desk.yaml");
    assert!(
        code(&output) == 1 && err(&output).contains("error[NK0605]"),
        "{}",
        err(&output)
    );
}

#[test]
fn spec_of_a_file_is_kept() {
    let dir = temporary();
    write(dir.path(), "parcels.yaml", SPEC);
    let output = naftiko(dir.path(), "new desk --from parcels.yaml");
    assert_eq!(code(&output), 0, "{}", err(&output));
    assert_eq!(
        fs::read_to_string(dir.path().join("desk/specs/desk.yaml")).unwrap_or_default(),
        SPEC
    );
}

#[test]
fn nothing_is_written_after_an_error() {
    for (words, exit, message) in [
        (
            "new desk --from broken.yaml",
            1,
            "nothing was created; the files in `specs/` are made of `broken.yaml`",
        ),
        ("new desk --from wrong.yaml", 1, "FETCH"),
        ("new desk --from other.yaml", 3, "nothing was created"),
        ("new desk --from missing.yaml", 2, "`missing.yaml` cannot be read"),
        (
            "new desk --runtime other",
            2,
            "is not the folder of the crate `naftiko`",
        ),
        ("new used", 2, "`used` exists"),
        ("new used/file.txt", 2, "exists"),
        ("new used/file.txt/desk", 2, "used/file.txt/desk"),
        ("new fake", 2, "add `--name fake-service`"),
        ("new core", 2, "add `--name core-service`"),
        ("new Desk", 2, "add `--name desk`"),
        ("new desk --tag Depot", 2, "--from"),
        (
            "new desk --from wrong.yaml --tag Depot",
            2,
            "choose from an OpenAPI document",
        ),
    ] {
        let dir = temporary();
        write(dir.path(), "broken.yaml", "openapi: 3.1.0\npaths: [\n");
        write(
            dir.path(),
            "wrong.yaml",
            &SPEC.replace("method: GET", "method: FETCH"),
        );
        write(dir.path(), "other.yaml", "name: A workflow\n");
        write(dir.path(), "used/file.txt", "");
        let before = files(dir.path());
        let output = naftiko(dir.path(), words);
        assert_eq!(code(&output), exit, "{words}: {}", err(&output));
        assert!(err(&output).contains(message), "{words}: {}", err(&output));
        assert_eq!(files(dir.path()), before, "{words}");
    }
}

#[test]
fn package_in_a_workspace_leaves_the_profiles_to_it() {
    let dir = temporary();
    write(dir.path(), "Cargo.toml", "[workspace]\nmembers = []\n");
    let output = naftiko(dir.path(), "new services/desk");
    assert_eq!(code(&output), 0, "{}", err(&output));
    assert!(err(&output).contains("add it to `members`"), "{}", err(&output));
    let manifest = fs::read_to_string(dir.path().join("services/desk/Cargo.toml")).unwrap_or_default();
    assert!(!manifest.contains("[profile"), "{manifest}");
}
