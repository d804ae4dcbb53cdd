//! Files in memory, which the generator reads before they are written.

use std::collections::{BTreeMap, BTreeSet};
use std::ffi::OsString;
use std::io;
use std::path::{Path, PathBuf};

use naftiko_codegen::Loader;

/// Files by their path.
#[derive(Clone, Debug, Default)]
pub(crate) struct Memory(pub BTreeMap<PathBuf, String>);

impl Loader for Memory {
    fn load(&self, path: &Path, limit: u64) -> io::Result<Vec<u8>> {
        let text = self.0.get(path).ok_or_else(missing)?;
        match u64::try_from(text.len()) {
            Ok(length) if length <= limit => Ok(text.clone().into_bytes()),
            _ => Err(io::ErrorKind::FileTooLarge.into()),
        }
    }

    fn real_path(&self, path: &Path) -> io::Result<PathBuf> {
        let exists = self.0.keys().any(|file| file.starts_with(path));
        exists.then(|| path.to_owned()).ok_or_else(missing)
    }

    fn list(&self, folder: &Path) -> io::Result<Vec<OsString>> {
        let below = self.0.keys().filter_map(|file| file.strip_prefix(folder).ok());
        let names: BTreeSet<OsString> = below
            .filter_map(|path| Some(path.components().next()?.as_os_str().to_owned()))
            .collect();
        if names.is_empty() {
            return Err(missing());
        }
        Ok(names.into_iter().collect())
    }
}

/// The files of a document are not read, and neither are those that are not below the folder of a spec: they would not be in the project.
fn missing() -> io::Error {
    io::Error::new(io::ErrorKind::NotFound, "it is not part of the new project")
}
