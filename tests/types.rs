//! The page of the types that documents give: each construct with the code that it becomes.
#![allow(clippy::unwrap_used, reason = "tests")]

use std::fmt::Write as _;
use std::fs;

use naftiko_codegen::{Module, Options};
use naftiko_tests::batch::clippy_modules;
use naftiko_tests::described::{Case, sections};
use naftiko_tests::texts::{Texts, rendered, shown};
use naftiko_tests::workspace;

const START: &str = "\
# Types of OpenAPI documents

An OpenAPI document of an API gives the bodies and responses of its operations Rust types. Put it beside the spec, named like it:
`parcels.openapi.yaml` (`.yml`, `.json`) for `parcels.yaml`. Or name it with the option [`openapi`](options.md), for all APIs or for one
namespace, or with the key `x-naftiko-openapi` of the consumed API. The option wins over the key, and the key over the file beside the spec.
Swagger 2.0 and OpenAPI 3.0, 3.1 and 3.2 are read. Operations are matched by method and path. `naftiko check` prints how many have types.

- **Overlays** change a document that is wrong, without editing it ([overlays](import.md#overlays)).
- **Typed** are a body that is one input of the operation (`in: body`, `type: object` or `array`), and a JSON response without
  `outputParameters`. What the spec describes itself keeps the spec's types.
- **Parameters** have the spec's types too. A `string` whose values the document lists takes them (`&types::State::Ready`) and any other text
  (`\"ready\"`); an `array` of such texts is a list of them (`&[types::State::Ready]`). Schemas of adapters list these values.
- **Styles** of parameters are the document's. In the query: lists repeated, or with commas, spaces, tabs or bars between their items; objects as
  `form` or `deepObject`. In the path: `simple`, `label` and `matrix`, also with `explode`.
- **`Json`** is the type of a place that the document leaves open, and of one that cannot be read. The second kind is a warning (`NK1003` to
  `NK1006`, `NK1018`). A response is a `Value` if no document describes it, or if it is not JSON.
- **By status**: successful responses of several types are an enum with the name of the operation, and error responses another one. The
  status that came selects the variant, and `Other` keeps the JSON of every other status.
- **Errors**: `error.body::<types::Problem>()` reads the body of an error response. It never hides the status.
- **Tolerance**: a value of another type, and a required member that is absent or null, is an error with its path. With `tolerance: lenient` an
  optional member of another type is `None`, and a required list or map that is absent or null is empty. With `open` every member of a
  response is optional. Null is `None` for an optional member in any case.
- **Specs in common**: `naftiko generate --out` writes the types of a document that several specs use once, into `types/<document>.rs`; the
  module `types` of each spec has them too. In a build script, set `share_types` and include the module `types` beside those of the specs.
  The macro takes types that another module has: `types: crate::m3ter::types`.
- **Unknown members** are ignored, and unknown texts of enums and tags of unions are kept. With `unknown: keep` structs have a map of the unknown
  members and write them back.
- **Constants**: a required parameter that the spec lacks is sent if its value is known (`NK1013`), unless `fill: off`.
- **Required types**: with `types: required` every operation and value without a type is an error (`NK1015`).
- **Traits**: types are `Clone`, `Debug` and `PartialEq`. The option `derive` adds `Eq`, `Hash`, `Default` and the traits of serde.

The examples below are schemas of a response (`answer`) or of a request (`body`), or whole documents. Their code is shown without derived
traits and conversions.

<!-- Made from the cases in tests/types. After a change there:
     NAFTIKO_BLESS=1 cargo test -p naftiko-tests --test types -->
";

/// Documentation that every item of its kind has.
const GENERIC: [&str; 5] = [
    "/// An object of the API's document.",
    "/// A text of the API's document.",
    "/// One of several values of the API's document.",
    "/// The member `",
    "/// Any other value, unchanged.",
];

/// Returns the page.
fn page() -> String {
    let mut page = START.to_owned();
    for section in sections() {
        let _ = write!(page, "\n## {}\n", section.title);
        for case in section.cases {
            page.push_str(&entry(&case));
        }
    }
    page
}

fn entry(case: &Case) -> String {
    let outcome = case.texts().compile_with(&Options::default());
    let mut entry = format!("\n### {}\n", case.title);
    if !case.reason.is_empty() {
        let _ = write!(entry, "\n{}\n", case.reason);
    }
    let module = outcome.modules.first().unwrap();
    let _ = write!(
        entry,
        "\n```yaml\n{}\n```\n\n```rust,ignore\n{}```\n",
        case.source.trim_end(),
        declarations(module)
    );
    let found = shown(&outcome, |found| found.code().id().starts_with("NK10"));
    let heads: Vec<&str> = found.lines().filter(|line| line.contains("[NK10")).collect();
    if !heads.is_empty() {
        let _ = write!(entry, "\n```text\n{}\n```\n", heads.join("\n"));
    }
    entry
}

/// Returns the methods of the client whose types are not structs, and the types.
fn declarations(module: &Module) -> String {
    let files = module.files();
    let file = |name: &str| {
        let mut files = files.iter();
        files
            .find(|(path, _)| path.ends_with(name))
            .map_or("", |(_, text)| text)
    };
    let mut found = methods(file("client.rs"));
    let types = items(file("types.rs"));
    if !found.is_empty() && !types.is_empty() {
        found.push('\n');
    }
    found + &types
}

/// Returns the signatures of the methods that call operations, unless they have a struct with the name of the operation alone.
fn methods(code: &str) -> String {
    let mut found = String::new();
    for method in code.split("    pub fn ").skip(1) {
        let Some((head, _)) = method.split_once(" {\n") else {
            continue;
        };
        let words: Vec<&str> = head.split_whitespace().collect();
        let head = words.join(" ").replace("( &", "(&").replace(", ) ->", ") ->");
        if head.contains("-> PendingCall<") {
            let _ = writeln!(found, "fn {head};");
        }
    }
    found
}

/// Returns the structs and enums without attributes and documentation that says nothing about the document.
fn items(code: &str) -> String {
    let mut found: Vec<String> = Vec::new();
    let mut above: Vec<&str> = Vec::new();
    let mut lines = code.lines();
    while let Some(line) = lines.next() {
        let is_item = line.starts_with("pub struct ") || line.starts_with("pub enum ");
        if is_item {
            let rest = lines.by_ref().take_while(|line| *line != "}");
            let item: Vec<&str> = above.drain(..).chain([line]).chain(rest).chain(["}"]).collect();
            let item: Vec<&str> = item.into_iter().filter(|line| tells(line)).collect();
            let item = item
                .join("\n")
                .replace("{\n    ///\n", "{\n")
                .replace(",\n    ///\n", ",\n");
            found.push(item + "\n");
        } else if line.starts_with("///") {
            above.push(line);
        } else if !line.starts_with("#[") {
            above.clear();
        }
    }
    found.join("\n")
}

fn tells(line: &str) -> bool {
    let line = line.trim_start();
    !GENERIC.iter().any(|text| line.starts_with(text)) && !line.starts_with("#[")
}

/// Checks that the code of all cases compiles in one crate, with pedantic lints as errors.
#[test]
fn code_of_all_cases_compiles_without_warnings() {
    let (mut texts, mut paths) = (Texts::default(), Vec::new());
    for (number, case) in sections()
        .into_iter()
        .flat_map(|section| section.cases)
        .enumerate()
    {
        let path = format!("case-{number}.yaml");
        texts = texts
            .with(&path, case.spec())
            .with(&format!("case-{number}.openapi.yaml"), case.document);
        paths.push(path);
    }
    let paths: Vec<&str> = paths.iter().map(String::as_str).collect();
    let outcome = texts.compile_all(&paths);
    assert_eq!(outcome.modules.len(), paths.len(), "{}", rendered(&outcome));
    let folder = tempfile::tempdir().unwrap();
    let errors = clippy_modules(folder.path(), &outcome.modules).unwrap();
    assert!(errors.is_none(), "{}", errors.unwrap_or_default());
}

#[test]
fn types_page_matches_the_cases() {
    let path = workspace().join("docs/types.md");
    let page = page();
    if std::env::var_os("NAFTIKO_BLESS").is_some() {
        fs::write(&path, &page).unwrap();
    }
    assert!(
        fs::read_to_string(&path).unwrap_or_default() == page,
        "docs/types.md is out of date: NAFTIKO_BLESS=1 cargo test -p naftiko-tests --test types"
    );
}
