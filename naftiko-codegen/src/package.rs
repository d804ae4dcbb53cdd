//! The package of the crate that uses generated code.

use std::path::Path;

use crate::include::loader::{FileLoader, Loader as _};

/// The largest manifest that is read, in bytes.
const MAX_MANIFEST: u64 = 1 << 20;

/// Returns the warning about a spec outside of the package, which `cargo package` leaves out, unless the package is never published.
pub fn outside_package(package: &Path, spec: &Path) -> Option<String> {
    let root = FileLoader.real_path(package).ok()?;
    let real = FileLoader.real_path(&package.join(spec)).ok()?;
    let message = || {
        format!(
            "`{}` is outside the package, so `cargo package` leaves it out; move it into the package",
            spec.display()
        )
    };
    (!real.starts_with(root) && !is_private(package)).then(message)
}

/// Returns whether a package is never published, and therefore not packaged.
fn is_private(package: &Path) -> bool {
    let manifest = FileLoader.load(&package.join("Cargo.toml"), MAX_MANIFEST);
    let manifest = manifest.unwrap_or_default();
    let manifest = String::from_utf8_lossy(&manifest);
    let mut lines = manifest.lines();
    lines.any(|line| {
        let key = line.split('#').next().unwrap_or_default();
        key.split_whitespace().eq(["publish", "=", "false"])
    })
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test fails by panicking")]
mod tests {
    use std::fs;

    use super::*;

    #[test]
    fn spec_outside_of_the_package_is_reported() {
        let temp = tempfile::tempdir().unwrap();
        let package = temp.path().join("package");
        fs::create_dir(&package).unwrap();
        fs::write(package.join("in.yaml"), "").unwrap();
        fs::write(temp.path().join("out.yaml"), "").unwrap();
        assert_eq!(outside_package(&package, Path::new("in.yaml")), None);
        assert_eq!(outside_package(&package, Path::new("gone.yaml")), None);
        let warning = outside_package(&package, Path::new("../out.yaml")).unwrap();
        assert!(
            warning.starts_with("`../out.yaml` is outside the package"),
            "{warning}"
        );
        fs::write(
            package.join("Cargo.toml"),
            "[package]\npublish = false # a program\n",
        )
        .unwrap();
        assert_eq!(outside_package(&package, Path::new("../out.yaml")), None);
    }
}
