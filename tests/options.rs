//! The page of options, and options that a spec sets by extension keys.
#![allow(clippy::unwrap_used, reason = "tests")]

use std::fmt::Write as _;
use std::fs;

use naftiko_codegen::options::{EXTENSION_PREFIX, Front, Per, TABLE};
use naftiko_codegen::{Options, OutputSchemas, UnknownArguments, Verdict};
use naftiko_tests::texts::{Texts, rendered};
use naftiko_tests::workspace;

const START: &str = "\
# Options

Set an option in the macro, in a build script, on the command line, or by a key in the spec:

```rust,ignore
naftiko::naftiko! { \"parcels.yaml\", emit: [client, rest], strict: true }
```

```rust,no_run
naftiko_codegen::Build::new().strict(true).compile(&[\"specs/parcels.yaml\"]);
```

```sh
naftiko generate specs/parcels.yaml --emit client,rest --strict --out src/generated
```

<!-- Made from the table in naftiko-codegen/src/options/table.rs. After a change there:
     NAFTIKO_BLESS=1 cargo test -p naftiko-tests --test options -->

| Option | Macro | `Build` | Command | Default |
| --- | --- | --- | --- | --- |
";

const BY_NAMESPACE: &str = "
## Values for one API or adapter

These options hold for every consumed API (`unknown_arguments`, `output_schemas`, `tool_budget`, `allow_origins`, `expose_headers`: for every adapter), or for the one that is named by its `namespace`. An unknown namespace is an error (`NK0353`).

| Macro | `Build` | Command |
| --- | --- | --- |
";

const EXTENSIONS: &str = "
## Keys in a spec

Keys with the prefix `x-naftiko-` set options in a spec. They are not warnings, also with `strict`; the official engine ignores them.

| Key | Belongs to | Values |
| --- | --- | --- |
";

const RULES: &str = "
- The option of the macro, of `Build` or of the command wins over the key in the spec, and that over the default. A value for one
  namespace wins over the value for all.
- A key that is unknown or in another place is a warning (`NK0208`), and an error with `strict`. An invalid value is an error (`NK0204`).
- In an imported file a key is an error (`NK0209`), since the official engine rejects unknown keys there. Set it on the import instead:

```yaml
consumes:
- {from: parcels.yaml, import: parcels, x-naftiko-tolerance: lenient}
```
";

/// Returns the table of options as a page.
fn page() -> String {
    let mut page = START.to_owned();
    for entry in TABLE {
        let cell = |front| match entry.spelling(front) {
            Some(spelling) => format!("`{spelling}`"),
            None => "—".to_owned(),
        };
        let _ = writeln!(
            page,
            "| `{}` | {} | {} | {} | {} |",
            entry.name,
            cell(Front::Macro),
            cell(Front::Build),
            cell(Front::Command),
            entry.default
        );
    }
    page.push('\n');
    for entry in TABLE {
        let _ = write!(page, "- `{}`: {}. Value: {}.", entry.name, entry.doc, entry.kind);
        for front in Front::ALL {
            if let Some(reason) = entry.absent_from(front) {
                let _ = write!(page, " Not an option of {front}, since {reason}.");
            }
        }
        page.push('\n');
    }
    page.push_str(BY_NAMESPACE);
    for entry in TABLE {
        let spelling = |front| entry.spelling_for(front, "parcels");
        let [Some(in_macro), Some(build), Some(command)] = Front::ALL.map(spelling) else {
            continue;
        };
        let _ = writeln!(page, "| `{in_macro}` | `{build}` | `{command}` |");
    }
    page.push_str(EXTENSIONS);
    for entry in TABLE {
        if let Some(key) = entry.spelling_in_spec() {
            let _ = writeln!(page, "| `{key}` | {} | {} |", entry.per, entry.kind);
        }
    }
    page.push_str(RULES);
    page
}

#[test]
fn options_page_matches_the_table() {
    let path = workspace().join("docs/options.md");
    let page = page();
    if std::env::var_os("NAFTIKO_BLESS").is_some() {
        fs::write(&path, &page).unwrap();
    }
    assert!(
        fs::read_to_string(&path).unwrap_or_default() == page,
        "docs/options.md is out of date: NAFTIKO_BLESS=1 cargo test -p naftiko-tests --test options"
    );
}

/// Returns a spec whose consumed API has this key.
fn spec(key: &str) -> String {
    format!(
        "ikanos: 1.0.0-beta5\ninfo: {{display: A, description: A}}\ncapability:\n  consumes:\n  - type: http\n    \
         namespace: a\n    description: A\n    baseUri: https://a.test\n    {key}\n    resources:\n      p:\n        path: /p\n        \
         operations:\n          get-p: {{method: GET}}\n"
    )
}

/// Returns the diagnostics of an extension key of a consumed API in strict mode.
fn strictly(key: &str) -> String {
    let options = Options {
        strict: true,
        ..Options::default()
    };
    // The documents and the overlay that the examples of the options name, and the document of the options about types.
    let document = "openapi: 3.1.0\ninfo: {title: A, version: '1'}\npaths: {/p: {get: {responses: {'204': {description: Done}}}}}\n";
    let overlay =
        "overlay: 1.1.0\ninfo: {title: A, version: '1'}\nactions: [{target: $.info, update: {title: B}}]\n";
    let texts = Texts::spec(spec(key))
        .with("openapi/parcels.yaml", document)
        .with("openapi/parcels.overlay.yaml", overlay)
        .with("spec.openapi.yaml", document);
    rendered(&texts.compile_with(&options))
}

/// Returns the diagnostics of an extension key of an MCP adapter in strict mode.
fn strictly_of_adapter(key: &str) -> String {
    let options = Options {
        strict: true,
        ..Options::default()
    };
    let adapter = format!(
        "{}  exposes:\n  - type: mcp\n    namespace: m\n    description: A\n    port: 9090\n    {key}\n    tools:\n      list-parcels: \
         {{description: Gets, call: a.get-p}}\n",
        spec("")
    );
    rendered(&Texts::spec(adapter).compile_with(&options))
}

#[test]
fn unknown_arguments_are_allowed_by_the_schema_where_they_are_ignored() {
    let spec = |key: &str| {
        format!(
            "{}  exposes:\n  - {{type: mcp, namespace: m, port: 9090, {key} tools: {{get-p: {{description: Gets, call: a.get-p}}}}}}\n",
            spec("")
        )
    };
    let published = |key: &str, options: &Options| {
        let outcome = Texts::spec(spec(key)).compile_with(options);
        let code = outcome.modules.first().unwrap().single_file();
        code.contains(r#""additionalProperties":true"#)
    };
    let (default, mut ignoring) = (Options::default(), Options::default());
    ignoring
        .unknown_arguments
        .set(Some("m"), UnknownArguments::Ignore);
    assert!(!published("", &default));
    assert!(published("", &ignoring));
    assert!(published("x-naftiko-unknown-arguments: ignore,", &default));
    let mut rejecting = Options::default();
    rejecting.unknown_arguments.set(None, UnknownArguments::Reject);
    assert!(!published("x-naftiko-unknown-arguments: ignore,", &rejecting));
}

#[test]
fn tools_have_no_output_schemas_where_the_option_says_so() {
    let spec = |key: &str| {
        let tools = "{get-p: {description: Gets, call: a.get-p, outputParameters: [{name: id, type: string, mapping: $.id}]}}";
        format!(
            "{}  exposes:\n  - {{type: mcp, namespace: m, port: 9090, {key} tools: {tools}}}\n",
            spec("")
        )
    };
    let has_schema = |key: &str, options: &Options| {
        let outcome = Texts::spec(spec(key)).compile_with(options);
        let code = outcome.modules.first().unwrap().single_file();
        assert!(code.contains("output_schema: "), "{}", rendered(&outcome));
        code.contains("output_schema: r")
    };
    let (default, mut off) = (Options::default(), Options::default());
    off.output_schemas.set(Some("m"), OutputSchemas::Off);
    assert!(has_schema("", &default));
    assert!(!has_schema("", &off));
    assert!(!has_schema("x-naftiko-output-schemas: off,", &default));
}

#[test]
fn every_extension_key_is_allowed_under_strict() {
    let mut keys = 0;
    for entry in TABLE {
        let Some(key) = entry.spelling_in_spec() else {
            continue;
        };
        assert!(key.starts_with(EXTENSION_PREFIX));
        let rendered = match entry.per {
            Per::ConsumedApi => strictly(&key),
            Per::Adapter => strictly_of_adapter(&key),
            Per::Run => panic!("{key} needs a spec of its own here"),
        };
        assert_eq!(rendered, "");
        keys += 1;
    }
    assert!(keys > 0);
    // Prefixes of other tools are not exempt.
    assert!(strictly("x-other: 1").contains("error[NK0201]"));
}

#[test]
fn unknown_misplaced_and_invalid_extension_keys_are_reported() {
    let unknown = strictly("x-naftiko-tolerence: lenient");
    assert!(
        unknown.contains("error[NK0208]")
            && unknown.contains("a key with a similar name exists: `x-naftiko-tolerance`"),
        "{unknown}"
    );
    let far = strictly("x-naftiko-colour: red");
    assert!(
        far.contains(
            "known extension keys: `x-naftiko-openapi`, `x-naftiko-overlay`, `x-naftiko-refs`, `x-naftiko-tolerance`, `x-naftiko-types`, `x-naftiko-unknown`, `x-naftiko-fill`, `x-naftiko-derive`, `x-naftiko-unknown-arguments`, `x-naftiko-output-schemas`, `x-naftiko-tool-budget`, `x-naftiko-catalogue`, `x-naftiko-pinned-tools`, `x-naftiko-allow-origins`, `x-naftiko-expose-headers`"
        ),
        "{far}"
    );
    let lenient = rendered(&Texts::spec(spec("x-naftiko-colour: red")).compile());
    assert!(lenient.contains("warning[NK0208]"), "{lenient}");
    let misplaced = spec("").replace("{method: GET}", "{method: GET, x-naftiko-tolerance: open}");
    let misplaced = rendered(&Texts::spec(misplaced).compile());
    assert!(
        misplaced.contains("misplaced extension key")
            && misplaced.contains("move the key to an entry of `consumes`"),
        "{misplaced}"
    );
    let invalid = strictly("x-naftiko-tolerance: lenint");
    assert!(
        invalid.contains("error[NK0204]") && invalid.contains("a similar value exists: `lenient`"),
        "{invalid}"
    );
    let list = strictly("x-naftiko-tolerance: [open]");
    assert!(list.contains("error[NK0202]"), "{list}");
    assert_eq!(strictly("x-naftiko-tolerance:"), "");
}

#[test]
fn imported_files_cannot_set_options_but_the_import_can() {
    let compile = |import: &str, key: &str| {
        let imported = format!(
            "ikanos: 1.0.0-beta5\nconsumes:\n- type: http\n  namespace: a\n  description: A\n  baseUri: https://a.test\n  {key}\n  \
             resources:\n    p: {{path: /p, operations: {{get-p: {{method: GET}}}}}}\n"
        );
        let importing = format!(
            "ikanos: 1.0.0-beta5\ninfo: {{display: A, description: A}}\ncapability:\n  consumes:\n  - {{from: a.yaml, import: a{import}}}\n"
        );
        Texts::spec(importing).with("a.yaml", imported).compile()
    };
    let rejected = compile("", "x-naftiko-tolerance: lenient");
    assert_eq!(rejected.verdict(), Verdict::Errors);
    let shown = rendered(&rejected);
    assert!(
        shown.contains("error[NK0209]") && shown.contains("a.yaml:7"),
        "{shown}"
    );
    // An unknown one as well: the engine rejects each.
    assert!(rendered(&compile("", "x-naftiko-colour: red")).contains("error[NK0209]"));
    let accepted = compile(", x-naftiko-tolerance: lenient", "");
    assert_eq!(rendered(&accepted), "");
}
