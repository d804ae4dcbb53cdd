//! The line of a manifest that depends on `naftiko`.

use std::path::PathBuf;

use clap::{Args, ValueEnum};
use naftiko_codegen::features::Features;

/// Where the code is generated, and where the runtime is.
#[derive(Debug, Args)]
pub(crate) struct Runtime {
    /// Where the code is generated
    #[arg(long, value_name = "WAY", value_enum, default_value = "macro")]
    pub via: Via,
    /// Folder of the crate `naftiko`, for a dependency by path [default: the published version]
    #[arg(long, value_name = "PATH")]
    pub runtime: Option<PathBuf>,
}

/// The ways to generate code for a program.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Via {
    /// `naftiko!` in the source.
    Macro,
    /// A build script.
    Build,
    /// Files that `naftiko generate` wrote.
    CheckedIn,
}

impl Runtime {
    /// Returns the features of the dependency in the order of the alphabet.
    pub(crate) fn features(&self, needed: &Features) -> Vec<&'static str> {
        let own = (self.via == Via::Macro).then_some("macros");
        let mut features: Vec<&'static str> = needed.names().chain(own).collect();
        features.sort_unstable();
        features
    }

    /// Returns where the dependency comes from, as a pair of a manifest's table.
    pub(crate) fn origin(&self) -> (&'static str, String) {
        match &self.runtime {
            Some(path) => ("path", path.display().to_string()),
            None => ("version", version().to_owned()),
        }
    }

    /// Returns the line of the dependency.
    pub(crate) fn line(&self, needed: &Features) -> String {
        let (key, value) = self.origin();
        let features = self.features(needed);
        let features: Vec<String> = features.iter().map(|name| format!("\"{name}\"")).collect();
        format!(
            "naftiko = {{ {key} = {}, default-features = false, features = [{}] }}",
            toml_edit::Value::from(value),
            features.join(", ")
        )
    }
}

/// Returns the requirement for this version, without its last number.
pub(crate) fn version() -> &'static str {
    let version = env!("CARGO_PKG_VERSION");
    version.rsplit_once('.').map_or(version, |(start, _)| start)
}
