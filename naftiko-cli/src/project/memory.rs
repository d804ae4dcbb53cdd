//! Files in memory, which the generator reads before they are written.

use std::collections::BTreeMap;
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

    /// The folders of skills are not part of the new project either.
    fn list(&self, _: &Path) -> io::Result<Vec<OsString>> {
        Err(missing())
    }
}

/// The files of a document or a spec that `--from` names are not read, since they would not be in the project.
fn missing() -> io::Error {
    io::Error::new(io::ErrorKind::NotFound, "it is not part of the new project")
}
