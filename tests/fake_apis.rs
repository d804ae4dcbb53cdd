//! Fake APIs of published specs: generated clients call each operation, and decode its response.
//!
//! A sample of the specs by default; all of them with `NAFTIKO_FAKE_APIS=all` (`scripts/mock.sh`).
#![allow(clippy::unwrap_used, reason = "tests")]

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::path::PathBuf;

use naftiko_codegen::{Extra, FileLoader, Module, Options, Testing, directory, generate, generate_with};
use naftiko_tests::{SAMPLES, UserCrate, corpus, manifest_with_features, published, sample, workspace};
use syn::{FnArg, ImplItem, Item, ReturnType, Type};

/// One of so many published specs is in the sample.
const SAMPLE: usize = 14;

/// Returns the specs, each with the document of its API if there is one.
fn specs() -> Vec<(PathBuf, Option<PathBuf>)> {
    let all = std::env::var("NAFTIKO_FAKE_APIS").is_ok_and(|which| which == "all");
    let samples = SAMPLES.map(|name| (sample(name), None)).to_vec();
    let Some(folder) = corpus() else {
        println!("skipped: there are no published specs beside the project");
        return samples;
    };
    let table = fs::read_to_string(folder.join("openapi/pairs.tsv")).unwrap();
    let documents: BTreeMap<PathBuf, PathBuf> = table
        .lines()
        .map(|line| {
            let mut columns = line.split('\t');
            let (spec, document) = (columns.next().unwrap(), columns.next().unwrap());
            (folder.join(spec), folder.join("openapi").join(document))
        })
        .collect();
    let published = published().into_iter().enumerate();
    let chosen = published.filter(|(number, _)| all || number % SAMPLE == 0);
    let chosen = chosen.map(|(_, spec)| {
        let document = documents.get(&spec).cloned();
        (spec, document)
    });
    samples.into_iter().chain(chosen).collect()
}

/// Returns the code of a spec with fake APIs; `None` for a file without a capability or with errors.
fn module(number: usize, spec: &PathBuf, document: Option<PathBuf>) -> Option<Module> {
    let mut options = Options {
        testing: Testing::Always,
        module: Some(format!("spec_{number}")),
        ..Options::default()
    };
    if let Some(document) = document {
        options.openapi.set(None, vec![document]);
    }
    let outcome = generate(std::slice::from_ref(spec), &options, &FileLoader);
    outcome.modules.into_iter().next()
}

#[test]
fn seed_decides_the_description_of_each_spec() {
    for (spec, document) in specs() {
        let mut options = Options::default();
        if let Some(document) = document {
            options.openapi.set(None, vec![document]);
        }
        let described = |seed| {
            let paths = std::slice::from_ref(&spec);
            generate_with(paths, &options, Extra::FakeApis(seed), &FileLoader).fake_apis
        };
        assert_eq!(described(7), described(7), "{}", spec.display());
    }
}

/// A client's method, and what the program calls it with.
struct Method {
    name: String,
    /// The arguments; `None` if one is of a type that the program cannot make.
    arguments: Option<String>,
    is_stream: bool,
}

/// Returns the methods of each client, by the file of the client.
fn methods(text: &str) -> Vec<Method> {
    let file = syn::parse_file(text).unwrap();
    let has_default = |name: &str| {
        file.items.iter().any(|item| match item {
            Item::Struct(item) if item.ident == name => {
                let derives = item
                    .attrs
                    .iter()
                    .filter(|attribute| attribute.path().is_ident("derive"));
                let mut lists = derives.filter_map(|attribute| attribute.meta.require_list().ok());
                lists.any(|list| list.tokens.to_string().contains("Default"))
            }
            _ => false,
        })
    };
    let mut found = Vec::new();
    for item in &file.items {
        let Item::Impl(item) = item else { continue };
        for item in &item.items {
            let ImplItem::Fn(method) = item else { continue };
            let ReturnType::Type(_, returned) = &method.sig.output else {
                continue;
            };
            let Type::Path(returned) = &**returned else {
                continue;
            };
            let future = returned.path.segments.last().unwrap().ident.to_string();
            if !future.starts_with("Pending") {
                continue;
            }
            let types = method.sig.inputs.iter().filter_map(|input| match input {
                FnArg::Typed(input) => Some(&*input.ty),
                FnArg::Receiver(_) => None,
            });
            let arguments: Option<Vec<String>> = types.map(|kind| argument(kind, &has_default)).collect();
            found.push(Method {
                name: method.sig.ident.to_string(),
                arguments: arguments.map(|arguments| arguments.join(", ")),
                is_stream: future == "PendingStream",
            });
        }
    }
    found
}

/// Returns a value of a type as an expression.
fn argument(kind: &Type, has_default: &dyn Fn(&str) -> bool) -> Option<String> {
    let (is_reference, inner) = match kind {
        Type::Reference(reference) => (true, &*reference.elem),
        inner => (false, inner),
    };
    let Type::Path(path) = inner else { return None };
    let name = path.path.segments.last()?.ident.to_string();
    let is_own = path.path.segments.len() == 1;
    Some(match (is_reference, name.as_str()) {
        (true, "str") => "\"text\"".to_owned(),
        (false, "i64") => "1".to_owned(),
        (false, "f64") => "1.5".to_owned(),
        (false, "bool") => "true".to_owned(),
        (true, "Value") => "&serde_json::json!({})".to_owned(),
        (true, params) if is_own && has_default(params) => "&Default::default()".to_owned(),
        _ => return None,
    })
}

/// Returns the function that calls the operations of a spec.
fn calls(module: &Module, count: &mut usize) -> String {
    let name = module.name();
    let files = module.files();
    let text = |path: &str| {
        let mut files = files.iter();
        files
            .find(|(file, _)| file.ends_with(path))
            .map(|(_, text)| text.clone())
    };
    let testing = text("testing.rs").unwrap_or_default();
    let root = text("mod.rs").unwrap_or_default();
    let mut body = String::new();
    if testing.is_empty() || root.contains("pub mod scripts;") {
        return format!("async fn {name}() {{}}\n");
    }
    for api in accessors(&testing) {
        let client = text(&format!("client/{api}.rs")).or_else(|| text("client.rs"));
        for method in methods(&client.unwrap_or_default()) {
            if !testing.contains(&format!("fn {}(", method.name)) {
                continue;
            }
            *count += 1;
            let shown = format!("{name}.{api}.{}", method.name);
            let _ = match &method.arguments {
                Some(arguments) if method.is_stream => writeln!(
                    body,
                    "    report({shown:?}, capability.{api}().{}({arguments}).await.map(drop));",
                    method.name
                ),
                Some(arguments) => writeln!(
                    body,
                    "    report({shown:?}, match capability.{api}().{}({arguments}).await {{ Ok(response) if response.status() == 204 => Ok(()), \
                     Ok(response) => response.value().map(drop).map_err(|error| error.to_string()), Err(error) => Err(shown(&error)) }});",
                    method.name
                ),
                None if method.is_stream => Ok(()),
                None => writeln!(
                    body,
                    "    report({shown:?}, upstream.{api}().{}().response().map(drop));",
                    method.name
                ),
            };
        }
    }
    format!(
        "async fn {name}() {{\n    let upstream = generated::{name}::testing::Upstream::start().await.unwrap();\n    let capability = \
         match upstream.builder().build() {{\n        Ok(capability) => capability,\n        Err(error) => return report({name:?}, \
         Err::<(), _>(error)),\n    }};\n    let _ = &capability;\n{body}}}\n"
    )
}

/// Returns the names of the accessors of the APIs.
fn accessors(testing: &str) -> Vec<String> {
    let file = syn::parse_file(testing).unwrap();
    let mut found = Vec::new();
    for item in &file.items {
        let Item::Impl(item) = item else { continue };
        let Type::Path(of) = &*item.self_ty else { continue };
        if !of.path.is_ident("Upstream") {
            continue;
        }
        for item in &item.items {
            let ImplItem::Fn(method) = item else { continue };
            let name = method.sig.ident.to_string();
            if !["start", "builder", "apis"].contains(&name.as_str()) {
                found.push(name);
            }
        }
    }
    found
}

const PROGRAM: &str = r#"#![allow(warnings, clippy::all)]
mod generated;

fn report<T, E: std::fmt::Display>(name: &str, result: Result<T, E>) {
    match result {
        Ok(_) => println!("decoded {name}"),
        Err(error) => println!("failed {name}: {error}"),
    }
}

fn shown(error: &naftiko::client::Error) -> String {
    let body: Option<naftiko::Value> = error.body();
    format!("{error} {}", body.map(|body| body.to_string()).unwrap_or_default())
}
"#;

fn manifest() -> String {
    let manifest = manifest_with_features("fake-apis").replace("'avro'", "'testing', 'avro'");
    let dependencies = "serde_json = '1'\ntokio = { version = '1', features = ['macros', 'rt'] }\n";
    manifest.replace("[dependencies]\n", &format!("[dependencies]\n{dependencies}"))
}

/// Also for an API behind a tunnel, several APIs, and a capability with scripts.
#[test]
fn fake_apis_pass_pedantic_lints() {
    let own =
        ["meters", "signals", "bookings"].map(|name| workspace().join(format!("tests/specs/{name}.yaml")));
    let specs = SAMPLES.map(sample).into_iter().chain(own).enumerate();
    let modules: Vec<Module> = specs
        .filter_map(|(number, spec)| module(number, &spec, None))
        .collect();
    assert_eq!(modules.len(), 6);
    let folder = tempfile::tempdir().unwrap();
    let krate = UserCrate::new(folder.path(), &manifest()).unwrap();
    let lints = "#![deny(warnings, clippy::pedantic)]\n#![forbid(unsafe_code)]\nmod generated;\n";
    krate.write("src/lib.rs", lints).unwrap();
    for (path, text) in directory(&modules) {
        krate
            .write(&format!("src/generated/{}", path.display()), &text)
            .unwrap();
    }
    let output = krate.cargo(&["clippy", "--quiet"]).unwrap();
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
}

#[test]
fn client_decodes_the_response_of_each_operation() {
    let specs = specs();
    let modules = specs.into_iter().enumerate();
    let modules = modules.filter_map(|(number, (spec, document))| {
        let module = module(number, &spec, document)?;
        println!("spec_{number} is {}", spec.display());
        Some(module)
    });
    let modules: Vec<Module> = modules.collect();
    let mut count = 0;
    let functions: Vec<String> = modules.iter().map(|module| calls(module, &mut count)).collect();
    let folder = tempfile::tempdir().unwrap();
    let krate = UserCrate::new(folder.path(), &manifest()).unwrap();
    for (path, text) in directory(&modules) {
        krate
            .write(&format!("src/generated/{}", path.display()), &text)
            .unwrap();
    }
    let runs = modules
        .iter()
        .map(|module| format!("    {}().await;\n", module.name()));
    let runs: String = runs.collect();
    let program = format!(
        "{PROGRAM}\n{}\n#[tokio::main(flavor = \"current_thread\")]\nasync fn main() {{\n{runs}}}\n",
        functions.concat()
    );
    krate.write("src/main.rs", &program).unwrap();
    let output = krate.run("").unwrap();
    let results = String::from_utf8_lossy(&output.stdout);
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    let failed: Vec<&str> = results
        .lines()
        .filter(|line| line.starts_with("failed"))
        .collect();
    let decoded = results.lines().filter(|line| line.starts_with("decoded")).count();
    println!("{decoded} of {count} operations of {} specs", modules.len());
    assert!(
        failed.is_empty(),
        "{} of {count}:\n{}",
        failed.len(),
        failed.join("\n")
    );
}
