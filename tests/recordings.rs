//! Recordings: METI's documented responses are recorded, replayed, and described by a document whose types a client has.
#![allow(clippy::unwrap_used, reason = "tests")]

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use naftiko::testing::{Description, FakeApis, Settings};
use naftiko_codegen::{Extra, FileLoader, Options, Recording, directory, generate, generate_with, infer};
use naftiko_tests::{UserCrate, manifest, sample};
use naftiko_upstreams::Served;
use naftiko_upstreams::meti::{self, Meti};

naftiko::naftiko! { "../specs/meti-authentication.yaml", module: meti_api, emit: [client] }

/// Returns the spec for an API at another address, and the description of its fake APIs.
fn described(folder: &Path, address: &str) -> Description {
    let spec = fs::read_to_string(sample("meti-authentication")).unwrap();
    let path = folder.join("meti.yaml");
    fs::write(&path, spec.replace("https://api.meti.millpont.com", address)).unwrap();
    let outcome = generate_with(&[path], &Options::default(), Extra::FakeApis(0), &FileLoader);
    Description::parse(outcome.fake_apis.first().unwrap()).unwrap()
}

/// Lists the sources of METI's account, and returns them with the token that the API issued.
async fn sources(apis: &FakeApis) -> Vec<meti_api::types::Source> {
    let account = meti::Settings::default();
    let mut builder = meti_api::Capability::builder()
        .variable("METI_EMAIL", account.email)
        .variable("METI_PASSWORD", account.password);
    for (name, value) in apis.addresses() {
        builder = builder.variable(&name, value);
    }
    let capability = builder.build().unwrap();
    let response = capability.meti_sources().list_sources().await.unwrap();
    response.value().unwrap()
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            files.extend(self::files(&path));
        } else {
            files.push(path);
        }
    }
    files.sort();
    files
}

/// Records METI's responses into a folder, and returns the description of the API with what its sources are.
async fn recorded(folder: &Path) -> (Description, Vec<meti_api::types::Source>) {
    let meti = Served::start(Meti::default()).await.unwrap();
    let description = described(folder, &meti.uri());
    let recording = Settings::new().record(folder.join("recordings"));
    let apis = FakeApis::start_with(description.clone(), recording)
        .await
        .unwrap();
    let sources = sources(&apis).await;
    assert!(!sources.is_empty());
    (description, sources)
}

/// Writes the document of the recordings beside the spec, and returns the texts of the recordings.
fn inferred(folder: &Path) -> Vec<String> {
    let texts = files(&folder.join("recordings"));
    let texts: Vec<String> = texts
        .iter()
        .map(|path| fs::read_to_string(path).unwrap())
        .collect();
    let calls: Vec<Recording> = texts.iter().map(|text| Recording::parse(text).unwrap()).collect();
    fs::write(folder.join("meti.openapi.yaml"), infer("meti", &calls)).unwrap();
    texts
}

#[tokio::test]
async fn recorded_responses_are_replayed_and_give_types() {
    let folder = tempfile::tempdir().unwrap();
    let (description, recorded) = recorded(folder.path()).await;
    let texts = inferred(folder.path());
    assert_eq!(texts.len(), 2);
    assert!(
        texts.iter().all(|text| !text.contains("unsigned-test-token")),
        "{texts:?}"
    );

    let replaying = Settings::new().replay(folder.path().join("recordings"));
    let apis = FakeApis::start_with(description, replaying).await.unwrap();
    assert_eq!(sources(&apis).await, recorded);

    let outcome = generate(
        &[folder.path().join("meti.yaml")],
        &Options::default(),
        &FileLoader,
    );
    let coverage = outcome.coverage.first().unwrap().to_string();
    assert!(coverage.contains("2 of 2 operations"), "{coverage}");
}

/// A program with the inferred types, which reads the variables of the capability from standard input.
const PROGRAM: &str = r#"
mod generated;

use generated::meti::Capability;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let variables = std::io::read_to_string(std::io::stdin())?;
    let variables = variables.lines().filter_map(|line| line.split_once('='));
    let builder = variables.fold(Capability::builder(), |builder, (name, value)| builder.variable(name, value));
    let capability = builder.build()?;
    for source in capability.meti_sources().list_sources().await?.value()? {
        let (id, name): (String, String) = (source.id, source.name);
        println!("{id} {name} {}", source.features.len());
    }
    Ok(())
}
"#;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn inferred_types_compile_and_read_replayed_responses() {
    let folder = tempfile::tempdir().unwrap();
    let (description, recorded) = recorded(folder.path()).await;
    inferred(folder.path());
    let spec = folder.path().join("meti.yaml");
    let outcome = generate(&[spec], &Options::default(), &FileLoader);
    let manifest = manifest("inferred", "2024", &["naftiko"], &[]);
    let tokio = "[dependencies]\ntokio = { version = '1', features = ['macros', 'rt'] }";
    let krate = UserCrate::new(
        &folder.path().join("crate"),
        &manifest.replace("[dependencies]", tokio),
    );
    let krate = krate.unwrap();
    krate.write("src/main.rs", PROGRAM).unwrap();
    for (path, text) in directory(&outcome.modules) {
        krate
            .write(&format!("src/generated/{}", path.display()), &text)
            .unwrap();
    }

    let replaying = Settings::new().replay(folder.path().join("recordings"));
    let apis = FakeApis::start_with(description, replaying).await.unwrap();
    let account = meti::Settings::default();
    let mut input = format!(
        "METI_EMAIL={}\nMETI_PASSWORD={}\n",
        account.email, account.password
    );
    for (name, value) in apis.addresses() {
        let _ = writeln!(input, "{name}={value}");
    }
    let run = tokio::task::spawn_blocking(move || krate.run(&input).unwrap());
    let output = run.await.unwrap();
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{errors}");
    let printed = String::from_utf8_lossy(&output.stdout);
    let lines: Vec<&str> = printed.lines().collect();
    assert_eq!(lines.len(), recorded.len(), "{printed}");
    assert!(lines.contains(&"src_0001 Source 1 0"), "{printed}");
}
