//! Where specs are read from.

use std::io;
use std::path::Path;

/// Reads files for the generator, which touches no disk itself.
pub trait Loader {
    /// The content of a file.
    ///
    /// # Errors
    ///
    /// Whatever prevents reading; the generator reports it at the place that names the file.
    fn load(&self, path: &Path) -> io::Result<Vec<u8>>;
}

/// Reads from the file system.
#[derive(Clone, Copy, Debug, Default)]
pub struct FileLoader;

impl Loader for FileLoader {
    fn load(&self, path: &Path) -> io::Result<Vec<u8>> {
        std::fs::read(path)
    }
}
