//! The commands of docs/import.md: `openapi`, `import` and `export`.

use std::fs;
use std::path::Path;

use super::{code, err, folder, naftiko, names, out, write};

const DOCUMENT: &str = "\
openapi: 3.1.0
info: {title: Depots, version: '1'}
servers: [{url: https://depots.test}]
paths:
  /depots/{id}:
    get:
      operationId: getDepot
      parameters: [{name: id, in: path, required: true, schema: {type: string}}]
      responses: {'200': {description: Found, content: {application/json: {schema: {$ref: '#/components/schemas/Depot'}}}}}
    put:
      operationId: putDepot
      parameters: [{name: id, in: path, required: true, schema: {type: string}}]
      requestBody: {content: {application/json: {schema: {$ref: '#/components/schemas/Depot'}}}}
      responses: {'204': {description: Done}}
components: {schemas: {Depot: {type: object, properties: {name: {type: string}}}}}
";

const OVERLAY: &str = "\
overlay: 1.1.0
info: {title: Repairs, version: '1'}
actions:
- {target: \"$.paths.*.put\", remove: true}
- {target: $.components.schemas.Depot.properties, update: {'size': {type: integer}}}
";

/// Runs a command that succeeds, and returns what it prints.
fn done(dir: &Path, words: &str) -> String {
    let output = naftiko(dir, words);
    assert_eq!(code(&output), 0, "{words}: {}", err(&output));
    out(&output)
}

#[test]
fn documents_are_printed_with_their_overlays() {
    let dir = folder();
    write(dir.path(), "depots.openapi.yaml", DOCUMENT);
    write(dir.path(), "repairs.yaml", OVERLAY);
    let summary = done(dir.path(), "openapi depots.openapi.yaml");
    assert_eq!(summary, "depots.openapi.yaml: Depots, 2 operations, 1 types\n");
    let printed = done(
        dir.path(),
        "openapi depots.openapi.yaml --overlay repairs.yaml --print",
    );
    assert!(
        printed.contains("        size:\n          type: integer\n") && !printed.contains("putDepot"),
        "{printed}"
    );
    done(dir.path(), "import openapi depots.openapi.yaml --out depots.yaml");
    assert_eq!(
        done(
            dir.path(),
            "openapi depots.yaml --overlay depots=repairs.yaml --print"
        ),
        printed
    );
    let wrong = naftiko(
        dir.path(),
        "openapi depots.openapi.yaml --overlay other=repairs.yaml",
    );
    assert_eq!(code(&wrong), 1);
    assert!(err(&wrong).contains("NK0353"), "{}", err(&wrong));
    for words in [
        "openapi parcels.yaml --overlay missing.yaml",
        "openapi missing.yaml",
        "openapi repairs.yaml",
    ] {
        assert_ne!(code(&naftiko(dir.path(), words)), 0, "{words}");
    }
}

#[test]
fn document_is_imported_once_and_a_changed_spec_is_kept() {
    let dir = folder();
    write(dir.path(), "depots.openapi.yaml", DOCUMENT);
    let printed = done(
        dir.path(),
        "import openapi depots.openapi.yaml --operations getDepot --expose mcp",
    );
    assert!(
        printed.contains("get-depot:") && !printed.contains("put-depot:") && !printed.contains("type: rest"),
        "{printed}"
    );
    done(dir.path(), "import openapi depots.openapi.yaml --out depots.yaml");
    done(dir.path(), "import openapi depots.openapi.yaml --out depots.yaml");
    assert_eq!(
        done(dir.path(), "check depots.yaml"),
        "depots.yaml: 2 of 2 operations typed\n"
    );
    done(dir.path(), "generate depots.yaml --out generated");
    let spec = fs::read_to_string(dir.path().join("depots.yaml")).expect("it was imported");
    write(dir.path(), "depots.yaml", &format!("{spec}# Reviewed.\n"));
    let again = naftiko(dir.path(), "import openapi depots.openapi.yaml --out depots.yaml");
    assert_eq!(code(&again), 2);
    assert!(err(&again).contains("remove the file"), "{}", err(&again));
    let wrong = naftiko(
        dir.path(),
        "import openapi depots.openapi.yaml --tag Depots --out other.yaml",
    );
    assert_eq!(code(&wrong), 1);
    assert!(err(&wrong).contains("NK1101") && !names(dir.path()).contains(&"other.yaml".to_owned()));
}

#[test]
fn reference_to_another_file_is_imported_from_the_file_in_its_place() {
    let dir = folder();
    let document = DOCUMENT.replace(
        "paths:\n",
        "paths:\n  /notes: {get: {parameters: [{$ref: 'https://depots.test/p.yaml#/Page'}], responses: {'204': {description: None.}}}}\n",
    );
    write(dir.path(), "depots.openapi.yaml", &document);
    write(
        dir.path(),
        "p.yaml",
        "Page: {name: page, in: query, schema: {type: integer}}\n",
    );
    let words = "import openapi depots.openapi.yaml --path /notes";
    assert!(!done(dir.path(), words).contains("page"));
    let printed = done(dir.path(), &format!("{words} --refs https://depots.test/=."));
    assert!(
        printed.contains("page:") && printed.contains("https://depots.test/=."),
        "{printed}"
    );
    let wrong = naftiko(dir.path(), &format!("{words} --refs depots"));
    assert_eq!(code(&wrong), 2);
}

#[test]
fn exported_document_is_imported_with_the_same_operations() {
    let dir = folder();
    write(dir.path(), "depots.openapi.yaml", DOCUMENT);
    done(dir.path(), "import openapi depots.openapi.yaml --out depots.yaml");
    let printed = done(dir.path(), "export openapi depots.yaml");
    done(dir.path(), "export openapi depots.yaml --out served.json");
    assert_eq!(
        fs::read_to_string(dir.path().join("served.json")).unwrap_or_default(),
        printed
    );
    done(
        dir.path(),
        "import openapi served.json --namespace depots --out again.yaml",
    );
    let operations = |name: &str| -> Vec<String> {
        let spec = fs::read_to_string(dir.path().join(name)).unwrap_or_default();
        let keys = ["path: ", "method: ", "in: ", "call: "];
        let lines = spec.lines().map(str::trim);
        lines
            .filter(|line| keys.iter().any(|key| line.starts_with(key)))
            .map(str::to_owned)
            .collect()
    };
    assert_eq!(operations("again.yaml"), operations("depots.yaml"));
    let without = naftiko(dir.path(), "export openapi depots.yaml --adapter other");
    assert_eq!(code(&without), 2);
    assert!(
        err(&without).contains("its adapters are `depots-rest`"),
        "{}",
        err(&without)
    );
}
