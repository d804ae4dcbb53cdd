//! Test helpers: paths and temporary crates.

pub mod batch;
pub mod code;
pub mod described;
pub mod hostile;
pub mod listed;
pub mod odd;
pub mod seeds;
pub mod texts;
pub mod variants;
pub mod worst;

use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::{fs, io};

/// Returns the folder of the workspace.
pub fn workspace() -> PathBuf {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    here.parent().unwrap_or(here).to_owned()
}

/// The three sample specs.
pub const SAMPLES: [&str; 3] = [
    "instancemetadataclient-get-token",
    "m3ter-auth",
    "meti-authentication",
];

/// Returns the path of a sample.
pub fn sample(name: &str) -> PathBuf {
    workspace().join("specs").join(format!("{name}.yaml"))
}

/// The folder of the published specs, next to the project.
pub fn corpus() -> Option<PathBuf> {
    let folder = workspace().parent()?.join("shared/corpus");
    folder.is_dir().then_some(folder)
}

/// Returns the folder of the published specs, if it is next to the project.
pub fn published() -> Vec<PathBuf> {
    let files = corpus().and_then(|folder| Some((yaml_files(&folder).ok()?, folder.join("openapi"))));
    let (mut files, documents) = files.unwrap_or_default();
    // The files of secrets, which binds of the tutorial name, are not specs.
    files.retain(|file| !file.starts_with(&documents) && !file.ends_with("secrets.yaml"));
    files
}

/// Returns every YAML file below a folder, sorted.
///
/// # Errors
///
/// A folder cannot be read.
pub fn yaml_files(folder: &Path) -> io::Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            files.extend(yaml_files(&path)?);
        } else if path
            .extension()
            .is_some_and(|extension| extension == "yaml" || extension == "yml")
        {
            files.push(path);
        }
    }
    files.sort();
    Ok(files)
}

/// A spec with inputs, outputs, both adapters and a prompt, so that each kind of code is generated.
pub const PARCELS: &str = "\
naftiko: 1.0.0-alpha2
info: {label: Parcels, description: Tracks parcels.}
binds: [{namespace: env, keys: {API_TOKEN: API_TOKEN}}]
capability:
  consumes:
    - type: http
      namespace: parcels
      baseUri: https://api.parcels.test
      authentication: {type: bearer, token: '{{API_TOKEN}}'}
      resources:
        - name: parcels
          path: /parcels/{id}
          operations:
            - {name: get-parcel, method: GET, inputParameters: [{name: id, in: path}, {name: lang, in: query}], outputParameters: [{type: object}]}
  exposes:
    - {type: rest, namespace: desk, port: 8080, resources: [{name: p, path: '/parcels/{id}', operations: [{method: GET, call: parcels.get-parcel}]}]}
    - type: mcp
      namespace: agents
      port: 9090
      tools: [{name: get-parcel, description: Gets a parcel., call: parcels.get-parcel}]
      prompts: [{name: track, description: Tracks., arguments: [{name: id, description: Which}], template: [{role: user, content: 'Where is {{id}}?'}]}]
";

/// A user's crate outside the workspace.
#[derive(Debug)]
pub struct UserCrate {
    folder: PathBuf,
}

impl UserCrate {
    /// Creates a crate in a folder with a manifest, which may refer to the workspace by paths.
    ///
    /// # Errors
    ///
    /// The files cannot be written.
    pub fn new(folder: &Path, manifest: &str) -> io::Result<Self> {
        let krate = Self {
            folder: folder.to_owned(),
        };
        krate.write("Cargo.toml", manifest)?;
        fs::copy(workspace().join("Cargo.lock"), folder.join("Cargo.lock"))?;
        Ok(krate)
    }

    /// Writes a file of the crate.
    ///
    /// # Errors
    ///
    /// The file cannot be written.
    pub fn write(&self, path: &str, text: &str) -> io::Result<()> {
        let path = self.folder.join(path);
        if let Some(parent) = path.parent() {
            fs::create_dir_all(parent)?;
        }
        fs::write(path, text)
    }

    /// Runs cargo in the crate, offline, with build products shared by the tests of the workspace.
    ///
    /// # Errors
    ///
    /// Cargo cannot be started.
    pub fn cargo(&self, arguments: &[&str]) -> io::Result<Output> {
        self.command(arguments).output()
    }

    /// Runs the program of the crate with a text on standard input.
    ///
    /// # Errors
    ///
    /// Cargo cannot be started, or the text cannot be written.
    pub fn run(&self, input: &str) -> io::Result<Output> {
        let path = self.folder.join("input");
        fs::write(&path, input)?;
        self.command(&["run", "--quiet"])
            .stdin(fs::File::open(path)?)
            .output()
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO"));
        command
            .args(arguments)
            .arg("--offline")
            .current_dir(&self.folder)
            .env("CARGO_TARGET_DIR", workspace().join("target/user-crates"))
            .env("CARGO_TERM_COLOR", "never")
            .env_remove("RUSTFLAGS");
        command
    }
}

/// Returns the manifest of a crate that depends on crates of the workspace.
pub fn manifest(name: &str, edition: &str, dependencies: &[&str], build_dependencies: &[&str]) -> String {
    let path = |krate: &&str| format!("{krate} = {{ path = '{}' }}\n", workspace().join(krate).display());
    let mut manifest = format!(
        "[package]\nname = '{name}'\nversion = '0.0.0'\nedition = '{edition}'\n\n[workspace]\n\n[dependencies]\n"
    );
    manifest.extend(dependencies.iter().map(path));
    manifest.push_str("\n[build-dependencies]\n");
    manifest.extend(build_dependencies.iter().map(path));
    manifest.push_str("\n[profile.dev]\ndebug = 0\n");
    manifest
}

/// Returns the manifest of a crate that depends on the runtime with every feature for response formats.
pub fn manifest_with_features(name: &str) -> String {
    let features = "['avro', 'csv', 'html', 'jsonpath', 'markdown', 'protobuf', 'xml', 'yaml']";
    manifest(name, "2024", &["naftiko"], &[])
        .replace("naftiko' }", &format!("naftiko', features = {features} }}"))
}
