//! The option `types: required`: what stays without a type is an error.

use naftiko_codegen::options::Types;
use naftiko_codegen::{Options, Outcome};
use naftiko_tests::described::CALLING_SPEC;
use naftiko_tests::texts::{Texts, shown};

const DOCUMENT: &str = "\
openapi: 3.0.3
info: {title: Things, version: '1'}
paths:
  /thing:
    get: {responses: {'200': {description: Found, content: {application/json: {schema: {type: object, properties: {any: {}, name: {type: string}}}}}}}}
    patch: {responses: {'204': {description: Changed}}}
";

fn compile(texts: &Texts) -> Outcome {
    let mut options = Options::default();
    options.types.set(None, Types::Required);
    texts.compile_with(&options)
}

/// Returns the first lines of the errors of an outcome.
fn errors(outcome: &Outcome) -> Vec<String> {
    let found = shown(outcome, |_| true);
    let lines = found.lines().filter(|line| line.starts_with("error["));
    lines.map(str::to_owned).collect()
}

#[test]
fn free_value_has_the_type_that_the_document_gives() {
    let outcome = compile(&Texts::spec(CALLING_SPEC).with("spec.openapi.yaml", DOCUMENT));
    assert_eq!(errors(&outcome), Vec::<String>::new());
    assert_eq!(outcome.modules.len(), 1);
}

#[test]
fn api_without_a_document_is_an_error() {
    assert_eq!(
        errors(&compile(&Texts::spec(CALLING_SPEC))),
        ["error[NK1015]: `things` has no OpenAPI document, which `types: required` asks for"]
    );
}

#[test]
fn operation_that_the_document_lacks_is_an_error() {
    let document = DOCUMENT.replace("    patch:", "    post:");
    let outcome = compile(&Texts::spec(CALLING_SPEC).with("spec.openapi.yaml", document));
    assert_eq!(
        errors(&outcome),
        ["error[NK1009]: `PATCH /thing` is not in the OpenAPI document; `patch-thing` has no types"]
    );
}

#[test]
fn value_whose_type_cannot_be_read_is_an_error() {
    let document = DOCUMENT.replace("any: {}", "any: {$ref: '#/nowhere'}, other: {$ref: types.yaml}");
    let outcome = compile(&Texts::spec(CALLING_SPEC).with("spec.openapi.yaml", document));
    assert_eq!(
        errors(&outcome),
        [
            "error[NK1015]: `get-thing` has schemas without a type, which `types: required` does not allow: \
             1 in files that are not read, 1 with a reference that leads nowhere"
        ]
    );
}
