//! Tests of the generator with hostile input.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "tests")]

use std::fs;
use std::time::{Duration, Instant};

use naftiko_tests::batch::clippy;
use naftiko_tests::hostile::{Numbers, check, mutate};
use naftiko_tests::odd;
use naftiko_tests::texts::{Texts, rendered, sections};
use naftiko_tests::worst::{BYTES, VALUES, families};
use naftiko_tests::{SAMPLES, sample, workspace};

/// The number of mutations whose code is compiled.
const MUTATIONS: usize = 300;

/// The number of specs of odd parts whose code is compiled.
const ODD: usize = 25;

/// Texts that would end their surroundings: comments, strings, attributes, fences, lines, templates, text directions.
const PROSE: [&str; 26] = [
    "*/ fn evil() {} /*",
    "\"# ; fn evil() {} //",
    "\"##; \"###;",
    "r#\"raw\"# end",
    "{{open and } {closed}} {{{x}}}",
    "{{ }} {{\"}} ${x} #{y}",
    "\u{202e}lave\u{202c} \u{2066}isolated\u{2069}",
    "```\nfn evil() { panic!() }\n```",
    "```rust\nuse evil;",
    "~~~\nfenced\n~~~",
    "    indented code\n\n\tfn evil() {}",
    "line\r\nline\rline\u{2028}line\u{2029}line\u{85}line",
    "]] )] #![doc = \"x\"] [evil](javascript:alert(1)) <script>eval(1)</script>",
    "\\",
    "ends with \\\"",
    "'",
    "\u{feff}\u{200b}\u{ad}",
    "nul \u{0} bell \u{7} escape \u{1b}[31m",
    "emoji 😀 é 漢字 e\u{301}",
    "",
    " ",
    "//! /// //",
    "#",
    "crate::evil!()",
    "a\tb",
    "`code` ``more ` code`` <br> [link]: http://x",
];

/// Returns a spec with a text in every place of a string.
fn spec(text: &str) -> String {
    let quoted = serde_json::to_string(text).unwrap();
    let t = quoted.as_str();
    format!(
        r"naftiko: 1.0.0-alpha2
info: {{label: {t}, description: {t}, tags: [{t}], version: {t}}}
binds: [{{namespace: env, description: {t}, keys: {{TOKEN: {t}}}}}]
capability:
  consumes:
  - type: http
    namespace: {t}
    description: {t}
    baseUri: {t}
    authentication: {{type: basic, username: {t}, password: {t}}}
    inputParameters: [{{name: {t}, in: header, value: {t}}}, {{name: {t}, in: query, value: {t}}}]
    resources:
    - name: {t}
      label: {t}
      description: {t}
      path: {t}
      operations:
      - name: {t}
        label: {t}
        description: {t}
        method: POST
        inputParameters: [{{name: {t}, in: query, type: string, description: {t}}}, {{name: {t}, in: header, value: {t}}}, {{name: x, in: path, description: {t}}}]
        body: {{type: json, data: {{{t}: {t}, list: [{t}]}}}}
        outputParameters: [{{name: {t}, type: string, value: $.a}}, {{name: b, type: string, value: {t}}}]
      - {{name: other, method: GET, path: {t}, body: {{type: text, data: {t}}}}}
      - {{name: third, method: PUT, body: {t}}}
      - {{name: form, method: PUT, body: {{type: formUrlEncoded, data: {{{t}: {t}}}}}}}
  exposes:
  - type: rest
    namespace: rest
    description: {t}
    port: 8080
    address: {t}
    resources:
    - name: {t}
      description: {t}
      path: {t}
      operations:
      - {{name: {t}, label: {t}, description: {t}, method: POST, call: other.other, with: {{{t}: {t}}}, inputParameters: [{{name: {t}, in: query, type: string, description: {t}}}]}}
      - {{name: mock, method: GET, outputParameters: [{{name: {t}, type: string, value: {t}}}]}}
  - type: mcp
    namespace: {t}
    description: {t}
    port: 9090
    tools:
    - name: {t}
      label: {t}
      description: {t}
      call: a.other
      with: {{{t}: {t}, x: {t}}}
      inputParameters: [{{name: {t}, type: string, description: {t}}}]
      outputParameters: [{{type: object, properties: {{{t}: {{type: string, mapping: $.x, value: {t}}}}}}}]
    - {{name: mock, description: {t}, outputParameters: [{{name: {t}, type: string, value: {t}}}]}}
"
    )
}

/// Returns such a spec with valid names and paths, so that code is generated.
fn described(text: &str) -> String {
    let quoted = serde_json::to_string(text).unwrap();
    let sample = fs::read_to_string(sample("meti-authentication")).unwrap();
    let lines = sample.lines().map(|line| {
        let key = line
            .trim_start()
            .trim_start_matches("- ")
            .split(": ")
            .next()
            .unwrap_or_default();
        let indent = line.len() - line.trim_start().len();
        if matches!(key, "description" | "label") && !line.ends_with(">-") {
            format!("{}{key}: {quoted}\n", " ".repeat(indent))
        } else {
            format!("{line}\n")
        }
    });
    lines.collect()
}

#[test]
fn hostile_text_stays_in_its_place() {
    for prose in PROSE {
        for text in [spec(prose), described(prose)] {
            check(text.as_bytes()).unwrap_or_else(|defect| panic!("{prose:?}: {defect}"));
        }
        let outcome = Texts::spec(described(prose)).compile();
        assert_eq!(outcome.modules.len(), 1, "{prose:?}:\n{}", rendered(&outcome));
        for text in outcome.modules.first().unwrap().files().values() {
            assert!(!text.contains("\nfn evil"), "{prose:?} became code:\n{text}");
        }
    }
}

#[test]
fn hostile_names_become_identifiers() {
    for name in PROSE {
        let text = spec("x").replace("\"x\"", &serde_json::to_string(name).unwrap());
        check(text.as_bytes()).unwrap_or_else(|defect| panic!("{name:?}: {defect}"));
    }
}

/// `with` adds an input after another one was dropped, and the names of all three have no letters of identifiers.
#[test]
fn inputs_of_one_operation_have_different_identifiers() {
    let spec = "ikanos: 1.0.0-beta5\ncapability:\n  consumes:\n  - {type: http, namespace: sea, baseUri: 'https://sea.test', resources: \
                {ships: {path: /ships, operations: {find: {method: POST, inputParameters: [{name: بحر, in: body}, \
                {name: ميناء, in: formData}]}}}}}\n  exposes:\n  - {type: mcp, namespace: desk, port: 9090, tools: {find: {description: \
                Finds ships, call: sea.find, with: {سفينة: x}}}}\n";
    check(spec.as_bytes()).unwrap();
    let outcome = Texts::spec(spec).compile();
    let code = outcome.modules[0].single_file();
    assert!(code.contains(r#".with("ميناء", &params.unnamed)"#), "{code}");
    assert!(code.contains(r#".with("سفينة", &params.unnamed_2)"#), "{code}");
}

#[test]
fn binary_files_are_errors() {
    let deep = format!("naftiko: 1.0.0-alpha2\ncapability: {}", "[".repeat(100_000));
    let nested = (0..2_000).fold(String::new(), |text, depth| text + &" ".repeat(depth) + "a:\n");
    let bomb = (1..30).fold("a0: &a0 [x, x]\n".to_owned(), |text, level| {
        format!(
            "{text}a{level}: &a{level} [*a{before}, *a{before}]\n",
            before = level - 1
        )
    });
    let files: [&[u8]; 12] = [
        b"",
        b"\xef\xbb\xbf",
        b"\xff\xfen\x00",
        b"\xc3\x28",
        b"\0",
        b"---\n---\n",
        b"\t- a",
        b"%YAML 9.9\n---\n",
        deep.as_bytes(),
        nested.as_bytes(),
        bomb.as_bytes(),
        b"naftiko: 1.0.0-alpha2\r\ncapability:\r\n  consumes: []\r\n",
    ];
    for bytes in files {
        check(bytes).unwrap_or_else(|defect| panic!("{defect}"));
    }
    let large = vec![b'a'; 50 << 20];
    let start = Instant::now();
    check(&large).unwrap();
    assert!(start.elapsed() < Duration::from_secs(5));
}

#[test]
fn byte_order_mark_and_line_ends_have_no_effect() {
    for name in SAMPLES {
        let text = fs::read_to_string(sample(name)).unwrap();
        let code = |text: String| {
            let outcome = Texts::spec(text).compile();
            outcome.modules.first().unwrap().single_file()
        };
        let plain = code(text.clone());
        assert_eq!(plain, code(format!("\u{feff}{text}")));
        assert_eq!(plain, code(text.replace('\n', "\r\n")));
    }
}

#[test]
fn cyclic_imports_terminate() {
    let file = |other: &str| {
        format!(
            "ikanos: 1.0.0-beta5\ncapability:\n  consumes:\n  - {{from: ./{other}.yaml, import: api}}\n  - {{type: http, namespace: {other}x, baseUri: 'https://a.test'}}\n"
        )
    };
    let outcome = Texts::spec(file("a"))
        .with("a.yaml", file("b"))
        .with("b.yaml", file("a"))
        .compile();
    assert!(outcome.report.errors() > 0, "{}", rendered(&outcome));
    let outcome = Texts::spec(file("../../../../../../etc/passwd")).compile();
    assert!(rendered(&outcome).contains("NK0115"), "{}", rendered(&outcome));
}

/// A schema is embedded in the code unchanged, except for invisible characters.
#[test]
fn schema_text_is_visible_in_code() {
    let spec = "naftiko: 1.0.0-alpha2\ncapability:\n  consumes:\n  - {type: http, namespace: a, baseUri: 'https://a.test', resources: \
                [{name: p, path: /p, operations: [{name: one, method: GET, outputRawFormat: protobuf, outputSchema: a.proto}]}]}\n";
    for hidden in ['\0', '\r', '\u{202e}', '\u{7f}', '\u{ad}', '\u{e0041}'] {
        let files = format!(
            "{spec}+++ a.proto\nsyntax = \"proto3\";\n// {hidden}\nmessage Parcel {{ double weight = 1; }}\n"
        );
        check(files.as_bytes()).unwrap();
        let code = Texts::files(files.as_bytes()).compile().modules[0].single_file();
        assert!(
            code.contains("message Parcel") && !code.contains(hidden),
            "{hidden:?}\n{code}"
        );
    }
}

/// Embedded texts have escapes for invisible characters, or do not have the characters.
#[test]
fn document_text_is_visible_in_code() {
    for hidden in ['\u{ad}', '\u{200b}', '\u{202e}', '\u{e0041}'] {
        let spec = format!(
            "naftiko: 1.0.0-alpha2\ninfo: {{label: L{hidden}, description: D{hidden}}}\ncapability:\n  consumes:\n  - {{type: http, namespace: a, \
             baseUri: 'https://a.test', resources: [{{name: p, path: /p, operations: [{{name: one, method: GET}}]}}]}}\n  exposes:\n  \
             - {{type: rest, namespace: r, port: 1, resources: [{{name: p, path: /p, operations: [{{name: one, method: GET, description: \
             E{hidden}, call: a.one}}]}}]}}\n  - {{type: mcp, namespace: m, port: 2, tools: [{{name: one, description: F{hidden}, call: a.one}}]}}\n"
        );
        check(spec.as_bytes()).unwrap();
        let code = Texts::spec(spec.as_str()).compile().modules[0].single_file();
        assert!(!code.contains(hidden), "{hidden:?}\n{code}");
    }
}

/// A large spec, for which quadratic time would exceed the bound.
#[test]
fn large_spec_is_generated_in_bounded_time() {
    let mut spec = String::from(
        "naftiko: 1.0.0-alpha2\ncapability:\n  consumes:\n  - type: http\n    namespace: a\n    baseUri: https://a.test\n    resources:\n    - name: p\n      path: /p\n      operations:\n",
    );
    for _ in 0..3_000 {
        spec.push_str("      - {name: same, method: GET, inputParameters: [{name: q, in: query}]}\n");
    }
    spec.push_str("  exposes:\n  - type: mcp\n    namespace: m\n    port: 1\n    tools:\n");
    for _ in 0..3_000 {
        spec.push_str("    - {name: same, description: x, call: a.sam, with: {q: m.q}}\n");
    }
    let start = Instant::now();
    let outcome = Texts::spec(spec).compile();
    assert!(outcome.modules.len() == 1);
    assert!(start.elapsed() < Duration::from_secs(60), "{:?}", start.elapsed());
}

/// The mutations are the same in each run, and take a few seconds.
#[test]
fn mutated_specs_are_rejected_or_generate_rust() {
    let mut seeds: Vec<String> = SAMPLES
        .iter()
        .map(|name| fs::read_to_string(sample(name)).unwrap())
        .collect();
    for name in ["parcel-desk", "depot.lists", "depot.maps"] {
        let path = workspace().join(format!("tests/specs/{name}.yaml"));
        seeds.push(fs::read_to_string(path).unwrap());
    }
    let others: Vec<&str> = seeds.iter().map(String::as_str).collect();
    let mut numbers = Numbers::new(7);
    let start = Instant::now();
    for round in 0..600 {
        let text = mutate(others[round % others.len()], &others, &mut numbers);
        check(text.as_bytes()).unwrap_or_else(|defect| panic!("round {round}: {defect}\n{text}"));
        if start.elapsed() > Duration::from_secs(20) {
            break;
        }
    }
}

/// The specs of the catalogue, specs full of hostile text, specs of odd parts, and mutations.
#[test]
fn code_of_odd_specs_compiles() {
    let mut specs: Vec<String> = PROSE
        .iter()
        .flat_map(|prose| [spec(prose), described(prose)])
        .collect();
    for entry in fs::read_dir(workspace().join("tests/codes")).unwrap() {
        let text = fs::read_to_string(entry.unwrap().path()).unwrap();
        specs.extend(sections(&text).into_iter().map(|(_, text)| text.to_owned()));
    }
    specs.extend(odd::specs(ODD, 5));
    let rows: Vec<String> = specs
        .iter()
        .filter(|text| text.contains("call: "))
        .cloned()
        .collect();
    let others: Vec<&str> = rows.iter().map(String::as_str).collect();
    let mut numbers = Numbers::new(11);
    for _ in 0..MUTATIONS {
        specs.push(mutate(numbers.pick(&others).unwrap(), &others, &mut numbers));
    }
    let folder = tempfile::tempdir().unwrap();
    let verdict = clippy(folder.path(), &specs).unwrap();
    println!("{} of {} give code", verdict.modules, specs.len());
    assert!(verdict.modules > 100);
    assert!(verdict.errors.is_none(), "{}", verdict.errors.unwrap_or_default());
}

/// Small specs of each kind generate Rust code, or are errors. scripts/limits.sh measures them at the limits.
#[test]
fn worst_cases_of_every_kind_generate_code_or_errors() {
    for family in families() {
        let spec = family.spec(500, 5_000);
        // Some are long whatever the number of their items.
        if spec.len() > 100_000 {
            continue;
        }
        check(spec.as_bytes()).unwrap_or_else(|defect| panic!("{}: {defect}", family.name));
    }
}

/// The nesting of generated code is bounded: a test thread has a stack of 2 MiB.
#[test]
fn long_lists_do_not_overflow_the_stack() {
    let long = [
        "parameters-query",
        "parameters-template",
        "body-keys",
        "body-values",
        "routes",
        "tool-outputs",
        "api-keys",
        "adapters-rest",
        "mock-outputs",
        "json-path-names",
    ];
    for name in long {
        let family = families().into_iter().find(|family| family.name == name).unwrap();
        let spec = family.spec(15_000, 1 << 20);
        let outcome = Texts::spec(spec).compile();
        if let Some(module) = outcome.modules.first() {
            assert!(!module.single_file().is_empty());
        } else {
            assert!(outcome.report.has_errors(), "{name}");
        }
    }
}

/// Specs that would take gigabytes are errors before any code is generated.
#[test]
fn amplified_specs_are_errors_early() {
    let kinds = ["alias-", "inherited-", "called-", "routes-inherit"];
    let all = families()
        .into_iter()
        .filter(|family| kinds.iter().any(|kind| family.name.starts_with(kind)));
    for family in all {
        let start = Instant::now();
        let outcome = Texts::spec(family.spec(VALUES, BYTES)).compile();
        let codes: Vec<&str> = outcome
            .report
            .diagnostics()
            .iter()
            .map(|found| found.code().id())
            .collect();
        let bounded = codes.contains(&"NK0103") || codes.contains(&"NK0210");
        assert!(
            bounded,
            "{}: {:?}",
            family.name,
            codes.iter().take(5).collect::<Vec<_>>()
        );
        assert!(
            start.elapsed() < Duration::from_secs(60),
            "{}: {:?}",
            family.name,
            start.elapsed()
        );
    }
}

/// Each import reads its file anew, so that a large file and many imports of it take long.
#[test]
fn imports_of_one_large_file_are_limited() {
    let apis = (0..20_000)
        .map(|index| format!("{{type: http, namespace: n{index}, baseUri: 'https://a.test'}},\n"))
        .collect::<Vec<_>>()
        .concat();
    let imports = (0..2_000)
        .map(|index| format!("{{location: ./f.yaml, import: n{index}}},\n"))
        .collect::<Vec<_>>()
        .concat();
    let outcome = Texts::spec(format!(
        "naftiko: 1.0.0-alpha2\ncapability: {{consumes: [{imports}]}}\n"
    ))
    .with("f.yaml", format!("naftiko: 1.0.0-alpha2\nconsumes: [{apis}]\n"))
    .compile();
    let codes = outcome.report.diagnostics().iter().map(|found| found.code().id());
    assert!(
        codes.into_iter().any(|code| code == "NK0103"),
        "{}",
        rendered(&outcome)
    );
}
