//! Where documents are found, and the files that they refer to.

use std::path::PathBuf;

use naftiko_codegen::{Options, Verdict};
use naftiko_tests::described::CALLING_SPEC;
use naftiko_tests::texts::{Texts, rendered};

use super::{codes, file};

/// Returns a document whose response has a type of this name.
fn document(name: &str) -> String {
    format!(
        "openapi: 3.0.3\ninfo: {{title: Things, version: '1'}}\npaths:\n  /thing:\n    get: {{responses: {{'200': {{description: Found, \
         content: {{application/json: {{schema: {{$ref: '#/components/schemas/{name}'}}}}}}}}}}}}\n    patch: {{responses: {{'204': {{description: \
         Done}}}}}}\ncomponents: {{schemas: {{{name}: {{type: object, properties: {{name: {{type: string}}}}}}}}}}\n"
    )
}

#[test]
fn version_of_a_document_is_read() {
    let v3 = ["3.0.1", "3.0.3", "3.1.0", "'3.1.1'", "3.2.0"];
    let in_v3 = v3.map(|version| document("Thing").replace("3.0.3", version));
    let v2 = ["'2.0'", "2.0"].map(|version| {
        format!(
            "swagger: {version}\ninfo: {{title: A, version: '1'}}\npaths: {{/thing: {{get: {{responses: {{200: {{description: A, schema: {{$ref: \
             '#/definitions/Thing'}}}}}}}}, patch: {{responses: {{'204': {{description: Done}}}}}}}}}}\ndefinitions: {{Thing: {{type: object, \
             properties: {{name: {{type: string}}}}}}}}\n"
        )
    });
    for text in in_v3.iter().chain(&v2) {
        let outcome = Texts::spec(CALLING_SPEC)
            .with("spec.openapi.yaml", text.clone())
            .compile();
        assert_eq!(codes(&outcome), [""; 0], "{text}\n{}", rendered(&outcome));
        assert!(file(&outcome, "types.rs").contains("struct Thing"), "{text}");
    }
    for text in [
        "openapi: 4.0.0\n",
        "swagger: '1.2'\n",
        "openapi: [3]\n",
        "info: {}\n",
        "[]\n",
    ] {
        let outcome = Texts::spec(CALLING_SPEC)
            .with("spec.openapi.yaml", text)
            .compile();
        assert_eq!(codes(&outcome), ["NK1002"], "{text}");
        assert_eq!(outcome.verdict(), Verdict::Errors, "{text}");
    }
}

#[test]
fn empty_document_is_an_error() {
    for text in ["", "\n", "# nothing\n", "---\n"] {
        let outcome = Texts::spec(CALLING_SPEC)
            .with("spec.openapi.yaml", text)
            .compile();
        assert_eq!(
            outcome.verdict(),
            Verdict::Errors,
            "{text:?}: {}",
            rendered(&outcome)
        );
    }
}

#[test]
fn json_on_one_line_is_a_document_with_columns() {
    let json = r#"{"openapi":"3.1.0","info":{"title":"A","version":"1"},"paths":{"/thing":{"get":{"responses":{"200":{"description":"A","content":{"application/json":{"schema":{"type":"strnig"}}}}}},"patch":{"responses":{"204":{"description":"A"}}}}}}"#;
    let outcome = Texts::spec(CALLING_SPEC)
        .with("spec.openapi.json", json)
        .compile();
    assert_eq!(codes(&outcome), ["NK1005"]);
    let column = json.find("\"strnig\"").unwrap() + 1;
    let place = format!("spec.openapi.json:1:{column}");
    assert!(rendered(&outcome).contains(&place), "{}", rendered(&outcome));
}

#[test]
fn byte_order_mark_and_line_ends_do_not_move_places() {
    let text = document("Thing").replace("string", "strnig");
    let compile = |text: String| {
        let outcome = Texts::spec(CALLING_SPEC)
            .with("spec.openapi.yaml", text)
            .compile();
        let shown = rendered(&outcome);
        let place = shown.lines().find(|line| line.contains("spec.openapi.yaml:"));
        place.map(|line| line.trim().to_owned()).unwrap()
    };
    let plain = compile(text.clone());
    assert_eq!(compile(text.replace('\n', "\r\n")), plain);
    assert_eq!(compile(format!("\u{feff}{text}")), plain);
}

#[test]
fn option_wins_over_the_key_and_the_key_over_the_file_beside_the_spec() {
    let keyed = CALLING_SPEC.replace(
        "    namespace: things\n",
        "    namespace: things\n    x-naftiko-openapi: key.yaml\n",
    );
    let texts = |spec: &str| {
        Texts::spec(spec)
            .with("spec.openapi.yaml", document("Beside"))
            .with("key.yaml", document("Key"))
            .with("option.yaml", document("Option1"))
    };
    let types = |spec: &str, options: &Options| file(&texts(spec).compile_with(options), "types.rs");
    let mut options = Options::default();
    assert!(types(CALLING_SPEC, &options).contains("struct Beside"));
    assert!(types(&keyed, &options).contains("struct Key"));
    options.openapi.set(Some("things"), vec!["option.yaml".into()]);
    assert!(types(&keyed, &options).contains("struct Option1"));
}

#[test]
fn files_that_refer_to_each_other_are_read_once() {
    let main = document("Thing").replace("{type: string}", "{$ref: 'types/a.yaml#/A'}");
    let a = "A: {type: object, properties: {b: {$ref: 'b.yaml#/B'}, own: {$ref: 'a.yaml#/A'}}}\n";
    let b = "B: {type: object, properties: {back: {$ref: '../spec.openapi.yaml#/components/schemas/Thing'}, a: {$ref: './a.yaml#/A'}}}\n";
    let outcome = Texts::spec(CALLING_SPEC)
        .with("spec.openapi.yaml", main)
        .with("types/a.yaml", a)
        .with("types/b.yaml", b)
        .compile();
    assert_eq!(codes(&outcome), [""; 0], "{}", rendered(&outcome));
    let types = file(&outcome, "types.rs");
    for field in [
        "pub name: Option<A>",
        "pub b: Option<B>",
        "pub own: Option<Box<A>>",
    ] {
        assert!(types.contains(field), "{field}\n{types}");
    }
    assert!(!types.contains("Json>"), "{types}");
    // Every file is an input of the build.
    for path in ["spec.yaml", "spec.openapi.yaml", "types/a.yaml", "types/b.yaml"] {
        assert!(
            outcome.read.contains(&PathBuf::from(path)),
            "{path}: {:?}",
            outcome.read
        );
    }
}

#[test]
fn missing_file_is_reported_once_and_the_rest_is_typed() {
    let main = document("Thing").replace(
        "{name: {type: string}}",
        "{name: {type: string}, a: {$ref: 'gone.yaml#/A'}, b: {$ref: 'gone.yaml#/B'}, c: {$ref: 'https://x.test/c.yaml#/C'}}",
    );
    let outcome = Texts::spec(CALLING_SPEC)
        .with("spec.openapi.yaml", main)
        .compile();
    assert_eq!(codes(&outcome), ["NK1003", "NK1003"]);
    let types = file(&outcome, "types.rs");
    assert!(
        types.contains("pub name: Option<String>") && types.contains("pub a: Option<Json>"),
        "{types}"
    );
}

#[test]
fn document_of_two_specs_is_reported_once() {
    let main = document("Thing").replace("string", "strnig");
    let mut options = Options::default();
    options.openapi.set(None, vec!["api.yaml".into()]);
    let texts = Texts::default()
        .with("one.yaml", CALLING_SPEC)
        .with("two.yaml", CALLING_SPEC)
        .with("api.yaml", main);
    let outcome = naftiko_codegen::generate(&["one.yaml".into(), "two.yaml".into()], &options, &texts);
    assert_eq!(outcome.modules.len(), 2);
    assert_eq!(codes(&outcome), ["NK1005"]);
}

#[test]
fn two_runs_give_the_same_bytes() {
    let sections = naftiko_tests::described::sections();
    for case in sections.iter().flat_map(|section| &section.cases) {
        let run = || case.texts().compile();
        let (one, other) = (run(), run());
        assert_eq!(one.modules[0].single_file(), other.modules[0].single_file());
        assert_eq!(rendered(&one), rendered(&other));
    }
}

/// A document whose type has a member with a reference.
fn with_reference(reference: &str) -> String {
    document("Thing").replace("{type: string}", &format!("{{$ref: '{reference}'}}"))
}

const TYPES: &str = "Part: {type: object, properties: {size: {$ref: 'more.yaml#/Size'}}}\n";
const MORE: &str = "Size: {type: integer}\n";

#[test]
fn file_takes_the_place_of_the_one_that_a_reference_names() {
    let url = "https://things.test/v1/types.yaml";
    let keyed = |key: &str| {
        let key = format!("    namespace: things\n    x-naftiko-refs: [{key}]\n");
        CALLING_SPEC.replace("    namespace: things\n", &key)
    };
    let whole = format!("{url}=local/types.yaml");
    let cases = [
        // The longest start wins, and what follows it is the path in the folder.
        ("https://things.test/=nowhere,https://things.test/v1/=local/", url),
        (whole.as_str(), url),
        (
            "../../common/types.yaml=local/types.yaml",
            "../../common/types.yaml",
        ),
    ];
    for (refs, reference) in cases {
        let mut options = Options::default();
        let pairs = refs.split(',').map(|pair| pair.split_once('=').unwrap());
        let pairs = pairs.map(|(from, to)| (from.to_owned(), PathBuf::from(to)));
        options.refs.set(None, pairs.collect());
        let texts = |spec: String| {
            Texts::spec(spec)
                .with("spec.openapi.yaml", with_reference(&format!("{reference}#/Part")))
                .with("local/types.yaml", TYPES)
                .with("local/more.yaml", MORE)
        };
        for outcome in [
            texts(CALLING_SPEC.to_owned()).compile_with(&options),
            texts(keyed(&format!("'{}'", refs.replace(',', "', '")))).compile(),
        ] {
            assert_eq!(codes(&outcome), [""; 0], "{}", rendered(&outcome));
            let types = file(&outcome, "types.rs");
            assert!(types.contains("pub size: Option<i64>"), "{types}");
            assert!(outcome.read.contains(&PathBuf::from("local/types.yaml")));
        }
    }
}

#[test]
fn file_in_place_of_another_one_that_cannot_be_read_is_an_error() {
    let mut options = Options::default();
    let pair = ("https://things.test/".to_owned(), PathBuf::from("local"));
    options.refs.set(Some("things"), vec![pair]);
    let outcome = Texts::spec(CALLING_SPEC)
        .with(
            "spec.openapi.yaml",
            with_reference("https://things.test/types.yaml#/Part"),
        )
        .compile_with(&options);
    assert_eq!(codes(&outcome), ["NK1001"], "{}", rendered(&outcome));
    assert_eq!(outcome.verdict(), Verdict::Errors);
}

#[test]
fn key_of_a_spec_names_files_of_its_package_only() {
    let key = "    namespace: things\n    x-naftiko-refs: ['https://things.test/=../../../../secrets/']\n";
    let outcome = Texts::spec(CALLING_SPEC.replace("    namespace: things\n", key))
        .with(
            "spec.openapi.yaml",
            with_reference("https://things.test/types.yaml#/Part"),
        )
        .compile();
    assert_eq!(outcome.verdict(), Verdict::Errors, "{}", rendered(&outcome));
    assert!(rendered(&outcome).contains("outside"), "{}", rendered(&outcome));
}
