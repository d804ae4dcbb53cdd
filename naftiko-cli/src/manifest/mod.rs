//! Manifests of packages, and their dependency on `naftiko`.

mod edit;

use std::collections::BTreeSet;
use std::fs;
use std::ops::Range;
use std::path::{Path, PathBuf};

use naftiko_codegen::features::DEFAULT;
use toml_edit::{Document, Item, TableLike};

pub(crate) use edit::Edit;

/// The file of a manifest.
pub(crate) const FILE: &str = "Cargo.toml";

/// The crate that programs depend on.
pub(crate) const RUNTIME: &str = "naftiko";

/// A manifest as text and as values with their places.
pub(crate) struct Manifest {
    pub path: PathBuf,
    document: Document<String>,
}

/// The dependency of a package on `naftiko`.
pub(crate) struct Dependency {
    /// The place in the manifest.
    pub place: Range<usize>,
    /// The features that it turns on.
    pub features: BTreeSet<String>,
}

impl Manifest {
    /// Returns the manifest of the package that a file belongs to. Cargo reports one that is not TOML.
    pub(crate) fn of_package(file: &Path) -> Option<Self> {
        manifests(file).find(|manifest| manifest.table("package").is_some())
    }

    /// Returns the text of the manifest.
    pub(crate) fn text(&self) -> &str {
        self.document.raw()
    }

    /// Returns the name of the package.
    pub(crate) fn name(&self) -> Option<&str> {
        self.table("package")?.get("name")?.as_str()
    }

    /// Returns the dependency on `naftiko`, which may have another name in the package.
    pub(crate) fn dependency(&self) -> Option<Dependency> {
        let item = runtime(self.table("dependencies")?)?;
        Some(Dependency {
            place: item.span().unwrap_or_default(),
            features: self.features(item),
        })
    }

    /// Returns the features of a dependency, with those of the workspace that it inherits.
    fn features(&self, item: &Item) -> BTreeSet<String> {
        let Some(table) = item.as_table_like() else {
            return default();
        };
        let mut features = named(table);
        if flag(table, "workspace") == Some(true) {
            features.extend(self.inherited().unwrap_or_default());
        } else if flag(table, "default-features") != Some(false) {
            features.extend(default());
        }
        features
    }

    /// Returns the features of the dependency that members of the workspace inherit, if it has one.
    pub(crate) fn inherited(&self) -> Option<BTreeSet<String>> {
        let mut roots = manifests(&self.path);
        let root = roots.find(|manifest| manifest.table("workspace").is_some());
        root.and_then(|root| {
            let item = runtime(root.table("workspace")?.get("dependencies")?.as_table_like()?)?;
            Some(root.features(item))
        })
    }

    fn table(&self, name: &str) -> Option<&dyn TableLike> {
        self.document.as_table().get(name)?.as_table_like()
    }
}

/// Returns the manifests in the folder of a file and above it, from the nearest one.
fn manifests(file: &Path) -> impl Iterator<Item = Manifest> {
    let file = fs::canonicalize(file).unwrap_or_else(|_| file.to_owned());
    let folders: Vec<PathBuf> = file.ancestors().skip(1).map(Path::to_owned).collect();
    folders.into_iter().filter_map(|folder| {
        let path = folder.join(FILE);
        let text = fs::read_to_string(&path).ok()?;
        let document = Document::parse(text).ok()?;
        Some(Manifest { path, document })
    })
}

/// Returns whether a manifest above a new folder has a workspace, to which the folder belongs then.
pub(crate) fn has_workspace_above(folder: &Path) -> bool {
    let absolute = std::path::absolute(folder).unwrap_or_else(|_| folder.to_owned());
    manifests(&absolute).any(|manifest| manifest.table("workspace").is_some())
}

/// Returns the value of the dependency on `naftiko`.
fn runtime(dependencies: &dyn TableLike) -> Option<&Item> {
    let mut all = dependencies.iter();
    all.find_map(|(name, item)| is_runtime(name, item).then_some(item))
}

/// Returns the value of the dependency on `naftiko`, to be changed.
fn runtime_mut(dependencies: &mut dyn TableLike) -> Option<&mut Item> {
    let mut all = dependencies.iter_mut();
    all.find_map(|(name, item)| is_runtime(&name, item).then_some(item))
}

fn is_runtime(name: &str, item: &Item) -> bool {
    let package = item.get("package").and_then(Item::as_str);
    package.unwrap_or(name) == RUNTIME
}

fn default() -> BTreeSet<String> {
    DEFAULT.map(str::to_owned).into()
}

fn named(table: &dyn TableLike) -> BTreeSet<String> {
    let features = table.get("features").and_then(Item::as_array);
    let names = features
        .into_iter()
        .flatten()
        .filter_map(|feature| feature.as_str());
    names.map(str::to_owned).collect()
}

fn flag(table: &dyn TableLike, name: &str) -> Option<bool> {
    table.get(name).and_then(Item::as_bool)
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test fails by panicking")]
mod tests {
    use super::*;

    /// Returns the features of a member whose dependency is a line, in a workspace with a table of dependencies.
    fn features(dependency: &str, workspace: &str) -> Option<String> {
        let folder = tempfile::tempdir().unwrap();
        let member = folder.path().join("services/desk");
        fs::create_dir_all(member.join("specs")).unwrap();
        let root = format!("[workspace]\nmembers = ['services/*']\n[workspace.dependencies]\n{workspace}\n");
        fs::write(folder.path().join(FILE), root).unwrap();
        let manifest = format!("[package]\nname = 'desk'\n[dependencies]\n{dependency}\n");
        fs::write(member.join(FILE), manifest).unwrap();
        fs::write(member.join("specs/desk.yaml"), "").unwrap();
        let manifest = Manifest::of_package(&member.join("specs/desk.yaml")).unwrap();
        let features = manifest.dependency()?.features;
        Some(features.into_iter().collect::<Vec<_>>().join(" "))
    }

    #[test]
    fn features_of_every_form_of_a_dependency_are_read() {
        let all = DEFAULT.join(" ");
        assert_eq!(features("serde = '1'", ""), None);
        assert_eq!(features("naftiko = '0.1'", ""), Some(all.clone()));
        let named = "features = ['xml'], default-features = false";
        for dependency in [
            format!("naftiko = {{ version = '0.1', {named} }}"),
            format!("api = {{ package = 'naftiko', {named} }}"),
            "[dependencies.naftiko]\nversion = '0.1'\nfeatures = ['xml']\ndefault-features = false"
                .to_owned(),
        ] {
            assert_eq!(features(&dependency, "").as_deref(), Some("xml"), "{dependency}");
        }
        let inherited = "naftiko = { workspace = true, features = ['csv'] }";
        let found = features(
            inherited,
            "naftiko = { version = '0.1', default-features = false, features = ['rest'] }",
        );
        assert_eq!(found.as_deref(), Some("csv rest"));
        assert_eq!(features("naftiko.workspace = true", "naftiko = '0.1'"), Some(all));
    }

    #[test]
    fn file_without_a_readable_manifest_has_no_package() {
        let folder = tempfile::tempdir().unwrap();
        let spec = folder.path().join("desk.yaml");
        assert!(Manifest::of_package(&spec).is_none());
        fs::write(folder.path().join(FILE), "[package\n").unwrap();
        assert!(Manifest::of_package(&spec).is_none());
    }
}
