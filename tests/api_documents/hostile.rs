//! Documents that are made to cost time or memory, or to break out of code and documentation.

use std::fmt::Write as _;

use naftiko_tests::described::CALLING_SPEC;
use naftiko_tests::hostile::check_document;
use naftiko_tests::texts::{Texts, rendered};

use super::file;

/// Returns a document whose response has a schema.
fn with_schema(schema: &str, schemas: &str) -> String {
    format!(
        "openapi: 3.1.0\ninfo: {{title: A, version: '1'}}\npaths:\n  /thing:\n    get: {{responses: {{'200': {{description: A, content: \
         {{application/json: {{schema: {schema}}}}}}}}}}}\n    patch: {{responses: {{'204': {{description: A}}}}}}\ncomponents:\n  \
         schemas:\n    Other: {{type: string}}\n{schemas}"
    )
}

fn assert_safe(what: &str, document: &str) {
    if let Err(defect) = check_document(document.as_bytes()) {
        panic!("{what}: {defect}");
    }
}

#[test]
fn deep_schemas_are_bounded() {
    let nesting = 10_000;
    let nested = format!("{}{{}}{}", "{items: ".repeat(nesting), "}".repeat(nesting));
    assert_safe("nesting", &with_schema(&nested, ""));
    let depth = 2_000;
    // A chain of references is as long as the document, and no recursion.
    let mut chain = String::new();
    for number in 0..depth {
        let _ = writeln!(
            chain,
            "    S{number}: {{type: object, properties: {{next: {{$ref: '#/components/schemas/S{}'}}}}}}",
            number + 1
        );
    }
    let _ = writeln!(chain, "    S{depth}: {{type: string}}");
    assert_safe("chain", &with_schema("{$ref: '#/components/schemas/S0'}", &chain));
    let references = chain
        .replace("{type: object, properties: {next: ", "")
        .replace("}}}", "}");
    assert_safe(
        "references",
        &with_schema("{$ref: '#/components/schemas/S0'}", &references),
    );
    let bases = chain
        .replace("properties: {next: ", "allOf: [")
        .replace("}}}", "}]}");
    assert_safe("bases", &with_schema("{$ref: '#/components/schemas/S0'}", &bases));
}

#[test]
fn wide_schemas_are_bounded() {
    let many = 10_000;
    let mut members = String::from("{type: object, properties: {");
    let mut branches = String::from("{anyOf: [");
    let mut values = String::from("{type: string, enum: [");
    for number in 0..many {
        let _ = write!(members, "p{number}: {{type: string}}, ");
        let _ = write!(branches, "{{type: object, required: [p{number}]}}, ");
        let _ = write!(values, "v{number}, ");
    }
    assert_safe("members", &with_schema(&(members + "}}"), ""));
    assert_safe("branches", &with_schema(&(branches + "]}"), ""));
    assert_safe("values", &with_schema(&(values + "]}"), ""));
    let name = "n".repeat(1_000_000);
    assert_safe(
        "name",
        &with_schema(
            "{type: object, properties: {a: {type: string}}}",
            &format!("    {name}: {{type: object}}\n"),
        ),
    );
}

#[test]
fn aliases_cannot_multiply_a_schema() {
    let mut schemas = String::from("    A0: &a0 {type: object, properties: {x: {type: string}}}\n");
    for number in 1..40 {
        let _ = writeln!(
            schemas,
            "    A{number}: &a{number} {{type: object, properties: {{l: *a{0}, r: *a{0}}}}}",
            number - 1
        );
    }
    assert_safe(
        "aliases",
        &with_schema("{$ref: '#/components/schemas/A39'}", &schemas),
    );
}

#[test]
fn circles_of_every_kind_end() {
    let schemas = "    A: {allOf: [{$ref: '#/components/schemas/B'}], oneOf: [{$ref: '#/components/schemas/C'}]}\n    B: {oneOf: [{$ref: \
                   '#/components/schemas/A'}, {$ref: '#/components/schemas/C'}], discriminator: {propertyName: k}}\n    C: {allOf: [{$ref: \
                   '#/components/schemas/B'}], properties: {a: {$ref: '#/components/schemas/A'}}, additionalProperties: {$ref: \
                   '#/components/schemas/C'}}\n    D: {items: {$ref: '#/components/schemas/D'}}\n    E: {anyOf: [{$ref: \
                   '#/components/schemas/E'}, {type: string}]}\n    F: {$ref: '#/components/schemas/F'}\n    G: {additionalProperties: \
                   {$ref: '#/components/schemas/G'}}\n    H: {oneOf: [{$ref: '#/components/schemas/H'}]}\n";
    for name in ["A", "B", "C", "D", "E", "F", "G", "H"] {
        let document = with_schema(&format!("{{$ref: '#/components/schemas/{name}'}}"), schemas);
        assert_safe(name, &document);
    }
}

#[test]
fn reference_that_is_not_a_string_is_ignored() {
    for value in [
        "", "null", "[a]", "{a: b}", "7", "true", "\"\"", "'#'", "'#/'", "'#x'", "'/'",
    ] {
        let document = with_schema(
            &format!(
                "{{type: object, properties: {{a: {{$ref: {value}}}, b: {{allOf: [{{$ref: {value}}}]}}}}}}"
            ),
            &format!("    A: {{$ref: {value}}}\n"),
        );
        assert_safe(value, &document);
        let response = document.replace("{description: A,", &format!("{{$ref: {value}, description: A,"));
        assert_safe(value, &response);
    }
}

#[test]
fn texts_cannot_break_out_of_code_or_documentation() {
    let hostile = [
        "*/ fn main() {} /*",
        "`` ` ``` fn main() {}",
        "\\\"#\\\"##; panic!()",
        "\\u202e evil",
        "{{x}} {0} \\n//! #![allow(warnings)]",
        "</code><script>alert(1)</script>",
        "r#type::<>(){}",
    ];
    for text in hostile {
        let schema = format!(
            "{{type: object, description: \"{text}\", title: \"{text}\", properties: {{\"{text}\": {{type: string, description: \"{text}\", \
             default: \"{text}\", enum: [\"{text}\", a]}}}}}}"
        );
        let document = with_schema(
            "{$ref: '#/components/schemas/Hostile'}",
            &format!("    Hostile: {schema}\n"),
        );
        assert_safe(text, &document);
        let outcome = Texts::spec(CALLING_SPEC)
            .with("spec.openapi.yaml", document)
            .compile();
        let types = file(&outcome, "types.rs");
        let parsed = syn::parse_file(&types).unwrap();
        let items: Vec<String> = parsed
            .items
            .iter()
            .filter_map(|item| match item {
                syn::Item::Fn(item) => Some(item.sig.ident.to_string()),
                syn::Item::Macro(_) => Some("macro".to_owned()),
                _ => None,
            })
            .collect();
        assert!(
            items.is_empty() && types.contains("pub struct Hostile"),
            "{text}: {items:?}\n{types}{}",
            rendered(&outcome)
        );
    }
}
