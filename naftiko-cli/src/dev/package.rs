//! The package that is built for specs, in a folder of the cache.

use std::collections::BTreeMap;
use std::env;
use std::fs;
use std::hash::{DefaultHasher, Hash as _, Hasher as _};
use std::io;
use std::path::{Path, PathBuf};

use naftiko_codegen::write::Plan;

use super::build;
use super::version::{Module, Scripts, Version};
use crate::arguments::{Dev, Runtime, Via};
use crate::manifest;
use crate::project::{self, TOKIO, scripts};
use crate::terminal::Failure;

const MAIN: &str = include_str!("../../templates/dev.rs");

/// The first line of its manifest, without which a folder is not one of this command.
const MARKER: &str = "# Made by `naftiko dev`. Do not edit.";

/// A package around the code of specs, in the same folder for the same specs.
pub(crate) struct Package {
    name: String,
    folder: PathBuf,
    /// Where builds go, which packages of the cache have in common; `None` if the environment says it.
    target: Option<PathBuf>,
    runtime: Runtime,
}

impl Package {
    /// Returns the package of specs, which is not written yet.
    pub(crate) fn new(arguments: &Dev, specs: &[PathBuf]) -> Result<Self, Failure> {
        let runtime = arguments.runtime.absolute()?;
        let name = name(specs, &runtime);
        let (folder, target) = if let Some(folder) = &arguments.project {
            (absolute(folder)?, absolute(&folder.join("target"))?)
        } else {
            let cache = cache()?;
            (cache.join(&name), cache.join("target"))
        };
        let has_own_target = env::var_os("CARGO_TARGET_DIR").is_some_and(|path| !path.is_empty());
        let package = Self {
            name,
            folder,
            target: (!has_own_target).then_some(target),
            runtime,
        };
        package.require_own_folder()?;
        Ok(package)
    }

    /// Writes and builds the package. Returns the path of the program.
    pub(crate) async fn build(&self, version: &Version, is_first: bool) -> Result<PathBuf, Failure> {
        self.write(version).map_err(|error| {
            Failure(format!(
                "`{}` cannot be written: {error}; free space, or choose another folder with `--project`",
                self.folder.display()
            ))
        })?;
        let scripts = match &version.scripts {
            Some(Scripts::File(path, _)) => Some(path.as_path()),
            Some(Scripts::Stubs { .. }) | None => None,
        };
        build::build(&self.folder, self.target.as_deref(), scripts, is_first).await
    }

    /// Rejects a folder with files that this command has not made.
    fn require_own_folder(&self) -> Result<(), Failure> {
        let manifest = fs::read_to_string(self.folder.join(manifest::FILE)).unwrap_or_default();
        let is_used = fs::read_dir(&self.folder).is_ok_and(|mut entries| entries.next().is_some());
        if !is_used || manifest.starts_with(MARKER) {
            return Ok(());
        }
        Err(Failure(format!(
            "`{}` is not a project of `naftiko dev`; choose a folder that does not exist or is empty",
            self.folder.display()
        )))
    }

    /// Writes what has changed. The manifest is first, since it marks the folder.
    fn write(&self, version: &Version) -> io::Result<()> {
        let source = self.folder.join("src");
        self.update(Path::new(manifest::FILE), &self.manifest(version))?;
        self.lock()?;
        self.update(Path::new("src/main.rs"), &main(version))?;
        if let Some(Scripts::Stubs { text, .. }) = &version.scripts {
            self.update(Path::new(scripts::FILE), text)?;
        }
        let files: &BTreeMap<PathBuf, String> = &version.files;
        Plan::new(&source.join("generated"), files)?.apply()
    }

    /// Writes a file, unless it has the text.
    fn update(&self, path: &Path, text: &str) -> io::Result<()> {
        let path = self.folder.join(path);
        if fs::read(&path).is_ok_and(|known| known == text.as_bytes()) {
            return Ok(());
        }
        project::write_file(&path, text)
    }

    /// Takes the versions of the runtime's workspace, with which it is tested, until cargo has chosen some.
    fn lock(&self) -> io::Result<()> {
        let own = self.folder.join("Cargo.lock");
        let runtime = self.runtime.path.as_ref().and_then(|path| path.parent());
        match runtime.map(|workspace| workspace.join("Cargo.lock")) {
            Some(lock) if !own.exists() && lock.exists() => fs::copy(lock, own).map(|_| ()),
            _ => Ok(()),
        }
    }

    fn manifest(&self, version: &Version) -> String {
        let name = &self.name;
        let naftiko = self.runtime.line(Via::CheckedIn, &version.features, None);
        format!(
            "{MARKER}\n[package]\nname = \"{name}\"\nversion = \"0.1.0\"\nedition = \"2024\"\npublish = false\n\n\
             [dependencies]\n{naftiko}\n{TOKIO}\n\n\
             # Linking takes most of a build, and debug information most of linking.\n[profile.dev]\ndebug = false\n\n\
             # It is part of no workspace above it.\n[workspace]\n"
        )
    }
}

/// Returns the program that serves every adapter.
fn main(version: &Version) -> String {
    let servers: Vec<String> = version.modules.iter().map(server).collect();
    MAIN.replace("__modules__", &modules(version))
        .replace("__servers__", servers.join("\n").trim_end())
        .replace("__wait__", &wait(version))
}

/// Returns the modules of the program, and the names that the module of scripts uses by their paths.
fn modules(version: &Version) -> String {
    let mut lines = vec!["mod generated;".to_owned()];
    match &version.scripts {
        Some(Scripts::Stubs { .. }) => lines.push("mod scripts;".to_owned()),
        Some(Scripts::File(path, _)) => {
            let path = path.to_string_lossy();
            lines.push(format!("#[path = {path:?}]\nmod scripts;"));
        }
        None => {}
    }
    let with_scripts = version.modules.iter().filter(|module| module.has_scripts);
    lines.extend(with_scripts.map(|module| format!("use generated::{};", module.name)));
    lines.join("\n")
}

/// Returns the statements that start the server of a module.
fn server(module: &Module) -> String {
    let scripts = if module.has_scripts { scripts::VALUE } else { "" };
    let mut lines = vec![format!(
        "    let server = generated::{}::Capability::from_env({scripts})?.server();",
        module.name
    )];
    for adapter in &module.adapters {
        let namespace = &adapter.namespace;
        lines.push(format!("    let server = server.address({namespace:?}, free);"));
    }
    lines.push("    let server = server.start().await?;".to_owned());
    for adapter in &module.adapters {
        let namespace = &adapter.namespace;
        lines.push(format!(
            "    let address = server.address({namespace:?}).unwrap_or(free);"
        ));
        lines.push("    ports.push(address.port().to_string());".to_owned());
    }
    lines.push("    all.push(server);".to_owned());
    lines.join("\n")
}

/// Returns the statement that waits for the end of standard input. An adapter on it reads it.
fn wait(version: &Version) -> String {
    let stdio = version.modules.iter().position(|module| module.stdio.is_some());
    stdio.map_or_else(
        || {
            let read = "std::io::copy(&mut std::io::stdin(), &mut std::io::sink())";
            format!("    tokio::task::spawn_blocking(|| {read}).await??;")
        },
        |place| {
            format!(
                "    if let Some(server) = all.get_mut({place}) {{\n        server.wait().await?;\n    }}"
            )
        },
    )
}

/// Returns a name of the package that other specs and another runtime do not have.
fn name(specs: &[PathBuf], runtime: &Runtime) -> String {
    let mut hasher = DefaultHasher::new();
    for spec in specs {
        fs::canonicalize(spec)
            .unwrap_or_else(|_| spec.clone())
            .hash(&mut hasher);
    }
    runtime.path.hash(&mut hasher);
    env!("CARGO_PKG_VERSION").hash(&mut hasher);
    let stem = specs
        .first()
        .and_then(|spec| spec.file_stem())
        .unwrap_or_default();
    let stem = stem.to_string_lossy().to_lowercase();
    let is_kept = |character: &char| character.is_ascii_alphanumeric() || *character == '-';
    let stem: String = stem.chars().filter(is_kept).take(40).collect();
    format!("dev-{stem}-{:016x}", hasher.finish())
}

/// Returns the folder of this command in the user's cache.
fn cache() -> Result<PathBuf, Failure> {
    let variable = |name: &str| {
        env::var_os(name)
            .filter(|value| !value.is_empty())
            .map(PathBuf::from)
    };
    let cache = variable("XDG_CACHE_HOME").or_else(|| Some(variable("HOME")?.join(".cache")));
    let cache = cache.ok_or_else(|| {
        Failure("neither `XDG_CACHE_HOME` nor `HOME` is set; choose a folder with `--project`".to_owned())
    })?;
    absolute(&cache.join("naftiko").join("dev"))
}

fn absolute(path: &Path) -> Result<PathBuf, Failure> {
    std::path::absolute(path).map_err(|error| Failure(format!("`{}` is not a path: {error}", path.display())))
}
