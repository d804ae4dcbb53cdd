//! Test: the table of limits in SECURITY.md matches the constants in the code.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "tests")]

use std::fmt::Write as _;
use std::fs;

use naftiko_tests::workspace;
use syn::{BinOp, Expr, Item, Lit};

/// The unit of a number.
#[derive(Clone, Copy)]
enum Unit {
    Bytes,
    Seconds,
    Count(&'static str),
}
use Unit::{Bytes, Count, Seconds};

/// A limit: what it bounds, the file of its constant, the constant, its unit, and what happens beyond it.
type Row = (&'static str, &'static str, &'static str, Unit, &'static str);

const COMPILING: [Row; 19] = [
    (
        "a file of `new` and `init`",
        "naftiko-cli/src/project/spec.rs",
        "MAX_BYTES",
        Bytes,
        "an error of the command",
    ),
    (
        "a spec",
        "naftiko-codegen/src/yaml/parse.rs",
        "MAX_BYTES",
        Bytes,
        "`NK0103`",
    ),
    (
        "a spec, aliases followed",
        "naftiko-codegen/src/yaml/parse.rs",
        "MAX_NODES",
        Count("values"),
        "`NK0103`",
    ),
    (
        "nesting in a spec, aliases followed",
        "naftiko-codegen/src/yaml/builder.rs",
        "MAX_DEPTH",
        Count("levels"),
        "`NK0103`",
    ),
    (
        "uses of anchors in a spec",
        "naftiko-codegen/src/yaml/builder.rs",
        "MAX_ALIASES",
        Count("aliases"),
        "`NK0103`",
    ),
    (
        "text that anchors and aliases of a spec repeat",
        "naftiko-codegen/src/yaml/builder.rs",
        "MAX_REPEATED",
        Bytes,
        "`NK0103`",
    ),
    (
        "values that all imports of a spec read",
        "naftiko-codegen/src/include/imports.rs",
        "MAX_IMPORTED",
        Count("values"),
        "`NK0103`",
    ),
    (
        "an OpenAPI document, or a file that it refers to",
        "naftiko-codegen/src/yaml/parse.rs",
        "MAX_DOCUMENT_BYTES",
        Bytes,
        "`NK1001`; `NK1003` for a file that a reference names",
    ),
    (
        "an OpenAPI document, aliases followed",
        "naftiko-codegen/src/yaml/parse.rs",
        "MAX_DOCUMENT_NODES",
        Count("values"),
        "`NK0103`",
    ),
    (
        "files that an OpenAPI document refers to",
        "naftiko-codegen/src/openapi/library.rs",
        "MAX_FILES",
        Count("files"),
        "`NK1003`; schemas in further files have no type",
    ),
    (
        "an overlay's file, and the document that it makes",
        "naftiko-codegen/src/yaml/parse.rs",
        "MAX_DOCUMENT_BYTES",
        Bytes,
        "`NK1031`; `NK1036` for the document",
    ),
    (
        "values that the queries of an overlay visit, as estimated",
        "naftiko-codegen/src/openapi/overlay/target.rs",
        "MAX_VISITS",
        Count("values"),
        "`NK1036`",
    ),
    (
        "memory to generate a capability, as estimated",
        "naftiko-codegen/src/index/extent.rs",
        "MAX_EXTENT",
        Bytes,
        "`NK0210`",
    ),
    (
        "a JSONPath without filters",
        "naftiko-codegen/src/json_path/mod.rs",
        "MAX_STEPS",
        Count("steps"),
        "`NK0402`",
    ),
    (
        "a prompt's file",
        "naftiko-codegen/src/include/files.rs",
        "MAX_PROMPT_BYTES",
        Bytes,
        "`NK0101`",
    ),
    (
        "all files of a skill",
        "naftiko-codegen/src/include/files.rs",
        "MAX_SKILL_BYTES",
        Bytes,
        "`NK0101`",
    ),
    (
        "files of a skill",
        "naftiko-codegen/src/include/folder.rs",
        "MAX_SKILL_FILES",
        Count("files"),
        "`NK0101`",
    ),
    (
        "folders in a skill",
        "naftiko-codegen/src/include/folder.rs",
        "MAX_SKILL_DEPTH",
        Count("levels"),
        "`NK0101`",
    ),
    (
        "a schema's file",
        "naftiko-codegen/src/include/files.rs",
        "MAX_SCHEMA_BYTES",
        Bytes,
        "`NK0351`",
    ),
];

const RUNNING: [Row; 30] = [
    (
        "memory of everything under way",
        "naftiko-runtime/src/quota.rs",
        "DEFAULT_MEMORY",
        Bytes,
        "503",
    ),
    (
        "connections of an adapter",
        "naftiko-runtime/src/serve/limits.rs",
        "MAX_CONNECTIONS",
        Count("connections"),
        "they wait",
    ),
    (
        "concurrent requests of an adapter",
        "naftiko-runtime/src/serve/limits.rs",
        "MAX_REQUESTS",
        Count("requests"),
        "503",
    ),
    (
        "the head of a request",
        "naftiko-runtime/src/serve/limits.rs",
        "MAX_HEAD",
        Bytes,
        "431",
    ),
    (
        "the body of a request",
        "naftiko-runtime/src/rest/request.rs",
        "DEFAULT_LIMIT",
        Bytes,
        "413",
    ),
    (
        "a message of MCP",
        "naftiko-runtime/src/mcp/protocol/message.rs",
        "MAX_MESSAGE",
        Bytes,
        "413; an error of the protocol over stdio",
    ),
    (
        "reading the body of a request",
        "naftiko-runtime/src/request_body.rs",
        "TIMEOUT",
        Seconds,
        "408",
    ),
    (
        "content codings of a body",
        "naftiko-runtime/src/coding/mod.rs",
        "MAX_CODINGS",
        Count("codings"),
        "415; an error of the call",
    ),
    (
        "the header of a gzip body",
        "naftiko-runtime/src/coding/gzip.rs",
        "MAX_HEADER",
        Bytes,
        "400; an error of the call",
    ),
    (
        "a cursor of a page",
        "naftiko-runtime/src/signing.rs",
        "LONGEST_TEXT",
        Bytes,
        "400; an error of the tool",
    ),
    (
        "the URI of a link to a result that was cut",
        "naftiko-runtime/src/mcp/result/links.rs",
        "LONGEST",
        Bytes,
        "the result has no link",
    ),
    (
        "the use of a link to a result",
        "naftiko-runtime/src/mcp/result/links.rs",
        "MINUTES",
        Count("minutes"),
        "an error of the protocol",
    ),
    (
        "the whole result that a link leads to",
        "naftiko-runtime/src/mcp/tools.rs",
        "LINKED_LIMIT",
        Bytes,
        "an error of the protocol",
    ),
    (
        "a stored position of a page",
        "naftiko-runtime/src/position.rs",
        "LONGEST",
        Bytes,
        "an error of its parsing",
    ),
    (
        "the token of a long-running operation",
        "naftiko-runtime/src/client/call/long_running/resume_token.rs",
        "LONGEST",
        Bytes,
        "an error of its parsing",
    ),
    (
        "a long-running operation, unless the program sets a time",
        "naftiko-runtime/src/client/call/long_running/mod.rs",
        "TIMEOUT",
        Seconds,
        "an error of the operation",
    ),
    (
        "code and message of a long-running operation that has failed, each",
        "naftiko-runtime/src/client/error/long_running.rs",
        "LONGEST",
        Count("characters"),
        "the end is dropped",
    ),
    (
        "a handle of a long-running operation",
        "naftiko-runtime/src/mcp/long_running/mod.rs",
        "LONGEST",
        Bytes,
        "the tool says that it cannot return the result",
    ),
    (
        "the time for which a handle is of use",
        "naftiko-runtime/src/mcp/long_running/mod.rs",
        "LIFE",
        Seconds,
        "an error of the tool",
    ),
    (
        "the time for which a tool waits for the result of a long-running operation",
        "naftiko-runtime/src/mcp/long_running/mod.rs",
        "WAIT",
        Seconds,
        "the result says that the operation is running",
    ),
    (
        "the body of a response that is read",
        "naftiko-runtime/src/client/call/options.rs",
        "RESPONSE_LIMIT",
        Bytes,
        "an error of the call",
    ),
    (
        "the body of an error response that is kept",
        "naftiko-runtime/src/client/call/attempts.rs",
        "ERROR_BODY_LIMIT",
        Bytes,
        "the rest is dropped",
    ),
    (
        "a call",
        "naftiko-runtime/src/client/call/options.rs",
        "TIMEOUT",
        Seconds,
        "an error of the call",
    ),
    (
        "connecting to an API",
        "naftiko-runtime/src/client/transport/mod.rs",
        "CONNECT_TIMEOUT",
        Seconds,
        "an error of the call",
    ),
    (
        "different names in an HTML page that HTML does not define",
        "naftiko-runtime/src/format/limits.rs",
        "MAX_NAMES",
        Count("names"),
        "an error of the call",
    ),
    (
        "steps of the HTML parser through open elements and their attributes",
        "naftiko-runtime/src/format/html/parse.rs",
        "MAX_STEPS",
        Count("steps"),
        "an error of the call",
    ),
    (
        "steps of an HTML selector from one element to another",
        "naftiko-runtime/src/format/html/select.rs",
        "MAX_STEPS",
        Count("steps"),
        "an error of the call",
    ),
    (
        "values that a JSONPath with a query in a filter visits, as estimated",
        "naftiko-runtime/src/value/json_path.rs",
        "MAX_VISITS",
        Count("values"),
        "an error of the call",
    ),
    (
        "the body of a request to a fake API",
        "naftiko-runtime/src/testing/serve.rs",
        "LARGEST",
        Bytes,
        "413",
    ),
    (
        "a response that is recorded",
        "naftiko-runtime/src/testing/record.rs",
        "LARGEST",
        Bytes,
        "502",
    ),
];

/// Returns the value of a constant in a file.
fn constant(file: &str, name: &str) -> u64 {
    let text = fs::read_to_string(workspace().join(file)).unwrap();
    let file_items = syn::parse_file(&text).unwrap().items;
    let value = file_items.iter().find_map(|item| match item {
        Item::Const(constant) if constant.ident == name => Some(value(&constant.expr)),
        _ => None,
    });
    value.unwrap_or_else(|| panic!("{file} has no constant `{name}`"))
}

/// Returns the value of an expression of numbers; for a duration, its seconds.
fn value(expression: &Expr) -> u64 {
    match expression {
        Expr::Lit(literal) => match &literal.lit {
            Lit::Int(number) => number.base10_parse().unwrap(),
            _ => panic!("not a number"),
        },
        Expr::Binary(binary) => {
            let (left, right) = (value(&binary.left), value(&binary.right));
            match binary.op {
                BinOp::Mul(_) => left * right,
                BinOp::Shl(_) => left << right,
                _ => panic!("an operator that limits do not use"),
            }
        }
        Expr::Call(call) => value(call.args.first().unwrap()),
        _ => panic!("an expression that limits do not use"),
    }
}

fn shown(number: u64, unit: Unit) -> String {
    match unit {
        Bytes if number.is_multiple_of(1 << 20) => format!("{} MiB", number >> 20),
        Bytes if number.is_multiple_of(1 << 10) => format!("{} KiB", number >> 10),
        Bytes => format!("{number} bytes"),
        Seconds => format!("{number} s"),
        Count(what) => format!("{number} {what}"),
    }
}

fn table(title: &str, rows: &[Row]) -> String {
    let mut table = format!("### {title}\n\n| of | at most | beyond it | constant |\n|---|---|---|---|\n");
    for (what, file, name, unit, beyond) in rows {
        let limit = shown(constant(file, name), *unit);
        let _ = writeln!(table, "| {what} | {limit} | {beyond} | [`{name}`]({file}) |");
    }
    table
}

#[test]
fn security_md_limits_match_the_code() {
    const MARK: &str = "--test security -->\n\n";
    let path = workspace().join("SECURITY.md");
    let page = fs::read_to_string(&path).unwrap();
    let (before, _) = page.split_once(MARK).unwrap();
    let expected = format!(
        "{before}{MARK}{}\n{}",
        table("While compiling", &COMPILING),
        table("While serving, by default", &RUNNING)
    );
    if std::env::var_os("NAFTIKO_BLESS").is_some() {
        fs::write(&path, &expected).unwrap();
    }
    let page = fs::read_to_string(&path).unwrap();
    assert!(
        page == expected,
        "SECURITY.md is out of date: NAFTIKO_BLESS=1 cargo test -p naftiko-tests --test security"
    );
}
