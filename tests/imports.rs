//! Imports of `OpenAPI` documents: a document with each construct, and the published ones.
#![allow(clippy::unwrap_used, reason = "tests")]

use std::fs;
use std::path::{Path, PathBuf};

use naftiko_codegen::diagnostic::Style;
use naftiko_codegen::{FileLoader, Import, ImportOptions, Options, Verdict, generate, import_openapi};
use naftiko_tests::texts::{Texts, rendered, shown};
use naftiko_tests::{corpus, workspace};

const DOCUMENT: &str = include_str!("specs/meters.openapi.yaml");

/// Imports the document of the tests, which is beside the spec.
fn imported(import: &ImportOptions) -> Import {
    let texts = Texts::default().with("meters.openapi.yaml", DOCUMENT);
    import_openapi(
        Path::new("meters.openapi.yaml"),
        import,
        &Options::default(),
        &texts,
    )
}

fn text(import: &ImportOptions) -> String {
    let imported = imported(import);
    let rendered = imported.report.render(Style::Plain);
    imported.text.unwrap_or_else(|| panic!("{rendered}"))
}

/// The behaviour tests serve the spec that this import makes.
#[test]
fn spec_of_the_behaviour_tests_is_the_import_of_its_document() {
    let path = workspace().join("tests/specs/meters.yaml");
    let made = text(&ImportOptions::default());
    if std::env::var_os("NAFTIKO_BLESS").is_some() {
        fs::write(&path, &made).unwrap();
    }
    assert_eq!(
        fs::read_to_string(&path).unwrap_or_default(),
        made,
        "NAFTIKO_BLESS=1 cargo test -p naftiko-tests --test imports"
    );
}

#[test]
fn what_has_no_counterpart_is_reported() {
    insta::assert_snapshot!(imported(&ImportOptions::default()).report.render(Style::Plain));
}

/// Returns what is wrong with a spec and the document beside it: errors, and operations that the document has in other words.
fn problems(texts: &Texts) -> String {
    let outcome = texts.compile();
    let of_matching = shown(&outcome, |found| {
        ["NK1009", "NK1010", "NK1011", "NK1013", "NK1014"].contains(&found.code().id())
    });
    match outcome.verdict() {
        Verdict::Good => of_matching,
        _ => rendered(&outcome),
    }
}

#[test]
fn imported_operations_are_those_of_the_document() {
    let spec = text(&ImportOptions::default());
    let texts = Texts::spec(spec).with("meters.openapi.yaml", DOCUMENT);
    assert_eq!(problems(&texts), "");
}

#[test]
fn operations_are_chosen_by_tag_name_and_path() {
    let names = |import: &ImportOptions| -> Vec<String> {
        let made = text(import);
        let spec = made.split("  exposes:").next().unwrap_or_default();
        let lines: Vec<&str> = spec.lines().collect();
        let before = lines
            .windows(2)
            .filter(|pair| pair.iter().any(|line| line.trim().starts_with("method: ")));
        let names = before.filter_map(|pair| pair.first()?.trim().strip_suffix(':'));
        names.map(str::to_owned).collect()
    };
    let texts = |texts: &[&str]| texts.iter().map(|&text| text.to_owned()).collect::<Vec<_>>();
    let chosen = |tags: &[&str], operations: &[&str], path: Option<&str>| {
        names(&ImportOptions {
            tags: texts(tags),
            operations: texts(operations),
            path: path.map(str::to_owned),
            ..ImportOptions::default()
        })
    };
    assert_eq!(chosen(&["Reading"], &[], None).len(), 3);
    assert_eq!(chosen(&["Meter", "Reading"], &[], None).len(), 7);
    assert_eq!(
        chosen(&[], &["GetMeter", "create-meter"], None),
        ["create-meter", "get-meter"]
    );
    assert_eq!(chosen(&[], &[], Some("/readings*")).len(), 3);
    assert_eq!(
        chosen(&["Meter"], &["ListMeters"], Some("*/meters")),
        ["list-meters"]
    );
    for (import, expected) in [
        (
            ImportOptions {
                tags: texts(&["Meters"]),
                ..ImportOptions::default()
            },
            "`Meter`",
        ),
        (
            ImportOptions {
                operations: texts(&["GetMeters"]),
                ..ImportOptions::default()
            },
            "`GetMeter`",
        ),
        (
            ImportOptions {
                path: Some("/nothing".to_owned()),
                ..ImportOptions::default()
            },
            "no operation is chosen",
        ),
    ] {
        let imported = imported(&import);
        let rendered = imported.report.render(Style::Plain);
        assert!(
            imported.text.is_none() && rendered.contains("error[NK1101]") && rendered.contains(expected),
            "{rendered}"
        );
    }
}

#[test]
fn overlay_changes_what_is_imported_and_stays_with_the_spec() {
    let overlay = "overlay: 1.1.0\ninfo: {title: O, version: '1'}\nactions: [{target: '$.paths[\"/notes\", \"/photos\"]', remove: true}, \
                   {target: $.servers, remove: true}, {target: $, update: {servers: [{url: 'https://api.meters.test'}]}}]\n";
    let texts = Texts::default()
        .with("docs/meters.yaml", DOCUMENT)
        .with("docs/changes.yaml", overlay);
    let mut options = Options::default();
    options.overlay.set(None, vec!["docs/changes.yaml".into()]);
    let import = ImportOptions {
        out: Some("specs/meters.yaml".into()),
        ..ImportOptions::default()
    };
    let imported = import_openapi(Path::new("docs/meters.yaml"), &import, &options, &texts);
    let made = imported.text.unwrap();
    for expected in [
        "baseUri: https://api.meters.test\n",
        "- ../docs/meters.yaml\n",
        "- ../docs/changes.yaml\n",
    ] {
        assert!(made.contains(expected), "{expected}: {made}");
    }
    assert!(
        !made.contains("add-note") && made.contains("list-meters"),
        "{made}"
    );
}

#[test]
fn files_in_place_of_references_are_read_and_stay_with_the_spec() {
    let document = "openapi: 3.0.3\ninfo: {title: Parcels, version: '1'}\nservers: [{url: 'https://parcels.test'}]\npaths:\n  /parcels:\n    \
                    get:\n      operationId: listParcels\n      parameters: [{$ref: 'https://parcels.test/shared.yaml#/Page'}]\n      \
                    responses: {'200': {description: All, content: {application/json: {schema: {$ref: 'https://parcels.test/shared.yaml#/Parcel'}}}}}\n";
    let shared = "Page: {name: page, in: query, schema: {type: integer}}\nParcel: {type: object, properties: {id: {type: string}}}\n";
    let texts = Texts::default()
        .with("specs/api/parcels.yaml", document)
        .with("specs/local/shared.yaml", shared);
    let mut options = Options::default();
    options.refs.set(
        None,
        vec![("https://parcels.test/".to_owned(), "specs/local".into())],
    );
    let import = ImportOptions {
        out: Some("specs/spec.yaml".into()),
        ..ImportOptions::default()
    };
    let imported = import_openapi(Path::new("specs/api/parcels.yaml"), &import, &options, &texts);
    let made = imported.text.unwrap();
    assert!(
        made.contains("x-naftiko-refs:\n")
            && made.contains("https://parcels.test/=local")
            && made.contains("page:"),
        "{made}"
    );
    let texts = texts.with("specs/spec.yaml", made);
    let outcome = generate(&["specs/spec.yaml".into()], &Options::default(), &texts);
    let found = shown(&outcome, |found| found.code().id() != "NK0612");
    assert_eq!(found, "");
    let [coverage] = outcome.coverage.as_slice() else {
        panic!("no coverage");
    };
    assert_eq!((coverage.responses.typed, coverage.responses.described), (1, 1));
}

#[test]
fn words_that_make_every_tool_name_too_long_are_left_out() {
    let path = |name: &str| {
        format!(
            "  /{name}: {{get: {{operationId: parcelService{name}, responses: {{'204': {{description: None}}}}}}}}\n"
        )
    };
    let names = |paths: &[&str]| -> Vec<String> {
        let paths: String = paths.iter().map(|name| path(name)).collect();
        let document = format!(
            "openapi: 3.0.3\ninfo: {{title: P, version: '1'}}\nservers: [{{url: 'https://p.test'}}]\npaths:\n{paths}"
        );
        let made = Texts::spec(document)
            .import(&ImportOptions::default())
            .text
            .unwrap();
        let tools = made.split("    tools:\n").nth(1).unwrap();
        let names = tools
            .lines()
            .filter_map(|line| line.strip_prefix("      ")?.strip_suffix(':'));
        names
            .filter(|name| !name.starts_with(' '))
            .map(str::to_owned)
            .collect()
    };
    assert_eq!(
        names(&["GetParcel", "GetWeight"]),
        ["parcel-service-get-parcel", "parcel-service-get-weight"]
    );
    assert_eq!(
        names(&["GetParcel", "Findweightsofparcelsthatarenotyetdelivered"]),
        ["get-parcel", "findweightsofparcelsthatarenotyetdelivered"]
    );
}

/// Imports a document of a title, a server and paths.
fn import_of(title: &str, server: &str, paths: &str) -> Import {
    Texts::spec(document_of(title, server, paths)).import(&ImportOptions::default())
}

fn document_of(title: &str, server: &str, paths: &str) -> String {
    let info = "info: {title: '";
    format!("openapi: 3.0.3\n{info}{title}', version: '1'}}\nservers: [{{url: '{server}'}}]\n{paths}")
}

#[test]
fn names_of_tools_leave_room_for_the_name_of_their_server() {
    let ids = [
        "ListDeliveriesOfEveryDepotByProvinceAndSeason",
        "Listdeliveriesofeverydepotbyprovinceandseason",
    ]
    .map(|id| format!("Deliveries_{id}"));
    let long = "northernParcelDepotsOfficesUpdateopeninghours".to_owned();
    let paths = ids.into_iter().chain([long]);
    let paths = paths.map(|id| {
        format!("  /{id}: {{get: {{operationId: {id}, responses: {{'204': {{description: None}}}}}}}}\n")
    });
    let title = "Northern Parcel Depots and Deliveries of Parcels";
    let imported = import_of(
        title,
        "https://p.test",
        &format!("paths:\n{}", paths.collect::<String>()),
    );
    let made = imported.text.unwrap();
    for expected in [
        "namespace: parcels-mcp\n",
        "      list-of-every-depot-by-province-and-season:\n",
        "      listdeliveriesofeverydepotbyprovin-deliveries:\n",
        "      offices-updateopeninghours:\n",
    ] {
        assert!(made.contains(expected), "{expected}: {made}");
    }
    let report = Texts::spec(made).compile().report;
    assert!(
        !report.render(Style::Plain).contains("NK0355"),
        "{}",
        report.render(Style::Plain)
    );
}

#[test]
fn names_of_tools_have_their_verb_first() {
    for (id, expected) in [
        ("listDepots", "list-depots"),
        ("Depots_List", "list-depots"),
        ("myDepots_List", "list-my-depots"),
        ("list_Depots", "list-depots"),
        ("getDepots_Search", "get-depots-search"),
        ("depots_internal", "depots-internal"),
    ] {
        let paths = format!(
            "paths:\n  /depots: {{get: {{operationId: {id}, responses: {{'204': {{description: None}}}}}}}}\n"
        );
        let made = import_of("Depots", "https://p.test", &paths).text.unwrap();
        let (_, tools) = made.split_once("    tools:\n").unwrap();
        assert_eq!(
            tools.lines().next().unwrap().trim(),
            format!("{expected}:"),
            "{id}"
        );
    }
}

/// Each caller of an adapter would get the rights of the program.
#[test]
fn operation_that_returns_tokens_is_not_in_the_adapters() {
    let paths = "components: {securitySchemes: {key: {type: http, scheme: bearer}}}\nsecurity: [{key: []}]\npaths:\n  \
                 /oauth/token: {post: {operationId: getToken, responses: {'200': {description: One}}}}\n  \
                 /depots: {get: {operationId: listDepots, responses: {'204': {description: None}}}}\n";
    let imported = import_of("Depots", "https://p.test", paths);
    let findings = imported.report.render(Style::Plain);
    assert!(
        findings.contains("`POST /oauth/token` returns tokens; the adapters do not have it"),
        "{findings}"
    );
    let made = imported.text.unwrap();
    let (consumed, exposed) = made.split_once("  exposes:").unwrap();
    assert!(
        consumed.contains("/oauth/token") && !exposed.contains("token"),
        "{made}"
    );
    assert_eq!(exposed.matches("depots.list-depots").count(), 2, "{made}");
}

/// An agent that follows the token of a result instead of its cursor would lose the items that were left out of it.
#[test]
fn tool_with_pages_has_no_input_for_the_start_of_one() {
    let marked = "x-ms-pageable: {nextLinkName: nextLink, itemName: data}, ";
    let text = |name: &str| format!("{{name: {name}, in: query, schema: {{type: string}}}}");
    let integer = |name: &str| format!("{{name: {name}, in: query, schema: {{type: integer, minimum: 1}}}}");
    let required = |parameter: String| parameter.replace("in: query", "in: query, required: true");
    let (next, size) = (text("nextToken"), integer("pageSize"));
    for (method, keys, member, parameters, expected) in [
        ("get", "", "nextToken", [&next, &size], "pageSize"),
        (
            "get",
            marked,
            "nextLink",
            [&text("$skipToken"), &integer("$top")],
            "top",
        ),
        (
            "get",
            marked,
            "nextLink",
            [&text("$skipToken"), &text("$marker")],
            "",
        ),
        (
            "get",
            "",
            "count",
            [&integer("offset"), &integer("limit")],
            "limit",
        ),
        ("get", "", "count", [&integer("page"), &size], "pageSize"),
        // An offset leads into a list, and loses nothing of it.
        (
            "get",
            marked,
            "nextLink",
            [&integer("$skip"), &integer("$top")],
            "skip top",
        ),
        // Without pages, or with an input for a cursor of the API, the tool has no other one.
        ("get", "", "count", [&next, &size], "nextToken pageSize"),
        (
            "get",
            marked,
            "nextLink",
            [&next, &integer("cursor")],
            "nextToken cursor",
        ),
        (
            "get",
            "",
            "nextToken",
            [&required(next.clone()), &size],
            "nextToken pageSize",
        ),
        ("post", "", "nextToken", [&next, &size], "nextToken pageSize"),
        (
            "get",
            "x-ms-long-running-operation: true, ",
            "nextToken",
            [&next, &size],
            "nextToken pageSize",
        ),
    ] {
        let list = format!(
            "'200': {{description: All, content: {{application/json: {{schema: {{type: object, properties: \
             {{data: {{type: array, items: {{type: string}}}}, {member}: {{type: string}}}}}}}}}}}}"
        );
        let parameters = parameters.map(String::as_str).join(", ");
        let paths = format!(
            "paths:\n  /depots: {{{method}: {{operationId: listDepots, {keys}parameters: [{parameters}], responses: {{{list}}}}}}}\n"
        );
        let made = import_of("Depots", "https://p.test", &paths).text.unwrap();
        let (_, tool) = made.split_once("    tools:\n").unwrap();
        let names = tool
            .lines()
            .filter_map(|line| line.strip_prefix("          ")?.strip_suffix(':'));
        let names: Vec<&str> = names.filter(|name| !name.starts_with(' ')).collect();
        assert_eq!(names.join(" "), expected, "{parameters}: {made}");
        let keeps_all = names.len() == 2;
        // The client and the route have each parameter.
        let (_, route) = made.split_once("  exposes:").unwrap();
        let (route, _) = route.split_once("    tools:").unwrap();
        assert_eq!(route.matches("in: query").count(), 2, "{parameters}: {made}");
        // Nothing is inherited in their place.
        let document = document_of("Depots", "https://p.test", &paths);
        let spec = made.replace("- spec.yaml\n", "- depots.openapi.yaml\n");
        let outcome = Texts::spec(spec).with("depots.openapi.yaml", document).compile();
        let inherited = shown(&outcome, |found| found.code().id() == "NK0305");
        assert_eq!(inherited, "", "{parameters}");
        // A start is left out of tools that have a cursor in its place.
        let mut modules = outcome.modules.iter();
        let has_cursor = modules.any(|module| module.single_file().contains("static PAGES"));
        assert!(keeps_all || has_cursor, "{parameters}");
    }
}

#[test]
fn placeholder_of_a_host_is_a_variable() {
    let paths =
        "paths:\n  /depots: {get: {operationId: listDepots, responses: {'204': {description: None}}}}\n";
    let imported = import_of("Depots", "https://your-name.depots.test/v1", paths);
    let made = imported.text.unwrap();
    assert!(made.contains("baseUri: https://{{DEPOTS_HOST}}/v1\n"), "{made}");
    assert!(made.contains("DEPOTS_HOST: DEPOTS_HOST\n"), "{made}");
}

#[test]
fn texts_of_a_document_cannot_leave_their_place() {
    let text = "a\u{2028}b\nikanos: x\n# \u{1b}[31m\u{202e}c: {{VAR}} 'd' \"e\" - [f]";
    let document = serde_json::json!({
        "openapi": "3.0.3",
        "info": {"title": text, "version": text, "description": text},
        "servers": [{"url": "https://a.test"}],
        "paths": {"/x": {"get": {"operationId": text, "description": text, "parameters": [
            {"name": text, "in": "query", "description": text, "schema": {"type": "string", "enum": [text]}}
        ], "responses": {"204": {"description": text}}}}},
    });
    let texts = Texts::spec(document.to_string());
    let imported = texts.import(&ImportOptions::default());
    let made = imported.text.unwrap();
    assert!(!made.contains(['\u{2028}', '\u{1b}', '\u{202e}']), "{made}");
    assert_eq!(
        made.lines().filter(|line| line.starts_with("ikanos:")).count(),
        1,
        "{made}"
    );
}

/// Returns the published documents; none if they are not beside the project.
fn published() -> Vec<PathBuf> {
    let Some(folder) = corpus() else {
        println!("skipped: there are no published documents beside the project");
        return Vec::new();
    };
    let mut found = Vec::new();
    for folder in fs::read_dir(folder.join("openapi")).unwrap().flatten() {
        let files = fs::read_dir(folder.path()).into_iter().flatten().flatten();
        found.extend(files.map(|file| file.path()));
    }
    found.sort();
    found
}

/// The import of each published document generates code without an error in strict mode, and matches its document operation by operation,
/// byte for byte.
#[test]
fn published_documents_are_imported() {
    for path in published() {
        let temp = tempfile::tempdir().unwrap();
        let document = temp.path().join("spec.openapi.yaml");
        fs::copy(&path, &document).unwrap();
        let spec = temp.path().join("spec.yaml");
        let import = ImportOptions {
            out: Some(spec.clone()),
            ..ImportOptions::default()
        };
        let imported = import_openapi(&document, &import, &Options::default(), &FileLoader);
        let findings = imported.report.render(Style::Plain);
        fs::write(
            &spec,
            imported
                .text
                .unwrap_or_else(|| panic!("{}: {findings}", path.display())),
        )
        .unwrap();
        let options = Options {
            strict: true,
            ..Options::default()
        };
        let outcome = generate(&[spec], &options, &FileLoader);
        assert_eq!(
            outcome.verdict(),
            Verdict::Good,
            "{}: {}",
            path.display(),
            rendered(&outcome)
        );
        let [coverage] = outcome.coverage.as_slice() else {
            panic!("{}: no coverage", path.display());
        };
        assert_eq!(coverage.described, coverage.operations, "{}", path.display());
        let inexact = shown(&outcome, |found| {
            ["NK1009", "NK1010", "NK1011"].contains(&found.code().id())
        });
        assert_eq!(inexact, "", "{}", path.display());
    }
}
