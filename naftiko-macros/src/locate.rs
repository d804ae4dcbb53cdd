//! Search for the spec file.

use std::fs;
use std::path::{Path, PathBuf};

use naftiko_codegen::nearest;

/// The folders of the package where specs are searched.
const FOLDERS: [&str; 2] = ["", "specs"];

/// Returns the path of the spec in the package. The error names the searched paths and a similar spec.
pub(crate) fn locate(package: &Path, spec: &str) -> Result<PathBuf, String> {
    if Path::new(spec).is_absolute() {
        return Err(format!(
            "`{spec}` is absolute; use a path relative to the package root"
        ));
    }
    let candidates = FOLDERS.map(|folder| Path::new(folder).join(spec));
    if let Some(found) = candidates.iter().find(|path| package.join(path).is_file()) {
        return Ok(found.clone());
    }
    let [first, second] = candidates.map(|path| path.display().to_string());
    let mut message = format!(
        "spec not found: no file `{first}` or `{second}` in `{}`",
        package.display()
    );
    if let Some(similar) = nearest(spec, available(package).iter().map(String::as_str)) {
        message.extend(["; a similar file exists: `", similar, "`"]);
    }
    Err(message)
}

/// Returns the files of the folders, each by its name and by its path, since both can be written.
fn available(package: &Path) -> Vec<String> {
    let mut found = Vec::new();
    for folder in FOLDERS {
        let entries = fs::read_dir(package.join(folder)).into_iter().flatten().flatten();
        let names = entries.filter_map(|entry| entry.file_name().into_string().ok());
        for name in names {
            found.push(Path::new(folder).join(&name).display().to_string());
            found.push(name);
        }
    }
    found.sort();
    found
}
