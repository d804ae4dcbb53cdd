//! Where the spec is.

use std::fs;
use std::path::{Path, PathBuf};

use naftiko_codegen::nearest;

/// Folders of the package that specs are looked for in.
const FOLDERS: [&str; 2] = ["", "specs"];

/// The spec's path in the package. The error says what was tried, and which spec may be meant.
pub(crate) fn locate(package: &Path, spec: &str) -> Result<PathBuf, String> {
    if Path::new(spec).is_absolute() {
        return Err(format!(
            "`{spec}` is an absolute path, which exists on one machine only: give the path from the package's folder"
        ));
    }
    let tried = FOLDERS.map(|folder| Path::new(folder).join(spec));
    if let Some(found) = tried.iter().find(|path| package.join(path).is_file()) {
        return Ok(found.clone());
    }
    let [first, second] = tried.map(|path| path.display().to_string());
    let mut message = format!(
        "neither `{first}` nor `{second}` is a file in `{}`",
        package.display()
    );
    if let Some(near) = nearest(spec, there(package).iter().map(String::as_str)) {
        message.extend(["; did you mean `", near, "`?"]);
    }
    Err(message)
}

/// What the folders hold, both as its name alone and as its path, since either finds it.
fn there(package: &Path) -> Vec<String> {
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
