//! Overlays of documents: where they are named, their order, and places of diagnostics.

use naftiko_codegen::{Options, Outcome, Verdict};
use naftiko_tests::described::CALLING_SPEC;
use naftiko_tests::texts::{Texts, rendered};

use super::{codes, file};

const DOCUMENT: &str = "\
openapi: 3.0.3
info: {title: Things, version: '1'}
paths:
  /thing:
    get: {responses: {'200': {description: Found, content: {application/json: {schema: {$ref: '#/components/schemas/Thing'}}}}}}
    patch: {responses: {'204': {description: Done}}}
components: {schemas: {Thing: {type: object, properties: {name: {type: string}}}}}
";

/// Returns an overlay with these actions.
fn overlay(actions: &str) -> String {
    format!("overlay: 1.1.0\ninfo: {{title: Repairs, version: '1'}}\nactions:\n{actions}\n")
}

fn texts() -> Texts {
    Texts::spec(CALLING_SPEC).with("spec.openapi.yaml", DOCUMENT)
}

/// Returns the outcome with an overlay that the option names.
fn with(actions: &str) -> Outcome {
    let mut options = Options::default();
    options.overlay.set(None, vec!["a.yaml".into()]);
    texts().with("a.yaml", overlay(actions)).compile_with(&options)
}

#[test]
fn overlays_of_the_option_change_types_in_their_order() {
    let add = "- {target: $.components.schemas.Thing.properties, update: {size: {type: integer}}}";
    let require = "- {target: $.components.schemas.Thing, update: {required: [size]}}";
    let texts = texts()
        .with("add.yaml", overlay(add))
        .with("require.yaml", overlay(require));
    let mut options = Options::default();
    options
        .overlay
        .set(None, vec!["add.yaml".into(), "require.yaml".into()]);
    let outcome = texts.compile_with(&options);
    assert_eq!(codes(&outcome), [""; 0], "{}", rendered(&outcome));
    assert!(file(&outcome, "types.rs").contains("pub size: i64"));
    for read in ["spec.openapi.yaml", "add.yaml", "require.yaml"] {
        assert!(outcome.read.iter().any(|path| path.ends_with(read)), "{read}");
    }
}

#[test]
fn byte_order_mark_of_an_overlay_has_no_effect() {
    let actions = "- {target: $.components.schemas.Thing, update: {x-rust-name: Depot}}";
    let outcome = with(&format!("{actions}\n"));
    let mut options = Options::default();
    options.overlay.set(None, vec!["a.yaml".into()]);
    let marked = texts()
        .with("a.yaml", format!("\u{feff}{}", overlay(actions)))
        .compile_with(&options);
    assert_eq!(codes(&marked), [""; 0], "{}", rendered(&marked));
    assert_eq!(file(&marked, "types.rs"), file(&outcome, "types.rs"));
}

#[test]
fn overlay_of_a_key_is_read_beside_the_spec() {
    let spec = CALLING_SPEC.replacen("namespace:", "x-naftiko-overlay: more/a.yaml\n    namespace:", 1);
    let rename = "- {target: $.components.schemas.Thing, update: {x-rust-name: Depot}}";
    let texts = texts()
        .with("spec.yaml", spec)
        .with("more/a.yaml", overlay(rename));
    let outcome = texts.compile();
    assert_eq!(codes(&outcome), [""; 0], "{}", rendered(&outcome));
    assert!(file(&outcome, "types.rs").contains("pub struct Depot {"));
    let outside = CALLING_SPEC.replacen("namespace:", "x-naftiko-overlay: ../a.yaml\n    namespace:", 1);
    let outcome = texts.with("spec.yaml", outside).compile();
    assert!(rendered(&outcome).contains("NK0115"), "{}", rendered(&outcome));
}

#[test]
fn type_of_an_inner_schema_is_renamed() {
    let nested = "- {target: $.components.schemas.Thing.properties, update: {place: {type: object, x-rust-name: Spot, properties: {x: \
                  {type: integer}}}}}";
    let types = file(&with(nested), "types.rs");
    assert!(types.contains("pub place: Option<Spot>"), "{types}");
}

#[test]
fn diagnostic_about_an_added_value_is_in_the_overlay() {
    let mistake = "- {target: $.components.schemas.Thing.properties, update: {size: {type: strnig}}}";
    let outcome = with(mistake);
    assert_eq!(codes(&outcome), ["NK1005"]);
    assert!(
        rendered(&outcome).contains("--> a.yaml:4:"),
        "{}",
        rendered(&outcome)
    );
}

#[test]
fn reference_that_an_overlay_adds_is_relative_to_the_document() {
    let reference =
        "- {target: $.components.schemas.Thing.properties, update: {size: {$ref: 'sizes.yaml#/Size'}}}";
    let texts = texts()
        .with("more/a.yaml", overlay(reference))
        .with("sizes.yaml", "Size: {type: integer}\n");
    let mut options = Options::default();
    options.overlay.set(None, vec!["more/a.yaml".into()]);
    let outcome = texts.compile_with(&options);
    assert_eq!(codes(&outcome), [""; 0], "{}", rendered(&outcome));
    assert!(file(&outcome, "types.rs").contains("pub size: Option<i64>"));
}

#[test]
fn overlay_for_another_document_is_a_warning() {
    let actions = "- {target: $.info, update: {title: New}}";
    for (extends, expected) in [
        ("spec.openapi.yaml", &[][..]),
        ("./spec.openapi.yaml", &[]),
        ("https://example.com/openapi.json", &[]),
        ("other.yaml", &["NK1035"]),
    ] {
        let text = overlay(actions).replacen("info", &format!("extends: {extends}\ninfo"), 1);
        let mut options = Options::default();
        options.overlay.set(None, vec!["a.yaml".into()]);
        let outcome = texts().with("a.yaml", text).compile_with(&options);
        assert_eq!(codes(&outcome), expected, "{}", rendered(&outcome));
        assert_eq!(outcome.verdict(), Verdict::Good);
    }
}

#[test]
fn error_in_an_overlay_stops_generation() {
    for (actions, code) in [
        ("- {target: $.paths, update: [1]}", "NK1034"),
        ("- {update: {}}", "NK1032"),
        ("- {target: '$.a[', remove: true}", "NK0402"),
    ] {
        let outcome = with(actions);
        assert_eq!(outcome.verdict(), Verdict::Errors, "{}", rendered(&outcome));
        assert!(
            outcome.modules.is_empty() && rendered(&outcome).contains(code),
            "{actions}"
        );
    }
}

#[test]
fn overlay_without_a_document_is_a_warning() {
    let mut options = Options::default();
    options.overlay.set(None, vec!["a.yaml".into()]);
    let actions = "- {target: $.info, update: {title: New}}";
    let outcome = Texts::spec(CALLING_SPEC)
        .with("a.yaml", overlay(actions))
        .compile_with(&options);
    assert_eq!(codes(&outcome), ["NK1033"], "{}", rendered(&outcome));
}
