//! File access of the generator (`Loader`): the file system, or memory in tests.

use std::ffi::OsString;
use std::fs::{self, File, Metadata};
use std::io::{self, Read as _};
use std::path::{Path, PathBuf};

/// Reads files for the generator, which does not access the file system itself.
pub trait Loader {
    /// Returns the content of the regular file at `path`.
    ///
    /// # Errors
    ///
    /// The file cannot be read; it is not a regular file, such as a device or a FIFO; or it has more than `limit` bytes
    /// ([`io::ErrorKind::FileTooLarge`]). The generator reports the error at the place of the file's path in the spec.
    fn load(&self, path: &Path, limit: u64) -> io::Result<Vec<u8>>;

    /// Returns the path of an existing file or folder with every link resolved. The generator compares included files by it.
    ///
    /// # Errors
    ///
    /// Nothing exists at `path`, or a folder of it cannot be read.
    fn real_path(&self, path: &Path) -> io::Result<PathBuf>;

    /// Returns the names of the files and folders in a folder, in any order.
    ///
    /// # Errors
    ///
    /// The folder cannot be read, or it is a file ([`io::ErrorKind::NotADirectory`]).
    fn list(&self, folder: &Path) -> io::Result<Vec<OsString>>;
}

/// Reads from the file system.
#[derive(Clone, Copy, Debug, Default)]
pub struct FileLoader;

impl Loader for FileLoader {
    fn load(&self, path: &Path, limit: u64) -> io::Result<Vec<u8>> {
        // The check precedes the opening, because opening a FIFO waits for a writer, and opening a device may have an effect.
        check(&fs::metadata(path)?, limit)?;
        let file = File::open(path)?;
        check(&file.metadata()?, limit)?;
        let mut bytes = Vec::new();
        // The length may be wrong: files of the kernel have none, and other files grow.
        file.take(limit.saturating_add(1)).read_to_end(&mut bytes)?;
        match u64::try_from(bytes.len()) {
            Ok(length) if length <= limit => Ok(bytes),
            _ => Err(too_large(limit)),
        }
    }

    fn real_path(&self, path: &Path) -> io::Result<PathBuf> {
        // A spec that is named without a folder is in the working directory, whose path is empty.
        if path.as_os_str().is_empty() {
            return fs::canonicalize(".");
        }
        fs::canonicalize(path)
    }

    fn list(&self, folder: &Path) -> io::Result<Vec<OsString>> {
        fs::read_dir(folder)?
            .map(|entry| Ok(entry?.file_name()))
            .collect()
    }
}

/// Checks the type and the length of a file.
fn check(metadata: &Metadata, limit: u64) -> io::Result<()> {
    if metadata.is_dir() {
        return Err(io::Error::new(io::ErrorKind::IsADirectory, "it is a folder"));
    }
    if !metadata.is_file() {
        return Err(io::Error::new(
            io::ErrorKind::InvalidInput,
            "it is not a regular file",
        ));
    }
    if metadata.len() > limit {
        return Err(too_large(limit));
    }
    Ok(())
}

/// Returns the error of a file beyond its limit.
pub(crate) fn too_large(limit: u64) -> io::Error {
    io::Error::new(
        io::ErrorKind::FileTooLarge,
        format!("it has more than {limit} bytes"),
    )
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test fails by panicking")]
mod tests {
    use super::*;

    #[test]
    fn regular_file_within_the_limit_is_read() {
        let temp = tempfile::tempdir().unwrap();
        let path = temp.path().join("a.md");
        fs::write(&path, "12345").unwrap();
        assert_eq!(FileLoader.load(&path, 5).unwrap(), b"12345");
        let error = FileLoader.load(&path, 4).unwrap_err();
        assert_eq!(error.kind(), io::ErrorKind::FileTooLarge);
        assert_eq!(error.to_string(), "it has more than 4 bytes");
        let folder = FileLoader.load(temp.path(), 4).unwrap_err();
        assert_eq!(folder.to_string(), "it is a folder");
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn special_files_are_rejected_and_files_without_a_length_bounded() {
        let zero = FileLoader.load(Path::new("/dev/zero"), 4).unwrap_err();
        assert_eq!(zero.to_string(), "it is not a regular file");
        let status = FileLoader.load(Path::new("/proc/self/status"), 4).unwrap_err();
        assert_eq!(status.kind(), io::ErrorKind::FileTooLarge);
    }

    #[cfg(unix)]
    #[test]
    fn fifo_is_rejected_without_waiting() {
        let temp = tempfile::tempdir().unwrap();
        let path = temp.path().join("fifo");
        let made = std::process::Command::new("mkfifo").arg(&path).status();
        if made.is_ok_and(|status| status.success()) {
            let error = FileLoader.load(&path, 4).unwrap_err();
            assert_eq!(error.to_string(), "it is not a regular file");
        }
    }
}
