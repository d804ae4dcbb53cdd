//! The lines of a manifest that depend on `naftiko`.

use std::fs;
use std::path::Path;

use naftiko_codegen::features::Features;
use toml_edit::Value;

use crate::arguments::{Runtime, Via};
use crate::manifest::FILE;
use crate::terminal::Failure;

impl Runtime {
    /// Returns the same place with an absolute path, which a manifest anywhere can have.
    pub(crate) fn absolute(&self) -> Result<Self, Failure> {
        let Some(path) = &self.path else {
            return Ok(self.clone());
        };
        // The folder of the workspace is accepted too.
        let crates = [path.clone(), path.join("naftiko")];
        let found = crates.iter().find(|folder| is_runtime(folder));
        let found = found.and_then(|folder| fs::canonicalize(folder).ok());
        let path = found.ok_or_else(|| {
            let shown = path.display();
            Failure(format!("`{shown}` is not the folder of the crate `naftiko`; pass the folder that has its `Cargo.toml`"))
        })?;
        Ok(Self { path: Some(path) })
    }

    /// Returns the line of the dependency on the runtime, with a further feature.
    pub(crate) fn line(&self, via: Via, needed: &Features, further: Option<&'static str>) -> String {
        let features: Vec<String> = features(via, needed, further)
            .iter()
            .map(|name| format!("\"{name}\""))
            .collect();
        let origin = origin(self.path.as_deref());
        format!(
            "naftiko = {{ {origin}, default-features = false, features = [{}] }}",
            features.join(", ")
        )
    }

    /// Returns the line of the dependency on the generator, for build scripts.
    pub(crate) fn generator(&self) -> String {
        let path = self
            .path
            .as_ref()
            .map(|path| path.with_file_name("naftiko-codegen"));
        format!("naftiko-codegen = {{ {} }}", origin(path.as_deref()))
    }
}

/// Returns where a dependency comes from, as a pair of its table.
fn origin(path: Option<&Path>) -> String {
    let (key, value) = match path {
        Some(path) => ("path", path.display().to_string()),
        None => ("version", version().to_owned()),
    };
    format!("{key} = {}", Value::from(value).decorated("", ""))
}

/// Returns the features of the dependency in the order of the alphabet.
pub(crate) fn features(via: Via, needed: &Features, further: Option<&'static str>) -> Vec<&'static str> {
    let own = (via == Via::Macro).then_some("macros");
    let mut features: Vec<&'static str> = needed.names().chain(own).chain(further).collect();
    features.sort_unstable();
    features
}

fn is_runtime(folder: &Path) -> bool {
    let manifest = fs::read_to_string(folder.join(FILE)).unwrap_or_default();
    manifest.lines().any(|line| line.trim() == "name = \"naftiko\"")
}

/// Returns the requirement for this version, without its last number.
fn version() -> &'static str {
    let version = env!("CARGO_PKG_VERSION");
    version.rsplit_once('.').map_or(version, |(start, _)| start)
}
